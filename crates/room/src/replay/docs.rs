//! Documents of a scope: every version, and what was said of them since.
//!
//! A document is called what the newest Edit says, or else what its first version is called here; so
//! a new version never undoes a name that somebody gives it at the same time.

use ledger::entry::{DocVersion, Entry, Public};
use ledger::ids::{DocId, Hash, PublicKey, RoomId, ScopeId, VersionId};
use ledger::pieces::About;

use super::Held;
use super::index::Spot;
use super::scope::{Broken, Scope};
use crate::body::{self, Edit, Label, Record};

/// A document, and what the chain says of it.
#[derive(Debug, Clone)]
pub(crate) struct Shown {
    /// Its newest version.
    pub(crate) record: Record,
    /// Every version that could be opened, oldest first; one at least.
    pub(crate) versions: Vec<Kept>,
    /// The server's time of the first version's entry.
    pub(crate) added: u64,
    /// Who signed the newest.
    pub(crate) author: PublicKey,
    origin: Hash,
}

/// A version as it stands in a chain.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub(crate) record: Record,
    pub(crate) seq: u64,
    pub(crate) epoch: u32,
    /// The server's time of the entry.
    pub(crate) time: u64,
    pub(crate) author: PublicKey,
    /// Whether the author held an office when it signed that lets it move documents.
    pub(crate) manages: bool,
}

/// Something that was said of a document or a folder, by whom and when.
#[derive(Debug, Clone)]
pub(crate) struct Stated<T> {
    pub(crate) said: T,
    pub(crate) seq: u64,
    pub(crate) time: u64,
    pub(crate) author: PublicKey,
}

/// What is said of a document now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) tags: Vec<String>,
}

impl Shown {
    /// What a document and its copies, wherever managers moved them, have in common; see
    /// [`super::index`].
    pub(crate) fn origin(&self) -> Hash {
        self.origin
    }

    /// Whether a version has this content.
    pub(crate) fn holds(&self, content: &Hash) -> bool {
        let mut all = self.versions.iter();
        all.any(|kept| kept.record.content() == *content)
    }
}

impl Kept {
    /// The version under other ids, as somebody else writes it: whose place it is not says nothing of
    /// where the document comes from, and whoever signs it does not vouch for a digest that another one
    /// said.
    pub(crate) fn under(&self, doc: DocId, version: VersionId) -> Record {
        Record {
            origin: None,
            digest: self.record.digest.filter(|_| self.manages),
            ..self.record.under(doc, version)
        }
    }
}

impl Scope {
    /// What is said of a document that is there.
    pub(crate) fn said(&self, doc: &DocId) -> Said {
        let edits = self.edits_of(doc);
        let newest = |field: fn(&Edit) -> bool| edits.iter().rev().find(|one| field(&one.said));
        let first = self.docs.get(doc).and_then(|shown| shown.versions.first());
        let name = newest(|edit| edit.name.is_some()).and_then(|one| one.said.name.clone());
        let described = newest(|edit| edit.description.is_some());
        let tagged = newest(|edit| edit.tags.is_some());
        Said {
            name: name
                .or_else(|| first.map(|first| first.record.name.clone()))
                .unwrap_or_default(),
            description: described
                .and_then(|one| one.said.description.clone())
                .unwrap_or_default(),
            tags: tagged
                .and_then(|one| one.said.tags.clone())
                .unwrap_or_default(),
        }
    }

    /// What was said of a document, in the chain's order.
    pub(crate) fn edits_of(&self, doc: &DocId) -> &[Stated<Edit>] {
        self.edits.get(doc).map_or(&[], Vec::as_slice)
    }

    /// The newest name that was given to the folder itself.
    pub(crate) fn named(&self) -> Option<&str> {
        let mut newest = self.labels.iter().rev();
        newest.find_map(|label| label.said.name.as_deref())
    }

    /// What is said of the folder.
    pub(crate) fn described(&self) -> &str {
        let mut newest = self.labels.iter().rev();
        newest
            .find_map(|label| label.said.description.as_deref())
            .unwrap_or_default()
    }

    /// The order that somebody gave to what lies in the folder.
    pub(crate) fn order(&self) -> &[body::PlaceId] {
        let mut newest = self.labels.iter().rev();
        newest
            .find_map(|label| label.said.order.as_deref())
            .unwrap_or_default()
    }

    /// Remembers when the chain began, and who deleted what: a deletion has no body.
    pub(super) fn note_entry(&mut self, entry: &Entry, time: u64) {
        self.stale = true;
        if entry.seq == 0 {
            self.made = time;
        }
        if let Public::Granters(list) = &entry.public {
            let keys = list.iter().map(|granter| granter.key);
            self.lists.push((time, keys.collect()));
        }
        if let Public::Destroy(_) = &entry.public {
            self.destroyers.insert(entry.seq, (entry.author, time));
        }
        let (Public::Delete(docs) | Public::Destroy(docs)) = &entry.public else {
            return;
        };
        for doc in docs {
            self.deleted.entry(*doc).or_insert(Stated {
                said: (),
                seq: entry.seq,
                time,
                author: entry.author,
            });
        }
    }

    /// Those that were deleted are kept for their history only; of those that were destroyed nothing is.
    pub(super) fn part_deleted(&mut self) {
        let fold = &self.fold;
        let destroyed = |doc: &DocId| fold.is_destroyed(&About::Doc(*doc));
        self.docs.retain(|doc, _| !destroyed(doc));
        self.gone.retain(|doc, _| !destroyed(doc));
        self.edits.retain(|doc, _| !destroyed(doc));
        self.names.retain(|doc, _| !destroyed(doc));
        let deleted: Vec<DocId> = {
            let there = |doc: &DocId| {
                let folded = self.fold.docs().get(doc);
                folded.is_some_and(|folded| folded.deleted.is_none())
            };
            self.docs
                .keys()
                .filter(|doc| !there(doc))
                .copied()
                .collect()
        };
        for doc in deleted {
            if let Some(shown) = self.docs.remove(&doc) {
                self.gone.insert(doc, shown);
            }
        }
    }

