//! Folders and selections: keys by epoch, names, child folders, documents.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ScopeFold;
use ledger::entry::Public;
use ledger::ids::{ChainId, DocId, PublicKey, RoomId, ScopeId};
use ledger::pieces::About;
use seal::context::{Context, Kind};

use super::answers::open_decision;
use super::docs::{Shown, Stated, open_docs, open_edits, open_label};
use super::{Alarm, AlarmKind, Held, Keys, Source, State};
use crate::body::{self, ApartBody, Child, Edit, EpochBody, InboxBody, Label, PlaceId};

/// A folder or selection as far as it was read.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) fold: ScopeFold,
    pub(crate) name: String,
    pub(crate) children: BTreeMap<ScopeId, String>,
    pub(crate) docs: BTreeMap<DocId, Shown>,
    /// What every document was called last, deleted ones too.
    pub(crate) names: BTreeMap<DocId, String>,
    /// Documents that were here.
    pub(crate) gone: BTreeMap<DocId, Shown>,
    pub(crate) deleted: BTreeMap<DocId, Stated<()>>,
    /// Who destroyed something, and the server's time, by the place of the entry.
    pub(crate) destroyers: BTreeMap<u64, (PublicKey, u64)>,
    /// An inbox: of what left it, whether it was taken in.
    pub(crate) decided: BTreeMap<DocId, bool>,
    /// What was said of documents, in the chain's order.
    pub(crate) edits: BTreeMap<DocId, Vec<Stated<Edit>>>,
    /// What was said of the folder, in the chain's order.
    pub(crate) labels: Vec<Stated<Label>>,
    /// The server's time of the chain's first entry.
    pub(crate) made: u64,
    /// Its lists of granters, with the server's time of each.
    pub(crate) lists: Vec<(u64, BTreeSet<PublicKey>)>,
    /// It takes in what is sent for this folder, and is no folder itself.
    pub(crate) inbox: Option<ScopeId>,
    /// It was made for one document; see [`crate::access::apart`].
    pub(crate) apart: bool,
    /// What was last said of where it lies, and the folder that this names.
    pub(crate) lies: Option<(PlaceId, ScopeId)>,
    /// Bodies that wait for a key.
    pub(crate) held: Vec<Held>,
    /// What the store served no word of, and the entry that had one.
    pub(super) kept_back: Vec<(About, u64)>,
    /// Entries were taken in since it was opened last.
    pub(super) stale: bool,
}

/// A body that says something else than its entry, or nothing.
pub(super) struct Broken;

impl Scope {
    pub(super) fn new(fold: ScopeFold) -> Self {
        Self {
            fold,
            name: String::new(),
            children: BTreeMap::new(),
            docs: BTreeMap::new(),
            names: BTreeMap::new(),
            gone: BTreeMap::new(),
            deleted: BTreeMap::new(),
            destroyers: BTreeMap::new(),
            decided: BTreeMap::new(),
            edits: BTreeMap::new(),
            labels: Vec::new(),
            made: 0,
            lists: Vec::new(),
            inbox: None,
            apart: false,
            lies: None,
            held: Vec::new(),
            kept_back: Vec::new(),
            stale: true,
        }
    }
}

impl State {
    /// Compares keys and opens bodies as far as keys are there. Answers scopes whose chain is to be read.
    pub(crate) fn unlock(&mut self) -> Vec<ScopeId> {
        // the keys of all other tops are sealed under the desk's
        self.unlock_scope(self.desk());
        self.unlock_front_and_roster();
        let mut unread = Vec::new();
        let mut queue: Vec<ScopeId> = self.tops.iter().copied().collect();
        let mut at = 0;
        while let Some(id) = queue.get(at).copied() {
            at += 1;
            if self
                .scopes
                .get(&id)
                .is_none_or(|scope| scope.fold.epoch().is_none())
            {
                unread.push(id);
                continue;
            }
            self.unlock_scope(id);
            let below = self
                .scopes
                .get(&id)
                .map(|scope| scope.children.keys().copied().collect::<Vec<_>>());
            queue.extend(
                below
                    .unwrap_or_default()
                    .into_iter()
                    .filter(|child| !self.is_above(child, &id)),
            );
        }
        self.keep_apart();
        unread
    }

