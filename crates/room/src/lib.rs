//! Use-cases of a room: what a person's program does, without a page, a terminal or a network.

mod append;
mod body;
pub mod carrier;
mod control;
mod error;
mod home;
mod host;
mod folder;
mod invite;
mod join;
mod link;
mod make;
pub mod names;
mod peek;
mod replay;
mod room;
mod session;
mod share;
mod shelf;
mod view;
mod visit;

pub use body::Record;
pub use carrier::{Carrier, CarrierError};
pub use control::Control;
pub use error::{Error, What};
pub use home::{Home, RoomSummary};
pub use host::{Host, Shelf};
pub use link::{Limits, Shared};
pub use make::{MAX_TITLE, check_title};
pub use peek::{Note, Peek, parse_fragment, peek};
pub use replay::{Alarm, AlarmKind};
pub use room::Room;
pub use session::Me;
pub use share::Invitation;
pub use view::{Doc, Folder, View};
pub use visit::visit;
