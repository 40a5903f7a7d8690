//! Signed notes (C2SP signed-note): a text, and below it who signed it.
//!
//! ```text
//! This is an example message.
//!
//! — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
//! ```
//!
//! A signature names its key by name and id, a hash's first four bytes. Whoever reads a note brings the keys that it
//! knows ([`VerifierKey`]): signatures of others are ignored, as the specification demands, and one of a known key
//! that does not verify condemns the whole note. So parties can be added without asking those who read already.
//!
//! Nothing of a note is to be believed before [`Note::verify`]. What was parsed is written again as the same bytes.
//!
//! ```
//! use ledger::evidence::note::{Note, VerifierKey};
//!
//! let key = VerifierKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")?;
//! let note = Note::parse("This is an example message.\n\n— example.com/foo \
//!     Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n")?;
//! let keys = [key];
//! assert_eq!(note.verify(&keys)?[0].key.name().as_str(), "example.com/foo");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod key;
mod line;

pub use key::{KeyKind, KeyName, NotAKey, VerifierKey};
pub use line::NoteSignature;

use super::text;

/// Bytes of a note: room for [`SIGNATURES`] of those that withstand a quantum computer, which we ignore.
pub const NOTE: usize = 256 * 1024;
/// Signatures on a note. The specification wants 16 to be taken at least.
pub const SIGNATURES: usize = 32;

/// A text with signatures, none of them verified yet.
///
/// - The text ends with a newline and has no other control character.
/// - There is at least one signature, and there are at most [`SIGNATURES`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<NoteSignature>,
}

/// A known key that signed a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signer<'a> {
    /// The key.
    pub key: &'a VerifierKey,
    /// When it says that it signed, in seconds since 1970, if it is a witness's.
    pub time: Option<u64>,
}

/// A note that is none, or says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Not the form of a note, or over a limit.
    #[error("not a signed note")]
    Malformed,
    /// A signature in a known key's name is not that key's.
    #[error("a signature does not verify")]
    Signature,
    /// No known key signed it.
    #[error("signed by nobody who is known")]
    Unsigned,
}

impl Note {
    /// Reads a note.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        // measured before anything is searched in it
        if note.len() > NOTE {
            return Err(NoteError::Malformed);
        }
        let blank = note.rfind("\n\n").ok_or(NoteError::Malformed)?;
        let lines = note[blank + 2..].strip_suffix('\n');
        let lines = lines.ok_or(NoteError::Malformed)?.split('\n');
        let signatures: Option<Vec<_>> = lines
            .take(SIGNATURES + 1)
            .map(NoteSignature::parse)
            .collect();
        Self::assemble(
            note[..=blank].to_owned(),
            signatures.ok_or(NoteError::Malformed)?,
        )
    }

    /// Puts together a text and its signatures.
    pub fn assemble(text: String, signatures: Vec<NoteSignature>) -> Result<Self, NoteError> {
        let note = Self { text, signatures };
        let fits = (1..=SIGNATURES).contains(&note.signatures.len()) && note.len() <= NOTE;
        if fits && note.text.ends_with('\n') && text::is_plain(&note.text) {
            Ok(note)
        } else {
            Err(NoteError::Malformed)
        }
    }

    /// Adds a signature, as a witness or who asked it does.
    pub fn sign(mut self, signature: NoteSignature) -> Result<Self, NoteError> {
        self.signatures.push(signature);
        Self::assemble(self.text, self.signatures)
    }

    /// The signed text with its last newline, to be believed when it was verified.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, of whomever.
    pub fn signatures(&self) -> &[NoteSignature] {
        &self.signatures
    }

    /// The note as it is kept and passed on.
    pub fn encode(&self) -> String {
        let lines: String = self.signatures.iter().map(NoteSignature::line).collect();
        format!("{}\n{lines}", self.text)
    }

    /// Which of these keys signed, each once. All signatures in their names verify, and there is one.
    pub fn verify<'a>(&self, keys: &'a [VerifierKey]) -> Result<Vec<Signer<'a>>, NoteError> {
        let mut signers: Vec<Signer<'a>> = Vec::new();
        for signature in &self.signatures {
            for key in keys.iter().filter(|key| signature.is_of(key)) {
                let time = key.verify(&self.text, signature.bytes());
                let time = time.ok_or(NoteError::Signature)?;
                if !signers.iter().any(|signer| signer.key == key) {
                    signers.push(Signer { key, time });
                }
            }
        }
        if signers.is_empty() {
            return Err(NoteError::Unsigned);
        }
        Ok(signers)
    }

    fn len(&self) -> usize {
        let lines = self.signatures.iter().map(|one| one.line().len());
        self.text.len() + 1 + lines.sum::<usize>()
    }
}
