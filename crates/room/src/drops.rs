//! The drop box: files from somebody who reads nothing, in quarantine until a manager takes them in.
//!
//! ```text
//! request    an inbox, a scope of its own that nobody but those who manage holds; Drops names it
//! visitor    parts for its own chain; Drop(inbox), records sealed to the inbox's public half
//! settle     Docs in the inbox, then Discard in the visitor's chain
//! take in    Docs in the folder, then Delete in the inbox;  refuse: Delete in the inbox
//! ```
//!
//! The inbox is apart from its folder: no reader of the folder, nor one who was, can open what waits;
//! and it keeps its key when the folder gets another one, so that the link goes on.

use std::collections::{BTreeMap, BTreeSet};

use futures::StreamExt;
use futures::stream;
use ledger::MemberFold;
use ledger::entry::{Epoch, Public};
use ledger::ids::{ChainId, DocId, Hash, MemberId, ScopeId};
use seal::context::{Context, Kind};
use seal::kem::KemPublic;
use seal::scope::ScopeKey;
use seal::sealbox;

use crate::append::Draft;
use crate::body::{self, DropTo, InboxBody, Record, Records};
use crate::care::{Care, Phase};
use crate::carrier::Carrier;
use crate::control::Control;
use crate::docs::{DOCS, docs_drafts, pack};
use crate::error::{Error, What};
use crate::host::{Host, random};
use crate::link::version;
use crate::links::shown;
use crate::names;
use crate::replay::{Spot, State, Wanted};
use crate::room::Room;
use crate::upload::{Goal, Picked, Ready, UploadEvent, Uploaded, Work};

/// An inbox that is about to be.
pub(crate) struct Inbox {
    pub(crate) id: ScopeId,
    pub(crate) key: ScopeKey,
    pub(crate) folder: ScopeId,
    pub(crate) name: String,
}

/// A document that waits for a manager.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What it is asked for by.
    pub at: Spot,
    /// The folder for which it was sent.
    pub folder: ScopeId,
    /// Its record. `record.name` is as the sender wrote it.
    pub record: Record,
    /// Fit to be shown and saved.
    pub name: String,
    /// The server's time at which it was sent.
    pub sent: u64,
    /// The sender's chain, and the link by which it came.
    pub sender: Option<(ChainId, MemberId)>,
    /// Who the sender says that it is; may be empty.
    pub from: String,
    /// What a manager called the link.
    pub label: String,
}

impl<H: Host> Room<H> {
    /// Where this one may send files without reading: scopes, and what they are called.
    pub fn drops_to(&self) -> Vec<(ScopeId, String)> {
        let state = self.state.borrow();
        let all = state.drops_to.iter();
        all.map(|to| (to.scope, names::shown(&to.name))).collect()
    }

    /// Sends files to where one may not read. Their names are kept, the folders of their paths are not.
    pub async fn send_in<C: Carrier>(
        &self,
        carrier: &C,
        to: &ScopeId,
        files: &[Picked<C::Source>],
        control: &Control,
        watch: &dyn Fn(&UploadEvent),
    ) -> Result<Uploaded, Error> {
        self.judge_time()?;
        let to = {
            let state = self.state.borrow();
            let known = state.drops_to.iter().find(|known| known.scope == *to);
            known.cloned().ok_or(Error::NotAllowed)?
        };
        let work = self.work(carrier, control, watch, Goal::Drop(to)).await?;
        let mut outcome = Uploaded::default();
        let items = self.look_bare(&work, files, &mut outcome).await?;
        self.send_all(&work, items, &mut outcome).await?;
        Ok(outcome)
    }

