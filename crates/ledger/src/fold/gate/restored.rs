//! A room that was restored opens again once nothing of before lets anybody in.

use crate::entry::{Policy, RoomState};
use crate::fold::room::RoomFold;
use crate::fold::scope::ScopeFold;
use crate::ids::{ChainId, MemberId};
use crate::refusal::Refusal;

impl RoomFold {
    /// Links, and invites that nobody took, from before the room was restored that are not ended yet.
    pub fn dangling(&self, now: u64) -> Vec<MemberId> {
        let Some(lineage) = self.front.lineage() else {
            return Vec::new();
        };
        let members = self.roster.members().iter();
        let dangling = members.filter(|(id, one)| one.dangles(self.member(id), lineage.seq, now));
        dangling.map(|(id, _)| *id).collect()
    }

    /// A restored room serves others than its owners again when its links and invites are ended, and the keys from
    /// which all new ones are handed on are new: whoever was ended after the archive was made knows the old ones.
    pub(super) fn judge_opened(&self, policy: &Policy, now: u64) -> Result<(), Refusal> {
        let Some(lineage) = self.front.lineage() else {
            return Ok(());
        };
        let desk = self.scope(&ChainId::of_desk(&self.front.room()));
        // a room without a desk has no keys there
        let turned = desk.is_none_or(|desk| ScopeFold::follows(desk, lineage.seq));
        let done = turned && self.roster.follows(lineage.seq) && self.dangling(now).is_empty();
        match policy.state {
            RoomState::Locked => Ok(()),
            RoomState::Open | RoomState::ReadOnly if done => Ok(()),
            RoomState::Open | RoomState::ReadOnly => Err(Refusal::NotAllowed),
        }
    }
}
