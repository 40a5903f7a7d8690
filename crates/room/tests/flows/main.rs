//! Whole uses of a room, against the real gate.

#![allow(clippy::unwrap_used)]

mod access;
mod activity;
mod agreements;
mod apart;
mod audit;
mod backup;
mod bases;
mod basics;
mod bidders;
mod channel;
mod destroy;
mod destroy_many;
mod destroy_seen;
mod devices;
mod disown;
mod documents;
mod doors;
mod drops;
mod ends;
mod forms;
mod handover;
mod incidents;
mod labels;
mod levels;
mod links;
mod looks;
mod many;
mod meets;
mod news;
mod pairing;
mod past;
mod places;
mod policy;
mod proposals;
mod random;
mod registers;
mod reports;
mod requests;
mod restored;
mod restores;
mod sends;
mod stages;
#[path = "../support/mod.rs"]
mod support;
mod thousand;
mod trustees;
mod turns;
mod uploads;
mod view_only;
mod witnesses;
