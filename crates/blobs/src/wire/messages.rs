//! The messages themselves.

mod chains;
mod import;
mod links;
mod log;
mod parts;
mod server;

pub use chains::*;
pub use import::*;
pub use links::*;
pub use log::*;
pub use parts::*;
pub use server::*;
