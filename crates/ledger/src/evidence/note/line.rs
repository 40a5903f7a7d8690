//! One line of signature below a note.

use super::key::{KeyName, VerifierKey};
use crate::evidence::text;
use crate::ids::Signature;

/// Em dash and space, with which a signature's line begins.
const DASH: &str = "\u{2014} ";

/// A signature on a note, of a key that may be unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteSignature {
    name: KeyName,
    id: [u8; 4],
    bytes: Vec<u8>,
}

impl NoteSignature {
    /// Reads a line without its newline: `— <name> base64(key id ‖ signature)`.
    pub fn parse(line: &str) -> Option<Self> {
        let (name, signature) = line.strip_prefix(DASH)?.split_once(' ')?;
        let name = KeyName::parse(name).ok()?;
        let bytes = text::bytes(signature)?;
        let (id, bytes) = bytes.split_first_chunk()?;
        (!bytes.is_empty()).then(|| Self {
            name,
            id: *id,
            bytes: bytes.to_vec(),
        })
    }

    /// The signature of a key of the kind [`KeyKind::Note`](super::KeyKind::Note) over a note's text.
    pub fn assemble(key: &VerifierKey, signature: &Signature) -> Self {
        Self::with(key, signature.0.to_vec())
    }

    pub(in crate::evidence) fn with(key: &VerifierKey, bytes: Vec<u8>) -> Self {
        Self {
            name: key.name().clone(),
            id: key.id(),
            bytes,
        }
    }

    /// The line, with its newline.
    pub fn line(&self) -> String {
        let signature = text::base64([self.id.as_slice(), &self.bytes].concat());
        format!("{DASH}{} {signature}\n", self.name)
    }

    /// The name of the key that it claims.
    pub fn name(&self) -> &KeyName {
        &self.name
    }

    /// Whether it claims to be this key's.
    pub fn is_of(&self, key: &VerifierKey) -> bool {
        self.id == key.id() && self.name == *key.name()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}
