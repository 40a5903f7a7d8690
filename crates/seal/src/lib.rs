//! Everything of Sealroom that holds a secret key: keys, ciphers, sealed formats.
//!
//! Bytes, time and randomness come in as arguments; results go out as values. The
//! crate knows no clock, no network, no page, and nothing of entries or chains: ids
//! come in as raw bytes.
//!
//! | to | use |
//! |---|---|
//! | be someone | [`identity`], [`card`], [`words`], [`passphrase`], [`passkey`] |
//! | be that on another device | [`pair`], or [`words`] |
//! | have it given back when all is lost | [`trustees`], by [`slip39`] |
//! | let someone in | [`grant`], [`link`], [`fragment`] |
//! | share words with a key's holders | [`scope`] with a [`context::Context`] |
//! | give words to someone whose public key one has | [`sealbox`] |
//! | seal a file | [`content`] plans, [`floe`] gives key, IV and AAD, an engine runs AES-GCM |
//! | find everything again | [`home`] |
//! | sign | [`sign`] |
//!
//! Every format begins with its version; 1 is the only one, and a greater one is
//! [`error::OpenError::Newer`]. All numbers are little-endian, but for FLOE's own.

pub mod card;
pub mod content;
pub mod context;
pub mod envelope;
pub mod error;
pub mod floe;
pub mod fragment;
pub mod grant;
pub mod home;
pub mod identity;
pub mod kem;
mod labels;
pub mod link;
pub mod padme;
pub mod pair;
pub mod passkey;
pub mod passphrase;
pub mod report;
pub mod rng;
pub mod scope;
pub mod sealbox;
pub mod secret;
pub mod sign;
pub mod slip39;
#[cfg(feature = "testkit")]
pub mod testkit;
pub mod text;
pub mod trustees;
pub mod words;

pub use error::OpenError;
pub use secret::Plain;
