//! Who is in the room and for how long: members, offices, dates, the room's own state, and the end of any of them.

pub(crate) mod dates;
pub(crate) mod end;
pub(crate) mod members;
pub(crate) mod office;
pub(crate) mod policy;
pub(crate) mod told;
