//! Which document is which.
//!
//! Whoever adds a document chooses its id, and what it says of its content. So neither says anything
//! beyond its own chain: a document is what stands under an id *in a scope*. Two places hold the same
//! one only if somebody who manages has moved it from the one to the other: the record in the new place
//! says its *origin*, a hash of the place where it was first, and only records that managers signed are
//! asked for it. What others say there is left out when records are opened (`open_docs`).
//!
//! A hash, because whoever reads the new place is not to learn the id of a folder that it does not hold.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::{DocId, Hash, RoomId, ScopeId};

use super::State;
use super::docs::Shown;
use super::scope::Scope;

/// A document where it lies: in a folder, in the bin, in a selection, in an inbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The scope in whose chain it stands.
    pub scope: ScopeId,
    /// Its id there.
    pub doc: DocId,
}

impl Spot {
    /// What a document has in common with every place to which managers move it from here.
    pub(crate) fn origin(&self, room: &RoomId) -> Hash {
        let label = b"sealroom/1/origin".as_slice();
        Hash::of(&[label, &room.0, &self.scope.0, &self.doc.0].concat())
    }
}

/// A document that somebody asks for: by where it was seen and its id there, and then it is that one,
/// wherever managers have moved it since. By its id alone it is found only if no other one has that id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wanted {
    scope: Option<ScopeId>,
    doc: DocId,
}

impl Wanted {
    /// Whether this place is meant.
    pub(crate) fn is(&self, spot: &Spot) -> bool {
        self.doc == spot.doc && self.scope.is_none_or(|scope| scope == spot.scope)
    }

    /// The id under which it is asked for.
    pub(crate) fn id(&self) -> DocId {
        self.doc
    }

    /// The place where it was seen.
    pub(crate) fn seen(&self) -> Option<Spot> {
        let doc = self.doc;
        self.scope.map(|scope| Spot { scope, doc })
    }
}

impl From<Spot> for Wanted {
    fn from(spot: Spot) -> Self {
        Self {
            scope: Some(spot.scope),
            doc: spot.doc,
        }
    }
}

impl From<DocId> for Wanted {
    fn from(doc: DocId) -> Self {
        Self { scope: None, doc }
    }
}

impl From<&Spot> for Wanted {
    fn from(spot: &Spot) -> Self {
        Self::from(*spot)
    }
}

impl From<&DocId> for Wanted {
    fn from(doc: &DocId) -> Self {
        Self::from(*doc)
    }
}

impl From<&Wanted> for Wanted {
    fn from(wanted: &Wanted) -> Self {
        *wanted
    }
}

/// Documents by their origin.
#[derive(Debug)]
pub(crate) struct Index {
    room: RoomId,
    /// Of documents that lie nowhere any more as well.
    origins: BTreeMap<Spot, Hash>,
    /// The documents that have an id somewhere, and those that had it.
    ids: BTreeMap<DocId, (BTreeSet<Hash>, BTreeSet<Hash>)>,
    /// One place, for the time of a move two, none of what is gone; the one to which it came last by the
    /// server's time is last.
    spots: BTreeMap<Hash, Vec<(u64, Spot)>>,
}

impl Index {
    /// What a document has in common wherever it lies.
    pub(crate) fn origin(&self, wanted: impl Into<Wanted>) -> Option<Hash> {
        let wanted = wanted.into();
        if let Some(spot) = wanted.seen() {
            let known = self.origins.get(&spot).copied();
            // what was moved away before the folder was read here is known by where it lies now
            let moved = || Some(spot.origin(&self.room)).filter(|origin| self.knows(origin));
            return known.or_else(moved);
        }
        let (there, gone) = self.ids.get(&wanted.doc)?;
        let all = if there.is_empty() { gone } else { there };
        all.first().filter(|_| all.len() == 1).copied()
    }

