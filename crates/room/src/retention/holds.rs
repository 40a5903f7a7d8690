//! Legal holds: what has to be kept, whatever anybody decides.
//!
//! Why and for which case is for those who manage, in the plan. What binds is an entry in each chain that is covered,
//! which says no more than an opaque id: by it the gate and every reader refuse to take anything away there. A folder
//! that comes below one that is held is covered at the gate by where it lies, and by an entry of its own once a
//! manager's program comes.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::{Hold, Public};
use ledger::ids::{ChainId, DocId, Hash, HoldId, ScopeId};

use super::clocks::{doc_of, kept};
use crate::access::Tree;
use crate::body::{HoldWord, Keep, Kept, Op, check_words};
use crate::chains::append::Draft;
use crate::chains::care::Care;
use crate::docs::Author;
use crate::error::Error;
use crate::host::{Host, random};
use crate::information::bases::check_reason;
use crate::names;
use crate::replay::{Shown, Spot, State};
use crate::room::Room;

/// A legal hold as it is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldView {
    /// Which.
    pub id: HoldId,
    /// What it covers.
    pub of: Kept,
    /// Of a document where it lies and what it is called.
    pub doc: Option<(Spot, String)>,
    /// The case, in words.
    pub case: String,
    /// Why.
    pub why: String,
    /// Who put it there, and when.
    pub by: Option<Author>,
    /// The server's time.
    pub time: u64,
    /// Whether it stands.
    pub stands: bool,
    /// Whether one's own word is still to be said for lifting it.
    pub awaits_me: bool,
    /// Who is for lifting it, when, and why.
    pub ends: Vec<(Author, u64, String)>,
}

/// What is held, as those who manage said it and as the chains have it.
pub(crate) struct Holds {
    room: Vec<HoldId>,
    /// Each folder that is covered, by itself or by one above.
    folders: BTreeMap<ScopeId, Vec<HoldId>>,
    docs: BTreeMap<Hash, Vec<HoldId>>,
    /// Whether any chain says so.
    any: bool,
}

impl<H: Host> Room<H> {
    /// Holds a document, a folder with what is below it, or the room, from now on.
    pub async fn place_hold(&self, of: Keep, case: &str, why: &str) -> Result<HoldId, Error> {
        self.judge_manager()?;
        let (case, why) = (check_reason(case)?, check_words(why)?);
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        let of = kept(&self.state.borrow(), of)?;
        let id = HoldId(random(&mut self.host.rng()));
        let said = Op::Hold(id, HoldWord::Begins(of, case, why));
        self.write_all(|state| {
            let known = state.plan.retention.holds.contains_key(&id);
            let mut drafts = Vec::new();
            if !known {
                drafts.push(self.plan_draft(state, vec![said.clone()])?);
            }
            drafts.extend(self.hold_drafts_of(state, id, &of));
            Ok(drafts)
        })
        .await?;
        Ok(id)
    }

    /// Says that a hold is to be lifted. An owner's word lifts it; of managers it takes two.
    pub async fn lift_hold(&self, id: HoldId, why: &str) -> Result<(), Error> {
        self.judge_manager()?;
        let (why, me) = (check_reason(why)?, self.own_key()?);
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        self.write_all(|state| {
            let known = state.plan.retention.holds.get(&id).ok_or(Error::NotFound)?;
            let said = known.ends.iter().any(|end| end.by == me);
            if !said && !known.stands(&state.front) {
                return Err(Error::Decided);
            }
            let mut drafts = self.lift_drafts(state, id);
            if !said {
                let op = Op::Hold(id, HoldWord::Ends(why.clone()));
                drafts.insert(0, self.plan_draft(state, vec![op])?);
            }
            Ok(drafts)
        })
        .await
    }

    /// Every hold, the newest first.
    pub fn holds(&self) -> Result<Vec<HoldView>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let (index, me) = (state.index(), self.own_key()?);
        let all = state.plan.retention.holds.iter();
        let mut all: Vec<HoldView> = all
            .map(|(id, said)| HoldView {
                id: *id,
                of: said.of,
                doc: doc_of(&state, &index, &said.of),
                case: names::text(&said.case),
                why: names::text(&said.why),
                by: said.by.map(|by| self.author(&state, &by, "")),
                time: said.time,
                stands: said.stands(&state.front),
                awaits_me: said.stands(&state.front) && !said.ends.iter().any(|end| end.by == me),
                ends: {
                    let ends = said.ends.iter();
                    let who = |by| self.author(&state, by, "");
                    ends.map(|end| (who(&end.by), end.time, names::text(&end.why)))
                        .collect()
                },
            })
            .collect();
        all.sort_by_key(|one| core::cmp::Reverse(one.time));
        Ok(all)
    }

    /// Entries of holds that chains lack which they cover, and words for lifting that were not said everywhere.
    pub(crate) fn hold_drafts(&self, state: &State, care: &Care) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        let me = self.own_key()?;
        for (id, said) in &state.plan.retention.holds {
            if said.ends.iter().any(|end| end.by == me) {
                drafts.extend(self.lift_drafts(state, *id));
            } else if said.stands(&state.front) {
                drafts.extend(self.hold_drafts_of(state, *id, &said.of));
            }
        }
        Ok(care.spare(drafts))
    }

    fn hold_drafts_of(&self, state: &State, id: HoldId, of: &Kept) -> Vec<Draft> {
        let begins = |docs| {
            Public::Hold(Hold {
                hold: id,
                docs,
                stands: true,
            })
        };
        if *of == Kept::Room {
            let there = state.front.holds().any(|known| known == id);
            let draft = Draft::new(ChainId::FRONT, 0, begins(Vec::new()), None);
            return if there { Vec::new() } else { vec![draft] };
        }
        let mut drafts = Vec::new();
        for (scope, docs) in places(state, of) {
            let known = state.scopes.get(&scope).map(|scope| &scope.fold);
            let there = known.is_some_and(|fold| fold.knows_hold(&id));
            // one whose granters this manager is not among is another one's
            if let (false, Ok((epoch, _))) = (there, state.tended(&scope)) {
                drafts.push(Draft::new(scope, epoch, begins(docs), None));
            }
        }
        drafts
    }

    /// This one's word for lifting, wherever the hold stands and it was not said.
    fn lift_drafts(&self, state: &State, id: HoldId) -> Vec<Draft> {
        let Ok(me) = self.own_key() else {
            return Vec::new();
        };
        let lifts = || {
            Public::Hold(Hold {
                hold: id,
                docs: Vec::new(),
                stands: false,
            })
        };
        let mut drafts = Vec::new();
        if state.front.awaits_lift(&id, &me) {
            drafts.push(Draft::new(ChainId::FRONT, 0, lifts(), None));
        }
        for (scope, known) in &state.scopes {
            let waits = known.fold.awaits_lift(&id, &me, &state.front);
            if let (true, Ok((epoch, _))) = (waits, state.tended(scope)) {
                drafts.push(Draft::new(*scope, epoch, lifts(), None));
            }
        }
        drafts
    }
}

