//! An entry: the one thing that is ever written about a room.
//!
//! Signed are the exact bytes; they are CBOR with one encoding only (arrays,
//! definite lengths, shortest integers), which [`Signed::verify`] enforces.
//!
//! [`Signed::verify`]: crate::Signed::verify

use minicbor::{Decode, Encode};

use crate::ids::{
    ChainId, DocId, Hash, MemberId, PublicKey, RoomId, ScopeId, Signature, VersionId,
};

/// The one format of entries that exists.
pub const FORMAT: u8 = 1;

/// An entry before it is signed, or after its signature was verified.
///
/// - `room` is absent in the very first entry of a room only, whose hash is the room's id.
/// - `seq` counts from 0 without gaps; `prev` is the hash of the entry before ([`Hash::ZERO`] at 0).
/// - `front` is the front head that the author saw; in the front chain itself it equals `prev`'s place.
/// - `epoch` is the epoch under which `body` is sealed, where a scope's key seals it; else 0.
/// - `at` is the author's clock, in milliseconds since 1970; the server's time stands in [`Wrapped`](crate::Wrapped).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Entry {
    /// The format, [`FORMAT`].
    #[n(0)]
    pub format: u8,
    /// The room.
    #[n(1)]
    pub room: Option<RoomId>,
    /// The chain.
    #[n(2)]
    pub chain: ChainId,
    /// Place in the chain.
    #[n(3)]
    pub seq: u64,
    /// The entry before.
    #[n(4)]
    pub prev: Hash,
    /// The front head that the author saw.
    #[n(5)]
    pub front: Head,
    /// The key that signs.
    #[n(6)]
    pub author: PublicKey,
    /// The author's clock.
    #[n(7)]
    pub at: u64,
    /// Epoch of the body.
    #[n(8)]
    pub epoch: u32,
    /// What the server may read.
    #[n(9)]
    pub public: Public,
    /// SHA-256 of the sealed body, an object of its own.
    #[n(10)]
    pub body: Option<Hash>,
}

/// A place in a chain: how many entries there are before the next, and the last one's hash.
/// An empty chain's head is `{ next: 0, hash: ZERO }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Head {
    /// Entries before the next one.
    #[n(0)]
    pub next: u64,
    /// The last entry's hash.
    #[n(1)]
    pub hash: Hash,
}

/// What the server may read of an entry, and judges it by.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Public {
    /// front 0: the room, its owner, the key that wraps its entries, the roster's public half.
    #[n(0)]
    Open(#[n(0)] Open),
    /// front: title and managers' cards (body under the front key).
    #[n(1)]
    Title,
    /// front: a manager is certified, by the owner.
    #[n(2)]
    Manager(#[n(0)] MemberId, #[n(1)] PublicKey),
    /// front: a manager is removed, by the owner.
    #[n(3)]
    Unmanage(#[n(0)] MemberId),
    /// scope, roster: a new epoch. At seq 0 it opens the chain. Body: the predecessor's key.
    #[n(4)]
    Epoch(#[n(0)] Epoch),
    /// scope: child folders, new or with new keys. Body: their names and keys under this scope's key.
    #[n(5)]
    Children(#[n(0)] Vec<ScopeId>),
    /// scope: versions of documents. Body: their records.
    #[n(6)]
    Docs(#[n(0)] Vec<DocVersion>),
    /// scope: documents that are no longer there (a signed tombstone).
    #[n(7)]
    Delete(#[n(0)] Vec<DocId>),
    /// roster: a member. Body: what managers know of it (card, label, selection key).
    #[n(8)]
    Member(#[n(0)] Member),
    /// roster: grants to members that are there already.
    #[n(9)]
    Grants(#[n(0)] Vec<MemberGrant>),
    /// roster: a member ends at once; these scopes (at these epochs) are still to rotate.
    #[n(10)]
    End(#[n(0)] MemberId, #[n(1)] Vec<ScopeEpoch>),
    /// roster: keys of scopes for managers (body only).
    #[n(11)]
    Keys(#[n(0)] Vec<ScopeId>),
    /// member 0 of an invite or link: made by its issuer. Body: its note, sealed to its card.
    #[n(12)]
    Issued,
    /// member of an invite: it becomes a person. Body: the newcomer's card, sealed to the roster.
    #[n(13)]
    Join(#[n(0)] Join),
    /// member of a person: a device that signs requests and receipts.
    #[n(14)]
    Device(#[n(0)] PublicKey),
    /// member of a person: a device is revoked.
    #[n(15)]
    Undevice(#[n(0)] PublicKey),
    /// visitor 0: a link's key certifies the device that opens it.
    #[n(16)]
    Visitor(#[n(0)] MemberId, #[n(1)] PublicKey),
    /// member, visitor: a device opened documents.
    #[n(17)]
    Receipt(#[n(0)] Receipt),
}

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

/// A new key of a scope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Epoch {
    /// Folder above, whose holders hold this scope too. The roster, the root folder and selections have none.
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
}

/// What a grant allows; each more than the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Rights {
    /// To read.
    #[n(0)]
    Read,
    /// To write, grant and end.
    #[n(1)]
    Manage,
    /// Everything.
    #[n(2)]
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
}

/// A version of a document in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Opened {
    /// The scope in which it was opened.
    #[n(0)]
    pub scope: ScopeId,
    /// The document.
    #[n(1)]
    pub doc: DocId,
    /// Its version.
    #[n(2)]
    pub version: VersionId,
}
