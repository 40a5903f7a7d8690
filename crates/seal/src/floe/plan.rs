//! What the engine needs for one segment, for any position.

use core::fmt;

use hmac::{Hmac, KeyInit, Mac};
use rand_core::CryptoRng;
use sha2::Sha384;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use super::lengths::{HEADER, Lengths, OVERHEAD, Params};
use super::{ContentKey, FloeError};
use crate::secret::Secret;

/// Length of what stands before the ciphertext of a segment: its length or FFFFFFFF, and its IV.
pub const HEAD: usize = 16;
const NOT_LAST: [u8; 4] = [0xff; 4];
const IV_AT: usize = 10;
const TAG_AT: usize = 42;

/// The AES-256 key of a run of segments.
#[derive(Clone)]
pub struct SegmentKey(Secret);

impl SegmentKey {
    /// The bytes, for the engine's own key import only.
    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }
}

impl fmt::Debug for SegmentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SegmentKey(..)")
    }
}

/// AES-256-GCM with a 16-byte tag over one segment.
///
/// Sealing: `head ‖ AES-GCM(key, iv, aad, plain_len bytes)` is the segment.
/// Opening: the bytes after the head go in, `plain_len` bytes come out or nothing.
#[derive(Debug)]
pub struct SegmentPlan {
    /// The key.
    pub key: SegmentKey,
    /// The IV; when sealing, fresh: a plan seals one plaintext, once.
    pub iv: [u8; 12],
    /// The associated data.
    pub aad: [u8; 9],
    /// What stands before the ciphertext.
    pub head: [u8; HEAD],
    /// Length of the plaintext.
    pub plain_len: u32,
}

/// Plans the sealing of one plaintext, in any order, each segment again if need be.
#[derive(Debug)]
pub struct Sealer(Message);

/// Plans the opening of one ciphertext, in any order.
#[derive(Debug)]
pub struct Opener(Message);

impl Sealer {
    /// A fresh ciphertext of a plaintext whose length is known.
    pub fn new(key: &ContentKey, aad: &[u8], lengths: Lengths, rng: &mut impl CryptoRng) -> Self {
        let mut iv = [0; 32];
        rng.fill_bytes(&mut iv);
        Self(Message::new(key, aad, lengths, iv))
    }

    /// Goes on with a ciphertext that was begun, under its header.
    pub fn resume(
        key: &ContentKey,
        aad: &[u8],
        lengths: Lengths,
        header: &[u8],
    ) -> Result<Self, FloeError> {
        Message::check(key, aad, lengths, header).map(Self)
    }

    /// The bytes before the first segment.
    pub fn header(&self) -> &[u8; HEADER as usize] {
        &self.0.header
    }

    /// The plan for sealing one segment, with a fresh IV.
    pub fn plan(&self, position: u64, rng: &mut impl CryptoRng) -> Result<SegmentPlan, FloeError> {
        let mut iv = [0; 12];
        rng.fill_bytes(&mut iv);
        self.0.plan(position, iv)
    }
}

impl Opener {
    /// Checks the header, which commits to key, AAD and segment length. `lengths` come from a sealed record.
    pub fn new(
        key: &ContentKey,
        aad: &[u8],
        lengths: Lengths,
        header: &[u8],
    ) -> Result<Self, FloeError> {
        Message::check(key, aad, lengths, header).map(Self)
    }

    /// The lengths that it was told.
    pub fn lengths(&self) -> Lengths {
        self.0.lengths
    }

    /// The plan for opening one segment of `sealed_len` bytes that begins with `head`.
    pub fn plan(
        &self,
        position: u64,
        sealed_len: u64,
        head: &[u8; HEAD],
    ) -> Result<SegmentPlan, FloeError> {
        let mut iv = [0; 12];
        iv.copy_from_slice(&head[4..]);
        let plan = self.0.plan(position, iv)?;
        if plan.head != *head || u64::from(plan.plain_len + OVERHEAD) != sealed_len {
            return Err(FloeError::Broken);
        }
        Ok(plan)
    }
}

/// Header, lengths and the key from which the segments' keys come.
struct Message {
    key: Zeroizing<Vec<u8>>,
    aad: Vec<u8>,
    header: [u8; HEADER as usize],
    lengths: Lengths,
}

impl Message {
    fn new(key: &ContentKey, aad: &[u8], lengths: Lengths, iv: [u8; 32]) -> Self {
        let params = lengths.params();
        let mut header = [0; HEADER as usize];
        header[..IV_AT].copy_from_slice(&params.encode());
        header[IV_AT..TAG_AT].copy_from_slice(&iv);
        let tag = kdf(key.expose(), params, &iv, &[b"HEADER_TAG:"], aad);
        header[TAG_AT..].copy_from_slice(&tag[..32]);
        let key = kdf(key.expose(), params, &iv, &[b"MESSAGE_KEY:"], aad);
        Self {
            key,
            aad: aad.to_vec(),
            header,
            lengths,
        }
    }

    fn check(
        key: &ContentKey,
        aad: &[u8],
        lengths: Lengths,
        header: &[u8],
    ) -> Result<Self, FloeError> {
        let header: &[u8; HEADER as usize] = header.try_into().map_err(|_| FloeError::Broken)?;
        let mut iv = [0; 32];
        iv.copy_from_slice(&header[IV_AT..TAG_AT]);
        let expected = Self::new(key, aad, lengths, iv);
        if bool::from(expected.header.ct_eq(header)) {
            Ok(expected)
        } else {
            Err(FloeError::Broken)
        }
    }

    fn plan(&self, position: u64, iv: [u8; 12]) -> Result<SegmentPlan, FloeError> {
        let plain = self.lengths.plain_range(position)?;
        // a segment is never longer than Params allow, which is a u32
        let plain_len = u32::try_from(plain.end - plain.start).map_err(|_| FloeError::Length)?;
        let last = self.lengths.is_last(position);
        let mut head = [0; HEAD];
        head[..4].copy_from_slice(&if last {
            (plain_len + OVERHEAD).to_be_bytes()
        } else {
            NOT_LAST
        });
        head[4..].copy_from_slice(&iv);
        let mut aad = [0; 9];
        aad[..8].copy_from_slice(&position.to_be_bytes());
        aad[8] = u8::from(last);
        Ok(SegmentPlan {
            key: self.segment_key(position),
            iv,
            aad,
            head,
            plain_len,
        })
    }

    fn segment_key(&self, position: u64) -> SegmentKey {
        let params = self.lengths.params();
        let run = position & (u64::MAX << params.rotation);
        let iv = &self.header[IV_AT..TAG_AT];
        let key = kdf(
            &self.key,
            params,
            iv,
            &[b"DEK:", &run.to_be_bytes()],
            &self.aad,
        );
        SegmentKey(Secret::fill(|out| out.copy_from_slice(&key[..32])))
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("lengths", &self.lengths)
            .finish_non_exhaustive()
    }
}

/// HKDF-Expand-SHA-384, one block of it (48 bytes), of which callers take what they need.
fn kdf(key: &[u8], params: Params, iv: &[u8], purpose: &[&[u8]], aad: &[u8]) -> Zeroizing<Vec<u8>> {
    let mac = <Hmac<Sha384> as KeyInit>::new_from_slice(key);
    let mut mac = mac.unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"));
    mac.update(&params.encode());
    mac.update(iv);
    purpose.iter().for_each(|part| mac.update(part));
    mac.update(aad);
    mac.update(&[1]);
    Zeroizing::new(mac.finalize().into_bytes().to_vec())
}