impl Holds {
    pub(crate) fn of(state: &State) -> Self {
        let mut holds = Self {
            room: state.front.holds().collect(),
            folders: BTreeMap::new(),
            docs: BTreeMap::new(),
            any: state
                .scopes
                .values()
                .any(|scope| scope.fold.holds(&state.front).next().is_some()),
        };
        let said = state.plan.retention.holds.iter();
        let said = said.filter(|(_, said)| said.stands(&state.front));
        for (id, said) in said {
            match said.of {
                Kept::Room => holds.room.push(*id),
                Kept::Doc(origin) => holds.docs.entry(origin).or_default().push(*id),
                Kept::Folder(folder) => {
                    for below in below(&state.tree(), folder) {
                        holds.folders.entry(below).or_default().push(*id);
                    }
                }
            }
        }
        holds.room.sort_unstable();
        holds.room.dedup();
        holds
    }

    /// Whether nothing is held.
    pub(crate) fn is_empty(&self) -> bool {
        self.room.is_empty() && self.folders.is_empty() && self.docs.is_empty() && !self.any
    }

    /// The holds that cover a document.
    pub(crate) fn covering(&self, state: &State, spot: &Spot, shown: &Shown) -> Vec<HoldId> {
        let binned = shown
            .record
            .from
            .filter(|_| state.bins.contains(&spot.scope));
        self.covering_place(state, spot, shown.origin(), binned)
    }

    /// The same, of one that is read or not.
    pub(crate) fn covering_place(
        &self,
        state: &State,
        spot: &Spot,
        origin: Hash,
        binned: Option<ScopeId>,
    ) -> Vec<HoldId> {
        if self.is_empty() {
            return Vec::new();
        }
        let mut all: BTreeSet<HoldId> = self.room.iter().copied().collect();
        let folders = [Some(spot.scope), binned].into_iter().flatten();
        let folders = folders.filter_map(|id| self.folders.get(&id));
        all.extend(folders.flatten());
        all.extend(self.docs.get(&origin).into_iter().flatten());
        if let Some(scope) = state.scopes.get(&spot.scope) {
            let here = scope.fold.holds(&state.front);
            let covers = |docs: &BTreeSet<DocId>| docs.is_empty() || docs.contains(&spot.doc);
            all.extend(here.filter(|(_, docs)| covers(docs)).map(|(id, _)| id));
        }
        all.into_iter().collect()
    }

    /// Refuses what is held.
    pub(crate) fn judge(&self, state: &State, spot: &Spot) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        let shown = state.shown(spot);
        let from = shown.and_then(|shown| shown.record.from);
        let binned = from.filter(|_| state.bins.contains(&spot.scope));
        let origin = state.origin_at(spot);
        match self.covering_place(state, spot, origin, binned).is_empty() {
            true => Ok(()),
            false => Err(Error::Held),
        }
    }
}

/// A folder and those below it.
fn below(tree: &Tree, folder: ScopeId) -> Vec<ScopeId> {
    tree.from(&[folder])
}

/// The chains that a hold covers, with the documents of each; none: all of it.
fn places(state: &State, of: &Kept) -> BTreeMap<ScopeId, Vec<DocId>> {
    let mut places: BTreeMap<ScopeId, Vec<DocId>> = BTreeMap::new();
    match of {
        Kept::Room => {}
        Kept::Doc(origin) => {
            for spot in state.index().places_of(*origin) {
                places.entry(spot.scope).or_default().push(spot.doc);
            }
        }
        Kept::Folder(folder) => {
            let all: BTreeSet<ScopeId> = below(&state.tree(), *folder).into_iter().collect();
            for bin in &state.bins {
                let docs = state.scopes.get(bin).into_iter();
                let docs = docs.flat_map(|scope| &scope.docs);
                let came =
                    |shown: &Shown| shown.record.from.is_some_and(|from| all.contains(&from));
                let docs: Vec<DocId> = docs
                    .filter(|(_, shown)| came(shown))
                    .map(|(doc, _)| *doc)
                    .collect();
                if !docs.is_empty() {
                    places.insert(*bin, docs);
                }
            }
            places.extend(all.into_iter().map(|scope| (scope, Vec::new())));
        }
    }
    places
}
