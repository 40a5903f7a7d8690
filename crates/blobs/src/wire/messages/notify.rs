//! Being told outside the app that something is new.

use minicbor::{Decode, Encode};

use crate::wire::strict::at_most;
use crate::wire::{Name, limits};

/// `/notify`: where the signer is told that something is new. Answered with [`NotifyState`].
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Notify {
    /// How it stands.
    #[n(0)]
    Look,
    /// There from now on, once a code that is sent there was said; instead of where it was before.
    #[n(1)]
    Set(
        #[n(0)] NotifyChannel,
        #[n(1)] String,
        #[n(2)] NotifyLanguage,
    ),
    /// The code that came.
    #[n(2)]
    Confirm(#[n(0)] String),
    /// Nowhere any more.
    #[n(3)]
    Stop,
    /// One message to where the signer is told, as a trial.
    #[n(4)]
    Try,
}

/// By which way somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum NotifyChannel {
    /// An e-mail.
    #[n(0)]
    Mail,
    /// The operator's own system, which knows what the name means that somebody gives.
    #[n(1)]
    Hook,
}

/// In which language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum NotifyLanguage {
    /// Chinese.
    #[n(0)]
    Chinese,
    /// English.
    #[n(1)]
    English,
}

/// The answer to [`Notify`]. The address itself is not told again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Encode, Decode)]
pub struct NotifyState {
    /// The ways that this server has.
    #[n(0)]
    #[cbor(decode_with = "at_most::<2, _, _>")]
    pub offers: Vec<NotifyChannel>,
    /// The one by which the signer is told.
    #[n(1)]
    pub told: Option<NotifyTold>,
}

/// How somebody is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct NotifyTold {
    /// By this way.
    #[n(0)]
    pub channel: NotifyChannel,
    /// In this language.
    #[n(1)]
    pub language: NotifyLanguage,
    /// The code was said; nothing else is sent before.
    #[n(2)]
    pub confirmed: bool,
}

/// `/tell`: has members told of what the gate cannot see, by one who manages. Answered with nothing.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Tell {
    /// What: one of those that clients may say.
    #[n(0)]
    pub code: TellCode,
    /// Whom.
    #[n(1)]
    #[cbor(decode_with = "at_most::<{ limits::ASKED }, _, _>")]
    pub members: Vec<Name>,
}

/// Why somebody is told. The message says none of it but whether it is urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum TellCode {
    /// Something was given to it.
    #[n(0)]
    Given,
    /// Something was taken from it, or it is kept out.
    #[n(1)]
    Taken,
    /// Its time was changed, or is over soon.
    #[n(2)]
    Ending,
    /// Something waits for who manages to decide.
    #[n(3)]
    Decide,
    /// Something that was sent in waits for who manages.
    #[n(4)]
    Waiting,
    /// The room is locked.
    #[n(5)]
    Locked,
    /// A folder that it holds has something new.
    #[n(6)]
    News,
    /// Something is not to be kept any longer.
    #[n(7)]
    Retention,
    /// A text is to be agreed to.
    #[n(8)]
    Asked,
}

impl TellCode {
    /// Whether it is told by a subject of its own.
    #[must_use]
    pub const fn is_urgent(self) -> bool {
        matches!(
            self,
            Self::Taken | Self::Ending | Self::Locked | Self::Retention
        )
    }

    /// Whether a client may say it: of the others the gate knows by itself.
    #[must_use]
    pub const fn is_sayable(self) -> bool {
        matches!(self, Self::Decide | Self::Retention)
    }

    /// As it is called where words are used.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Taken => "taken",
            Self::Ending => "ending",
            Self::Decide => "decide",
            Self::Waiting => "waiting",
            Self::Locked => "locked",
            Self::News => "news",
            Self::Retention => "retention",
            Self::Asked => "asked",
        }
    }
}
