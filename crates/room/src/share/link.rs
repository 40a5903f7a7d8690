//! Links: whoever holds one reads what it gives, until it ends.
//!
//! A folder is given by its own scope. Single documents are given by a selection: a scope
//! of its own beside the folders, into which their records are sealed again, so that the
//! link's holder learns of nothing else.

use core::fmt;

use ledger::entry::{DocVersion, Epoch, Manner, Public};
use ledger::ids::{ChainId, DocId, ScopeId, VersionId};
use seal::context::{Context, Kind};
use seal::fragment::LinkKind;
use seal::link::LinkSecret;
use seal::passphrase::Kdf;
use seal::scope::ScopeKey;

use crate::body::{self, Basis, DropTo, EpochBody, Keys, Record, ScopeKeyOf};
use crate::chains::append::Draft;
use crate::docs::{DOCS, pack};
use crate::error::Error;
use crate::host::{Host, random};
use crate::information::gate::Newcomer;
use crate::intake::drops::Inbox;
use crate::replay::{Shown, Spot, State, Wanted};
use crate::room::Room;
use crate::share::{Invitation, NewMember, check_label};
use crate::view::Doc;

/// What a link gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shared {
    /// A folder and what is below it, also what is added later.
    Folder(ScopeId),
    /// These documents; managers' programs bring new versions after.
    Docs(Vec<Wanted>),
    /// Several folders and documents together.
    Several(Vec<ScopeId>, Vec<Wanted>),
    /// Nothing: it takes in files for this folder.
    Requests(ScopeId),
}

/// What the link's scopes are, and what it says that it gives.
struct Given {
    scopes: Vec<ScopeId>,
    docs: Vec<DocId>,
    spots: Vec<Spot>,
    selection: Option<Selection>,
    inbox: Option<Inbox>,
    what: String,
}

/// What limits a link.
#[derive(Clone, Copy, Default)]
pub struct Limits<'a> {
    /// Refused from this millisecond on.
    pub expires: u64,
    /// Part of the key, if there is one.
    pub passphrase: Option<&'a str>,
    /// How many devices may open it.
    pub opens: Option<u32>,
    /// Only the first device that opens it.
    pub bound: bool,
    /// A visitor says who it is.
    pub asks: bool,
    /// Nothing is saved or printed.
    pub view_only: bool,
}

impl fmt::Debug for Limits<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // never the passphrase itself
        f.debug_struct("Limits")
            .field("expires", &self.expires)
            .field("passphrase", &self.passphrase.map(|_| ".."))
            .field("opens", &self.opens)
            .field("bound", &self.bound)
            .field("asks", &self.asks)
            .field("view_only", &self.view_only)
            .finish()
    }
}

/// A selection that is about to be.
struct Selection {
    id: ScopeId,
    key: ScopeKey,
    name: String,
    records: Vec<Record>,
}

impl<H: Host> Room<H> {
    /// Makes a link.
    pub async fn link(
        &self,
        what: &Shared,
        label: &str,
        limits: Limits<'_>,
    ) -> Result<Invitation, Error> {
        self.link_on(what, label, limits, &[]).await
    }

