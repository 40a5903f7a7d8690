//! Who holds what is not the newest: by receipts, so by what was opened, not by what is remembered.

use std::collections::BTreeMap;

use ledger::MemberFold;
use ledger::entry::Action;
use ledger::ids::{ChainId, Hash, VersionId};

use crate::activity::{People, Someone};
use crate::error::Error;
use crate::host::Host;
use crate::replay::{Spot, State, Wanted};
use crate::room::Room;

/// Somebody who opened a document, and not its newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutdatedReader {
    /// Who.
    pub who: Someone,
    /// The newest version that this one opened, counted from 1.
    pub version: usize,
    /// How many there are.
    pub newest: usize,
    /// When it was opened last, by the server's time.
    pub time: u64,
    /// It was saved or printed: there is a copy outside the room.
    pub saved: bool,
}

/// What somebody opened of one document.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Held {
    /// The newest version, counted from 1.
    pub(crate) version: usize,
    pub(crate) time: u64,
    pub(crate) saved: bool,
}

/// The versions of documents by their places in a row, also under the ids that they had before they were moved.
pub(crate) struct Versions(
    BTreeMap<(Hash, VersionId), usize>,
    BTreeMap<Hash, (usize, Spot)>,
);

impl Versions {
    pub(crate) fn of(state: &State) -> Self {
        let (mut numbers, mut newest) = (BTreeMap::new(), BTreeMap::new());
        for (scope, there) in state.places() {
            for (doc, shown) in &there.docs {
                let at = Spot { scope, doc: *doc };
                let origin = shown.origin();
                newest.insert(origin, (shown.versions.len(), at));
                for (n, kept) in shown.versions.iter().enumerate() {
                    numbers.insert((origin, kept.record.version), n + 1);
                }
            }
        }
        Self(numbers, newest)
    }

    /// How many versions there are of a document that is there, and where it lies.
    pub(crate) fn newest(&self, origin: &Hash) -> Option<(usize, Spot)> {
        self.1.get(origin).copied()
    }

    /// What one opened, document by document, as its receipts say.
    pub(crate) fn held(&self, state: &State, fold: &MemberFold) -> BTreeMap<Hash, Held> {
        let mut all: BTreeMap<Hash, Held> = BTreeMap::new();
        for taken in fold.receipts().values() {
            let said = &taken.receipt;
            if !said.action.opens() {
                continue;
            }
            for one in &said.docs {
                let at = Spot {
                    scope: one.scope,
                    doc: one.doc,
                };
                let origin = state.origin_at(&at);
                let Some(number) = self.0.get(&(origin, one.version)) else {
                    continue;
                };
                let held = all.entry(origin).or_default();
                held.version = held.version.max(*number);
                held.time = held.time.max(taken.time);
                held.saved |= matches!(said.action, Action::Download | Action::Print);
            }
        }
        all
    }
}

impl<H: Host> Room<H> {
    /// Who opened an older version of a document and not the newest one, the last first; for managers.
    pub fn outdated_readers(&self, doc: impl Into<Wanted>) -> Result<Vec<OutdatedReader>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let spot = state.follow(doc).ok_or(Error::NotFound)?;
        let origin = state.shown(&spot).ok_or(Error::NotFound)?.origin();
        let versions = Versions::of(&state);
        let (newest, _) = versions.newest(&origin).ok_or(Error::NotFound)?;
        let people = People::of(self, &state);
        let mut all = Vec::new();
        let own = (self.session.chain, &state.own);
        let members = state.people.iter().map(|(id, note)| (*id, &note.fold));
        let visitors = state
            .visitors
            .iter()
            .map(|(id, visitor)| (*id, &visitor.fold));
        let chains: BTreeMap<ChainId, &MemberFold> = members.chain(visitors).chain([own]).collect();
        for (chain, fold) in chains {
            let held = versions.held(&state, fold).get(&origin).copied();
            let Some(held) = held.filter(|held| held.version < newest) else {
                continue;
            };
            let Some(who) = people.show(&chain) else {
                continue;
            };
            all.push(OutdatedReader {
                who,
                version: held.version,
                newest,
                time: held.time,
                saved: held.saved,
            });
        }
        all.sort_by_key(|one| core::cmp::Reverse(one.time));
        Ok(all)
    }
}