    /// Where a document lies, the place to which it came last at the end.
    pub(crate) fn spots<W: Into<Wanted>>(
        &self,
        wanted: W,
    ) -> impl DoubleEndedIterator<Item = Spot> + use<'_, W> {
        let all = self
            .origin(wanted)
            .and_then(|origin| self.spots.get(&origin));
        all.into_iter().flatten().map(|(_, spot)| *spot)
    }

    /// Where a document is now, under whatever id.
    pub(crate) fn follow(&self, wanted: impl Into<Wanted>) -> Option<Spot> {
        self.spots(wanted).next_back()
    }

    /// Where the document of an origin lies.
    pub(crate) fn places_of(
        &self,
        origin: Hash,
    ) -> impl DoubleEndedIterator<Item = Spot> + use<'_> {
        let all = self.spots.get(&origin);
        all.into_iter().flatten().map(|(_, spot)| *spot)
    }

    /// Whether there is, or was, a document of this origin.
    pub(crate) fn knows(&self, origin: &Hash) -> bool {
        self.spots.contains_key(origin)
    }
}

impl State {
    /// Folders and the bin: not the copies that selections hold.
    pub(crate) fn places(&self) -> impl Iterator<Item = (ScopeId, &Scope)> {
        let all = self.reachable().into_iter();
        all.filter(|id| !self.selections.contains(id))
            .filter_map(|id| Some((id, self.scopes.get(&id)?)))
    }

    /// Every document with where it lies.
    pub(crate) fn index(&self) -> Index {
        let mut index = Index {
            room: self.room(),
            origins: BTreeMap::new(),
            ids: BTreeMap::new(),
            spots: BTreeMap::new(),
        };
        for (scope, there) in self.places() {
            for (doc, one) in &there.gone {
                let spot = Spot { scope, doc: *doc };
                index.origins.insert(spot, one.origin());
                index.ids.entry(*doc).or_default().1.insert(one.origin());
                index.spots.entry(one.origin()).or_default();
            }
            for (doc, one) in &there.docs {
                let spot = Spot { scope, doc: *doc };
                index.origins.insert(spot, one.origin());
                index.ids.entry(*doc).or_default().0.insert(one.origin());
                let spots = index.spots.entry(one.origin()).or_default();
                spots.push((one.added, spot));
            }
        }
        index.spots.values_mut().for_each(|spots| spots.sort());
        index
    }

    /// What a document that stands here, or stood, has in common wherever it lies; also in a selection, and of
    /// one that cannot be read.
    pub(crate) fn origin_at(&self, spot: &Spot) -> Hash {
        let known = self.scopes.get(&spot.scope).and_then(|scope| {
            let there = scope.docs.get(&spot.doc);
            there.or_else(|| scope.gone.get(&spot.doc))
        });
        known.map_or_else(|| spot.origin(&self.room()), Shown::origin)
    }

    /// Where a document is now; see [`Index::follow`].
    pub(crate) fn follow(&self, wanted: impl Into<Wanted>) -> Option<Spot> {
        self.index().follow(wanted)
    }

    /// A document to be read: there where it was seen, or else where it is now. Also one that a selection
    /// alone gives, and what waits in an inbox.
    pub(crate) fn locate(&self, index: &Index, wanted: impl Into<Wanted>) -> Option<Spot> {
        let wanted = wanted.into();
        let is_there =
            |spot: &Spot| self.shown(spot).is_some() && self.reachable().contains(&spot.scope);
        let seen = wanted.seen().filter(is_there);
        seen.or_else(|| index.follow(wanted))
            .or_else(|| self.aside(wanted))
    }

    /// A document that only a selection or an inbox gives.
    pub(crate) fn aside(&self, wanted: impl Into<Wanted>) -> Option<Spot> {
        let wanted = wanted.into();
        let mut found = Vec::new();
        for scope in self.reachable() {
            let spot = Spot {
                scope,
                doc: wanted.doc,
            };
            let shown = self.shown(&spot).filter(|_| wanted.is(&spot));
            found.extend(shown.map(|shown| (shown.origin(), spot)));
        }
        let (origin, spot) = *found.first()?;
        // two that only have an id in common are none
        found.iter().all(|one| one.0 == origin).then_some(spot)
    }

    pub(crate) fn shown(&self, spot: &Spot) -> Option<&Shown> {
        self.scopes.get(&spot.scope)?.docs.get(&spot.doc)
    }
}
