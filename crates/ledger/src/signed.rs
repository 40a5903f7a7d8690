//! An entry's bytes and its author's signature.
//!
//! Signed are exactly the bytes; they are kept and passed on as they came. The
//! entry's hash is SHA-256 of these bytes without the signature: since strict
//! verification and the one encoding leave no second signature or spelling
//! that a third party could make, there is nothing else to bind.

use ed25519_dalek::VerifyingKey;

use crate::entry::Entry;
use crate::ids::{Hash, PublicKey, Signature};
use crate::refusal::Refusal;
use crate::{cbor, limits};

/// The bytes of an entry with a signature, not verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    bytes: Vec<u8>,
    signature: Signature,
}

/// An entry whose encoding and signature hold; only [`Signed::verify`] makes it.
///
/// Whether its author may say so is for a fold to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    entry: Entry,
    hash: Hash,
}

/// Bytes that are no signed entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignedError {
    /// Not the one encoding of an entry, or over a limit.
    #[error("malformed entry")]
    Malformed,
    /// The signature does not verify.
    #[error("the signature does not verify")]
    Signature,
}

impl Signed {
    /// The bytes that the author signs.
    pub fn statement(entry: &Entry) -> Vec<u8> {
        cbor::encode(entry)
    }

    /// Puts together what was signed (the bytes of [`Signed::statement`]) and its signature.
    pub fn assemble(bytes: Vec<u8>, signature: Signature) -> Self {
        Self { bytes, signature }
    }

    /// The exact bytes that are signed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The author's signature.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// The entry's hash, which `prev` and heads name.
    pub fn hash(&self) -> Hash {
        Hash::of(&self.bytes)
    }

    /// Decodes the bytes strictly and verifies the author's signature over them.
    pub fn verify(&self) -> Result<Verified, SignedError> {
        let entry: Entry =
            cbor::decode(&self.bytes, limits::ENTRY).map_err(|_| SignedError::Malformed)?;
        if entry.format != crate::entry::FORMAT {
            return Err(SignedError::Malformed);
        }
        if !verify_strict(&entry.author, &self.bytes, &self.signature) {
            return Err(SignedError::Signature);
        }
        Ok(Verified {
            entry,
            hash: self.hash(),
        })
    }
}

impl Verified {
    /// What the author said.
    pub fn entry(&self) -> &Entry {
        &self.entry
    }

    /// SHA-256 of the signed bytes.
    pub fn hash(&self) -> Hash {
        self.hash
    }
}

impl From<SignedError> for Refusal {
    fn from(error: SignedError) -> Self {
        match error {
            SignedError::Malformed => Self::Malformed,
            SignedError::Signature => Self::Signature,
        }
    }
}

/// Verifies an Ed25519 signature strictly: no weak keys, no second form of a signature.
pub fn verify_strict(key: &PublicKey, message: &[u8], signature: &Signature) -> bool {
    let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
    VerifyingKey::from_bytes(&key.0).is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}
