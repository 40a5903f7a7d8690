//! Entries about documents: what one request carries, cut where an entry becomes too long.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use ledger::entry::Public;
use ledger::ids::{DocId, ScopeId, VersionId};
use seal::context::{Context, Kind};

use crate::body::{self, Edit, Record};
use crate::chains::append::Draft;
use crate::error::Error;
use crate::host::Host;
use crate::replay::{Spot, State};
use crate::retention::Holds;
use crate::room::Room;
use crate::share::link::version;

/// Documents of one entry at most.
pub(crate) const DOCS: usize = 256;
/// Parts of one entry at most: about 40 bytes each, below the limit of an entry.
const PARTS: usize = 4096;

/// What is to be written, by folder, in the order in which folders come: a selection names parts that a
/// folder names before. Nothing is deleted before its copy is there.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pub(crate) docs: Vec<(ScopeId, VecDeque<Record>)>,
    pub(crate) edits: BTreeMap<ScopeId, Vec<Edit>>,
    pub(crate) deletes: BTreeMap<ScopeId, BTreeSet<DocId>>,
}

impl Batch {
    pub(crate) fn drafts<H: Host>(
        self,
        room: &Room<H>,
        state: &State,
    ) -> Result<Vec<Draft>, Error> {
        self.drafts_of(room, state, DOCS)
    }

    /// The same, with no more documents in one entry than this.
    pub(crate) fn drafts_of<H: Host>(
        self,
        room: &Room<H>,
        state: &State,
        most: usize,
    ) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        for (scope, records) in self.docs {
            drafts.extend(docs_drafts(room, state, scope, records, most)?);
        }
        for (scope, edits) in self.edits {
            drafts.extend(edit_drafts(room, state, scope, &edits, most)?);
        }
        let held = (!self.deletes.is_empty()).then(|| Holds::of(state));
        for (scope, docs) in self.deletes {
            let (epoch, _) = state.current(&scope)?;
            let docs: Vec<DocId> = docs.into_iter().collect();
            // what is held is not taken away, nor elsewhere
            for doc in docs.iter().copied() {
                let held = held.as_ref();
                held.map_or(Ok(()), |held| held.judge(state, &Spot { scope, doc }))?;
            }
            let some = docs.chunks(most);
            drafts.extend(
                some.map(|some| Draft::new(scope, epoch, Public::Delete(some.to_vec()), None)),
            );
        }
        Ok(drafts)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.docs.is_empty() && self.edits.is_empty() && self.deletes.is_empty()
    }

    pub(crate) fn add(&mut self, scope: ScopeId, record: Record) {
        match self.docs.iter_mut().find(|(known, _)| *known == scope) {
            Some((_, records)) => records.push_back(record),
            None => self.docs.push((scope, VecDeque::from([record]))),
        }
    }

    /// One entry says one thing of each document.
    pub(crate) fn say(&mut self, scope: ScopeId, edit: Edit) {
        if edit.is_empty() {
            return;
        }
        let all = self.edits.entry(scope).or_default();
        match all.iter_mut().find(|known| known.doc == edit.doc) {
            Some(known) => known.hear(edit),
            None => all.push(edit),
        }
    }

    pub(crate) fn delete(&mut self, scope: ScopeId, doc: DocId) {
        self.deletes.entry(scope).or_default().insert(doc);
    }
}

/// Records as they go into entries: no more parts than an entry names, and no version twice. One entry may not
/// say the same version of two documents, two entries may. Bodies need no limit: a record is short (see
/// [`Record::fits`]).
pub(crate) fn pack(records: impl IntoIterator<Item = Record>, most: usize) -> Vec<Vec<Record>> {
    let mut all: Vec<Vec<Record>> = Vec::new();
    let (mut parts, mut versions) = (0, BTreeSet::<VersionId>::new());
    for record in records {
        parts += record.parts.len();
        let full = |some: &Vec<Record>| some.len() >= most || parts > PARTS;
        if all.last().is_none_or(full) || versions.contains(&record.version) {
            all.push(Vec::new());
            parts = record.parts.len();
            versions.clear();
        }
        versions.insert(record.version);
        if let Some(some) = all.last_mut() {
            some.push(record);
        }
    }
    all
}

/// Records of documents for a folder.
pub(crate) fn docs_drafts<H: Host>(
    room: &Room<H>,
    state: &State,
    scope: ScopeId,
    records: impl IntoIterator<Item = Record>,
    most: usize,
) -> Result<Vec<Draft>, Error> {
    let (epoch, key) = state.current(&scope)?;
    let draft = |some: Vec<Record>| {
        let listed = some.iter().map(version).collect();
        let context = Context::new(Kind::Docs, room.session.room.0, scope.0, epoch);
        let sealed = body::seal_each(key, &context, &some, &mut room.host.rng());
        Draft::new(scope, epoch, Public::Docs(listed), Some(sealed))
    };
    Ok(pack(records, most).into_iter().map(draft).collect())
}

/// What is said of documents of a folder.
fn edit_drafts<H: Host>(
    room: &Room<H>,
    state: &State,
    scope: ScopeId,
    edits: &[Edit],
    most: usize,
) -> Result<Vec<Draft>, Error> {
    let (epoch, key) = state.current(&scope)?;
    let draft = |some: &[Edit]| {
        let listed = some.iter().map(|edit| edit.doc).collect();
        let context = Context::new(Kind::Edit, room.session.room.0, scope.0, epoch);
        let sealed = body::seal_each(key, &context, some, &mut room.host.rng());
        Draft::new(scope, epoch, Public::Edit(listed), Some(sealed))
    };
    Ok(edits.chunks(most).map(draft).collect())
}
