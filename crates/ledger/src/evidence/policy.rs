//! Whose signatures make a checkpoint believed: one of these logs', and of at least so many of these witnesses.
//!
//! The simplest rule of C2SP tlog-policy (`group … <k> …`, `quorum …`), and like it without a key given twice: else
//! one witness could sign for two, or a log for itself.
//!
//! A witness's time is verified and handed on. Whether it is too old, or in the future, is for the caller, who has a
//! clock.

mod file;

use super::checkpoint::Checkpoint;
use super::note::{KeyKind, KeyName, Note, NoteError, VerifierKey};

pub use file::{FILE, PolicyFile, WitnessAt};

/// Keys of a policy.
const KEYS: usize = 64;

/// Logs that are known, witnesses that are known, and how many of these it takes.
///
/// - At least one log; no key twice; no larger quorum than there are witnesses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Logs by kind `Note`, witnesses by kind `Cosigner`.
    keys: Vec<VerifierKey>,
    quorum: usize,
}

/// A checkpoint that a policy believes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// What the log said.
    pub checkpoint: Checkpoint,
    /// Which witnesses signed it, and at which time, in seconds since 1970.
    pub witnesses: Vec<(KeyName, u64)>,
}

/// Keys that make no policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a policy")]
pub struct NotAPolicy;

/// Why a policy does not believe a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unbelieved {
    /// Not a checkpoint, or one of no tree.
    #[error("not a checkpoint")]
    Malformed,
    /// A signature in a known key's name is not that key's.
    #[error("a signature does not verify")]
    Signature,
    /// No known log with this origin signed it.
    #[error("not signed by the log")]
    Log,
    /// Too few witnesses signed it.
    #[error("not signed by enough witnesses")]
    Quorum,
}

impl Policy {
    /// Believes what one of these logs signed and at least `quorum` of these witnesses.
    pub fn new(
        logs: Vec<VerifierKey>,
        witnesses: Vec<VerifierKey>,
        quorum: usize,
    ) -> Result<Self, NotAPolicy> {
        let kinds = logs.iter().all(|key| key.kind() == KeyKind::Note)
            && witnesses.iter().all(|key| key.kind() == KeyKind::Cosigner);
        let enough = !logs.is_empty() && quorum <= witnesses.len();
        let keys = [logs, witnesses].concat();
        let once = keys.iter().enumerate().all(|(n, key)| {
            let mut before = keys[..n].iter();
            before.all(|other| other.key() != key.key())
        });
        if kinds && enough && once && keys.len() <= KEYS {
            Ok(Self { keys, quorum })
        } else {
            Err(NotAPolicy)
        }
    }

    /// Opens a note that is to be a checkpoint.
    pub fn open(&self, note: &Note) -> Result<Witnessed, Unbelieved> {
        let checkpoint = Checkpoint::parse(note.text()).map_err(|_| Unbelieved::Malformed)?;
        if !checkpoint.head().is_possible() {
            return Err(Unbelieved::Malformed);
        }
        let signers = note.verify(&self.keys)?;
        let by_log = signers.iter().any(|signer| {
            let is_log = signer.key.kind() == KeyKind::Note;
            is_log && signer.key.name().as_str() == checkpoint.origin()
        });
        if !by_log {
            return Err(Unbelieved::Log);
        }
        // only witnesses give a time
        let witnesses = signers.iter().filter_map(|signer| {
            let time = signer.time?;
            Some((signer.key.name().clone(), time))
        });
        let witnesses: Vec<_> = witnesses.collect();
        if witnesses.len() < self.quorum {
            return Err(Unbelieved::Quorum);
        }
        Ok(Witnessed {
            checkpoint,
            witnesses,
        })
    }
}

impl From<NoteError> for Unbelieved {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::Malformed => Self::Malformed,
            NoteError::Signature => Self::Signature,
            NoteError::Unsigned => Self::Log,
        }
    }
}
