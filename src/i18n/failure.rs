//! The one place where a failure becomes a sentence: what happened, and what to do next.

use super::Text;
use crate::pdf::messages::Fault;
use crate::vault::messages::Failure;

/// What a person reads.
pub(crate) fn sentence(failure: Failure) -> Text {
    match failure {
        Failure::WrongPassphrase => Text::FailWrongPassphrase,
        Failure::WrongWords => Text::FailWrongWords,
        Failure::Locked => Text::FailLocked,
        Failure::NoIdentity => Text::FailNoIdentity,
        Failure::LinkDamaged => Text::FailLinkDamaged,
        Failure::LinkTruncated => Text::FailLinkTruncated,
        Failure::LinkNewer => Text::FailLinkNewer,
        Failure::NotALink => Text::FailNotALink,
        Failure::ForeignInvite => Text::FailForeignInvite,
        Failure::Expired => Text::FailExpired,
        Failure::Ended => Text::FailEnded,
        Failure::RoomLocked => Text::FailRoomLocked,
        Failure::Frozen => Text::FailFrozen,
        Failure::Suspended => Text::FailSuspended,
        Failure::UsedUp => Text::FailUsedUp,
        Failure::TriedTooOften => Text::FailTriedTooOften,
        Failure::NameNeeded => Text::FailNameNeeded,
        Failure::Owes => Text::FailOwes,
        Failure::NothingChosen => Text::FailNothingChosen,
        Failure::NotSigned => Text::FailNotSigned,
        Failure::BothLanguages => Text::FailBothLanguages,
        Failure::NotFound => Text::FailNotFound,
        Failure::NotAllowed => Text::FailNotAllowed,
        Failure::WrongToken => Text::FailWrongToken,
        Failure::Unreachable => Text::FailUnreachable,
        Failure::ServerBusy => Text::FailServerBusy,
        Failure::StoreFull => Text::FailStoreFull,
        Failure::DiskFull => Text::FailDiskFull,
        Failure::QuotaReached => Text::FailQuotaReached,
        Failure::TooLarge => Text::FailTooLarge,
        Failure::FileChanged => Text::FailFileChanged,
        Failure::FileVanished => Text::FailFileVanished,
        Failure::BadName => Text::FailBadName,
        Failure::NameTooLong => Text::FailNameTooLong,
        Failure::DuplicateName => Text::FailDuplicateName,
        Failure::StorageRefused => Text::FailStorageRefused,
        Failure::InsecureContext => Text::FailInsecureContext,
        Failure::Tampered => Text::FailTampered,
        Failure::RolledBack => Text::FailRolledBack,
        Failure::Restored => Text::FailRestored,
        Failure::RoomsLost => Text::FailRoomsLost,
        Failure::RoomsFile => Text::FailRoomsFile,
        Failure::RestoreUnknown => Text::FailRestoreUnknown,
        Failure::RestoreNotOwner => Text::FailRestoreNotOwner,
        Failure::RestoreHere => Text::FailRestoreHere,
        Failure::Incomplete => Text::FailIncomplete,
        Failure::GrantDiffers => Text::FailGrantDiffers,
        Failure::Against => Text::FailAgainst,
        Failure::Held => Text::FailHeld,
        Failure::TakesTwo => Text::FailTakesTwo,
        Failure::Artefact => Text::FailArtefact,
        Failure::ClosingOther => Text::FailClosingWrong,
        Failure::ClosingForeign => Text::FailClosingForeign,
        Failure::ClosingNoList => Text::FailClosingNoList,
        Failure::ClosingUnchecked => Text::FailClosingUnchecked,
        Failure::Archive => Text::FailArchive,
        Failure::NoAddress => Text::FailNoAddress,
        Failure::WrongCode => Text::FailWrongCode,
        Failure::CodeOver => Text::FailCodeOver,
        Failure::NotSent => Text::FailNotSent,
        Failure::WrongShares => Text::FailWrongShares,
        Failure::NotAShare => Text::FailNotAShare,
        Failure::NotMyShare => Text::FailNotMyShare,
        Failure::NotForYou => Text::FailNotForYou,
        Failure::IndexForked => Text::FailIndexForked,
        Failure::IndexOlder => Text::FailIndexOlder,
        Failure::NotACheckpoint => Text::FailNotACheckpoint,
        Failure::NotProven => Text::FailNotProven,
        Failure::KeyNeeded => Text::FailKeyNeeded,
        Failure::OneByOne => Text::FailSingleFile,
        Failure::Decided => Text::FailDecided,
        Failure::KeyChanged => Text::FailKeyChanged,
        Failure::Cancelled => Text::FailCancelled,
        Failure::TooManyFiles => Text::FailTooManyFiles,
        Failure::LastOwner => Text::FailLastOwner,
        Failure::LastDoor => Text::FailLastDoor,
        Failure::OtherIdentity => Text::FailOtherIdentity,
        Failure::NoPrf => Text::FailNoPrf,
        Failure::PasskeyRefused => Text::FailPasskeyRefused,
        Failure::PairCodeWrong => Text::FailPairCodeWrong,
        Failure::PairCodeUnknown => Text::FailPairCodeUnknown,
        Failure::PairCodeExpired => Text::FailPairCodeExpired,
        Failure::PairCodeUsed => Text::FailPairCodeUsed,
        Failure::PairingStopped => Text::FailPairingStopped,
        Failure::Internal => Text::FailInternal,
    }
}

/// Why a PDF is not shown.
pub(crate) fn of_pdf(fault: Fault) -> Text {
    match fault {
        Fault::Damaged => Text::PdfDamaged,
        Fault::Locked => Text::PdfLocked,
        Fault::TooSlow => Text::PdfTooSlow,
        Fault::Crashed => Text::PdfCrashed,
        Fault::NotStarted => Text::PdfNotStarted,
        // a PDF is read, whatever it is called
        Fault::Unknown => Text::PdfDamaged,
    }
}

/// Why one of its pages is not.
pub(crate) fn of_pdf_page(fault: Fault) -> Text {
    match fault {
        Fault::TooSlow => Text::PdfPageTooSlow,
        Fault::NotStarted => Text::PdfNotStarted,
        Fault::Damaged | Fault::Locked | Fault::Crashed | Fault::Unknown => Text::PdfPageFailed,
    }
}
