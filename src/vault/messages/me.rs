//! About the person: ways to the identity, devices, another device, another identity.
//!
//! What a passkey answers crosses this seam as a passphrase does: only a page may ask a passkey.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use super::{Millis, RoomRef};

/// A device's id in hex.
pub type DeviceRef = String;

/// What the page asks. Without another word the answer is [`MeReply::Overview`].
#[derive(Clone, Serialize, Deserialize)]
pub enum MeRequest {
    /// Ways, devices, what is not finished.
    Overview,
    /// The same, with what each room's own records say of devices; reads every room.
    Survey,
    /// Which passkey opens here; also while locked. Answers [`MeReply::Passkey`].
    Passkey,
    UnlockByPasskey {
        prf: PrfBytes,
    },
    AddPasskey {
        passkey: PasskeyFacts,
        prf: PrfBytes,
    },
    RemovePasskey,
    ChangePassphrase {
        by: Proof,
        new: String,
    },
    NameDevice {
        device: DeviceRef,
        name: String,
    },
    RevokeDevice {
        device: DeviceRef,
    },
    /// A key of which no device says that it is its own.
    RevokeKey {
        room: RoomRef,
        key: String,
    },
    /// Goes on where revoking stopped.
    FinishRevoking,
    /// Shows a code for another device; answers [`MeReply::Code`].
    Offer,
    /// Answers [`MeReply::Offered`].
    LookOffered,
    /// The words are the same on both devices. Answers [`MeReply::Offered`].
    Give,
    StopPairing,
    /// A code that another device shows. Answers [`MeReply::Answered`].
    EnterCode {
        code: String,
    },
    /// Answers [`MeReply::Answered`].
    LookAnswered,
    /// Keeps the identity that was given, under this passphrase. Answers `Status`.
    KeepGiven {
        passphrase: String,
    },
    /// Signs out and removes everything. Answers [`MeReply::SignedOut`].
    SignOut,
    /// Another identity instead of this one; nothing is changed until `ConfirmNew`. Answers `Words`.
    BeginNew {
        passphrase: String,
    },
    /// The words are written down: changes over, and disowns the old key in every room.
    ConfirmNew,
    /// Goes on where that stopped.
    Disown,
}

/// What a passkey answered; zeroed when it is dropped.
#[derive(Clone)]
pub struct PrfBytes(pub Zeroizing<Vec<u8>>);

impl Serialize for PrfBytes {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.as_slice().serialize(to)
    }
}

impl<'de> Deserialize<'de> for PrfBytes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Vec::deserialize(from).map(|bytes| Self(Zeroizing::new(bytes)))
    }
}

/// What opens the identity.
#[derive(Clone, Serialize, Deserialize)]
pub enum Proof {
    Passphrase(String),
    Passkey(PrfBytes),
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum MeReply {
    Overview(Box<MeView>),
    Passkey(Option<PasskeyFacts>),
    Code(PairCode),
    Offered(Offered),
    Answered(Answered),
    /// How many rooms could not be reached to revoke this device there.
    SignedOut(u32),
}

/// Which passkey to ask, and what. Not secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyFacts {
    pub credential: Vec<u8>,
    pub salt: Vec<u8>,
    pub host: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeView {
    pub passphrase: bool,
    pub passkey: bool,
    pub devices: Vec<DeviceView>,
    /// Keys in rooms that no device of the list owns up to; empty until the rooms were read.
    pub unknown: Vec<UnknownKey>,
    /// Rooms that could not be read or changed, by title.
    pub left: Vec<String>,
    /// The rooms were read for this.
    pub surveyed: bool,
    /// What is left of the identity before this one.
    pub given_up: Vec<GivenUpRoom>,
    /// Its key is of no use anywhere any more.
    pub given_up_done: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeviceView {
    pub device: DeviceRef,
    pub name: String,
    pub this: bool,
    pub added: Millis,
    pub seen: Millis,
    pub revoked: Option<Millis>,
    pub rooms: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnknownKey {
    pub room: RoomRef,
    pub title: String,
    pub key: String,
    pub seen: Option<Millis>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GivenUpRoom {
    pub room: RoomRef,
    pub title: String,
    pub owner: String,
    pub mine: bool,
    /// The old key opens nothing there any more.
    pub done: bool,
    /// The new identity is in it.
    pub back: bool,
}

/// A code to be entered on another device.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PairCode {
    /// Six groups of five letters.
    pub code: String,
    /// Path and fragment on this origin.
    pub url: String,
    pub until: Millis,
}

/// How far the device is that shows the code.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Offered {
    Waiting,
    Answered { device: String, words: Vec<String> },
    Given,
    Done,
}

/// How far the device is on which the code was entered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Answered {
    Waiting,
    Words(Vec<String>),
    /// Whose identity arrived.
    Given(String),
}
