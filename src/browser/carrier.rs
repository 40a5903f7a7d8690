//! The carrier: how content moves between a file, the ciphers, the store and the disk.
//!
//! A part is 16 segments, 8 MiB. All of them are in flight in SubtleCrypto at once, and that
//! bounds the memory: sealing or opening a part takes about 25 MiB of JavaScript's heap, and a
//! few parts move at a time. Nothing of it enters wasm memory but the padding of a document's
//! end, which is compared with zeros.

use core::ops::Range;

use futures::future::try_join_all;
use js_sys::Uint8Array;
use ledger::ids::Hash;
use room::carrier::{Carrier, CarrierError, Facts, Fetched, OpenPart, SealPart, Sealed};
use seal::content::SegmentPlace;
use seal::floe::{HEAD, SegmentPlan};

use super::file::Picked;
use super::http;
use super::sink::Sink;
use super::subtle::Subtle;
use super::trouble::Trouble;

/// Moves content in the browser.
#[derive(Debug)]
pub struct Mover {
    subtle: Subtle,
    origin: String,
}

impl Mover {
    /// For a store at this origin. Needs SubtleCrypto, so a secure context.
    pub fn new(origin: &str) -> Result<Self, Trouble> {
        Ok(Self {
            subtle: Subtle::new()?,
            origin: origin.to_owned(),
        })
    }

    /// A gate may give URLs of its own without the origin.
    fn absolute(&self, url: &str) -> String {
        if url.starts_with('/') {
            format!("{}{url}", self.origin)
        } else {
            url.to_owned()
        }
    }

    async fn seal_segment(
        &self,
        plan: &SegmentPlan,
        file: Uint8Array,
        zeros: u32,
        target: Uint8Array,
    ) -> Result<(), Trouble> {
        if zeros == 0 {
            return self.subtle.seal(plan, &file, &target).await;
        }
        let padded = Uint8Array::new_with_length(file.length() + zeros);
        padded.set(&file, 0);
        self.subtle.seal(plan, &padded, &target).await
    }

    /// The file's bytes of each segment of a part, once every tag was checked.
    async fn open_all(
        &self,
        part: &Uint8Array,
        work: &OpenPart<'_>,
    ) -> Result<Vec<Uint8Array>, CarrierError> {
        let first = work
            .plan
            .segments
            .first()
            .map_or(0, |place| place.sealed.start);
        work.header(&part.subarray(0, length(first)?).to_vec())?;
        let mut jobs = Vec::with_capacity(work.plan.segments.len());
        for (n, place) in work.plan.segments.iter().enumerate() {
            let sealed = part.subarray(length(place.sealed.start)?, length(place.sealed.end)?);
            if u64::from(sealed.length()) != place.sealed.end - place.sealed.start
                || sealed.length() < HEAD as u32
            {
                return Err(CarrierError::Broken);
            }
            let mut head = [0; HEAD];
            sealed.subarray(0, HEAD as u32).copy_to(&mut head);
            let plan = work.segment(place, &head)?;
            if n == 0 {
                self.subtle.import(&plan.key).await?;
            }
            jobs.push(self.open_segment(place, plan, sealed));
        }
        try_join_all(jobs).await
    }

    /// A part whose segments hold this file's bytes, one after the other.
    async fn seal_all(
        &self,
        file: &Uint8Array,
        work: &SealPart,
    ) -> Result<Sealed<Uint8Array>, CarrierError> {
        let plan = &work.plan;
        let part = Uint8Array::new_with_length(length(plan.len)?);
        if plan.header {
            part.set(&Uint8Array::from(work.header.as_slice()), 0);
        }
        let start = plan.segments.first().map_or(0, |place| place.file.start);
        if let Some(first) = work.segments.first() {
            // once, so that the jobs below find it imported
            self.subtle.import(&first.key).await?;
        }
        let mut jobs = Vec::with_capacity(plan.segments.len());
        for (place, segment) in plan.segments.iter().zip(&work.segments) {
            let bytes = file.subarray(
                length(place.file.start - start)?,
                length(place.file.end - start)?,
            );
            let target = part.subarray(length(place.sealed.start)?, length(place.sealed.end)?);
            jobs.push(self.seal_segment(segment, bytes, place.zeros, target));
        }
        try_join_all(jobs).await?;
        let (hash, digest) =
            futures::try_join!(self.subtle.sha256(&part), self.subtle.sha256(file))?;
        Ok(Sealed {
            part,
            hash: Hash(hash),
            len: plan.len,
            digest: Hash(digest),
        })
    }

