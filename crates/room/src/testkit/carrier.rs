//! Content in memory, sealed and opened by the soft engine.

use core::cell::{Cell, RefCell};
use core::ops::Range;
use std::rc::Rc;

use blobs::{Api, Bytes};
use ledger::ids::Hash;
use seal::floe::{HEAD, soft};

use crate::carrier::{Carrier, CarrierError, Facts, Fetched, OpenPart, SealPart, Sealed};

/// A file that a test can change or remove.
#[derive(Debug, Clone, Default)]
pub struct MemoryFile(Rc<RefCell<Option<Content>>>);

/// Bytes and time of change.
type Content = (Vec<u8>, u64);

/// Content in memory, moved by an [`Api`].
pub struct MemoryCarrier<'a, A> {
    api: &'a A,
    /// How many parts were sealed.
    pub sealed: Cell<usize>,
    /// Called before each part is sealed, with its number.
    pub before_seal: Option<Box<dyn Fn(u64) + 'a>>,
}

impl MemoryFile {
    /// A file with these bytes, changed at this time.
    pub fn new(bytes: impl Into<Vec<u8>>, modified: u64) -> Self {
        Self(Rc::new(RefCell::new(Some((bytes.into(), modified)))))
    }

    /// Writes other bytes.
    pub fn write(&self, bytes: impl Into<Vec<u8>>, modified: u64) {
        *self.0.borrow_mut() = Some((bytes.into(), modified));
    }

    /// Removes it.
    pub fn remove(&self) {
        *self.0.borrow_mut() = None;
    }

    fn read(&self, range: Range<u64>) -> Result<Vec<u8>, CarrierError> {
        let file = self.0.borrow();
        file.as_ref().ok_or(CarrierError::Vanished)?;
        let bytes = usize::try_from(range.start)
            .ok()
            .zip(usize::try_from(range.end).ok());
        let (start, end) = bytes.ok_or(CarrierError::Changed)?;
        file.as_ref()
            .and_then(|(bytes, _)| bytes.get(start..end))
            .map(<[u8]>::to_vec)
            .ok_or(CarrierError::Changed)
    }
}

impl<'a, A: Api> MemoryCarrier<'a, A> {
    /// Moves content by this gate.
    pub fn new(api: &'a A) -> Self {
        Self {
            api,
            sealed: Cell::new(0),
            before_seal: None,
        }
    }
}

impl<A: Api> Carrier for MemoryCarrier<'_, A> {
    type Source = MemoryFile;
    type Part = Bytes;
    type Sink = Vec<u8>;

    async fn facts(&self, source: &MemoryFile) -> Result<Facts, CarrierError> {
        let file = source.0.borrow();
        let (bytes, modified) = file.as_ref().ok_or(CarrierError::Vanished)?;
        Ok(Facts {
            size: bytes.len() as u64,
            modified: *modified,
        })
    }

    async fn digest(&self, source: &MemoryFile, range: Range<u64>) -> Result<Hash, CarrierError> {
        Ok(Hash::of(&source.read(range)?))
    }

    async fn seal(
        &self,
        source: &MemoryFile,
        work: &SealPart,
    ) -> Result<Sealed<Bytes>, CarrierError> {
        if let Some(hook) = &self.before_seal {
            hook(work.plan.index);
        }
        self.sealed.set(self.sealed.get() + 1);
        let mut out = if work.plan.header {
            work.header.to_vec()
        } else {
            Vec::new()
        };
        let mut file = Vec::new();
        for (place, plan) in work.plan.segments.iter().zip(&work.segments) {
            let mut plain = source.read(place.file.clone())?;
            file.extend_from_slice(&plain);
            plain.resize(plan.plain_len as usize, 0);
            soft::seal_into(plan, &plain, &mut out)?;
        }
        let (hash, len) = (Hash::of(&out), out.len() as u64);
        Ok(Sealed {
            part: out.into(),
            hash,
            len,
            digest: Hash::of(&file),
        })
    }

    async fn reseal(
        &self,
        part: &Bytes,
        from: &OpenPart<'_>,
        to: &SealPart,
    ) -> Result<Sealed<Bytes>, CarrierError> {
        let mut plain = Vec::new();
        self.open(part, from, &mut plain).await?;
        let mut out = if to.plan.header {
            to.header.to_vec()
        } else {
            Vec::new()
        };
        let (mut rest, digest) = (plain.as_slice(), Hash::of(&plain));
        for (place, plan) in to.plan.segments.iter().zip(&to.segments) {
            let len = (place.file.end - place.file.start) as usize;
            let (now, later) = rest.split_at_checked(len).ok_or(CarrierError::Broken)?;
            rest = later;
            let mut segment = now.to_vec();
            segment.resize(plan.plain_len as usize, 0);
            soft::seal_into(plan, &segment, &mut out)?;
        }
        let (hash, len) = (Hash::of(&out), out.len() as u64);
        Ok(Sealed {
            part: out.into(),
            hash,
            len,
            digest,
        })
    }

    async fn bytes(&self, part: &Bytes) -> Result<Vec<u8>, CarrierError> {
        Ok(part.to_vec())
    }

    async fn put(&self, url: &str, part: &Bytes) -> Result<(), CarrierError> {
        Ok(self.api.put(url, part.clone()).await?)
    }

    async fn get(&self, url: &str, _: u64) -> Result<Fetched<Bytes>, CarrierError> {
        let part = self.api.get(url, None).await?;
        Ok(Fetched {
            hash: Hash::of(&part),
            len: part.len() as u64,
            part,
        })
    }

    async fn open(
        &self,
        part: &Bytes,
        work: &OpenPart<'_>,
        sink: &mut Vec<u8>,
    ) -> Result<(), CarrierError> {
        let slice = |range: Range<u64>| {
            part.get(range.start as usize..range.end as usize)
                .ok_or(CarrierError::Broken)
        };
        work.header(slice(work.plan.header_range())?)?;
        for place in &work.plan.segments {
            let sealed = slice(place.sealed.clone())?;
            let head: &[u8; HEAD] = sealed.first_chunk().ok_or(CarrierError::Broken)?;
            let plain = soft::open(&work.segment(place, head)?, sealed)?;
            sink.extend_from_slice(work.strip(place, &plain)?);
        }
        Ok(())
    }
}
