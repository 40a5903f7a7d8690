//! The messages themselves.

mod chains;
mod erase;
mod import;
mod links;
mod log;
mod notify;
mod parts;
mod server;

pub use chains::*;
pub use erase::*;
pub use import::*;
pub use links::*;
pub use log::*;
pub use notify::*;
pub use parts::*;
pub use server::*;
