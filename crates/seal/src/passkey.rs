//! Passkey: a second door to the seed at rest, beside the passphrase.
//!
//! A passkey that knows WebAuthn's PRF extension answers a salt with 32 bytes that it
//! gives nobody else, and only after its owner showed a finger, a face or a PIN. Each
//! door is a sealed seed of its own, so that one is changed or removed without the
//! other; which passkey to ask, with which salt and at which host stands before the
//! envelope, in the clear, and is bound into it.
//!
//! ```text
//! passkey     [salt 32][length u16 LE][credential id][length u8][host]
//! sealed seed [format 1 = 1][passkey][envelope of the seed]
//! key         = HKDF-SHA-512(PRF(salt), "sealroom/1/passkey" ‖ passkey)
//! envelope's context = "sealroom/1/passkey/seed" ‖ format ‖ passkey
//! ```

use rand_core::CryptoRng;

use crate::envelope;
use crate::error::{self, OpenError};
use crate::identity::Seed;
use crate::labels;
use crate::passphrase::UnlockError;
use crate::secret::{Secret, key};

const FORMAT: u8 = 1;
/// The longest credential id that WebAuthn allows.
const MAX_CREDENTIAL: usize = 1023;
/// The longest host.
const MAX_HOST: usize = 253;

key!(
    /// What the passkey answered to the salt.
    PrfOutput
);

/// Which passkey to ask, and what. Not secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    salt: [u8; 32],
    credential: Vec<u8>,
    host: String,
}

/// A credential id or host that no passkey has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a passkey")]
pub struct NotAPasskey;

impl Passkey {
    /// A passkey by its id, asked with this salt at this host.
    pub fn new(salt: [u8; 32], credential: &[u8], host: &str) -> Result<Self, NotAPasskey> {
        let host_fits = host.is_ascii() && !host.is_empty() && host.len() <= MAX_HOST;
        if credential.is_empty() || credential.len() > MAX_CREDENTIAL || !host_fits {
            return Err(NotAPasskey);
        }
        Ok(Self {
            salt,
            credential: credential.to_vec(),
            host: host.to_owned(),
        })
    }

    /// What its PRF is asked.
    pub fn salt(&self) -> &[u8; 32] {
        &self.salt
    }

    /// Its credential id.
    pub fn credential(&self) -> &[u8] {
        &self.credential
    }

    /// The host (WebAuthn's relying party) that it was made for.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The bytes that are stored and bound.
    fn to_bytes(&self) -> Vec<u8> {
        let length = self.credential.len() as u16;
        [
            self.salt.as_slice(),
            &length.to_le_bytes(),
            &self.credential,
            &[self.host.len() as u8],
            self.host.as_bytes(),
        ]
        .concat()
    }

    /// Reads one from the front, and answers what follows.
    fn split(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (salt, rest) = bytes.split_first_chunk()?;
        let (length, rest) = rest.split_first_chunk()?;
        let (credential, rest) = rest.split_at_checked(u16::from_le_bytes(*length).into())?;
        let (length, rest) = rest.split_first()?;
        let (host, rest) = rest.split_at_checked((*length).into())?;
        let passkey = Self::new(*salt, credential, str::from_utf8(host).ok()?).ok()?;
        Some((passkey, rest))
    }

    fn key(&self, prf: &PrfOutput) -> Secret {
        let bound = self.to_bytes();
        Secret::fill(|out| labels::derive(prf.expose(), &[], labels::PASSKEY, &[&bound], out))
    }

    fn context(&self) -> Vec<u8> {
        [labels::PASSKEY_SEED.as_bytes(), &[FORMAT], &self.to_bytes()].concat()
    }
}

/// Seals the seed at rest for this passkey.
pub fn seal_seed(
    seed: &Seed,
    passkey: &Passkey,
    prf: &PrfOutput,
    rng: &mut impl CryptoRng,
) -> Vec<u8> {
    let sealed = envelope::seal(&passkey.key(prf), &passkey.context(), seed.expose(), rng);
    [&[FORMAT], passkey.to_bytes().as_slice(), &sealed].concat()
}

/// Which passkey opens a sealed seed.
pub fn passkey_of(bytes: &[u8]) -> Result<Passkey, UnlockError> {
    parse(bytes).map(|(passkey, _)| passkey)
}

/// Opens a sealed seed.
pub fn open_seed(bytes: &[u8], prf: &PrfOutput) -> Result<Seed, UnlockError> {
    let (passkey, sealed) = parse(bytes)?;
    let seed = envelope::open(&passkey.key(prf), &passkey.context(), sealed);
    let seed = seed.map_err(|_| UnlockError::Wrong)?;
    Seed::parse(&seed).map_err(|_| UnlockError::Damaged)
}

fn parse(bytes: &[u8]) -> Result<(Passkey, &[u8]), UnlockError> {
    error::format(bytes.first()).map_err(|e| match e {
        OpenError::Newer => UnlockError::Newer,
        _ => UnlockError::Damaged,
    })?;
    let (passkey, sealed) = Passkey::split(&bytes[1..]).ok_or(UnlockError::Damaged)?;
    if sealed.len() != envelope::OVERHEAD + crate::padme::FLOOR as usize {
        return Err(UnlockError::Damaged);
    }
    Ok((passkey, sealed))
}