    /// Says what is missing once everything that is served was read.
    pub(crate) fn take_stock(&mut self, now: u64, manages: bool) {
        if self.front.destroyed().is_some() {
            // that nothing is there any more is what was decided
            self.missing = BTreeSet::new();
            return;
        }
        let mut missing = BTreeSet::new();
        let reachable = self.reachable();
        for chain in &reachable {
            let mut say = |kind| {
                missing.insert(Alarm {
                    chain: *chain,
                    kind,
                })
            };
            match self.scopes.get(chain).and_then(|scope| scope.fold.epoch()) {
                None => _ = say(AlarmKind::MissingEntry),
                Some(_) if self.keys.waits(chain) => _ = say(AlarmKind::MissingEntry),
                Some(epoch) if self.keys.get(chain, epoch).is_none() => _ = say(AlarmKind::NoKey),
                Some(_) => {}
            }
        }
        // what was granted for longer is to be released, once one has agreed to what is asked for
        let kept_back = |(scope, until): &(&ScopeId, &Option<u64>)| {
            let over = until.is_some_and(|until| now >= until);
            !over && !self.granted.iter().any(|(released, ..)| released == *scope)
        };
        let agreed = self.owes().is_none();
        let link = self.link.as_ref().map(ledger::MemberFold::withdrawn);
        let told = |scope: &ScopeId| {
            let own = self.own.withdrawn().contains(scope);
            own || link.is_some_and(|told| told.contains(scope))
        };
        let due = self
            .given
            .iter()
            .filter(|(scope, _)| agreed && !told(scope));
        let kept_back = due.filter(kept_back);
        missing.extend(kept_back.map(|(scope, _)| Alarm {
            chain: *scope,
            kind: AlarmKind::NoKey,
        }));
        let kept_back = self.scopes.iter();
        let kept_back = kept_back.filter(|(_, scope)| scope.misses(manages));
        missing.extend(kept_back.map(|(chain, _)| Alarm {
            chain: *chain,
            kind: AlarmKind::MissingBody,
        }));
        if manages {
            missing.extend(self.doubles(now).into_iter().map(|chain| Alarm {
                chain,
                kind: AlarmKind::ForgedEntry,
            }));
            missing.extend(self.stray_drops());
            let lost = self.unreached(&reachable).into_iter();
            let lost = lost.filter(|chain| self.head(chain).next < self.pins[chain].next);
            missing.extend(lost.map(|chain| Alarm {
                chain,
                kind: AlarmKind::MissingEntry,
            }));
            // another one than was approved
            let others = self.plan.approved.keys();
            missing.extend(others.filter(|id| self.is_other(id)).map(|id| Alarm {
                chain: *id,
                kind: AlarmKind::WrongKey,
            }));
            let roster = ChainId::ROSTER;
            if let Some(epoch) = self.roster.epoch()
                && self.keys.get(&roster, epoch).is_none()
            {
                missing.insert(Alarm {
                    chain: roster,
                    kind: AlarmKind::NoKey,
                });
            }
        }
        self.missing = missing;
    }

    /// Chains that this device has seen and that nothing leads to now: for a manager a clean team's folder that it
    /// was taken out of, or something that the store keeps back.
    pub(crate) fn unreached(&self, reachable: &BTreeSet<ScopeId>) -> Vec<ChainId> {
        let pinned = self.pins.keys();
        pinned
            .filter(|chain| !self.is_known(chain) && !reachable.contains(*chain))
            .copied()
            .collect()
    }

    /// Guards against a tree that bites its tail.
    fn is_above(&self, candidate: &ScopeId, of: &ScopeId) -> bool {
        let mut at = Some(*of);
        for _ in 0..ledger::limits::DEPTH {
            match at {
                Some(id) if id == *candidate => return true,
                Some(id) => at = self.scopes.get(&id).and_then(|scope| scope.fold.parent()),
                None => return false,
            }
        }
        true
    }

    /// Nothing is opened twice: a room of many folders is looked through after each entry that is written.
    fn unlock_scope(&mut self, id: ScopeId) {
        let done = |scope: &Scope| !scope.stale && scope.held.is_empty();
        if self.scopes.get(&id).is_some_and(done) && !self.keys.waits(&id) {
            return;
        }
        let room = self.room();
        let Some(mut scope) = self.scopes.remove(&id) else {
            return;
        };
        let mut wrong = settle(&mut self.keys, &scope.fold);
        let mut waiting = Vec::new();
        let mut broken = false;
        // newest epochs first: each gives the key of the one before
        let (epochs, others): (Vec<Held>, Vec<Held>) = scope
            .held
            .drain(..)
            .partition(|held| matches!(held.entry.public, Public::Epoch(_)));
        for held in epochs.into_iter().rev() {
            match open_epoch(room, &self.keys, &held) {
                Some(Ok((said, made))) => {
                    match made {
                        Some(Made::Inbox(folder)) => scope.inbox = scope.inbox.or(Some(folder)),
                        Some(Made::Apart) => scope.apart |= held.entry.epoch == 0,
                        None => {}
                    }
                    if held.entry.epoch + 1 > scope.fold.epoch().unwrap_or_default()
                        || scope.name.is_empty()
                    {
                        scope.name = said.name;
                    }
                    let before = said.before.and_then(|key| key.scope_key());
                    if let (Some(before), Some(key)) = (held.entry.epoch.checked_sub(1), before) {
                        self.keys.offer(id, before, key, Source::Handed);
                        wrong |= settle(&mut self.keys, &scope.fold);
                    }
                }
                Some(Err(Broken)) => broken = true,
                None => waiting.push(held),
            }
        }
        waiting.reverse();
        for held in others {
            match self.open_in_scope(room, &mut scope, &held) {
                Some(Ok(())) => {}
                Some(Err(Broken)) => broken = true,
                None => waiting.push(held),
            }
        }
        scope.held = waiting;
        scope.stale = false;
        scope.part_deleted();
        let fold = &scope.fold;
        scope
            .children
            .retain(|child, _| fold.children().contains(child));
        self.scopes.insert(id, scope);
        if wrong {
            self.alarm(id, AlarmKind::WrongKey);
        }
        if broken {
            self.alarm(id, AlarmKind::BrokenRecord);
        }
    }

