//! What the room knows of the personal information it holds, and what follows from it when something is granted.

pub(crate) mod bases;
pub(crate) mod classify;
pub(crate) mod gate;
pub(crate) mod requests;
