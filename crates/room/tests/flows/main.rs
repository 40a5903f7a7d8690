//! Whole uses of a room, against the real gate.

#![allow(clippy::unwrap_used)]

mod basics;
mod bidders;
mod ends;
mod restored;
#[path = "../support/mod.rs"]
mod support;
mod uploads;
