//! The messages themselves.

use core::fmt;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use super::strict::at_most;
use super::{Code, limits};

/// Some bytes of fixed length: an id, a hash, a key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct Id<const N: usize>(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; N]);

/// The id of a chain, a member, a scope, a document or a version.
pub type Name = Id<16>;
/// A SHA-256: of a room's first entry, a body, a part; or a public key.
pub type Digest = Id<32>;

impl<const N: usize> fmt::Display for Id<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl<const N: usize> fmt::Debug for Id<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<const N: usize> From<[u8; N]> for Id<N> {
    fn from(bytes: [u8; N]) -> Self {
        Self(bytes)
    }
}

/// `POST /v1/rooms`, `/append`: entries, applied in order up to the first that is not stored.
/// The bodies and grants that entries refer to travel beside them and are stored before them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Append {
    /// The entries.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::ITEMS }, _, _>")]
    pub items: Vec<Item>,
    /// The sealed grants whose hashes stand in the entries.
    #[n(1)]
    #[cbor(decode_with = "at_most::<{ limits::GRANTS }, _, _>")]
    pub grants: Vec<SealedGrant>,
}

/// One entry with its signature and body.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Item {
    /// The exact bytes that were signed.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub entry: Vec<u8>,
    /// The author's signature over them.
    #[n(1)]
    pub sig: Id<64>,
    /// The sealed body, if the entry names one.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub body: Option<Vec<u8>>,
}

/// A sealed grant on its way to the store.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SealedGrant {
    /// To whom.
    #[n(0)]
    pub member: Name,
    /// The grant's bytes.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
}

/// What became of the items, as many as were looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Appended {
    /// In the order of the items; ends with the first that was not stored.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::ITEMS }, _, _>")]
    pub outcomes: Vec<Outcome>,
}

/// What became of one item.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Outcome {
    /// It is in the chain; the wrapped entry.
    #[n(0)]
    Stored(#[cbor(n(0), with = "minicbor::bytes")] Vec<u8>),
    /// Another entry stands at its place; the chain's head: number of the next entry, and hash of the last.
    #[n(1)]
    Conflict(#[n(0)] u64, #[n(1)] Digest),
    /// It may not be stored, and why.
    #[n(2)]
    Refused(#[n(0)] Code, #[n(1)] String),
}

/// `/read`: chains, each from a number on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Read {
    /// Which.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::CHAINS }, _, _>")]
    pub chains: Vec<ReadFrom>,
}

/// One chain to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct ReadFrom {
    /// Which chain.
    #[n(0)]
    pub chain: Name,
    /// The first entry to answer.
    #[n(1)]
    pub from: u64,
}

/// The answer to [`Read`]: chains in the order of the question; one that the signer may not
/// read looks like one that does not exist.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Reading {
    /// What there is.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::CHAINS }, _, _>")]
    pub chains: Vec<ChainPart>,
    /// Whether to ask again from where this ends.
    #[n(1)]
    pub more: bool,
}

/// Entries of one chain.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct ChainPart {
    /// Which chain.
    #[n(0)]
    pub chain: Name,
    /// In order, from the number asked for.
    #[n(1)]
    #[cbor(decode_with = "at_most::<{ limits::ENTRIES }, _, _>")]
    pub entries: Vec<Stored>,
}

/// An entry as the store keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Stored {
    /// Entry, signature, the server's time and signature.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub wrapped: Vec<u8>,
    /// The sealed body, unless the entry has none or it was erased.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub body: Option<Vec<u8>>,
}

/// The answer to `/release`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Released {
    /// The signer's sealed grants, each as bytes.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::RELEASED }, _, _>")]
    pub grants: Vec<Sealed>,
}

/// Sealed bytes in a list.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct Sealed(#[cbor(n(0), with = "minicbor::bytes")] pub Vec<u8>);

/// `/lease`: parts that are about to be put for a scope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Lease {
    /// The scope whose documents will name them.
    #[n(0)]
    pub scope: Name,
    /// The parts.
    #[n(1)]
    #[cbor(decode_with = "at_most::<{ limits::PARTS }, _, _>")]
    pub parts: Vec<PartName>,
}

/// A part by name and length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct PartName {
    /// SHA-256 of its bytes.
    #[n(0)]
    pub hash: Digest,
    /// How many bytes.
    #[n(1)]
    pub len: u64,
}

/// The answer to [`Lease`], in the order of the parts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Leased {
    /// One for each part.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::PARTS }, _, _>")]
    pub slots: Vec<Slot>,
}

/// Where a part goes.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Slot {
    /// It is stored already.
    #[n(0)]
    Have,
    /// PUT it here within [`limits::URL_MS`](super::limits::URL_MS).
    #[n(1)]
    Put(#[n(0)] String),
}

