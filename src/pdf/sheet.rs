//! What is signed, laid out for a screen: titles, facts, tables and notes, in words. A component shows it; nothing of it
//! is markup.

use serde::{Deserialize, Serialize};

/// Rows of a table that a screen gets. The others are in the file, and in its PDF.
pub const ROWS: usize = 500;

/// What is to be laid out or printed. Whoever asks has verified it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetOf {
    /// Of which kind it is.
    pub kind: String,
    /// The JSON text.
    pub payload: String,
    /// SHA-256 of the text, in hex.
    pub hash: String,
    /// Who signed it.
    pub signers: Vec<SheetSigner>,
    /// What its file is called.
    pub name: String,
    /// And its media type.
    pub mime: String,
    /// In which language.
    pub lang: SheetLang,
}

/// Somebody who signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetSigner {
    /// The name on the card.
    pub name: String,
    /// Safety words.
    pub words: String,
    /// The key in the room, in hex.
    pub key: String,
}

/// The languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetLang {
    /// zh-CN
    Chinese,
    /// en
    English,
}

/// Laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// What it is.
    pub title: String,
    /// Of what.
    pub subtitle: String,
    /// When and by whom it was made; a line feed begins a line.
    pub lead: String,
    /// What it says.
    pub blocks: Vec<SheetBlock>,
}

/// A piece of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetBlock {
    /// A heading; 1 stands above 2, and 2 above 3.
    Heading(u8, String),
    /// A paragraph.
    Text(String),
    /// Names with what they name.
    Facts(Vec<(String, SheetCell)>),
    /// A table.
    Table(SheetTable),
    /// Something that is to be noticed.
    Note(SheetTone, String),
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetTable {
    /// Titles, and whether numbers stand below.
    pub columns: Vec<(String, bool)>,
    /// At most [`ROWS`].
    pub rows: Vec<Vec<SheetCell>>,
    /// Rows that are left out.
    pub more: u32,
}

/// What stands in one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetCell {
    /// The words.
    pub text: String,
    /// A hash or a key.
    pub mono: bool,
    /// How it is meant.
    pub tone: SheetTone,
}

/// How something is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetTone {
    /// As it is.
    Plain,
    /// Less than the rest.
    Quiet,
    /// As it should be.
    Good,
    /// To be looked at.
    Warn,
    /// Wrong.
    Bad,
}

/// What the fields and codes of a kind are called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetWords {
    /// Fields, and their words.
    pub fields: Vec<(String, String)>,
    /// Fields, codes in them, and what those mean.
    pub codes: Vec<(String, String, String)>,
}
