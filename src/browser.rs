//! The browser: the only module that names `web_sys` and `gloo`.
//!
//! | module | is |
//! |---|---|
//! | [`carrier`], [`subtle`] | content: file, ciphers, store, disk, without wasm memory |
//! | [`file`], [`sink`] | what was picked, and where an opened document goes |
//! | [`http`] | fetch, as the transport of `blobs` |
//! | [`store`] | IndexedDB, for what is sealed |
//! | [`host`], [`clock`] | what `room` asks of a device |
//! | [`worker`] | the worker's end of the line to the page |
//! | [`trouble`] | what browsers say when something does not work |

pub mod carrier;
pub mod clock;
pub mod file;
pub mod host;
pub mod http;
mod js;
pub(crate) mod page;
mod private;
#[cfg(feature = "pdf")]
pub(crate) mod reader_font;
pub mod sink;
pub mod store;
pub mod subtle;
pub mod trouble;
pub mod worker;

pub use private::{sweep, wipe};
