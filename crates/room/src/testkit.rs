//! A device in memory: storage, clock and content, for tests of this crate and of those above.

mod archive;
mod binder;
mod carrier;
mod host;

pub use archive::{MemoryArchive, MemoryArchives};
pub use binder::MemoryBinder;
pub use carrier::{MemoryCarrier, MemoryFile};
pub use host::{MemoryShelf, TestClock, TestHost};
