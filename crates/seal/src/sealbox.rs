//! Box: bytes sealed to a public key, for one place only.
//!
//! For those who may give but not read: a newcomer's card to the roster, an
//! issuer's note to a link. Who made it is not part of it: the entry that names
//! its hash is signed. For a scope's key use [`crate::grant`], which is.
//!
//! ```text
//! [format 1 = 1][encapsulation 1120][AES-256-GCM ciphertext][tag 16]
//! HPKE base mode, X-Wing, HKDF-SHA256, AES-256-GCM
//! info      = length of label ‖ "sealroom/1/box" ‖ format ‖ context
//! plaintext = padded as an envelope's
//! ```

use rand_core::CryptoRng;

use crate::context::Context;
use crate::envelope::{pad, unpad};
use crate::error::{self, OpenError};
use crate::kem::{ENC, KemPublic, KemSecret};
use crate::labels;
use crate::secret::Plain;

const FORMAT: u8 = 1;

/// Seals so that only the holder of the secret half opens it, there.
pub fn seal(to: &KemPublic, context: &Context, plain: &[u8], rng: &mut impl CryptoRng) -> Vec<u8> {
    let (enc, ciphertext) = to.seal(&info(context), &pad(plain), rng);
    [&[FORMAT], enc.as_slice(), &ciphertext].concat()
}

/// Opens what was sealed to this key for this place.
pub fn open(with: &KemSecret, context: &Context, bytes: &[u8]) -> Result<Plain, OpenError> {
    error::format(bytes.first())?;
    let (enc, ciphertext) = bytes[1..].split_at_checked(ENC).ok_or(OpenError::Broken)?;
    unpad(with.open(&info(context), enc, ciphertext)?)
}

fn info(context: &Context) -> Vec<u8> {
    let label = labels::BOX.as_bytes();
    [&[label.len() as u8], label, &[FORMAT], &context.bytes()].concat()
}
