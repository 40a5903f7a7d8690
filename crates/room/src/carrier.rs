//! Carrier: moves content, whose bytes this crate never touches.
//!
//! `room` plans and checks; the carrier reads a file, runs AES-GCM, hashes, sends,
//! and writes. In the browser that is SubtleCrypto over buffers outside wasm memory,
//! in a terminal a file and the `aes-gcm` crate.
//!
//! ```text
//! sealing   Source --facts, seal(SealPart)--> Sealed { Part, hash, len, digest } --put--> store
//! opening   store --get--> Fetched { Part, hash, len } --(compared)--> open(OpenPart) --> Sink
//! ```

use core::future::Future;

use blobs::wire::Code;
use ledger::ids::Hash;
use seal::content::{self, PartPlan, SegmentPlace};
use seal::floe::{FloeError, HEAD, HEADER, Opener, SegmentPlan};

use crate::{Error, What};

/// Reads, seals, moves, opens and writes content.
pub trait Carrier {
    /// A file to send. It may change or vanish at any time.
    type Source;
    /// The bytes of a sealed part, wherever they are kept.
    type Part;
    /// Where an opened document goes, in order.
    type Sink;

    /// The file's length and time of change, as they are now.
    fn facts(&self, source: &Self::Source) -> impl Future<Output = Result<Facts, CarrierError>>;

    /// SHA-256 of a range of the file.
    fn digest(
        &self,
        source: &Self::Source,
        range: core::ops::Range<u64>,
    ) -> impl Future<Output = Result<Hash, CarrierError>>;

    /// Reads the bytes that the plan names and seals them. Fewer bytes than named: [`CarrierError::Changed`].
    fn seal(
        &self,
        source: &Self::Source,
        work: &SealPart,
    ) -> impl Future<Output = Result<Sealed<Self::Part>, CarrierError>>;

    /// Opens a part and seals what is in it again, with other keys at the same places. Nothing of a
    /// segment is sealed before its tag was checked.
    fn reseal(
        &self,
        part: &Self::Part,
        from: &OpenPart<'_>,
        to: &SealPart,
    ) -> impl Future<Output = Result<Sealed<Self::Part>, CarrierError>>;

    /// A part's bytes, for small ones that travel in a message.
    fn bytes(&self, part: &Self::Part) -> impl Future<Output = Result<Vec<u8>, CarrierError>>;

    /// PUT to a URL that a lease gave. That it is there already is a success.
    fn put(&self, url: &str, part: &Self::Part) -> impl Future<Output = Result<(), CarrierError>>;

    /// GET of a whole part, with what its bytes really are; no more than `len` bytes are taken.
    fn get(
        &self,
        url: &str,
        len: u64,
    ) -> impl Future<Output = Result<Fetched<Self::Part>, CarrierError>>;

    /// Opens a part segment by segment and writes the file's bytes to the sink. Nothing of a
    /// segment is written before its tag was checked.
    fn open(
        &self,
        part: &Self::Part,
        work: &OpenPart<'_>,
        sink: &mut Self::Sink,
    ) -> impl Future<Output = Result<(), CarrierError>>;
}

/// A file's length and time of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// In bytes.
    pub size: u64,
    /// In milliseconds since 1970.
    pub modified: u64,
}

/// A part to be sealed: plan, header and keys of each segment.
#[derive(Debug)]
pub struct SealPart {
    /// Which bytes go where.
    pub plan: PartPlan,
    /// Stands before the first segment if `plan.header`.
    pub header: [u8; HEADER as usize],
    /// One for each of `plan.segments`: key, IV, AAD, head.
    pub segments: Vec<SegmentPlan>,
}

/// A part to be opened. Its hash and length were compared already.
#[derive(Debug)]
pub struct OpenPart<'a> {
    /// Which bytes come from where.
    pub plan: &'a PartPlan,
    pub(crate) header: &'a [u8],
    pub(crate) opener: &'a Opener,
}

/// A part that was sealed.
#[derive(Debug)]
pub struct Sealed<P> {
    /// Its bytes.
    pub part: P,
    /// SHA-256 of them.
    pub hash: Hash,
    /// How many.
    pub len: u64,
    /// SHA-256 of the file's bytes in it, without padding.
    pub digest: Hash,
}

/// What a URL gave.
#[derive(Debug)]
pub struct Fetched<P> {
    /// The bytes.
    pub part: P,
    /// SHA-256 of them.
    pub hash: Hash,
    /// How many.
    pub len: u64,
}

/// Why a carrier failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CarrierError {
    /// The file is no longer there.
    #[error("the file is no longer there")]
    Vanished,
    /// The file is not as long as it was, or cannot be read as it was.
    #[error("the file changed")]
    Changed,
    /// The device fails to read or to write (a full disk).
    #[error("this device fails: {0}")]
    Local(String),
    /// No answer: nothing is known.
    #[error("the store cannot be reached")]
    Unreachable,
    /// The store refuses.
    #[error("the store refuses")]
    Refused(Code),
    /// The bytes are not what was sealed.
    #[error("damaged or forged")]
    Broken,
}

impl<'a> OpenPart<'a> {
    /// For whoever tests a carrier: the part's plan, the document's header and opener.
    pub fn new(plan: &'a PartPlan, header: &'a [u8], opener: &'a Opener) -> Self {
        Self {
            plan,
            header,
            opener,
        }
    }
}

impl OpenPart<'_> {
    /// Compares what stands before the first segment (nothing, in later parts).
    pub fn header(&self, bytes: &[u8]) -> Result<(), CarrierError> {
        let expected = if self.plan.header { self.header } else { &[] };
        if bytes == expected {
            Ok(())
        } else {
            Err(CarrierError::Broken)
        }
    }

    /// Key, IV and AAD of a segment that begins with `head`.
    pub fn segment(
        &self,
        place: &SegmentPlace,
        head: &[u8; HEAD],
    ) -> Result<SegmentPlan, CarrierError> {
        Ok(self
            .opener
            .plan(place.position, place.sealed.end - place.sealed.start, head)?)
    }

    /// The file's bytes of an opened segment, once its padding was checked.
    pub fn strip<'a>(
        &self,
        place: &SegmentPlace,
        plain: &'a [u8],
    ) -> Result<&'a [u8], CarrierError> {
        Ok(content::strip(place, plain)?)
    }
}

impl From<FloeError> for CarrierError {
    fn from(_: FloeError) -> Self {
        Self::Broken
    }
}

impl From<CarrierError> for Error {
    fn from(e: CarrierError) -> Self {
        match e {
            CarrierError::Vanished => Self::FileVanished,
            CarrierError::Changed => Self::FileChanged,
            CarrierError::Local(why) => Self::Local(why),
            CarrierError::Unreachable => Self::Unreachable,
            CarrierError::Refused(code) => code.into(),
            CarrierError::Broken => Self::Tampered(What::Part),
        }
    }
}

impl From<blobs::ApiError> for CarrierError {
    fn from(e: blobs::ApiError) -> Self {
        match e {
            blobs::ApiError::Unreachable(_) => Self::Unreachable,
            blobs::ApiError::Refused { code, .. } => Self::Refused(code),
            blobs::ApiError::Nonsense => Self::Broken,
        }
    }
}
