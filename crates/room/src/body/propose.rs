//! What somebody who coordinates would have changed.

use ledger::ids::{Hash, MemberId};
use minicbor::{Decode, Encode};

use super::{Op, Principal};

/// Propose: wishes, or that earlier ones are withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Propose {
    #[n(0)]
    pub(crate) wishes: Wishes,
    /// A proposal of the same author, by its entry's hash, that is to be answered no more.
    #[n(1)]
    pub(crate) withdraws: Option<Hash>,
}

/// What is proposed. Groups and who is in them, dates, and who is to be invited: a coordinator knows no
/// folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Wishes {
    /// In words.
    #[n(0)]
    pub note: String,
    /// Groups to make, rename or dissolve, and members who come or go.
    #[n(1)]
    pub changes: Vec<Op>,
    /// People to be invited.
    #[n(2)]
    pub invites: Vec<Wish>,
    /// Until when members are to be let in.
    #[n(3)]
    pub dates: Vec<WantedDate>,
}

/// Somebody who is to be invited.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Wish {
    /// Who, in words.
    #[n(0)]
    pub name: String,
    /// Groups to come into.
    #[n(1)]
    pub groups: Vec<Principal>,
}

/// Another end of a member's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct WantedDate {
    /// Whose.
    #[n(0)]
    pub member: MemberId,
    /// Refused from this millisecond on; none: without an end.
    #[n(1)]
    pub expires: Option<u64>,
}
