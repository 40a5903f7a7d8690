//! Signed entries, their public part, its fold, and who may do what.

pub mod entry;
pub mod ids;
