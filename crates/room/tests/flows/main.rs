//! Whole uses of a room, against the real gate.

#![allow(clippy::unwrap_used)]

mod basics;
#[path = "../support/mod.rs"]
mod support;
