//! Texts that are asked for before a room opens, and the signed copies of what was agreed to.

pub(crate) mod copies;
pub(crate) mod nda;
