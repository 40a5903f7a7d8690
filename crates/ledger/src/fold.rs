//! Folds: a chain's entries, judged one by one, become a state.
//!
//! Each chain has a fold of its own, so that a client judges what it may read
//! and needs nothing else: every fold's `judge` decides by its own chain and by
//! the front head that the entry names. [`RoomFold`] holds all chains and is
//! what the gate asks; its `judge` adds the rules between chains, which hold at
//! the moment of the append only (the current front head, scopes at their
//! current epochs, members that are not ended), and answers with what the
//! store has to look up ([`Needs`]).
//!
//! `judge` changes nothing, `apply` decides nothing: call `apply` after `judge`
//! said yes and the entry is stored. `accept` is both, for replay.
//!
//! Order of replay: front, roster, then the rest. An entry that names a front
//! head which is not known yet is refused as [`Refusal::UnknownFront`]: read
//! the front again and judge again.
//!
//! [`Refusal::UnknownFront`]: crate::Refusal::UnknownFront

mod epochs;
mod front;
mod gate;
mod member;
mod room;
mod roster;
mod scope;
mod shape;
mod tip;

pub use front::{Certificate, FrontFold};
pub use gate::Needs;
pub use member::{Device, MemberFold, Subject, Taken};
pub use room::RoomFold;
pub use roster::{Granted, RosterFold, RosterMember};
pub use scope::{Doc, ScopeFold, Version};
pub use tip::Tip;
