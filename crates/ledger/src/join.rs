//! What a newcomer signs to take over an invite.

use crate::cbor;
use crate::entry::Join;
use crate::ids::{Hash, MemberId, PublicKey, RoomId};
use crate::signed::verify_strict;

const LABEL: &[u8] = b"sealroom/1/join";

impl Join {
    /// The bytes that the newcomer's key signs: every field but the proof, and where it stands.
    ///
    /// Layout: label, room, the invite's chain, the invite's key, the new key, the device,
    /// SHA-256 of the grants as CBOR. `proof` itself is not read.
    pub fn statement(&self, room: &RoomId, chain: &MemberId, invite: &PublicKey) -> Vec<u8> {
        let grants = Hash::of(&cbor::encode(&self.grants));
        [
            LABEL,
            &room.0,
            &chain.0,
            &invite.0,
            &self.key.0,
            &self.device.0,
            &grants.0,
        ]
        .concat()
    }

    /// Whether the newcomer's key made the proof.
    pub fn is_proven(&self, room: &RoomId, chain: &MemberId, invite: &PublicKey) -> bool {
        verify_strict(&self.key, &self.statement(room, chain, invite), &self.proof)
    }
}
