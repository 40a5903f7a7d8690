//! A certificate of destruction: what it says, in the form in which it is signed ([`crate::artefact`]).
//!
//! Codes, numbers and what people typed; whoever shows it makes sentences. Ids, hashes and keys are lower-case hex,
//! times are RFC 3339 in UTC, bytes of entries and receipts base64.

use serde::{Deserialize, Serialize};

use crate::body::{Tier, Why};

/// The kind of artefact.
pub const KIND: &str = "destruction-certificate";

/// What was destroyed, why, by whom, and what the store says of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Certificate {
    /// Of which room.
    pub room: OfRoom,
    /// When and by whom the certificate was made.
    pub made: Made,
    /// What was destroyed.
    pub what: What,
    /// Why.
    pub why: Reason,
    /// By whom that was decided.
    pub decided: Decided,
    /// Every document, with what there was of it.
    pub documents: Vec<Document>,
    /// The keys that opened them, by commitments to them.
    pub keys: Vec<Key>,
    /// The room's front from its beginning, wrapped: the store's key, and who managed.
    pub front: Vec<String>,
    /// The entries that destroyed, wrapped.
    pub entries: Vec<String>,
    /// The store's signed receipts, one for each of these entries.
    pub receipts: Vec<String>,
    /// What came of looking for it afterwards.
    pub looked: Looked,
    /// What no certificate covers.
    pub uncovered: Uncovered,
}

/// The room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OfRoom {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub title: String,
}

/// When and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Made {
    /// When, by the maker's clock.
    pub at: String,
    /// By whom.
    pub by: Person,
}

/// A person of the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Person {
    /// As the maker's program knows it.
    pub name: String,
    /// The key in the room.
    pub key: String,
}

/// What was destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Documents.
    Documents,
    /// Everything in the room.
    Room,
}

/// Why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Reason {
    /// One of a list.
    pub code: Code,
    /// What was typed.
    pub words: String,
}

/// Why, as a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// What it was collected for is done.
    PurposeMet,
    /// The period is over.
    PeriodOver,
    /// The persons withdrew their consent.
    ConsentWithdrawn,
    /// A statute asks for it.
    Statutory,
    /// A contract asks for it, or is over.
    Contract,
    /// The persons asked for it.
    AskedFor,
    /// Another one, in words.
    Other,
}

/// By whom it was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Decided {
    /// Who destroyed.
    pub by: Person,
    /// Whether a level takes two.
    pub takes_two: bool,
    /// The entry that says so where one alone decided, wrapped; it is sealed.
    pub entry: Option<String>,
    /// Where a second manager approved it.
    pub request: Option<Request>,
}

/// What one asked for and another one approved. Each entry is wrapped, and sealed; authors and times are not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Request {
    /// The hash of the entry that asks.
    pub id: String,
    /// Who asked.
    pub asked_by: Person,
    /// What was typed.
    pub note: String,
    /// The entry that asks.
    pub asked: String,
    /// Who approved.
    pub approved_by: Person,
    /// What was typed.
    pub words: String,
    /// The entry that approves,
    pub approved: String,
    /// and the one that applies it.
    pub applied: String,
}

/// A document that was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Document {
    /// Names it wherever it lay.
    pub origin: String,
    /// What it was called, if that is to be told.
    pub name: Option<String>,
    /// Its level: public, internal, sensitive.
    pub level: Option<String>,
    /// About how many persons it was about.
    pub persons: Option<u64>,
    /// When it was added first.
    pub added: Option<String>,
    /// When it was due, if a clock ran.
    pub due: Option<String>,
    /// Its versions, as far as the maker's program could read them.
    pub versions: Vec<Version>,
    /// Where it stood, with the entry that destroyed it there.
    pub places: Vec<Place>,
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Version {
    /// Its id.
    pub version: String,
    /// Bytes of the file; none where it could not be read.
    pub size: Option<u64>,
    /// The header of its ciphertext, whose tag commits to the content key.
    pub header: Option<String>,
    /// Its parts, by the SHA-256 of their bytes.
    pub parts: Vec<String>,
}

/// A place of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Place {
    /// The scope.
    pub scope: String,
    /// Its id there.
    pub document: String,
    /// The number of the entry that destroyed it; none where the room was.
    pub entry: Option<u64>,
}

/// A key that opened what was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Key {
    /// Of which scope.
    pub scope: String,
    /// Which epoch.
    pub epoch: u32,
    /// SHA-256 of the X-Wing public key that is made of it.
    pub commitment: String,
    /// Whether it still is the newest one.
    pub current: bool,
}

/// What came of looking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Looked {
    /// When, by the maker's clock.
    pub at: String,
    /// Parts that were asked for.
    pub parts: u64,
    /// Parts that the store still gave out.
    pub still_served: Vec<String>,
    /// Sealed words about the documents that were asked for,
    pub words: u64,
    /// and that the store still gave out.
    pub words_still_served: u64,
}

/// What no certificate covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Uncovered {
    /// Devices that saved or printed something of it, by their receipts.
    pub saved_by_devices: u64,
    /// Devices whose programs say that every byte arrived.
    pub completed_by_devices: u64,
    /// Devices to which something of it was shown.
    pub shown_to_devices: u64,
    /// Who that was, if it is to be told.
    pub people: Vec<String>,
    /// Times at which archives of the room were made that hold some of it.
    pub archives: Vec<String>,
    /// Senders' own entries that still hold a sealed record of what they sent in, for keys of inboxes.
    pub sent_in: u64,
    /// What is so of every destruction.
    pub always: Vec<Always>,
}

/// What nobody can destroy from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Always {
    /// What was saved elsewhere.
    SavedCopies,
    /// What was printed, photographed or remembered.
    PrintsAndPhotographs,
    /// Archives of the room.
    Archives,
    /// What the engine keeps that it tells nobody of, and copies of its disks.
    EngineCopies,
    /// Keys that people kept.
    KeysKept,
}

impl Always {
    /// All of it.
    pub const ALL: [Self; 5] = [
        Self::SavedCopies,
        Self::PrintsAndPhotographs,
        Self::Archives,
        Self::EngineCopies,
        Self::KeysKept,
    ];
}

impl From<&Why> for Code {
    fn from(why: &Why) -> Self {
        match why {
            Why::PurposeMet => Self::PurposeMet,
            Why::PeriodOver => Self::PeriodOver,
            Why::ConsentWithdrawn => Self::ConsentWithdrawn,
            Why::Statutory => Self::Statutory,
            Why::Contract => Self::Contract,
            Why::AskedFor => Self::AskedFor,
            Why::Other => Self::Other,
        }
    }
}

/// What a level is called in a certificate.
pub(super) fn level(tier: Tier) -> &'static str {
    match tier {
        Tier::Public => "public",
        Tier::Internal => "internal",
        Tier::Sensitive => "sensitive",
    }
}
