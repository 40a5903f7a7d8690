//! Who is to hold what: the plan's rules, worked out for every member and folder.
//!
//! For a member and a folder the nearest rule at or above it holds; the member's own go before its
//! groups', and of the groups the one that allows most. What an invite or link was made with is a rule
//! of its own to read there. Nothing passes into a closed folder from above. Owners and managers hold
//! everything but a clean team's, in which rules count for them as for others, and only those that its own
//! granters said (see [`crate::access::clean`]); a coordinator holds no folder. Where one may send in without reading
//! is a rule of its own, for one folder, that its groups have or itself.
//!
//! From that follows which folders may lie under which: whoever holds a folder holds what is sealed
//! below it, so a folder that somebody above may not read is detached, and granted by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ledger::entry::{MemberKind, Office};
use ledger::ids::{ChainId, MemberId, PublicKey, ScopeId};

use crate::body::{Level, Op, Principal};
use crate::information::gate::{Gate, Who};
use crate::replay::{Plan, Relabel, State};

pub(crate) mod apart;
mod class;
pub(crate) mod clean;
pub(crate) mod matrix;
pub(crate) mod plan;
pub(crate) mod stage;
mod tree;
pub(crate) mod view_as;

use class::{Class, class};
pub(crate) use tree::Tree;

/// Levels by folder; [`Level::Nothing`] where none stands.
pub(crate) type Levels = Rc<BTreeMap<ScopeId, Level>>;

/// Folders that are under one plan: a clean team's, or all others.
#[derive(Debug, Clone)]
struct Realm {
    /// The clean team's folder.
    clean: Option<ScopeId>,
    plan: Plan,
    /// Parents before children.
    order: Vec<ScopeId>,
    inside: BTreeSet<ScopeId>,
}

/// What is thought of beside what is so.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Thought<'t> {
    /// Changes that this one would say.
    pub(crate) said: Option<(&'t PublicKey, &'t [Op])>,
    /// A second manager approved them.
    pub(crate) approved: bool,
    /// Labels that would be written.
    pub(crate) labels: &'t [Relabel],
    /// By the rules alone, whatever is barred.
    pub(crate) rules: bool,
}

/// What every member is to hold.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) tree: Tree,
    realms: Vec<Realm>,
    /// Those who are let in and hold by rules: owners and managers in clean teams' folders only.
    pub(crate) levels: BTreeMap<MemberId, Levels>,
    /// Folders for which persons, or those who will be, may send in. Whoever adds there has no need to.
    sends: BTreeMap<MemberId, BTreeSet<ScopeId>>,
    /// Each different [`Levels`] once.
    classes: Vec<Levels>,
    /// Where a folder's key is to be sealed: under which other's.
    parents: BTreeMap<ScopeId, Option<ScopeId>>,
    /// What is asked for what lies where.
    pub(crate) gate: Gate,
}

impl Target {
    /// By the plan as it is.
    pub(crate) fn of(state: &State, now: u64) -> Self {
        Self::planned(state, None, now)
    }

    /// By the plan as it would be if this one said these changes.
    pub(crate) fn planned(state: &State, said: Option<(&PublicKey, &[Op])>, now: u64) -> Self {
        let thought = Thought {
            said,
            ..Thought::default()
        };
        Self::thought(state, thought, now)
    }

