//! People with the program, at a real server: one binary, since each would be linked with all that the program is.
#![allow(clippy::unwrap_used)]

#[path = "../../../stamp/tests/kit/mod.rs"]
mod authority;
#[path = "../../../stamp/tests/kit/listening.rs"]
mod listening;
mod support;

mod buckets;
mod destruction;
mod evidence;
mod forms;
mod handover;
mod incidents;
mod reports;
mod restore;
mod stamps;
mod two;

// for the authority that listens
use authority::Tsa;
