//! Selections hold copies: what is new of a document is copied into them by the next manager's program.

use ledger::ids::{DocId, Hash};

use super::write::{Batch, DOCS};
use crate::body::{Edit, Record};
use crate::chains::append::Draft;
use crate::chains::care::Care;
use crate::error::Error;
use crate::host::Host;
use crate::replay::{Index, Shown, Spot, State};
use crate::retention::Holds;
use crate::room::Room;

/// Where the document is of which a manager made a copy.
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
        let index = state.index();
        let kept = Holds::of(state);
        for id in held {
            let (Ok(scope), Ok(_)) = (state.scope(&id), state.current(&id)) else {
                continue;
            };
            for (doc, copy) in &scope.docs {
                let spot = match source(state, &index, &copy.origin()) {
                    Some(Source::There(spot)) => spot,
                    Some(Source::Gone) => {
                        let spot = Spot {
                            scope: id,
                            doc: *doc,
                        };
                        if kept.judge(state, &spot).is_ok() {
                            batch.delete(id, *doc);
                        }
                        continue;
                    }
                    // what is not served at all is no reason to take it from others
                    None => continue,
                };
                let (Some(shown), Some(there)) =
                    (state.shown(&spot), state.scopes.get(&spot.scope))
                else {
                    continue;
                };
                let newest = &shown.record;
                let (said, here) = (there.said(&spot.doc), scope.said(doc));
                if !copy.holds(&newest.content()) {
                    batch.add(id, self.copied(state, shown, *doc, &said.name));
                }
                batch.say(
                    id,
                    Edit {
                        name: (said.name != here.name).then_some(said.name),
                        description: (said.description != here.description)
                            .then_some(said.description),
                        // tags and labels are for those who see the folder
                        ..Edit::of(*doc)
                    },
                );
            }
        }
        Ok(care.spare(batch.drafts_of(self, state, care.most(DOCS))?))
    }

    /// The newest version's record as a copy under this id. It is called what the document is called:
    /// what somebody's file was called is for those who see the folder.
    fn copied(&self, state: &State, shown: &Shown, doc: DocId, name: &str) -> Record {
        let mut record = shown.record.under(doc, shown.record.version);
        name.clone_into(&mut record.name);
        (record.from, record.origin) = (None, Some(shown.origin()));
        if let Some(kept) = shown.versions.last() {
            record.added_by = self.author_of(state, kept).name;
            record.added = Some(kept.record.added.unwrap_or(kept.time));
        }
        record
    }
}

/// The document of an origin. One that is in the bin only counts as gone.
fn source(state: &State, index: &Index, origin: &Hash) -> Option<Source> {
    let mut spots = index.places_of(*origin).rev();
    let there = spots.find(|spot| !state.bins.contains(&spot.scope));
    let gone = || index.knows(origin).then_some(Source::Gone);
    there.map(Source::There).or_else(gone)
}