    /// Makes a link for which legal bases are recorded with it: their recipient is the link.
    pub async fn link_on(
        &self,
        what: &Shared,
        label: &str,
        limits: Limits<'_>,
        bases: &[Basis],
    ) -> Result<Invitation, Error> {
        self.judge_manager()?;
        check_label(label)?;
        if limits.expires <= self.now() || limits.opens == Some(0) {
            return Err(Error::Expired);
        }
        let mut rng = self.host.rng();
        let secret = LinkSecret::make(&mut rng);
        let kdf = limits.passphrase.map(|_| Kdf::standard(&mut rng));
        let keys = match (limits.passphrase, &kdf) {
            (Some(passphrase), Some(kdf)) => secret
                .keys_with(passphrase, kdf)
                .map_err(|_| Error::NoMemory)?,
            _ => secret.keys(),
        };
        let given = match what {
            Shared::Folder(folder) => self.given(&[*folder], &[])?,
            Shared::Docs(docs) => self.given(&[], docs)?,
            Shared::Several(folders, docs) => self.given(folders, docs)?,
            Shared::Requests(folder) => {
                let inbox = self.make_inbox(&self.state.borrow(), folder)?;
                Given {
                    scopes: Vec::new(),
                    docs: Vec::new(),
                    spots: Vec::new(),
                    selection: None,
                    what: inbox.name.clone(),
                    inbox: Some(inbox),
                }
            }
        };
        let new = NewMember {
            kind: LinkKind::Link,
            card: keys.card(),
            secret,
            kdf,
            scopes: given.scopes,
            label: label.to_owned(),
            what: given.what,
            docs: given.docs,
            expires: Some(limits.expires),
            join_by: None,
            opens: limits.opens,
            drops: given.inbox.as_ref().map(|inbox| DropTo {
                scope: inbox.id,
                name: inbox.name.clone(),
                epoch: 0,
                kem: inbox.key.kem_public().as_bytes().to_vec(),
            }),
            manner: Manner {
                bound: limits.bound,
                asks: limits.asks,
                view_only: limits.view_only,
                audits: false,
            },
        };
        let (selection, inbox, spots) = (given.selection, given.inbox, given.spots);
        let bases = self.bases_for(&new.id(), bases)?;
        self.append(|state| {
            if state.roster.member(&new.id()).is_none() {
                let newcomer = Newcomer {
                    who: new.who(&[]),
                    scopes: &new.scopes,
                    docs: &spots,
                };
                self.judge_newcomer(state, &newcomer, &bases)?;
            }
            let missing = |drops: &DropTo| {
                let known = state.roster.member(&new.id());
                known.is_some_and(|known| !known.drops.contains(&drops.scope))
            };
            if let Some(drops) = new.drops.as_ref().filter(|drops| missing(drops)) {
                let (epoch, _) = state.current(&ChainId::ROSTER)?;
                let drops = Public::Drops(new.id(), vec![drops.scope]);
                return Ok(vec![Draft::new(ChainId::ROSTER, epoch, drops, None)]);
            }
            if new.is_made(state) {
                let asked = self.ask_new(state, &new.id(), &new.card.kem);
                return Ok(asked.into_iter().collect());
            }
            match &selection {
                Some(selection) if state.current(&selection.id).is_err() => {
                    self.selection_drafts(state, selection)
                }
                None if inbox
                    .as_ref()
                    .is_some_and(|it| state.current(&it.id).is_err()) =>
                {
                    inbox.as_ref().map_or(Ok(Vec::new()), |inbox| {
                        self.inbox_drafts(state, inbox, false)
                    })
                }
                _ => {
                    let mut drafts = self.basis_drafts(state, &bases)?;
                    drafts.extend(self.member_drafts(state, &new)?);
                    Ok(drafts)
                }
            }
        })
        .await?;
        // documents and folders below that have keys of their own
        {
            let _turn = self.turn.lock().await;
            self.catch_up().await?;
            self.settle_soon().await?;
        }
        self.invitation(&new)
    }

    /// The top-most of these folders, and a selection of the documents that lie in none of them.
    fn given(&self, folders: &[ScopeId], docs: &[Wanted]) -> Result<Given, Error> {
        let view = self.view();
        let docs = self.resolve(docs)?;
        let inside = |folder: &ScopeId, of: &ScopeId| {
            let parent = |id: &ScopeId| view.folders.iter().find(|it| it.id == *id)?.parent;
            core::iter::successors(parent(folder), parent)
                .take(ledger::limits::DEPTH)
                .any(|above| above == *of)
        };
        let mut scopes: Vec<ScopeId> = Vec::new();
        for folder in folders {
            if view.folders.iter().all(|known| known.id != *folder) {
                return Err(Error::NotFound);
            }
            let covered = folders.iter().any(|other| inside(folder, other));
            if !covered && !scopes.contains(folder) {
                scopes.push(*folder);
            }
        }
        let held = |doc: &&Spot| {
            let folder = view.docs.iter().find(|it| it.at == **doc);
            folder.is_some_and(|it| {
                let at = it.folder;
                // the folder's rule does not pass into a document that is closed
                let state = self.state.borrow();
                let closed = it.own.is_some_and(|own| state.plan.closed.contains(&own));
                !closed && scopes.iter().any(|top| *top == at || inside(&at, top))
            })
        };
        let single: Vec<Spot> = docs.iter().filter(|doc| !held(doc)).copied().collect();
        let mut names: Vec<String> = scopes.iter().map(|id| self.folder_name(id)).collect();
        let selection = match (single.is_empty(), scopes.is_empty()) {
            (true, true) => return Err(Error::NotFound),
            (true, false) => None,
            (false, _) => Some(self.select(&single)?),
        };
        if let Some(selection) = &selection {
            names.extend(selection.records.iter().map(|it| it.name.clone()));
            scopes.push(selection.id);
        }
        Ok(Given {
            scopes,
            docs: single.iter().map(|spot| spot.doc).collect(),
            spots: single,
            selection,
            inbox: None,
            what: said_of(&names),
        })
    }

