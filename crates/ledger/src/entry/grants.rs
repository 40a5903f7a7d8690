//! Rights, and grants as the gate knows them.

use minicbor::{Decode, Encode};

use crate::ids::{Hash, MemberId, ScopeId};

/// What a grant allows; each more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Rights {
    /// To read.
    #[n(0)]
    Read,
    /// The roster alone: to see who is in the room, suspend, and bring dates nearer.
    #[n(1)]
    Coordinate,
    /// To write, grant and end.
    #[n(2)]
    Manage,
    /// Everything.
    #[n(3)]
    Own,
}

/// A grant in the roster: what the gate knows of it. The front key's grant has scope [`ChainId::FRONT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct GrantRef {
    /// The scope whose key is granted.
    #[n(0)]
    pub scope: ScopeId,
    /// The key's epoch.
    #[n(1)]
    pub epoch: u32,
    /// What the recipient may do.
    #[n(2)]
    pub rights: Rights,
    /// Refused from this millisecond on.
    #[n(3)]
    pub expires: Option<u64>,
    /// Of the sealed grant's bytes.
    #[n(4)]
    pub hash: Hash,
}

/// A grant to a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct MemberGrant {
    /// To whom.
    #[n(0)]
    pub member: MemberId,
    /// The grant.
    #[n(1)]
    pub grant: GrantRef,
}
