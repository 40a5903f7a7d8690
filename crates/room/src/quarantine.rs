//! The quarantine: what was sent in, until a manager takes it in or refuses it.
//!
//! See [`crate::drops`] for how it comes here.

use std::collections::{BTreeMap, BTreeSet};

use ledger::MemberFold;
use ledger::entry::Public;
use ledger::ids::{ChainId, DocId, Hash, MemberId, ScopeId};

use crate::append::Draft;
use crate::body::Record;
use crate::care::Care;
use crate::docs::{DOCS, docs_drafts};
use crate::error::Error;
use crate::host::Host;
use crate::links::shown;
use crate::names;
use crate::replay::{Alarm, AlarmKind, Spot, State, Wanted};
use crate::room::Room;

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
        let due = care.spare(drafts);
        Ok(match due.is_empty() {
            true => care.spare(discards),
            false => due,
        })
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
