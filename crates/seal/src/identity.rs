//! One seed, one person: everything a person signs or opens with comes from it.
//!
//! ```text
//! seed 32 random bytes
//!  ├ root Ed25519       = HKDF-SHA-512(seed, "sealroom/1/root")            signs cards only
//!  ├ per room salt (32) : Ed25519 "…/room/sign", X-Wing "…/room/kem"       context = salt
//!  └ home Ed25519       : "…/home/sign", symmetric "…/home/seal"          see [`crate::home`]
//! ```
//!
//! A room's keys cannot be connected with another room's, nor with the root, by
//! whoever does not hold the card. The fingerprint is the root public key's
//! SHA-256; people compare it as safety words.

use sha2::{Digest, Sha256};

use crate::home::HomeKeys;
use crate::kem::KemSecret;
use crate::labels;
use crate::secret::{Secret, key};
use crate::sign::SigningKey;

key!(
    /// What a person is made of. Random; kept sealed under a passphrase and as recovery words.
    Seed
);

/// The key that signs a person's cards and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root(pub(crate) SigningKey);

/// A person's keys in one room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomKeys {
    /// Signs entries and grants, and certifies devices.
    pub sign: SigningKey,
    /// Receives grants.
    pub kem: KemSecret,
}

/// SHA-256 of a root public key: who someone is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Seed {
    /// The root key.
    pub fn root(&self) -> Root {
        Root(SigningKey::derive(|out| {
            labels::derive(self.expose(), &[], labels::ROOT, &[], out)
        }))
    }

    /// The keys for the room with this salt.
    pub fn room_keys(&self, salt: &[u8; 32]) -> RoomKeys {
        RoomKeys {
            sign: SigningKey::derive(|out| {
                labels::derive(self.expose(), &[], labels::ROOM_SIGN, &[salt], out)
            }),
            kem: KemSecret::derive(|out| {
                labels::derive(self.expose(), &[], labels::ROOM_KEM, &[salt], out)
            }),
        }
    }

    /// The keys of the home object.
    pub fn home(&self) -> HomeKeys {
        HomeKeys {
            sign: SigningKey::derive(|out| {
                labels::derive(self.expose(), &[], labels::HOME_SIGN, &[], out)
            }),
            seal: Secret::fill(|out| {
                labels::derive(self.expose(), &[], labels::HOME_SEAL, &[], out)
            }),
        }
    }

    /// A key for what this device alone keeps sealed, such as resume plans; `purpose` tells uses apart.
    pub fn local(&self, purpose: &str) -> LocalKey {
        LocalKey(Secret::fill(|out| {
            labels::derive(
                self.expose(),
                &[],
                labels::LOCAL,
                &[purpose.as_bytes()],
                out,
            )
        }))
    }
}

impl Root {
    /// The public key.
    pub fn public(&self) -> [u8; 32] {
        self.0.public()
    }

    /// Who this is.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.public())
    }
}

impl Fingerprint {
    /// Of a root public key.
    pub fn of(root: &[u8; 32]) -> Self {
        Self(Sha256::digest(root).into())
    }
}

key!(
    /// Seals what stays on one device.
    LocalKey
);

impl LocalKey {
    /// Seals for this device, bound to a name of the caller's.
    pub fn seal(&self, name: &[u8], plain: &[u8], rng: &mut impl rand_core::CryptoRng) -> Vec<u8> {
        crate::envelope::seal(
            &self.0,
            &[labels::LOCAL.as_bytes(), name].concat(),
            plain,
            rng,
        )
    }

    /// Opens what was sealed under this name.
    pub fn open(
        &self,
        name: &[u8],
        bytes: &[u8],
    ) -> Result<crate::secret::Plain, crate::error::OpenError> {
        crate::envelope::open(&self.0, &[labels::LOCAL.as_bytes(), name].concat(), bytes)
    }
}
