//! Use-cases of a room: what a person's program does, without a page, a terminal or a network.

mod append;
mod body;
pub mod carrier;
mod control;
mod delete;
mod end;
mod error;
mod folder;
mod home;
mod host;
mod invite;
mod join;
mod link;
mod make;
mod members;
pub mod names;
mod open;
mod peek;
mod replay;
mod retry;
mod room;
mod session;
mod share;
mod shelf;
#[cfg(feature = "testkit")]
pub mod testkit;
mod upload;
mod verify;
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
pub use members::{MemberStanding, MemberView, Role};
pub use open::{Progress, RECEIPT, Ticket};
pub use peek::{Note, Peek, parse_fragment, peek};
pub use replay::{Alarm, AlarmKind};
pub use room::Room;
pub use session::Me;
pub use share::Invitation;
pub use upload::{Picked, UploadEvent, Uploaded};
pub use verify::Report;
pub use view::{Doc, Folder, View};
pub use visit::visit;

// what those who call this crate name of the crates below
pub use blobs::wire::Standing;
pub use ledger::entry::Action;
pub use ledger::ids::{ChainId, DocId, Hash, MemberId, RoomId, ScopeId};
pub use seal::fragment::{Fragment, LinkKind};
pub use seal::identity::{Fingerprint, Seed};
pub use seal::words::Language;
