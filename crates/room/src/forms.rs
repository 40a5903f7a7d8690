//! The forms of the law: what a processing record, an impact assessment or a checklist has in it, filled by what the room
//! knows, signed as artefacts, kept as documents with versions.
//!
//! ```text
//! schema (a data file)  ── which fields, in both languages, by which article, which the room fills
//! Room::draft           ── a form with what the room knows; the rest is the operator's
//! Room::sign_form       ── checked, with the hash of the version before and what was changed by hand: an artefact
//! upload, file_form     ── a document as others, and a line in the plan: kind, hash, review, how long it is kept
//! ```
//!
//! The schema is the only definition of a form: one editor and one printer show them all, and what is signed is checked
//! against it. What a form says the operator says; the room asserts nothing about the law.

mod codes;
pub(crate) mod dates;
mod draft;
mod facts;
mod filed;
mod form;
mod limits;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod samples;
mod schema;

pub use dates::{day, parse_day};
pub use filed::{FormStanding, FormView};
pub use form::{Form, FormError, Made, RoomOf};
pub use limits::{Abroad, RightsDeadline, abroad, deadline, deadlines};
pub use schema::{Both, Choice, Field, FieldKind, FormKind, Schema, choices};
