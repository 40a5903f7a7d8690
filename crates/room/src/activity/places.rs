//! What documents are called and where they are, also those that are gone.

use std::collections::BTreeMap;

use ledger::ids::{DocId, ScopeId, VersionId};

use super::history::Named;
use super::{Place, Touched};
use crate::host::Host;
use crate::names;
use crate::replay::State;
use crate::room::Room;

/// Every document by its id.
pub(super) struct Places {
    all: BTreeMap<DocId, Place>,
    /// Versions by their number, from 1: by a folder's chain, in which also deleted ones stay.
    versions: BTreeMap<(DocId, VersionId), usize>,
}

impl Places {
    pub(super) fn of<H: Host>(room: &Room<H>, state: &State) -> Self {
        let view = room.view();
        let folders: BTreeMap<ScopeId, String> = view
            .folders
            .iter()
            .map(|folder| (folder.id, view.path(&folder.id).join(" / ")))
            .collect();
        let mut all = BTreeMap::new();
        for doc in &view.docs {
            let place = Place {
                doc: doc.record.doc,
                name: doc.name.clone(),
                folder: folders.get(&doc.folder).cloned().unwrap_or_default(),
                there: true,
            };
            all.insert(doc.record.doc, place);
        }
        for (id, scope) in &state.scopes {
            for (doc, name) in &scope.names {
                all.entry(*doc).or_insert_with(|| Place {
                    doc: *doc,
                    name: names::safe(name),
                    folder: folders.get(id).cloned().unwrap_or_default(),
                    there: false,
                });
            }
        }
        let mut versions = BTreeMap::new();
        let folders = state.scopes.iter();
        for (_, scope) in folders.filter(|(id, _)| !state.selections.contains(id)) {
            for (doc, known) in scope.fold.docs() {
                for (n, version) in known.versions.iter().enumerate() {
                    versions.entry((*doc, version.version)).or_insert(n + 1);
                }
            }
        }
        Self { all, versions }
    }

    /// A document with the number of the version.
    pub(super) fn touched(&self, (doc, version): Named) -> Touched {
        let number = |version| self.versions.get(&(doc, version)).copied();
        Touched {
            doc,
            version: version.and_then(number),
        }
    }

    pub(super) fn show(&self, doc: &DocId) -> Option<Place> {
        self.all.get(doc).cloned()
    }

    pub(super) fn get(&self, doc: &DocId) -> Option<&Place> {
        self.all.get(doc)
    }
}
