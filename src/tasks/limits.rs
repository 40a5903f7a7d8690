//! What a form refuses before it asks the vault.

use crate::i18n::lang;

/// The longest title of a room, in bytes of UTF-8.
pub(crate) const TITLE: usize = 200;
/// The longest name of a folder.
pub(crate) const NAME: usize = 255;
/// The longest description.
pub(crate) const DESCRIPTION: usize = 4096;
/// A Chinese character's bytes.
const CHINESE: usize = 3;

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// More than so many bytes.
    TooLong(usize),
    /// Neither empty nor a number from 1 up.
    NotACount,
}

impl Wrong {
    /// What a person reads; tracked.
    pub(crate) fn sentence(self) -> String {
        match self {
            Self::TooLong(bytes) => {
                lang().field_too_long(&(bytes / CHINESE).to_string(), &bytes.to_string())
            }
            Self::NotACount => lang().text(crate::i18n::Text::NotACount).to_owned(),
        }
    }
}

/// Refuses a text of more than so many bytes.
pub(crate) fn fits(text: &str, bytes: usize) -> Result<(), Wrong> {
    if text.trim().len() > bytes {
        Err(Wrong::TooLong(bytes))
    } else {
        Ok(())
    }
}

/// A number from 1 up, if any is typed. The wide digits of Chinese keyboards count as digits.
pub(crate) fn count(text: &str) -> Result<Option<u32>, Wrong> {
    let plain: String = text
        .trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
            other => other,
        })
        .collect();
    if plain.is_empty() {
        return Ok(None);
    }
    let digits = plain.bytes().all(|byte| byte.is_ascii_digit());
    match plain.parse::<u32>() {
        Ok(count) if digits && count > 0 => Ok(Some(count)),
        _ => Err(Wrong::NotACount),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_a_whole_number_from_one_up_or_nothing() {
        assert_eq!(count("  "), Ok(None));
        assert_eq!(count(" 12 "), Ok(Some(12)));
        assert_eq!(count("３０"), Ok(Some(30)));
        for wrong in ["0", "-1", "+1", "1.5", "1e3", "five", "5000000000"] {
            assert_eq!(count(wrong), Err(Wrong::NotACount), "{wrong}");
        }
    }

    #[test]
    fn lengths_are_those_that_are_stored() {
        assert_eq!(fits(&"长".repeat(66), TITLE), Ok(()));
        assert_eq!(fits(&"长".repeat(67), TITLE), Err(Wrong::TooLong(TITLE)));
        assert_eq!(fits(&format!(" {} ", "a".repeat(255)), NAME), Ok(()));
        // the vault judges by the same numbers
        assert_eq!((room::MAX_TITLE, room::names::MAX), (TITLE, NAME));
    }
}
