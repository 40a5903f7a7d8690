//! What the server may know of a room, and the rules by which it is judged.
//!
//! A room is a set of append-only chains of signed entries. This crate holds
//! the [`Entry`] and its one encoding, the signatures around it ([`Signed`],
//! [`Wrapped`]), the folds that turn chains into a state ([`fold`]), who may do
//! what in that state ([`access`]), the signatures of requests ([`http_sig`]), the judge of archives ([`archive`]), and
//! the proofs that a history is one for all ([`evidence`]). The gate and every client
//! run this same code.
//!
//! It holds no secret and signs nothing, and it knows no clock, no network and
//! no store: times come in as arguments, and what has to be looked up in a
//! store goes out as [`Needs`].

pub mod access;
pub mod archive;
pub mod cbor;
pub mod entry;
pub mod evidence;
pub mod fold;
pub mod http_sig;
pub mod ids;
pub mod limits;
pub mod pieces;

mod handover;
mod join;
mod opening;
mod refusal;
mod signed;
mod wrapped;

#[cfg(feature = "testkit")]
pub mod testkit;

pub use access::{Actor, LinkState, LinkView, Role, Sight};
pub use entry::*;
pub use fold::{FrontFold, MemberFold, Needs, RoomFold, RosterFold, ScopeFold, Subject};
pub use handover::Parties;
pub use http_sig::KeyId;
pub use ids::*;
pub use opening::Opening;
pub use pieces::{About, Piece, Pieces};
pub use refusal::Refusal;
pub use signed::{Signed, SignedError, Verified, verify_strict};
pub use wrapped::Wrapped;
