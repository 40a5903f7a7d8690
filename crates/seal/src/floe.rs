//! FLOE: how content is sealed, planned here and executed by an engine.
//!
//! [c2sp.org/FLOE](https://c2sp.org/FLOE) with AES-256-GCM, HKDF-Expand-SHA-384 and
//! a 32-byte IV. A ciphertext is a header and segments of one length, the last one
//! shorter or as long:
//!
//! ```text
//! header   [AEAD 0][hash 0][segment length u32 BE][IV length u32 BE = 32][IV 32][tag 32]     74 bytes
//! segment  [FFFFFFFF, or in the last its own length u32 BE][IV 12][ciphertext][tag 16]
//! AAD of a segment = position u64 BE ‖ 0, or 1 in the last
//! kdf(key, purpose) = HKDF-Expand-SHA-384(key, first 10 header bytes ‖ IV ‖ purpose ‖ AAD)
//! header tag = kdf(key, "HEADER_TAG:"), 32 bytes;  message key = kdf(key, "MESSAGE_KEY:"), 48 bytes
//! segment key = kdf(message key, "DEK:" ‖ position with the low 20 bits cleared, u64 BE), 32 bytes
//! ```
//!
//! [`Sealer`] and [`Opener`] hand out a [`SegmentPlan`] for any position: key, IV,
//! AAD and head. The engine (SubtleCrypto, or [`soft`]) runs AES-GCM over a buffer of
//! its own kind, so content need not pass through here. Both know the total length
//! from the start ([`Lengths`]), so it is never the ciphertext that says which
//! segment is the last. Whoever reads in order ends with [`Sequence::finish`], which
//! consumes it and fails if a segment is missing.
//!
//! The header's tag commits to key and AAD: one ciphertext opens under one of each.

mod lengths;
mod plan;
mod sequence;
pub mod soft;

pub use lengths::{HEADER, Lengths, OVERHEAD, Params};
pub use plan::{HEAD, Opener, Sealer, SegmentKey, SegmentPlan};
pub use sequence::Sequence;

use crate::secret::key;

key!(
    /// The key of one version of one document, used for one FLOE ciphertext.
    ContentKey
);

/// Why content did not seal or open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FloeError {
    /// A segment length or a total length that FLOE or this program does not have.
    #[error("a length that does not exist")]
    Length,
    /// No such segment, one out of turn, or one too few.
    #[error("a segment is missing or in the wrong place")]
    Position,
    /// The content is not what was sealed: another key, another document, or other bytes.
    #[error("the content is damaged or forged")]
    Broken,
}
