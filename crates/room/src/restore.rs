//! Restore: a room goes on in another store, from its archives, as a new lineage.
//!
//! ```text
//! import     the archives are judged here, sent, and judged by the store as well
//! Restored   an owner's entry in the front: which archive, which server from now on, why
//! finish     links and invites end, every key is turned, what was erased is erased again; the room opens
//! lineage    everybody else is asked once, before anything is written there
//! ```
//!
//! What came after the last archive is lost. So a restored room is an older one, and whoever remembers more would call
//! its store a thief: unless an owner says what it is, and the person takes that word. Until the owner's program has
//! finished, the room is locked for everybody but owners.

pub(crate) mod drill;
pub(crate) mod finish;
pub(crate) mod gone;
mod homes;
pub(crate) mod import;
pub(crate) mod lineage;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod samples;
mod send;

use ledger::ids::{Hash, MemberId, RoomId};
use seal::identity::Fingerprint;

/// A room that was restored, for a person who has not confirmed it yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restoration {
    /// The room.
    pub room: RoomId,
    /// What tells this restoration from any other: the hash of the owner's entry.
    pub lineage: Hash,
    /// How often the room was restored by now.
    pub number: u32,
    /// The owner who signed it.
    pub by: MemberId,
    /// The name on that owner's card, and whose it is, where the front has it: the founder's only.
    pub owner: Option<(String, Fingerprint)>,
    /// When, by the server's clock.
    pub at: u64,
    /// Why, in that owner's words. None if the store does not hand out the key to them.
    pub reason: Option<String>,
    /// The manifest of the archive from which it was made.
    pub archive: Hash,
    /// When that was made, by the owner's word.
    pub made: Option<u64>,
    /// Entries of the front that this person's devices have seen, and that are not in it any more.
    pub lost: u64,
    /// The same of the person's own chain: what was signed here.
    pub lost_own: u64,
    /// Whether this person's devices have seen something of the room that is not in it any more.
    pub newer: bool,
}
