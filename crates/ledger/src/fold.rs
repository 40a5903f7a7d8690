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
//! # What an author has to know
//!
//! Beyond the table of who may append what:
//!
//! - A new room: `Open`, the roster's epoch 0 (its KEM key is the one in `Open`), then the rest.
//!   The founder's chain may begin before the roster names the founder.
//! - `Title`, `Restored`, `Children`, `Docs`, `Keys`, `Issued`, `Join`, `Propose`, `Plan`, `Edit`, `Label`, `Nda`,
//!   `Agree`, `Drop` and every epoch after 0 have a body; `Member`, `Grants`, `End`, `Delete`, `Device`,
//!   `Visitor` and an epoch 0 may have one, `Sendto` where it names a scope; the others have none. Lists
//!   are not empty (but a member's first grants, the scopes of an `End`, of `Drops` and of `Sendto`) and
//!   name nothing twice.
//! - `Entry::epoch` is the current one in scopes and roster (in an `Epoch` entry the new one), in a
//!   `Drop` that of the scope it is for, and 0 otherwise in front, members' and visitors' chains.
//! - A folder's chain is opened before its parent announces it, and moved before its new parent does; a
//!   member is entered before its chain is issued; a manager is a member with that key before the front
//!   certifies it, and certified before it is granted more than to read, or the roster. It is removed
//!   from the front before it is ended in the roster.
//! - A grant ends no later than its member. Nobody but an owner is granted `Own`. Later dates come
//!   before the grants that they allow.
//! - To rotate: `End` lists the scopes at their current epochs, then `Epoch` in each scope, then
//!   `Grants` at the new epochs to those who stay. Who is ended is taken from the writers as well.
//! - `Drops` comes before the `Sendto` by which a person is told of it, and goes before the next one.
//! - What was dropped is taken in by a `Docs` of its scope that names the same parts, then discarded.
//! - A deleted document does not come back under its id, nor does one that was discarded.
//!
//! [`Refusal::UnknownFront`]: crate::Refusal::UnknownFront

mod epochs;
mod front;
mod gate;
mod holds;
mod lineage;
mod member;
mod parts;
mod room;
mod roster;
mod scope;
mod shape;
mod tip;

pub use front::{Certificate, FrontFold, Handed};
pub use gate::Needs;
pub use member::{Device, Dropped, MemberFold, Sendto, Subject, Taken};
pub use room::RoomFold;
pub use roster::{Granted, RosterFold, RosterMember};
pub use scope::{Doc, ScopeFold, Version};
pub use tip::Tip;
