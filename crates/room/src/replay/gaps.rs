//! Where the record of what somebody opened has a hole.

use blobs::wire::Stored;
use ledger::entry::Public;
use ledger::ids::ChainId;
use ledger::{FrontFold, MemberFold, Refusal, Wrapped};

use super::{Alarm, AlarmKind, State};

/// What is wrong with a member's or visitor's chain: behind it receipts may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GapKind {
    /// The device's next receipt had another number: so many in between are not there.
    Skipped {
        /// The number that was due.
        expected: u64,
        /// The number that it had.
        found: u64,
    },
    /// An entry in between is not served.
    Missing,
    /// An entry that nobody with the right signed.
    Forged,
}

impl State {
    /// Remembers why a member's or visitor's chain ends here.
    pub(super) fn note_gap(&mut self, chain: ChainId, why: Refusal, stored: &Stored) {
        let member = self.roster.member(&chain).is_some();
        if !member && !self.visitors.contains_key(&chain) {
            return;
        }
        let visitor = || self.visitors.get(&chain).map(|visitor| &visitor.fold);
        let fold = self.person(&chain).or_else(visitor);
        let kind = gap(&self.front, fold, why, stored);
        self.gaps.insert(chain, kind);
    }

    /// A chain goes on that ended too early: what was missing in it is there. That something forged was served stays
    /// told, for it says something of the store.
    pub(super) fn heals(&mut self, chain: ChainId) {
        self.gaps.remove(&chain);
        let kind = AlarmKind::MissingEntry;
        self.alarms.remove(&Alarm { chain, kind });
    }

    /// How many chains that this device has seen are not served any more: visitors', or folders'.
    pub(crate) fn lost(&self) -> usize {
        // what is no scope by its entries is a visitor's, whatever it was read as
        let folder = |chain: &ChainId| {
            let scope = self.scopes.get(chain);
            scope.is_some_and(|scope| scope.fold.epoch().is_some())
        };
        let lost = |alarm: &&Alarm| alarm.kind == AlarmKind::MissingEntry && !folder(&alarm.chain);
        self.missing.iter().filter(lost).count()
    }
}

/// Why a member's or visitor's chain ends where its fold ends.
pub(crate) fn gap(
    front: &FrontFold,
    fold: Option<&MemberFold>,
    why: Refusal,
    stored: &Stored,
) -> GapKind {
    match why {
        Refusal::Receipt => {
            let skipped = fold.and_then(|fold| skipped(front, fold, stored));
            skipped.unwrap_or(GapKind::Forged)
        }
        Refusal::NotNext => GapKind::Missing,
        _ => GapKind::Forged,
    }
}

fn skipped(front: &FrontFold, fold: &MemberFold, stored: &Stored) -> Option<GapKind> {
    let wrapped = Wrapped::parse(&stored.wrapped).ok()?;
    let verified = front.verify(&wrapped).ok()?;
    let entry = verified.entry();
    let Public::Receipt(receipt) = &entry.public else {
        return None;
    };
    let device = fold.device(&entry.author)?;
    Some(GapKind::Skipped {
        expected: device.receipts,
        found: receipt.n,
    })
}
