//! What managers read, and what they say to links and newcomers.

use ledger::ids::DocId;
use minicbor::{Decode, Encode};

use super::ScopeKeyOf;

/// Keys: scopes that no folder above gives the key of (the root, selections).
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct Keys {
    #[n(0)]
    pub(crate) keys: Vec<ScopeKeyOf>,
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
    /// A selection's documents and where each was taken from.
    #[n(4)]
    pub(crate) docs: Vec<DocId>,
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
    /// Names of the scopes granted: folders shown at the top have no parent to name them.
    #[n(3)]
    pub(crate) names: Vec<ScopeName>,
}

/// What a granted scope is called.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct ScopeName {
    #[n(0)]
    pub(crate) scope: ledger::ids::ScopeId,
    #[n(1)]
    pub(crate) name: String,
}

/// Join: the newcomer's card, sealed to the roster.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct JoinCard {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) card: Vec<u8>,
}
