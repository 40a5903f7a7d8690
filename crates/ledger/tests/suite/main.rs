//! The crate's tests: attacks by their row in the list of attacks, rules of
//! the folds, properties over generated input, and the vector files.
#![allow(clippy::unwrap_used)]

mod access;
mod chains;
mod cycle;
mod dates;
mod drops;
mod ends;
mod gone;
mod granters;
mod joins;
mod kinds;
mod nda;
mod offices;
mod people;
mod properties;
mod requests;
mod strangers;
mod support;
mod vectors;
mod writers;
