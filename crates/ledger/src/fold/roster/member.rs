//! A member as the roster has it: what it was given, and whether it is let in.

use std::collections::{BTreeMap, BTreeSet};

use crate::entry::{GrantRef, Member, MemberKind};
use crate::fold::member::{MemberFold, Subject};
use crate::ids::ScopeId;
use crate::refusal::Refusal;

/// A person, invite or link in the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterMember {
    /// As it was entered, with the grants of that entry; its dates as they are now.
    pub member: Member,
    /// Its latest grant for each scope.
    pub grants: BTreeMap<ScopeId, Granted>,
    /// Every grant it ever got, by which a join is judged again later.
    pub ever: Vec<GrantRef>,
    /// The server's time at which it was ended.
    pub ended: Option<u64>,
    /// Kept out for now.
    pub suspended: bool,
    /// Into which scopes it may drop documents.
    pub drops: Vec<ScopeId>,
    /// Into which it ever might, by which what it dropped is judged again later.
    pub dropped_ever: BTreeSet<ScopeId>,
    /// The farthest `join_by` it ever had, by which a join is judged again later.
    pub(super) joinable: Option<u64>,
    /// How many entries of the front whoever entered it had seen.
    pub(super) entered: u64,
}

/// A grant, and the server's time of the entry that gave it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Granted {
    /// The grant.
    pub grant: GrantRef,
    /// The server's time of the entry.
    pub time: u64,
}

impl RosterMember {
    /// Refused from its `expires` on, to the millisecond; and after its end.
    pub fn judge_live(&self, now: u64) -> Result<(), Refusal> {
        if self.ended.is_some() {
            return Err(Refusal::Ended);
        }
        if self.member.expires.is_some_and(|expires| now >= expires) {
            return Err(Refusal::Expired);
        }
        Ok(())
    }

    /// As [`RosterMember::judge_live`]; an invite that nobody took before its `join_by` is over as well,
    /// and so is who disowned itself. Both are known by `chain`, the member's own.
    pub fn judge_open(&self, chain: Option<&MemberFold>, now: u64) -> Result<(), Refusal> {
        self.judge_live(now)?;
        if chain.is_some_and(|chain| chain.disowned().is_some()) {
            return Err(Refusal::Ended);
        }
        let joined = chain.is_some_and(|chain| chain.joined().is_some());
        if !joined && self.member.join_by.is_some_and(|join_by| now >= join_by) {
            return Err(Refusal::Expired);
        }
        Ok(())
    }

    /// Whether it is a link, or an invite that nobody took, from before this entry of the front, and lets somebody in.
    pub fn dangles(&self, chain: Option<&MemberFold>, front: u64, now: u64) -> bool {
        let joined = chain.is_some_and(|chain| chain.joined().is_some());
        let person = self.member.kind == MemberKind::Person || joined;
        !person && self.entered <= front && self.judge_open(chain, now).is_ok()
    }

    /// Whether it is live and holds the scope under an older epoch only.
    pub(super) fn lags(
        &self,
        chain: Option<&MemberFold>,
        scope: &ScopeId,
        current: u32,
        now: u64,
    ) -> bool {
        self.judge_open(chain, now).is_ok()
            && self.grants.get(scope).is_some_and(|held| {
                let valid = held.grant.expires.is_none_or(|expires| now < expires);
                valid && held.grant.epoch < current
            })
    }

    /// Its newest grant for each scope; `chain` is its own. Of one who joined that is what it sealed to itself, until
    /// a manager grants it anew: what was sealed to the invite's key is of no use to the newcomer's.
    pub fn newest(&self, chain: Option<&MemberFold>) -> impl Iterator<Item = GrantRef> {
        let joined = chain.and_then(MemberFold::joined);
        self.grants.iter().map(move |(scope, held)| {
            let own = joined.and_then(|(join, at)| {
                let own = join.grants.iter().find(|own| own.scope == *scope)?;
                let newer = (held.grant.epoch, held.time) > (own.epoch, at);
                (!newer).then_some(*own)
            });
            own.unwrap_or(held.grant)
        })
    }

    /// What the fold of the member's own chain is judged by.
    pub fn subject(&self) -> Subject<'_> {
        Subject {
            member: self.member.member,
            kind: self.member.kind,
            key: self.member.key,
            join_by: self.joinable,
            grants: Some(&self.ever),
        }
    }
}
