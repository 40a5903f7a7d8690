//! What may be given to whom: levels, legal bases, and the second manager.
//!
//! Rules say who is to hold a folder. What lies in it says who may: a label makes a *demand* (see [`Demand`]), and a
//! folder of which a member may not have one document is *barred* to it. Every manager's program works that out from
//! the same chains, so a folder that is barred is granted by none of them, and taken from who holds it by all of them,
//! whoever gave it by whatever way. Who gives something is told before, document by document: [`Objection`].
//!
//! What is only suggested, and what is older than it is to be kept, bars nothing and is objected to.

mod breaches;
mod demand;
mod judge;
mod objection;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ledger::entry::MemberKind;
use ledger::fold::RosterMember;
use ledger::ids::{Hash, MemberId, ScopeId};

use crate::access::Tree;
use crate::body::{Allowed, Cover, Marking, Principal, Tier};
use crate::replay::{Plan, Recorded, Relabel, Spot, State};

pub(crate) use demand::{Demand, Needs, since};
pub(crate) use judge::Newcomer;
pub use objection::{Against, Breaches, Objection, Reason};

/// How long a day is.
pub(crate) const DAY: u64 = 24 * 3600 * 1000;

/// What lies where, as far as anything is asked for it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gate {
    /// How folders are classified, with what they inherit.
    pub(crate) folders: BTreeMap<ScopeId, Rc<Marking>>,
    /// Each folder with those above it.
    paths: BTreeMap<ScopeId, Rc<[ScopeId]>>,
    demands: BTreeMap<ScopeId, Vec<Demand>>,
    /// Of those that ask for the same the first.
    different: BTreeMap<ScopeId, Vec<usize>>,
    /// The variant of a document without what tells persons apart.
    variants: BTreeMap<Hash, Spot>,
}

/// To whom something is given.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    pub(crate) member: MemberId,
    pub(crate) link: bool,
    pub(crate) view_only: bool,
    pub(crate) groups: BTreeSet<Principal>,
}

impl Who {
    pub(crate) fn of(plan: &Plan, member: &RosterMember) -> Self {
        let known = &member.member;
        Self {
            member: known.member,
            link: known.kind == MemberKind::Link,
            view_only: known.manner.view_only,
            groups: plan.groups_of(&known.member).collect(),
        }
    }

    pub(crate) fn is(&self, principal: &Principal) -> bool {
        *principal == Principal::member(&self.member) || self.groups.contains(principal)
    }
}

impl Gate {
    /// Of everything that is known here, with labels that are only thought of.
    pub(crate) fn of(state: &State, plan: &Plan, tree: &Tree, thought: &[Relabel]) -> Self {
        let mut gate = Self::default();
        gate.look(state, plan, tree, thought);
        let single: BTreeSet<Hash> = plan
            .bases
            .values()
            .flat_map(|known| &known.basis.covers)
            .filter_map(|cover| match cover {
                Cover::Doc(origin) => Some(*origin),
                Cover::Folder(_) => None,
            })
            .collect();
        for (scope, demands) in &gate.demands {
            let mut known = BTreeSet::new();
            let mut all = demands.iter().enumerate().collect::<Vec<_>>();
            all.retain(|(_, one)| {
                let origin = one.origin.filter(|origin| single.contains(origin));
                known.insert((one.decided.clone(), Rc::clone(&one.above), origin))
            });
            let all = all.into_iter().map(|(at, _)| at).collect();
            gate.different.insert(*scope, all);
        }
        gate
    }

    /// Whether nothing is asked for anything.
    pub(crate) fn is_open(&self) -> bool {
        self.demands.is_empty()
    }

    /// What is asked for what lies in a scope.
    pub(crate) fn demands(&self, scope: &ScopeId) -> &[Demand] {
        self.demands.get(scope).map_or(&[], Vec::as_slice)
    }

    /// How what lies above a folder is classified.
    pub(crate) fn above(&self, folder: &ScopeId) -> Marking {
        let up = self.path(folder).get(1).copied();
        up.map_or_else(Marking::default, |up| self.marking(&up).clone())
    }

    /// A folder and those above it.
    pub(crate) fn path(&self, folder: &ScopeId) -> Rc<[ScopeId]> {
        let known = self.paths.get(folder).map(Rc::clone);
        known.unwrap_or_else(|| [*folder].into())
    }

    /// The folder whose rule for them is the nearest to a scope.
    fn ruling(&self, plan: &Plan, to: &Principal, scope: &ScopeId) -> Option<ScopeId> {
        let path = self.path(scope);
        let mut path = path.iter();
        let has = |folder: &&ScopeId| plan.access.contains_key(&(*to, **folder));
        path.find(has).copied()
    }

