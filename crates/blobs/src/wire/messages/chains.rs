//! Entries and grants, to the gate and from it.

use minicbor::{Decode, Encode};

use crate::wire::strict::at_most;
use crate::wire::{Code, Digest, Id, Name, limits};

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

/// `/grants`: the sealed grants that members have now, for those who manage. Answered with [`GrantsOf`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Grants {
    /// The members.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::ASKED }, _, _>")]
    pub members: Vec<Name>,
}

/// The answer to `/grants`: each member's in the order of the question, as many as fit, one at least.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct GrantsOf {
    /// What each of them has.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::ASKED }, _, _>")]
    pub members: Vec<Released>,
}
