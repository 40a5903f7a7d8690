//! Links, invites, and those who come by them.

use minicbor::{Decode, Encode};

use super::{Item, Sealed, Stored};
use crate::wire::strict::at_most;
use crate::wire::{Code, Name, limits};

/// What a link or an invite is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum LinkKind {
    /// Becomes a member.
    #[n(0)]
    Invite,
    /// Is read by visitors.
    #[n(1)]
    Link,
}

/// How a link or an invite stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Standing {
    /// May be opened.
    #[n(0)]
    Live,
    /// Was ended by a manager.
    #[n(1)]
    Ended,
    /// Its time has run out.
    #[n(2)]
    Expired,
    /// Was opened as often as it may be, or was accepted. A device that opened it may still resume.
    #[n(3)]
    Used,
    /// A wrong passphrase was tried too often; see `locked_until`.
    #[n(4)]
    Locked,
}

/// The answer to `/links/L/state`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct LinkState {
    /// How it stands.
    #[n(0)]
    pub standing: Standing,
    /// What it is.
    #[n(1)]
    pub kind: LinkKind,
    /// When it ends; for an invite, until when it may be accepted.
    #[n(2)]
    pub expires: Option<u64>,
    /// How many more devices may open it.
    #[n(3)]
    pub opens_left: Option<u32>,
    /// Until when tries are refused.
    #[n(4)]
    pub locked_until: Option<u64>,
    /// The chain's first entry, without its body, which only the link's own key may read; not once it has
    /// expired or was ended.
    #[n(5)]
    pub issued: Option<Stored>,
    /// How often it was opened, whether it still may be or not.
    #[n(6)]
    pub opened: u32,
    /// Why nobody gets in for now, although it is live: it is suspended, or the room is locked or over.
    #[n(7)]
    pub shut: Option<Code>,
}

/// `/visitors`: who came by the links of a room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Encode, Decode)]
pub struct Visitors {
    /// The last one of the answer before; none at first.
    #[n(0)]
    pub after: Option<Name>,
}

/// The answer to [`Visitors`]: those whose chains the signer may read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct VisitorsSeen {
    /// In the order of their chains' names.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::VISITORS }, _, _>")]
    pub visitors: Vec<Visitor>,
    /// Whether to ask again after the last one.
    #[n(1)]
    pub more: bool,
}

/// A device that came by a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Visitor {
    /// The link.
    #[n(0)]
    pub link: Name,
    /// The device's own chain.
    #[n(1)]
    pub chain: Name,
    /// When it opened the link for the first time, if it did: that is when keys were released to it.
    #[n(2)]
    pub first: Option<u64>,
}

/// `/opens`: how a link was opened, as the gate counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Opens {
    /// The link.
    #[n(0)]
    pub link: Name,
    /// The first one wanted.
    #[n(1)]
    pub from: u32,
}

/// The answer to [`Opens`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct OpensSeen {
    /// In their order, as they are stored.
    #[n(0)]
    #[cbor(decode_with = "at_most::<{ limits::VISITORS }, _, _>")]
    pub opens: Vec<Sealed>,
    /// Whether to ask again after the last one.
    #[n(1)]
    pub more: bool,
}

/// `/visit`: a visitor's chain begins.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Visit {
    /// The Visitor entry, signed by the link's key.
    #[n(0)]
    pub item: Item,
}
