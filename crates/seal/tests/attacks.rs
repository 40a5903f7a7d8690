//! The attacks on keys, formats and content, by their rows in the list of attacks.
//!
//! Allowed are an error, or the identical bytes: never other plaintext.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

#[path = "attacks/collision.rs"]
mod collision;
#[path = "attacks/content.rs"]
mod content;
#[path = "attacks/decoders.rs"]
mod decoders;
#[path = "attacks/keys.rs"]
mod keys;
#[path = "attacks/links.rs"]
mod links;
#[path = "attacks/places.rs"]
mod places;

use seal::card::Card;
use seal::grant::{self, Grant, Terms};
use seal::identity::{RoomKeys, Seed};
use seal::scope::ScopeKey;

pub const ROOM: [u8; 32] = [1; 32];
pub const SCOPE: [u8; 16] = [2; 16];
pub const ALICE: [u8; 16] = [3; 16];
pub const BOB: [u8; 16] = [4; 16];
const SALT: [u8; 32] = [5; 32];

pub fn seed(byte: u8) -> Seed {
    Seed::parse(&[byte; 32]).unwrap()
}

pub fn keys(byte: u8) -> RoomKeys {
    seed(byte).room_keys(&SALT)
}

pub fn card(byte: u8, room: [u8; 32], name: &str) -> Card {
    seed(byte).root().card(room, &keys(byte), name).unwrap()
}

pub fn scope(byte: u8) -> ScopeKey {
    ScopeKey::parse(&[byte; 32]).unwrap()
}

/// The owner (key 9) grants scope key 7 to Alice (keys 10).
pub fn grant_to_alice() -> Grant {
    let terms = Terms {
        room: ROOM,
        scope: SCOPE,
        epoch: 1,
        recipient: ALICE,
        rights: 0,
        expires: Some(1000),
    };
    grant::seal(&terms, &scope(7), &keys(10).kem.public(), &keys(9).sign)
}
