//! The quarantine: what was sent in, until a manager takes it in or refuses it.
//!
//! See [`crate::intake::drops`] for how it comes here.

use std::collections::{BTreeMap, BTreeSet};

use ledger::MemberFold;
use ledger::entry::Public;
use ledger::ids::{ChainId, DocId, Hash, MemberId, ScopeId};
use seal::context::{Context, Kind};
use seal::sealbox;

use crate::body::{self, Decision, Record, TakenIn};
use crate::chains::append::Draft;
use crate::chains::care::Care;
use crate::docs::{DOCS, docs_drafts};
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::{Alarm, AlarmKind, Scope, Spot, State, Wanted, answer_place};
use crate::room::Room;
use crate::share::links::shown;

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
    /// Who the sender says that it is; of a member, by its card. May be empty.
    pub from: String,
    /// What a manager called the link or the member.
    pub label: String,
    /// A member sent it, not somebody who came by a link.
    pub member: bool,
}

impl<H: Host> Room<H> {
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
                let member = sender.filter(|_| visitor.is_none());
                let named = member.map(|(chain, _)| self.member_name(&state, &chain));
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
                    from: said.map(|said| said.name).or(named).unwrap_or_default(),
                    member: member.is_some(),
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
        self.tell_decided(found).await
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
                drafts.extend(self.decision_drafts(state, &inbox, &gone, false)?);
            }
            Ok(drafts)
        })
        .await?;
        self.tell_decided(found).await
    }

    /// The senders hear of it as soon as can be; if not now, from whoever manages next.
    async fn tell_decided(&self, found: bool) -> Result<(), Error> {
        if !found {
            return Err(Error::NotFound);
        }
        let _turn = self.turn.lock().await;
        self.settle_soon().await
    }

    /// That documents leave their inbox, and whether they were taken in.
    fn decision_drafts(
        &self,
        state: &State,
        inbox: &ScopeId,
        docs: &[DocId],
        taken: bool,
    ) -> Result<Vec<Draft>, Error> {
        let (epoch, key) = state.current(inbox)?;
        let context = Context::new(Kind::Delete, self.session.room.0, inbox.0, epoch);
        let said = body::encode(&Decision { taken });
        let draft = |some: &[DocId]| {
            let sealed = key.seal(&context, &said, &mut self.host.rng());
            Draft::new(*inbox, epoch, Public::Delete(some.to_vec()), Some(sealed))
        };
        Ok(docs.chunks(DOCS).map(draft).collect())
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
        drafts.extend(self.decision_drafts(state, inbox, &gone, true)?);
        Ok(drafts)
    }

    /// What was dropped comes into its inbox first. Once somebody decided, it leaves the sender's chain with
    /// the answer. What one sender wrote hinders no other one.
    pub(crate) fn collect_drafts(&self, state: &State, care: &Care) -> Result<Vec<Draft>, Error> {
        let mut new: BTreeMap<ScopeId, Vec<Record>> = BTreeMap::new();
        let mut over: BTreeMap<ChainId, Vec<(DocId, bool)>> = BTreeMap::new();
        for (chain, fold) in state.senders() {
            let waits = fold.dropped().iter();
            for (doc, dropped) in waits.filter(|(_, dropped)| dropped.discarded.is_none()) {
                let inbox = dropped.scope;
                // what no gate would have taken: it has an alarm, and stays where it is
                if !state.may_have_dropped(&chain, &inbox) {
                    continue;
                }
                let Some(known) = state.dropped.get(&(inbox, *doc)) else {
                    continue;
                };
                let (record, mine) = (&known.record, known.chain == chain);
                let (Ok(scope), Ok(_)) = (state.scope(&inbox), state.current(&inbox)) else {
                    continue;
                };
                match scope.fold.docs().get(doc).map(|there| there.deleted) {
                    // under an id that another sender used
                    _ if !mine => over.entry(chain).or_default().push((*doc, false)),
                    None => new.entry(inbox).or_default().push(record.clone()),
                    Some(None) => {}
                    Some(Some(_)) => {
                        let taken = is_taken_in(state, scope, record);
                        over.entry(chain).or_default().push((*doc, taken));
                    }
                }
            }
        }
        let most = care.most(DOCS);
        let mut drafts = Vec::new();
        for (inbox, records) in new {
            drafts.extend(docs_drafts(self, state, inbox, records, most)?);
        }
        let mut answers = Vec::new();
        for (chain, docs) in over {
            let some = docs.chunks(most);
            answers.extend(some.filter_map(|some| self.answer_draft(state, chain, some)));
        }
        let due = care.spare(drafts);
        Ok(match due.is_empty() {
            true => care.spare(answers),
            false => due,
        })
    }

    /// What became of documents, for who sent them. One whose card the store keeps back has an alarm, and
    /// is told another time.
    fn answer_draft(&self, state: &State, chain: ChainId, docs: &[(DocId, bool)]) -> Option<Draft> {
        let member = state.visitors.get(&chain).map_or(chain, |it| it.link);
        let card = self.card_of(state, state.roster.member(&member)?).ok()?;
        let taken = docs.iter().filter(|(_, taken)| *taken);
        let said = body::encode(&TakenIn {
            docs: taken.map(|(doc, _)| *doc).collect(),
        });
        let context = answer_place(&self.session.room, &chain);
        let sealed = sealbox::seal(&card, &context, &said, &mut self.host.rng());
        let listed = docs.iter().map(|(doc, _)| *doc).collect();
        Some(Draft::new(chain, 0, Public::Discard(listed), Some(sealed)))
    }
}

impl State {
    /// Every chain in which something may have been dropped.
    fn senders(&self) -> impl Iterator<Item = (ChainId, &MemberFold)> {
        let people = self.people.iter().map(|(id, note)| (*id, &note.fold));
        let visitors = self.visitors.iter().map(|(id, it)| (*id, &it.fold));
        people.chain(visitors)
    }

    /// Documents that somebody dropped where the roster never let it: a gate would have refused them.
    pub(crate) fn stray_drops(&self) -> impl Iterator<Item = Alarm> {
        let stray = self.senders().filter(|(chain, fold)| {
            let mut waits = fold.dropped().values();
            waits.any(|it| it.discarded.is_none() && !self.may_have_dropped(chain, &it.scope))
        });
        stray.map(|(chain, _)| Alarm {
            chain,
            kind: AlarmKind::ForgedEntry,
        })
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
        let waiting = |scope: &Scope| {
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

/// Whether what left its inbox is in the folder, or was: whoever decided says so. It is there as well where
/// two decided at once, one of them otherwise.
fn is_taken_in(state: &State, inbox: &Scope, record: &Record) -> bool {
    let said = inbox.decided.get(&record.doc).copied();
    let Some(folder) = inbox.inbox.filter(|folder| state.scope(folder).is_ok()) else {
        return said == Some(true);
    };
    said == Some(true) || taken_in(state, &inbox.fold.scope(), &folder, record).is_none()
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
