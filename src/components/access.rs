//! Who may see what: the matrix, groups, what a change means, and what is done with one person.

mod answer;
pub(crate) mod approve;
mod cell;
pub(crate) mod dates;
pub(crate) mod groups;
pub(crate) mod matrix;
pub(crate) mod office;
pub(crate) mod proposals;
pub(crate) mod propose;
pub(crate) mod review;
pub(crate) mod seen;
pub(crate) mod stages;

use crate::i18n::Text;
use crate::vault::messages::Level;

/// What a level is called, of one who may send in besides.
pub(crate) fn may_text(level: Level, sends: bool) -> Text {
    match (level, sends) {
        (Level::Nothing, true) => Text::LevelSend,
        (Level::Read, true) => Text::LevelReadSend,
        (level, _) => level_text(level),
    }
}

/// What a level is called.
pub(crate) fn level_text(level: Level) -> Text {
    match level {
        Level::Nothing => Text::LevelNothing,
        Level::Read => Text::LevelRead,
        Level::Write => Text::LevelWrite,
    }
}
