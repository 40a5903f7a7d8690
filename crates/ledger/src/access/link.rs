//! What a link or an invite says of itself to who has its state key only.

use crate::entry::MemberKind;
use crate::fold::{RoomFold, RosterMember};
use crate::ids::{MemberId, PublicKey};
use crate::refusal::Refusal;

/// Where a link or an invite stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkState {
    /// It can be opened, or joined.
    Live,
    /// Somebody ended it.
    Ended,
    /// Its time has run out.
    Expired,
    /// An invite that somebody took.
    Used,
}

/// What a link's state key may learn; the store counts the openings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkView {
    /// Where it stands.
    pub state: LinkState,
    /// Invite or link.
    pub kind: MemberKind,
    /// Refused from this millisecond on.
    pub expires: Option<u64>,
    /// Invites: no joining from this millisecond on.
    pub join_by: Option<u64>,
    /// How many devices may open it.
    pub opens: Option<u32>,
    /// Why it is refused for now although it is live.
    pub shut: Option<Refusal>,
}

impl RoomFold {
    /// What the state key of a link or an invite may learn, live or not.
    pub fn link(&self, chain: &MemberId, state: &PublicKey, now: u64) -> Result<LinkView, Refusal> {
        let member = self.roster().member(chain).ok_or(Refusal::NotFound)?;
        if member.member.state != Some(*state) {
            return Err(Refusal::NotFound);
        }
        let state = self.link_state(member, now);
        let live = state == LinkState::Live;
        Ok(LinkView {
            state,
            kind: member.member.kind,
            expires: member.member.expires,
            join_by: member.member.join_by,
            opens: member.member.opens,
            shut: self.judge_admitted(chain, now).err().filter(|_| live),
        })
    }

    fn link_state(&self, member: &RosterMember, now: u64) -> LinkState {
        let chain = self.member(&member.member.member);
        match member.judge_open(chain, now) {
            Err(Refusal::Ended) => LinkState::Ended,
            Err(_) => LinkState::Expired,
            Ok(()) if chain.is_some_and(|chain| chain.joined().is_some()) => LinkState::Used,
            Ok(()) => LinkState::Live,
        }
    }
}
