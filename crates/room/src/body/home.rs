//! The home object's inside.

use ledger::entry::Head;
use ledger::ids::{ChainId, MemberId, RoomId};
use minicbor::{Decode, Encode};

use super::KeyBytes;

/// Everything a person's programs find again with the seed alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct HomeBody {
    /// The name that the person goes by.
    #[n(0)]
    pub(crate) name: String,
    #[n(1)]
    pub(crate) rooms: Vec<HomeRoom>,
}

/// A room that the person made or joined, or was about to.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct HomeRoom {
    #[n(0)]
    pub(crate) room: RoomId,
    /// From it and the seed come the person's keys in the room.
    #[n(1)]
    pub(crate) salt: KeyBytes,
    #[n(2)]
    pub(crate) member: MemberId,
    #[n(3)]
    pub(crate) owner: bool,
    /// The store, if it is not the one that keeps this home.
    #[n(4)]
    pub(crate) origin: Option<String>,
    /// As it was when last seen.
    #[n(5)]
    pub(crate) title: String,
    /// Whom the room belongs to, as last seen.
    #[n(6)]
    pub(crate) owner_name: String,
    #[n(7)]
    pub(crate) expires: Option<u64>,
    #[n(8)]
    pub(crate) opened: u64,
    /// The first entry of an invite's chain, from the fragment.
    #[n(9)]
    pub(crate) pins: Vec<Pin>,
    /// Whether making or joining was seen to succeed.
    #[n(10)]
    pub(crate) done: bool,
    /// Up to where the person has seen what is new.
    #[n(12)]
    pub(crate) news: Option<NewsMark>,
}

/// What somebody has seen of a room's news.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub(crate) struct NewsMark {
    /// What happened up to this server time.
    #[n(0)]
    pub(crate) at: u64,
    /// Of what lasts (an end that is near), what was told; by what `news` calls it.
    #[n(1)]
    pub(crate) told: Vec<u64>,
}

/// A head that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Pin {
    #[n(0)]
    pub(crate) chain: ChainId,
    #[n(1)]
    pub(crate) head: Head,
}
