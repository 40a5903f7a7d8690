//! Content between files and the store: the `aes-gcm` crate over one part at a time.

use core::marker::PhantomData;
use core::ops::Range;
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use blobs::{Api, Bytes};

use room::Hash;
use room::carrier::{Carrier, CarrierError, Facts, Fetched, OpenPart, SealPart, Sealed};
use seal::floe::{HEAD, soft};
use zeroize::Zeroizing;

/// Files on this machine, moved by a gate's URLs. What is opened goes to a file, or wherever bytes are written.
pub(crate) struct Files<'a, A, S = File>(&'a A, PhantomData<S>);

impl<'a, A: Api, S> Files<'a, A, S> {
    pub(crate) fn new(api: &'a A) -> Self {
        Self(api, PhantomData)
    }
}

impl<A: Api, S: Write> Carrier for Files<'_, A, S> {
    type Source = PathBuf;
    type Part = Bytes;
    type Sink = S;

    async fn facts(&self, source: &PathBuf) -> Result<Facts, CarrierError> {
        let meta = std::fs::metadata(source).map_err(reading)?;
        if meta.is_file() {
            Ok(Facts {
                size: meta.len(),
                modified: modified(&meta),
            })
        } else {
            Err(CarrierError::Vanished)
        }
    }

    async fn digest(&self, source: &PathBuf, range: Range<u64>) -> Result<Hash, CarrierError> {
        tokio::task::block_in_place(|| Ok(Hash::of(&read(source, range)?)))
    }

    async fn seal(&self, source: &PathBuf, work: &SealPart) -> Result<Sealed<Bytes>, CarrierError> {
        tokio::task::block_in_place(|| {
            let from = work
                .plan
                .segments
                .first()
                .map_or(0, |place| place.file.start);
            let to = work.plan.segments.last().map_or(0, |place| place.file.end);
            let file = read(source, from..to)?;
            seal_all(&file, work)
        })
    }

    async fn reseal(
        &self,
        part: &Bytes,
        from: &OpenPart<'_>,
        to: &SealPart,
    ) -> Result<Sealed<Bytes>, CarrierError> {
        tokio::task::block_in_place(|| {
            let most = usize::try_from(from.plan.len).unwrap_or_default();
            let mut file = Zeroizing::new(Vec::with_capacity(most));
            open_all(part, from, &mut *file)?;
            seal_all(&file, to)
        })
    }

    async fn bytes(&self, part: &Bytes) -> Result<Vec<u8>, CarrierError> {
        Ok(part.to_vec())
    }

    async fn put(&self, url: &str, part: &Bytes) -> Result<(), CarrierError> {
        Ok(self.0.put(url, part.clone()).await?)
    }

    async fn get(&self, url: &str, _: u64) -> Result<Fetched<Bytes>, CarrierError> {
        let part = self.0.get(url, None).await?;
        let hash = tokio::task::block_in_place(|| Hash::of(&part));
        Ok(Fetched {
            hash,
            len: part.len() as u64,
            part,
        })
    }

    async fn open(
        &self,
        part: &Bytes,
        work: &OpenPart<'_>,
        sink: &mut S,
    ) -> Result<(), CarrierError> {
        tokio::task::block_in_place(|| open_all(part, work, sink))
    }
}

/// A part whose segments hold this file's bytes, one after the other.
fn seal_all(file: &[u8], work: &SealPart) -> Result<Sealed<Bytes>, CarrierError> {
    let mut out = Vec::with_capacity(usize::try_from(work.plan.len).unwrap_or_default());
    if work.plan.header {
        out.extend_from_slice(&work.header);
    }
    let mut rest = file;
    for (place, plan) in work.plan.segments.iter().zip(&work.segments) {
        let len = (place.file.end - place.file.start) as usize;
        let (now, later) = rest.split_at_checked(len).ok_or(CarrierError::Changed)?;
        rest = later;
        let mut plain = Zeroizing::new(Vec::with_capacity(plan.plain_len as usize));
        plain.extend_from_slice(now);
        plain.resize(plan.plain_len as usize, 0);
        soft::seal_into(plan, &plain, &mut out)?;
    }
    let (hash, len) = (Hash::of(&out), out.len() as u64);
    Ok(Sealed {
        part: out.into(),
        hash,
        len,
        digest: Hash::of(file),
    })
}

fn open_all(part: &Bytes, work: &OpenPart<'_>, sink: &mut impl Write) -> Result<(), CarrierError> {
    let slice = |range: Range<u64>| {
        part.get(range.start as usize..range.end as usize)
            .ok_or(CarrierError::Broken)
    };
    work.header(slice(work.plan.header_range())?)?;
    for place in &work.plan.segments {
        let sealed = slice(place.sealed.clone())?;
        let head: &[u8; HEAD] = sealed.first_chunk().ok_or(CarrierError::Broken)?;
        let plain = soft::open(&work.segment(place, head)?, sealed)?;
        sink.write_all(work.strip(place, &plain)?)
            .map_err(|e| CarrierError::Local(e.to_string()))?;
    }
    Ok(())
}

fn read(path: &Path, range: Range<u64>) -> Result<Zeroizing<Vec<u8>>, CarrierError> {
    let mut file = File::open(path).map_err(reading)?;
    file.seek(SeekFrom::Start(range.start)).map_err(reading)?;
    let len = usize::try_from(range.end - range.start).map_err(|_| CarrierError::Changed)?;
    let mut bytes = Zeroizing::new(vec![0; len]);
    file.read_exact(&mut bytes).map_err(reading)?;
    Ok(bytes)
}

fn reading(e: std::io::Error) -> CarrierError {
    match e.kind() {
        ErrorKind::NotFound => CarrierError::Vanished,
        ErrorKind::UnexpectedEof => CarrierError::Changed,
        _ => CarrierError::Local(e.to_string()),
    }
}

fn modified(meta: &Metadata) -> u64 {
    let since = meta
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since
        .and_then(|since| u64::try_from(since.as_millis()).ok())
        .unwrap_or_default()
}
