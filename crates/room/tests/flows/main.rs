//! Whole uses of a room, against the real gate.

#![allow(clippy::unwrap_used)]

mod access;
mod activity;
mod agreements;
mod basics;
mod bidders;
mod devices;
mod disown;
mod documents;
mod doors;
mod drops;
mod ends;
mod links;
mod many;
mod news;
mod pairing;
mod places;
mod policy;
mod proposals;
mod random;
mod restored;
mod sends;
#[path = "../support/mod.rs"]
mod support;
mod thousand;
mod uploads;