    /// Where the documents are that a link is to give.
    fn resolve(&self, docs: &[Wanted]) -> Result<Vec<Spot>, Error> {
        let state = self.state.borrow();
        let index = state.index();
        let mut spots = Vec::with_capacity(docs.len());
        for doc in docs {
            let spot = index.follow(doc).ok_or(Error::NotFound)?;
            if !spots.contains(&spot) {
                spots.push(spot);
            }
        }
        Ok(spots)
    }

    fn select(&self, docs: &[Spot]) -> Result<Selection, Error> {
        let (view, mut rng) = (self.view(), self.host.rng());
        let mut records: Vec<Record> = Vec::with_capacity(docs.len());
        for spot in docs {
            let doc = view.docs.iter().find(|doc| doc.at == *spot);
            let doc = doc.ok_or(Error::NotFound)?;
            let mut record = as_it_is(doc);
            record.origin = {
                let state = self.state.borrow();
                state.shown(spot).map(Shown::origin)
            };
            // ids are their authors' choice, and a selection has each of them once
            let same = |other: &Record| other.doc == record.doc || other.version == record.version;
            if records.iter().any(same) {
                record = record.under(DocId(random(&mut rng)), VersionId(random(&mut rng)));
            }
            records.push(record);
        }
        let names: Vec<String> = records.iter().map(|it| it.name.clone()).collect();
        let name = said_of(&names);
        Ok(Selection {
            id: ChainId(random(&mut rng)),
            key: ScopeKey::make(&mut rng),
            name,
            records,
        })
    }

    /// The selection's chain, and its key for managers, which comes first so that it is never lost.
    fn selection_drafts(&self, state: &State, selection: &Selection) -> Result<Vec<Draft>, Error> {
        let (room, id, mut rng) = (self.session.room.0, selection.id, self.host.rng());
        let here = |kind| Context::new(kind, room, id.0, 0);
        let key = &selection.key;
        let mut drafts = Vec::new();
        let begun = state.scopes.get(&id);
        if begun.is_none_or(|scope| scope.fold.epoch().is_none()) {
            let named = body::encode(&EpochBody {
                name: selection.name.clone(),
                before: None,
            });
            let public = Epoch {
                parent: None,
                kem: key.kem_public().as_bytes().to_vec(),
            };
            let sealed = key.seal(&here(Kind::Epoch), &named, &mut rng);
            drafts.push(Draft::new(id, 0, Public::Epoch(public), Some(sealed)));
        }
        let missing = |record: &&Record| {
            let there = begun.and_then(|scope| scope.fold.version(&record.doc, &record.version));
            there.is_none()
        };
        for some in pack(selection.records.iter().filter(missing).cloned(), DOCS) {
            let listed = some.iter().map(version).collect();
            let sealed = body::seal_each(key, &here(Kind::Docs), &some, &mut rng);
            drafts.push(Draft::new(id, 0, Public::Docs(listed), Some(sealed)));
        }
        drafts.push(self.selection_key(state, id, key, None)?);
        Ok(drafts)
    }

    /// The key of a scope that lies beside the folders, for those who manage; of an inbox for members with
    /// the folder that it is for.
    pub(crate) fn selection_key(
        &self,
        state: &State,
        id: ScopeId,
        key: &ScopeKey,
        inbox: Option<ScopeId>,
    ) -> Result<Draft, Error> {
        let keys = Keys {
            keys: vec![ScopeKeyOf {
                scope: id,
                epoch: 0,
                key: key.into(),
            }],
            selection: true,
            bin: None,
            inbox,
        };
        let (epoch, _) = state.current(&ChainId::ROSTER)?;
        let sealed = self.seal_keys(state, &body::encode(&keys))?;
        Ok(Draft::new(
            ChainId::ROSTER,
            epoch,
            Public::Keys(vec![id]),
            Some(sealed),
        ))
    }
}

/// The first of several names; a number says how many more without words of any language.
fn said_of(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first, rest @ ..] => format!("{first} + {}", rest.len()),
    }
}

/// The newest version's record, under the name that the document has now.
fn as_it_is(doc: &Doc) -> Record {
    let mut record = doc.record.clone();
    record.name.clone_from(&doc.name);
    record
}

/// What of a record stands in its entry.
pub(crate) fn version(record: &Record) -> DocVersion {
    DocVersion {
        doc: record.doc,
        version: record.version,
        parts: record.parts.clone(),
    }
}
