//! Parts of documents, in and out.

use minicbor::{Decode, Encode};

use super::Sealed;
use crate::wire::strict::at_most;
use crate::wire::{Digest, Name, limits};

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

/// `/copies`: parts for an archive, by a receipt that says so.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Copies {
    /// The receipt's number in the signer's chain.
    #[n(0)]
    pub receipt: u64,
    /// The parts wanted.
    #[n(1)]
    #[cbor(decode_with = "at_most::<{ limits::PARTS }, _, _>")]
    pub parts: Vec<Digest>,
}

/// The answer to [`Copies`]: of as many parts as one answer holds, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct CopiesGiven {
    /// One for each part, from the first on.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::PARTS }, _, _>")]
    pub parts: Vec<Copied>,
}

/// A part for an archive.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Copied {
    /// A small one.
    #[n(0)]
    There(#[n(0)] Sealed),
    /// GET it here within [`limits::URL_MS`](super::limits::URL_MS).
    #[n(1)]
    At(#[n(0)] String),
    /// It is not stored, or the receipt does not name it.
    #[n(2)]
    Absent,
}

/// The hashes that `/parts` answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Hashes {
    /// In the order of the parts.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::PARTS }, _, _>")]
    pub hashes: Vec<Digest>,
}
