//! What the rules say, worked out a second time, folder by folder from the bottom up.

use std::collections::{BTreeMap, BTreeSet};

use room::{ChainId, Level, MemberId, Op, Principal, ScopeId};

/// A small generator, so that a seed names a sequence.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// The rules as this test knows them.
#[derive(Default)]
pub(super) struct Rules {
    pub(super) place: BTreeMap<ScopeId, Option<ScopeId>>,
    pub(super) access: BTreeMap<(Principal, ScopeId), Level>,
    pub(super) belongs: BTreeSet<(MemberId, Principal)>,
    pub(super) closed: BTreeSet<ScopeId>,
    /// Who reads the clean team's folder, managers too.
    pub(super) team: BTreeSet<MemberId>,
    pub(super) sends: BTreeSet<(Principal, ScopeId)>,
}

impl Rules {
    /// The nearest rule of one at or above a folder, up to the first closed one.
    fn nearest(&self, who: Principal, folder: ScopeId) -> Option<Level> {
        let mut at = Some(folder);
        while let Some(id) = at {
            if let Some(level) = self.access.get(&(who, id)) {
                return Some(*level);
            }
            at = self.place[&id].filter(|_| !self.closed.contains(&id));
        }
        None
    }

    pub(super) fn level(&self, member: MemberId, groups: &[Principal], folder: ScopeId) -> Level {
        let mine = groups
            .iter()
            .filter(|group| self.belongs.contains(&(member, **group)));
        let by_groups = mine.filter_map(|group| self.nearest(*group, folder)).max();
        let own = self.nearest(Principal::member(&member), folder);
        own.or(by_groups).unwrap_or(Level::Nothing)
    }

    pub(super) fn reads(&self, member: MemberId, groups: &[Principal], folder: ScopeId) -> bool {
        self.level(member, groups, folder) >= Level::Read
    }

    /// Whether one may send in for a folder and does not add there.
    pub(super) fn sends(&self, member: MemberId, groups: &[Principal], folder: ScopeId) -> bool {
        let group = |group: &&Principal| self.belongs.contains(&(member, **group));
        let mine = groups.iter().filter(group).copied();
        let mut who = mine.chain([Principal::member(&member)]);
        let may = who.any(|who| self.sends.contains(&(who, folder)));
        may && self.level(member, groups, folder) < Level::Write
    }

    pub(super) fn is_below(&self, folder: ScopeId, top: ScopeId) -> bool {
        let mut at = Some(folder);
        while let Some(id) = at {
            if id == top {
                return true;
            }
            at = self.place[&id];
        }
        false
    }

    pub(super) fn apply(&mut self, op: &Op) {
        match op {
            Op::Access(who, folder, Some(level)) => {
                self.access.insert((*who, *folder), *level);
            }
            Op::Access(who, folder, None) => {
                self.access.remove(&(*who, *folder));
            }
            Op::Belongs(member, group, true) => {
                self.belongs.insert((ChainId(member.0), *group));
            }
            Op::Belongs(member, group, false) => {
                self.belongs.remove(&(ChainId(member.0), *group));
            }
            Op::Closed(folder, true) => {
                self.closed.insert(*folder);
            }
            Op::Closed(folder, false) => {
                self.closed.remove(folder);
            }
            Op::Place(folder, place) => {
                self.place.insert(*folder, *place);
            }
            Op::Sends(who, folder, true) => {
                self.sends.insert((*who, *folder));
            }
            Op::Sends(who, folder, false) => {
                self.sends.remove(&(*who, *folder));
            }
            _ => unreachable!("no such step"),
        }
    }
}
