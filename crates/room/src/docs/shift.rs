//! Moving documents between folders, into the bin and out of it.
//!
//! A document moves with all its versions: their records are sealed again in the new folder, what was
//! said of it is said there, and then it is deleted where it was. Where two people move one document at
//! once, the folder holds to which it came last, by the server's time; a version or a name that somebody
//! adds to the old place meanwhile goes along. A deleted document never comes back under its id into the
//! same chain: one that returns gets another id there, which everybody would make the same.
//!
//! One with rights of its own is not sealed again: its scope gets another place, and it keeps its rights.
//! The bin takes it out of its scope, and into that it returns.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::{DocId, Hash, RoomId, ScopeId};

use super::edit::{same_as, taken};
use super::place::Way;
use super::write::Batch;
use crate::body::{Edit, Marking, Record};
use crate::chains::append::Draft;
use crate::error::Error;
use crate::host::Host;
use crate::information::gate::Gate;
use crate::names;
use crate::replay::{Kept, Said, Shown, Spot, State, Stated, Wanted};
use crate::room::Room;

/// A document that was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The document as it was asked for,
    pub doc: DocId,
    /// and as it is called now.
    pub now: DocId,
    /// Where it was,
    pub from: ScopeId,
    /// and where it is.
    pub to: ScopeId,
}

/// What a move remembers between two tries.
#[derive(Default)]
struct Memo {
    /// Where each was in the beginning.
    from: BTreeMap<Wanted, ScopeId>,
    /// What each is to be called in its new folder.
    new: BTreeMap<Wanted, DocId>,
    /// How far what was said at the old places was taken along.
    carried: BTreeMap<Spot, u64>,
}

impl<H: Host> Room<H> {
    /// Moves documents into a folder. Answers where each is then.
    pub async fn shift(
        &self,
        docs: &[impl Into<Wanted> + Copy],
        to: ScopeId,
    ) -> Result<Vec<Moved>, Error> {
        let targets: Vec<(Wanted, ScopeId)> = docs.iter().map(|doc| ((*doc).into(), to)).collect();
        self.shift_each(&targets).await
    }

    /// Puts documents into the bin: nobody but managers is served them any more, by links neither.
    pub async fn bin(&self, docs: &[impl Into<Wanted> + Copy]) -> Result<Vec<Moved>, Error> {
        self.judge_manager()?;
        let bin = self.bin_scope().await?;
        self.shift(docs, bin).await
    }

    /// Takes documents out of the bin, to where each came from if that folder is still there, or else
    /// to the top.
    pub async fn unbin(&self, docs: &[impl Into<Wanted> + Copy]) -> Result<Vec<Moved>, Error> {
        self.judge_manager()?;
        let root = self.view().root().ok_or(Error::NotFound)?;
        let targets = {
            let state = self.state.borrow();
            let index = state.index();
            let home = |doc: &Wanted| {
                let spot = index.follow(doc)?;
                let from = state.shown(&spot)?.record.from?;
                let there = state.reachable().contains(&from) && state.current(&from).is_ok();
                there.then_some(from)
            };
            let docs = docs.iter().map(|doc| (*doc).into());
            let targets = docs.map(|doc| (doc, home(&doc).unwrap_or(root)));
            targets.collect::<Vec<(Wanted, ScopeId)>>()
        };
        self.shift_each(&targets).await
    }

    /// Moves documents, each into a folder of its own. Answers in the order in which they were asked for.
    pub async fn shift_each(
        &self,
        targets: &[(impl Into<Wanted> + Copy, ScopeId)],
    ) -> Result<Vec<Moved>, Error> {
        self.judge_manager()?;
        let targets: Vec<(Wanted, ScopeId)> = targets
            .iter()
            .map(|(doc, to)| ((*doc).into(), *to))
            .collect();
        let mut copied = Vec::new();
        let mut placed: BTreeMap<Wanted, Way> = BTreeMap::new();
        {
            let state = self.state.borrow();
            let index = state.index();
            for (doc, to) in &targets {
                match self.way(&state, &index, *doc, to)? {
                    Some(way) => _ = placed.insert(*doc, way),
                    None => copied.push((*doc, *to)),
                }
            }
        }
        let mut moved = self.copy_each(&copied).await?;
        if copied
            .iter()
            .any(|(_, to)| self.state.borrow().is_apart(to))
        {
            // who came since the document left its own scope has no key of that yet
            self.settle().await?;
        }
        if !placed.is_empty() {
            moved.extend(self.place_each(&placed).await?);
        }
        let asked = |one: &Moved| targets.iter().position(|(doc, _)| doc.id() == one.doc);
        moved.sort_by_key(asked);
        Ok(moved)
    }