    fn open_in_scope(
        &mut self,
        room: RoomId,
        scope: &mut Scope,
        held: &Held,
    ) -> Option<Result<(), Broken>> {
        let id = held.entry.chain;
        let kind = match held.entry.public {
            Public::Children(_) => Kind::Children,
            Public::Docs(_) => Kind::Docs,
            Public::Edit(_) => Kind::Edit,
            Public::Label => Kind::Label,
            Public::Delete(_) => Kind::Delete,
            _ => return Some(Ok(())),
        };
        let key = self.keys.get(&id, held.entry.epoch)?;
        let context = Context::new(kind, room.0, id.0, held.entry.epoch);
        let whole = || {
            let body = held.body.as_deref().unwrap_or_default();
            key.open(&context, body).map_err(|_| Broken)
        };
        Some(match &held.entry.public {
            Public::Children(listed) => {
                let by = Source::Entry(held.entry.author);
                let said = self.open_each(scope, key, &context, held);
                said.and_then(|said| self.open_children(scope, listed, said, by))
            }
            Public::Docs(listed) => {
                let manages = self.front.manages(&held.entry.author, &held.entry.front);
                let said = self.open_each(scope, key, &context, held);
                said.and_then(|said| open_docs(&room, scope, listed, said, held, manages))
            }
            Public::Edit(listed) => {
                let manages = self.front.manages(&held.entry.author, &held.entry.front);
                let said = self.open_each(scope, key, &context, held);
                said.and_then(|said| open_edits(scope, listed, said, held, manages))
            }
            Public::Label => whole().and_then(|plain| open_label(scope, &plain, held)),
            Public::Delete(listed) => {
                whole().and_then(|plain| open_decision(scope, listed, &plain))
            }
            _ => Ok(()),
        })
    }

    fn open_children(
        &mut self,
        scope: &mut Scope,
        listed: &[ScopeId],
        said: Vec<Option<Child>>,
        by: Source,
    ) -> Result<(), Broken> {
        let same = |(child, id): (&Option<Child>, &ScopeId)| {
            let child = child.as_ref();
            child.is_none_or(|child| child.scope == *id)
        };
        if !said.iter().zip(listed).all(same) {
            return Err(Broken);
        }
        for child in said.into_iter().flatten() {
            let key = child.key.scope_key().ok_or(Broken)?;
            self.keys.offer(child.scope, child.epoch, key, by);
            scope.children.insert(child.scope, child.name);
        }
        Ok(())
    }

    /// A folder that its own chain puts elsewhere than the parent that lists it is not shown there. One
    /// that was never there is told.
    pub(crate) fn judge_tree(&mut self) {
        let mut moved = Vec::new();
        for (id, scope) in &self.scopes {
            for child in scope.children.keys() {
                let elsewhere = |child: &Scope| {
                    child.fold.epoch().is_some() && child.fold.parent() != Some(*id)
                };
                if let Some(below) = self.scopes.get(child).filter(|child| elsewhere(child)) {
                    moved.push((*id, *child, below.fold.was_below(id)));
                }
            }
        }
        for (parent, child, was_there) in moved {
            if let Some(scope) = self.scopes.get_mut(&parent) {
                scope.children.remove(&child);
            }
            if !was_there {
                self.alarm(parent, AlarmKind::BrokenRecord);
            }
        }
        self.find_homes();
    }
}

fn settle(keys: &mut Keys, fold: &ScopeFold) -> bool {
    keys.settle(&fold.scope(), |epoch| fold.kem(epoch)).1
}

/// What a scope was made for, other than for a folder.
enum Made {
    /// To take in what is sent for this folder.
    Inbox(ScopeId),
    /// For one document.
    Apart,
}

/// What an epoch says, and what the scope was made for.
type Said = (EpochBody, Option<Made>);

fn open_epoch(room: RoomId, keys: &Keys, held: &Held) -> Option<Result<Said, Broken>> {
    let ChainId(chain) = held.entry.chain;
    let key = keys.get(&held.entry.chain, held.entry.epoch)?;
    let context = Context::new(Kind::Epoch, room.0, chain, held.entry.epoch);
    let plain = key.open(&context, held.body.as_deref().unwrap_or_default());
    Some(plain.map_err(|_| Broken).and_then(|plain| {
        let inbox = body::decode::<InboxBody>(&plain).ok();
        let apart = body::decode::<ApartBody>(&plain).ok();
        let said = body::decode(&plain).map_err(|_| Broken)?;
        let apart = apart.filter(|apart| apart.document).map(|_| Made::Apart);
        let inbox = inbox.map(|inbox| Made::Inbox(inbox.folder));
        Ok((said, inbox.or(apart)))
    }))
}
