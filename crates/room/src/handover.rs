//! Handing over at closing: what is handed over, who owns from then on, and what each role takes along.
//!
//! | to | use |
//! |---|---|
//! | list what is handed over, with the hash that `sha256sum` gives | [`Room::handover_list`], signed as [`LIST`] |
//! | check that list against what one can open oneself | [`Room::check_handover`], [`read_list`] |
//! | sign it, or say why not | [`Room::sign_handover_list`], [`Room::refuse_handover_list`] |
//! | sign the room over, see and accept that | [`Room::offer_handover`], [`read_offer`], [`Room::accept_listed_handover`] |
//! | see what is the case | [`Room::handed_over`] |
//! | say what becomes of one's own copies | [`Room::destruction_statement`] |
//! | bind everything of a role into one archive | [`Room::closing_bible`] |
//! | verify an archive without a room | [`BibleCheck`], [`page`] |
//!
//! All of them are artefacts ([`crate::artefact`]): both parties sign below the same text.

mod agree;
mod bible;
mod binder;
mod check;
mod list;
pub mod page;
mod pass;
mod said;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod samples;

pub use agree::{HandedOver, ListRefusal, REFUSAL, names_list, read_refusal};
pub use bible::{BIBLE, Bible, BibleDoc, BibleOf, BoundFile};
pub use binder::{Binder, HandoverProgress};
pub use check::{BibleCheck, BibleReport, Flaw, FlawKind, MANIFEST};
pub use list::{
    Deviation, DeviationKind, HandoverList, LIST, ListedBasis, ListedDoc, ListedFolder, Totals,
    read_list,
};
pub use pass::{
    Afterwards, HandoverOffer, HandoverTerms, OFFER, STATEMENT, SellerStatement, Stay, read_offer,
};
pub use said::{Made, Party, RoomNamed, Signatures};
