//! What managers agreed on, one change after the other.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::{MemberId, ScopeId};

use crate::body::{Level, Op, Principal};

/// Groups, rules and places as the changes so far make them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) groups: BTreeMap<Principal, String>,
    pub(crate) belongs: BTreeMap<MemberId, BTreeSet<Principal>>,
    pub(crate) access: BTreeMap<(Principal, ScopeId), Level>,
    pub(crate) closed: BTreeSet<ScopeId>,
    pub(crate) awaits: BTreeSet<MemberId>,
    pub(crate) places: BTreeMap<ScopeId, Option<ScopeId>>,
    pub(crate) sends: BTreeSet<(Principal, ScopeId)>,
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
            Op::Await(member, true) => {
                self.awaits.insert(ledger::ids::ChainId(member.0));
            }
            Op::Await(member, false) => {
                self.awaits.remove(&ledger::ids::ChainId(member.0));
            }
            Op::Sends(who, scope, true) => drop(self.sends.insert((*who, *scope))),
            Op::Sends(who, scope, false) => drop(self.sends.remove(&(*who, *scope))),
            // see [`super::texts`] and [`super::proposals`]
            Op::Text(..) | Op::Answered(..) => {}
            Op::Place(scope, under) => drop(self.places.insert(*scope, *under)),
        }
    }

    /// The groups of a member that are there.
    pub(crate) fn groups_of(&self, member: &MemberId) -> impl Iterator<Item = Principal> + '_ {
        let all = self.belongs.get(member).into_iter().flatten();
        all.filter(|group| self.groups.contains_key(*group))
            .copied()
    }
}
