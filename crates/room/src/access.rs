//! Who is to hold what: the plan's rules, worked out for every member and folder.
//!
//! For a member and a folder the nearest rule at or above it holds; the member's own go before its
//! groups', and of the groups the one that allows most. What an invite or link was made with is a rule
//! of its own to read there. Nothing passes into a closed folder from above. Owners and managers hold
//! everything but a clean team's; a coordinator holds no folder. Where one may send in without reading is a
//! rule of its own, for one folder, that its groups have or itself.
//!
//! From that follows which folders may lie under which: whoever holds a folder holds what is sealed
//! below it, so a folder that somebody above may not read is detached, and granted by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ledger::entry::{MemberKind, Office};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, MemberId, ScopeId};

use crate::body::{Level, Principal};
use crate::replay::{Plan, State};

/// Levels by folder; [`Level::Nothing`] where none stands.
pub(crate) type Levels = Rc<BTreeMap<ScopeId, Level>>;

/// The room's folders as managers arrange them.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// Where each lies, the root and those beside it nowhere.
    places: BTreeMap<ScopeId, Option<ScopeId>>,
    below: BTreeMap<Option<ScopeId>, Vec<ScopeId>>,
}

impl Tree {
    /// Of every folder that is known, selections and the like left out.
    pub(crate) fn of(state: &State, plan: &Plan) -> Self {
        let known = state
            .scopes
            .iter()
            .filter(|(id, scope)| scope.fold.epoch().is_some() && !state.is_aside(id));
        let known: BTreeMap<ScopeId, Option<ScopeId>> = known
            .map(|(id, scope)| {
                let planned = plan.places.get(id).copied();
                (*id, planned.unwrap_or_else(|| scope.fold.parent()))
            })
            .collect();
        let mut places = BTreeMap::new();
        for (id, place) in &known {
            let place =
                place.filter(|place| known.contains_key(place) && !bites(&known, id, place));
            places.insert(*id, place);
        }
        let mut below: BTreeMap<Option<ScopeId>, Vec<ScopeId>> = BTreeMap::new();
        // the root comes before what lies beside it
        let root = state.root.map(|(_, id)| id);
        let mut sorted: Vec<(&ScopeId, &Option<ScopeId>)> = places.iter().collect();
        sorted.sort_by_key(|(id, _)| root != Some(**id));
        for (id, place) in sorted {
            below.entry(*place).or_default().push(*id);
        }
        Self { places, below }
    }

    /// Every folder.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &ScopeId> {
        self.places.keys()
    }

    /// The folder above, as managers see it.
    pub(crate) fn place(&self, id: &ScopeId) -> Option<ScopeId> {
        self.places.get(id).copied().flatten()
    }

    /// Whether a folder is known.
    pub(crate) fn knows(&self, id: &ScopeId) -> bool {
        self.places.contains_key(id)
    }

    /// Folders right below.
    pub(crate) fn below(&self, id: Option<ScopeId>) -> &[ScopeId] {
        self.below.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Parents before children.
    pub(crate) fn in_order(&self) -> Vec<ScopeId> {
        let mut order = self.below(None).to_vec();
        let mut at = 0;
        while let Some(id) = order.get(at).copied() {
            order.extend(self.below(Some(id)));
            at += 1;
        }
        order
    }
}

/// Whether a folder would lie below itself.
fn bites(places: &BTreeMap<ScopeId, Option<ScopeId>>, id: &ScopeId, place: &ScopeId) -> bool {
    let mut at = Some(*place);
    for _ in 0..=ledger::limits::DEPTH {
        match at {
            Some(above) if above == *id => return true,
            Some(above) => at = places.get(&above).copied().flatten(),
            None => return false,
        }
    }
    true
}

/// Whose rules a member is under: those who are under the same hold the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Class {
    own: BTreeMap<ScopeId, Level>,
    groups: BTreeSet<Principal>,
    most: Level,
}

/// What every member is to hold.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) tree: Tree,
    /// Those who are let in and hold by rules.
    pub(crate) levels: BTreeMap<MemberId, Levels>,
    /// Folders for which persons, or those who will be, may send in. Whoever adds there has no need to.
    sends: BTreeMap<MemberId, BTreeSet<ScopeId>>,
    /// Each different [`Levels`] once.
    classes: Vec<Levels>,
    /// Where a folder's key is to be sealed: under which other's.
    parents: BTreeMap<ScopeId, Option<ScopeId>>,
}