    /// Takes documents out of where they are and seals them again, each in a scope.
    pub(crate) async fn copy_each(
        &self,
        targets: &[(Wanted, ScopeId)],
    ) -> Result<Vec<Moved>, Error> {
        let mut memo = Memo::default();
        self.append(|state| {
            self.judge_moves(state, targets)?;
            self.move_drafts(state, targets, &mut memo)
        })
        .await?;
        if memo.from.is_empty() && !targets.is_empty() {
            return Err(Error::NotFound);
        }
        let state = self.state.borrow();
        let index = state.index();
        let moved = targets.iter().filter_map(|(doc, _)| {
            let from = memo.from.get(doc)?;
            let spot = index.follow(doc)?;
            Some(Moved {
                doc: doc.id(),
                now: spot.doc,
                from: *from,
                to: spot.scope,
            })
        });
        Ok(moved.collect())
    }

    fn move_drafts(
        &self,
        state: &State,
        targets: &[(Wanted, ScopeId)],
        memo: &mut Memo,
    ) -> Result<Vec<Draft>, Error> {
        let index = state.index();
        let mut batch = Batch::default();
        let mut names: BTreeMap<ScopeId, BTreeSet<String>> = BTreeMap::new();
        let gate = Gate::of(state, &state.plan, &state.tree(), &[]);
        for (doc, to) in targets {
            state.current(to)?;
            let spots: Vec<Spot> = index.spots(doc).collect();
            let Some(last) = spots.last() else {
                // somebody deleted it for good
                continue;
            };
            memo.from.entry(*doc).or_insert(last.scope);
            let target = state.scope(to)?;
            let stays = last.scope == *to;
            let free = |id: DocId| {
                if stays {
                    last.doc
                } else {
                    free_id(state, to, id)
                }
            };
            let new = memo.new.entry(*doc).or_insert_with(|| free(last.doc));
            let there = Spot {
                scope: *to,
                doc: *new,
            };
            let used = |id: &DocId| target.fold.docs().contains_key(id);
            if used(new) && index.origin(there) != index.origin(last) {
                // a writer of that folder took the id meanwhile
                *new = free(*new);
            }
            let new = *new;
            let winner = if used(&new) {
                self.bring_along(state, &spots, *last, memo, &mut batch);
                *last
            } else {
                let here = names
                    .entry(*to)
                    .or_insert_with(|| taken(state, to, Some(last.doc)).collect());
                let spot = Spot {
                    scope: *to,
                    doc: new,
                };
                self.copy(state, &spots, spot, here, &mut batch);
                batch.say(spot.scope, gate.carried(state, last, &spot));
                for spot in &spots {
                    let end = state.scope(&spot.scope)?.fold.tip().head().next;
                    memo.carried.insert(*spot, end);
                }
                spot
            };
            for spot in spots.iter().filter(|spot| **spot != winner) {
                batch.delete(spot.scope, spot.doc);
            }
            if state.bins.contains(&winner.scope)
                && let Some(shown) = state.shown(last)
            {
                for copy in state.copies_of(shown) {
                    batch.delete(copy.scope, copy.doc);
                }
            }
        }
        batch.drafts(self, state)
    }

    /// Seals a document again in another folder, as it is now.
    fn copy(
        &self,
        state: &State,
        spots: &[Spot],
        to: Spot,
        names: &mut BTreeSet<String>,
        batch: &mut Batch,
    ) {
        let Some(last) = spots.last() else { return };
        let (Some(shown), Some(scope)) = (state.shown(last), state.scopes.get(&last.scope)) else {
            return;
        };
        let mut versions: Vec<&Kept> = shown.versions.iter().collect();
        for other in spots.iter().filter(|spot| *spot != last) {
            let more = state.shown(other).into_iter().flat_map(|one| &one.versions);
            versions.extend(more.filter(|kept| !shown.holds(&kept.record.content())));
        }
        let from = state.bins.contains(&to.scope).then_some(last.scope);
        for kept in &versions {
            batch.add(to.scope, self.carried(state, shown, kept, to.doc, from));
        }
        let mut there = scope.said(&last.doc);
        there.name = names::free(&there.name, |name| names.contains(&names::fold(name)));
        names.insert(names::fold(&there.name));
        let first = versions.first();
        let here = Said {
            name: first
                .map(|kept| kept.record.name.clone())
                .unwrap_or_default(),
            ..Said::default()
        };
        batch.say(to.scope, same_as(to.doc, &there, &here));
    }

