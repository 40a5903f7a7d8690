//! What managers agreed on, one change after the other.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::{Hash, MemberId, ScopeId};

use crate::body::{Level, Op, Principal};

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
}

/// Where a folder is to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Says which of two came first.
    pub(crate) order: u64,
    /// The folder above; none: beside the root.
    pub(crate) under: Option<ScopeId>,
}

impl Plan {
    /// Takes in changes, in their order.
    pub(crate) fn apply(&mut self, ops: &[Op]) {
        ops.iter().for_each(|op| self.apply_one(op));
    }

    fn apply_one(&mut self, op: &Op) {
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
                let groups = self
                    .belongs
                    .entry(ledger::ids::ChainId(member.0))
                    .or_default();
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
                self.approved.remove(&ledger::ids::ChainId(member.0));
                self.awaits.insert(ledger::ids::ChainId(member.0));
            }
            Op::Await(member, false, Some(card)) => {
                self.awaits.remove(&ledger::ids::ChainId(member.0));
                self.approved.insert(ledger::ids::ChainId(member.0), *card);
            }
            // an approval of nobody in particular is none
            Op::Await(_, false, None) => {}
            Op::Sends(who, scope, true) => drop(self.sends.insert((*who, *scope))),
            Op::Sends(who, scope, false) => drop(self.sends.remove(&(*who, *scope))),
            // see [`super::texts`], [`super::next`] and [`super::proposals`]
            Op::Text(..) | Op::Next(..) | Op::Answered(..) => {}
            Op::Stage(scope, Some(stage)) => drop(self.stages.insert(*scope, *stage)),
            Op::Stage(scope, None) => drop(self.stages.remove(scope)),
            Op::Place(scope, under) => self.place(*scope, *under),
        }
    }

    /// Of two folders that are put into each other, by two who did not know of each other, the one that
    /// was put second stays where it was.
    fn place(&mut self, scope: ScopeId, under: Option<ScopeId>) {
        let above = |id: &ScopeId| self.places.get(id).and_then(|placed| placed.under);
        let mut above = core::iter::successors(under, above).take(ledger::limits::DEPTH);
        if above.any(|id| id == scope) {
            return;
        }
        let order = self.placed;
        self.placed += 1;
        self.places.insert(scope, Placed { order, under });
    }

    /// The groups of a member that are there.
    pub(crate) fn groups_of(&self, member: &MemberId) -> impl Iterator<Item = Principal> + '_ {
        let all = self.belongs.get(member).into_iter().flatten();
        all.filter(|group| self.groups.contains_key(*group))
            .copied()
    }
}
