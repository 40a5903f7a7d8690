//! What the store erases at once, and says that it did.

use minicbor::{Decode, Encode};

use crate::wire::strict::at_most;
use crate::wire::{Digest, Name, limits};

/// `/erase`: what a Destroy entry destroyed is to go now. Said again it is looked for again. Answered with [`Erased`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Erase {
    /// The chain of the entry.
    #[n(0)]
    pub chain: Name,
    /// Its number there.
    #[n(1)]
    pub seq: u64,
}

/// The answer to [`Erase`]: nothing of it was found any more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct Erased {
    /// The store's signed receipt; its form is `ledger`'s.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub receipt: Vec<u8>,
}

/// `/gone`: where these parts of destroyed documents would be. Answered with [`UrlsGiven`](super::UrlsGiven).
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Gone {
    /// The parts.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::PARTS }, _, _>")]
    pub parts: Vec<Digest>,
}
