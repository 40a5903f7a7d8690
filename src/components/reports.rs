//! What reports of a room are chosen and kept by.

pub(crate) mod choose;
pub(crate) mod keep;
