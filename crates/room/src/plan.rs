//! Planning: who may do what is decided here, shown before it is applied, and then brought about.

use std::collections::BTreeSet;

use ledger::ids::{DocId, MemberId, PublicKey, ScopeId};

use crate::access::{Target, Tree, takes_in};
use crate::body::{Level, Op, Principal};
use crate::docs::natural;
use crate::error::Error;
use crate::host::{Host, random};
use crate::names;
use crate::replay::{Planned, State};
use crate::room::Room;
use crate::share::check_label;
use crate::stage::MAX_STAGE;

/// What a change of the plan gives or takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Whose.
    pub member: MemberId,
    /// In which folder.
    pub folder: ScopeId,
    /// What it may do there now.
    pub before: Level,
    /// What it may do there then.
    pub after: Level,
    /// Whether it may send in for the folder now, and then.
    pub sends: (bool, bool),
}

/// Everybody by everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// Parents before children.
    pub folders: Vec<MatrixFolder>,
    /// Groups by name, then people, invites and links by name.
    pub rows: Vec<MatrixRow>,
    /// What a row may do in each folder, in the order of `folders`; rows name one by its number.
    pub levels: Vec<Vec<Level>>,
}

/// A folder of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixFolder {
    /// Its scope.
    pub id: ScopeId,
    /// The folder above, as managers arrange it.
    pub parent: Option<ScopeId>,
    /// Fit to be shown; empty for the root.
    pub name: String,
    /// Nothing passes in from above: a stage that is not disclosed, or a clean team's.
    pub closed: bool,
    /// The other managers do not have its key: a clean team's folder, and what lies in it.
    pub clean: bool,
    /// It is no folder but a document that has rights of its own, under this id.
    pub doc: Option<DocId>,
    /// The stage in which it is disclosed.
    pub stage: Option<u32>,
}

/// A group, or a member that is let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// Who.
    pub who: Principal,
    /// Whether it is a group.
    pub group: bool,
    /// Whether it owns or manages, and holds every folder but a clean team's by that.
    pub manages: bool,
    /// What it is called.
    pub name: String,
    /// A member's groups; a group's members.
    pub with: Vec<Principal>,
    /// Its own rules, which hold in the folder and below.
    pub rules: Vec<(ScopeId, Level)>,
    /// Which of [`Matrix::levels`] it has.
    pub levels: usize,
    /// Folders for which it may send in, by its own rule or by one of its groups'.
    pub sends: Vec<ScopeId>,
    /// Folders for which it has such a rule of its own.
    pub own_sends: Vec<ScopeId>,
}

impl<H: Host> Room<H> {
    /// Who may do what, by the plan as it is. A coordinator sees people and groups, and no folder.
    pub fn matrix(&self) -> Result<Matrix, Error> {
        let state = self.state.borrow();
        if !self.is_officer(&state) {
            return Err(Error::NotAllowed);
        }
        let target = Target::of(&state, self.now());
        let order = state.lines(&target.tree);
        let mut matrix = Matrix {
            folders: order
                .iter()
                .map(|id| MatrixFolder {
                    id: *id,
                    parent: target.tree.place(id),
                    name: match state.line_name(id) {
                        name if name.is_empty() => name,
                        name => names::safe(&name),
                    },
                    closed: state.plan.closed.contains(id),
                    clean: state.is_clean(id) || target.clean_of(id).is_some(),
                    doc: state.only_doc(id),
                    stage: state.plan.stages.get(id).copied(),
                })
                .collect(),
            rows: Vec::new(),
            levels: Vec::new(),
        };
        let row = |levels: &dyn Fn(&ScopeId) -> Level, all: &mut Vec<Vec<Level>>| {
            let levels: Vec<Level> = order.iter().map(levels).collect();
            all.iter()
                .position(|known| *known == levels)
                .unwrap_or_else(|| {
                    all.push(levels);
                    all.len() - 1
                })
        };
        let own_sends = |who: &Principal| {
            let all = order.iter();
            let own = all.filter(|folder| state.plan.sends.contains(&(*who, **folder)));
            own.copied().collect::<Vec<ScopeId>>()
        };
        for (id, name) in &state.plan.groups {
            let held = target.of_group(*id);
            let level = |scope: &ScopeId| held.get(scope).copied().unwrap_or(Level::Nothing);
            let members = state.plan.belongs.iter();
            let with = members
                .filter(|(member, groups)| {
                    groups.contains(id) && target.levels.contains_key(*member)
                })
                .map(|(member, _)| Principal::member(member));
            matrix.rows.push(MatrixRow {
                who: *id,
                group: true,
                manages: false,
                name: names::shown(name),
                with: with.collect(),
                rules: target.rules(id),
                levels: row(&level, &mut matrix.levels),
                sends: own_sends(id),
                own_sends: own_sends(id),
            });
        }
        let mut people: Vec<MatrixRow> = Vec::new();
        for id in target.levels.keys() {
            let who = Principal::member(id);
            let manages = state.front.is_manager(id, &state.front.head());
            let level = |scope: &ScopeId| match manages && target.clean_of(scope).is_none() {
                true => Level::Write,
                false => target.level(id, scope),
            };
            people.push(MatrixRow {
                who,
                group: false,
                manages,
                name: self.member_name(&state, id),
                with: state.plan.groups_of(id).collect(),
                rules: target.rules(&who),
                levels: row(&level, &mut matrix.levels),
                sends: target.sends(id).copied().collect(),
                own_sends: own_sends(&who),
            });
        }
        matrix.rows.sort_by(|a, b| a.name.cmp(&b.name));
        people.sort_by(|a, b| a.name.cmp(&b.name));
        matrix.rows.extend(people);
        Ok(matrix)
    }

