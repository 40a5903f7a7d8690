//! The index of a room and its checkpoints, for those who manage and for auditors.

use minicbor::{Decode, Encode};

use crate::wire::strict::at_most;
use crate::wire::{Digest, Name, limits};

/// The answer to `/log`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Log {
    /// A checkpoint over every entry that was stored when the request came, as a signed note.
    #[n(0)]
    pub checkpoint: String,
}

/// `/leaves`: the index from a number on. Answered with [`LeavesOf`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
pub struct Leaves {
    /// The first leaf to answer.
    #[n(0)]
    pub from: u64,
}

/// The answer to [`Leaves`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct LeavesOf {
    /// In order, from the number asked for.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::LEAVES }, _, _>")]
    pub leaves: Vec<IndexLeaf>,
    /// Whether to ask again from where this ends.
    #[n(1)]
    pub more: bool,
}

/// What the index says of one entry; its bytes are those of a leaf of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct IndexLeaf {
    /// The chain.
    #[n(0)]
    pub chain: Name,
    /// The entry's number in it.
    #[n(1)]
    pub seq: u64,
    /// The entry's hash.
    #[n(2)]
    pub entry: Digest,
    /// The server's time.
    #[n(3)]
    pub time: u64,
}

/// `/inclusion`: the path from a leaf to the root of the tree of a size. Answered with [`Path`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Inclusion {
    /// The leaf.
    #[n(0)]
    pub index: u64,
    /// Leaves of the tree.
    #[n(1)]
    pub size: u64,
}

/// `/consistency`: that one tree begins with another. Answered with [`Path`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Consistency {
    /// Leaves of the smaller tree.
    #[n(0)]
    pub old: u64,
    /// Leaves of the larger one.
    #[n(1)]
    pub size: u64,
}

/// A proof's hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Path {
    /// In the order of RFC 6962.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::PATH }, _, _>")]
    pub hashes: Vec<Digest>,
}

/// `/stamps`: what an authority has stamped, from the checkpoint of a size on. Answered with [`StampsOf`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
pub struct Stamps {
    /// Leaves of the first tree to answer.
    #[n(0)]
    pub from: u64,
}

/// The answer to [`Stamps`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct StampsOf {
    /// In the order of their sizes.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::STAMPS }, _, _>")]
    pub stamps: Vec<Stamped>,
    /// Whether to ask again from behind the last one.
    #[n(1)]
    pub more: bool,
}

/// A checkpoint, and the time stamp over it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Stamped {
    /// A signed note, as [`Log`] had it.
    #[n(0)]
    pub checkpoint: String,
    /// The authority's token (RFC 3161) over the note's SHA-256.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub token: Vec<u8>,
}
