//! For how long documents are kept, what has to be kept, and their end.
//!
//! | | |
//! |---|---|
//! | [`clocks`] | for how long: said of documents, folders, the room, and by levels |
//! | [`due`] | what is due, what comes due, by which clock |
//! | [`holds`] | legal holds, which outrank every clock; each chain that is covered says so, so the gate and every reader refuse |
//! | [`preview`] | what destroying something would mean, for who decides |
//! | [`doomed`] | what is meant by what somebody wants destroyed, and what there is of it anywhere |
//! | [`destroy`] | destroying: decided, by two where a level asks for it; written; erased by the store at once; looked for |
//! | [`late`] | what was decided, and its certificate when the first one was lost |
//! | [`certificate`] | what is signed of it, for strangers |
//! | [`verify`] | what a stranger makes of that |

pub mod certificate;
mod certify;
mod clocks;
mod destroy;
mod doomed;
mod due;
mod erasing;
mod holds;
mod late;
mod preview;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod samples;
pub mod verify;

pub use certify::Wishes;
pub use clocks::ClockView;
pub use destroy::{Destroying, Destruction};
pub use due::{Due, DueBy, Retention, Standing};
pub use holds::HoldView;
pub use late::Destructions;
pub use preview::{DoomedDoc, DoomedView};

pub(crate) use holds::Holds;
