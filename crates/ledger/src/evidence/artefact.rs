//! What is made of a room for people outside it, signed: a certificate, a list, a report, a form.
//!
//! An artefact is a JSON text, and a [`note`](super::note) that names it by its hash. Everybody who signs puts a
//! line below the same note, so both parties of a handover sign one text. The statement:
//!
//! ```text
//! sealroom/1/artefact
//! <kind: lowercase letters, digits, hyphens>
//! <room, base64>
//! <SHA-256 of the JSON text, base64>
//! <bytes of the JSON text>
//! ```
//!
//! The key of a signer is its key in the room, under the name [`signer_key`] gives; whose that is says its card, which
//! travels beside it. What an artefact says is no more true than who signed it.

use super::note::{KeyKind, KeyName, NotAKey, VerifierKey};
use super::text;
use crate::ids::{Hash, PublicKey, RoomId};

/// The first line.
const HEAD: &str = "sealroom/1/artefact";
/// Bytes of a kind's name.
const KIND: usize = 40;

/// Names a JSON text: what is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    kind: String,
    /// The room of which it is.
    pub room: RoomId,
    /// SHA-256 of the text.
    pub hash: Hash,
    /// Its bytes.
    pub length: u64,
}

/// A text that is no statement, or a kind that has no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an artefact's statement")]
pub struct NotAStatement;

impl Statement {
    /// Of this text.
    pub fn of(kind: &str, room: RoomId, payload: &str) -> Result<Self, NotAStatement> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(1..=KIND).contains(&kind.len()) || !kind.bytes().all(plain) {
            return Err(NotAStatement);
        }
        Ok(Self {
            kind: kind.to_owned(),
            room,
            hash: Hash::of(payload.as_bytes()),
            length: payload.len() as u64,
        })
    }

    /// What kind of artefact it is.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Whether it names exactly this text.
    pub fn names(&self, payload: &str) -> bool {
        self.length == payload.len() as u64 && self.hash == Hash::of(payload.as_bytes())
    }

    /// The text of the note.
    pub fn text(&self) -> String {
        let (room, hash) = (text::base64(self.room.0), text::base64(self.hash.0));
        format!("{HEAD}\n{}\n{room}\n{hash}\n{}\n", self.kind, self.length)
    }

    /// Reads it.
    pub fn parse(note: &str) -> Result<Self, NotAStatement> {
        let mut lines = note.strip_suffix('\n').ok_or(NotAStatement)?.split('\n');
        let mut line = || lines.next().ok_or(NotAStatement);
        if line()? != HEAD {
            return Err(NotAStatement);
        }
        let kind = line()?.to_owned();
        let room = text::hash(line()?).ok_or(NotAStatement)?;
        let hash = text::hash(line()?).ok_or(NotAStatement)?;
        let length = text::number(line()?).ok_or(NotAStatement)?;
        // the kind is judged where it is made
        let named = Self::of(&kind, RoomId(room.0), "")?;
        let read = Self {
            hash,
            length,
            ..named
        };
        // nothing more, and one spelling
        if read.text() == note {
            Ok(read)
        } else {
            Err(NotAStatement)
        }
    }
}

/// The key of somebody in a room, as it signs artefacts.
pub fn signer_key(room: &RoomId, key: &PublicKey) -> Result<VerifierKey, NotAKey> {
    let name = format!(
        "sealroom/person/{}",
        Hash::of(&[&room.0[..], &key.0].concat())
    );
    VerifierKey::new(KeyName::parse(&name)?, KeyKind::Note, *key)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn statement() -> Statement {
        Statement::of("destruction-certificate", RoomId([7; 32]), "{}").unwrap()
    }

    #[test]
    fn what_is_written_is_read() {
        let read = Statement::parse(&statement().text()).unwrap();
        assert_eq!(read, statement());
        assert!(read.names("{}"));
        assert!(!read.names("{ }"));
    }

    #[test]
    fn there_is_one_spelling() {
        let text = statement().text();
        for not in [
            text.replace("artefact\n", "artefact\n\n"),
            text.replace("destruction", "Destruction"),
            text.replace("destruction-certificate", ""),
            format!("{text}more\n"),
            text.trim_end().to_owned(),
            text.replace("\n2\n", "\n02\n"),
        ] {
            assert_eq!(Statement::parse(&not), Err(NotAStatement), "{not:?}");
        }
        assert!(Statement::of(&"a".repeat(KIND + 1), RoomId([7; 32]), "").is_err());
    }

    #[test]
    fn a_key_has_another_name_in_another_room() {
        let key = ed25519_dalek::SigningKey::from_bytes(&[1; 32]).verifying_key();
        let key = PublicKey(key.to_bytes());
        let name = |room| {
            signer_key(&RoomId([room; 32]), &key)
                .unwrap()
                .name()
                .clone()
        };
        assert_ne!(name(1), name(2));
    }
}
