//! Archives in the browser: read from files that were picked, written into a [`Sink`].

use room::archive::{ArchiveSink, ArchiveSource};
use room::{CarrierError, Error};

use super::file::Picked;
use super::sink::Sink;
use super::trouble::Trouble;

/// Bytes that are read or written at once: each crossing into the browser costs as much as copying some thousands.
const PIECE: usize = 1 << 20;

/// An archive that was picked.
#[derive(Debug)]
pub struct Source {
    file: Picked,
    /// Where the next piece begins.
    next: u64,
    piece: Vec<u8>,
    /// How much of the piece was given already.
    given: usize,
}

/// An archive that is being written.
#[derive(Debug)]
pub struct Archive {
    sink: Sink,
    piece: Vec<u8>,
}

impl Source {
    /// From its first byte on.
    pub fn new(file: Picked) -> Self {
        Self {
            file,
            next: 0,
            piece: Vec::new(),
            given: 0,
        }
    }

    /// Fetches the next piece; none at the end.
    async fn fetch(&mut self) -> Result<bool, Error> {
        let end = self.file.size().min(self.next.saturating_add(PIECE as u64));
        if self.next >= end {
            return Ok(false);
        }
        let bytes = self.file.read(self.next..end).await.map_err(trouble)?;
        (self.piece, self.given) = (bytes.to_vec(), 0);
        self.next = end;
        Ok(true)
    }
}

impl ArchiveSource for Source {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        let mut filled = 0;
        while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            let held = self.piece.get(self.given..).unwrap_or_default();
            if held.is_empty() {
                if !self.fetch().await? {
                    break;
                }
                continue;
            }
            let now = held.len().min(rest.len());
            for (to, from) in rest.iter_mut().zip(held) {
                *to = *from;
            }
            self.given += now;
            filled += now;
        }
        Ok(filled)
    }

    async fn skip(&mut self, bytes: u64) -> Result<(), Error> {
        let held = (self.piece.len() - self.given) as u64;
        if bytes <= held {
            self.given += usize::try_from(bytes).unwrap_or_default();
        } else {
            self.next = self.next.saturating_add(bytes - held);
            self.given = self.piece.len();
        }
        Ok(())
    }
}

impl Archive {
    /// Into this sink.
    pub fn new(sink: Sink) -> Self {
        Self {
            sink,
            piece: Vec::with_capacity(PIECE),
        }
    }

    /// The sink, when everything is in it.
    pub async fn finish(mut self) -> Result<Sink, Trouble> {
        self.flush().await?;
        Ok(self.sink)
    }

    async fn flush(&mut self) -> Result<(), Trouble> {
        self.sink.write_bytes(&self.piece).await?;
        self.piece.clear();
        Ok(())
    }
}

impl ArchiveSink for Archive {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        if self.piece.len() + bytes.len() > PIECE {
            self.flush().await.map_err(trouble)?;
        }
        if bytes.len() > PIECE {
            return self.sink.write_bytes(bytes).await.map_err(trouble);
        }
        self.piece.extend_from_slice(bytes);
        Ok(())
    }
}

fn trouble(trouble: Trouble) -> Error {
    CarrierError::from(trouble).into()
}
