//! Planning: who may do what is decided here, shown before it is applied, and then brought about.

use ledger::ids::{MemberId, ScopeId};

use crate::access::{Target, Tree, takes_in};
use crate::body::{Level, Op, Principal};
use crate::error::Error;
use crate::host::{Host, random};
use crate::names;
use crate::replay::State;
use crate::room::Room;
use crate::share::check_label;

/// What a change of the plan gives or takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// The other managers do not have its key.
    pub clean: bool,
}

/// A group, or a member that is let in and holds no office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// Who.
    pub who: Principal,
    /// Whether it is a group.
    pub group: bool,
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
        let order = target.tree.in_order();
        let mut matrix = Matrix {
            folders: order
                .iter()
                .map(|id| MatrixFolder {
                    id: *id,
                    parent: target.tree.place(id),
                    name: match state.folder_name(id) {
                        name if name.is_empty() => name,
                        name => names::safe(&name),
                    },
                    closed: state.plan.closed.contains(id),
                    clean: state.is_clean(id),
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
        let rules = |who: &Principal| {
            let all = state.plan.access.iter();
            let own = all.filter(|((by, folder), _)| by == who && target.tree.knows(folder));
            own.map(|((_, scope), level)| (*scope, *level)).collect()
        };
        let own_sends = |who: &Principal| {
            let all = order.iter();
            let own = all.filter(|folder| state.plan.sends.contains(&(*who, **folder)));
            own.copied().collect::<Vec<ScopeId>>()
        };
        for (id, name) in &state.plan.groups {
            let held = Target::of_group(&state.plan, &target.tree, *id);
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
                name: names::shown(name),
                with: with.collect(),
                rules: rules(id),
                levels: row(&level, &mut matrix.levels),
                sends: own_sends(id),
                own_sends: own_sends(id),
            });
        }
        let mut people: Vec<MatrixRow> = Vec::new();
        for id in target.levels.keys() {
            let who = Principal::member(id);
            people.push(MatrixRow {
                who,
                group: false,
                name: self.member_name(&state, id),
                with: state.plan.groups_of(id).collect(),
                rules: rules(&who),
                levels: row(&|scope| target.level(id, scope), &mut matrix.levels),
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
        let state = self.state.borrow();
        let now = self.now();
        let mut plan = state.plan.clone();
        plan.apply(changes);
        let (before, after) = (Target::of(&state, now), Target::planned(&state, &plan, now));
        let mut out = Vec::new();
        for member in after.levels.keys() {
            for folder in after.tree.folders() {
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
        self.judge_manager()?;
        check(changes)?;
        self.judge_changes(changes).await?;
        self.decide(changes).await?;
        self.settle().await
    }

    /// Brings the room up to date and refuses changes that cannot be, or while what a member holds that
    /// gains by them is not what the roster says.
    pub(crate) async fn judge_changes(&self, changes: &[Op]) -> Result<(), Error> {
        {
            let _turn = self.turn.lock().await;
            self.catch_up().await?;
        }
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
        if changes.is_empty() {
            return Ok(());
        }
        let from = self.state.borrow().roster.tip().head().next;
        self.append(|state| {
            // an answer that got lost: the entry is there since this began
            if state.plans.range(from..).any(|(_, ops)| ops == changes) {
                return Ok(Vec::new());
            }
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

/// Names as they may be.
pub(crate) fn check(changes: &[Op]) -> Result<(), Error> {
    for change in changes {
        if let Op::Group(_, Some(name)) = change {
            if name.trim().is_empty() {
                return Err(names::BadName::Empty.into());
            }
            check_label(name)?;
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

    /// Whether a folder's key is not the desk's to know, nor another folder's.
    pub(crate) fn is_clean(&self, id: &ScopeId) -> bool {
        *id != self.desk() && self.keeps_itself(id)
    }

    /// The folders as they are planned to lie.
    pub(crate) fn tree(&self) -> Tree {
        Tree::of(self, &self.plan)
    }
}
