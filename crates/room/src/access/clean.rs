//! Clean teams' folders: each names in its own chain the managers who alone write, turn and grant in it.
//!
//! The ledger judges that for entries. What the plan says of such a folder is judged here by the same list: a rule
//! for it, or a place in a group, counts if it was said by one who stood in the list then. Otherwise any manager
//! could have the key handed out by the programs of those who have it.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::{Granter, Office, Public};
use ledger::ids::{MemberId, PublicKey, ScopeId};
use seal::scope::ScopeKey;

use crate::access::Target;
use crate::body::Op;
use crate::chains::append::Draft;
use crate::error::Error;
use crate::host::Host;
use crate::replay::{Plan, State};
use crate::room::Room;

impl State {
    /// Who alone may turn and grant a scope; none where every manager may.
    pub(crate) fn granters(&self, id: &ScopeId) -> Option<&BTreeMap<MemberId, PublicKey>> {
        self.scopes.get(id)?.fold.granters()
    }

    /// Whether a scope names its granters.
    pub(crate) fn is_named(&self, id: &ScopeId) -> bool {
        self.granters(id).is_some()
    }

    /// Whether this session's member may turn and grant a scope.
    pub(crate) fn is_granter(&self, id: &ScopeId) -> bool {
        let me = self.own.tip().chain();
        self.granters(id).is_none_or(|list| list.contains_key(&me))
    }

    /// A scope's current epoch and its key, if this session's member is to take care of it.
    pub(crate) fn tended(&self, id: &ScopeId) -> Result<(u32, &ScopeKey), Error> {
        match self.is_granter(id) {
            true => self.current(id),
            false => Err(Error::NotAllowed),
        }
    }

    /// What other managers said of scopes that name their granters is not so: the desk keeps none of them,
    /// and none of them lies beside the folders.
    pub(crate) fn keep_apart(&mut self) {
        let named = self
            .scopes
            .iter()
            .filter(|(_, it)| it.fold.granters().is_some());
        let named: Vec<ScopeId> = named.map(|(id, _)| *id).collect();
        for id in named {
            self.listed.remove(&id);
            self.selections.remove(&id);
            self.bins.retain(|bin| *bin != id);
        }
    }

    /// Whether one was a granter of a scope at that time; at the time of a change itself, before or after it.
    pub(crate) fn granted_then(&self, id: &ScopeId, by: &PublicKey, time: u64) -> bool {
        let lists = self.scopes.get(id).map_or(&[][..], |scope| &scope.lists);
        lists.iter().enumerate().any(|(n, (from, list))| {
            let until = lists.get(n + 1).map_or(u64::MAX, |(until, _)| *until);
            (*from..=until).contains(&time) && list.contains(by)
        })
    }

    /// The plan as those said it who were granters of a clean team's folder at the time. Of the others what was asked
    /// and approved counts, as anywhere.
    pub(crate) fn plan_of(&self, id: &ScopeId) -> Plan {
        let mut plan = Plan::default();
        for said in self.plans.values() {
            let rules = self.granted_then(id, &said.by, said.time);
            plan.take(said, &self.front, rules);
        }
        plan
    }

    /// The managers who are to hold a scope that none above keeps: who gets its next key first.
    pub(crate) fn keepers(&self, target: &Target, id: &ScopeId, now: u64) -> Vec<MemberId> {
        let office = *id == ledger::ids::ChainId::ROSTER || *id == self.desk();
        let keeps = |id_of: &MemberId| match self.is_named(id) {
            true => target.reads(id_of, id),
            false => {
                let held = self.roster.member(id_of);
                office || held.is_some_and(|member| member.grants.contains_key(id))
            }
        };
        let open = self.roster.members().values();
        let open = open.filter(|member| self.is_open(member, now));
        let all = open.map(|member| member.member.member);
        all.filter(|id_of| self.front.is_manager(id_of, &self.front.head()) && keeps(id_of))
            .collect()
    }

