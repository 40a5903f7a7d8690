//! Cards: which keys are whose, said in one signed statement.
//!
//! ```text
//! [format 1 = 1][room 32][root key 32][room signing key 32][room X-Wing key 1216]
//! [name length u8][name UTF-8, 1 to 200 bytes][root's signature 64 over "sealroom/1/card" ‖ everything before]
//! ```
//!
//! Keys and name stand in one statement, so none can be replaced alone; the room
//! stands in it, so a card cannot be shown in another room. A card travels only
//! inside sealed bodies. A link or invite has no root: its [`LinkCard`] is its two
//! keys, authenticated by the entry that makes it a member.

use crate::error::{self, OpenError};
use crate::identity::{Fingerprint, RoomKeys, Root};
use crate::kem::{self, KemPublic};
use crate::labels;
use crate::secret::WrongLength;
use crate::sign;
use crate::text::hidden;

const FORMAT: u8 = 1;
const HEAD: usize = 1 + 32 + 32 + 32 + kem::PUBLIC + 1;
/// The longest display name, in bytes.
pub const MAX_NAME: usize = 200;

/// A person in one room. Exists only with a right signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    root: [u8; 32],
    sign: [u8; 32],
    kem: KemPublic,
    name: String,
    bytes: Vec<u8>,
}

/// A link's or invite's keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkCard {
    /// Verifies its signatures.
    pub sign: [u8; 32],
    /// Receives its grants.
    pub kem: KemPublic,
}

/// A display name that is empty, too long, or holds characters that show nothing (see [`hidden`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to 200 bytes and no control characters")]
pub struct BadName;

impl Root {
    /// The statement that a room's keys and a name are this person's.
    pub fn card(&self, room: [u8; 32], keys: &RoomKeys, name: &str) -> Result<Card, BadName> {
        check_name(name)?;
        Ok(self.sign_card(room, keys, name))
    }

    fn sign_card(&self, room: [u8; 32], keys: &RoomKeys, name: &str) -> Card {
        let (root_key, sign, kem) = (self.public(), keys.sign.public(), keys.kem.public());
        let mut bytes = [
            &[FORMAT],
            room.as_slice(),
            &root_key,
            &sign,
            kem.as_bytes(),
            &[name.len() as u8],
        ]
        .concat();
        bytes.extend_from_slice(name.as_bytes());
        let signature = self.0.sign_labelled(labels::CARD, &bytes);
        bytes.extend_from_slice(&signature);
        Card {
            root: root_key,
            sign,
            kem,
            name: name.to_owned(),
            bytes,
        }
    }
}

impl Card {
    /// Reads and verifies a card for this room. [`OpenError::NotMine`]: a right card, of another room.
    pub fn parse(bytes: &[u8], room: &[u8; 32]) -> Result<Self, OpenError> {
        error::format(bytes.first())?;
        let (head, rest) = bytes.split_at_checked(HEAD).ok_or(OpenError::Broken)?;
        let (name, signature) = rest.split_last_chunk::<64>().ok_or(OpenError::Broken)?;
        let name = str::from_utf8(name).map_err(|_| OpenError::Broken)?;
        if usize::from(head[HEAD - 1]) != name.len() || check_name(name).is_err() {
            return Err(OpenError::Broken);
        }
        let (root, sign) = (field(&head[33..]), field(&head[65..]));
        let kem = KemPublic::parse(&head[97..HEAD - 1]).map_err(|_| OpenError::Broken)?;
        let signed = &bytes[..bytes.len() - 64];
        sign::verify_labelled(&root, labels::CARD, signed, signature)
            .map_err(|_| OpenError::Broken)?;
        if head[1..33] != room[..] {
            return Err(OpenError::NotMine);
        }
        Ok(Self {
            root,
            sign,
            kem,
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        })
    }

    /// Who it is.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.root)
    }

    /// The key that verifies the person's entries.
    pub fn sign_key(&self) -> &[u8; 32] {
        &self.sign
    }

    /// The key that grants are sealed to.
    pub fn kem(&self) -> &KemPublic {
        &self.kem
    }

    /// The name that the person chose; no one vouches for it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes to put into a sealed body.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }
}

impl LinkCard {
    /// Length of its bytes.
    pub const LEN: usize = 1 + 32 + kem::PUBLIC;

    /// `[format 1 = 1][signing key 32][X-Wing key 1216]`
    pub fn to_bytes(&self) -> Vec<u8> {
        [&[FORMAT], self.sign.as_slice(), self.kem.as_bytes()].concat()
    }

    /// Reads one.
    pub fn parse(bytes: &[u8]) -> Result<Self, OpenError> {
        error::format(bytes.first())?;
        if bytes.len() != Self::LEN {
            return Err(OpenError::Broken);
        }
        let kem = KemPublic::parse(&bytes[33..]).map_err(|WrongLength| OpenError::Broken)?;
        Ok(Self {
            sign: field(&bytes[1..]),
            kem,
        })
    }
}

/// Whether a person may show themselves by this name.
pub fn check_name(name: &str) -> Result<(), BadName> {
    if name.trim().is_empty() || name.len() > MAX_NAME || name.contains(hidden) {
        return Err(BadName);
    }
    Ok(())
}

/// The 32 bytes at the front of a slice whose length was checked.
fn field(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(&bytes[..32]);
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::identity::Seed;

    #[test]
    fn row_41_a_rightly_signed_card_with_a_deceiving_name_is_refused() {
        let seed = Seed::parse(&[7; 32]).unwrap();
        let (root, keys) = (seed.root(), seed.room_keys(&[8; 32]));
        let parsed = |name: &str| {
            let card = root.sign_card([1; 32], &keys, name);
            Card::parse(card.as_bytes(), &[1; 32]).map(|card| card.name().to_owned())
        };
        assert_eq!(parsed("Wang Fang").as_deref(), Ok("Wang Fang"));
        for name in [
            "Wang\u{61c} Fang",
            "Wang\u{200b} Fang",
            "\u{202e}gnaF gnaW",
            "Wang\nFang",
            " ",
            "",
        ] {
            assert_eq!(parsed(name), Err(OpenError::Broken), "{name:?}");
            assert!(root.card([1; 32], &keys, name).is_err());
        }
    }
}
