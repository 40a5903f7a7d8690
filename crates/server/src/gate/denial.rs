//! Why the gate says no.

use blobs::StoreError;
use blobs::wire::Code;
use ledger::Refusal;
use ledger::http_sig::Unsigned;

/// A refusal with its code and a sentence. Neither says what a room holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Denial {
    /// For programs.
    pub code: Code,
    /// For people.
    pub message: String,
}

impl Denial {
    /// A refusal.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// The one answer for what is not there and for what is not for the asker.
    pub fn absent() -> Self {
        Self::new(Code::Absent, "there is no such thing here for this key")
    }

    /// The request is not one.
    pub fn malformed() -> Self {
        Self::new(Code::Malformed, "the request is malformed")
    }

    /// Something is wrong on this side; what, is only in the log.
    pub(crate) fn internal(why: impl std::fmt::Display) -> Self {
        tracing::error!(error = %why, "internal error");
        Self::new(Code::Internal, "the server failed")
    }

    /// A refusal to somebody whose key is not known to be anybody's yet.
    pub(crate) fn of_stranger(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Expired => Self::new(Code::Expired, "its time has run out"),
            Refusal::Ended => Self::new(Code::Ended, "it was ended"),
            // the key is somebody's, or there would be another refusal
            Refusal::Suspended | Refusal::RoomLocked => refusal.into(),
            _ => Self::absent(),
        }
    }
}

/// How a refusal is called on the wire.
pub(super) fn code(refusal: Refusal) -> Code {
    match refusal {
        Refusal::Malformed => Code::Malformed,
        Refusal::Signature => Code::Signature,
        Refusal::NotFound => Code::Absent,
        Refusal::Ended => Code::Ended,
        Refusal::Expired => Code::Expired,
        Refusal::Used => Code::Used,
        Refusal::RoomLocked => Code::RoomLocked,
        Refusal::Frozen => Code::Frozen,
        Refusal::Suspended => Code::Suspended,
        Refusal::Nda => Code::Nda,
        race if race.is_race() => Code::Outdated,
        _ => Code::Rule,
    }
}

impl From<StoreError> for Denial {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Absent => Self::absent(),
            StoreError::Range => Self::new(Code::Range, "the range lies outside the object"),
            StoreError::Full => {
                tracing::error!("no space is left in the store");
                Self::new(Code::Full, "no space is left on the server")
            }
            other => Self::internal(other),
        }
    }
}

impl From<Refusal> for Denial {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::NotFound => Self::absent(),
            other => Self::new(code(other), other.to_string()),
        }
    }
}

impl From<Unsigned> for Denial {
    fn from(error: Unsigned) -> Self {
        let code = match error {
            Unsigned::Malformed | Unsigned::Signature => Code::Signature,
            Unsigned::Clock => Code::Clock,
            Unsigned::Body => Code::Digest,
        };
        Self::new(code, error.to_string())
    }
}
