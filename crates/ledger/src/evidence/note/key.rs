//! Keys that sign notes: names, ids, and their spelling (C2SP signed-note, "Verifier keys").

use core::fmt;

use ed25519_dalek::VerifyingKey;

use crate::evidence::checkpoint::cosignature;
use crate::evidence::text;
use crate::ids::{Hash, PublicKey, Signature};
use crate::signed::verify_strict;

/// Bytes of a key's name, as in the messages that witnesses sign with other algorithms.
const NAME: usize = 255;

/// The name of a key, by custom a URL without `https://`.
///
/// - Not empty, not over 255 bytes; no space of Unicode, no plus, no control character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyName(String);

/// What a key signs. The number is the type of its signatures, and part of its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum KeyKind {
    /// The text of a note, as a log does.
    Note = 0x01,
    /// A time and the text of a checkpoint, as a witness does.
    Cosigner = 0x04,
}

/// An Ed25519 key with its name, so that its signatures are known among others.
///
/// - The id is the hash's that the specification gives, so a key has one id.
/// - The key is no weak one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: KeyName,
    kind: KeyKind,
    key: PublicKey,
    id: [u8; 4],
}

/// A text that is no key of a kind that is known here, or no name of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a verifier key")]
pub struct NotAKey;

impl KeyName {
    /// Reads a name.
    pub fn parse(name: &str) -> Result<Self, NotAKey> {
        let length = (1..=NAME).contains(&name.len());
        if !length || name.contains(|c: char| c == '+' || c < ' ' || c.is_whitespace()) {
            return Err(NotAKey);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl VerifierKey {
    /// A key with its name.
    pub fn new(name: KeyName, kind: KeyKind, key: PublicKey) -> Result<Self, NotAKey> {
        let point = VerifyingKey::from_bytes(&key.0).map_err(|_| NotAKey)?;
        if point.is_weak() {
            return Err(NotAKey);
        }
        let id = id(&name, kind, &key);
        Ok(Self {
            name,
            kind,
            key,
            id,
        })
    }

    /// Reads `<name>+<id in hex>+<base64(type ‖ key)>`.
    pub fn parse(vkey: &str) -> Result<Self, NotAKey> {
        // base64 may have pluses, too
        let mut parts = vkey.splitn(3, '+');
        let mut part = || parts.next().ok_or(NotAKey);
        let (name, id, key) = (part()?, part()?, part()?);
        let key = text::bytes(key).ok_or(NotAKey)?;
        let (kind, key) = key.split_first().ok_or(NotAKey)?;
        let kind = KeyKind::of(*kind).ok_or(NotAKey)?;
        let key = PublicKey(key.try_into().map_err(|_| NotAKey)?);
        let key = Self::new(KeyName::parse(name)?, kind, key)?;
        if key.hex_id() == id {
            Ok(key)
        } else {
            Err(NotAKey)
        }
    }

    /// The name.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// What it signs.
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The key itself.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The id that its signatures bear.
    pub fn id(&self) -> [u8; 4] {
        self.id
    }

    /// Verifies a signature on a note: nothing, if it is not this key's; else the time in it, if it has one.
    pub(super) fn verify(&self, text: &str, signature: &[u8]) -> Option<Option<u64>> {
        match self.kind {
            KeyKind::Note => {
                let signature = Signature(signature.try_into().ok()?);
                verify_strict(&self.key, text.as_bytes(), &signature).then_some(None)
            }
            KeyKind::Cosigner => cosignature::verify(&self.key, text, signature).map(Some),
        }
    }

    fn hex_id(&self) -> String {
        self.id.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl KeyKind {
    fn of(number: u8) -> Option<Self> {
        [Self::Note, Self::Cosigner]
            .into_iter()
            .find(|kind| *kind as u8 == number)
    }
}

/// The vkey, as [`VerifierKey::parse`] reads it.
impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [[self.kind as u8].as_slice(), &self.key.0].concat();
        write!(f, "{}+{}+{}", self.name, self.hex_id(), text::base64(key))
    }
}

/// `SHA-256(name ‖ 0x0A ‖ type ‖ key)[:4]`.
fn id(name: &KeyName, kind: KeyKind, key: &PublicKey) -> [u8; 4] {
    let named = [name.0.as_bytes(), b"\n", &[kind as u8], &key.0].concat();
    let [a, b, c, d, ..] = Hash::of(&named).0;
    [a, b, c, d]
}