    fn add(&mut self, room: &RoomId, kept: Kept) {
        let doc = kept.record.doc;
        self.keep(room, kept);
        let name = self.said(&doc).name;
        self.names.insert(doc, name);
    }

    fn keep(&mut self, room: &RoomId, kept: Kept) {
        let doc = kept.record.doc;
        let scope = self.fold.scope();
        let origin = kept.record.origin;
        let Some(shown) = self.docs.get_mut(&doc) else {
            let shown = Shown {
                origin: origin.unwrap_or_else(|| Spot { scope, doc }.origin(room)),
                record: kept.record.clone(),
                added: kept.time,
                author: kept.author,
                versions: vec![kept],
            };
            self.docs.insert(doc, shown);
            return;
        };
        // a key may come late, and open what is older than what is open already
        let at = shown.versions.partition_point(|one| one.seq <= kept.seq);
        shown.versions.insert(at, kept);
        if let (Some(first), Some(newest)) = (shown.versions.first(), shown.versions.last()) {
            shown.added = first.time;
            shown.author = newest.author;
            shown.record = newest.record.clone();
        }
        // as well as for what came before it was moved: an older version may open later
        shown.origin = origin.unwrap_or(shown.origin);
    }
}

/// Records must be those that the entry lists, but for those that are kept back. `manages`: by the author's office
/// when it signed.
pub(super) fn open_docs(
    room: &RoomId,
    scope: &mut Scope,
    listed: &[DocVersion],
    said: Vec<Option<Record>>,
    held: &Held,
    manages: bool,
) -> Result<(), Broken> {
    let same = |(record, version): (&Option<Record>, &DocVersion)| {
        record.as_ref().is_none_or(|record| {
            (record.doc, record.version, &record.parts)
                == (version.doc, version.version, &version.parts)
        })
    };
    if !said.iter().zip(listed).all(same) {
        return Err(Broken);
    }
    for mut record in said.into_iter().flatten() {
        if !record.fits() || record.layout().is_none() || record.content_key().is_none() {
            return Err(Broken);
        }
        if !manages {
            // only who moves documents says what they were before
            (record.added, record.from, record.origin) = (None, None, None);
        }
        let kept = Kept {
            record,
            seq: held.entry.seq,
            epoch: held.entry.epoch,
            time: held.time,
            author: held.entry.author,
            manages,
        };
        scope.add(room, kept);
    }
    Ok(())
}

/// Edits must be of the documents that the entry lists, but for those that are kept back. `manages`: as for records.
pub(super) fn open_edits(
    scope: &mut Scope,
    listed: &[DocId],
    said: Vec<Option<Edit>>,
    held: &Held,
    manages: bool,
) -> Result<(), Broken> {
    let fits = |(edit, doc): (&Option<Edit>, &DocId)| {
        let edit = edit.as_ref();
        edit.is_none_or(|edit| edit.doc == *doc && edit.fits())
    };
    if !said.iter().zip(listed).all(fits) {
        return Err(Broken);
    }
    for mut edit in said.into_iter().flatten() {
        if let (Some(marks), false) = (&edit.marks, manages) {
            // who does not manage suggests, whatever it says
            edit.suggested.get_or_insert_default().hear(marks);
            edit.marks = None;
        }
        let all = scope.edits.entry(edit.doc).or_default();
        let doc = edit.doc;
        insert(all, stated(edit, held));
        if scope.docs.contains_key(&doc) {
            let name = scope.said(&doc).name;
            scope.names.insert(doc, name);
        }
    }
    Ok(())
}

/// A folder's label.
pub(super) fn open_label(scope: &mut Scope, plain: &[u8], held: &Held) -> Result<(), Broken> {
    let said: Label = body::decode(plain).map_err(|_| Broken)?;
    if !said.fits() {
        return Err(Broken);
    }
    insert(&mut scope.labels, stated(said, held));
    Ok(())
}

fn stated<T>(said: T, held: &Held) -> Stated<T> {
    Stated {
        said,
        seq: held.entry.seq,
        time: held.time,
        author: held.entry.author,
    }
}

fn insert<T>(all: &mut Vec<Stated<T>>, one: Stated<T>) {
    let at = all.partition_point(|known| known.seq <= one.seq);
    all.insert(at, one);
}

impl super::State {
    /// What somebody is called whose card is known here: the founder, oneself, and for those who read
    /// the members' chains everybody who joined.
    pub(crate) fn name_of(&self, key: &PublicKey) -> Option<String> {
        let cards = self.people.keys().filter_map(|id| self.card(id));
        let mut known = self.owner.iter().chain(cards);
        let card = known.find(|card| *card.sign_key() == key.0)?;
        Some(card.name().to_owned())
    }

    /// What a folder is called: by its own newest label, or else by its parent, or by its epoch.
    pub(crate) fn folder_name(&self, id: &ScopeId) -> String {
        let Some(scope) = self.scopes.get(id) else {
            return String::new();
        };
        let parent = scope
            .fold
            .parent()
            .and_then(|parent| self.scopes.get(&parent)?.children.get(id));
        let name = scope.named().map(str::to_owned).or_else(|| parent.cloned());
        name.unwrap_or_else(|| scope.name.clone())
    }
}
