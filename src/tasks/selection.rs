//! The documents that are ticked in a table.

use std::collections::HashSet;

use leptos::prelude::*;

use crate::vault::messages::DocRef;

/// Which documents are ticked.
#[derive(Clone, Copy)]
pub(crate) struct Selection {
    ticked: RwSignal<HashSet<DocRef>>,
}

impl Selection {
    pub(crate) fn new() -> Self {
        Self {
            ticked: RwSignal::new(HashSet::new()),
        }
    }

    /// Tracked.
    pub(crate) fn has(self, doc: &str) -> bool {
        self.ticked.with(|ticked| ticked.contains(doc))
    }

    /// Tracked.
    pub(crate) fn count(self) -> usize {
        self.ticked.with(HashSet::len)
    }

    /// In a stable order.
    pub(crate) fn docs(self) -> Vec<DocRef> {
        let mut docs: Vec<_> = self.ticked.get_untracked().into_iter().collect();
        docs.sort();
        docs
    }

    pub(crate) fn toggle(self, doc: &str) {
        self.ticked.update(|ticked| {
            if !ticked.remove(doc) {
                ticked.insert(doc.to_owned());
            }
        });
    }

    /// Ticks all of these, or none if all were.
    pub(crate) fn toggle_all(self, docs: Vec<DocRef>) {
        self.ticked.update(|ticked| {
            let all = docs.iter().all(|doc| ticked.contains(doc));
            ticked.clear();
            if !all {
                ticked.extend(docs);
            }
        });
    }

    pub(crate) fn clear(self) {
        self.ticked.update(HashSet::clear);
    }
}
