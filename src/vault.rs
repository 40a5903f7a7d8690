//! The seam between the page and the worker that holds the keys.

pub mod messages;
pub mod wire;
pub mod zip;
