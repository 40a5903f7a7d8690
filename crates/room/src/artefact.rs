//! Artefacts: what is made of a room for people who need not be in it. Certificates, lists, reports and forms.
//!
//! One is a JSON text, signed by one or more persons ([`ledger::evidence::artefact`]), and travels as a file that says
//! all that a stranger needs to verify it but the room's key to content, which nobody needs:
//!
//! ```json
//! { "sealroom": "artefact/1",
//!   "payload": "the JSON text, as a string: its bytes are what was signed",
//!   "note": "the C2SP signed note over its statement",
//!   "cards": ["base64 of each signer's card"] }
//! ```
//!
//! In a room an artefact is a document like others: it has versions, is granted, and ends in an archive.
//!
//! **What it proves**: these persons, in this room, signed exactly this text. **What it does not**: that what it says
//! is so, nor when it was signed: for that the document's entry has the server's time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ledger::evidence::artefact::{NotAStatement, Statement, signer_key};
use ledger::evidence::note::{Note, NoteError, NoteSignature, VerifierKey};
use ledger::ids::{Hash, PublicKey, RoomId, Signature};
use seal::card::Card;
use seal::identity::Fingerprint;
use seal::kem::KemPublic;
use seal::sign::Message;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::host::Host;
use crate::room::Room;
use crate::session::Session;

/// The media type of an artefact's file.
pub const MIME: &str = "application/vnd.sealroom.artefact+json";
/// Bytes of a file.
pub const LIMIT: usize = 32 * 1024 * 1024;
/// Who signs one.
const SIGNERS: usize = 16;
const FORMAT: &str = "artefact/1";

/// A signed text. Exists only with right signatures, each with the card that says whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artefact {
    statement: Statement,
    payload: String,
    note: Note,
    cards: Vec<Card>,
}

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The name on the card, which nobody vouches for.
    pub name: String,
    /// Who that is.
    pub fingerprint: Fingerprint,
    /// The key in the room.
    pub key: PublicKey,
}

/// A file that is no artefact, or proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArtefactError {
    /// Not the form of one, or over a limit.
    #[error("not an artefact of Sealroom")]
    Malformed,
    /// Made by a newer version.
    #[error("this was made by a newer version of Sealroom")]
    Newer,
    /// The text is not the one that was signed.
    #[error("the text is not the one that was signed")]
    Changed,
    /// A signature is not right, or one has no card.
    #[error("a signature is not right, or nobody says whose it is")]
    Signature,
    /// The text does not say what was looked for.
    #[error("the text has another form: {0}")]
    Payload(String),
}

/// What every version of a file says.
#[derive(Deserialize)]
struct Head {
    sealroom: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    sealroom: String,
    payload: String,
    note: String,
    cards: Vec<String>,
}

impl Artefact {
    /// Reads a file and verifies every signature in it.
    pub fn parse(file: &[u8]) -> Result<Self, ArtefactError> {
        if file.len() > LIMIT {
            return Err(ArtefactError::Malformed);
        }
        // a newer one may say more
        let head: Head = serde_json::from_slice(file).map_err(|_| ArtefactError::Malformed)?;
        match head.sealroom.strip_prefix("artefact/") {
            Some("1") => {}
            Some(version) if version.parse::<u16>().is_ok() => return Err(ArtefactError::Newer),
            _ => return Err(ArtefactError::Malformed),
        }
        let file: File = serde_json::from_slice(file).map_err(|_| ArtefactError::Malformed)?;
        let note = Note::parse(&file.note).map_err(|_| ArtefactError::Malformed)?;
        let statement = Statement::parse(note.text())?;
        if file.cards.len() > SIGNERS {
            return Err(ArtefactError::Malformed);
        }
        let card = |text: &String| {
            let bytes = STANDARD.decode(text).ok()?;
            Card::parse(&bytes, &statement.room.0).ok()
        };
        let cards: Option<Vec<_>> = file.cards.iter().map(card).collect();
        let cards = cards.ok_or(ArtefactError::Signature)?;
        Self::assemble(statement, file.payload, note, cards)
    }

    fn assemble(
        statement: Statement,
        payload: String,
        note: Note,
        cards: Vec<Card>,
    ) -> Result<Self, ArtefactError> {
        if !statement.names(&payload) {
            return Err(ArtefactError::Changed);
        }
        let keys: Result<Vec<_>, _> = cards
            .iter()
            .map(|card| key_of(&statement.room, card))
            .collect();
        let keys = keys?;
        let signers = note.verify(&keys)?;
        // every line is somebody's, every card has its line, and nobody stands there twice
        if signers.len() != note.signatures().len() || signers.len() != cards.len() {
            return Err(ArtefactError::Signature);
        }
        Ok(Self {
            statement,
            payload,
            note,
            cards,
        })
    }

