//! What documents are called and where they are, also those that are gone.

use std::collections::BTreeMap;

use ledger::ids::{DocId, ScopeId};

use super::Place;
use crate::host::Host;
use crate::names;
use crate::replay::State;
use crate::room::Room;

/// Every document by its id.
pub(super) struct Places {
    all: BTreeMap<DocId, Place>,
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
        Self { all }
    }

    pub(super) fn show(&self, doc: &DocId) -> Option<Place> {
        self.all.get(doc).cloned()
    }

    pub(super) fn get(&self, doc: &DocId) -> Option<&Place> {
        self.all.get(doc)
    }
}
