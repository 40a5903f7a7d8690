//! Trustees: people who together give an identity back.

use serde::{Deserialize, Serialize};

use super::{MemberRef, RoomRef};

#[derive(Clone, Serialize, Deserialize)]
pub enum TrusteesRequest {
    /// Splits the identity among these members of a room. Answers [`TrusteesReply::Given`]; the sealed shares ride
    /// beside it in the order of the members.
    Give {
        room: RoomRef,
        need: u8,
        members: Vec<MemberRef>,
    },
    /// Opens a share that was handed over, which rides beside it. Answers [`TrusteesReply::Told`].
    Tell,
    /// Whether shares that were told give this very identity back. Answers `Done`.
    Rehearse { words: String },
}

#[derive(Clone, Serialize, Deserialize)]
pub enum TrusteesReply {
    Given,
    Told(ToldShare),
}

/// A share, to be told to whom it gives the identity back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldShare {
    /// Safety words of the identity.
    pub owner: Vec<String>,
    /// How many shares are needed.
    pub need: u8,
    pub words: String,
}
