//! Time stamps of an authority (RFC 3161): what is asked, what is answered, and what a token proves.
//!
//! An authority is somebody who signs that a hash was there at a time. It sees the hash and nothing of what was
//! hashed. Its word counts as far as its clock and its key do, and a store that lies about times cannot change it.
//!
//! ```text
//! hash ─> Query ─> (to the authority and back) ─> Query::accept ─> Token: kept
//!                       later, without a network:  Token::verify ─> Stamp: the time
//! ```
//!
//! A token proves a time if all of this holds ([`Invalid`] says what does not):
//!
//! - it is one signed message with one signer, about one hash, and that is SHA-256 of what one has;
//! - the signed attributes name its content by type and digest, and the signer's certificate by its hash (RFC 5035,
//!   RFC 5816), so that nobody puts another certificate of the same key in its place;
//! - that certificate is for time stamps only, and says so in a critical extension (RFC 3161, 2.3);
//! - a path leads from it to a certificate of the [`Authority`] that one trusts, at the time in the token (RFC 5280);
//! - the signature is by its key.
//!
//! Whether a certificate was revoked is not asked: that needs a network, and lists of then.
//!
//! This crate knows no room, clock, network or randomness. It stands by itself, since what verifies certificates is
//! larger than what verifies a room: who has no use for it does not carry it.
//!
//! # Why these libraries
//!
//! - `rustls-webpki` with `ring` finds and judges paths and verifies signatures. Both are in every program that
//!   speaks TLS, are kept up for it, and hold no private key here. `rsa` of RustCrypto has an advisory (on private
//!   keys) that each check would have to be told to overlook, and no one builds paths.
//! - `cms`, `der` and `x509-cert` of RustCrypto read the formats; of `cms` the stable line, not its candidate.
//! - `x509-tsp` reads no time with fractions of seconds, which many authorities give, and brings CMP and CRMF along.
//!   What we need of it are five sequences.

mod authority;
mod format;
mod query;
mod time;
mod token;

pub use authority::{Authority, NotAnAuthority};
pub use query::{NotAPolicy, Policy, Query};
pub use token::{Invalid, Stamp, Token};

/// Bytes of a token, and of an answer with one.
pub const TOKEN: usize = 32 * 1024;
