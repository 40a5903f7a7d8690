//! A room's archives into a store that does not have the room.

use minicbor::{Decode, Encode};

use super::{Item, PartName};
use crate::wire::strict::at_most;
use crate::wire::{Digest, limits};

/// `/import`: objects of a row of archives. Answered with [`Leased`](super::Leased): where the parts go.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Import {
    /// The manifest of the row's last archive, by which the whole row is known.
    #[n(0)]
    pub archive: Digest,
    /// Bytes of all objects of the row.
    #[n(1)]
    pub size: u64,
    /// Objects but for parts. The first request begins with the whole front.
    #[n(2)]
    #[cbor(decode_with = "at_most::<{ limits::IMPORTED }, _, _>")]
    pub objects: Vec<Imported>,
    /// Parts that are about to be put.
    #[n(3)]
    #[cbor(decode_with = "at_most::<{ limits::PARTS }, _, _>")]
    pub parts: Vec<PartName>,
}

/// An object of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Imported {
    /// Its name in the archive.
    #[n(0)]
    pub name: String,
    /// Its bytes; of a list, a piece of them.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    /// Of a list: the number of the piece.
    #[n(2)]
    pub piece: Option<u32>,
}

/// `/restore`: the entry by which the room goes on here, once every object is there. Answered with
/// [`Stored`](super::Stored).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Restore {
    /// As in [`Import::archive`].
    #[n(0)]
    pub archive: Digest,
    /// The entry.
    #[n(1)]
    pub item: Item,
}
