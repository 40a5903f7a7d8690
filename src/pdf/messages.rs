//! What the page asks of the reader: one request at a time, one reply each.

use serde::{Deserialize, Serialize};

/// Asked by the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    /// It cannot be done.
    Failed(Fault),
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
}
