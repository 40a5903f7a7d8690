//! View as: what a member can open, by the very grants that the store has for it.
//!
//! Each grant is sealed again by this manager and compared byte by byte with what is stored; then the
//! room is replayed with exactly those keys, and compared with what the plan says.

use core::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use blobs::Api;
use blobs::wire::{Grants, Id, Released, limits};
use futures::lock::Mutex;
use ledger::entry::{GrantRef, Office};
use ledger::ids::{ChainId, Hash, MemberId, PublicKey, ScopeId};
use seal::grant::Grant;

use crate::access::Target;
use crate::error::{Error, What};
use crate::home::make::rights;
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::replay::{Source, State};
use crate::room::Room;
use crate::view::View;

/// The room as a member sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// By its keys alone.
    pub view: View,
    /// Where that is not what was decided.
    pub mismatches: Vec<Mismatch>,
    /// The front, and the chains of what these keys open.
    pub chains: Vec<ChainId>,
}

/// A difference between what is stored for a member, what the roster says, and what the plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mismatch {
    /// A grant is stored that no entry names.
    Unknown(ScopeId),
    /// A grant is not what this manager would seal, or somebody made it who may not.
    Different(ScopeId),
    /// This manager has not the key, so it cannot tell.
    Unverified(ScopeId),
    /// An entry names a grant that the store does not have.
    Missing(ScopeId),
    /// It opens a folder that the plan does not give.
    TooMuch(ScopeId),
    /// It does not open a folder that the plan gives.
    TooLittle(ScopeId),
}

/// A member's grants, as far as they were proven.
struct Proven {
    grants: Vec<Grant>,
    mismatches: BTreeSet<Mismatch>,
}

impl<H: Host> Room<H> {
    /// The room with a member's keys. For those who hold no office: who manages sees what one sees oneself.
    pub async fn view_as(&self, member: &MemberId) -> Result<Seen, Error> {
        self.judge_manager()?;
        self.refresh().await?;
        let stored = self.stored_grants(&[*member]).await?;
        let stored = stored.first().ok_or(Error::Tampered(What::Answer))?;
        let proven = self.prove(member, stored)?;
        let shadow = self.shadow(member, &proven.grants)?;
        shadow.read_folders().await?;
        let view = shadow.view();
        let mut mismatches = proven.mismatches;
        let state = self.state.borrow();
        let target = Target::of(&state, self.now());
        let opened = shadow.state.borrow();
        for folder in target.tree.folders() {
            let due = target.reads(member, folder);
            let opens = match state.is_apart(folder) {
                // a document's own scope is no folder; whether it still has one is no matter
                true if !state.is_lived(folder) => continue,
                true => opened.tops.contains(folder) && opened.current(folder).is_ok(),
                false => view.folders.iter().any(|seen| seen.id == *folder),
            };
            // with the key of an older epoch it reads what was there, and nothing that comes
            let newest = opened.current(folder).is_ok();
            match (due, opens) {
                (true, _) if !(opens && newest) => {
                    _ = mismatches.insert(Mismatch::TooLittle(*folder));
                }
                (false, true) => _ = mismatches.insert(Mismatch::TooMuch(*folder)),
                _ => {}
            }
        }
        let held = |(id, scope): (&ScopeId, &crate::replay::Scope)| {
            scope.fold.epoch().is_some().then_some(*id)
        };
        let chains = opened.scopes.iter().filter_map(held);
        let chains = core::iter::once(ChainId::FRONT).chain(chains).collect();
        drop(opened);
        Ok(Seen {
            view,
            chains,
            mismatches: mismatches.into_iter().collect(),
        })
    }

    /// Refuses while what is stored for one of these members is not what the roster says.
    pub(crate) async fn judge_grants(&self, members: &[MemberId]) -> Result<(), Error> {
        let others: Vec<MemberId> = {
            let state = self.state.borrow();
            let by_others = |id: &&MemberId| !self.granted_all(&state, id);
            members.iter().filter(by_others).copied().collect()
        };
        // a clean team's folder is not this manager's to prove: it was never given the key
        let clean = |found: &Mismatch| match found {
            Mismatch::Unverified(scope) => !self.state.borrow().listed.contains(scope),
            _ => false,
        };
        let mut rest = &others[..];
        while !rest.is_empty() {
            let stored = self.stored_grants(rest).await?;
            let (asked, later) = rest.split_at(stored.len());
            for (member, stored) in asked.iter().zip(&stored) {
                if !self.prove(member, stored)?.mismatches.iter().all(clean) {
                    return Err(Error::GrantDiffers);
                }
            }
            rest = later;
        }
        Ok(())
    }

    /// What the store has for the first of these members: as many as one answer holds.
    pub(crate) async fn stored_grants(&self, members: &[MemberId]) -> Result<Vec<Released>, Error> {
        let some = members.iter().take(limits::ASKED);
        let asked = Grants {
            members: some.map(|member| Id(member.0)).collect(),
        };
        let (signer, room) = (self.signer(), Id(self.session.room.0));
        let answer = self.host.api().grants(&signer, &room, &asked).await?;
        if answer.members.is_empty() || answer.members.len() > asked.members.len() {
            return Err(Error::Tampered(What::Answer));
        }
        Ok(answer.members)
    }

