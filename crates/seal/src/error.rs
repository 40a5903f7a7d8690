//! Why something did not open: three answers, and never more detail than that.
//!
//! Which check failed (a length, a commitment, a tag, a signature) is the same
//! answer, [`OpenError::Broken`], so that nobody learns from it how to go on.

/// Why a sealed thing did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It says itself, unsealed, that it is for another recipient or another place.
    #[error("sealed for someone or something else")]
    NotMine,
    /// Its first byte is a format that this program is too old to know.
    #[error("made by a newer version")]
    Newer,
    /// It should open, and does not: damaged, forged, moved, or sealed with another key.
    #[error("damaged or forged")]
    Broken,
}

/// Checks a format byte: 1 is the only one there is.
pub(crate) fn format(byte: Option<&u8>) -> Result<(), OpenError> {
    match byte {
        Some(1) => Ok(()),
        None | Some(0) => Err(OpenError::Broken),
        Some(_) => Err(OpenError::Newer),
    }
}
