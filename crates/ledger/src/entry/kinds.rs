//! What the kinds of entries say.

use minicbor::{Decode, Encode};

use super::GrantRef;
use crate::ids::{DocId, Hash, HoldId, MemberId, PublicKey, ScopeId, Signature, VersionId};

/// How a room begins.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Open {
    /// Signs [`Wrapped`](crate::Wrapped).
    #[n(0)]
    pub server: PublicKey,
    /// The owner's chain.
    #[n(1)]
    pub owner: MemberId,
    /// The roster's X-Wing public key, to which anyone may seal what managers read.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub roster: Vec<u8>,
}

/// How a room goes on in another store. What the room was before is the entry's `prev`, the end of the front in the
/// archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Restored {
    /// The manifest of the row's last archive, as it is stored.
    #[n(0)]
    pub archive: Hash,
    /// Signs [`Wrapped`](crate::Wrapped) from this entry on, itself included. None that did before.
    #[n(1)]
    pub server: PublicKey,
    /// How often the room was restored by now, this time included.
    #[n(2)]
    pub lineage: u32,
}

/// What a member may do beyond reading, by the front; each more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Office {
    /// Sees who is in the room, suspends, brings dates nearer; opens no folder.
    #[n(0)]
    Coordinator,
    /// Writes, grants and ends.
    #[n(1)]
    Manager,
    /// Gives and takes offices, too, and locks the room.
    #[n(2)]
    Owner,
}

/// How the room stands for all but its owners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Policy {
    /// What others may do.
    #[n(0)]
    pub state: RoomState,
    /// From this millisecond on nobody but owners is served.
    #[n(1)]
    pub ends: Option<u64>,
}

/// What all but owners may do in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum RoomState {
    /// What their rights allow.
    #[n(0)]
    Open,
    /// Read: nothing is appended but what reading takes.
    #[n(1)]
    ReadOnly,
    /// Nothing.
    #[n(2)]
    Locked,
}

/// A new key of a scope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Epoch {
    /// Folder above, whose holders hold this scope too; another one than before is a move. The roster, the
    /// root folder, selections and detached folders have none.
    #[n(0)]
    pub parent: Option<ScopeId>,
    /// The X-Wing public key derived from the epoch's key: it commits to that key.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub kem: Vec<u8>,
}

/// A version of a document, as the server sees it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DocVersion {
    /// The document.
    #[n(0)]
    pub doc: DocId,
    /// Its version.
    #[n(1)]
    pub version: VersionId,
    /// The parts that make it, in order.
    #[n(2)]
    pub parts: Vec<Part>,
}

/// An immutable object named by the SHA-256 of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Part {
    /// SHA-256 of its bytes.
    #[n(0)]
    pub hash: Hash,
    /// Length in bytes.
    #[n(1)]
    pub len: u64,
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum MemberKind {
    /// A person with a seed.
    #[n(0)]
    Person,
    /// Becomes a person by joining.
    #[n(1)]
    Invite,
    /// Opened by visitors, for a time.
    #[n(2)]
    Link,
}

/// How a member comes in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
pub struct Manner {
    /// Links: only the first device that ever opened it.
    #[n(0)]
    pub bound: bool,
    /// Links: a visitor says who it is, sealed to the roster.
    #[n(1)]
    pub asks: bool,
    /// Nothing is saved or printed.
    #[n(2)]
    pub view_only: bool,
    /// Persons and invites: reads every chain, without the bodies that it holds no key for.
    #[n(3)]
    pub audits: bool,
}

/// Other dates for a member; both as they are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Dates {
    /// Whose.
    #[n(0)]
    pub member: MemberId,
    /// As in [`Member::expires`].
    #[n(1)]
    pub expires: Option<u64>,
    /// As in [`Member::join_by`].
    #[n(2)]
    pub join_by: Option<u64>,
}

