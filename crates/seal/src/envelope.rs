//! Envelope: bytes sealed with a symmetric key, for one place only.
//!
//! For whatever the holders of a key share: bodies of entries, home objects, the
//! seed at rest. For a key that only a recipient holds use [`crate::sealbox`], for
//! content [`crate::floe`].
//!
//! ```text
//! [format 1 = 1][salt 32][commitment 32][AES-256-GCM ciphertext][tag 16]
//! key 32 ‖ nonce 12 ‖ commitment 32 = HKDF-SHA-512(key, salt, "sealroom/1/envelope" ‖ context)
//! associated data = format ‖ context
//! plaintext       = true length, u64 LE ‖ bytes ‖ zeros up to Padmé, 256 at least
//! ```
//!
//! The salt is random, so key and nonce are used once. The commitment is compared
//! before anything is decrypted, so that one ciphertext opens under one key only.

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Tag};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::error::{self, OpenError};
use crate::labels;
use crate::padme;
use crate::secret::{Plain, Secret};

const FORMAT: u8 = 1;
const SALT: usize = 32;
const COMMITMENT: usize = 32;
const TAG: usize = 16;
const HEAD: usize = 1 + SALT + COMMITMENT;
/// How much longer than the padded plaintext an envelope is.
pub const OVERHEAD: usize = HEAD + TAG;

/// Seals for the place that `context` names.
pub(crate) fn seal(
    key: &Secret,
    context: &[u8],
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Vec<u8> {
    let mut salt = [0; SALT];
    rng.fill_bytes(&mut salt);
    let keys = Keys::derive(key, &salt, context);
    let body = pad(plain);
    let mut out = Vec::with_capacity(HEAD + body.len() + TAG);
    out.push(FORMAT);
    out.extend_from_slice(&salt);
    out.extend_from_slice(&keys.commitment);
    out.extend_from_slice(&body);
    let sealed = keys.cipher().encrypt_inout_detached(
        &keys.nonce.into(),
        &aad(context),
        (&mut out[HEAD..]).into(),
    );
    // the cipher refuses 64 GiB and more, which no caller's memory holds
    let tag = sealed.unwrap_or_else(|_| panic!("an envelope of 64 GiB"));
    out.extend_from_slice(&tag);
    out
}

/// Opens what was sealed with this key for this place.
pub(crate) fn open(key: &Secret, context: &[u8], bytes: &[u8]) -> Result<Plain, OpenError> {
    error::format(bytes.first())?;
    let (head, rest) = bytes.split_at_checked(HEAD).ok_or(OpenError::Broken)?;
    let (body, tag) = rest.split_last_chunk::<TAG>().ok_or(OpenError::Broken)?;
    let keys = Keys::derive(key, &head[1..1 + SALT], context);
    if !bool::from(keys.commitment.ct_eq(&head[1 + SALT..])) {
        return Err(OpenError::Broken);
    }
    let mut plain = Zeroizing::new(body.to_vec());
    keys.cipher()
        .decrypt_inout_detached(
            &keys.nonce.into(),
            &aad(context),
            plain.as_mut_slice().into(),
            &Tag::from(*tag),
        )
        .map_err(|_| OpenError::Broken)?;
    unpad(plain)
}

/// True length, bytes, zeros.
pub(crate) fn pad(plain: &[u8]) -> Plain {
    let len = 8 + plain.len() as u64;
    let mut out = Zeroizing::new(Vec::with_capacity(padme::padded_with_floor(len) as usize));
    out.extend_from_slice(&(plain.len() as u64).to_le_bytes());
    out.extend_from_slice(plain);
    out.resize(padme::padded_with_floor(len) as usize, 0);
    out
}

/// The bytes of a padded plaintext; there is one way only to pad them.
pub(crate) fn unpad(mut padded: Plain) -> Result<Plain, OpenError> {
    let len = padded
        .first_chunk()
        .map(|len| u64::from_le_bytes(*len))
        .ok_or(OpenError::Broken)?;
    let end = len
        .checked_add(8)
        .filter(|end| *end <= padded.len() as u64)
        .ok_or(OpenError::Broken)?;
    let exact = padme::padded_with_floor(end) == padded.len() as u64;
    if !exact || padded[end as usize..].iter().any(|byte| *byte != 0) {
        return Err(OpenError::Broken);
    }
    padded.copy_within(8..end as usize, 0);
    padded.truncate(len as usize);
    Ok(padded)
}

fn aad(context: &[u8]) -> Vec<u8> {
    [&[FORMAT], context].concat()
}

/// Key, nonce and commitment of one envelope.
struct Keys {
    key: Secret,
    nonce: [u8; 12],
    commitment: [u8; COMMITMENT],
}

impl Keys {
    fn derive(key: &Secret, salt: &[u8], context: &[u8]) -> Self {
        let mut out = Zeroizing::new([0; 32 + 12 + COMMITMENT]);
        labels::derive(
            key.expose(),
            salt,
            labels::ENVELOPE,
            &[context],
            out.as_mut_slice(),
        );
        let (mut nonce, mut commitment) = ([0; 12], [0; COMMITMENT]);
        nonce.copy_from_slice(&out[32..44]);
        commitment.copy_from_slice(&out[44..]);
        Self {
            key: Secret::fill(|key| key.copy_from_slice(&out[..32])),
            nonce,
            commitment,
        }
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(self.key.expose().into())
    }
}