/// `/parts`: small parts in one request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Parts {
    /// The scope whose documents will name them.
    #[n(0)]
    pub scope: Name,
    /// Their bytes.
    #[n(1)]
    #[cbor(decode_with = "at_most::<{ limits::PARTS }, _, _>")]
    pub parts: Vec<Sealed>,
}

/// `/urls`: the parts of a document that a receipt names.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Urls {
    /// The receipt's number in the signer's chain.
    #[n(0)]
    pub receipt: u64,
    /// The scope through which the document is read.
    #[n(1)]
    pub scope: Name,
    /// The document.
    #[n(2)]
    pub doc: Name,
    /// Its version.
    #[n(3)]
    pub version: Name,
    /// The parts wanted.
    #[n(4)]
    #[cbor(decode_with = "at_most::<{ limits::PARTS }, _, _>")]
    pub parts: Vec<Digest>,
}

/// The answer to [`Urls`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct UrlsGiven {
    /// In the order of the parts.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::PARTS }, _, _>")]
    pub urls: Vec<String>,
    /// Until when they hold, by the server's clock.
    #[n(1)]
    pub until: u64,
}

/// What a link or an invite is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum LinkKind {
    /// Becomes a member.
    #[n(0)]
    Invite,
    /// Is read by visitors.
    #[n(1)]
    Link,
}

/// How a link or an invite stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Standing {
    /// May be opened.
    #[n(0)]
    Live,
    /// Was ended by a manager.
    #[n(1)]
    Ended,
    /// Its time has run out.
    #[n(2)]
    Expired,
    /// Was opened as often as it may be, or was accepted. A device that opened it may still resume.
    #[n(3)]
    Used,
    /// A wrong passphrase was tried too often; see `locked_until`.
    #[n(4)]
    Locked,
}

/// The answer to `/links/L/state`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct LinkState {
    /// How it stands.
    #[n(0)]
    pub standing: Standing,
    /// What it is.
    #[n(1)]
    pub kind: LinkKind,
    /// When it ends; for an invite, until when it may be accepted.
    #[n(2)]
    pub expires: Option<u64>,
    /// How many more devices may open it.
    #[n(3)]
    pub opens_left: Option<u32>,
    /// Until when tries are refused.
    #[n(4)]
    pub locked_until: Option<u64>,
    /// The chain's first entry, without its body, which only the link's own key may read; not once it has
    /// expired or was ended.
    #[n(5)]
    pub issued: Option<Stored>,
    /// How often it was opened, whether it still may be or not.
    #[n(6)]
    pub opened: u32,
    /// Why nobody gets in for now, although it is live: it is suspended, or the room is locked or over.
    #[n(7)]
    pub shut: Option<Code>,
}

/// `/visitors`: who came by the links of a room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
pub struct Visitors {
    /// The last one of the answer before; none at first.
    #[n(0)]
    pub after: Option<Name>,
}

/// The answer to [`Visitors`]: those whose chains the signer may read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct VisitorsSeen {
    /// In the order of their chains' names.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::VISITORS }, _, _>")]
    pub visitors: Vec<Visitor>,
    /// Whether to ask again after the last one.
    #[n(1)]
    pub more: bool,
}

/// A device that came by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Visitor {
    /// The link.
    #[n(0)]
    pub link: Name,
    /// The device's own chain.
    #[n(1)]
    pub chain: Name,
    /// When it opened the link for the first time, if it did: that is when keys were released to it.
    #[n(2)]
    pub first: Option<u64>,
}

/// `/grants`: the sealed grants that a member has now, for those who manage. Answered with [`Released`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Grants {
    /// The member.
    #[n(0)]
    pub member: Name,
}

/// `/visit`: a visitor's chain begins.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Visit {
    /// The Visitor entry, signed by the link's key.
    #[n(0)]
    pub item: Item,
}

/// The hashes that `/parts` answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Hashes {
    /// In the order of the parts.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::PARTS }, _, _>")]
    pub hashes: Vec<Digest>,
}

/// The answer to `GET /v1/server`, as JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerInfo {
    /// The protocol's version.
    pub format: u8,
    /// The key that wraps entries, in hex.
    pub key: String,
    /// The server's clock, in milliseconds since 1970.
    pub time: u64,
    /// What the server allows.
    pub limits: ServerLimits,
}

/// What a server allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerLimits {
    /// Largest entry, in bytes.
    pub entry: u64,
    /// Largest body.
    pub body: u64,
    /// Largest part.
    pub part: u64,
    /// Bytes that a room may hold.
    pub room: u64,
    /// Bytes that one person's unfinished uploads may hold.
    pub unfinished: u64,
}
