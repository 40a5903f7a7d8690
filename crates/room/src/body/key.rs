//! Keys inside bodies.

use core::fmt;

use ledger::ids::ScopeId;
use minicbor::{Decode, Encode};
use seal::scope::ScopeKey;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// 32 secret bytes in a body; zeroed when dropped, never shown.
#[derive(Clone, PartialEq, Eq, Encode, Decode, Zeroize, ZeroizeOnDrop)]
#[cbor(transparent)]
pub(crate) struct KeyBytes(#[cbor(n(0), with = "minicbor::bytes")] [u8; 32]);

impl KeyBytes {
    pub(crate) fn new(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    pub(crate) fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    pub(crate) fn scope_key(&self) -> Option<ScopeKey> {
        ScopeKey::parse(&self.0).ok()
    }
}

impl From<&ScopeKey> for KeyBytes {
    fn from(key: &ScopeKey) -> Self {
        Self(*key.expose())
    }
}

impl fmt::Debug for KeyBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyBytes(..)")
    }
}

/// A scope's key in one epoch.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct ScopeKeyOf {
    #[n(0)]
    pub(crate) scope: ScopeId,
    #[n(1)]
    pub(crate) epoch: u32,
    #[n(2)]
    pub(crate) key: KeyBytes,
}
