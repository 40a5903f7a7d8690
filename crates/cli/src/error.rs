//! What went wrong, as a sentence and an exit code.

use std::io;

use room::archive::ArchiveError;

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// From a use-case.
    #[error("{0}")]
    Room(#[from] room::Error),
    /// The command line asks for something that cannot be.
    #[error("{0}")]
    Usage(String),
    /// This machine.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// The identity on this machine.
    #[error("{0}")]
    Unlock(#[from] seal::passphrase::UnlockError),
    /// Recovery words.
    #[error("{0}")]
    Words(#[from] seal::words::WordsError),
    /// Shares of an identity.
    #[error("{0}")]
    Shares(#[from] seal::slip39::ShareError),
    /// Randomness.
    #[error("{0}")]
    Random(#[from] seal::rng::NoRandomness),
    /// Some of many did not work; each was said already.
    #[error("{failed} of {total} did not work")]
    Some { failed: usize, total: usize },
    /// Evidence that proves nothing.
    #[error("{0}")]
    Unproven(room::Unproven),
    /// An archive that does not hold.
    #[error("{0}")]
    Archive(ArchiveError),
    /// What cannot be printed.
    #[error("{0}")]
    Paper(paper::PaperError),
    /// A certificate that proves nothing.
    #[error("{0}")]
    Invalid(#[from] room::retention::verify::Invalid),
    /// Something is to be destroyed by now.
    #[error("{0} due")]
    Due(usize),
    /// A file that is not what the store has signed, or of which there are two.
    #[error("{0}: not a checkpoint that the store has signed, or one of two")]
    NotACheckpoint(String),
    /// No time is proven, or one is not.
    #[error("not every time stamp proves a time, or there is none")]
    Unstamped,
    /// A room that does not hold.
    #[error("the room does not hold what was signed")]
    Unsound,
}

impl From<room::Unproven> for Error {
    fn from(why: room::Unproven) -> Self {
        match why {
            room::Unproven::Room(error) => Self::Room(error),
            why => Self::Unproven(why),
        }
    }
}

impl Error {
    pub(crate) fn usage(sentence: impl Into<String>) -> Self {
        Self::Usage(sentence.into())
    }

    /// 2 usage, 3 not there, 4 not allowed or over, 5 unreachable, 6 changed or rolled back,
    /// 7 not everything, 8 to be confirmed first, 9 something is due to be destroyed, 1 anything else.
    pub(crate) fn code(&self) -> u8 {
        use room::Error as R;
        match self {
            Self::Paper(paper::PaperError::Font)
            | Self::Usage(_)
            | Self::Words(_)
            | Self::Shares(_)
            | Self::Room(R::Shares(_)) => 2,
            Self::Room(R::NotFound) => 3,
            Self::Room(
                R::NotAllowed
                | R::Against(_)
                | R::Held
                | R::TakesTwo
                | R::Expired
                | R::Ended
                | R::UsedUp
                | R::TriedTooOften
                | R::NameNeeded
                | R::Owes
                | R::WrongPassphrase
                | R::PassphraseNeeded
                | R::WrongToken,
            )
            | Self::Unlock(_) => 4,
            Self::Room(R::Unreachable | R::Busy) => 5,
            Self::Room(R::Restored(_)) => 8,
            Self::Room(
                R::Tampered(_)
                | R::RolledBack
                | R::KeyChanged
                | R::GrantDiffers
                | R::Artefact(_)
                | R::Receipt(_),
            )
            | Self::Unproven(_)
            | Self::Archive(_)
            | Self::Invalid(_)
            | Self::NotACheckpoint(_)
            | Self::Unstamped
            | Self::Unsound => 6,
            Self::Due(_) => 9,
            Self::Room(R::Incomplete) | Self::Some { .. } => 7,
            _ => 1,
        }
    }
}

impl From<ArchiveError> for Error {
    fn from(e: ArchiveError) -> Self {
        match e {
            ArchiveError::Room(e) => Self::Room(e),
            other => Self::Archive(other),
        }
    }
}
