//! Papers: what is made of a room for people, as PDF. Data in, bytes out; no room, no key, no clock, no font in here.
//!
//! | to | use |
//! |---|---|
//! | print an artefact, or any payload | [`artefact::paper`], then [`Paper::print`] |
//! | print something else | [`Paper`] and its [`Block`]s |
//! | call fields and codes in Chinese and English | [`Words`] |
//! | read the fonts that are printed with | [`Fonts`] |
//!
//! ```text
//! payload (JSON) + signers ─ artefact.rs, words/ ─> Paper ─ flow.rs, blocks.rs, table.rs ─> sheets ─ pdf.rs ─> PDF/A-3, tagged
//!                                                            lines.rs (where a line ends)      source attached
//! ```
//!
//! The same input gives the same bytes. Whatever a text holds, printing ends, and with no box where a letter should be:
//! what no font has is printed as 〓, and a note at the end says which characters those were.
//!
//! **What a paper proves**: nothing. What is attached to it does; whoever prints has verified it, and says who signed.

pub mod artefact;
mod blocks;
mod flow;
mod fonts;
mod forms;
mod json;
mod lines;
mod model;
mod pdf;
mod sheet;
mod styles;
mod table;
mod values;
mod words;

pub use fonts::Fonts;
pub use model::{
    Align, Attached, Block, Cell, Column, Date, Face, Lang, Paper, SignedBy, Table, Tone,
};
pub use words::{Codes, Fields, Words};

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// What was given as a font is none, or has no letters.
    #[error("not a font that can be printed with")]
    Font,
    /// The text to be printed is no JSON object, or one that is nested too deep.
    #[error("not a text that can be printed")]
    Payload,
    /// More rows or pages than one PDF is to have.
    #[error("too long for one PDF")]
    TooLong,
    /// The library would not write it.
    #[error("cannot be written as PDF: {0}")]
    Pdf(String),
}

impl Paper {
    /// The PDF.
    pub fn print(&self, fonts: &Fonts) -> Result<Vec<u8>, PaperError> {
        pdf::write(self, fonts, flow::flow(self, fonts)?)
    }
}