    /// The file.
    pub fn encode(&self) -> Result<Vec<u8>, ArtefactError> {
        let file = File {
            sealroom: FORMAT.to_owned(),
            payload: self.payload.clone(),
            note: self.note.encode(),
            cards: self
                .cards
                .iter()
                .map(|card| STANDARD.encode(card.as_bytes()))
                .collect(),
        };
        let bytes = serde_json::to_vec_pretty(&file).map_err(|_| ArtefactError::Malformed)?;
        if bytes.len() > LIMIT {
            return Err(ArtefactError::Malformed);
        }
        Ok(bytes)
    }

    /// What kind it is.
    pub fn kind(&self) -> &str {
        self.statement.kind()
    }

    /// The room of which it is.
    pub fn room(&self) -> RoomId {
        self.statement.room
    }

    /// SHA-256 of the JSON text, by which its next version names it.
    pub fn hash(&self) -> Hash {
        self.statement.hash
    }

    /// The JSON text that was signed.
    pub fn payload(&self) -> &str {
        &self.payload
    }

    /// What it says, if it is of this kind and form.
    pub fn read<T: DeserializeOwned>(&self, kind: &str) -> Result<T, ArtefactError> {
        if self.kind() != kind {
            return Err(ArtefactError::Payload(self.kind().to_owned()));
        }
        serde_json::from_str(&self.payload)
            .map_err(|error| ArtefactError::Payload(error.to_string()))
    }

    /// Who signed, in the order in which they did.
    pub fn signers(&self) -> Vec<Signer> {
        let signers = self.cards.iter().map(|card| Signer {
            name: card.name().to_owned(),
            fingerprint: card.fingerprint(),
            key: PublicKey(*card.sign_key()),
        });
        signers.collect()
    }

    /// The keys to which something is sealed for those who signed.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &KemPublic> {
        self.cards.iter().map(Card::kem)
    }

    /// Whether this key signed.
    pub fn signed_by(&self, key: &PublicKey) -> bool {
        self.cards.iter().any(|card| *card.sign_key() == key.0)
    }
}

impl<H: Host> Room<H> {
    /// Signs a text of this kind.
    pub fn sign_artefact(&self, kind: &str, payload: &impl Serialize) -> Result<Artefact, Error> {
        let payload = serde_json::to_string_pretty(payload)
            .map_err(|error| ArtefactError::Payload(error.to_string()))?;
        let statement =
            Statement::of(kind, self.session.room, &payload).map_err(ArtefactError::from)?;
        let (card, line) = sign(&self.session, &statement)?;
        let note = Note::assemble(statement.text(), vec![line]).map_err(ArtefactError::from)?;
        Ok(Artefact::assemble(statement, payload, note, vec![card])?)
    }

    /// Signs, beside who did already, what was read and agreed to. One who has signed it signs it once.
    pub fn countersign_artefact(&self, artefact: &Artefact) -> Result<Artefact, Error> {
        if artefact.room() != self.session.room {
            return Err(ArtefactError::Signature.into());
        }
        let (card, line) = sign(&self.session, &artefact.statement)?;
        let mut signed = artefact.clone();
        if !signed.signed_by(&PublicKey(*card.sign_key())) {
            if signed.cards.len() == SIGNERS {
                return Err(ArtefactError::Malformed.into());
            }
            signed.note = signed.note.sign(line).map_err(ArtefactError::from)?;
            signed.cards.push(card);
        }
        Ok(signed)
    }
}

fn sign(session: &Session, statement: &Statement) -> Result<(Card, NoteSignature), Error> {
    let (keys, card) = (session.keys()?, session.card()?.clone());
    let key = key_of(&statement.room, &card)?;
    let text = statement.text();
    let signature = keys.sign.sign(Message::Artefact(text.as_bytes()));
    let signature = signature.map_err(|_| ArtefactError::Malformed)?;
    Ok((card, NoteSignature::assemble(&key, &Signature(signature))))
}

fn key_of(room: &RoomId, card: &Card) -> Result<VerifierKey, ArtefactError> {
    signer_key(room, &PublicKey(*card.sign_key())).map_err(|_| ArtefactError::Signature)
}

impl From<NotAStatement> for ArtefactError {
    fn from(NotAStatement: NotAStatement) -> Self {
        Self::Malformed
    }
}

impl From<NoteError> for ArtefactError {
    fn from(error: NoteError) -> Self {
        match error {
            NoteError::Malformed => Self::Malformed,
            NoteError::Signature | NoteError::Unsigned => Self::Signature,
        }
    }
}
