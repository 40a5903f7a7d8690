//! The browser: the only module that names `web_sys` and `gloo`.
//!
//! | module | is |
//! |---|---|
//! | [`carrier`], [`subtle`] | content: file, ciphers, store, disk, without wasm memory |
//! | [`archive`] | backups, read and written |
//! | [`file`], [`sink`] | what was picked, and where an opened document goes |
//! | [`http`] | fetch, as the transport of `blobs` |
//! | [`store`] | IndexedDB, for what is sealed |
//! | [`host`], [`clock`] | what `room` asks of a device |
//! | [`worker`] | a worker's end of the line to the page |
//! | [`trouble`] | what browsers say when something does not work |

#[cfg(feature = "app")]
pub mod archive;
#[cfg(feature = "app")]
pub mod carrier;
#[cfg(feature = "app")]
pub mod clock;
#[cfg(feature = "app")]
pub mod file;
#[cfg(feature = "app")]
pub mod host;
#[cfg(feature = "app")]
pub mod http;
#[cfg_attr(not(feature = "app"), allow(dead_code))]
mod js;
#[cfg(feature = "app")]
pub(crate) mod page;
#[cfg(feature = "app")]
mod private;
#[cfg(feature = "pdf")]
pub(crate) mod reader_font;
#[cfg(feature = "app")]
pub mod sink;
#[cfg(feature = "app")]
pub mod store;
#[cfg(feature = "app")]
pub mod subtle;
pub mod trouble;
pub mod worker;

#[cfg(feature = "app")]
pub use private::{sweep, wipe};