    /// What these changes would give and take, member by member and folder by folder.
    pub fn preview(&self, changes: &[Op]) -> Result<Vec<Difference>, Error> {
        self.judge_manager()?;
        self.differences(&self.state.borrow(), changes)
    }

    fn differences(&self, state: &State, changes: &[Op]) -> Result<Vec<Difference>, Error> {
        let now = self.now();
        let me = PublicKey(self.session.keys()?.sign.public());
        let before = Target::of(state, now);
        let after = Target::planned(state, Some((&me, changes)), now);
        let mut out = Vec::new();
        for member in after.levels.keys() {
            let shown = |id: &&ScopeId| !state.is_apart(id) || state.is_lived(id);
            for folder in after.tree.folders().filter(shown) {
                let sends = (
                    before.sends_to(member, folder),
                    after.sends_to(member, folder),
                );
                let (before, after) = (before.level(member, folder), after.level(member, folder));
                if before != after || sends.0 != sends.1 {
                    out.push(Difference {
                        member: *member,
                        folder: *folder,
                        before,
                        after,
                        sends,
                    });
                }
            }
        }
        Ok(out)
    }

    /// Decides, and brings it about: grants what is given, takes and rotates what is taken.
    ///
    /// Refused with [`Error::GrantDiffers`] while what a member concerned holds is not what the roster says.
    pub async fn apply(&self, changes: &[Op]) -> Result<(), Error> {
        self.bring_about(changes, None).await
    }

    /// As [`Room::apply`], if it gives and takes nothing but what [`Room::preview`] has shown: [`Error::Contended`]
    /// if somebody came or something was decided since, and it has to be looked at again.
    pub async fn apply_shown(&self, changes: &[Op], shown: &[Difference]) -> Result<(), Error> {
        self.bring_about(changes, Some(shown)).await
    }

    /// In one turn: nothing that waits for it is written under what is taken away.
    async fn bring_about(&self, changes: &[Op], shown: Option<&[Difference]>) -> Result<(), Error> {
        self.judge_manager()?;
        check(changes)?;
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        let shown = shown.map(in_order);
        self.judge_shown(&self.state.borrow(), changes, shown.as_ref())?;
        self.judge_changes(changes).await?;
        // another manager may have been faster since
        self.decide_if(changes, |state| {
            self.judge_shown(state, changes, shown.as_ref())
        })
        .await?;
        self.settle_now().await
    }

    /// Refuses changes that give or take more by now than what was shown: [`Error::Contended`].
    pub(crate) fn judge_shown(
        &self,
        state: &State,
        changes: &[Op],
        shown: Option<&BTreeSet<Difference>>,
    ) -> Result<(), Error> {
        let Some(shown) = shown else {
            return Ok(());
        };
        let found = self.differences(state, changes)?;
        match found.iter().all(|one| shown.contains(one)) {
            true => Ok(()),
            false => Err(Error::Contended),
        }
    }

    /// Refuses changes that cannot be, or while what a member holds that gains by them is not what the roster
    /// says. For one who has the turn and is up to date.
    pub(crate) async fn judge_changes(&self, changes: &[Op]) -> Result<(), Error> {
        self.judge_clean(changes)?;
        {
            let state = self.state.borrow();
            let tree = state.tree();
            let shut = |change: &Op| match change {
                Op::Sends(_, folder, true) => !takes_in(&state, &tree, folder),
                _ => false,
            };
            if changes.iter().any(shut) {
                return Err(Error::NotAllowed);
            }
        }
        let gains = self.preview(changes)?.into_iter();
        let gains = gains.filter(|one| one.after > one.before);
        let mut concerned: Vec<MemberId> = gains.map(|one| one.member).collect();
        concerned.dedup();
        self.judge_grants(&concerned).await
    }

