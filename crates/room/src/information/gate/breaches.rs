//! What is against the room's policy now: what members hold, what is kept from them, and what of that takes a second
//! manager's word alone.

use std::collections::BTreeSet;

use ledger::ids::{MemberId, ScopeId};

use super::judge::{recipient, told};
use super::{Breaches, Reason, Who};
use crate::access::{Target, Thought};
use crate::body::{Level, Op, Principal};
use crate::chains::reconcile::with_below;
use crate::error::Error;
use crate::host::Host;
use crate::replay::{Plan, State};
use crate::room::Room;

impl<H: Host> Room<H> {
    /// What is against the room's policy now: what members hold, and what is kept from them although rules give it.
    /// For those who manage, of what they hold themselves.
    pub fn breaches(&self) -> Result<Breaches, Error> {
        self.judge_manager()?;
        let (state, now) = (self.state.borrow(), self.now());
        let target = Target::of(&state, now);
        let rules = Thought {
            rules: true,
            ..Thought::default()
        };
        let ruled = Target::thought(&state, rules, now);
        let mut breaches = Breaches::default();
        let Some(plan) = target.plan().filter(|_| !target.gate.is_open()) else {
            return Ok(breaches);
        };
        for who in self.open_members(&state, plan) {
            let held = held(&state, &who.member);
            for demand in held.iter().flat_map(|scope| target.gate.demands(scope)) {
                demand.raise(plan, &who, now, &mut |raised| {
                    let told = || told(&state, &target.gate, &raised);
                    breaches.granted.push(told);
                });
            }
            let levels = ruled.levels.get(&who.member);
            let back = levels
                .into_iter()
                .flat_map(|all| all.iter())
                .filter(|(scope, level)| {
                    **level >= Level::Read
                        && !target.reads(&who.member, scope)
                        && !held.contains(*scope)
                });
            for demand in back.flat_map(|(scope, _)| target.gate.demands(scope)) {
                demand.raise(plan, &who, now, &mut |raised| {
                    let told = || told(&state, &target.gate, &raised);
                    breaches.held_back.push(told);
                });
            }
        }
        Ok(breaches)
    }

    /// The rules by which somebody would hold something, but that it takes two, and nothing else is against it. To be
    /// asked for as they stand: [`Room::ask`].
    pub fn kept_by_two(&self) -> Result<Vec<Op>, Error> {
        self.judge_manager()?;
        let (state, now) = (self.state.borrow(), self.now());
        if !state.plan.takes_two() {
            return Ok(Vec::new());
        }
        let rules = Thought {
            rules: true,
            ..Thought::default()
        };
        let (target, ruled) = (Target::of(&state, now), Target::thought(&state, rules, now));
        let Some(plan) = target.plan().filter(|_| !target.gate.is_open()) else {
            return Ok(Vec::new());
        };
        let all: Vec<Who> = self.open_members(&state, plan).collect();
        let standing = plan
            .access
            .iter()
            .filter(|(_, level)| **level >= Level::Read);
        let kept = standing.filter(|((to, folder), _)| {
            let (mut two, mut other) = (false, false);
            let ruled_here =
                |scope: &&ScopeId| target.gate.ruling(plan, to, scope) == Some(*folder);
            for scope in target.gate.demands.keys().filter(ruled_here) {
                let without = all.iter().filter(|who| {
                    // a rule below may say otherwise
                    let given = ruled.level(&who.member, scope) >= Level::Read;
                    who.is(to) && given && !target.reads(&who.member, scope)
                });
                for (who, demand) in without.flat_map(|who| {
                    let demands = target.gate.demands(scope).iter();
                    demands.map(move |demand| (who, demand))
                }) {
                    demand.raise(plan, who, now, &mut |raised| match raised.reason {
                        Reason::TakesTwo => two = true,
                        _ => other = true,
                    });
                }
            }
            two && !other
        });
        let rule = |((to, folder), level): (&(Principal, ScopeId), &Level)| {
            Op::Access(*to, *folder, Some(*level))
        };
        Ok(kept.map(rule).collect())
    }

    /// Those who are given something now.
    fn open_members(&self, state: &State, plan: &Plan) -> impl Iterator<Item = Who> {
        let now = self.now();
        let all = state.roster.members().values();
        let open = all.filter(move |member| state.is_open(member, now));
        open.filter_map(move |member| recipient(state, plan, &member.member.member))
    }
}

/// What somebody holds, with what lies below it.
fn held(state: &State, member: &MemberId) -> BTreeSet<ScopeId> {
    let grants = state.roster.member(member).map(|known| known.grants.keys());
    let tops = grants.into_iter().flatten().copied().collect();
    with_below(state, &tops)
        .into_iter()
        .map(|one| one.scope)
        .collect()
}