    async fn open_segment(
        &self,
        place: &SegmentPlace,
        plan: SegmentPlan,
        sealed: Uint8Array,
    ) -> Result<Uint8Array, CarrierError> {
        let plain = self.subtle.open(&plan, &sealed).await?;
        if place.zeros == 0 {
            return Ok(plain);
        }
        let end = length(place.file.end - place.file.start)?;
        let padding = plain.subarray(end, plain.length()).to_vec();
        if padding.len() as u64 != u64::from(place.zeros) || padding.iter().any(|byte| *byte != 0) {
            return Err(CarrierError::Broken);
        }
        Ok(plain.subarray(0, end))
    }
}

impl Carrier for Mover {
    type Source = Picked;
    type Part = Uint8Array;
    type Sink = Sink;

    async fn facts(&self, source: &Picked) -> Result<Facts, CarrierError> {
        Ok(Facts {
            size: source.size(),
            modified: source.modified(),
        })
    }

    async fn digest(&self, source: &Picked, range: Range<u64>) -> Result<Hash, CarrierError> {
        let bytes = source.read(range).await?;
        Ok(Hash(self.subtle.sha256(&bytes).await?))
    }

    async fn seal(
        &self,
        source: &Picked,
        work: &SealPart,
    ) -> Result<Sealed<Uint8Array>, CarrierError> {
        let plan = &work.plan;
        let start = plan.segments.first().map_or(0, |place| place.file.start);
        let end = plan.segments.last().map_or(start, |place| place.file.end);
        let file = source.read(start..end).await?;
        self.seal_all(&file, work).await
    }

    async fn reseal(
        &self,
        part: &Uint8Array,
        from: &OpenPart<'_>,
        to: &SealPart,
    ) -> Result<Sealed<Uint8Array>, CarrierError> {
        let pieces = self.open_all(part, from).await?;
        let file = Uint8Array::new_with_length(pieces.iter().map(Uint8Array::length).sum());
        let mut at = 0;
        for piece in &pieces {
            file.set(piece, at);
            at += piece.length();
        }
        self.seal_all(&file, to).await
    }

    async fn bytes(&self, part: &Uint8Array) -> Result<Vec<u8>, CarrierError> {
        Ok(part.to_vec())
    }

    async fn put(&self, url: &str, part: &Uint8Array) -> Result<(), CarrierError> {
        let answer = http::put(&self.absolute(url), part).await?;
        http::accepted(&answer)
    }

    async fn get(&self, url: &str, len: u64) -> Result<Fetched<Uint8Array>, CarrierError> {
        let answer = http::get(&self.absolute(url), len).await?;
        http::accepted(&answer)?;
        let part = answer.body;
        let hash = Hash(self.subtle.sha256(&part).await?);
        let len = u64::from(part.length());
        Ok(Fetched { part, hash, len })
    }

    async fn open(
        &self,
        part: &Uint8Array,
        work: &OpenPart<'_>,
        sink: &mut Sink,
    ) -> Result<(), CarrierError> {
        // every tag of the part has been checked before any of it is written
        for piece in self.open_all(part, work).await? {
            sink.write(&piece).await?;
        }
        Ok(())
    }
}

impl From<Trouble> for CarrierError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Vanished => Self::Vanished,
            Trouble::Changed => Self::Changed,
            Trouble::Offline | Trouble::Aborted => Self::Unreachable,
            Trouble::Forged => Self::Broken,
            other => Self::Local(other.to_string()),
        }
    }
}

fn length(len: u64) -> Result<u32, Trouble> {
    u32::try_from(len).map_err(|_| Trouble::Other)
}
