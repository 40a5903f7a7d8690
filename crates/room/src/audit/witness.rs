//! A witness: signs of each log only what goes on from what it signed before (C2SP tlog-witness, tlog-cosignature).
//!
//! ```text
//! request ─> Witness::read ─> (last checkpoint of its origin) ─> Asked::judge ─> keep ─> Judged::cosign ─> answer
//! ```
//!
//! It holds no key to a room, and of rooms it learns a log's opaque name, how many entries there are, and when. Where
//! checkpoints are kept and how requests come is for who runs one. The types force the order: there is nothing to sign
//! before it was judged, and what was judged is to be kept before it is signed. Between looking up the last
//! checkpoint and keeping the new one nothing else of that log may be kept.

use ledger::evidence::checkpoint::{Checkpoint, cosignature};
use ledger::evidence::note::{KeyKind, KeyName, NotAKey, VerifierKey};
use ledger::evidence::witness::{Request, Unsigned};
use ledger::ids::{PublicKey, Signature};
use seal::sign::{Message, SigningKey};

/// Who signs, and for which logs.
#[derive(Debug)]
pub struct Witness {
    name: VerifierKey,
    key: SigningKey,
    logs: Vec<VerifierKey>,
}

/// A request that was read.
#[derive(Debug)]
pub struct Asked(Request);

/// A checkpoint that goes on from the last one; to be kept, and then signed.
#[derive(Debug)]
pub struct Judged(Checkpoint);

/// What was kept of a log is none of its checkpoints. Nothing is signed until somebody has looked at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what was kept of this log is damaged")]
pub struct Damaged;

/// Why a witness does not sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// What is asked for.
    #[error(transparent)]
    Unsigned(#[from] Unsigned),
    /// What was kept.
    #[error(transparent)]
    Damaged(#[from] Damaged),
}

impl Witness {
    /// A witness of this name with this key, for these logs.
    pub fn new(name: &str, key: SigningKey, logs: Vec<VerifierKey>) -> Result<Self, NotAKey> {
        let public = PublicKey(key.public());
        let name = VerifierKey::new(KeyName::parse(name)?, KeyKind::Cosigner, public)?;
        Ok(Self { name, key, logs })
    }

    /// Name and key, as others know it.
    pub fn verifier(&self) -> &VerifierKey {
        &self.name
    }

    /// Reads a request.
    pub fn read(&self, body: &str) -> Result<Asked, Unsigned> {
        let request = Request::parse(body)?;
        // of others nothing is looked up
        let known = |key: &VerifierKey| key.name().as_str() == request.origin();
        if self.logs.iter().any(known) {
            Ok(Asked(request))
        } else {
            Err(Unsigned::Log)
        }
    }
}

impl Asked {
    /// Of which log it is.
    pub fn origin(&self) -> &str {
        self.0.origin()
    }

    /// Judges it by the last checkpoint that was kept of its log: [`Judged::text`] of then.
    pub fn judge(&self, witness: &Witness, last: Option<&str>) -> Result<Judged, Refusal> {
        let last = last.map(Checkpoint::parse).transpose();
        let last = last.map_err(|_| Damaged)?;
        if last
            .as_ref()
            .is_some_and(|last| last.origin() != self.origin())
        {
            return Err(Damaged.into());
        }
        let last = last.as_ref().map(Checkpoint::head);
        let checkpoint = self.0.judge(&witness.logs, last)?;
        Ok(Judged(checkpoint.clone()))
    }
}

impl Judged {
    /// What is to be kept, so that it outlives a crash, before it is signed.
    pub fn text(&self) -> String {
        self.0.text()
    }

    /// Signs it at this time, in seconds since 1970: the line that answers the request.
    pub fn cosign(self, witness: &Witness, time: u64) -> Result<String, Refusal> {
        let malformed = |_| Unsigned::Malformed;
        let statement = cosignature::statement(&self.0, time).map_err(malformed)?;
        let signature = witness.key.sign(Message::Cosignature(&statement));
        let signature = Signature(signature.map_err(|_| Unsigned::Malformed)?);
        Ok(cosignature::assemble(&witness.name, time, &signature).line())
    }
}
