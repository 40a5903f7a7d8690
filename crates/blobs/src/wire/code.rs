//! Why a gate refuses.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $n:literal, $status:literal;)*) => {
        /// Why a gate refuses: the one list, for HTTP answers and for the items of an append.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        #[cbor(index_only)]
        pub enum Code {
            $($(#[$doc])* #[n($n)] $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The HTTP status that goes with it.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
        }
    };
}

codes! {
    /// The request is not one.
    Malformed = 0, 400;
    /// `created` is too far from the server's clock, which stands beside this code.
    Clock = 1, 401;
    /// No signature, or one that does not verify.
    Signature = 2, 401;
    /// There is no such thing, or none that the signer may know of.
    Absent = 3, 404;
    /// The operator's token is missing or wrong.
    Token = 4, 403;
    /// The rules of the room do not allow it.
    Rule = 5, 403;
    /// The signer, the link or the invite has expired.
    Expired = 6, 410;
    /// The signer, the link or the invite was ended.
    Ended = 7, 410;
    /// The link was opened as often as it may be, or the invite was accepted.
    Used = 8, 410;
    /// Too many wrong tries; later again.
    Locked = 9, 423;
    /// There is another object of this name.
    Exists = 10, 409;
    /// A part, body or grant that is referred to is not stored.
    Missing = 11, 409;
    /// The bytes do not have the digest or length that was said.
    Digest = 12, 422;
    /// Larger than the limits allow.
    TooLarge = 13, 413;
    /// Too many requests; later again.
    Rate = 14, 429;
    /// The room or the upload has used up what it may.
    Quota = 15, 403;
    /// No space is left on the server.
    Full = 16, 507;
    /// The URL has run out; ask for another.
    Stale = 17, 403;
    /// The range lies outside the object.
    Range = 18, 416;
    /// What the entry builds on has changed meanwhile: read again and try again.
    Outdated = 20, 409;
    /// The request calls the server by a name that is not one of its own.
    Misdirected = 21, 421;
    /// Owners have locked the room.
    RoomLocked = 22, 403;
    /// Owners have frozen the room: it may be read only.
    Frozen = 23, 403;
    /// The member, link or invite was suspended; it may be let in again.
    Suspended = 24, 403;
    /// A text is to be agreed to first.
    Nda = 25, 403;
    /// The server failed.
    Internal = 19, 500;
}

/// The JSON body of an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// Why, for programs.
    pub code: Code,
    /// Why, in a sentence.
    pub message: String,
    /// The server's clock, in milliseconds since 1970.
    pub time: u64,
}
