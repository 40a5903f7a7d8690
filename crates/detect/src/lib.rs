//! Detectors of personal information: what a document holds of persons, before anybody is given it.
//!
//! They run where the document is, in its uploader's browser or terminal, on bytes that nobody vouches for. What
//! comes out is numbers: how many of each [`Kind`], how many different ones, about how many persons; no value, no
//! sample, no place. [`suggest`] makes of them a [`Suggestion`], which a person confirms or corrects.
//!
//! | have | use |
//! |---|---|
//! | a file | [`read`] |
//! | text, in chunks of any size | [`Scan::text`] |
//! | rows of cells | [`Scan::row`] |
//!
//! What may be a value is decided in three steps, so that order numbers, amounts and dates do not count: its form and
//! checksum, what stands on either side of it, and in tables what the column is by its head and by the share of
//! its cells. Values with a checksum are trusted most; a passport's number, which has none, counts only where a word
//! or a head announces it.
//!
//! Memory is bounded, whatever the document: text is read in chunks, a table keeps its first rows until its columns
//! are judged, and different values are told apart by keyed hashes of which at most some thousands are kept for each
//! kind. What is held of the document is wiped when it is let go of, but for copies that growing buffers leave. Chinese names in running text are not looked for: without a
//! dictionary of places and things they are not told from them.
//!
//! Absent on purpose: a clock, a network, threads, PDF (whoever draws pages has their text, for [`Scan::text`]).

mod fold;
mod kind;
mod labels;
mod names;
mod read;
mod rules;
mod scan;
mod suggest;
mod table;
mod tally;
mod words;

pub use kind::Kind;
pub use read::{Format, Limits, Unread, read};
pub use scan::{Findings, Found, Scan};
pub use suggest::{Grade, Suggestion, suggest};

#[cfg(test)]
mod tests;
