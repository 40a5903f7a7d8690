//! Use-cases of a room: what a person's program does, without a page, a terminal or a network.

pub mod body;
pub mod carrier;
mod control;
mod error;
mod host;
pub mod names;

pub use carrier::{Carrier, CarrierError};
pub use control::Control;
pub use error::{Error, What};
pub use host::{Host, Shelf};
