//! Bytes as texts, two letters each.

use core::fmt::Write;

/// In lower case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // writing into a string does not fail
        let _ = write!(out, "{byte:02x}");
    }
    out
}
