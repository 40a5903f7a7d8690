//! Digests of built files, in the three spellings that are needed.

use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256, Sha384};

/// The value of an `integrity` attribute.
pub(super) fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

/// SHA-256 in hex, as `sha256sum` prints it.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `stem-<first 16 hex digits of SHA-256>.extension`: a name that can be cached for ever.
pub(super) fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let digest = sha256(bytes);
    let short = &digest[..16];
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}-{short}.{extension}"),
        None => format!("{name}-{short}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standards() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            integrity(b"alert('Hello, world.');"),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn the_hash_goes_before_the_extension() {
        assert_eq!(hashed_name("app.js", b"abc"), "app-ba7816bf8f01cfea.js");
        assert_eq!(hashed_name("LICENSE", b"abc"), "LICENSE-ba7816bf8f01cfea");
    }
}
