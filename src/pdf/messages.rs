//! What the page asks of the reader: one request at a time, one reply each.

use serde::{Deserialize, Serialize};

use super::sheet::{Sheet, SheetLang, SheetOf, SheetWords};

/// Asked by the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Read the document whose bytes ride beside. Once, and first.
    Open,
    /// Draw a page, counted from 0, about so many pixels wide.
    Draw {
        /// Which page.
        page: u32,
        /// How wide; the reader takes less where the picture would be too large.
        width: u32,
    },
    /// Fetch the font for what the document does not bring along. Answered by [`Reply::Font`].
    Font,
    /// Look for personal information in the file whose bytes ride beside. Answered by [`Reply::Found`];
    /// of a PDF by [`Reply::Opened`], whose pages are then asked for one by one. Once, and first.
    Scan {
        /// What the file is called: its end says how it is read.
        name: String,
        /// Random, for this file alone: values are told apart under it.
        key: [u8; 16],
    },
    /// Look in a page of the PDF that is scanned. Answered by [`Reply::Scanned`].
    ScanPage(u32),
    /// Every page that was to be looked at was. Answered by [`Reply::Found`].
    ScanEnd {
        /// Some were not.
        partial: bool,
    },
    /// Lay out what is signed, for the screen. Answered by [`Reply::Sheet`].
    Sheet(SheetOf),
    /// Print it; the file that proves it rides beside. Answered by [`Reply::Printed`], or by [`Reply::WantsFont`].
    Print(SheetOf),
    /// What fields and codes of this kind are called. Answered by [`Reply::Words`].
    Words {
        /// The kind.
        kind: String,
        /// In which language.
        lang: SheetLang,
    },
}

/// Told by the reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The reader has started; told unasked, once.
    Ready,
    /// The document is open.
    Opened(Outline),
    /// The pixels ride beside, as RGBA, row by row.
    Drawn {
        /// Pixels in a row.
        width: u32,
        /// Rows.
        height: u32,
        /// Characters are missing, because the font for them could not be had.
        incomplete: bool,
    },
    /// The page needs the font that the document does not bring: ask for it, then draw again.
    WantsFont,
    /// The font was fetched, or could not be.
    Font {
        /// Is it there?
        there: bool,
    },
    /// The page was looked at.
    Scanned,
    /// What the file holds of persons.
    Found(Findings),
    /// Laid out.
    Sheet(Box<Sheet>),
    /// The PDF rides beside.
    Printed,
    /// What things are called.
    Words(SheetWords),
    /// It cannot be done.
    Failed(Fault),
}

/// What a file holds of persons: numbers, and no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// For each kind that was found its place in `detect::Kind::ALL`, how many values, and how many different ones.
    pub kinds: Vec<(u8, u64, u64)>,
    /// About how many persons.
    pub persons: u64,
    /// Rows of tables that are about a person.
    pub rows: u64,
    /// No number of different values is an estimate.
    pub exact: bool,
    /// Something was not read.
    pub partial: bool,
    /// How carefully it is to be handled, as a suggestion.
    pub grade: Grade,
    /// Personal information was found.
    pub personal: bool,
    /// Sensitive personal information was found.
    pub sensitive: bool,
}

/// How carefully something is to be handled: `detect::Grade`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Grade {
    /// Nothing was found that concerns a person.
    Public,
    /// It concerns persons, or was not read to the end.
    Internal,
    /// It holds what the law calls sensitive, or concerns very many.
    Sensitive,
}

/// What there is to show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outline {
    /// How many pages the document has.
    pub pages: u32,
    /// Width and height of those that are shown: all, but for a document without end.
    pub sizes: Vec<(f32, f32)>,
}

/// Why there is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// Not a PDF, or a damaged one.
    Damaged,
    /// It wants a password, or is protected in a way that is not known here.
    Locked,
    /// Took longer than anybody waits.
    TooSlow,
    /// The reader died of it.
    Crashed,
    /// The reader did not start.
    NotStarted,
    /// This kind of file is not looked into.
    Unknown,
}