    /// What waits, the newest first; for managers.
    pub fn quarantine(&self) -> Result<Vec<Waiting>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let mut out = Vec::new();
        for (inbox, scope) in &state.scopes {
            let Some(folder) = scope.inbox else { continue };
            for (doc, there) in &scope.docs {
                let sender = state.sender_of(inbox, doc);
                let visitor = sender.and_then(|(chain, _)| state.visitors.get(&chain));
                let said = visitor.and_then(|visitor| visitor.said.as_ref()).map(shown);
                let note = sender.and_then(|(_, link)| state.notes.get(&link));
                out.push(Waiting {
                    at: Spot {
                        scope: *inbox,
                        doc: *doc,
                    },
                    folder,
                    record: there.record.clone(),
                    name: names::safe(&there.record.name),
                    sent: state
                        .dropped
                        .get(&(*inbox, *doc))
                        .map_or(there.added, |it| it.time),
                    sender,
                    from: said.map(|said| said.name).unwrap_or_default(),
                    label: note.map(|it| names::shown(&it.label)).unwrap_or_default(),
                });
            }
        }
        out.sort_by_key(|waiting| core::cmp::Reverse(waiting.sent));
        Ok(out)
    }

    /// Puts documents that wait into the folder for which they were sent.
    pub async fn take_in(&self, docs: &[impl Into<Wanted> + Copy]) -> Result<(), Error> {
        self.judge_manager()?;
        let docs: Vec<Wanted> = docs.iter().map(|doc| (*doc).into()).collect();
        let mut found = false;
        self.append(|state| {
            let mut drafts = Vec::new();
            for (inbox, folder, waiting) in state.inboxes(&docs) {
                found |= !waiting.is_empty();
                drafts.extend(self.take_in_drafts(state, &inbox, &folder, waiting)?);
            }
            Ok(drafts)
        })
        .await?;
        if found { Ok(()) } else { Err(Error::NotFound) }
    }

    /// Deletes documents that wait.
    pub async fn refuse(&self, docs: &[impl Into<Wanted> + Copy]) -> Result<(), Error> {
        self.judge_manager()?;
        let docs: Vec<Wanted> = docs.iter().map(|doc| (*doc).into()).collect();
        let mut found = false;
        self.append(|state| {
            let mut drafts = Vec::new();
            for (inbox, _, waiting) in state.inboxes(&docs) {
                if waiting.is_empty() {
                    continue;
                }
                found = true;
                let gone: Vec<DocId> = waiting.iter().map(|record| record.doc).collect();
                drafts.extend(delete_drafts(state, &inbox, &gone)?);
            }
            Ok(drafts)
        })
        .await?;
        if found { Ok(()) } else { Err(Error::NotFound) }
    }

    fn take_in_drafts(
        &self,
        state: &State,
        inbox: &ScopeId,
        folder: &ScopeId,
        waiting: Vec<Record>,
    ) -> Result<Vec<Draft>, Error> {
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let there = state.scope(folder)?;
        let mut taken: BTreeSet<String> = there
            .docs
            .values()
            .map(|doc| names::fold(&doc.record.name))
            .chain(there.children.values().map(|name| names::fold(name)))
            .collect();
        let gone: Vec<DocId> = waiting.iter().map(|record| record.doc).collect();
        let mut records = Vec::new();
        for record in waiting {
            let Some(mut record) = taken_in(state, inbox, folder, &record) else {
                // somebody else took it in
                continue;
            };
            let safe = names::safe(&record.name);
            record.name = names::free(&safe, |name| taken.contains(&names::fold(name)));
            taken.insert(names::fold(&record.name));
            records.push(record);
        }
        let mut drafts = docs_drafts(self, state, *folder, records, DOCS)?;
        drafts.extend(delete_drafts(state, inbox, &gone)?);
        Ok(drafts)
    }

    /// What was dropped comes into its inbox first, then leaves the sender's chain. What one sender wrote
    /// hinders no other one.
    pub(crate) fn collect_drafts(&self, state: &State, care: &Care) -> Result<Vec<Draft>, Error> {
        let mut new: BTreeMap<ScopeId, Vec<Record>> = BTreeMap::new();
        let mut over: BTreeMap<ChainId, Vec<DocId>> = BTreeMap::new();
        for (chain, fold) in state.senders() {
            let waits = fold.dropped().iter();
            for (doc, dropped) in waits.filter(|(_, dropped)| dropped.discarded.is_none()) {
                let inbox = dropped.scope;
                let Some(known) = state.dropped.get(&(inbox, *doc)) else {
                    continue;
                };
                let (record, mine) = (&known.record, known.chain == chain);
                let (Ok(scope), Ok(_)) = (state.scope(&inbox), state.current(&inbox)) else {
                    continue;
                };
                let known = scope.fold.docs().contains_key(doc);
                let same = scope.fold.version(doc, &record.version).is_some();
                match (known, same && mine) {
                    (false, _) if mine => new.entry(inbox).or_default().push(record.clone()),
                    // in the inbox; or a second one under an id that another sender used
                    _ => over.entry(chain).or_default().push(*doc),
                }
            }
        }
        let most = care.most(DOCS);
        let mut drafts = Vec::new();
        for (inbox, records) in new {
            drafts.extend(docs_drafts(self, state, inbox, records, most)?);
        }
        let mut discards = Vec::new();
        for (chain, docs) in over {
            let some = docs.chunks(most);
            discards.extend(
                some.map(|some| Draft::new(chain, 0, Public::Discard(some.to_vec()), None)),
            );
        }
        let (mut drafts, mut discards) = (drafts, discards);
        let phases: [Phase<'_>; 2] = [&mut || Ok(core::mem::take(&mut drafts)), &mut || {
            Ok(core::mem::take(&mut discards))
        }];
        care.first(phases)
    }

    pub(crate) fn make_inbox(&self, folder: &ScopeId) -> Result<Inbox, Error> {
        {
            let state = self.state.borrow();
            state.scope(folder)?;
            if state.is_apart(folder) {
                return Err(Error::NotAllowed);
            }
        }
        let mut rng = self.host.rng();
        Ok(Inbox {
            id: ChainId(random(&mut rng)),
            key: ScopeKey::make(&mut rng),
            folder: *folder,
            name: self.folder_name(folder),
        })
    }

    /// The inbox's chain, and its key for those who manage.
    pub(crate) fn inbox_drafts(&self, state: &State, inbox: &Inbox) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        let begun = state.scopes.get(&inbox.id);
        if begun.is_none_or(|scope| scope.fold.epoch().is_none()) {
            let said = body::encode(&InboxBody {
                name: inbox.name.clone(),
                before: None,
                folder: inbox.folder,
            });
            let public = Epoch {
                parent: None,
                kem: inbox.key.kem_public().as_bytes().to_vec(),
            };
            let context = Context::new(Kind::Epoch, self.session.room.0, inbox.id.0, 0);
            let sealed = inbox.key.seal(&context, &said, &mut self.host.rng());
            drafts.push(Draft::new(inbox.id, 0, Public::Epoch(public), Some(sealed)));
        }
        drafts.push(self.selection_key(state, inbox.id, &inbox.key)?);
        Ok(drafts)
    }

    /// Records sealed for an inbox, in one's own chain.
    pub(crate) fn drop_drafts(
        &self,
        state: &State,
        to: &DropTo,
        ready: &[Ready],
    ) -> Result<Vec<Draft>, Error> {
        let kem = KemPublic::parse(&to.kem).map_err(|_| Error::Tampered(What::Link))?;
        let left = ready.iter().filter(|one| !is_sent(&state.own, one));
        let records: Vec<Record> = left.map(|one| one.record.clone()).collect();
        let chain = self.session.chain;
        let context = drop_context(&self.session.room.0, &chain, &to.scope, to.epoch);
        let drafts = pack(records, DOCS).into_iter().map(|some| {
            let listed = some.iter().map(version).collect();
            let said = body::encode(&Records { records: some });
            let sealed = sealbox::seal(&kem, &context, &said, &mut self.host.rng());
            let public = Public::Drop(to.scope, listed);
            Draft::new(chain, to.epoch, public, Some(sealed)).by_device()
        });
        Ok(drafts.collect())
    }

    /// The files that can be sent, each under a name that no other of them has.
    async fn look_bare<'a, C: Carrier>(
        &self,
        work: &Work<'_, C>,
        files: &'a [Picked<C::Source>],
        outcome: &mut Uploaded,
    ) -> Result<Vec<crate::upload::Item<'a, C::Source>>, Error> {
        let facts = stream::iter(files).then(async |file| work.carrier.facts(&file.source).await);
        let facts: Vec<_> = facts.collect().await;
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut items = Vec::new();
        for (number, (file, facts)) in files.iter().zip(facts).enumerate() {
            work.control.go().await?;
            let bare = file.path.rsplit('/').next().unwrap_or(&file.path);
            let checked = names::check(bare).map_err(Error::from);
            let facts = match checked.and_then(|()| Ok(facts?)) {
                Ok(facts) => facts,
                Err(e) => {
                    crate::upload::fail(work, outcome, number, e);
                    continue;
                }
            };
            let name = names::free(bare, |name| taken.contains(&names::fold(name)));
            taken.insert(names::fold(&name));
            items.push(crate::upload::Item {
                number,
                scope: self.session.chain,
                onto: None,
                path: &file.path,
                name,
                mime: &file.mime,
                source: &file.source,
                facts,
            });
        }
        Ok(items)
    }
}

