//! What documents are called and where they are, also those that are gone.
//!
//! A document is what stands under an id in a scope, and what managers moved from there: somebody who adds
//! another one under the same id neither shares its sums nor its name.

use std::collections::BTreeMap;

use ledger::ids::{Hash, ScopeId, VersionId};

use super::history::Named;
use super::{Place, Touched};
use crate::host::Host;
use crate::names;
use crate::replay::{Spot, State, Wanted};
use crate::room::Room;

/// Every document by its origin.
pub(crate) struct Places<'s> {
    state: &'s State,
    all: BTreeMap<Hash, Place>,
    /// Versions by their number, from 1: by a folder's chain, in which also deleted ones stay.
    versions: BTreeMap<(Hash, VersionId), usize>,
}

impl<'s> Places<'s> {
    pub(crate) fn of<H: Host>(room: &Room<H>, state: &'s State) -> Self {
        let view = room.view();
        let folders: BTreeMap<ScopeId, String> = view
            .folders
            .iter()
            .map(|folder| (folder.id, view.path(&folder.id).join(" / ")))
            .collect();
        let mut all = BTreeMap::new();
        for doc in &view.docs {
            let place = Place {
                at: doc.at,
                name: doc.name.clone(),
                folder: folders.get(&doc.folder).cloned().unwrap_or_default(),
                there: true,
            };
            all.insert(state.origin_at(&doc.at), place);
        }
        let copies = |id: &ScopeId| state.selections.contains(id);
        let mut scopes: Vec<_> = state.scopes.iter().collect();
        scopes.sort_by_key(|(id, _)| copies(id));
        for (id, scope) in &scopes {
            for (doc, name) in &scope.names {
                let at = Spot {
                    scope: **id,
                    doc: *doc,
                };
                all.entry(state.origin_at(&at)).or_insert_with(|| Place {
                    at,
                    name: names::safe(name),
                    folder: folders.get(*id).cloned().unwrap_or_default(),
                    there: false,
                });
            }
        }
        let mut versions = BTreeMap::new();
        for (id, scope) in scopes.into_iter().filter(|(id, _)| !copies(id)) {
            for (doc, known) in scope.fold.docs() {
                let at = Spot {
                    scope: *id,
                    doc: *doc,
                };
                let origin = state.origin_at(&at);
                for (n, version) in known.versions.iter().enumerate() {
                    versions.entry((origin, version.version)).or_insert(n + 1);
                }
            }
        }
        Self {
            state,
            all,
            versions,
        }
    }

    /// A document with the number of the version.
    pub(super) fn touched(&self, (at, version): Named) -> Touched {
        let origin = self.state.origin_at(&at);
        let number = |version| self.versions.get(&(origin, version)).copied();
        Touched {
            doc: self.now(at),
            version: version.and_then(number),
        }
    }

    /// The one place by which a document is called here, wherever something was done with it.
    pub(crate) fn now(&self, at: Spot) -> Spot {
        self.get(&at).map_or(at, |place| place.at)
    }

    /// The document that somebody asks for; by an id that several have, none.
    pub(super) fn wanted(&self, wanted: &Wanted) -> Option<Spot> {
        if let Some(seen) = wanted.seen() {
            return Some(self.now(seen));
        }
        let scopes = self.state.scopes.iter();
        let mut all = scopes.filter_map(|(scope, there)| {
            let at = Spot {
                scope: *scope,
                doc: wanted.id(),
            };
            let known = there.fold.docs().contains_key(&at.doc);
            known.then(|| self.now(at))
        });
        let first = all.next()?;
        all.all(|other| other == first).then_some(first)
    }

    pub(crate) fn show(&self, at: &Spot) -> Option<Place> {
        self.get(at).cloned()
    }

    pub(super) fn get(&self, at: &Spot) -> Option<&Place> {
        self.all.get(&self.state.origin_at(at))
    }
}
