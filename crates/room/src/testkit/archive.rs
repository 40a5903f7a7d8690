//! An archive in memory.

use crate::backup::archive::{ArchiveSink, ArchiveSource};
use crate::error::Error;
use crate::restore::import::Archives;

/// Bytes of an archive, and how far they were read.
#[derive(Debug, Clone, Default)]
pub struct MemoryArchive {
    /// All of them.
    pub bytes: Vec<u8>,
    /// Where reading goes on.
    pub at: usize,
    /// The longest that was ever written at once.
    pub longest: usize,
}

impl MemoryArchive {
    /// Of these bytes, from their beginning.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            ..Self::default()
        }
    }
}

impl ArchiveSource for MemoryArchive {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let len = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        self.at += len;
        Ok(len)
    }

    async fn skip(&mut self, bytes: u64) -> Result<(), Error> {
        self.at = usize::try_from(bytes).map_or(self.bytes.len(), |by| self.at.saturating_add(by));
        Ok(())
    }
}

impl ArchiveSink for MemoryArchive {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.longest = self.longest.max(bytes.len());
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

/// A row of archives in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryArchives(pub Vec<Vec<u8>>);

impl Archives for MemoryArchives {
    type Source = MemoryArchive;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn open(&self, n: usize) -> Result<MemoryArchive, Error> {
        let archive = self.0.get(n).ok_or(Error::NotFound)?;
        Ok(MemoryArchive::new(archive.clone()))
    }
}
