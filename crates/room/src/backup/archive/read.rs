//! An archive, object by object, unjudged: for who has judged it before.

use ledger::archive::{Flaw, ObjectName};
use ledger::ids::RoomId;

use super::check::{end, fill, frame, zeros};
use super::tar::{Frame, padding};
use super::{ArchiveError, ArchiveSource};

/// The objects of an archive, in its order.
pub(crate) struct Objects<S> {
    source: S,
    room: RoomId,
}

impl<S: ArchiveSource> Objects<S> {
    pub(crate) fn new(source: S, room: RoomId) -> Self {
        Self { source, room }
    }

    /// The next one's name and length. Its bytes are to be read or passed over before the one behind it.
    pub(crate) async fn next(&mut self) -> Result<Option<(ObjectName, u64)>, ArchiveError> {
        let Frame::Object { path, len } = frame(&mut self.source).await? else {
            end(&mut self.source).await?;
            return Ok(None);
        };
        let (room, name) = ObjectName::parse(&path).ok_or(Flaw::Name)?;
        if room != self.room {
            return Err(Flaw::Elsewhere.into());
        }
        Ok(Some((name, len)))
    }

    /// Its next bytes, so many; the padding comes behind the last of them.
    pub(crate) async fn bytes(&mut self, len: u64) -> Result<Vec<u8>, ArchiveError> {
        let len = usize::try_from(len).map_err(|_| Flaw::Length)?;
        let mut bytes = vec![0; len];
        fill(&mut self.source, &mut bytes).await?;
        Ok(bytes)
    }

    /// What stands behind an object of this length.
    pub(crate) async fn pad(&mut self, len: u64) -> Result<(), ArchiveError> {
        zeros(&mut self.source, padding(len)).await
    }

    /// A whole object that is short enough to be in memory.
    pub(crate) async fn whole(&mut self, len: u64) -> Result<Vec<u8>, ArchiveError> {
        let bytes = self.bytes(len).await?;
        self.pad(len).await?;
        Ok(bytes)
    }

    /// Passes over an object.
    pub(crate) async fn skip(&mut self, len: u64) -> Result<(), ArchiveError> {
        self.source.skip(len).await?;
        self.pad(len).await
    }
}
