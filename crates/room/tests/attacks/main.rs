//! A hostile store or member, row by row of the list of attacks.
//!
//! Allowed are two results only: an error that says what is wrong, or the identical bytes.
//! Alarms of a view count as errors; documents that are shown open with their right bytes.

#![allow(clippy::unwrap_used)]

mod agreements;
mod alive;
mod apart;
mod approval;
mod artefacts;
mod audit;
mod backup;
mod channel;
mod clock;
mod closing;
mod content;
mod destroy;
mod destroy_forged;
mod documents;
mod documents_identity;
mod drops;
mod forms;
mod gate;
mod handover;
mod hostile;
mod incidents;
mod links;
mod listening;
mod log;
mod meanwhile;
mod people;
mod pieces;
mod planted;
mod proposals;
mod receipts;
mod records;
mod registers;
mod removed;
mod reports;
mod restores;
mod sends;
mod stamps;
mod store;
#[path = "../support/mod.rs"]
mod support;
mod two;
mod view_as;
mod visitors;
mod withheld;
