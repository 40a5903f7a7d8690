//! History: who did what with a document or a folder, in the server's order of time.
//!
//! It is gathered from every chain that one holds, also from folders where the document was before. Of
//! two names that were given at the same time both stand here.

use std::collections::BTreeSet;

use ledger::ids::{DocId, Hash, ScopeId, VersionId};

use super::Author;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::{Kept, Scope, State, Wanted};
use crate::room::Room;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocEvent {
    /// When, by the server's time.
    pub time: u64,
    /// Who did it.
    pub by: Author,
    /// What.
    pub what: Happened,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// The first version came.
    Added(VersionId),
    /// Another version came.
    Version(VersionId),
    /// An older version became the newest again.
    Restored(VersionId),
    /// It was named so.
    Named(String),
    /// It was described so; empty for not any more.
    Described(String),
    /// It has these tags since.
    Tagged(Vec<String>),
    /// It was moved into this folder.
    Moved(String),
    /// It got rights of its own.
    Apart,
    /// It was put into the bin.
    Binned,
    /// What lies in the folder was put into an order.
    Ordered,
}

impl<H: Host> Room<H> {
    /// What happened to a document, oldest first.
    pub fn history(&self, doc: impl Into<Wanted>) -> Result<Vec<DocEvent>, Error> {
        let (state, doc) = (self.state.borrow(), doc.into());
        let index = state.index();
        let (origin, scopes) = match index.follow(doc) {
            Some(spot) => {
                let shown = state.shown(&spot).ok_or(Error::NotFound)?;
                (shown.origin(), state.places().collect::<Vec<_>>())
            }
            None => {
                let spot = state.aside(doc).ok_or(Error::NotFound)?;
                let shown = state.shown(&spot).ok_or(Error::NotFound)?;
                let scope = state.scopes.get(&spot.scope).ok_or(Error::NotFound)?;
                (shown.origin(), vec![(spot.scope, scope)])
            }
        };
        let mut events = Vec::new();
        let mut versions: Vec<&Kept> = Vec::new();
        for (id, scope) in &scopes {
            let all = scope.gone.iter().chain(&scope.docs);
            for (doc, shown) in all.filter(|(_, shown)| shown.origin() == origin) {
                versions.extend(&shown.versions);
                events.extend(self.arrival(&state, *id, shown.versions.first()));
                events.extend(self.edits(&state, scope, doc));
            }
        }
        events.extend(self.additions(&state, versions));
        events.sort_by_key(|event| event.time);
        Ok(events)
    }

    /// What was said of a folder, oldest first.
    pub fn folder_history(&self, folder: &ScopeId) -> Result<Vec<DocEvent>, Error> {
        let state = self.state.borrow();
        let scope = state.scope(folder)?;
        let mut events = Vec::new();
        for one in &scope.labels {
            let said = &one.said;
            let named = said.name.as_deref().map(names::safe).map(Happened::Named);
            let described = said.description.as_deref().map(names::text);
            let ordered = said.order.as_ref().map(|_| Happened::Ordered);
            let all = named
                .into_iter()
                .chain(described.map(Happened::Described))
                .chain(ordered);
            events.extend(all.map(|what| DocEvent {
                time: one.time,
                by: self.author(&state, &one.author, ""),
                what,
            }));
        }
        Ok(events)
    }

    /// Each version once: from the entry that added it, or if that is not read here from one that moved it.
    fn additions(&self, state: &State, mut versions: Vec<&Kept>) -> Vec<DocEvent> {
        let since = |kept: &Kept| kept.record.added.unwrap_or(kept.time);
        versions.sort_by_key(|kept| (since(kept), kept.record.added.is_some()));
        let mut ids: BTreeSet<VersionId> = BTreeSet::new();
        let mut contents: BTreeSet<Hash> = BTreeSet::new();
        let mut events = Vec::new();
        for kept in versions {
            let version = kept.record.version;
            if !ids.insert(version) {
                continue;
            }
            let first = contents.is_empty();
            let new = contents.insert(kept.record.content());
            events.push(DocEvent {
                time: since(kept),
                by: self.author_of(state, kept),
                what: match (first, new) {
                    (true, _) => Happened::Added(version),
                    (_, true) => Happened::Version(version),
                    (_, false) => Happened::Restored(version),
                },
            });
        }
        events
    }

    /// A document that came from elsewhere.
    fn arrival(&self, state: &State, scope: ScopeId, first: Option<&Kept>) -> Option<DocEvent> {
        let first = first.filter(|kept| kept.record.added.is_some())?;
        let what = if state.bins.contains(&scope) {
            Happened::Binned
        } else if state.is_apart(&scope) {
            Happened::Apart
        } else {
            Happened::Moved(names::shown(&state.folder_name(&scope)))
        };
        Some(DocEvent {
            time: first.time,
            by: self.author(state, &first.author, ""),
            what,
        })
    }

    fn edits(&self, state: &State, scope: &Scope, doc: &DocId) -> Vec<DocEvent> {
        let mut events = Vec::new();
        for one in scope.edits_of(doc) {
            let said = &one.said;
            let named = said.name.as_deref().map(names::safe).map(Happened::Named);
            let described = said.description.as_deref().map(names::text);
            let tags = |tags: &Vec<String>| tags.iter().map(|tag| names::shown(tag)).collect();
            let tagged = said.tags.as_ref().map(tags).map(Happened::Tagged);
            let all = named
                .into_iter()
                .chain(described.map(Happened::Described))
                .chain(tagged);
            events.extend(all.map(|what| DocEvent {
                time: one.time,
                by: self.author(state, &one.author, ""),
                what,
            }));
        }
        events
    }
}
