//! The messages themselves.

mod chains;
mod erase;
mod links;
mod log;
mod parts;
mod server;

pub use chains::*;
pub use erase::*;
pub use links::*;
pub use log::*;
pub use parts::*;
pub use server::*;
