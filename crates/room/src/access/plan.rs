//! Planning: who may do what is decided here, shown before it is applied, and then brought about.

use std::collections::BTreeSet;

use ledger::ids::{MemberId, PublicKey, ScopeId};

use crate::access::stage::MAX_STAGE;
use crate::access::{Target, Thought, Tree, takes_in};
use crate::body::{Allowed, Level, MAX_LIST, Op, Principal, TierRule};
use crate::error::Error;
use crate::host::{Host, random};
use crate::names;
use crate::replay::{Planned, State};
use crate::room::Room;
use crate::share::check_label;

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

impl<H: Host> Room<H> {
    /// What these changes would give and take, member by member and folder by folder.
    pub fn preview(&self, changes: &[Op]) -> Result<Vec<Difference>, Error> {
        self.judge_manager()?;
        self.differences(&self.state.borrow(), changes, false)
    }

    pub(crate) fn differences(
        &self,
        state: &State,
        changes: &[Op],
        approved: bool,
    ) -> Result<Vec<Difference>, Error> {
        let now = self.now();
        let me = PublicKey(self.session.keys()?.sign.public());
        let before = Target::of(state, now);
        let thought = Thought {
            said: Some((&me, changes)),
            approved,
            ..Thought::default()
        };
        let after = Target::thought(state, thought, now);
        Ok(between(state, &before, &after))
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
            self.judge_gate(state, changes)?;
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
        let found = self.differences(state, changes, false)?;
        match found.iter().all(|one| shown.contains(one)) {
            true => Ok(()),
            false => Err(Error::Contended),
        }
    }

    /// Refuses changes that cannot be, or while what a member holds that gains by them is not what the roster
    /// says. For one who has the turn and is up to date.
    pub(crate) async fn judge_changes(&self, changes: &[Op]) -> Result<(), Error> {
        self.judge_gate(&self.state.borrow(), changes)?;
        self.judge_rest(changes, false).await
    }

    /// The same, but for what lies in the folders. `approved`: by a second manager.
    pub(crate) async fn judge_rest(&self, changes: &[Op], approved: bool) -> Result<(), Error> {
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
        let gains = self.differences(&self.state.borrow(), changes, approved)?;
        let gains = gains.into_iter();
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

    /// The same, if nothing that came meanwhile is against it.
    pub(crate) async fn decide_if(
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

/// What one state gives and takes that another one does not.
pub(crate) fn between(state: &State, before: &Target, after: &Target) -> Vec<Difference> {
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
    out
}

/// What was shown, to look things up in.
pub(crate) fn in_order(shown: &[Difference]) -> BTreeSet<Difference> {
    shown.iter().copied().collect()
}

/// Names and numbers as they may be, of changes that one alone decides.
pub(crate) fn check(changes: &[Op]) -> Result<(), Error> {
    match changes.iter().all(is_rule) {
        true => check_each(changes),
        false => Err(Error::NotAllowed),
    }
}

/// Names and numbers as they may be.
pub(crate) fn check_each(changes: &[Op]) -> Result<(), Error> {
    for change in changes {
        if let Op::Group(_, Some(name)) = change {
            if name.trim().is_empty() {
                return Err(names::BadName::Empty.into());
            }
            check_label(name)?;
        }
        if let Op::Tier(_, rule) = change {
            check_rule(rule)?;
        }
        if let Op::Stage(_, Some(stage)) = change
            && !(1..=MAX_STAGE).contains(stage)
        {
            return Err(Error::NotAllowed);
        }
    }
    Ok(())
}

/// Whether a change is one of those that anybody who manages decides as it is. The others have use-cases of their own.
fn is_rule(change: &Op) -> bool {
    !matches!(
        change,
        Op::Basis(..)
            | Op::Unbasis(..)
            | Op::Request(..)
            | Op::Decide(..)
            | Op::Applied(_)
            | Op::Clear(..)
            | Op::Unclear(..)
            | Op::Lower(..)
            | Op::Incident(..)
            | Op::Step(..)
            | Op::Turn(..)
            | Op::Form(..)
            | Op::Review(..)
            | Op::Finding(..)
            | Op::Right(..)
            | Op::Clock(..)
            | Op::Hold(..)
            | Op::Closing(_)
            | Op::Destroy(_)
    )
}

/// What a level asks for, as it may be.
fn check_rule(rule: &TierRule) -> Result<(), Error> {
    if let Some(name) = &rule.name {
        names::check(name)?;
    }
    let long = |only: &Vec<Allowed>| only.len() > MAX_LIST;
    match rule.only.as_ref().is_some_and(long) {
        true => Err(Error::TooLarge),
        false => Ok(()),
    }
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
