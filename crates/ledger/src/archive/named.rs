//! What a room's state says of the objects that there have to be.

use std::collections::BTreeMap;

use super::manifest::{ChainHead, Manifest};
use crate::entry::MemberKind;
use crate::fold::RoomFold;
use crate::ids::{Hash, MemberId};
use crate::opening::Opening;

impl Manifest {
    /// The ends of all chains of a room.
    pub fn heads_of(fold: &RoomFold) -> Vec<ChainHead> {
        let tips = fold.chains().map(|tip| ChainHead {
            chain: tip.chain(),
            head: tip.head(),
        });
        let mut heads: Vec<ChainHead> = tips.collect();
        heads.sort_by_key(|one| one.chain);
        heads
    }
}

impl RoomFold {
    /// Every part that a document which is there, or was dropped and waits, refers to, with its length.
    pub fn part_lengths(&self) -> BTreeMap<Hash, u64> {
        let there = self.scopes().values().flat_map(|scope| scope.parts());
        let waits = self.members().values().flat_map(|member| member.parts());
        there
            .chain(waits)
            .map(|part| (part.hash, part.len))
            .collect()
    }

    /// Whether an entry says that this member was given this grant, or gave it to itself when it joined.
    pub fn names_grant(&self, member: &MemberId, grant: &Hash) -> bool {
        let ever = self.roster().member(member).map(|member| &member.ever);
        let joined = self.member(member).and_then(|chain| chain.joined());
        let own = joined.map(|(join, _)| &join.grants);
        let all = ever.into_iter().chain(own).flatten();
        all.into_iter().any(|one| one.hash == *grant)
    }

    /// Whether this is the opening of a link by a device that came by it.
    pub fn may_have_opened(&self, link: &MemberId, opening: &Opening) -> bool {
        let entered = self.roster().member(link);
        let visitor = self.member(&opening.chain);
        entered.is_some_and(|link| link.member.kind == MemberKind::Link)
            && visitor.is_some_and(|chain| {
                chain.visits() == Some(*link) && chain.devices().contains_key(&opening.device)
            })
    }
}