/// Somebody who is let in.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Member {
    /// The member's chain.
    #[n(0)]
    pub member: MemberId,
    /// Person, invite or link.
    #[n(1)]
    pub kind: MemberKind,
    /// The member's signing key in this room. An invite's is replaced by the one that joins.
    #[n(2)]
    pub key: PublicKey,
    /// Links and invites: the key that may ask for the state only.
    #[n(3)]
    pub state: Option<PublicKey>,
    /// Refused from this millisecond on. Links always have one.
    #[n(4)]
    pub expires: Option<u64>,
    /// Invites: no joining from this millisecond on.
    #[n(5)]
    pub join_by: Option<u64>,
    /// Links: how many devices may open it.
    #[n(6)]
    pub opens: Option<u32>,
    /// What it is granted at once.
    #[n(7)]
    pub grants: Vec<GrantRef>,
    /// How it comes in.
    #[n(8)]
    pub manner: Manner,
}

/// A manager whose word counts in a scope that names its granters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Granter {
    /// Who.
    #[n(0)]
    pub member: MemberId,
    /// The room key that it signs with.
    #[n(1)]
    pub key: PublicKey,
}

/// An epoch of a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct ScopeEpoch {
    /// The scope.
    #[n(0)]
    pub scope: ScopeId,
    /// The epoch to leave.
    #[n(1)]
    pub epoch: u32,
}

/// What is to be kept, whatever anybody decided before or decides while it stands.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Hold {
    /// Which.
    #[n(0)]
    pub hold: HoldId,
    /// Documents of the chain; none: all of them, those to come, too, and in the front the whole room.
    #[n(1)]
    pub docs: Vec<DocId>,
    /// Whether it begins; otherwise its author is for lifting it, and no documents are named.
    #[n(2)]
    pub stands: bool,
}

/// A newcomer takes over an invite.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Join {
    /// The newcomer's room key.
    #[n(0)]
    pub key: PublicKey,
    /// The newcomer's first device.
    #[n(1)]
    pub device: PublicKey,
    /// The invite's grants, sealed again to the newcomer's card: same scope and epoch, no more rights.
    #[n(2)]
    pub grants: Vec<GrantRef>,
    /// By `key`, over [`Join::statement`]: the newcomer holds it.
    #[n(3)]
    pub proof: Signature,
}

/// An owner's office passes to another officer, by the signatures of both: who takes it signs the entry.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Handover {
    /// Who owned until now, and holds no office afterwards.
    #[n(0)]
    pub from: MemberId,
    /// Who manages until now, and owns afterwards: the entry's author.
    #[n(1)]
    pub to: MemberId,
    /// Until when the former owner stays in the room as a reader; none: its access ends.
    #[n(2)]
    pub until: Option<u64>,
    /// SHA-256 of the terms that both agreed to.
    #[n(3)]
    pub terms: Hash,
    /// By the former owner's room key, over [`Handover::statement`].
    #[n(4)]
    pub signature: Signature,
}

/// A device says what it opens, before it gets it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Receipt {
    /// Counts the device's receipts from 0.
    #[n(0)]
    pub n: u64,
    /// What was done.
    #[n(1)]
    pub action: Action,
    /// With which documents.
    #[n(2)]
    pub docs: Vec<Opened>,
    /// For how long they were shown, as the reader's client says, with [`Action::Closed`]; else 0.
    #[n(3)]
    pub seconds: u32,
}

/// What a receipt is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Action {
    /// Shown on the screen.
    #[n(0)]
    View,
    /// Saved.
    #[n(1)]
    Download,
    /// The reader's client reports that every byte arrived.
    #[n(2)]
    Complete,
    /// Printed.
    #[n(3)]
    Print,
    /// Shown no more.
    #[n(4)]
    Closed,
    /// Copied as it is sealed into an archive of the room.
    #[n(5)]
    Copy,
}

impl Action {
    /// Whether content follows: the others report what was done with it.
    pub fn opens(self) -> bool {
        matches!(self, Self::View | Self::Download | Self::Print)
    }

    /// Whether something of it stays with the reader, which one who may only view does not do.
    pub fn keeps(self) -> bool {
        matches!(self, Self::Download | Self::Print | Self::Copy)
    }
}

/// A version of a document in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Opened {
    /// The scope in which it was opened; with [`Action::Copy`] also the chain in which it waits.
    #[n(0)]
    pub scope: ScopeId,
    /// The document.
    #[n(1)]
    pub doc: DocId,
    /// Its version.
    #[n(2)]
    pub version: VersionId,
}
