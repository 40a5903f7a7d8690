//! Selections hold copies: what is new of a document is copied into them by the next manager's program.

use std::collections::BTreeMap;

use super::write::{Batch, DOCS};
use crate::append::Draft;
use crate::body::{Edit, Record, Sealed};
use crate::care::Care;
use crate::error::Error;
use crate::host::Host;
use crate::replay::{Shown, Spot, State};
use crate::room::Room;

/// Where the document is whose content a copy has.
enum Source {
    There(Spot),
    Gone,
}

impl<H: Host> Room<H> {
    /// Brings the selections up to date that somebody still holds.
    pub(crate) fn copy_drafts(&self, state: &State, care: &Care) -> Result<Vec<Draft>, Error> {
        let now = self.now();
        let held = |id: &&ledger::ids::ScopeId| {
            let mut members = state.roster.members().values();
            members.any(|member| member.grants.contains_key(*id) && state.is_open(member, now))
        };
        let held: Vec<_> = state.selections.iter().filter(held).copied().collect();
        let mut batch = Batch::default();
        if held.is_empty() {
            return Ok(Vec::new());
        }
        let sources = sources(state);
        for id in held {
            let (Ok(scope), Ok(_)) = (state.scope(&id), state.current(&id)) else {
                continue;
            };
            for (doc, copy) in &scope.docs {
                let spot = match sources.get(&copy.record.sealed()) {
                    Some(Source::There(spot)) => spot,
                    Some(Source::Gone) => {
                        batch.delete(id, *doc);
                        continue;
                    }
                    // what is not served at all is no reason to take it from others
                    None => continue,
                };
                let (Some(shown), Some(there)) = (state.shown(spot), state.scopes.get(&spot.scope))
                else {
                    continue;
                };
                let newest = &shown.record;
                if !copy.holds(&newest.sealed()) {
                    batch.add(id, self.copied(state, shown, *doc));
                }
                let (said, here) = (there.said(&spot.doc), scope.said(doc));
                batch.say(
                    id,
                    Edit {
                        doc: *doc,
                        name: (said.name != here.name).then_some(said.name),
                        description: (said.description != here.description)
                            .then_some(said.description),
                        // tags are for those who see the folder
                        tags: None,
                    },
                );
            }
        }
        Ok(care.spare(batch.drafts_of(self, state, care.most(DOCS))?))
    }

    /// The newest version's record as a copy under this id.
    pub(super) fn copied(&self, state: &State, shown: &Shown, doc: ledger::ids::DocId) -> Record {
        let mut record = shown.record.under(doc, shown.record.version);
        if let Some(kept) = shown.versions.last() {
            record.added_by = self.author_of(state, kept).name;
            record.added = Some(kept.record.added.unwrap_or(kept.time));
        }
        record.from = None;
        record
    }
}

/// Documents by their contents. One that is in the bin only counts as gone.
fn sources(state: &State) -> BTreeMap<Sealed, Source> {
    let mut sources = BTreeMap::new();
    for (id, scope) in state.places() {
        let bin = state.bins.contains(&id);
        let gone = scope.docs.iter().filter(|_| bin).chain(&scope.gone);
        for kept in gone.flat_map(|(_, shown)| &shown.versions) {
            sources.entry(kept.record.sealed()).or_insert(Source::Gone);
        }
    }
    for (id, scope) in state.places().filter(|(id, _)| !state.bins.contains(id)) {
        for (doc, shown) in &scope.docs {
            for kept in &shown.versions {
                let spot = Spot {
                    scope: id,
                    doc: *doc,
                };
                sources.insert(kept.record.sealed(), Source::There(spot));
            }
        }
    }
    sources
}
