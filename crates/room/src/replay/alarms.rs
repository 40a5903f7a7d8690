//! What a reader is told when what the store serves is not what was signed.

use std::collections::BTreeSet;

use ledger::ids::ChainId;

use super::State;

/// Something that was signed and is not there, or there and not what was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alarm {
    /// In which chain.
    pub chain: ChainId,
    /// What.
    pub kind: AlarmKind,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlarmKind {
    /// An entry that another one proves is not served.
    MissingEntry,
    /// An entry's body is not served.
    MissingBody,
    /// A body does not open, or says something else than its entry.
    BrokenRecord,
    /// An entry that nobody with the right signed.
    ForgedEntry,
    /// A key that was handed out is not the one that the chain commits to.
    WrongKey,
    /// No key for the newest epoch, or none that was granted: access was changed, and is not settled yet or
    /// was taken away; or the store keeps a grant back.
    NoKey,
    /// Something that this program was to finish here was refused; it is tried again each time.
    Unsettled,
}

impl State {
    pub(crate) fn alarm(&mut self, chain: ChainId, kind: AlarmKind) {
        self.alarms.insert(Alarm { chain, kind });
    }

    /// Everything that is to be told: what is wrong, what is missing now, what could not be finished.
    pub(crate) fn told(&self) -> impl Iterator<Item = Alarm> {
        let unsettled = self.unsettled.iter().map(|chain| Alarm {
            chain: *chain,
            kind: AlarmKind::Unsettled,
        });
        let all = self.alarms.union(&self.missing).copied().chain(unsettled);
        all.collect::<BTreeSet<_>>().into_iter()
    }
}
