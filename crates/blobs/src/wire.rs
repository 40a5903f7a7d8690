//! The messages between client and gate, as CBOR; errors as JSON.
//!
//! Entries, bodies and grants are opaque here. There is one encoding of a message; a decoder takes
//! the whole input in that encoding, within the limits of each list, or refuses it.

mod code;
mod ids;
mod messages;
mod strict;

pub use code::{Code, ErrorBody};
pub use ids::{Digest, Id, Name};
pub use messages::*;

use minicbor::{Decode, Encode};

/// The media type of messages.
pub const CBOR: &str = "application/cbor";
/// The header that carries the operator's token.
pub const TOKEN_HEADER: &str = "sealroom-token";

/// Limits that both sides keep.
pub mod limits {
    /// An entry's bytes.
    pub const ENTRY: usize = 256 << 10;
    /// A sealed body's bytes.
    pub const BODY: usize = 4 << 20;
    /// A grant's bytes.
    pub const GRANT: usize = 4 << 10;
    /// Items of one append.
    pub const ITEMS: usize = 256;
    /// Grants of one append.
    pub const GRANTS: usize = 4096;
    /// A part: 16 segments of 512 KiB, their header, and room to spare.
    pub const PART: u64 = 9 << 20;
    /// Parts named in one request.
    pub const PARTS: usize = 4096;
    /// The body of a request with a message in it.
    pub const MESSAGE: usize = 20 << 20;
    /// What one read answers, about.
    pub const READ: usize = 8 << 20;
    /// Chains named in one read.
    pub const CHAINS: usize = 1024;
    /// Entries of one chain in the answer to a read.
    pub const ENTRIES: usize = 1 << 16;
    /// Objects of an archive in one request.
    pub const IMPORTED: usize = 1 << 14;
    /// A piece of an archive's list.
    pub const PIECE: usize = 4 << 20;
    /// A part that is copied into an answer instead of being fetched from a URL.
    pub const SMALL: u64 = 256 << 10;
    /// Grants that are released to one member.
    pub const RELEASED: usize = 1 << 16;
    /// Members whose grants are asked for at once.
    pub const ASKED: usize = 256;
    /// Visitors in one answer.
    pub const VISITORS: usize = 1 << 14;
    /// Leaves of a room's index in one answer.
    pub const LEAVES: usize = 1 << 14;
    /// Time stamps in one answer.
    pub const STAMPS: usize = 64;
    /// Hashes of one proof.
    pub const PATH: usize = 63;
    /// A home object.
    pub const HOME: usize = 256 << 10;
    /// How long a URL for a part holds, in milliseconds.
    pub const URL_MS: u64 = 60_000;
    /// How far a request's `created` may lie from the server's clock, in seconds.
    pub const CLOCK_SECONDS: u64 = 60;
}

/// Bytes that are no message of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a message")]
pub struct NotAMessage;

/// Encodes a message.
pub fn encode<T: Encode<()>>(message: &T) -> Vec<u8> {
    minicbor::to_vec(message).expect("writing into memory does not fail")
}

/// Decodes a message from the one encoding that it has.
pub fn decode<T>(bytes: &[u8]) -> Result<T, NotAMessage>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    if !strict::is_plain(bytes) {
        return Err(NotAMessage);
    }
    let message = minicbor::decode(bytes).map_err(|_| NotAMessage)?;
    if strict::is_same(&message, bytes) {
        Ok(message)
    } else {
        Err(NotAMessage)
    }
}
