//! The crate's tests: attacks by their row in the list of attacks, rules of
//! the folds, properties over generated input, and the vector files.
#![allow(clippy::unwrap_used)]

mod access;
mod chains;
mod cycle;
mod dates;
mod destroy;
mod disclosures;
mod drops;
mod ends;
mod evidence_vectors;
mod foreign;
mod gone;
mod granters;
mod handover;
mod index;
mod joins;
mod kinds;
mod nda;
mod notes;
mod offices;
mod people;
mod properties;
mod requests;
mod restored;
mod rows;
mod strangers;
mod support;
mod tree;
mod tree_vectors;
mod vectors;
mod witnesses;
mod writers;
