//! What an owner signs to pass its office on.

use crate::entry::Handover;
use crate::ids::{PublicKey, RoomId};
use crate::signed::verify_strict;

const LABEL: &[u8] = b"sealroom/1/handover";

/// By which keys an office passes, and since when the taker has managed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parties {
    /// The owner's room key.
    pub giver: PublicKey,
    /// The room key of who takes over.
    pub taker: PublicKey,
    /// The first `next` of a front head at which the taker holds the office that it has now. Another appointment
    /// has another number: an offer is over once the taker's office was taken away, though it be given again.
    pub since: u64,
}

impl Handover {
    /// The bytes that the owner signs; `signature` itself is not read.
    ///
    /// Layout: label, room, from, the owner's key, to, the taker's key, since u64, until u64 (0: none), terms.
    pub fn statement(&self, room: &RoomId, parties: &Parties) -> Vec<u8> {
        [
            LABEL,
            &room.0,
            &self.from.0,
            &parties.giver.0,
            &self.to.0,
            &parties.taker.0,
            &parties.since.to_le_bytes(),
            &self.until.unwrap_or_default().to_le_bytes(),
            &self.terms.0,
        ]
        .concat()
    }

    /// Whether the owner has signed it.
    pub fn is_signed(&self, room: &RoomId, parties: &Parties) -> bool {
        verify_strict(
            &parties.giver,
            &self.statement(room, parties),
            &self.signature,
        )
    }
}