impl Target {
    /// By the plan as it is.
    pub(crate) fn of(state: &State, now: u64) -> Self {
        Self::planned(state, &state.plan, now)
    }

    /// By another plan.
    pub(crate) fn planned(state: &State, plan: &Plan, now: u64) -> Self {
        let tree = Tree::of(state, plan);
        let order = tree.in_order();
        let mut known: BTreeMap<Class, Levels> = BTreeMap::new();
        let (mut levels, mut sends) = (BTreeMap::new(), BTreeMap::new());
        for member in state.roster.members().values() {
            let id = member.member.member;
            let office = state.front.office(&id, &state.front.head());
            if !state.is_open(member, now) || office >= Some(Office::Manager) {
                continue;
            }
            let class = class(state, plan, &tree, member, office);
            let same = known.entry(class.clone());
            let found = same.or_insert_with(|| Rc::new(class.levels(plan, &tree, &order)));
            if member.member.kind != MemberKind::Link && class.most > Level::Nothing {
                let mut to = class.sends(plan, Principal::member(&id));
                to.retain(|folder| {
                    let adds = found.get(folder) == Some(&Level::Write);
                    !adds && takes_in(state, &tree, folder)
                });
                sends.insert(id, to);
            }
            levels.insert(id, Rc::clone(found));
        }
        let classes: Vec<Levels> = known.into_values().collect();
        let mut target = Self {
            tree,
            levels,
            sends,
            classes,
            parents: BTreeMap::new(),
        };
        target.parents = target.seal_under(state, plan, &order);
        target
    }

    /// What one principal alone is allowed, in every folder.
    pub(crate) fn of_group(plan: &Plan, tree: &Tree, group: Principal) -> BTreeMap<ScopeId, Level> {
        let class = Class {
            own: BTreeMap::new(),
            groups: BTreeSet::from([group]),
            most: Level::Write,
        };
        class.levels(plan, tree, &tree.in_order())
    }

    /// What a member may do in a folder.
    pub(crate) fn level(&self, member: &MemberId, folder: &ScopeId) -> Level {
        let held = self.levels.get(member).and_then(|all| all.get(folder));
        held.copied().unwrap_or(Level::Nothing)
    }

    /// The folders for which a member may send in.
    pub(crate) fn sends(&self, member: &MemberId) -> impl Iterator<Item = &ScopeId> {
        self.sends.get(member).into_iter().flatten()
    }

    /// Whether a member may send in for a folder.
    pub(crate) fn sends_to(&self, member: &MemberId, folder: &ScopeId) -> bool {
        let to = self.sends.get(member);
        to.is_some_and(|to| to.contains(folder))
    }

    /// Whether a member is to read a folder.
    pub(crate) fn reads(&self, member: &MemberId, folder: &ScopeId) -> bool {
        self.level(member, folder) >= Level::Read
    }

    /// The folder under whose key this one's is to be sealed.
    pub(crate) fn parent(&self, folder: &ScopeId) -> Option<ScopeId> {
        self.parents.get(folder).copied().flatten()
    }

    /// Folders whose key is to be sealed elsewhere than it is.
    pub(crate) fn moves<'s>(&'s self, state: &'s State) -> impl Iterator<Item = ScopeId> + 's {
        self.parents
            .iter()
            .filter(|(id, parent)| {
                let now = state.scopes.get(id).map(|scope| scope.fold.parent());
                now.is_some_and(|now| now != **parent)
            })
            .map(|(id, _)| *id)
    }

    /// The scopes that a member is granted by themselves: those it reads and does not hold by one above.
    pub(crate) fn tops(&self, member: &MemberId) -> Vec<ScopeId> {
        let Some(levels) = self.levels.get(member) else {
            return Vec::new();
        };
        let reads = |id: &ScopeId| levels.get(id).is_some_and(|level| *level >= Level::Read);
        let top = |id: &&ScopeId| reads(id) && self.parent(id).is_none_or(|above| !reads(&above));
        levels.keys().filter(top).copied().collect()
    }

