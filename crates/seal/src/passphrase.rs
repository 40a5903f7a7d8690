//! Passphrases: stretched by Argon2id, within limits that hold for every input.
//!
//! Who stores a sealed seed or serves a link could name parameters that make
//! guessing cheap, or that exhaust the machine. So [`Kdf`] exists only between a
//! floor (19 MiB, t = 2) and a ceiling (256 MiB, t = 10, p = 4), checked before any
//! memory is taken, and the parameters are bound into whatever is sealed.
//!
//! ```text
//! KDF bytes   [m u32 LE, KiB][t u32 LE][p u32 LE][salt 16]
//! sealed seed [format 1 = 1][KDF bytes 28][envelope of the seed]
//! stretched = Argon2id v1.3(NFC(passphrase), salt, m, t, p), 32 bytes
//! key       = HKDF-SHA-512(stretched, "sealroom/1/passphrase" ‖ KDF bytes)
//! envelope's context = "sealroom/1/seed" ‖ format ‖ KDF bytes
//! ```
//!
//! The passphrase is normalised (NFC, every kind of space an ordinary one), so
//! that one phrase typed on two systems is one key.

use argon2::{Algorithm, Argon2, Params, Version};
use rand_core::CryptoRng;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::envelope;
use crate::error::{self, OpenError};
use crate::identity::Seed;
use crate::labels;
use crate::secret::Secret;

const FORMAT: u8 = 1;

/// Argon2id parameters within the limits, and their salt. Not secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kdf {
    m: u32,
    t: u32,
    p: u32,
    salt: [u8; 16],
}

/// Why parameters are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KdfRefused {
    /// Guessing would be too cheap.
    #[error("the passphrase protection is below the minimum")]
    Weak,
    /// It would exhaust the machine.
    #[error("the passphrase protection asks for too much memory or time")]
    Heavy,
}

/// Why a sealed seed did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnlockError {
    /// Not the passphrase it was sealed with, or damaged: nobody can tell which.
    #[error("wrong passphrase")]
    Wrong,
    /// Its length or form is not a sealed seed's.
    #[error("the sealed identity is damaged")]
    Damaged,
    /// A newer version made it.
    #[error("made by a newer version")]
    Newer,
    /// Its parameters are refused.
    #[error(transparent)]
    Kdf(#[from] KdfRefused),
    /// The machine has not the memory that the parameters ask for.
    #[error("not enough memory")]
    Memory,
}

impl Kdf {
    /// Length of its bytes.
    pub const LEN: usize = 28;
    const FLOOR: (u32, u32) = (19 * 1024, 2);
    const CEILING: (u32, u32, u32) = (256 * 1024, 10, 4);

    /// What new things are sealed with: 64 MiB, t = 3, p = 1.
    pub fn standard(rng: &mut impl CryptoRng) -> Self {
        Self {
            m: 64 * 1024,
            t: 3,
            p: 1,
            salt: salt(rng),
        }
    }

    /// The least that is accepted, for small machines and tests.
    pub fn floor(rng: &mut impl CryptoRng) -> Self {
        Self {
            m: Self::FLOOR.0,
            t: Self::FLOOR.1,
            p: 1,
            salt: salt(rng),
        }
    }

    /// Memory in KiB, passes, lanes, salt: within the limits only.
    pub fn new(m: u32, t: u32, p: u32, salt: [u8; 16]) -> Result<Self, KdfRefused> {
        if m < Self::FLOOR.0 || t < Self::FLOOR.1 || p == 0 {
            return Err(KdfRefused::Weak);
        }
        if m > Self::CEILING.0 || t > Self::CEILING.1 || p > Self::CEILING.2 {
            return Err(KdfRefused::Heavy);
        }
        Ok(Self { m, t, p, salt })
    }

    /// The bytes that are stored and bound.
    pub fn to_bytes(&self) -> [u8; Self::LEN] {
        let mut out = [0; Self::LEN];
        out[..4].copy_from_slice(&self.m.to_le_bytes());
        out[4..8].copy_from_slice(&self.t.to_le_bytes());
        out[8..12].copy_from_slice(&self.p.to_le_bytes());
        out[12..].copy_from_slice(&self.salt);
        out
    }

    /// Reads and checks the limits.
    pub fn parse(bytes: &[u8; Self::LEN]) -> Result<Self, KdfRefused> {
        let number = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        let mut salt = [0; 16];
        salt.copy_from_slice(&bytes[12..]);
        Self::new(number(0), number(4), number(8), salt)
    }

    /// Takes the memory and the time. `None`: the machine has not so much memory.
    pub(crate) fn stretch(&self, passphrase: &str) -> Option<Secret> {
        let phrase = normal(passphrase);
        let params = Params::new(self.m, self.t, self.p, Some(32)).ok()?;
        // allocated here, fallibly, and not by the crate: a phone may lack it
        let mut memory = Zeroizing::new(Vec::new());
        memory.try_reserve_exact(params.block_count()).ok()?;
        memory.resize(params.block_count(), argon2::Block::default());
        let mut stretched = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(
                phrase.as_bytes(),
                &self.salt,
                stretched.as_mut_slice(),
                memory.as_mut_slice(),
            )
            .ok()?;
        Some(Secret::fill(|out| {
            labels::derive(
                stretched.as_slice(),
                &[],
                labels::PASSPHRASE,
                &[&self.to_bytes()],
                out,
            );
        }))
    }
}

/// Seals the seed at rest. `None`: the machine has not the memory.
pub fn seal_seed(
    seed: &Seed,
    passphrase: &str,
    kdf: &Kdf,
    rng: &mut impl CryptoRng,
) -> Option<Vec<u8>> {
    let key = kdf.stretch(passphrase)?;
    let sealed = envelope::seal(&key, &context(kdf), seed.expose(), rng);
    Some([&[FORMAT], kdf.to_bytes().as_slice(), &sealed].concat())
}

/// Opens a sealed seed.
pub fn open_seed(bytes: &[u8], passphrase: &str) -> Result<Seed, UnlockError> {
    error::format(bytes.first()).map_err(|e| match e {
        OpenError::Newer => UnlockError::Newer,
        _ => UnlockError::Damaged,
    })?;
    let (kdf, sealed) = bytes[1..].split_first_chunk().ok_or(UnlockError::Damaged)?;
    if sealed.len() != envelope::OVERHEAD + crate::padme::FLOOR as usize {
        return Err(UnlockError::Damaged);
    }
    let kdf = Kdf::parse(kdf)?;
    let key = kdf.stretch(passphrase).ok_or(UnlockError::Memory)?;
    let seed = envelope::open(&key, &context(&kdf), sealed).map_err(|_| UnlockError::Wrong)?;
    Seed::parse(&seed).map_err(|_| UnlockError::Damaged)
}

fn context(kdf: &Kdf) -> Vec<u8> {
    [labels::SEED.as_bytes(), &[FORMAT], &kdf.to_bytes()].concat()
}

fn salt(rng: &mut impl CryptoRng) -> [u8; 16] {
    let mut salt = [0; 16];
    rng.fill_bytes(&mut salt);
    salt
}

fn normal(passphrase: &str) -> Zeroizing<String> {
    // room for the longest form, so that no copy stays behind when it grows
    let mut out = Zeroizing::new(String::with_capacity(passphrase.len() * 3 + 4));
    out.extend(
        passphrase
            .nfc()
            .map(|c| if c.is_whitespace() { ' ' } else { c }),
    );
    out
}
