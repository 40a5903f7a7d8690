//! The token in a message's link by which there are no more of them. It tells nothing but to this server, and does
//! nothing else.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use ledger::{ChainId, Hash, MemberId, RoomId};
use minicbor::{Decode, Encode};

use super::Private;

/// Where a token belongs, as what is sealed says it.
const PLACE: &str = "unsubscribe";
/// Letters of a token at most.
const LONG: usize = 512;

/// Whom it stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Stop {
    #[cbor(n(0), with = "minicbor::bytes")]
    room: [u8; 32],
    #[cbor(n(1), with = "minicbor::bytes")]
    member: [u8; 16],
    /// The address, by its name: a token of an earlier address stops no later one.
    #[cbor(n(2), with = "minicbor::bytes")]
    address: [u8; 32],
}

impl Stop {
    pub(crate) fn of(room: &RoomId, member: &MemberId, address: &Hash) -> Self {
        Self {
            room: room.0,
            member: member.0,
            address: address.0,
        }
    }

    pub(crate) fn parts(&self) -> (RoomId, MemberId, Hash) {
        (RoomId(self.room), ChainId(self.member), Hash(self.address))
    }

    pub(crate) fn token(&self, private: &Private) -> Option<String> {
        Some(URL_SAFE_NO_PAD.encode(private.seal(PLACE, self)?))
    }

    pub(crate) fn parse(private: &Private, token: &str) -> Option<Self> {
        let sealed = (token.len() <= LONG).then(|| URL_SAFE_NO_PAD.decode(token).ok())??;
        private.open(PLACE, &sealed)
    }
}
