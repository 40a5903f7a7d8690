//! The messages between client and gate, as CBOR; errors as JSON.
//!
//! Entries, bodies and grants are opaque here. Every decoder takes the whole input or refuses it.

mod code;
mod messages;

pub use code::{Code, ErrorBody};
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

/// Decodes a message that fills the input.
pub fn decode<'b, T: Decode<'b, ()>>(bytes: &'b [u8]) -> Result<T, NotAMessage> {
    let mut decoder = minicbor::Decoder::new(bytes);
    let message = decoder.decode().map_err(|_| NotAMessage)?;
    (decoder.position() == bytes.len())
        .then_some(message)
        .ok_or(NotAMessage)
}
