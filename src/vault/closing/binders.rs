//! Where documents of a handover go: into nothing but their hash, or into one zip file.

use ledger::ids::Hash;
use room::CarrierError;
use room::handover::Binder;

use crate::browser::sink::Sink;
use crate::browser::trouble::Trouble;
use crate::vault::stored::Stored;

/// Hashes what it is given, and keeps nothing.
#[derive(Debug)]
pub(crate) struct Hashing;

/// Writes a zip, document after document, each on its way through.
#[derive(Debug)]
pub(crate) struct Zipping {
    /// Away while a document is written: of two that were begun the first was given up, and with it the whole.
    sink: Option<Sink>,
    zip: Stored,
    /// Where the content that is written began, and how long it is to be.
    begun: (u64, u64),
}

impl Binder for Hashing {
    type Sink = Sink;

    async fn begin(&mut self, _: &str, _: u64) -> Result<Sink, CarrierError> {
        let mut sink = Sink::nowhere();
        sink.begin_digest();
        Ok(sink)
    }

    async fn end(&mut self, mut sink: Sink) -> Result<(Hash, u64), CarrierError> {
        Ok((sink.take_digest(), sink.written()))
    }

    async fn write(&mut self, _: &str, _: &[u8]) -> Result<(), CarrierError> {
        Ok(())
    }
}

impl Zipping {
    /// Into this sink, which is empty.
    pub(crate) fn new(sink: Sink) -> Self {
        Self {
            sink: Some(sink),
            zip: Stored::default(),
            begun: (0, 0),
        }
    }

    /// The sink, when everything is in it.
    pub(crate) async fn finish(mut self) -> Result<Sink, Trouble> {
        let mut sink = self.sink.take().ok_or(Trouble::Other)?;
        sink.write_bytes(&self.zip.finish()).await?;
        Ok(sink)
    }
}

impl Binder for Zipping {
    type Sink = Sink;

    async fn begin(&mut self, path: &str, size: u64) -> Result<Sink, CarrierError> {
        let mut sink = self.sink.take().ok_or(CarrierError::Broken)?;
        sink.write_bytes(&self.zip.begin(path, size)).await?;
        self.begun = (sink.written(), size);
        sink.begin_sum();
        sink.begin_digest();
        Ok(sink)
    }

    async fn end(&mut self, mut sink: Sink) -> Result<(Hash, u64), CarrierError> {
        let (from, size) = self.begun;
        let found = (sink.take_digest(), sink.written() - from);
        if found.1 != size {
            return Err(CarrierError::Broken);
        }
        let sum = sink.take_sum();
        if let Some((at, sum)) = self.zip.end(sum) {
            sink.patch(at, &sum)?;
        }
        self.sink = Some(sink);
        Ok(found)
    }

    async fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), CarrierError> {
        let mut sink = self.begin(path, bytes.len() as u64).await?;
        sink.write_bytes(bytes).await?;
        self.end(sink).await.map(drop)
    }
}
