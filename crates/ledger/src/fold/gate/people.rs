//! Who comes in, who is let in, and whose key is whose.

use crate::entry::{Entry, Join, MemberKind, Office, RoomState};
use crate::fold::member::{MemberFold, covers};
use crate::fold::room::RoomFold;
use crate::ids::{MemberId, PublicKey};
use crate::refusal::Refusal;

use super::Needs;

impl RoomFold {
    /// An officer is a person whose key this is; an owner's time does not run out.
    pub(super) fn judge_certificate(
        &self,
        id: &MemberId,
        key: &PublicKey,
        office: Office,
        time: u64,
    ) -> Result<(), Refusal> {
        self.judge_key(id, key, time)?;
        let ends = self.roster.member(id).and_then(|m| m.member.expires);
        if office == Office::Owner && ends.is_some() {
            Err(Refusal::TooMuch)
        } else {
            Ok(())
        }
    }

    /// A person who is let in and whose room key this is.
    pub(super) fn judge_key(
        &self,
        id: &MemberId,
        key: &PublicKey,
        time: u64,
    ) -> Result<(), Refusal> {
        let subject = self.subject(id).ok_or(Refusal::NotFound)?;
        self.judge_admitted(id, time)?;
        let fold = self.member(id);
        let joined = fold.is_some_and(|fold| fold.joined().is_some());
        let live = fold.map_or(subject.key, |fold| fold.key(&subject));
        if live == *key && (subject.kind == MemberKind::Person || joined) {
            Ok(())
        } else {
            Err(Refusal::NotAllowed)
        }
    }

    /// Of the owners that remain without this one, one must still be let in.
    pub(super) fn judge_owner_left(
        &self,
        entry: &Entry,
        without: &MemberId,
        time: u64,
    ) -> Result<(), Refusal> {
        let mut others = self.front.owners(&entry.front).filter(|id| id != without);
        if others.any(|id| self.judge_open(&id, time).is_ok()) {
            Ok(())
        } else {
            Err(Refusal::NotAllowed)
        }
    }

    pub(super) fn judge_join(
        &self,
        join: &Join,
        entry: &Entry,
        time: u64,
        needs: &mut Needs,
    ) -> Result<(), Refusal> {
        self.judge_admitted(&entry.chain, time)?;
        if self.speaks_for_another(&join.key, &entry.chain) {
            return Err(Refusal::Exists);
        }
        let invite = self.roster.member(&entry.chain).ok_or(Refusal::NotFound)?;
        for grant in &join.grants {
            let current = invite.grants.get(&grant.scope).ok_or(Refusal::TooMuch)?;
            if current.grant.epoch != grant.epoch {
                return Err(Refusal::Epoch);
            }
            if !covers(&current.grant, grant) {
                return Err(Refusal::TooMuch);
            }
            needs.grants.push((entry.chain, grant.hash));
        }
        Ok(())
    }

    /// Whether this key is, or was an invite's that became, another member. One key is one member's: by its key
    /// alone the front and a folder's writers know somebody.
    pub(super) fn speaks_for_another(&self, key: &PublicKey, member: &MemberId) -> bool {
        let mut others = self.roster.members().iter().filter(|(id, _)| *id != member);
        let entered = others.any(|(id, other)| {
            let joined = self.members.get(id).and_then(MemberFold::joined);
            other.member.key == *key || joined.is_some_and(|(join, _)| join.key == *key)
        });
        entered || (self.front.founder_key() == *key && self.front.founder() != *member)
    }

    /// A member that is neither ended nor expired, and no invite that nobody took in time; the
    /// founder may come before the roster.
    pub(crate) fn judge_open(&self, id: &MemberId, now: u64) -> Result<(), Refusal> {
        match self.roster.member(id) {
            Some(member) => member.judge_open(self.member(id), now),
            None if *id == self.front.founder() => Ok(()),
            None => Err(Refusal::NotFound),
        }
    }

    /// A member that is let in now: open, not suspended, and the room is not shut for all but owners.
    pub(crate) fn judge_admitted(&self, id: &MemberId, now: u64) -> Result<(), Refusal> {
        self.judge_open(id, now)?;
        if self.front.is_owner(id, &self.front.head()) {
            return Ok(());
        }
        if self.front.destroyed().is_some() && !self.audits(id) {
            return Err(Refusal::Ended);
        }
        if self
            .roster
            .member(id)
            .is_some_and(|member| member.suspended)
        {
            return Err(Refusal::Suspended);
        }
        let policy = self.front.policy();
        if policy.ends.is_some_and(|ends| now >= ends) {
            return Err(Refusal::Expired);
        }
        match policy.state {
            RoomState::Locked => Err(Refusal::RoomLocked),
            RoomState::Open | RoomState::ReadOnly => Ok(()),
        }
    }

    /// Whether this is an auditor, who joined if it was invited.
    fn audits(&self, id: &MemberId) -> bool {
        let entered = self.roster.member(id).map(|entered| &entered.member);
        let joined = self.member(id).and_then(MemberFold::joined).is_some();
        entered.is_some_and(|entered| {
            entered.manner.audits && (joined || entered.kind == MemberKind::Person)
        })
    }
}