    /// What was added to other places of a document after it was copied goes to where it is now.
    fn bring_along(
        &self,
        state: &State,
        spots: &[Spot],
        last: Spot,
        memo: &Memo,
        batch: &mut Batch,
    ) {
        let Some(shown) = state.shown(&last) else {
            return;
        };
        for other in spots.iter().filter(|spot| **spot != last) {
            let Some(there) = state.shown(other) else {
                continue;
            };
            let from = shown.record.from;
            let more = there.versions.iter();
            for kept in more.filter(|kept| !shown.holds(&kept.record.content())) {
                let record = self.carried(state, shown, kept, last.doc, from);
                batch.add(last.scope, record);
            }
            batch.say(last.scope, later(state, other, &last, memo));
        }
    }

    /// A version's record as it is in the new place.
    fn carried(
        &self,
        state: &State,
        shown: &Shown,
        kept: &Kept,
        doc: DocId,
        from: Option<ScopeId>,
    ) -> Record {
        let mut record = kept.under(doc, kept.record.version);
        record.origin = Some(shown.origin());
        record.added_by = self.author_of(state, kept).name;
        record.added = Some(kept.record.added.unwrap_or(kept.time));
        record.from = from;
        record
    }
}

/// What was said at the other place after the copy was made, or of a copy by somebody else after that.
fn later(state: &State, other: &Spot, here: &Spot, memo: &Memo) -> Edit {
    let nothing = Edit::of(here.doc);
    let (Some(there), Some(now), Some(shown)) = (
        state.scopes.get(&other.scope),
        state.scopes.get(&here.scope),
        state.shown(here),
    ) else {
        return nothing;
    };
    let known = memo.carried.get(other);
    let new = |one: &&Stated<Edit>| match known {
        Some(end) => one.seq >= *end,
        None => one.time > shown.added,
    };
    let mut out = nothing;
    for one in there.edits_of(&other.doc).iter().filter(new) {
        out.name = one.said.name.clone().or(out.name);
        out.description = one.said.description.clone().or(out.description);
        out.tags = one.said.tags.clone().or(out.tags);
        hear(&mut out.marks, &one.said.marks);
        hear(&mut out.suggested, &one.said.suggested);
    }
    let said = now.said(&here.doc);
    out.name = out.name.filter(|name| *name != said.name);
    out.description = out.description.filter(|text| *text != said.description);
    out.tags = out.tags.filter(|tags| *tags != said.tags);
    out
}

/// Adds what was said later.
fn hear(known: &mut Option<Marking>, said: &Option<Marking>) {
    if let Some(said) = said {
        known.get_or_insert_default().hear(said);
    }
}

/// The id under which a document can come into a folder: its own, or if it was deleted there the next
/// one, which is the same for everybody.
fn free_id(state: &State, to: &ScopeId, doc: DocId) -> DocId {
    let room: RoomId = state.room();
    let used = |id: &DocId| {
        let folded = state.scopes.get(to).map(|scope| scope.fold.docs());
        folded.is_some_and(|docs| docs.contains_key(id))
    };
    let mut id = doc;
    while used(&id) {
        let label = b"sealroom/1/again".as_slice();
        let hash = Hash::of(&[label, &room.0, &to.0, &id.0].concat());
        if let Some(start) = hash.0.first_chunk() {
            id = DocId(*start);
        }
    }
    id
}

impl State {
    /// The copies of a document in selections, which lie beside the folders.
    pub(crate) fn copies_of(&self, shown: &Shown) -> Vec<Spot> {
        let mut copies = Vec::new();
        for id in &self.selections {
            let Some(scope) = self.scopes.get(id) else {
                continue;
            };
            let same = scope
                .docs
                .iter()
                .filter(|(_, copy)| copy.origin() == shown.origin());
            copies.extend(same.map(|(doc, _)| Spot {
                scope: *id,
                doc: *doc,
            }));
        }
        copies
    }
}
