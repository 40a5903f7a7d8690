//! The roster: members, invites and links, what each was granted, what is still to rotate.

mod member;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

pub use member::{Granted, RosterMember};
use rules::{judge_dates, judge_fields, judge_grant};

use super::epochs::Epochs;
use super::front::FrontFold;
use super::member::MemberFold;
use super::{shape, tip::Tip};
use crate::entry::{Entry, GrantRef, Member, Office, Public, ScopeEpoch};
use crate::ids::{ChainId, MemberId, RoomId, ScopeId};
use crate::refusal::Refusal;
use crate::signed::Verified;

/// The state of the roster's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterFold {
    tip: Tip,
    epochs: Epochs,
    members: BTreeMap<MemberId, RosterMember>,
    to_rotate: Vec<ScopeEpoch>,
}

impl RosterFold {
    /// A roster whose chain has no entry yet.
    pub fn new(room: RoomId) -> Self {
        Self {
            tip: Tip::empty(room, ChainId::ROSTER),
            epochs: Epochs::default(),
            members: BTreeMap::new(),
            to_rotate: Vec::new(),
        }
    }

    /// The end of the chain.
    pub fn tip(&self) -> &Tip {
        &self.tip
    }

    /// The current epoch; none before the chain's first entry.
    pub fn epoch(&self) -> Option<u32> {
        self.epochs.current()
    }

    /// The X-Wing public key of an epoch.
    pub fn kem(&self, epoch: u32) -> Option<&[u8]> {
        self.epochs.kem(epoch)
    }

    /// Everybody who was ever entered.
    pub fn members(&self) -> &BTreeMap<MemberId, RosterMember> {
        &self.members
    }

    /// One member.
    pub fn member(&self, id: &MemberId) -> Option<&RosterMember> {
        self.members.get(id)
    }

