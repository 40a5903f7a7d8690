//! PDFs as pictures: drawn by a third program, in a worker of its own.
//!
//! A PDF comes from somebody else and its format is large, so whoever sends one may make it
//! endless, enormous or broken. The reader is therefore a worker that holds no key and one
//! document; the page gives it bytes and gets pixels back. Each request has a time in which it is
//! answered, else the worker is ended; when it dies of what it reads, or runs out of the memory
//! that it may take (`build.rs` says how much), the page goes on and starts another.
//!
//! The same program lays out what is signed, for the screen and as PDF: it has the font, and what it
//! lays out may come from anybody as well.
//!
//! The reader is fetched when the first PDF is opened. Only it is built with the feature `pdf`,
//! and only this module names `hayro` and `paper`.

pub mod messages;
#[cfg(feature = "pdf")]
mod paper;
#[cfg(feature = "pdf")]
mod printer;
#[cfg(feature = "pdf")]
mod reader;
#[cfg(feature = "pdf")]
mod scan;
pub mod sheet;
#[cfg(feature = "pdf")]
mod text;
pub mod wire;

#[cfg(feature = "pdf")]
pub use reader::start;
