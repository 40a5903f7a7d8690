//! Why an entry or a request is refused.

use minicbor::{Decode, Encode};

/// Why an entry or a request is refused. Opaque on purpose: it names the rule,
/// never what the room holds.
///
/// The numbers are the codes on the wire and never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode, thiserror::Error)]
#[cbor(index_only)]
#[repr(u8)]
pub enum Refusal {
    /// Not the one encoding of an entry, or over a limit.
    #[n(1)]
    #[error("malformed or over a limit")]
    Malformed = 1,
    /// A signature or proof does not verify.
    #[n(2)]
    #[error("the signature does not verify")]
    Signature = 2,
    /// The entry is for another room or another chain.
    #[n(3)]
    #[error("for another room or chain")]
    Elsewhere = 3,
    /// The entry does not follow the chain's head: read again and retry.
    #[n(4)]
    #[error("does not follow the head of its chain")]
    NotNext = 4,
    /// The front head named is older than the current one, or than the one named before: retry.
    #[n(5)]
    #[error("names an old front head")]
    StaleFront = 5,
    /// The front head named is not known here: read the front again and judge again.
    #[n(6)]
    #[error("names an unknown front head")]
    UnknownFront = 6,
    /// The author, or the key of the request, may not do this.
    #[n(7)]
    #[error("not allowed")]
    NotAllowed = 7,
    /// This kind of entry has no place here.
    #[n(8)]
    #[error("no place for this kind of entry")]
    Misplaced = 8,
    /// A superseded or unknown epoch: read again, seal again.
    #[n(9)]
    #[error("not the current epoch")]
    Epoch = 9,
    /// It exists already.
    #[n(10)]
    #[error("exists already")]
    Exists = 10,
    /// It does not exist, or is not for this reader (the two look alike).
    #[n(11)]
    #[error("not found")]
    NotFound = 11,
    /// More rights, or for longer, than may be given.
    #[n(12)]
    #[error("more than may be given")]
    TooMuch = 12,
    /// The member, invite or link was ended.
    #[n(13)]
    #[error("ended")]
    Ended = 13,
    /// The time of the member, invite or link has run out.
    #[n(14)]
    #[error("expired")]
    Expired = 14,
    /// The invite was used.
    #[n(15)]
    #[error("used already")]
    Used = 15,
    /// The receipt is not the device's next.
    #[n(16)]
    #[error("not the next receipt")]
    Receipt = 16,
    /// The server's time is before that of the entry before.
    #[n(17)]
    #[error("time runs backwards")]
    Time = 17,
    /// Owners have locked the room.
    #[n(18)]
    #[error("the room is locked")]
    RoomLocked = 18,
    /// Owners have frozen the room: it may be read only.
    #[n(19)]
    #[error("the room is frozen")]
    Frozen = 19,
    /// The member was suspended.
    #[n(20)]
    #[error("suspended")]
    Suspended = 20,
    /// A text is to be agreed to first.
    #[n(21)]
    #[error("a text is to be agreed to first")]
    Nda = 21,
    /// A legal hold stands.
    #[n(22)]
    #[error("a legal hold stands")]
    Held = 22,
}

impl Refusal {
    /// The code on the wire.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// Whether the author may succeed after reading again what changed meanwhile.
    pub fn is_race(self) -> bool {
        matches!(
            self,
            Self::NotNext | Self::StaleFront | Self::UnknownFront | Self::Epoch
        )
    }
}