    /// What asks for a legal basis in folders.
    pub(crate) fn personal(&self) -> impl Iterator<Item = &Demand> {
        let all = self.folders.keys().flat_map(|id| self.demands(id));
        all.filter(|one| one.decided.personal)
    }

    /// The level of a document, as it was decided.
    pub(crate) fn level_of(&self, state: &State, spot: &Spot) -> Option<Tier> {
        let above = self.marking(&spot.scope);
        let scope = state.scopes.get(&spot.scope)?;
        if !scope.is_marked(&spot.doc) {
            return above.tier();
        }
        let own = scope.marks_of(&spot.doc, &state.plan, above.tier(), &[]);
        own.decided.under(above).tier()
    }

    /// The variant of a document that may be given instead.
    pub(crate) fn variant(&self, origin: Option<Hash>) -> Option<Spot> {
        self.variants.get(&origin?).copied()
    }

    /// The scopes that somebody is not to hold, whatever the rules say.
    pub(crate) fn bars(&self, plan: &Plan, who: &Who, now: u64) -> BTreeSet<ScopeId> {
        let barred = |(scope, demands): &(&ScopeId, &Vec<Demand>)| {
            let some = self.different.get(*scope).into_iter().flatten();
            let mut some = some.filter_map(|at| demands.get(*at));
            some.any(|one| !one.decided.is_met(plan, who, one, now))
        };
        let all = self.demands.iter().filter(barred);
        all.map(|(scope, _)| *scope).collect()
    }
}

impl Needs {
    fn is_met(&self, plan: &Plan, who: &Who, demand: &Demand, now: u64) -> bool {
        let mut any = false;
        self.reasons(plan, who, demand, now, &mut |_| any = true);
        !any
    }

    /// Says why this is not to be given to somebody, if it is not.
    pub(crate) fn reasons(
        &self,
        plan: &Plan,
        who: &Who,
        demand: &Demand,
        now: u64,
        say: &mut dyn FnMut(Reason),
    ) {
        if self.personal
            && let Err(reason) = self.based(plan, who, demand, now)
        {
            say(reason);
        }
        let rule = self.tier.and_then(|tier| plan.tiers.get(&tier));
        let Some(rule) = rule.map(|ruled| &ruled.rule) else {
            return;
        };
        let allowed = |one: &Allowed| match one {
            Allowed::People => !who.link,
            Allowed::Links => who.link,
            Allowed::Group(group) => who.groups.contains(group),
        };
        if rule
            .only
            .as_ref()
            .is_some_and(|only| !only.iter().any(allowed))
        {
            say(Reason::NotForThem);
        }
        if rule.view_only && !who.view_only {
            say(Reason::MaySave);
        }
        if rule.second && !plan.clears.contains(&(who.member, demand.scope)) {
            say(Reason::TakesTwo);
        }
    }

    /// Whether there is a legal basis.
    fn based(&self, plan: &Plan, who: &Who, demand: &Demand, now: u64) -> Result<(), Reason> {
        let here = |cover: &Cover| match cover {
            Cover::Folder(folder) => demand.above.contains(folder),
            Cover::Doc(origin) => demand.origin == Some(*origin),
        };
        let live = |known: &&Recorded| known.is_live(now) && who.is(&known.basis.recipient);
        let all = plan.bases.values().filter(live);
        let mut all: Vec<&Recorded> = all
            .filter(|known| known.basis.covers.iter().any(here))
            .collect();
        if all.is_empty() {
            return Err(Reason::NoBasis);
        }
        all.retain(|known| known.basis.sensitive || !self.sensitive);
        if all.is_empty() {
            return Err(Reason::NotForSensitive);
        }
        let named = |known: &&Recorded| {
            let kinds = &known.basis.kinds;
            kinds.is_empty() || self.kinds.iter().all(|kind| kinds.contains(kind))
        };
        match all.iter().any(named) {
            true => Ok(()),
            false => Err(Reason::KindsNotNamed),
        }
    }
}

impl Recorded {
    /// Whether something may rest on it now.
    pub(crate) fn is_live(&self, now: u64) -> bool {
        let over = self.basis.until.is_some_and(|until| now >= until);
        self.ended.is_none() && self.basis.from <= now && !over
    }
}

/// Whether something of this level is kept longer than it is to be.
fn is_overdue(plan: &Plan, tier: Option<Tier>, added: Option<u64>, now: u64) -> bool {
    let rule = tier.and_then(|tier| plan.tiers.get(&tier));
    let days = rule.and_then(|ruled| ruled.rule.retention_days);
    let end = days
        .zip(added)
        .map(|(days, added)| added.saturating_add(u64::from(days) * DAY));
    end.is_some_and(|end| now >= end)
}
