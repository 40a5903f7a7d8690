//! Proofs in a file (C2SP tlog-proof): a place in a log, the path to the root, and the checkpoint with its signatures.
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6
//! index 73894
//! gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
//! …
//!
//! example.com/fancylog
//! 109482
//! sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=
//!
//! — example.com/fancylog …
//! — witness1.example …
//! ```
//!
//! Such a file verifies without any network, against a [`Policy`] and the leaf. It ends in `.tlog-proof`. What `extra`
//! holds nobody has signed; it is there so that the leaf can be made from it, and then the path speaks for it: see
//! [`Disclosure`](super::disclosure::Disclosure), which is this format with a room's entry in it.

use super::checkpoint::Checkpoint;
use super::note::{NOTE, Note};
use super::policy::{Policy, Unbelieved, Witnessed};
use super::text;
use super::tree::{LEAVES, PATH, TreeError, verify_inclusion};
use crate::ids::Hash;
use crate::limits;

/// The first line of a proof.
pub const FIRST: &str = "c2sp.org/tlog-proof@v1";

/// Bytes of what is put in beside: a wrapped entry.
pub const EXTRA: usize = limits::WRAPPED;
/// Bytes of a proof: [`EXTRA`] in base64, the path, and the note.
pub const PROOF: usize = EXTRA.div_ceil(3) * 4 + 64 * PATH + 256 + NOTE;

/// That a leaf is in a log, not verified yet.
///
/// - What is put in beside is absent or not empty, and not over [`EXTRA`].
/// - The path is not longer than one can be, and the note is a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    extra: Option<Vec<u8>>,
    index: u64,
    path: Vec<Hash>,
    checkpoint: Note,
}

/// A proof that is none, or proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// Not the form of a proof, or over a limit.
    #[error("not a proof")]
    Malformed,
    /// The checkpoint is not believed.
    #[error(transparent)]
    Checkpoint(#[from] Unbelieved),
    /// The path does not lead from the leaf to the checkpoint's root.
    #[error(transparent)]
    Path(#[from] TreeError),
}

impl Proof {
    /// Puts together a leaf's place, its path, a checkpoint, and what is put in beside.
    pub fn assemble(
        extra: Option<Vec<u8>>,
        index: u64,
        path: Vec<Hash>,
        checkpoint: Note,
    ) -> Result<Self, ProofError> {
        let beside = extra
            .as_ref()
            .is_none_or(|extra| (1..=EXTRA).contains(&extra.len()));
        let note = Checkpoint::parse(checkpoint.text()).is_ok();
        if !beside || !note || index >= LEAVES || path.len() > PATH {
            return Err(ProofError::Malformed);
        }
        Ok(Self {
            extra,
            index,
            path,
            checkpoint,
        })
    }

    /// Reads a file.
    pub fn parse(proof: &str) -> Result<Self, ProofError> {
        if proof.len() > PROOF {
            return Err(ProofError::Malformed);
        }
        Self::read(proof).ok_or(ProofError::Malformed)
    }

    fn read(proof: &str) -> Option<Self> {
        let (lines, note) = text::divide(proof)?;
        let mut lines = lines.peekable();
        if lines.next()? != FIRST {
            return None;
        }
        let extra = lines.next_if(|line| line.starts_with("extra "));
        let extra = match extra.and_then(|line| line.strip_prefix("extra ")) {
            Some(extra) => Some(text::bytes(extra)?),
            None => None,
        };
        let index = text::number(lines.next()?.strip_prefix("index ")?)?;
        let path = text::path(lines)?;
        Self::assemble(extra, index, path, Note::parse(note).ok()?).ok()
    }

    /// The file.
    pub fn encode(&self) -> String {
        let extra = self.extra.as_ref();
        let extra = extra.map(|extra| format!("extra {}\n", text::base64(extra)));
        let (extra, path) = (extra.unwrap_or_default(), text::path_lines(&self.path));
        let (index, note) = (self.index, self.checkpoint.encode());
        format!("{FIRST}\n{extra}index {index}\n{path}\n{note}")
    }

    /// What is put in beside. Nobody signed it.
    pub fn extra(&self) -> Option<&[u8]> {
        self.extra.as_deref()
    }

    /// The leaf's place.
    pub fn index(&self) -> u64 {
        self.index
    }

    /// Verifies the checkpoint's signatures, and that its tree has this leaf at this place.
    pub fn verify(&self, leaf: &Hash, policy: &Policy) -> Result<Witnessed, ProofError> {
        let witnessed = policy.open(&self.checkpoint)?;
        verify_inclusion(leaf, self.index, witnessed.checkpoint.head(), &self.path)?;
        Ok(witnessed)
    }
}
