//! Every error of the layers below becomes one of the page's failures here, and nowhere else.
//!
//! The page makes a sentence from a failure. What is deliberately lost on the way is detail
//! that would help someone who tampers.

use room::doors::DoorError;
use room::{Error, What};
use seal::fragment::FragmentError;
use seal::passphrase::UnlockError;
use seal::words::WordsError;

use super::messages::Failure;
use crate::browser::trouble::Trouble;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Unreachable => Self::Unreachable,
            Error::Busy | Error::Contended => Self::ServerBusy,
            Error::Tampered(What::Shelf) => Self::StorageRefused,
            Error::Tampered(_) | Error::Receipt(_) => Self::Tampered,
            Error::RolledBack => Self::RolledBack,
            // what it is and who signed it, the page asks for
            Error::Restored(_) => Self::Restored,
            Error::Newer => Self::LinkNewer,
            Error::KeyChanged => Self::KeyChanged,
            Error::GrantDiffers => Self::GrantDiffers,
            Error::Against(_) => Self::Against,
            Error::Held => Self::Held,
            Error::TakesTwo => Self::TakesTwo,
            Error::Artefact(room::artefact::ArtefactError::Newer) => Self::LinkNewer,
            Error::Artefact(_) | Error::Form(_) => Self::Artefact,
            Error::NotAllowed => Self::NotAllowed,
            Error::LastOwner => Self::LastOwner,
            Error::PairCode(_) => Self::PairCodeWrong,
            Error::Decided => Self::Decided,
            Error::NotFound => Self::NotFound,
            Error::Expired => Self::Expired,
            Error::Ended => Self::Ended,
            Error::RoomLocked => Self::RoomLocked,
            Error::Frozen => Self::Frozen,
            Error::Suspended => Self::Suspended,
            Error::UsedUp => Self::UsedUp,
            Error::TriedTooOften => Self::TriedTooOften,
            Error::WrongPassphrase | Error::PassphraseNeeded => Self::WrongPassphrase,
            Error::NameNeeded => Self::NameNeeded,
            Error::Shares(_) => Self::WrongShares,
            Error::Owes => Self::Owes,
            Error::WrongToken => Self::WrongToken,
            Error::Link(error) => error.into(),
            Error::OtherKind => Self::NotALink,
            Error::BadName(room::names::BadName::Long) => Self::NameTooLong,
            Error::BadName(_) => Self::BadName,
            Error::NameTaken => Self::DuplicateName,
            Error::FileChanged => Self::FileChanged,
            Error::FileVanished => Self::FileVanished,
            Error::Local(why) if why == Trouble::Full.to_string() => Self::DiskFull,
            Error::Local(_) => Self::Internal,
            Error::ShelfRefused => Self::StorageRefused,
            Error::Incomplete => Self::Incomplete,
            Error::Cancelled => Self::Cancelled,
            Error::StoreFull => Self::StoreFull,
            Error::Quota => Self::QuotaReached,
            Error::TooLarge => Self::TooLarge,
            Error::Refused(_) | Error::NoMemory => Self::Internal,
        }
    }
}

impl From<DoorError> for Failure {
    fn from(error: DoorError) -> Self {
        match error {
            DoorError::Unlock(error) => error.into(),
            DoorError::NoDoor => Self::NoIdentity,
            DoorError::LastDoor => Self::LastDoor,
            DoorError::OtherSeed => Self::OtherIdentity,
            DoorError::Shelf(error) => error.into(),
        }
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Aborted => Self::Cancelled,
            Trouble::Vanished => Self::FileVanished,
            Trouble::Changed => Self::FileChanged,
            Trouble::Full => Self::DiskFull,
            Trouble::Refused => Self::StorageRefused,
            Trouble::Unsupported => Self::InsecureContext,
            Trouble::Offline => Self::Unreachable,
            Trouble::Forged => Self::Tampered,
            Trouble::Other => Self::Internal,
        }
    }
}

impl From<FragmentError> for Failure {
    fn from(error: FragmentError) -> Self {
        match error {
            FragmentError::NotALink => Self::NotALink,
            FragmentError::Truncated => Self::LinkTruncated,
            FragmentError::Damaged | FragmentError::Kdf(_) => Self::LinkDamaged,
            FragmentError::Newer => Self::LinkNewer,
        }
    }
}

impl From<WordsError> for Failure {
    fn from(_: WordsError) -> Self {
        Self::WrongWords
    }
}

impl From<UnlockError> for Failure {
    fn from(error: UnlockError) -> Self {
        match error {
            UnlockError::Wrong => Self::WrongPassphrase,
            UnlockError::Newer => Self::LinkNewer,
            _ => Self::Internal,
        }
    }
}
