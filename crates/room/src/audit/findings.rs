//! What is wrong with a room's record, or unfinished in it.

use ledger::ids::ChainId;

use super::chains::Everything;
use super::who::{Place, Places};

/// Something that whoever reads the record is to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which chain.
    pub place: Place,
    /// At which entry, counted from 0: there the chain's record ends, where it does.
    pub at: u64,
    /// What.
    pub kind: FindingKind,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// An entry is not served although a later one is.
    Missing,
    /// An entry that nobody signed so.
    Forged,
    /// An entry whose author had no right to it, or that breaks a rule.
    Void,
    /// A device's next receipt had another number: those in between are not there.
    Skipped {
        /// The number that was due, from 0.
        expected: u64,
        /// The number that it had.
        found: u64,
    },
    /// Nothing is served of a chain that others name.
    Unserved,
    /// Less is served than this device has seen.
    Shortened {
        /// How many entries it has seen.
        seen: u64,
    },
    /// An entry is served that is not in the index, although it was stored when the index was signed.
    Unindexed,
    /// The index has another entry at this place, or took it at another time.
    Otherwise,
    /// Less is served than the index has.
    Withheld {
        /// How many entries it has.
        indexed: u64,
    },
    /// At this number the index names an entry twice, leaves one out, or puts one before what it rests on.
    Disorder,
    /// The store signs no index, or another one than it serves.
    Unlogged,
    /// The index is smaller than the one that this device has seen.
    Shrunk {
        /// How many entries that one had.
        seen: u64,
    },
    /// The index does not go on from the one that this device has seen: the store has signed two histories.
    Forked,
    /// Somebody is to have it no more, and it has no new key yet, or those who stay do not have that.
    Unfinished,
}

/// Everything that is to be told, by the kinds of it.
pub(super) fn all(read: &Everything, places: &Places, now: u64) -> Vec<Finding> {
    let Some(fold) = &read.fold else {
        return Vec::new();
    };
    let at = |chain: &ChainId| read.head(chain).next;
    let mut found: Vec<(ChainId, u64, FindingKind)> = Vec::new();
    for (chain, (at, kind)) in &read.broken {
        found.push((*chain, *at, *kind));
    }
    for chain in read.wanted() {
        if read.broken.contains_key(&chain) {
            continue;
        }
        let seen = read.pins.get(&chain).map_or(0, |pin| pin.next);
        if at(&chain) < seen {
            found.push((chain, at(&chain), FindingKind::Shortened { seen }));
        } else if at(&chain) == 0 {
            found.push((chain, 0, FindingKind::Unserved));
        }
    }
    // of a chain that is told already nothing more is told by the index
    let told = |found: &[(ChainId, u64, FindingKind)], chain: &ChainId| {
        found.iter().any(|(other, ..)| other == chain)
    };
    let by_log = read.log.findings(read).into_iter();
    let by_log: Vec<_> = by_log
        .filter(|(chain, _, kind)| {
            !matches!(kind, FindingKind::Withheld { .. }) || !told(&found, chain)
        })
        .collect();
    found.extend(by_log);
    for one in fold.pending(now) {
        found.push((one.scope, at(&one.scope), FindingKind::Unfinished));
    }
    found.sort_by_key(|(chain, at, kind)| (*kind, *chain, *at));
    found.dedup();
    found
        .into_iter()
        .map(|(chain, at, kind)| Finding {
            place: places.of(&chain),
            at,
            kind,
        })
        .collect()
}
