//! Registers beside the forms: findings and their remedies, persons' requests, dates of review, and who still holds what
//! is not the newest. All of it stands in the roster's plan: those who manage write it, those who coordinate read it, and
//! nobody else knows of it.

pub(crate) mod findings;
pub(crate) mod outdated;
pub(crate) mod reviews;
pub(crate) mod rights;

use crate::body::MAX_FORM_TEXT;
use crate::error::Error;
use crate::names;

/// A text of a step; there is one where it is needed.
fn check_step(text: &str, needed: bool) -> Result<String, Error> {
    let text = text.trim();
    if needed && text.is_empty() {
        return Err(names::BadName::Empty.into());
    }
    if text.len() > MAX_FORM_TEXT {
        return Err(Error::TooLarge);
    }
    match text.contains(|c| c != '\n' && names::hidden(c)) {
        true => Err(names::BadName::Control.into()),
        false => Ok(text.to_owned()),
    }
}