    /// Writes changes of the plan that are not there yet.
    pub(crate) async fn decide(&self, changes: &[Op]) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        self.decide_if(changes, |_| Ok(())).await
    }

    async fn decide_if(
        &self,
        changes: &[Op],
        judge: impl Fn(&State) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if changes.is_empty() {
            return Ok(());
        }
        let from = self.state.borrow().roster.tip().head().next;
        self.write_all(|state| {
            // an answer that got lost: the entry is there since this began
            let said = |(_, said): (&u64, &Planned)| said.ops == changes;
            if state.plans.range(from..).any(said) {
                return Ok(Vec::new());
            }
            judge(state)?;
            Ok(vec![self.plan_draft(state, changes.to_vec())?])
        })
        .await
    }

    /// A name for a group that is about to be, or to be proposed.
    pub fn fresh_group(&self) -> Principal {
        Principal(random(&mut self.host.rng()))
    }

    /// A group without members and rules.
    pub async fn make_group(&self, name: &str) -> Result<Principal, Error> {
        let id = self.fresh_group();
        self.apply(&[Op::Group(id, Some(name.to_owned()))]).await?;
        Ok(id)
    }
}

/// What was shown, to look things up in.
pub(crate) fn in_order(shown: &[Difference]) -> BTreeSet<Difference> {
    shown.iter().copied().collect()
}

/// Names and numbers as they may be.
pub(crate) fn check(changes: &[Op]) -> Result<(), Error> {
    for change in changes {
        if let Op::Group(_, Some(name)) = change {
            if name.trim().is_empty() {
                return Err(names::BadName::Empty.into());
            }
            check_label(name)?;
        }
        if let Op::Stage(_, Some(stage)) = change
            && !(1..=MAX_STAGE).contains(stage)
        {
            return Err(Error::NotAllowed);
        }
    }
    Ok(())
}

impl State {
    /// What a reader sees: its tops, and below each what it gives, parents first.
    pub(crate) fn seen(&self) -> Vec<(ScopeId, Option<ScopeId>)> {
        let reachable = self.reachable();
        let parent = |id: &ScopeId| {
            let above = self.scopes.get(id).and_then(|scope| scope.fold.parent());
            above.filter(|above| reachable.contains(above))
        };
        let tops = self.tops.iter().filter(|top| **top != self.desk());
        // one that lies below another one that is held is no top
        let tops = tops.filter(|top| parent(top).is_none());
        let mut out: Vec<(ScopeId, Option<ScopeId>)> = Vec::new();
        for top in tops {
            let below = self.subtree(top).into_iter();
            out.extend(below.map(|id| (id, parent(&id))));
        }
        out
    }

    /// Folders as a table lists them: below each first the documents that have rights of their own, then
    /// the folders, by name. Own scopes without a document are left out.
    fn lines(&self, tree: &Tree) -> Vec<ScopeId> {
        let below = |id: Option<ScopeId>| {
            let below = tree.below(id).iter().copied();
            let mut below: Vec<ScopeId> = below
                .filter(|id| !self.is_apart(id) || self.is_lived(id))
                .collect();
            // the room's own folder comes first at the top, what is deepest in the stack last
            let root = |id: &ScopeId| self.root.is_some_and(|(_, root)| root == *id);
            let key = |id: &ScopeId| (!root(id), !self.is_apart(id));
            below.sort_by(|a, b| {
                let names = || natural(&self.line_name(a), &self.line_name(b));
                key(a).cmp(&key(b)).then_with(names).reverse()
            });
            below
        };
        let mut stack = below(None);
        let mut lines = Vec::new();
        while let Some(id) = stack.pop() {
            lines.push(id);
            stack.extend(below(Some(id)));
        }
        lines
    }

    /// What a line of the table is called: a folder, or a document that has rights of its own.
    fn line_name(&self, id: &ScopeId) -> String {
        let scope = self.scopes.get(id);
        let said = self
            .only_doc(id)
            .and_then(|doc| Some(scope?.said(&doc).name));
        said.unwrap_or_else(|| self.folder_name(id))
    }

    /// The document that lies in a scope of its own.
    fn only_doc(&self, id: &ScopeId) -> Option<DocId> {
        let scope = self.scopes.get(id).filter(|_| self.is_apart(id))?;
        scope.docs.keys().next().copied()
    }

    /// Whether a folder's key is not the desk's to know, nor another folder's.
    pub(crate) fn is_clean(&self, id: &ScopeId) -> bool {
        *id != self.desk() && self.keeps_itself(id)
    }

    /// The folders as they are planned to lie.
    pub(crate) fn tree(&self) -> Tree {
        Tree::of(self, &self.plan)
    }
}
