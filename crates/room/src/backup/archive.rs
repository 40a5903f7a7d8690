//! Archives: a room in one file that a standard program unpacks and anybody checks without a key.
//!
//! `ledger` says what is in one and judges it; here it becomes a tar file and is read again, object by object, so that
//! neither its size nor what it claims about itself takes memory. Bytes come in and go out through [`ArchiveSource`]
//! and [`ArchiveSink`].

mod check;
mod former;
mod read;
mod tar;
mod write;

use core::future::Future;

use ledger::archive::Flaw;
use ledger::ids::RoomId;

use crate::error::Error;

pub use check::ArchiveCheck;
pub use former::Former;
pub(crate) use read::Objects;
pub use tar::{BLOCK, Frame, NoHeader, header, parse_header};
pub(crate) use write::Writer;

/// What archive `n` of a room is called as a file, so that a row stands in its order.
pub fn file_name(room: &RoomId, n: u64) -> String {
    let id: String = room.to_string().chars().take(16).collect();
    format!("sealroom-{id}-{n:06}.tar")
}

/// Bytes of an archive, in order.
pub trait ArchiveSource {
    /// Fills the buffer; less only where the archive ends. Answers how many bytes there were.
    fn read(&mut self, into: &mut [u8]) -> impl Future<Output = Result<usize, Error>>;

    /// Passes over so many bytes.
    fn skip(&mut self, bytes: u64) -> impl Future<Output = Result<(), Error>>;
}

/// Where the bytes of an archive go, in order.
pub trait ArchiveSink {
    /// Takes these bytes.
    fn write(&mut self, bytes: &[u8]) -> impl Future<Output = Result<(), Error>>;
}

/// Why an archive was not made, or does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Something in it is not as it must be.
    #[error("the archive does not hold: {0}")]
    Flaw(#[from] Flaw),
    /// It is no file of this kind, or not as this program writes it.
    #[error("the archive does not hold: it is no tar file as Sealroom writes it")]
    Frame,
    /// The store, this device, or the person.
    #[error(transparent)]
    Room(#[from] Error),
}

impl From<NoHeader> for ArchiveError {
    fn from(_: NoHeader) -> Self {
        Self::Frame
    }
}
