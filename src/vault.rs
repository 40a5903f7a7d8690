//! The vault: the worker that alone holds keys, and the seam between it and the page.
//!
//! [`messages`] is what the two say to each other and [`wire`] how it looks as a JavaScript
//! value; the page uses nothing else of this. Behind it, [`start`] answers: requests about the
//! identity, the person's own place, rooms, sharing and transfers each have a module, [`failure`] makes one list of
//! failures out of every error, and `session` is all that is remembered.

mod access;
mod activity;
mod audit;
mod closing;
mod compliance;
mod documents;
mod evidence;
mod failure;
mod identity;
mod incident;
mod information;
mod links;
mod me;
pub mod messages;
mod meter;
mod news;
mod proposals;
mod reports;
mod restore;
mod retention;
mod rooms;
mod service;
mod session;
mod sharing;
pub mod stored;
mod told;
mod transfer;
mod trustees;
mod verify;
pub mod wire;
pub mod zip;

pub use service::start;