fn delete_drafts(state: &State, scope: &ScopeId, docs: &[DocId]) -> Result<Vec<Draft>, Error> {
    let (epoch, _) = state.current(scope)?;
    let draft = |some: &[DocId]| Draft::new(*scope, epoch, Public::Delete(some.to_vec()), None);
    Ok(docs.chunks(DOCS).map(draft).collect())
}

/// A record as it comes into a folder: under an id that its sender did not choose, and which is the same
/// for everybody who takes it in; if a writer of the folder used that, under the next one. Nothing if it is
/// there already.
fn taken_in(state: &State, inbox: &ScopeId, folder: &ScopeId, record: &Record) -> Option<Record> {
    let there = state.scopes.get(folder)?;
    let next = |doc: &DocId| {
        let label = b"sealroom/1/taken".as_slice();
        let hash = Hash::of(&[label, &state.room().0, &inbox.0, &doc.0].concat());
        hash.0.first_chunk().map(|start| DocId(*start))
    };
    let content = record.content();
    let mut doc = next(&record.doc)?;
    while there.fold.docs().contains_key(&doc) {
        let mut known = there.docs.get(&doc).into_iter().chain(there.gone.get(&doc));
        // by one who manages: a writer who copies what was sent keeps nothing from coming in
        if known.any(|shown| {
            shown
                .versions
                .iter()
                .any(|kept| kept.manages && kept.record.content() == content)
        }) {
            return None;
        }
        doc = next(&doc)?;
    }
    Some(record.under(doc, record.version))
}

