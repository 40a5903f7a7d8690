//! Whole uses of a room, against the real gate.

#![allow(clippy::unwrap_used)]

mod basics;
mod bidders;
mod devices;
mod ends;
mod links;
mod many;
mod restored;
#[path = "../support/mod.rs"]
mod support;
mod uploads;
