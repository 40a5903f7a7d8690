//! Ids, hashes and keys, as bytes of fixed length.

use core::fmt;

use minicbor::{Decode, Encode};

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
