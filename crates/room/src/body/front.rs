//! What every member reads.

use minicbor::{Decode, Encode};

/// Restored: why, under the front key.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct RestoredBody {
    #[n(0)]
    pub(crate) reason: String,
    /// When the last archive was made, by its maker's clock.
    #[n(1)]
    pub(crate) made: Option<u64>,
}

/// Title: the room's name and its owner's card, under the front key.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct Title {
    #[n(0)]
    pub(crate) title: String,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) owner: Vec<u8>,
}
