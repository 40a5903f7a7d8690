//! An opening of a link, as the store keeps it. Nobody signs it: it is the gate's own count.

use minicbor::{Decode, Encode};

use crate::ids::{ChainId, PublicKey};

/// A device was let in by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Opening {
    /// The visitor's chain.
    #[n(0)]
    pub chain: ChainId,
    /// The device.
    #[n(1)]
    pub device: PublicKey,
    /// When, by the server's clock.
    #[n(2)]
    pub time: u64,
}