    /// Whether every grant of a member is one that this manager sealed: then the hash in the roster is proof
    /// enough, for nothing else has it.
    fn granted_all(&self, state: &State, id: &MemberId) -> bool {
        let (Some(member), Ok(keys)) = (state.roster.member(id), self.session.keys()) else {
            return false;
        };
        let joined = state
            .person(id)
            .is_some_and(|chain| chain.joined().is_some());
        let Ok(to) = self.card_of(state, member) else {
            return false;
        };
        let mine = |granted: &GrantRef| {
            let key = state.keys.get(&granted.scope, granted.epoch);
            key.is_some_and(|key| {
                let terms = seal::grant::Terms {
                    room: self.session.room.0,
                    scope: granted.scope.0,
                    epoch: granted.epoch,
                    recipient: id.0,
                    rights: rights(granted.rights),
                    expires: granted.expires,
                };
                seal::grant::seal(&terms, key, &to, &keys.sign).hash() == granted.hash.0
            })
        };
        !joined && member.grants.values().all(|held| mine(&held.grant))
    }

    /// Seals what the store has for a member again.
    fn prove(&self, id: &MemberId, stored: &Released) -> Result<Proven, Error> {
        let state = self.state.borrow();
        let member = state.roster.member(id).ok_or(Error::NotFound)?;
        let chain = state.person(id);
        let to = self.card_of(&state, member)?;
        let joined = chain.and_then(|chain| chain.joined());
        let own: &[GrantRef] = joined.map_or(&[], |(join, _)| &join.grants);
        let named = || member.ever.iter().chain(own);
        // one that was given once and is over is not what the roster says now, whoever signed it
        let newest: BTreeSet<Hash> = member.newest(chain).map(|grant| grant.hash).collect();
        let mut proven = Proven {
            grants: Vec::new(),
            mismatches: BTreeSet::new(),
        };
        let mut there = BTreeSet::new();
        for sealed in &stored.grants {
            let grant = Grant::parse(&sealed.0).map_err(Error::open(What::Grant))?;
            let terms = *grant.terms();
            let scope = ChainId(terms.scope);
            let reference = named().find(|named| named.hash.0 == grant.hash());
            let Some(reference) = reference else {
                proven.mismatches.insert(Mismatch::Unknown(scope));
                continue;
            };
            let says = (reference.scope, reference.epoch, reference.expires);
            let fits = newest.contains(&reference.hash)
                && says == (scope, terms.epoch, terms.expires)
                && rights(reference.rights) == terms.rights
                && (terms.room, terms.recipient) == (self.session.room.0, id.0);
            let granter = PublicKey(*grant.granter());
            let by_manager = state
                .front
                .certificates()
                .iter()
                .any(|held| held.key == granter && held.office >= Office::Manager);
            let by_itself = own.contains(reference) && granter == member.member.key;
            match state.keys.get(&scope, terms.epoch) {
                None => _ = proven.mismatches.insert(Mismatch::Unverified(scope)),
                Some(key) if fits && (by_manager || by_itself) && grant.seals(key, &to) => {
                    there.insert(scope);
                    proven.grants.push(grant);
                }
                Some(_) => _ = proven.mismatches.insert(Mismatch::Different(scope)),
            }
        }
        let now = self.now();
        let due = member.grants.values().filter(|held| {
            let valid = held.grant.expires.is_none_or(|end| now < end);
            valid && held.grant.scope != ChainId::ROSTER
        });
        // who has not agreed to a text is released the front's only
        let owes = chain.is_some_and(|chain| chain.owes().is_some());
        for held in due.filter(|held| !owes || held.grant.scope == ChainId::FRONT) {
            let scope = held.grant.scope;
            if !there.contains(&scope) && !proven.mismatches.contains(&Mismatch::Unverified(scope))
            {
                proven.mismatches.insert(Mismatch::Missing(scope));
            }
        }
        Ok(proven)
    }

    /// The room as if one had been given these keys and nothing else.
    fn shadow(&self, member: &MemberId, grants: &[Grant]) -> Result<Self, Error> {
        let state = self.state.borrow();
        let pins = std::collections::BTreeMap::new();
        let mut seen = State::new(state.front.clone(), *member, pins);
        seen.as_reader = true;
        seen.title.clone_from(&state.title);
        seen.owner.clone_from(&state.owner);
        for grant in grants {
            let terms = grant.terms();
            let (scope, epoch) = (ChainId(terms.scope), terms.epoch);
            let key = state.keys.get(&scope, epoch).ok_or(Error::NotFound)?;
            match scope {
                ChainId::FRONT => seen.keys.hold(scope, epoch, key.clone()),
                ChainId::ROSTER => {}
                desk if desk == state.desk() => {}
                _ => {
                    seen.tops.insert(scope);
                    seen.keys.offer(scope, epoch, key.clone(), Source::Handed);
                }
            }
        }
        Ok(Self {
            host: Rc::clone(&self.host),
            session: self.session.clone(),
            state: RefCell::new(seen),
            local: self.local.clone(),
            skew: Cell::new(self.skew.get()),
            turn: Mutex::new(()),
            settling: Cell::new(false),
            read_at: Cell::new(self.read_at.get()),
            kept: RefCell::new(RoomShelf::make(&*self.host)),
            looks: RefCell::default(),
            keeping: Mutex::new(()),
            audited: RefCell::default(),
            auditing: Mutex::new(()),
            noted: Cell::new(0),
        })
    }

    /// Reads what the tops lead to, and nothing else.
    async fn read_folders(&self) -> Result<(), Error> {
        let mut asked = BTreeSet::new();
        loop {
            let new: Vec<ChainId> = {
                let mut state = self.state.borrow_mut();
                let mut all: BTreeSet<ChainId> = state.unlock().into_iter().collect();
                all.extend(state.reachable());
                all.difference(&asked).copied().collect()
            };
            if new.is_empty() {
                break;
            }
            for level in new.chunks(crate::chains::read::LEVEL) {
                self.fetch(level.to_vec()).await?;
            }
            asked.extend(new);
        }
        let mut state = self.state.borrow_mut();
        state.judge_tree();
        state.take_stock(self.now(), false);
        Ok(())
    }
}