    /// Who is to stand in the list of a clean team's folder: managers who are to hold it, and do.
    fn wanted(&self, target: &Target, top: &ScopeId, now: u64) -> BTreeMap<MemberId, PublicKey> {
        let epoch = self.scopes.get(top).and_then(|scope| scope.fold.epoch());
        let holds = |id: &MemberId| {
            let held = self.roster.member(id).and_then(|it| it.grants.get(top));
            held.is_some_and(|held| Some(held.grant.epoch) == epoch)
        };
        let keepers = self.keepers(target, top, now).into_iter();
        let certified = |id: MemberId| self.manages_with(&id).map(|key| (id, key));
        keepers.filter(holds).filter_map(certified).collect()
    }

    /// Those who manage now.
    pub(crate) fn managers(&self) -> impl Iterator<Item = MemberId> + '_ {
        let all = self.front.certificates().iter();
        let held = all.filter(|held| held.until.is_none() && held.office >= Office::Manager);
        held.map(|held| held.member)
    }

    /// The key with which somebody manages now.
    pub(crate) fn manages_with(&self, id: &MemberId) -> Option<PublicKey> {
        let all = self.front.certificates().iter();
        let held = all.filter(|held| held.until.is_none() && held.office >= Office::Manager);
        let mut held = held.filter(|held| held.member == *id);
        held.next().map(|held| held.key)
    }
}

impl<H: Host> Room<H> {
    /// Lists of granters that are not what they should be: those who are no longer to be there first, before
    /// anything is turned; who is new once it has the key. A list that would be left empty stays.
    pub(crate) fn granter_drafts(
        &self,
        state: &State,
        target: &Target,
        grow: bool,
    ) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        for top in target.tree.clean() {
            let wanted = state.wanted(target, top, self.now());
            let keepers: BTreeSet<MemberId> =
                state.keepers(target, top, self.now()).into_iter().collect();
            // the folder comes last: who takes oneself out of it has done the others by then
            let below = state.subtree(top).into_iter().rev();
            for id in below.filter(|id| state.is_named(id)) {
                let Some(there) = state.granters(&id) else {
                    continue;
                };
                let Ok((epoch, _)) = state.tended(&id) else {
                    continue;
                };
                let stays = there.iter().filter(|(member, key)| {
                    keepers.contains(*member) && state.manages_with(member) == Some(**key)
                });
                let mut list: BTreeMap<MemberId, PublicKey> =
                    stays.map(|(member, key)| (*member, *key)).collect();
                let room = ledger::limits::GRANTERS.saturating_sub(list.len());
                let new = wanted
                    .iter()
                    .filter(|(member, _)| !there.contains_key(*member));
                list.extend(new.take(if grow { room } else { 0 }));
                if list == *there || list.is_empty() {
                    continue;
                }
                drafts.push(Draft::new(id, epoch, granters(&list), None));
            }
        }
        Ok(drafts)
    }
}

/// A list of granters as an entry.
pub(crate) fn granters(list: &BTreeMap<MemberId, PublicKey>) -> Public {
    let named = list.iter().map(|(member, key)| Granter {
        member: *member,
        key: *key,
    });
    Public::Granters(named.collect())
}

impl<H: Host> Room<H> {
    /// Refuses rules for a clean team's folder by one who does not grant in it, for they would not count; and
    /// what would leave it without a manager who holds it, for nobody could turn or grant it any more.
    pub(crate) fn judge_clean(&self, changes: &[Op]) -> Result<(), Error> {
        let state = self.state.borrow();
        let me = PublicKey(self.session.keys()?.sign.public());
        let before = Target::of(&state, self.now());
        let after = Target::planned(&state, Some((&me, changes)), self.now());
        let foreign = |change: &Op| match change {
            Op::Access(_, folder, _) => {
                let at = [Some(*folder), before.clean_of(folder)]
                    .into_iter()
                    .flatten();
                let mut named = at.filter(|id| state.is_named(id));
                named.any(|id| !state.turns(&id, &me))
            }
            Op::Next(..) => true,
            _ => false,
        };
        let kept = |target: &Target, top: &ScopeId| {
            let managers = target.levels.keys();
            let mut managers =
                managers.filter(|id| state.front.is_manager(id, &state.front.head()));
            managers.any(|id| target.reads(id, top))
        };
        let mut clean = before.tree.clean().iter();
        let left = clean.any(|top| kept(&before, top) && !kept(&after, top));
        if left || changes.iter().any(foreign) {
            return Err(Error::NotAllowed);
        }
        Ok(())
    }
}
