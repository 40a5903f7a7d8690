//! The home object's inside.

use ledger::entry::Head;
use ledger::ids::{ChainId, Hash, MemberId, PublicKey, RoomId};
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
    /// The devices on which the seed was opened, as far as they said so.
    #[n(2)]
    #[cbor(default)]
    pub(crate) devices: Vec<HomeDevice>,
    /// Identities that were given up for this one.
    #[n(3)]
    #[cbor(default)]
    pub(crate) before: Vec<Before>,
}

/// A device of the person's. Only the person reads this.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct HomeDevice {
    #[n(0)]
    pub(crate) id: DeviceId,
    #[n(1)]
    pub(crate) name: String,
    /// By the device's own clock, as are the others.
    #[n(2)]
    pub(crate) added: u64,
    #[n(3)]
    pub(crate) seen: u64,
    /// It is to be revoked in every room since then.
    #[n(4)]
    pub(crate) revoked: Option<u64>,
}

/// A device's key in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub(crate) struct RoomDevice {
    #[n(0)]
    pub(crate) device: DeviceId,
    #[n(1)]
    pub(crate) key: PublicKey,
}

/// An identity whose key may be known to others, and the rooms in which it is to be disowned.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Before {
    /// Until it is disowned in every room.
    #[n(0)]
    pub(crate) seed: Option<KeyBytes>,
    /// The name on its cards.
    #[n(1)]
    pub(crate) name: String,
    #[n(2)]
    pub(crate) rooms: Vec<LeftRoom>,
}

/// A room of an identity that was given up, copied when that began: who else knows the old seed can
/// change the old home.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct LeftRoom {
    #[n(0)]
    pub(crate) room: HomeRoom,
    /// When the old key was found to be of no use there any more.
    #[n(1)]
    pub(crate) done: Option<u64>,
}

/// One device of a person, the same in all rooms. Random; no store sees it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct DeviceId(#[cbor(n(0), with = "minicbor::bytes")] pub(crate) [u8; 16]);

impl core::fmt::Display for DeviceId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl core::fmt::Debug for DeviceId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "DeviceId({self})")
    }
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
    /// The keys of one's devices there, as far as they said so.
    #[n(11)]
    #[cbor(default)]
    pub(crate) devices: Vec<RoomDevice>,
    /// Up to where the person has seen what is new.
    #[n(12)]
    pub(crate) news: Option<NewsMark>,
    /// The invite said that nothing is to be saved or printed: nobody but those who manage reads it again.
    #[n(13)]
    pub(crate) view_only: Option<bool>,
    /// The lineage of the pins, which the person confirmed: none before the room was ever restored.
    #[n(14)]
    pub(crate) lineage: Option<Hash>,
    /// The room keys of the owners, as last seen.
    #[n(15)]
    pub(crate) owners: Option<Vec<PublicKey>>,
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
