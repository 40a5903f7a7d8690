//! Doors: the ways to the seed that this device keeps sealed.
//!
//! ```text
//! shelf   identity           the seed, sealed under a passphrase
//!         identity/passkey   the same seed, sealed under what a passkey answers
//!         identity/name      the name on one's cards, sealed under a key from the seed
//! ```
//!
//! Every door is a sealed seed of its own, so one is changed or taken away without the
//! other. The last one stays: a seed without a door would be gone from this device.

use core::fmt;

use rand_core::CryptoRng;
use seal::identity::Seed;
use seal::passkey::{self, Passkey, PrfOutput};
use seal::passphrase::{self, Kdf, UnlockError};
use zeroize::Zeroizing;

use crate::error::Error;
use crate::host::Shelf;

const PASSPHRASE: &str = "identity";
const PASSKEY: &str = "identity/passkey";
const NAME: &str = "identity/name";

/// The sealed seed of one device.
#[derive(Debug)]
pub struct Doors<'a, S>(&'a S);

/// A way to the seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Something to know.
    Passphrase,
    /// Something to have.
    Passkey,
}

/// What opens a door.
#[derive(Clone, Copy)]
pub enum Proof<'a> {
    /// As it was typed.
    Passphrase(&'a str),
    /// What the passkey answered.
    Passkey(&'a PrfOutput),
}

impl fmt::Debug for Proof<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Passphrase(_) => "Passphrase(..)",
            Self::Passkey(_) => "Passkey(..)",
        })
    }
}

/// The doors that there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kept {
    /// A passphrase opens.
    pub passphrase: bool,
    /// This passkey opens.
    pub passkey: Option<Passkey>,
}

/// Why a door did not open, or was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DoorError {
    /// The proof is wrong, or what is sealed is damaged.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// No such door on this device.
    #[error("there is no such way to the identity on this device")]
    NoDoor,
    /// The only one there is.
    #[error("the last way to the identity cannot be removed")]
    LastDoor,
    /// The doors lead to different seeds.
    #[error("this opens another identity")]
    OtherSeed,
    /// This device's storage.
    #[error(transparent)]
    Shelf(#[from] Error),
}

impl Kept {
    /// Whether an identity is kept here at all.
    pub fn any(&self) -> bool {
        self.passphrase || self.passkey.is_some()
    }
}

impl<'a, S: Shelf> Doors<'a, S> {
    /// The doors on this shelf.
    pub fn new(shelf: &'a S) -> Self {
        Self(shelf)
    }

    /// Which doors there are.
    pub async fn kept(&self) -> Result<Kept, Error> {
        let passkey = self.0.get(PASSKEY).await?;
        Ok(Kept {
            passphrase: self.0.get(PASSPHRASE).await?.is_some(),
            // one that cannot be read opens nothing
            passkey: passkey.and_then(|sealed| passkey::passkey_of(&sealed).ok()),
        })
    }

    /// Opens the seed.
    pub async fn open(&self, by: Proof<'_>) -> Result<Seed, DoorError> {
        let place = match by {
            Proof::Passphrase(_) => PASSPHRASE,
            Proof::Passkey(_) => PASSKEY,
        };
        let sealed = self.0.get(place).await?.ok_or(DoorError::NoDoor)?;
        Ok(match by {
            Proof::Passphrase(phrase) => passphrase::open_seed(&sealed, phrase)?,
            Proof::Passkey(prf) => passkey::open_seed(&sealed, prf)?,
        })
    }

    /// Keeps an identity under a passphrase, instead of whatever identity was kept here.
    pub async fn keep(
        &self,
        seed: &Seed,
        name: &str,
        sealed: &SealedSeed,
        rng: &mut impl CryptoRng,
    ) -> Result<(), Error> {
        // a passkey left from before would open another seed
        self.0.remove(PASSKEY).await?;
        let plain = Zeroizing::new(name.as_bytes().to_vec());
        let name = seed.local("name").seal(NAME.as_bytes(), &plain, rng);
        self.0.put(NAME, name).await?;
        self.0.put(PASSPHRASE, sealed.0.clone()).await
    }

    /// The name on one's cards, as this device keeps it.
    pub async fn name(&self, seed: &Seed) -> Result<String, Error> {
        let Some(sealed) = self.0.get(NAME).await? else {
            return Ok(String::new());
        };
        let plain = seed.local("name").open(NAME.as_bytes(), &sealed);
        let plain = plain.map_err(Error::open(crate::error::What::Shelf))?;
        Ok(String::from_utf8_lossy(&plain).into_owned())
    }

    /// Another passphrase, for one who opens a door; the one before opens nothing afterwards. Where
    /// there was none, there is one now.
    pub async fn change_passphrase(
        &self,
        by: Proof<'_>,
        new: &str,
        kdf: &Kdf,
        rng: &mut impl CryptoRng,
    ) -> Result<(), DoorError> {
        let seed = self.open(by).await?;
        let sealed = SealedSeed::make(&seed, new, kdf, rng)?;
        self.0.put(PASSPHRASE, sealed.0).await?;
        Ok(())
    }

    /// Puts a passkey beside the passphrase, instead of the one before; for one whose seed is open.
    pub async fn add_passkey(
        &self,
        seed: &Seed,
        passkey: &Passkey,
        prf: &PrfOutput,
        rng: &mut impl CryptoRng,
    ) -> Result<(), DoorError> {
        if self.0.get(PASSPHRASE).await?.is_none() {
            return Err(DoorError::NoDoor);
        }
        // another tab may have put another identity here; its name tells
        self.name(seed).await.map_err(|_| DoorError::OtherSeed)?;
        let sealed = passkey::seal_seed(seed, passkey, prf, rng);
        self.0.put(PASSKEY, sealed).await?;
        Ok(())
    }

    /// Takes a door away, but never the last one.
    pub async fn remove(&self, door: Door) -> Result<(), DoorError> {
        let kept = self.kept().await?;
        let (there, other, place) = match door {
            Door::Passphrase => (kept.passphrase, kept.passkey.is_some(), PASSPHRASE),
            Door::Passkey => (kept.passkey.is_some(), kept.passphrase, PASSKEY),
        };
        if !there {
            return Err(DoorError::NoDoor);
        }
        if !other {
            return Err(DoorError::LastDoor);
        }
        self.0.remove(place).await?;
        Ok(())
    }
}

/// A seed under a passphrase, before it is put on a shelf: stretching takes a while.
#[derive(Debug, Clone)]
pub struct SealedSeed(Vec<u8>);

impl SealedSeed {
    /// Stretches the passphrase and seals.
    pub fn make(
        seed: &Seed,
        passphrase: &str,
        kdf: &Kdf,
        rng: &mut impl CryptoRng,
    ) -> Result<Self, DoorError> {
        let sealed = passphrase::seal_seed(seed, passphrase, kdf, rng);
        sealed
            .map(Self)
            .ok_or(DoorError::Unlock(UnlockError::Memory))
    }
}

/// Removes everything that this device keeps, of every identity, room and link.
pub async fn wipe<S: Shelf>(shelf: &S) -> Result<(), Error> {
    // the seed first: what is left after a crash cannot be opened any more
    for name in [PASSPHRASE, PASSKEY] {
        shelf.remove(name).await?;
    }
    for name in shelf.names().await? {
        shelf.remove(&name).await?;
    }
    Ok(())
}
