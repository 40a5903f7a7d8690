//! The epochs of a scope: each commits to its key by a public key.

use crate::entry::Epoch;
use crate::ids::ScopeId;
use crate::limits;
use crate::refusal::Refusal;

/// The epochs of a scope, from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Epochs {
    parents: Vec<Option<ScopeId>>,
    kems: Vec<Vec<u8>>,
    /// How many entries of the front whoever made the current one had seen.
    seen: u64,
}

impl Epochs {
    /// The current epoch; none before the chain's first entry.
    pub(super) fn current(&self) -> Option<u32> {
        u32::try_from(self.kems.len()).ok()?.checked_sub(1)
    }

    pub(super) fn parent(&self) -> Option<ScopeId> {
        self.parents.last().copied().flatten()
    }

    /// The parent that it was made below.
    pub(super) fn first_parent(&self) -> Option<ScopeId> {
        self.parents.first().copied().flatten()
    }

    /// Whether it was ever below this one.
    pub(super) fn was_below(&self, parent: &ScopeId) -> bool {
        self.parents.contains(&Some(*parent))
    }

    pub(super) fn kem(&self, epoch: u32) -> Option<&[u8]> {
        self.kems
            .get(usize::try_from(epoch).ok()?)
            .map(Vec::as_slice)
    }

    /// Exactly the next number, and a public key that no epoch had.
    pub(super) fn judge(&self, number: u32, epoch: &Epoch) -> Result<(), Refusal> {
        if usize::try_from(number) != Ok(self.kems.len()) {
            return Err(Refusal::Epoch);
        }
        if epoch.kem.len() != limits::KEM {
            return Err(Refusal::Malformed);
        }
        if self.kems.contains(&epoch.kem) {
            Err(Refusal::Exists)
        } else {
            Ok(())
        }
    }

    /// Whether the current one was made by somebody who had seen this entry of the front.
    pub(super) fn follows(&self, front: u64) -> bool {
        self.seen > front
    }

    pub(super) fn apply(&mut self, epoch: &Epoch, seen: u64) {
        self.seen = seen;
        self.parents.push(epoch.parent);
        self.kems.push(epoch.kem.clone());
    }

    /// The epoch under which an entry's body is sealed must be the current one.
    pub(super) fn judge_current(&self, number: u32) -> Result<(), Refusal> {
        if self.current() == Some(number) {
            Ok(())
        } else {
            Err(Refusal::Epoch)
        }
    }
}
