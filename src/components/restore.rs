//! Rooms that go on from their backups: bringing one back, and what everybody else is asked then.

pub(crate) mod asks;
pub(crate) mod form;
pub(crate) mod lost;
pub(crate) mod outcome;
pub(crate) mod running;
pub(crate) mod unfinished;
