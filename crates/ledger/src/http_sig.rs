//! Signatures of requests: the part of RFC 9421 that Sealroom speaks.
//!
//! One signature, label `sig`, over method, target URI, authority and (when
//! there is a body) the content digest of RFC 9530, with the parameters
//! `created` (seconds), `keyid`, `alg="ed25519"` and `tag="sealroom"`, in this
//! order. The client builds with [`Params`]; the server calls [`verify`], and
//! gets a key out only after the body was compared with its digest.
//!
//! The server takes method, target URI and authority from the request as it
//! came to the origin, and refuses a request with one of these headers twice.
//!
//! ```
//! use ledger::http_sig::{KeyId, Message, Params, content_digest};
//! # use ledger::{ChainId, PublicKey};
//! let digest = content_digest(b"body");
//! let message = Message {
//!     method: "POST",
//!     target_uri: "https://room.example/v1/rooms/00/read",
//!     authority: "room.example",
//!     content_digest: Some(&digest),
//! };
//! # let (chain, key) = (ChainId([2; 16]), PublicKey([3; 32]));
//! let params = Params { created: 1_700_000_000, keyid: KeyId::Member { chain, key } };
//! let _to_sign = params.base(&message);
//! let _signature_input = params.input(true);
//! ```

mod base;
mod digest;
mod keyid;
mod verify;

pub use base::{Message, Params, signature_header};
pub use digest::content_digest;
pub use keyid::KeyId;
pub use verify::{Authentic, Unsigned, verify};

/// Seconds that `created` may differ from the server's clock.
pub const WINDOW: u64 = 60;
/// Name of the header with [`Params::input`].
pub const SIGNATURE_INPUT: &str = "signature-input";
/// Name of the header with [`signature_header`].
pub const SIGNATURE: &str = "signature";
/// Name of the header with [`content_digest`].
pub const CONTENT_DIGEST: &str = "content-digest";