/// Whether a record is in one's own chain.
pub(crate) fn is_sent(own: &MemberFold, one: &Ready) -> bool {
    let dropped = own.dropped().get(&one.record.doc);
    dropped.is_some_and(|dropped| {
        let mut versions = dropped.versions.iter();
        versions.any(|version| version.version == one.record.version)
    })
}

/// The one place of what is dropped: this chain, for this scope.
pub(crate) fn drop_context(
    room: &[u8; 32],
    chain: &ChainId,
    scope: &ScopeId,
    epoch: u32,
) -> Context {
    let mut context = Context::new(Kind::Drop, *room, chain.0, epoch);
    context.id[..16].copy_from_slice(&scope.0);
    context
}

impl State {
    /// Every chain in which something may have been dropped.
    fn senders(&self) -> impl Iterator<Item = (ChainId, &MemberFold)> {
        let people = self.people.iter().map(|(id, note)| (*id, &note.fold));
        let visitors = self.visitors.iter().map(|(id, it)| (*id, &it.fold));
        people.chain(visitors)
    }

    /// Who sent a document first, and the link by which it came.
    fn sender_of(&self, inbox: &ScopeId, doc: &DocId) -> Option<(ChainId, MemberId)> {
        let chain = self.dropped.get(&(*inbox, *doc))?.chain;
        let link = self.visitors.get(&chain).map_or(chain, |it| it.link);
        Some((chain, link))
    }

    /// Of these documents those that wait, by inbox and folder.
    fn inboxes(&self, docs: &[Wanted]) -> Vec<(ScopeId, ScopeId, Vec<Record>)> {
        let all = self.scopes.iter();
        let inboxes = all.filter_map(|(id, scope)| Some((*id, scope.inbox?, scope)));
        let waiting = |scope: &crate::replay::Scope| {
            let inbox = scope.fold.scope();
            let asked = |doc: &DocId| {
                let spot = Spot {
                    scope: inbox,
                    doc: *doc,
                };
                docs.iter().any(|wanted| wanted.is(&spot))
            };
            let there = scope.docs.iter().filter(|(doc, _)| asked(doc));
            there.map(|(_, there)| there.record.clone()).collect()
        };
        inboxes
            .map(|(id, folder, scope)| (id, folder, waiting(scope)))
            .collect()
    }
}
