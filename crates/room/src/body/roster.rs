//! What managers read, and what they say to links and newcomers.

use ledger::ids::{DocId, ScopeId};
use minicbor::{Decode, Encode};

use super::{DropTo, KeyBytes, ScopeKeyOf, Way};

/// Keys: scopes that no folder above gives the key of (the root, selections).
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct Keys {
    #[n(0)]
    pub(crate) keys: Vec<ScopeKeyOf>,
    /// Selections lie beside the folders and are not shown among them.
    #[n(1)]
    pub(crate) selection: bool,
    /// The bin, which managers alone hold.
    #[n(3)]
    pub(crate) bin: Option<bool>,
    /// The folder for which members send in what comes here.
    #[n(4)]
    pub(crate) inbox: Option<ScopeId>,
}

/// Member: what managers know of a link or invite that they made.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct MemberNote {
    #[n(0)]
    pub(crate) label: String,
    /// What was shared, in words at the time.
    #[n(1)]
    pub(crate) what: String,
    /// Its [`seal::card::LinkCard`].
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) card: Vec<u8>,
    #[n(3)]
    pub(crate) passphrase: bool,
    /// A selection's documents.
    #[n(4)]
    pub(crate) docs: Vec<DocId>,
    /// Asks the gate how the link stands; may do nothing else.
    #[n(5)]
    pub(crate) state: KeyBytes,
}

/// Issued: what a link or invite says to whoever holds it, sealed to its card.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct Issued {
    #[n(0)]
    pub(crate) title: String,
    #[n(1)]
    pub(crate) what: String,
    /// The issuer's card.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) sender: Vec<u8>,
    /// The scopes that it gives, so that a grant which is kept back is missed.
    #[n(3)]
    pub(crate) scopes: Vec<ScopeId>,
    /// How a link may be used.
    #[n(4)]
    pub(crate) way: Option<Way>,
    /// Where files may be sent.
    #[n(5)]
    pub(crate) drops: Option<Vec<DropTo>>,
}

/// Join: the newcomer's card, sealed to the roster.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct JoinCard {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) card: Vec<u8>,
}
