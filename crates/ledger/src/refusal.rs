//! Why an entry or a request is refused.

use minicbor::{Decode, Encode};

/// Why an entry or a request is refused. Opaque on purpose: it names the rule,
/// never what the room holds.
///
/// The numbers are the codes on the wire and never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode, thiserror::Error)]
#[cbor(index_only)]
pub enum Refusal {
    /// Not the one encoding of an entry, or over a limit.
    #[n(1)]
    #[error("malformed or over a limit")]
    Malformed,
    /// A signature or proof does not verify.
    #[n(2)]
    #[error("the signature does not verify")]
    Signature,
    /// The entry is for another room or another chain.
    #[n(3)]
    #[error("for another room or chain")]
    Elsewhere,
    /// The entry does not follow the chain's head: read again and retry.
    #[n(4)]
    #[error("does not follow the head of its chain")]
    NotNext,
    /// The front head named is older than the current one, or than the one named before: retry.
    #[n(5)]
    #[error("names an old front head")]
    StaleFront,
    /// The front head named is not known here: read the front again and judge again.
    #[n(6)]
    #[error("names an unknown front head")]
    UnknownFront,
    /// The author, or the key of the request, may not do this.
    #[n(7)]
    #[error("not allowed")]
    NotAllowed,
    /// This kind of entry has no place here.
    #[n(8)]
    #[error("no place for this kind of entry")]
    Misplaced,
    /// A superseded or unknown epoch: read again, seal again.
    #[n(9)]
    #[error("not the current epoch")]
    Epoch,
    /// It exists already.
    #[n(10)]
    #[error("exists already")]
    Exists,
    /// It does not exist, or is not for this reader (the two look alike).
    #[n(11)]
    #[error("not found")]
    NotFound,
    /// More rights, or for longer, than may be given.
    #[n(12)]
    #[error("more than may be given")]
    TooMuch,
    /// The member, invite or link was ended.
    #[n(13)]
    #[error("ended")]
    Ended,
    /// The time of the member, invite or link has run out.
    #[n(14)]
    #[error("expired")]
    Expired,
    /// The invite was used.
    #[n(15)]
    #[error("used already")]
    Used,
    /// The receipt is not the device's next.
    #[n(16)]
    #[error("not the next receipt")]
    Receipt,
    /// The server's time is before that of the entry before.
    #[n(17)]
    #[error("time runs backwards")]
    Time,
}

impl Refusal {
    /// The code on the wire.
    pub fn code(self) -> u8 {
        match self {
            Self::Malformed => 1,
            Self::Signature => 2,
            Self::Elsewhere => 3,
            Self::NotNext => 4,
            Self::StaleFront => 5,
            Self::UnknownFront => 6,
            Self::NotAllowed => 7,
            Self::Misplaced => 8,
            Self::Epoch => 9,
            Self::Exists => 10,
            Self::NotFound => 11,
            Self::TooMuch => 12,
            Self::Ended => 13,
            Self::Expired => 14,
            Self::Used => 15,
            Self::Receipt => 16,
            Self::Time => 17,
        }
    }

    /// Whether the author may succeed after reading again what changed meanwhile.
    pub fn is_race(self) -> bool {
        matches!(
            self,
            Self::NotNext | Self::StaleFront | Self::UnknownFront | Self::Epoch
        )
    }
}
