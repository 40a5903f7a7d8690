//! What comes from those who may send but not read: the box, what was sent, and how it is taken in.

pub(crate) mod drops;
pub(crate) mod quarantine;
pub(crate) mod sends;
