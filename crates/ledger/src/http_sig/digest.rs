//! `Content-Digest` (RFC 9530), with SHA-256 only.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::ids::Hash;

/// The value of the header `content-digest` for a body.
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Hash::of(body).0))
}
