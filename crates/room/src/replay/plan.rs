//! What managers agreed on, one change after the other.

mod books;
mod requests;
mod retention;

use std::collections::{BTreeMap, BTreeSet};

use ledger::FrontFold;
use ledger::entry::Head;
use ledger::ids::{ChainId, Hash, MemberId, PublicKey, ScopeId};

use super::Planned;
use crate::body::{Basis, BasisId, Level, Op, Principal, Tier, TierRule};

pub(crate) use books::{Books, FindingLine};
pub(crate) use requests::{Decision, Request, may_be_asked};
pub(crate) use retention::{Retention, SaidDoom, SetClock};

/// Groups, rules and places as the changes so far make them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) groups: BTreeMap<Principal, String>,
    pub(crate) belongs: BTreeMap<MemberId, BTreeSet<Principal>>,
    pub(crate) access: BTreeMap<(Principal, ScopeId), Level>,
    pub(crate) closed: BTreeSet<ScopeId>,
    pub(crate) awaits: BTreeSet<MemberId>,
    /// The cards of those who waited and were approved.
    pub(crate) approved: BTreeMap<MemberId, Hash>,
    pub(crate) places: BTreeMap<ScopeId, Placed>,
    placed: u64,
    pub(crate) stages: BTreeMap<ScopeId, u32>,
    pub(crate) sends: BTreeSet<(Principal, ScopeId)>,
    /// What levels ask for.
    pub(crate) tiers: BTreeMap<Tier, Ruled>,
    pub(crate) bases: BTreeMap<BasisId, Recorded>,
    pub(crate) requests: BTreeMap<Hash, Request>,
    /// Who may hold which folder although what it holds takes two.
    pub(crate) clears: BTreeSet<(MemberId, ScopeId)>,
    /// Labels that count although they lower a level that takes two.
    pub(crate) lowered: BTreeSet<(ScopeId, u64)>,
    /// Forms, dates of review, findings and what persons asked for.
    pub(crate) books: Books,
    /// Clocks, holds, and what was decided to be destroyed.
    pub(crate) retention: Retention,
}

/// Where a folder is to lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Says which of two came first.
    pub(crate) order: u64,
    /// The folder above; none: beside the root.
    pub(crate) under: Option<ScopeId>,
    /// Two decided it, or nothing took two then.
    pub(crate) approved: bool,
    /// Places that were said before, of which this one is a move; the same of each.
    pub(crate) earlier: Vec<(Option<ScopeId>, bool)>,
}

/// What a level asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ruled {
    pub(crate) rule: TierRule,
    /// Since when it takes two: a label that was lowered before counts.
    second: Option<u64>,
}

/// A legal basis, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recorded {
    pub(crate) basis: Basis,
    pub(crate) by: Option<PublicKey>,
    pub(crate) time: u64,
    /// Since when it holds no more, and why.
    pub(crate) ended: Option<Decision>,
}

/// By whom and when a change is said.
#[derive(Debug, Clone, Copy)]
struct Voice {
    /// None of one that is only thought of.
    by: Option<PublicKey>,
    time: u64,
    /// The front head that the author saw.
    at: Option<Head>,
    /// The entry's hash.
    id: Option<Hash>,
    /// The request that is applied.
    request: Option<Hash>,
    /// Two said it.
    approved: bool,
}

impl Plan {
    /// Takes in changes that are thought of, in their order. `approved`: as if a second manager had approved them.
    pub(crate) fn apply(&mut self, ops: &[Op], approved: bool) {
        let voice = Voice {
            by: None,
            time: u64::MAX,
            at: None,
            id: None,
            request: None,
            approved,
        };
        ops.iter().for_each(|op| self.apply_one(op, voice));
    }

    /// Takes in an entry. `rules`: its author's word counts; of others only what they ask and approve.
    pub(crate) fn take(&mut self, said: &Planned, front: &FrontFold, rules: bool) {
        let voice = Voice {
            by: Some(said.by),
            time: said.time,
            at: Some(said.front),
            id: Some(said.id),
            request: None,
            approved: false,
        };
        for op in &said.ops {
            match op {
                Op::Request(ops, note) if said.ops.len() == 1 => self.ask(said, ops, note),
                Op::Decide(id, yes, why) => self.decide(said, id, *yes, why),
                Op::Applied(id) if rules => self.carry_out(said, front, id),
                Op::Form(..) | Op::Review(..) | Op::Finding(..) | Op::Right(..) if rules => {
                    self.books.take(op, said, front);
                }
                op if rules => self.apply_one(op, voice),
                _ => {}
            }
        }
    }

