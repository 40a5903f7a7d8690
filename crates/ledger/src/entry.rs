//! An entry: the one thing that is ever written about a room.
//!
//! Signed are the exact bytes; they are CBOR with one encoding only (arrays,
//! definite lengths, shortest integers), which [`Signed::parse`] enforces.

use minicbor::{Decode, Encode};

use crate::ids::{ChainId, DocId, Hash, MemberId, PublicKey, RoomId, ScopeId, Signature, VersionId};

/// The one format of entries that exists.
pub const FORMAT: u8 = 1;

/// An entry before it is signed, or after its signature was verified.
///
/// - `room` is absent in the very first entry of a room only, whose hash is the room's id.
/// - `seq` counts from 0 without gaps; `prev` is the hash of the entry before ([`Hash::ZERO`] at 0).
/// - `front` is the front head that the author saw; in the front chain itself it equals `prev`'s place.
/// - `epoch` is the epoch under which `body` is sealed, where a scope's key seals it; else 0.
/// - `at` is the author's clock, in milliseconds since 1970; the server's time stands in [`Wrapped`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Entry {
    #[n(0)]
    pub format: u8,
    #[n(1)]
    pub room: Option<RoomId>,
    #[n(2)]
    pub chain: ChainId,
    #[n(3)]
    pub seq: u64,
    #[n(4)]
    pub prev: Hash,
    #[n(5)]
    pub front: Head,
    #[n(6)]
    pub author: PublicKey,
    #[n(7)]
    pub at: u64,
    #[n(8)]
    pub epoch: u32,
    #[n(9)]
    pub public: Public,
    #[n(10)]
    pub body: Option<Hash>,
}

/// A place in a chain: how many entries there are before the next, and the last one's hash.
/// An empty chain's head is `{ next: 0, hash: ZERO }`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Head {
    #[n(0)]
    pub next: u64,
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

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Open {
    /// Signs [`Wrapped`].
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

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct DocVersion {
    #[n(0)]
    pub doc: DocId,
    #[n(1)]
    pub version: VersionId,
    #[n(2)]
    pub parts: Vec<Part>,
}

/// An immutable object named by the SHA-256 of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Part {
    #[n(0)]
    pub hash: Hash,
    #[n(1)]
    pub len: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum MemberKind {
    #[n(0)]
    Person,
    #[n(1)]
    Invite,
    #[n(2)]
    Link,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Member {
    #[n(0)]
    pub member: MemberId,
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
    #[n(7)]
    pub grants: Vec<GrantRef>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Rights {
    #[n(0)]
    Read,
    #[n(1)]
    Manage,
    #[n(2)]
    Own,
}

/// A grant in the roster: what the gate knows of it. The front key's grant has scope [`ChainId::FRONT`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct GrantRef {
    #[n(0)]
    pub scope: ScopeId,
    #[n(1)]
    pub epoch: u32,
    #[n(2)]
    pub rights: Rights,
    #[n(3)]
    pub expires: Option<u64>,
    /// Of the sealed grant's bytes.
    #[n(4)]
    pub hash: Hash,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct MemberGrant {
    #[n(0)]
    pub member: MemberId,
    #[n(1)]
    pub grant: GrantRef,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct ScopeEpoch {
    #[n(0)]
    pub scope: ScopeId,
    #[n(1)]
    pub epoch: u32,
}

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

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Receipt {
    /// Counts the device's receipts from 0.
    #[n(0)]
    pub n: u64,
    #[n(1)]
    pub action: Action,
    #[n(2)]
    pub docs: Vec<Opened>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Action {
    #[n(0)]
    View,
    #[n(1)]
    Download,
    /// The reader's client reports that every byte arrived.
    #[n(2)]
    Complete,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Opened {
    #[n(0)]
    pub scope: ScopeId,
    #[n(1)]
    pub doc: DocId,
    #[n(2)]
    pub version: VersionId,
}
