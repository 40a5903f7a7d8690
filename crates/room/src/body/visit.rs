//! What a link says to its visitors, and they to those who manage.

use ledger::ids::{DocId, ScopeId};
use minicbor::{Decode, Encode};

use super::KeyBytes;

/// How a link may be used, for the visitor's own program; the gate has it from the roster.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Way {
    /// A visitor says who it is.
    #[n(0)]
    pub(crate) asks: bool,
    /// Nothing is saved or printed.
    #[n(1)]
    pub(crate) view_only: bool,
}

/// A scope to which files may be sent by one who does not read it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct DropTo {
    #[n(0)]
    pub(crate) scope: ScopeId,
    /// What the folder is called to those who send.
    #[n(1)]
    pub(crate) name: String,
    #[n(2)]
    pub(crate) epoch: u32,
    /// The public half of its key.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) kem: Vec<u8>,
}

/// Sendto: the scopes to which a member may send, as its entry names them; sealed to its card.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct SendTo {
    #[n(0)]
    pub(crate) to: Vec<DropTo>,
}

/// Discard: which of the documents that its entry names were taken in; the others were refused. Sealed to
/// the sender's card.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct TakenIn {
    #[n(0)]
    pub(crate) docs: Vec<DocId>,
}

/// Delete, in an inbox: whether what it names was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Decision {
    #[n(0)]
    pub(crate) taken: bool,
}

/// Visitor: who somebody says that they are. Nobody has checked it.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Introduction {
    /// The name.
    #[n(0)]
    pub name: String,
    /// The e-mail address.
    #[n(1)]
    pub email: String,
}

/// Epoch 0 of an inbox: as of any scope, and the folder for which it takes files in.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct InboxBody {
    #[n(0)]
    pub(crate) name: String,
    #[n(1)]
    pub(crate) before: Option<KeyBytes>,
    #[n(2)]
    pub(crate) folder: ScopeId,
}
