//! Ed25519 keys that sign several kinds of messages and can confuse none of them.
//!
//! Entries are signed as they are (their first byte is a CBOR array's), requests
//! as RFC 9421 signature bases (they begin with `"@`), join proofs, handovers, archives' manifests and artefacts' statements begin with
//! their labels, and a witness's statements with theirs. [`SigningKey::sign`] refuses bytes that are not of the kind they
//! are said to be, so that a request can never be tricked into being an entry.
//! Cards, grants and home objects are signed inside their modules, each behind a
//! label of its own.
//!
//! Verification is strict: no small-order keys, one encoding of a signature.

use core::fmt;

use ed25519_dalek::{Signature, Signer, VerifyingKey};
use rand_core::CryptoRng;

use crate::labels;
use crate::secret::{Secret, WrongLength};

/// What is to be signed.
#[derive(Debug, Clone, Copy)]
pub enum Message<'a> {
    /// The exact CBOR bytes of an entry.
    Entry(&'a [u8]),
    /// The signature base of a request.
    Request(&'a [u8]),
    /// The statement of a `Join`.
    Join(&'a [u8]),
    /// What a witness says of a checkpoint (C2SP tlog-cosignature).
    Cosignature(&'a [u8]),
    /// The statement of an archive's manifest.
    Archive(&'a [u8]),
    /// The statement of an artefact.
    Artefact(&'a [u8]),
    /// The statement of a `Handover`.
    Handover(&'a [u8]),
}

/// The bytes are not of the kind that was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a message of this kind")]
pub struct OtherKind;

/// A signature that does not belong to the key and the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signature does not match")]
pub struct BadSignature;

/// A secret signing key: a person's in a room, a device's, a link's, home's.
#[derive(Clone)]
pub struct SigningKey(Box<ed25519_dalek::SigningKey>);

impl SigningKey {
    /// A random one, for a device.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        Self::derive(|out| rng.fill_bytes(out))
    }

    /// Reads a stored device key; the caller zeroes its own bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, WrongLength> {
        Ok(Self::from(&Secret::parse(bytes)?))
    }

    /// From a derived seed.
    pub(crate) fn derive(write: impl FnOnce(&mut [u8; 32])) -> Self {
        Self::from(&Secret::fill(write))
    }

    /// The seed, to store a device's key sealed.
    pub fn expose(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The public key.
    pub fn public(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// Signs what is of the kind that it is said to be.
    pub fn sign(&self, message: Message<'_>) -> Result<[u8; 64], OtherKind> {
        let (bytes, fits) = match message {
            Message::Entry(bytes) => (bytes, bytes.first().is_some_and(|byte| byte >> 5 == 4)),
            Message::Request(bytes) => (bytes, bytes.starts_with(b"\"@")),
            Message::Join(bytes) => (bytes, bytes.starts_with(labels::JOIN.as_bytes())),
            Message::Cosignature(bytes) => (bytes, bytes.starts_with(labels::COSIGNATURE)),
            Message::Archive(bytes) => (bytes, bytes.starts_with(labels::ARCHIVE.as_bytes())),
            Message::Artefact(bytes) => (bytes, bytes.starts_with(labels::ARTEFACT.as_bytes())),
            Message::Handover(bytes) => (bytes, bytes.starts_with(labels::HANDOVER.as_bytes())),
        };
        if fits {
            Ok(self.sign_raw(bytes))
        } else {
            Err(OtherKind)
        }
    }

    /// Signs a label and bytes, for the formats of this crate.
    pub(crate) fn sign_labelled(&self, label: &str, bytes: &[u8]) -> [u8; 64] {
        self.sign_raw(&[label.as_bytes(), bytes].concat())
    }

    fn sign_raw(&self, bytes: &[u8]) -> [u8; 64] {
        self.0.sign(bytes).to_bytes()
    }
}

/// Checks strictly that the holder of `key` signed exactly these bytes.
pub fn verify(key: &[u8; 32], bytes: &[u8], signature: &[u8; 64]) -> Result<(), BadSignature> {
    VerifyingKey::from_bytes(key)
        .and_then(|key| key.verify_strict(bytes, &Signature::from_bytes(signature)))
        .map_err(|_| BadSignature)
}

/// As [`verify`], for what [`SigningKey::sign_labelled`] signed.
pub(crate) fn verify_labelled(
    key: &[u8; 32],
    label: &str,
    bytes: &[u8],
    signature: &[u8; 64],
) -> Result<(), BadSignature> {
    verify(key, &[label.as_bytes(), bytes].concat(), signature)
}

impl From<&Secret> for SigningKey {
    fn from(seed: &Secret) -> Self {
        Self(Box::new(ed25519_dalek::SigningKey::from_bytes(
            seed.expose(),
        )))
    }
}

impl PartialEq for SigningKey {
    fn eq(&self, other: &Self) -> bool {
        self.public() == other.public()
    }
}

impl Eq for SigningKey {}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_one_kind_is_signed_as_no_other() {
        let key = SigningKey::parse(&[7; 32]).expect("a key");
        let bytes: [&[u8]; 7] = [
            &[0x8b, 1],
            b"\"@method\": POST",
            b"sealroom/1/join ...",
            b"cosignature/v1\ntime 1\n",
            b"sealroom/1/archive ...",
            b"sealroom/1/artefact\nlist\n",
            b"sealroom/1/handover ...",
        ];
        for (n, bytes) in bytes.into_iter().enumerate() {
            let kinds = [
                Message::Entry(bytes),
                Message::Request(bytes),
                Message::Join(bytes),
                Message::Cosignature(bytes),
                Message::Archive(bytes),
                Message::Artefact(bytes),
                Message::Handover(bytes),
            ];
            for (m, message) in kinds.into_iter().enumerate() {
                assert_eq!(key.sign(message).is_ok(), n == m, "{n} as {m}");
            }
        }
        assert!(key.sign(Message::Cosignature(b"cosignature/v1 ")).is_err());
    }
}
