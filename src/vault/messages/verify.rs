//! What is checked without a key: backups, and what is signed for others.

use serde::{Deserialize, Serialize};

use super::{CertificateView, Millis};

/// The media type of an artefact's file.
pub const ARTEFACT: &str = "application/vnd.sealroom.artefact+json";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum VerifyRequest {
    /// Checks files that ride as attachments: one artefact, one entry with its proof (then with the store's
    /// key in hex), or a row of archives in their order. Answers
    /// [`Reply::Verified`](super::Reply::Verified).
    Check { run: f64, key: String },
    /// Checks one artefact, whose bytes ride beside it. Answers [`Reply::Verified`](super::Reply::Verified).
    Artefact,
    /// Stops the check of this number.
    Stop { run: f64 },
}

/// What was checked, and holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Verified {
    Row(RowView),
    Artefact(ArtefactView),
    Entry(EntryView),
    Destruction(Box<CertificateView>),
}

/// One entry, with its proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryView {
    /// The room's id in hex.
    pub room: String,
    /// The chain's id in hex, and which entry of it, from 1.
    pub chain: String,
    pub entry: f64,
    /// The author's key in hex.
    pub author: String,
    /// When the store took it.
    pub time: Millis,
    /// Its place in the index, from 1, and of how many.
    pub index: f64,
    pub size: f64,
    /// What its public part says, as the protocol names it.
    pub says: String,
}

/// A row of archives of one room.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RowView {
    /// The room's id in hex.
    pub room: String,
    pub archives: Vec<ArchiveView>,
    pub chains: u32,
    pub entries: f64,
    pub bodies: f64,
    pub parts: f64,
    pub bytes: f64,
    /// Objects that the store did not have when the last one was made.
    pub missing: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArchiveView {
    pub n: f64,
    pub at: Millis,
}

/// A certificate, a list, a report or a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArtefactView {
    pub kind: String,
    /// SHA-256 of the text, in hex.
    pub hash: String,
    /// The room's id in hex.
    pub room: String,
    pub signers: Vec<SignerView>,
    /// The JSON text that they signed.
    pub says: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignerView {
    /// The name on the card; nobody vouches for it.
    pub name: String,
    pub safety_words: Vec<String>,
    /// The key in the room, in hex.
    pub key: String,
}

/// An archive that was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackedUp {
    /// Objects that the store does not have.
    pub missing: u32,
    /// Members of whom it does not hand out every grant.
    pub without_grants: u32,
}