    /// As it would be.
    pub(crate) fn thought(state: &State, thought: Thought<'_>, now: u64) -> Self {
        let said = thought.said;
        let mut plan = state.plan.clone();
        plan.apply(said.map_or(&[], |(_, changes)| changes), thought.approved);
        let tree = Tree::of(state, &plan);
        let gate = Gate::of(state, &plan, &tree, thought.labels);
        let realms = realms(state, plan, &tree, thought);
        let mut known: BTreeMap<Vec<Class>, Levels> = BTreeMap::new();
        let (mut levels, mut sends) = (BTreeMap::new(), BTreeMap::new());
        for member in state.roster.members().values() {
            let id = member.member.member;
            let office = state.front.office(&id, &state.front.head());
            let elsewhere = office < Some(Office::Manager) || !tree.clean().is_empty();
            if !state.is_open(member, now) || !elsewhere {
                continue;
            }
            // owners and managers hold by office what they hold, and are nobody's recipients
            let asked = !gate.is_open() && !thought.rules && office < Some(Office::Manager);
            let barred = realms.first().filter(|_| asked).map(|main| {
                let who = Who::of(&main.plan, member);
                gate.bars(&main.plan, &who, now)
            });
            let barred = barred.unwrap_or_default();
            let under = realms.iter().map(|realm| Class {
                barred: barred.clone(),
                ..class(state, &realms, realm, &tree, member, office)
            });
            let under: Vec<Class> = under.collect();
            let found = known.entry(under.clone()).or_insert_with(|| {
                let mut all = BTreeMap::new();
                for (class, realm) in under.iter().zip(&realms) {
                    all.extend(class.levels(realm, &tree));
                }
                Rc::new(all)
            });
            // files are sent in for folders that all who manage hold: the first realm's
            if let (Some(class), Some(main)) = (under.first(), realms.first())
                && member.member.kind != MemberKind::Link
                && class.most > Level::Nothing
            {
                let mut to = class.sends(&main.plan, Principal::member(&id));
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
            realms,
            levels,
            sends,
            classes,
            parents: BTreeMap::new(),
            gate,
        };
        target.parents = target.seal_under(state);
        target
    }

    /// What one group alone is allowed, in every folder.
    pub(crate) fn of_group(&self, group: Principal) -> BTreeMap<ScopeId, Level> {
        let class = Class {
            own: BTreeMap::new(),
            groups: BTreeSet::from([group]),
            most: Level::Write,
            barred: BTreeSet::new(),
        };
        let all = self.realms.iter();
        all.flat_map(|realm| class.levels(realm, &self.tree))
            .collect()
    }

    /// What somebody would be allowed by the rules who is entered with these scopes, into these groups.
    pub(crate) fn given(
        &self,
        scopes: &[ScopeId],
        groups: &BTreeSet<Principal>,
        most: Level,
    ) -> BTreeMap<ScopeId, Level> {
        let mut all = BTreeMap::new();
        for realm in &self.realms {
            let beside = |scope: &ScopeId| realm.clean.is_none() && !self.tree.knows(scope);
            let own = scopes.iter();
            let own = own.filter(|scope| realm.inside.contains(*scope) || beside(scope));
            let class = Class {
                own: own.map(|scope| (*scope, Level::Read)).collect(),
                groups: groups.clone(),
                most,
                barred: BTreeSet::new(),
            };
            all.extend(class.levels(realm, &self.tree));
        }
        all
    }

    /// The plan as it is thought of, of all folders but clean teams'.
    pub(crate) fn plan(&self) -> Option<&Plan> {
        self.realms.first().map(|main| &main.plan)
    }

    /// The rules of one principal that count.
    pub(crate) fn rules(&self, who: &Principal) -> Vec<(ScopeId, Level)> {
        let mut rules = Vec::new();
        for realm in &self.realms {
            let own = realm.plan.access.range((*who, ChainId([0; 16]))..);
            let own = own.take_while(|((by, _), _)| by == who);
            let here = own.filter(|((_, scope), _)| realm.inside.contains(scope));
            rules.extend(here.map(|((_, scope), level)| (*scope, *level)));
        }
        rules
    }

    /// The clean team's folder in which one lies, or that it is.
    pub(crate) fn clean_of(&self, folder: &ScopeId) -> Option<ScopeId> {
        let mut realms = self.realms.iter();
        realms.find(|realm| realm.inside.contains(folder))?.clean
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

    fn seal_under(&self, state: &State) -> BTreeMap<ScopeId, Option<ScopeId>> {
        let reads =
            |all: &Levels, id: &ScopeId| all.get(id).is_some_and(|level| *level >= Level::Read);
        let mut parents = BTreeMap::new();
        for realm in &self.realms {
            for id in &realm.order {
                let now = state.scopes.get(id).and_then(|scope| scope.fold.parent());
                // what is detached once stays so: each change of the parent is a rotation
                let wanted = now.and(self.tree.place(id));
                let fits = |above: &ScopeId| {
                    let open = |all: &Levels| !reads(all, above) || reads(all, id);
                    let closed = realm.plan.closed.contains(id);
                    realm.clean.is_some() || (!closed && self.classes.iter().all(open))
                };
                parents.insert(*id, wanted.filter(fits));
            }
        }
        parents
    }
}

/// All folders but the clean teams', and each of those.
fn realms(state: &State, plan: Plan, tree: &Tree, thought: Thought<'_>) -> Vec<Realm> {
    let top = |id: &&ScopeId| !tree.clean().contains(id);
    let tops: Vec<ScopeId> = tree.below(None).iter().filter(top).copied().collect();
    let realm = |clean, plan, tops: &[ScopeId]| {
        let order = tree.from(tops);
        let inside = order.iter().copied().collect();
        Realm {
            clean,
            plan,
            order,
            inside,
        }
    };
    let main = realm(None, plan, &tops);
    let clean = tree.clean().iter().map(|id| {
        let mut plan = state.plan_of(id);
        if let Some((_, changes)) = thought.said.filter(|(by, _)| state.turns(id, by)) {
            plan.apply(changes, thought.approved);
        }
        realm(Some(*id), plan, &[*id])
    });
    core::iter::once(main).chain(clean).collect()
}

/// Whether there may be an inbox for a folder: those who manage hold it, and would read in it what is for a
/// clean team; and a document's own scope holds that document alone.
pub(crate) fn takes_in(state: &State, tree: &Tree, folder: &ScopeId) -> bool {
    let above = core::iter::successors(Some(*folder), |id| tree.place(id));
    let mut above = above.take(ledger::limits::DEPTH);
    let clean = above.any(|id| state.is_named(&id) || state.is_clean(&id));
    tree.knows(folder) && !clean && !state.is_apart(folder)
}
