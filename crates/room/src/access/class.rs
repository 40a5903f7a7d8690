//! What the rules of one member come to in every folder.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::{MemberKind, Office};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, ScopeId};

use super::{Realm, Tree};
use crate::body::{Level, Principal};
use crate::replay::{Plan, State};

/// Whose rules a member is under: those who are under the same hold the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Class {
    pub(super) own: BTreeMap<ScopeId, Level>,
    pub(super) groups: BTreeSet<Principal>,
    pub(super) most: Level,
    /// What it is not to be given, whatever the rules say.
    pub(super) barred: BTreeSet<ScopeId>,
}

/// What rules a member is under in a realm.
pub(super) fn class(
    state: &State,
    realms: &[Realm],
    realm: &Realm,
    tree: &Tree,
    member: &RosterMember,
    office: Option<Office>,
) -> Class {
    let id = member.member.member;
    let all = realms.first().map(|main| &main.plan);
    let most = match (office, member.member.kind) {
        (Some(Office::Coordinator), _) => Level::Nothing,
        (Some(_), _) if realm.clean.is_none() => Level::Nothing,
        _ if all.is_some_and(|all| all.awaits.contains(&id)) => Level::Nothing,
        (None, MemberKind::Link) => Level::Read,
        _ => Level::Write,
    };
    if most == Level::Nothing {
        return Class {
            own: BTreeMap::new(),
            groups: BTreeSet::new(),
            most,
            barred: BTreeSet::new(),
        };
    }
    let known = |scope: &ScopeId| match realm.clean {
        None => {
            let beside = state.selections.contains(scope) && state.scopes.contains_key(scope);
            realm.inside.contains(scope) || (beside && !tree.knows(scope))
        }
        Some(clean) => {
            let by = state.entered.get(&id);
            let by = by.is_some_and(|(by, time)| state.granted_then(&clean, by, *time));
            by && realm.inside.contains(scope)
        }
    };
    let given = member.member.grants.iter().map(|grant| grant.scope);
    let mut own: BTreeMap<ScopeId, Level> = given
        .filter(known)
        .map(|scope| (scope, Level::Read))
        .collect();
    let me = Principal::member(&id);
    let rules = realm.plan.access.range((me, ChainId([0; 16]))..);
    for ((_, scope), level) in rules.take_while(|((who, _), _)| *who == me) {
        own.insert(*scope, *level);
    }
    // whoever may put somebody into a group for a clean team, each manager takes out of it
    let said: BTreeSet<Principal> =
        all.map_or_else(BTreeSet::new, |all| all.groups_of(&id).collect());
    let belongs = realm.plan.belongs.get(&id).into_iter().flatten();
    Class {
        own,
        groups: belongs
            .filter(|group| said.contains(group))
            .copied()
            .collect(),
        most,
        barred: BTreeSet::new(),
    }
}

impl Class {
    /// Where the groups, or the member itself, may send in.
    pub(super) fn sends(&self, plan: &Plan, me: Principal) -> BTreeSet<ScopeId> {
        let who = self.groups.iter().copied().chain([me]);
        let of = |who: Principal| {
            let all = plan.sends.range((who, ChainId([0; 16]))..);
            all.take_while(move |(by, _)| *by == who)
        };
        who.flat_map(of).map(|(_, folder)| *folder).collect()
    }

    pub(super) fn levels(&self, realm: &Realm, tree: &Tree) -> BTreeMap<ScopeId, Level> {
        let mut out = BTreeMap::new();
        // who holds a clean team's folder holds all that is in it
        let whole = |id: &ScopeId| realm.clean.is_some() && self.barred.contains(id);
        if self.most == Level::Nothing || realm.order.iter().any(whole) {
            return out;
        }
        let plan = &realm.plan;
        // for each folder what comes down from above: the own rules', and each group's
        type Inherited = (Option<Level>, BTreeMap<Principal, Level>);
        let mut inherited: BTreeMap<ScopeId, Inherited> = BTreeMap::new();
        for id in &realm.order {
            let closed = realm.clean.is_none() && plan.closed.contains(id);
            let above = tree.place(id).filter(|_| !closed);
            let (mut own, mut groups) = above
                .and_then(|above| inherited.get(&above).cloned())
                .unwrap_or_default();
            own = self.own.get(id).copied().or(own);
            for group in &self.groups {
                if let Some(level) = plan.access.get(&(*group, *id)) {
                    groups.insert(*group, *level);
                }
            }
            let mut level = own
                .or(groups.values().max().copied())
                .unwrap_or(Level::Nothing)
                .min(self.most);
            // who holds a clean team's folder holds all that is in it
            let whole = tree.place(id).filter(|_| realm.clean.is_some());
            let whole = whole.and_then(|above| out.get(&above).copied());
            level = whole.map_or(level, |whole| level.max(whole));
            if level > Level::Nothing && !self.barred.contains(id) {
                out.insert(*id, level);
            }
            inherited.insert(*id, (own, groups));
        }
        // selections lie in no folder
        let beside = self.own.iter().filter(|(id, _)| !tree.knows(id));
        for (id, level) in beside.filter(|_| realm.clean.is_none()) {
            if *level >= Level::Read && !self.barred.contains(id) {
                out.insert(*id, Level::Read);
            }
        }
        out
    }
}
