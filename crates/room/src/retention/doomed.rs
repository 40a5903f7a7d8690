//! What is meant by what somebody wants destroyed: documents by their origins, and every place where one of them stands
//! or stood, for what was said of it there is destroyed with it.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::{Hash, ScopeId};

use super::Holds;
use crate::body::{Keep, Tier};
use crate::error::Error;
use crate::information::gate::Gate;
use crate::replay::{Spot, State};

/// Documents that are to be destroyed.
#[derive(Debug, Clone, Default)]
pub(super) struct Doomed {
    /// The whole room.
    pub(super) whole: bool,
    /// By origin, every place that has or had it and was not destroyed yet.
    pub(super) docs: BTreeMap<Hash, BTreeSet<Spot>>,
}

impl Doomed {
    /// What is meant, as it is now.
    pub(super) fn of(state: &State, what: &[Keep]) -> Result<Self, Error> {
        if what.contains(&Keep::Room) {
            return Ok(Self::room(state));
        }
        let (index, tree) = (state.index(), state.tree());
        let everywhere = state.everywhere();
        let mut origins = BTreeSet::new();
        for one in what {
            match one {
                Keep::Room => {}
                Keep::Doc(doc) => {
                    let known = index.origin(*doc);
                    // what could not be opened is not shown, and is destroyed all the same
                    let unopened = || Some(state.unopened(doc)?.origin(&state.room()));
                    let origin = known.or_else(unopened);
                    origins.insert(origin.ok_or(Error::NotFound)?);
                }
                Keep::Folder(folder) => {
                    if !tree.knows(folder) {
                        return Err(Error::NotFound);
                    }
                    let below: BTreeSet<ScopeId> = tree.from(&[*folder]).into_iter().collect();
                    origins.extend(in_folders(state, &everywhere, &below));
                }
            }
        }
        let docs = everywhere.into_iter();
        let docs: BTreeMap<_, _> = docs
            .filter(|(origin, _)| origins.contains(origin))
            .collect();
        match docs.is_empty() {
            true => Err(Error::NotFound),
            false => Ok(Self { whole: false, docs }),
        }
    }

    /// Everything.
    pub(super) fn room(state: &State) -> Self {
        Self {
            whole: true,
            docs: state.everywhere(),
        }
    }

    /// Those that a plan names.
    pub(super) fn named(state: &State, origins: &[Hash]) -> Self {
        if origins.is_empty() {
            return Self::room(state);
        }
        let origins: BTreeSet<&Hash> = origins.iter().collect();
        let mut docs = state.everywhere();
        docs.retain(|origin, _| origins.contains(origin));
        Self { whole: false, docs }
    }

    /// Refuses what is held, and what this one may not take away. Answers whether it takes two.
    pub(super) fn judge(&self, state: &State, owns: bool) -> Result<bool, Error> {
        let holds = Holds::of(state);
        if self.whole {
            return match (owns, holds.is_empty()) {
                (false, _) => Err(Error::NotAllowed),
                (true, false) => Err(Error::Held),
                (true, true) => Ok(state.plan.takes_two()),
            };
        }
        let gate = Gate::of(state, &state.plan, &state.tree(), &[]);
        let mut two = false;
        for spot in self.docs.values().flatten() {
            holds.judge(state, spot)?;
            let scope = state.scopes.get(&spot.scope);
            let deleted = scope.and_then(|scope| scope.fold.docs().get(&spot.doc)?.deleted);
            if deleted.is_none() && state.tended(&spot.scope).is_err() {
                return Err(Error::NotAllowed);
            }
            // of what this one cannot read nobody knows the level
            let known = scope.is_some_and(|scope| {
                scope.docs.contains_key(&spot.doc) || scope.gone.contains_key(&spot.doc)
            });
            let level: Option<Tier> = gate.level_of(state, spot);
            two |= state.plan.is_second(level) || (!known && state.plan.takes_two());
        }
        Ok(two)
    }
}

/// The place of a document by which it is called, and that says how it is classified: not a copy in a selection, and
/// one where it is rather than one where it was.
pub(super) fn main_place(state: &State, spots: &BTreeSet<Spot>) -> Option<Spot> {
    let rank = |spot: &&Spot| {
        let copy = state.selections.contains(&spot.scope);
        (state.shown(spot).is_some(), !copy)
    };
    spots.iter().max_by_key(rank).copied()
}

/// The documents that lie in these folders, or in the bin and came from there, or were deleted there.
fn in_folders(
    state: &State,
    everywhere: &BTreeMap<Hash, BTreeSet<Spot>>,
    folders: &BTreeSet<ScopeId>,
) -> BTreeSet<Hash> {
    let there = |spot: &Spot| {
        let fold = state.scopes.get(&spot.scope).map(|scope| &scope.fold);
        let doc = fold.and_then(|fold| fold.docs().get(&spot.doc));
        doc.is_some_and(|doc| doc.deleted.is_none())
    };
    let binned = |spot: &Spot| {
        let from = state.shown(spot).and_then(|shown| shown.record.from);
        state.bins.contains(&spot.scope) && from.is_some_and(|from| folders.contains(&from))
    };
    let meant = |spots: &BTreeSet<Spot>| {
        // copies in selections and what waits in inboxes are no place of their own
        let places = |spot: &&Spot| !state.selections.contains(&spot.scope);
        let mut live = spots
            .iter()
            .filter(places)
            .filter(|spot| there(spot))
            .peekable();
        match live.peek() {
            Some(_) => live.any(|spot| folders.contains(&spot.scope) || binned(spot)),
            None => spots.iter().any(|spot| folders.contains(&spot.scope)),
        }
    };
    let all = everywhere.iter().filter(|(_, spots)| meant(spots));
    all.map(|(origin, _)| *origin).collect()
}

impl State {
    /// Every document that stands or stood anywhere and was not destroyed, by its origin.
    pub(super) fn everywhere(&self) -> BTreeMap<Hash, BTreeSet<Spot>> {
        let mut all: BTreeMap<Hash, BTreeSet<Spot>> = BTreeMap::new();
        for (id, scope) in &self.scopes {
            let left = scope.fold.docs().iter();
            for (doc, _) in left.filter(|(_, doc)| doc.destroyed.is_none()) {
                let spot = Spot {
                    scope: *id,
                    doc: *doc,
                };
                all.entry(self.origin_at(&spot)).or_default().insert(spot);
            }
        }
        all
    }
}
