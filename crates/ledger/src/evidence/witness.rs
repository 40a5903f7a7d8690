//! What a witness is asked, and when it signs (C2SP tlog-witness, `add-checkpoint`).
//!
//! ```text
//! old 20852014
//! PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
//! …
//!
//! example.com/behind-the-sofa
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//!
//! — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
//! ```
//!
//! A witness remembers of each log the head that it signed last. [`Request::judge`] says whether the new one extends
//! it. Then the witness keeps the new head, and only then signs
//! [`cosignature::statement`](super::checkpoint::cosignature::statement) and answers with the line. Between reading
//! the old head and keeping the new one nothing else may be kept: else a slower request takes leaves back.

use super::checkpoint::Checkpoint;
use super::note::{KeyKind, Note, VerifierKey};
use super::text;
use super::tree::{Tree, TreeHead, verify_consistency};
use crate::ids::Hash;

/// Bytes of a request: a note and a proof.
pub const REQUEST: usize = super::note::NOTE + 4096;

/// The request that a witness sign a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    old: u64,
    path: Vec<Hash>,
    note: Note,
    checkpoint: Checkpoint,
}

/// Why a witness does not sign. Each has its status in HTTP.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    /// 400: not a request, or one that goes back.
    #[error("not a request")]
    Malformed,
    /// 404: no key is known of this log.
    #[error("an unknown log")]
    Log,
    /// 403: the log did not sign it.
    #[error("not signed by the log")]
    Signature,
    /// 409: the last head that was signed has this size, so begin there.
    #[error("begins at another size")]
    Conflict(u64),
    /// 409: another tree of the size that was signed last.
    #[error("another tree of the same size")]
    Forked(u64),
    /// 422: it does not extend the last head.
    #[error("does not extend what was signed")]
    Inconsistent,
}

impl Request {
    /// Reads a request's body.
    pub fn parse(body: &str) -> Result<Self, Unsigned> {
        if body.len() > REQUEST {
            return Err(Unsigned::Malformed);
        }
        Self::read(body).ok_or(Unsigned::Malformed)
    }

    fn read(body: &str) -> Option<Self> {
        let (mut lines, note) = text::divide(body)?;
        let old = text::number(lines.next()?.strip_prefix("old ")?)?;
        Self::assemble(old, text::path(lines)?, Note::parse(note).ok()?)
    }

    /// Asks for a signature on a checkpoint, with the proof that it extends the one of size `old`. Nothing, if the
    /// note is no checkpoint.
    pub fn assemble(old: u64, path: Vec<Hash>, note: Note) -> Option<Self> {
        let checkpoint = Checkpoint::parse(note.text()).ok()?;
        Some(Self {
            old,
            path,
            note,
            checkpoint,
        })
    }

    /// The request's body.
    pub fn encode(&self) -> String {
        let path = text::path_lines(&self.path);
        format!("old {}\n{path}\n{}", self.old, self.note.encode())
    }

    /// Of which log it says that it is, so that the last head of it can be looked up.
    pub fn origin(&self) -> &str {
        self.checkpoint.origin()
    }

    /// The checkpoint to sign, if one of these logs signed it and it extends the last one that was signed of that
    /// origin.
    pub fn judge(
        &self,
        logs: &[VerifierKey],
        last: Option<&TreeHead>,
    ) -> Result<&Checkpoint, Unsigned> {
        let is_this = |key: &&VerifierKey| {
            key.kind() == KeyKind::Note && key.name().as_str() == self.origin()
        };
        let keys: Vec<VerifierKey> = logs.iter().filter(is_this).cloned().collect();
        if keys.is_empty() {
            return Err(Unsigned::Log);
        }
        let signed = self.note.verify(&keys);
        signed.map_err(|_| Unsigned::Signature)?;
        let new = self.checkpoint.head();
        if self.old > new.size {
            return Err(Unsigned::Malformed);
        }
        let last = last.copied().unwrap_or_else(|| Tree::new().head());
        if self.old != last.size {
            return Err(Unsigned::Conflict(last.size));
        }
        if last.size == new.size && last.root != new.root {
            return Err(Unsigned::Forked(last.size));
        }
        let extends = verify_consistency(&last, new, &self.path);
        extends.map_err(|_| Unsigned::Inconsistent)?;
        Ok(&self.checkpoint)
    }
}

impl Unsigned {
    /// The status of the answer.
    pub fn status(self) -> u16 {
        match self {
            Self::Malformed => 400,
            Self::Signature => 403,
            Self::Log => 404,
            Self::Conflict(_) | Self::Forked(_) => 409,
            Self::Inconsistent => 422,
        }
    }
}
