//! Archives of a room: what a backup holds, in which order, and the judge of it.
//!
//! An archive is a row of objects under the names that they have in the store ([`ObjectName`]), in one order:
//!
//! ```text
//! front, roster, other chains by their id: each entry, and right behind it its body
//! grants by member and hash · openings by link and number · parts
//! the list of all these, as mtree has it · the manifest, signed by somebody who manages
//! ```
//!
//! What follows an archive holds what came since and names it, so that a row of them is one room. [`Verifier`] takes
//! objects one by one and needs no key: entries are folded by [`RoomFold`](crate::RoomFold), and every other object is
//! one that they name. How objects are packed is not said here.

mod flaw;
mod manifest;
mod name;
mod named;
mod stage;
mod sum;
mod verify;

pub use flaw::{ArchiveReport, Flaw};
pub use manifest::{ChainHead, Manifest, ManifestError, Missing, SignedManifest};
pub use name::{LIST_HEAD, ObjectName, list_line};
pub use sum::Sum;
pub use verify::{Announced, Verifier};
