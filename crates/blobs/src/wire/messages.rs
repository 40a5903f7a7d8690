//! The messages themselves.

mod chains;
mod links;
mod parts;
mod server;

pub use chains::*;
pub use links::*;
pub use parts::*;
pub use server::*;
