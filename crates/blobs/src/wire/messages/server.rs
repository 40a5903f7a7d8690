//! What a server says of itself, to anyone.

use serde::{Deserialize, Serialize};

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
