//! An entry: the one thing that is ever written about a room.
//!
//! Signed are the exact bytes; they are CBOR with one encoding only (arrays,
//! definite lengths, shortest integers), which [`Signed::verify`] enforces.
//!
//! [`Signed::verify`]: crate::Signed::verify

mod grants;
mod kinds;
mod names;

use minicbor::{Decode, Encode};

use crate::ids::{ChainId, DocId, Hash, MemberId, PublicKey, RoomId, ScopeId};

pub use grants::*;
pub use kinds::*;

/// The one format of entries that exists.
pub const FORMAT: u8 = 1;

/// An entry before it is signed, or after its signature was verified.
///
/// - `room` is absent in the very first entry of a room only, whose hash is the room's id.
/// - `seq` counts from 0 without gaps; `prev` is the hash of the entry before ([`Hash::ZERO`] at 0).
/// - `front` is the front head that the author saw; in the front chain itself it equals `prev`'s place.
/// - `epoch` is the epoch under which `body` is sealed, where a scope's key seals it, or to whose public
///   half; else 0.
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
    /// front: a member is given an office, or another one, by an owner.
    #[n(2)]
    Manager(#[n(0)] MemberId, #[n(1)] PublicKey, #[n(2)] Office),
    /// front: a member's office is taken away, by an owner.
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
    /// front: whether the room is open, frozen or locked, and when it ends, by an owner.
    #[n(18)]
    Policy(#[n(0)] Policy),
    /// roster: a member is kept out until this is lifted, and keeps its keys. By coordinators, too.
    #[n(19)]
    Suspend(#[n(0)] MemberId, #[n(1)] bool),
    /// roster: other dates for a member. Coordinators may only bring them nearer.
    #[n(20)]
    Dates(#[n(0)] Dates),
    /// roster: what a coordinator or manager proposes (body only).
    #[n(21)]
    Propose,
    /// roster: groups, the matrix, texts, as clients make them of it (body only).
    #[n(22)]
    Plan,
    /// scope: a member who may write here, by its room key. In this chain, so that every reader can judge
    /// what it writes.
    #[n(23)]
    Writer(#[n(0)] MemberId, #[n(1)] PublicKey),
    /// scope: a member who may write here no more.
    #[n(24)]
    Unwriter(#[n(0)] MemberId),
    /// scope: documents are called, described, ordered or binned otherwise (body). Never a tombstone.
    #[n(25)]
    Edit(#[n(0)] Vec<DocId>),
    /// scope: its own name, place and order (body only).
    #[n(26)]
    Label,
    /// scope: folders that are no longer below this one.
    #[n(27)]
    Unchild(#[n(0)] Vec<ScopeId>),
    /// member of a person, an invite or a link: a text to be agreed to before anything is read, by its
    /// hash. Body: the text, sealed to the member's card. The newest one counts.
    #[n(28)]
    Nda(#[n(0)] Hash),
    /// member of a person, visitor: agrees to exactly the text of this hash, and to what the body says, which has that
    /// hash: under which name, and when.
    #[n(29)]
    Agree(#[n(0)] Hash, #[n(1)] Hash),
    /// member of a person: it is not to be believed any more from here on, for its keys are lost or stolen.
    #[n(30)]
    Disown,
    /// roster: the scopes into which a member may drop documents without reading there. Instead of the
    /// list before.
    #[n(31)]
    Drops(#[n(0)] MemberId, #[n(1)] Vec<ScopeId>),
    /// member of a person, visitor: documents for a scope, until somebody takes them in. Body: their
    /// records, sealed to the scope's current public half.
    #[n(32)]
    Drop(#[n(0)] ScopeId, #[n(1)] Vec<DocVersion>),
    /// member of a person, visitor: dropped documents that were taken in or refused. Body: which they are,
    /// sealed to the member's card, a visitor's to its link's.
    #[n(33)]
    Discard(#[n(0)] Vec<DocId>),
    /// roster: a member stays and no longer holds these scopes; those (at these epochs) are still to
    /// rotate.
    #[n(34)]
    Withdraw(
        #[n(0)] MemberId,
        #[n(1)] Vec<ScopeId>,
        #[n(2)] Vec<ScopeEpoch>,
    ),
    /// member of a person, an invite or a link: it was told that it no longer holds these scopes, so that
    /// it does not take a store for a thief.
    #[n(35)]
    Withdrawn(#[n(0)] Vec<ScopeId>),
    /// member of a person or a link: the scopes, at these epochs, into which it may drop documents, instead
    /// of those told before. Body: their names and public halves, sealed to the member's card.
    #[n(36)]
    Sendto(#[n(0)] Vec<ScopeEpoch>),
    /// scope: the managers who alone write, turn and grant here from now on, by their room keys: a clean
    /// team's folder, and what lies in it.
    #[n(37)]
    Granters(#[n(0)] Vec<Granter>),
    /// front: the room goes on in another store, from an archive, by an owner. Body: why.
    #[n(41)]
    Restored(#[n(0)] Restored),
    /// scope: documents, there or deleted before, of which nothing is to be left: the gate erases at once what the
    /// store has of them. front, by an owner, without documents: the same of the whole room.
    #[n(42)]
    Destroy(#[n(0)] Vec<DocId>),
    /// scope, front: a legal hold, or that somebody is for lifting one: an owner's word is enough, of managers it
    /// takes two.
    #[n(43)]
    Hold(#[n(0)] Hold),
    /// front: an owner's office passes to a manager, who signs the entry; the owner's signature is in it.
    #[n(45)]
    Handover(#[n(0)] Handover),
}
