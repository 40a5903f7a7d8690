//! The list of what is handed over: every document of the chosen folders at its version of then, with the hash that
//! `sha256sum` gives. The seller makes and signs it; the buyer opens each document himself, compares, and signs below.
//!
//! The signed list stays what it is. A document that changes afterwards is a difference.

mod codes;

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Action;
use ledger::ids::{ChainId, DocId, MemberId, ScopeId};
use serde::{Deserialize, Serialize};

use self::codes::{answer, kinds, level, listed_basis};
use super::binder::{Binder, HandoverProgress, Reader};
use super::said::{Made, Party, RoomNamed, Signatures, odd};
use crate::artefact::{Artefact, ArtefactError};
use crate::body::{Cover, Principal};
use crate::carrier::Carrier;
use crate::control::Control;
use crate::docs::natural;
use crate::error::Error;
use crate::host::Host;
use crate::information::bases::BasisView;
use crate::replay::Spot;
use crate::room::Room;
use crate::view::{Doc, View};

/// The kind of its artefact.
pub const LIST: &str = "handover-list";

/// What is handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HandoverList {
    /// Of which room.
    pub room: RoomNamed,
    /// Who made it, and when.
    pub made: Made,
    /// Who hands over.
    pub from: Party,
    /// Who takes over.
    pub to: Party,
    /// The folders that were chosen, each with what is below it.
    pub folders: Vec<ListedFolder>,
    /// In the room's order.
    pub documents: Vec<ListedDoc>,
    /// Sums.
    pub totals: Totals,
}

/// A folder that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ListedFolder {
    /// Its scope, in hex.
    pub scope: String,
    /// Where it lies; empty at the top.
    pub path: String,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ListedDoc {
    /// The scope in which it stands, in hex.
    pub scope: String,
    /// Its id there, in hex.
    pub document: String,
    /// The version, in hex.
    pub version: String,
    /// Folders and name.
    pub path: String,
    /// The index number.
    pub number: String,
    /// What it is called.
    pub name: String,
    /// As the author's system says.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// Of its bytes, in hex.
    pub sha256: String,
    /// `public`, `internal` or `sensitive`.
    pub level: Option<String>,
    /// `yes`, `no` or `unknown`.
    pub personal: String,
    /// The same.
    pub sensitive: String,
    /// How many persons it concerns, by its label.
    pub persons: Option<u64>,
    /// Kinds of data that were found.
    pub kinds: Vec<String>,
    /// On which it goes to who takes over.
    pub bases: Vec<ListedBasis>,
}

/// A legal basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ListedBasis {
    /// In hex.
    pub id: String,
    /// `consent`, `contract`, `duty`, `public`, `merger` or `other`.
    pub kind: String,
}

/// Sums over a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Totals {
    /// Documents.
    pub documents: u64,
    /// Bytes.
    pub bytes: u64,
    /// Persons, as labels say; one may stand in two documents.
    pub persons: u64,
    /// Documents with personal information whose label says no number.
    pub uncounted: u64,
}

/// Where what is there is not what the list says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deviation {
    /// The path in the list; of what is not in it, in the room.
    pub path: String,
    /// How.
    pub kind: DeviationKind,
}

/// How something is not as it is listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DeviationKind {
    /// It is not there, or not for this reader.
    Missing,
    /// It has another length.
    Size,
    /// It has other bytes.
    Content,
    /// What the store serves is not what was sealed.
    Unreadable,
    /// It is there under another name.
    Name,
    /// It is in a chosen folder, and not in the list.
    Unlisted,
    /// The list's own sums are not its documents'.
    Totals,
}