    fn seal_under(
        &self,
        state: &State,
        plan: &Plan,
        order: &[ScopeId],
    ) -> BTreeMap<ScopeId, Option<ScopeId>> {
        let reads =
            |all: &Levels, id: &ScopeId| all.get(id).is_some_and(|level| *level >= Level::Read);
        let mut parents = BTreeMap::new();
        for id in order {
            let now = state.scopes.get(id).and_then(|scope| scope.fold.parent());
            // what is detached once stays so: each change of the parent is a rotation
            let wanted = now.and(self.tree.place(id));
            let fits = |above: &ScopeId| {
                let open = |all: &Levels| !reads(all, above) || reads(all, id);
                !plan.closed.contains(id) && self.classes.iter().all(open)
            };
            parents.insert(*id, wanted.filter(fits));
        }
        parents
    }
}

/// What rules a member is under.
fn class(
    state: &State,
    plan: &Plan,
    tree: &Tree,
    member: &RosterMember,
    office: Option<Office>,
) -> Class {
    let id = member.member.member;
    let most = match (office, member.member.kind) {
        (Some(_), _) => Level::Nothing,
        _ if plan.awaits.contains(&id) => Level::Nothing,
        (None, MemberKind::Link) => Level::Read,
        _ => Level::Write,
    };
    if most == Level::Nothing {
        return Class {
            own: BTreeMap::new(),
            groups: BTreeSet::new(),
            most,
        };
    }
    let given = member.member.grants.iter().map(|grant| grant.scope);
    let known = |scope: &ScopeId| {
        tree.knows(scope) || (state.selections.contains(scope) && state.scopes.contains_key(scope))
    };
    let mut own: BTreeMap<ScopeId, Level> = given
        .filter(known)
        .map(|scope| (scope, Level::Read))
        .collect();
    let me = Principal::member(&id);
    let rules = plan.access.range((me, ChainId([0; 16]))..);
    for ((_, scope), level) in rules.take_while(|((who, _), _)| *who == me) {
        own.insert(*scope, *level);
    }
    Class {
        own,
        groups: plan.groups_of(&id).collect(),
        most,
    }
}

/// Whether there may be an inbox for a folder: those who manage hold it, and would read in it what is for a
/// clean team.
pub(crate) fn takes_in(state: &State, tree: &Tree, folder: &ScopeId) -> bool {
    tree.knows(folder) && !state.is_clean(folder)
}

impl Class {
    /// Where the groups, or the member itself, may send in.
    fn sends(&self, plan: &Plan, me: Principal) -> BTreeSet<ScopeId> {
        let who = self.groups.iter().copied().chain([me]);
        let of = |who: Principal| {
            let all = plan.sends.range((who, ChainId([0; 16]))..);
            all.take_while(move |(by, _)| *by == who)
        };
        who.flat_map(of).map(|(_, folder)| *folder).collect()
    }

    fn levels(&self, plan: &Plan, tree: &Tree, order: &[ScopeId]) -> BTreeMap<ScopeId, Level> {
        let mut out = BTreeMap::new();
        if self.most == Level::Nothing {
            return out;
        }
        // for each folder what comes down from above: the own rules', and each group's
        type Inherited = (Option<Level>, BTreeMap<Principal, Level>);
        let mut inherited: BTreeMap<ScopeId, Inherited> = BTreeMap::new();
        for id in order {
            let above = tree.place(id).filter(|_| !plan.closed.contains(id));
            let (mut own, mut groups) = above
                .and_then(|above| inherited.get(&above).cloned())
                .unwrap_or_default();
            own = self.own.get(id).copied().or(own);
            for group in &self.groups {
                if let Some(level) = plan.access.get(&(*group, *id)) {
                    groups.insert(*group, *level);
                }
            }
            let level = own
                .or(groups.values().max().copied())
                .unwrap_or(Level::Nothing)
                .min(self.most);
            if level > Level::Nothing {
                out.insert(*id, level);
            }
            inherited.insert(*id, (own, groups));
        }
        // selections lie in no folder
        for (id, level) in self.own.iter().filter(|(id, _)| !tree.knows(id)) {
            if *level >= Level::Read {
                out.insert(*id, Level::Read);
            }
        }
        out
    }
}