    /// Scopes that are still to rotate after somebody's end.
    ///
    /// A rotation is done when the scope's epoch moved on and everybody who stays was granted the
    /// current epoch. Who stays is live and held the scope; the roster stays with those in office only.
    pub fn pending<'f>(
        &self,
        now: u64,
        front: &FrontFold,
        epoch_of: impl Fn(&ScopeId) -> Option<u32>,
        chain: impl Fn(&MemberId) -> Option<&'f MemberFold>,
    ) -> Vec<ScopeEpoch> {
        let lags = |scope: &ScopeId, current| {
            self.members.values().any(|member| {
                let id = &member.member.member;
                let stays = *scope != ChainId::ROSTER || front.office(id, &front.head()).is_some();
                stays && member.lags(chain(id), scope, current, now)
            })
        };
        let waits = |scope: &ScopeEpoch| {
            epoch_of(&scope.scope)
                .is_some_and(|current| current <= scope.epoch || lags(&scope.scope, current))
        };
        self.to_rotate.iter().copied().filter(waits).collect()
    }

    /// Whether the current key was made by somebody who had seen this entry of the front.
    pub fn follows(&self, front: u64) -> bool {
        self.epochs.follows(front)
    }

    /// Whether a scope under this epoch is still to be given a new key, for somebody is to have it no more.
    pub fn waits(&self, scope: &ScopeId, epoch: u32) -> bool {
        let waits = |one: &ScopeEpoch| one.scope == *scope && one.epoch >= epoch;
        self.to_rotate.iter().any(waits)
    }

    /// Members who are over and were not ended: their time has run out, or nobody took the invite in time,
    /// or they disowned themselves. What they held is to be rotated.
    pub fn lapsed<'f>(
        &self,
        now: u64,
        chain: impl Fn(&MemberId) -> Option<&'f MemberFold>,
    ) -> impl Iterator<Item = &RosterMember> {
        self.members.values().filter(move |member| {
            let open = member.judge_open(chain(&member.member.member), now);
            open.is_err() && member.ended.is_none()
        })
    }

    /// Judges the chain's next entry.
    pub fn judge(&self, verified: &Verified, time: u64, front: &FrontFold) -> Result<(), Refusal> {
        let entry = verified.entry();
        front.judge_place(&self.tip, entry, time)?;
        shape::judge(entry)?;
        let least = match entry.public {
            Public::Suspend(..) | Public::Dates(_) | Public::Propose => Office::Coordinator,
            _ => Office::Manager,
        };
        let author = front.officer(&entry.author, &entry.front);
        let Some((_, author)) = author.filter(|(_, office)| *office >= least) else {
            return Err(Refusal::NotAllowed);
        };
        front.judge_policy(entry, None)?;
        if let Public::Epoch(epoch) = &entry.public {
            // The front names the key of epoch 0, so that anyone may seal to the roster.
            let other = entry.seq == 0 && epoch.kem != front.roster_kem();
            if epoch.parent.is_some() || other {
                return Err(Refusal::Misplaced);
            }
            return self.epochs.judge(entry.epoch, epoch);
        }
        self.epochs.judge_current(entry.epoch)?;
        match &entry.public {
            Public::Suspend(id, on) => {
                let member = self.judge_below(id, author, entry, front)?;
                match (member.suspended, on) {
                    (true, true) => Err(Refusal::Exists),
                    (false, false) => Err(Refusal::NotFound),
                    _ => Ok(()),
                }
            }
            Public::Dates(dates) => {
                let member = self.judge_below(&dates.member, author, entry, front)?;
                judge_dates(&member.member, dates, author)
            }
            _ => self.judge_kind(entry, front),
        }
    }

    /// A member whom this author may keep out or give other dates: whoever holds an office, owners only,
    /// and no owner.
    fn judge_below(
        &self,
        id: &MemberId,
        author: Office,
        entry: &Entry,
        front: &FrontFold,
    ) -> Result<&RosterMember, Refusal> {
        let member = self.member(id).ok_or(Refusal::NotFound)?;
        let below = match front.office(id, &entry.front) {
            Some(office) => author == Office::Owner && office < Office::Owner,
            None => true,
        };
        match member.ended {
            _ if !below => Err(Refusal::NotAllowed),
            Some(_) => Err(Refusal::Ended),
            None => Ok(member),
        }
    }

    fn judge_kind(&self, entry: &Entry, front: &FrontFold) -> Result<(), Refusal> {
        match &entry.public {
            Public::Member(member) => self.judge_member(member, entry, front),
            Public::Grants(grants) => grants.iter().try_for_each(|given| {
                let member = self.member(&given.member).ok_or(Refusal::NotFound)?;
                if member.ended.is_some() {
                    return Err(Refusal::Ended);
                }
                if member
                    .grants
                    .get(&given.grant.scope)
                    .is_some_and(|held| given.grant.epoch < held.grant.epoch)
                {
                    return Err(Refusal::Epoch);
                }
                judge_grant(&member.member, &given.grant, entry, front)
            }),
            Public::End(id, _) => {
                let member = self.member(id).ok_or(Refusal::NotFound)?;
                if member.ended.is_some() {
                    return Err(Refusal::Ended);
                }
                // The front says who holds an office: it has to say first that this one no longer does.
                match front.office(id, &entry.front) {
                    Some(_) => Err(Refusal::NotAllowed),
                    None => Ok(()),
                }
            }
            Public::Drops(id, scopes) => {
                let member = self.member(id).ok_or(Refusal::NotFound)?;
                match member.ended {
                    Some(_) => Err(Refusal::Ended),
                    None if scopes.iter().any(|scope| shape::is_fixed(*scope)) => {
                        Err(Refusal::Misplaced)
                    }
                    None => Ok(()),
                }
            }
            Public::Withdraw(id, scopes, _) => {
                let member = self.member(id).ok_or(Refusal::NotFound)?;
                let held = |scope| member.grants.contains_key(scope) && *scope != ChainId::FRONT;
                // what an office brings goes with the office
                let office = |scope: &ScopeId| {
                    *scope == ChainId::ROSTER || *scope == ChainId::of_desk(&self.tip.room())
                };
                let manages = front.office(id, &entry.front) >= Some(Office::Manager);
                match member.ended {
                    // nothing is left to take, but keys that it knows may be to rotate
                    Some(_) if !scopes.is_empty() => Err(Refusal::Ended),
                    None if manages && scopes.iter().any(office) => Err(Refusal::NotAllowed),
                    _ if scopes.iter().all(held) => Ok(()),
                    _ => Err(Refusal::NotFound),
                }
            }
            Public::Keys(_) | Public::Propose | Public::Plan => Ok(()),
            _ => Err(Refusal::Misplaced),
        }
    }

    fn judge_member(
        &self,
        member: &Member,
        entry: &Entry,
        front: &FrontFold,
    ) -> Result<(), Refusal> {
        if self.members.contains_key(&member.member) || shape::is_fixed(member.member) {
            return Err(Refusal::Exists);
        }
        judge_fields(member, front)?;
        member
            .grants
            .iter()
            .try_for_each(|grant| judge_grant(member, grant, entry, front))
    }

    /// Takes in an entry that was judged.
    pub fn apply(&mut self, verified: &Verified, time: u64) {
        let seen = verified.entry().front.next;
        match &verified.entry().public {
            Public::Epoch(epoch) => self.epochs.apply(epoch, seen),
            Public::Member(member) => {
                self.members.insert(
                    member.member,
                    RosterMember {
                        grants: BTreeMap::new(),
                        ever: Vec::new(),
                        ended: None,
                        suspended: false,
                        drops: Vec::new(),
                        dropped_ever: BTreeSet::new(),
                        joinable: member.join_by,
                        entered: seen,
                        member: member.clone(),
                    },
                );
                member
                    .grants
                    .iter()
                    .for_each(|grant| self.give(&member.member, *grant, time));
            }
            Public::Grants(grants) => {
                grants
                    .iter()
                    .for_each(|given| self.give(&given.member, given.grant, time));
            }
            Public::End(id, scopes) => {
                if let Some(member) = self.members.get_mut(id) {
                    member.ended = Some(time);
                }
                self.to_rotate.extend(scopes);
            }
            Public::Withdraw(id, scopes, rotate) => {
                if let Some(member) = self.members.get_mut(id) {
                    member.grants.retain(|scope, _| !scopes.contains(scope));
                }
                self.to_rotate.extend(rotate);
            }
            Public::Drops(id, scopes) => {
                if let Some(member) = self.members.get_mut(id) {
                    member.drops.clone_from(scopes);
                    member.dropped_ever.extend(scopes);
                }
            }
            Public::Suspend(id, on) => {
                if let Some(member) = self.members.get_mut(id) {
                    member.suspended = *on;
                }
            }
            Public::Dates(dates) => {
                if let Some(member) = self.members.get_mut(&dates.member) {
                    let farthest = member.joinable.zip(dates.join_by);
                    member.joinable = farthest.map(|(before, now)| before.max(now));
                    (member.member.expires, member.member.join_by) = (dates.expires, dates.join_by);
                }
            }
            _ => {}
        }
        self.tip.advance(verified, time);
    }

    /// Judges and takes in the chain's next entry.
    pub fn accept(
        &mut self,
        verified: &Verified,
        time: u64,
        front: &FrontFold,
    ) -> Result<(), Refusal> {
        self.judge(verified, time, front)?;
        self.apply(verified, time);
        Ok(())
    }

    fn give(&mut self, id: &MemberId, grant: GrantRef, time: u64) {
        if let Some(member) = self.members.get_mut(id) {
            member.grants.insert(grant.scope, Granted { grant, time });
            member.ever.push(grant);
        }
    }
}