impl<H: Host> Room<H> {
    /// Lists what these folders and all below them hold, for this person to take over. Every document is opened and
    /// hashed; nothing of it is kept.
    pub async fn handover_list<C: Carrier, B: Binder<Sink = C::Sink>>(
        &self,
        carrier: &C,
        binder: &mut B,
        (folders, to): (&[ScopeId], &MemberId),
        control: &Control,
        watch: &dyn Fn(HandoverProgress),
    ) -> Result<HandoverList, Error> {
        self.judge_manager()?;
        self.refresh().await?;
        let view = self.view();
        let known = |id: &ScopeId| view.folders.iter().any(|folder| folder.id == *id);
        if folders.is_empty() || !folders.iter().all(known) {
            return Err(Error::NotFound);
        }
        let docs = below(&view, folders);
        let labels = self.all_classified();
        let bases = self.bases_of(to)?;
        let mut list = HandoverList {
            room: self.named(),
            made: self.party_made()?,
            from: self.own_party()?,
            to: self.party(to)?,
            folders: folders
                .iter()
                .map(|id| ListedFolder {
                    scope: id.to_string(),
                    path: view.path(id).join("/"),
                })
                .collect(),
            documents: Vec::new(),
            totals: Totals::default(),
        };
        let mut reader = Reader {
            carrier,
            binder,
            control,
            watch,
            at: HandoverProgress::default(),
        };
        let documents = &mut list.documents;
        let each = |doc: &Doc, path: &str, read: Result<_, Error>| {
            let (hash, size): (ledger::ids::Hash, u64) = read?;
            let label = labels.get(&(doc.at.scope, Some(doc.at.doc)));
            let marking = label.map(|label| label.holds.clone()).unwrap_or_default();
            let rests = bases.iter().filter(|basis| self.rests(&view, doc, basis));
            documents.push(ListedDoc {
                scope: doc.at.scope.to_string(),
                document: doc.at.doc.to_string(),
                version: doc.record.version.to_string(),
                path: path.to_owned(),
                number: doc.number.clone(),
                name: doc.name.clone(),
                media_type: doc.record.mime.clone(),
                size,
                sha256: hash.to_string(),
                level: marking.tier().map(|tier| level(tier).to_owned()),
                personal: answer(marking.personal()).to_owned(),
                sensitive: answer(marking.sensitive()).to_owned(),
                persons: marking.persons(),
                kinds: kinds(&marking),
                bases: rests.map(listed_basis).collect(),
            });
            Ok(())
        };
        reader.read(self, &docs, Action::View, each).await?;
        list.totals = Totals::of(&list.documents);
        Ok(list)
    }

    /// Opens what a list names, compares it with that, and says every difference; an empty answer is a list that
    /// holds. For the party that takes over, by what its own keys open.
    pub async fn check_handover<C: Carrier, B: Binder<Sink = C::Sink>>(
        &self,
        list: &HandoverList,
        carrier: &C,
        binder: &mut B,
        control: &Control,
        watch: &dyn Fn(HandoverProgress),
    ) -> Result<Vec<Deviation>, Error> {
        self.refresh().await?;
        if list.room.id != self.session.room.to_string() {
            return Err(odd("another room").into());
        }
        let mut out = Vec::new();
        let mut say = |path: &str, kind| {
            out.push(Deviation {
                path: path.to_owned(),
                kind,
            });
        };
        if list.totals != Totals::of(&list.documents) {
            say("", DeviationKind::Totals);
        }
        let view = self.view();
        let (mut docs, mut named) = (Vec::new(), BTreeSet::new());
        let mut listed: BTreeMap<&str, Vec<&ListedDoc>> = BTreeMap::new();
        for one in &list.documents {
            let found = one.spot().and_then(|spot| self.doc(spot).ok());
            let Some(doc) = found.filter(|doc| doc.from.is_none()) else {
                say(&one.path, DeviationKind::Missing);
                continue;
            };
            if doc.name != one.name {
                say(&one.path, DeviationKind::Name);
            }
            named.insert(doc.at);
            listed.entry(&one.path).or_default().push(one);
            docs.push((doc, one.path.clone()));
        }
        let chosen: Vec<ScopeId> = list
            .folders
            .iter()
            .filter_map(|folder| ChainId::parse(&folder.scope).ok())
            .collect();
        for (doc, path) in below(&view, &chosen) {
            if !named.contains(&doc.at) {
                say(&path, DeviationKind::Unlisted);
            }
        }
        let mut reader = Reader {
            carrier,
            binder,
            control,
            watch,
            at: HandoverProgress::default(),
        };
        // two of one path come in the order in which they are listed
        let each = |_: &Doc, path: &str, read: Result<_, Error>| {
            let said = listed.get_mut(path).filter(|all| !all.is_empty());
            let Some(said) = said.map(|all| all.remove(0)) else {
                return Ok(());
            };
            let (hash, size): (ledger::ids::Hash, u64) = match read {
                Ok(found) => found,
                Err(Error::Tampered(_) | Error::Incomplete) => {
                    say(path, DeviationKind::Unreadable);
                    return Ok(());
                }
                Err(e) => return Err(e),
            };
            if size != said.size {
                say(path, DeviationKind::Size);
            } else if hash.to_string() != said.sha256 {
                say(path, DeviationKind::Content);
            }
            Ok(())
        };
        reader.read(self, &docs, Action::View, each).await?;
        out.sort_by(|a, b| (&a.path, a.kind).cmp(&(&b.path, b.kind)));
        Ok(out)
    }

