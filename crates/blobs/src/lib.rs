//! The seam between those who hold keys and those who hold bytes.
//!
//! - [`BlobStore`] is what a client needs of a store: create an object if it is absent, read it
//!   again. [`Engine`] is what the server needs on top: list and delete. [`contract`] is the suite
//!   of behaviours that every one of them passes, [`Memory`] the smallest that does.
//! - [`wire`] are the messages between client and gate, [`Api`] the requests as methods,
//!   [`http::HttpApi`] their way over HTTP.
//!
//! Nothing here knows what the bytes mean: no key, no entry, no rule. The store is untrusted, so
//! whatever comes out of it is checked by the crates above.

mod api;
pub mod contract;
pub mod http;
mod key;
mod memory;
mod store;
pub mod wire;

pub use api::{Api, ApiError, Signer, Unsigned};
pub use bytes::Bytes;
pub use key::{Key, NotAKey};
pub use memory::Memory;
pub use store::{BlobStore, Created, Engine, Meta, StoreError};
