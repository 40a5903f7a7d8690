//! `Content-Digest` (RFC 9530), with SHA-256 only.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::ids::Hash;

/// The value of the header `content-digest` for a body.
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Hash::of(body).0))
}

#[cfg(test)]
mod tests {
    use super::content_digest;

    /// RFC 9530, B.1.
    #[test]
    fn the_digest_is_that_of_the_rfc() {
        let digest = content_digest(b"{\"hello\": \"world\"}\n");
        assert_eq!(
            digest,
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
        );
    }
}