    /// Bases that hold now, and on which something goes to this member.
    fn bases_of(&self, to: &MemberId) -> Result<Vec<BasisView>, Error> {
        let all = self.bases()?;
        let state = self.state.borrow();
        let mut who: BTreeSet<Principal> = state.plan.groups_of(to).collect();
        who.insert(Principal::member(to));
        let rests = |one: &BasisView| one.live && who.contains(&one.basis.recipient);
        Ok(all.into_iter().filter(rests).collect())
    }

    fn rests(&self, view: &View, doc: &Doc, basis: &BasisView) -> bool {
        let origin = self.origin_of(doc.at).ok();
        let above = above(view, doc.folder);
        let covers = |cover: &Cover| match cover {
            Cover::Folder(id) => above.contains(id) || doc.own == Some(*id),
            Cover::Doc(of) => origin == Some(*of),
        };
        basis.basis.covers.iter().any(covers)
    }
}

/// Reads a signed list, and says who of its two parties has signed it. Needs no room.
pub fn read_list(artefact: &Artefact) -> Result<(HandoverList, Signatures), ArtefactError> {
    let list: HandoverList = artefact.read(LIST)?;
    if list.room.id != artefact.room().to_string() {
        return Err(odd("another room"));
    }
    let signed = Signatures::of(artefact, &list.from, Some(&list.to));
    Ok((list, signed))
}

impl Totals {
    /// Of these documents.
    pub fn of(docs: &[ListedDoc]) -> Self {
        let mut all = Self::default();
        for doc in docs {
            all.documents += 1;
            all.bytes = all.bytes.saturating_add(doc.size);
            all.persons = all.persons.saturating_add(doc.persons.unwrap_or_default());
            let personal = [&doc.personal, &doc.sensitive]
                .iter()
                .any(|it| *it == "yes");
            all.uncounted += u64::from(personal && doc.persons.is_none());
        }
        all
    }
}

impl ListedDoc {
    fn spot(&self) -> Option<Spot> {
        Some(Spot {
            scope: ChainId::parse(&self.scope).ok()?,
            doc: DocId::parse(&self.document).ok()?,
        })
    }
}

/// The folder and all above it.
fn above(view: &View, folder: ScopeId) -> Vec<ScopeId> {
    let find = |id: &ScopeId| view.folders.iter().find(|folder| folder.id == *id);
    let up = core::iter::successors(Some(folder), |id| find(id)?.parent);
    up.take(ledger::limits::DEPTH).collect()
}

/// The documents in these folders and below them, each with its path.
fn below(view: &View, folders: &[ScopeId]) -> Vec<(Doc, String)> {
    let inside = |doc: &&Doc| {
        above(view, doc.folder)
            .iter()
            .any(|id| folders.contains(id))
    };
    let named = |doc: &Doc| {
        let mut path = view.path(&doc.folder);
        path.push(doc.name.clone());
        (doc.clone(), path.join("/"))
    };
    let mut docs: Vec<&Doc> = view.docs.iter().filter(inside).collect();
    docs.sort_by(|a, b| natural(&a.number, &b.number).then_with(|| a.name.cmp(&b.name)));
    docs.into_iter().map(named).collect()
}
