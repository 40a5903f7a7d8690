//! Who may see what: the matrix, groups, what a change means, and what is done with one person.

pub(crate) mod approve;
mod cell;
pub(crate) mod groups;
pub(crate) mod matrix;
pub(crate) mod office;
pub(crate) mod review;
pub(crate) mod seen;
pub(crate) mod stages;

use crate::i18n::Text;
use crate::vault::messages::Level;

/// What a level is called.
pub(crate) fn level_text(level: Level) -> Text {
    match level {
        Level::Nothing => Text::LevelNothing,
        Level::Read => Text::LevelRead,
        Level::Write => Text::LevelWrite,
    }
}
