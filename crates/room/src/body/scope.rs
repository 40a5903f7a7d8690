//! What the holders of a folder read.

use ledger::ids::ScopeId;
use minicbor::{Decode, Encode};

use super::KeyBytes;

/// Children, piece by piece: a folder right below, with its key, under this folder's; said again when either
/// changes.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct Child {
    #[n(0)]
    pub(crate) scope: ScopeId,
    #[n(1)]
    pub(crate) name: String,
    #[n(2)]
    pub(crate) epoch: u32,
    #[n(3)]
    pub(crate) key: KeyBytes,
}

/// Epoch 0 of the scope of a document that has rights of its own: as of any scope, and that it is one.
/// It is said once, in the chain's first entry: no later entry makes a folder look like a document.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct ApartBody {
    #[n(0)]
    pub(crate) name: String,
    #[n(1)]
    pub(crate) before: Option<KeyBytes>,
    #[n(3)]
    pub(crate) document: bool,
}

/// Epoch: what the scope is called, for those who hold it without its parent, and the key of the
/// epoch before, under the new one.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct EpochBody {
    #[n(0)]
    pub(crate) name: String,
    #[n(1)]
    pub(crate) before: Option<KeyBytes>,
}
