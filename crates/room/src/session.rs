//! Who someone is in one room: the keys that sign entries, requests and receipts.
//!
//! | | signs entries | signs requests and receipts | opens grants |
//! |---|---|---|---|
//! | person | room key (seed and room salt) | device key, certified in the person's chain | room's X-Wing key |
//! | visitor of a link | its device key | the same | the link's X-Wing key |

use blobs::{Signer, Unsigned};
use ledger::http_sig::{KeyId, Message as Request, Params, signature_header};
use ledger::ids::{MemberId, PublicKey, RoomId, Signature};
use seal::card::Card;
use seal::identity::{RoomKeys, Seed};
use seal::kem::KemSecret;
use seal::link::LinkKeys;
use seal::sign::{Message, SigningKey};

use crate::Error;

/// A person, on a device where the seed is open.
#[derive(Debug, Clone)]
pub struct Me {
    /// What everything is derived from.
    pub seed: Seed,
    /// The name on new cards.
    pub name: String,
}

/// Someone in one room.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    pub(crate) room: RoomId,
    /// The chain that certifies the device: a person's or a visitor's own.
    pub(crate) chain: MemberId,
    /// The member that grants are for: the person, or the visitor's link.
    pub(crate) member: MemberId,
    pub(crate) device: SigningKey,
    pub(crate) who: Who,
}

#[derive(Debug, Clone)]
pub(crate) enum Who {
    Person {
        keys: RoomKeys,
        card: Box<Card>,
    },
    Visitor {
        keys: LinkKeys,
    },
    /// An invite for as long as it takes to join: its own key is its device.
    Invite {
        keys: LinkKeys,
    },
}

/// Signs requests with one key.
#[derive(Debug)]
pub(crate) struct KeySigner<'a> {
    pub(crate) id: KeyId,
    pub(crate) key: &'a SigningKey,
}

impl Session {
    /// A person's session; makes the card.
    pub(crate) fn person(
        me: &Me,
        room: RoomId,
        salt: &[u8; 32],
        member: MemberId,
        device: SigningKey,
    ) -> Result<Self, Error> {
        let keys = me.seed.room_keys(salt);
        let card = me
            .seed
            .root()
            .card(room.0, &keys, &me.name)
            .map_err(|_| crate::names::BadName::Control)?;
        Ok(Self {
            room,
            chain: member,
            member,
            device,
            who: Who::Person {
                keys,
                card: Box::new(card),
            },
        })
    }

    /// Signs as the device.
    pub(crate) fn signer(&self) -> KeySigner<'_> {
        KeySigner::member(self.chain, &self.device)
    }

    pub(crate) fn device_key(&self) -> PublicKey {
        PublicKey(self.device.public())
    }

    pub(crate) fn kem(&self) -> &KemSecret {
        match &self.who {
            Who::Person { keys, .. } => &keys.kem,
            Who::Visitor { keys } | Who::Invite { keys } => &keys.kem,
        }
    }

    /// The person's keys; a visitor writes nothing but receipts.
    pub(crate) fn keys(&self) -> Result<&RoomKeys, Error> {
        match &self.who {
            Who::Person { keys, .. } => Ok(keys),
            Who::Visitor { .. } | Who::Invite { .. } => Err(Error::NotAllowed),
        }
    }

    pub(crate) fn card(&self) -> Result<&Card, Error> {
        match &self.who {
            Who::Person { card, .. } => Ok(card),
            Who::Visitor { .. } | Who::Invite { .. } => Err(Error::NotAllowed),
        }
    }
}

impl<'a> KeySigner<'a> {
    pub(crate) fn member(chain: MemberId, key: &'a SigningKey) -> Self {
        Self {
            id: KeyId::Member {
                chain,
                key: PublicKey(key.public()),
            },
            key,
        }
    }

    pub(crate) fn state(chain: MemberId, key: &'a SigningKey) -> Self {
        Self {
            id: KeyId::State {
                chain,
                key: PublicKey(key.public()),
            },
            key,
        }
    }

    pub(crate) fn home(key: &'a SigningKey) -> Self {
        Self {
            id: KeyId::Home(PublicKey(key.public())),
            key,
        }
    }
}

impl Signer for KeySigner<'_> {
    fn sign(&self, request: &Unsigned<'_>) -> (String, String) {
        let message = Request {
            method: request.method,
            target_uri: request.target_uri,
            authority: request.authority,
            content_digest: request.content_digest,
        };
        let params = Params {
            created: request.created,
            keyid: self.id,
        };
        let base = params.base(&message);
        // a signature base begins as one; a gate refuses the zeros
        let signature = self
            .key
            .sign(Message::Request(base.as_bytes()))
            .unwrap_or([0; 64]);
        (
            params.input(request.content_digest.is_some()),
            signature_header(&Signature(signature)),
        )
    }
}