    fn apply_one(&mut self, op: &Op, voice: Voice) {
        match op {
            Op::Group(id, Some(name)) => drop(self.groups.insert(*id, name.clone())),
            Op::Group(id, None) => {
                self.groups.remove(id);
                self.access.retain(|(who, _), _| who != id);
                self.sends.retain(|(who, _)| who != id);
                for groups in self.belongs.values_mut() {
                    groups.remove(id);
                }
            }
            Op::Belongs(member, group, yes) => {
                let groups = self.belongs.entry(ChainId(member.0)).or_default();
                match yes {
                    true => drop(groups.insert(*group)),
                    false => drop(groups.remove(group)),
                }
            }
            Op::Access(who, scope, Some(level)) => {
                self.access.insert((*who, *scope), *level);
            }
            Op::Access(who, scope, None) => drop(self.access.remove(&(*who, *scope))),
            Op::Closed(scope, true) => drop(self.closed.insert(*scope)),
            Op::Closed(scope, false) => drop(self.closed.remove(scope)),
            Op::Await(member, true, _) => {
                self.approved.remove(&ChainId(member.0));
                self.awaits.insert(ChainId(member.0));
            }
            Op::Await(member, false, Some(card)) => {
                self.awaits.remove(&ChainId(member.0));
                self.approved.insert(ChainId(member.0), *card);
            }
            // an approval of nobody in particular is none
            Op::Await(_, false, None) => {}
            Op::Sends(who, scope, true) => drop(self.sends.insert((*who, *scope))),
            Op::Sends(who, scope, false) => drop(self.sends.remove(&(*who, *scope))),
            Op::Stage(scope, Some(stage)) => drop(self.stages.insert(*scope, *stage)),
            Op::Stage(scope, None) => drop(self.stages.remove(scope)),
            Op::Place(scope, under) => self.place(*scope, *under, voice),
            Op::Tier(tier, rule) => self.rule(*tier, rule, voice),
            Op::Basis(id, basis) => {
                let recorded = || Recorded {
                    basis: basis.as_ref().clone(),
                    by: voice.by,
                    time: voice.time,
                    ended: None,
                };
                self.bases.entry(*id).or_insert_with(recorded);
            }
            Op::Unbasis(id, why) => {
                if let Some(known) = self.bases.get_mut(id) {
                    let ended = Decision {
                        by: voice.by,
                        time: voice.time,
                        yes: false,
                        why: why.clone(),
                    };
                    known.ended.get_or_insert(ended);
                }
            }
            Op::Clear(member, scope) if voice.approved => {
                self.clears.insert((*member, *scope));
            }
            Op::Lower(scope, seq) if voice.approved => {
                self.lowered.insert((*scope, *seq));
            }
            // one alone lifts nothing that takes two
            Op::Clear(..) | Op::Lower(..) => {}
            Op::Unclear(member, scope) => drop(self.clears.remove(&(*member, *scope))),
            Op::Clock(of, clock) => self.retention.clock(*of, clock.as_deref(), voice),
            Op::Hold(id, word) => self.retention.hold(*id, word, voice),
            Op::Closing(day) => self.retention.closing = *day,
            Op::Destroy(doom) => self.retention.doom(doom, voice),
            // see [`super::texts`], [`super::next`], [`super::proposals`] and [`requests`]
            Op::Text(..) | Op::Next(..) | Op::Answered(..) => {}
            Op::Request(..) | Op::Decide(..) | Op::Applied(_) => {}
            // see [`crate::incident`]
            Op::Incident(..) | Op::Step(..) | Op::Turn(..) => {}
            // see [`books`]
            Op::Form(..) | Op::Review(..) | Op::Finding(..) | Op::Right(..) => {}
        }
    }

    /// Of two folders that are put into each other, by two who did not know of each other, the one that
    /// was put second stays where it was.
    fn place(&mut self, scope: ScopeId, under: Option<ScopeId>, voice: Voice) {
        let above = |id: &ScopeId| self.places.get(id).and_then(|placed| placed.under);
        let mut above = core::iter::successors(under, above).take(ledger::limits::DEPTH);
        if above.any(|id| id == scope) {
            return;
        }
        let order = self.placed;
        self.placed += 1;
        let approved = voice.approved || !self.takes_two();
        let before = self.places.get(&scope).filter(|_| !approved);
        let earlier = before.map(|before| {
            let mut all = before.earlier.clone();
            all.push((before.under, before.approved));
            all
        });
        let placed = Placed {
            order,
            under,
            approved,
            earlier: earlier.unwrap_or_default(),
        };
        self.places.insert(scope, placed);
    }

    /// One alone gives levels their rules until one of them takes two.
    fn rule(&mut self, tier: Tier, rule: &TierRule, voice: Voice) {
        if self.takes_two() && !voice.approved {
            return;
        }
        let since = self.tiers.get(&tier).and_then(|known| known.second);
        let ruled = Ruled {
            second: rule.second.then(|| since.unwrap_or(voice.time)),
            rule: rule.clone(),
        };
        self.tiers.insert(tier, ruled);
    }

    /// Whether a clock may run for anything.
    pub(crate) fn has_clocks(&self) -> bool {
        let mut tiers = self.tiers.values();
        !self.retention.clocks.is_empty() || tiers.any(|ruled| ruled.rule.retention_days.is_some())
    }

    /// Whether any level takes two.
    pub(crate) fn takes_two(&self) -> bool {
        self.tiers.values().any(|ruled| ruled.rule.second)
    }

    /// Whether a level takes two.
    pub(crate) fn is_second(&self, tier: Option<Tier>) -> bool {
        let ruled = tier.and_then(|tier| self.tiers.get(&tier));
        ruled.is_some_and(|ruled| ruled.rule.second)
    }

    /// Whether a level took two at that time already.
    pub(crate) fn was_second(&self, tier: Option<Tier>, time: u64) -> bool {
        let ruled = tier.and_then(|tier| self.tiers.get(&tier));
        let since = ruled.and_then(|ruled| ruled.second);
        since.is_some_and(|since| since <= time)
    }

    /// The groups of a member that are there.
    pub(crate) fn groups_of(&self, member: &MemberId) -> impl Iterator<Item = Principal> + '_ {
        let all = self.belongs.get(member).into_iter().flatten();
        all.filter(|group| self.groups.contains_key(*group))
            .copied()
    }
}
