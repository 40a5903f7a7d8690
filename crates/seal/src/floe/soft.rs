//! The engine over the `aes-gcm` crate: native programs, tests, and browsers that lack SubtleCrypto.

use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes256Gcm, Tag};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

use super::lengths::{HEADER, Lengths, Params};
use super::plan::{HEAD, Opener, Sealer, SegmentPlan};
use super::{ContentKey, FloeError, Sequence};
use crate::secret::Plain;

/// The whole segment: head, ciphertext, tag.
pub fn seal(plan: &SegmentPlan, plain: &[u8]) -> Result<Vec<u8>, FloeError> {
    let mut out = Vec::with_capacity(plain.len() + HEAD + 16);
    seal_into(plan, plain, &mut out)?;
    Ok(out)
}

/// As [`seal`], at the end of a buffer that grows to a part.
pub fn seal_into(plan: &SegmentPlan, plain: &[u8], out: &mut Vec<u8>) -> Result<(), FloeError> {
    if plain.len() as u64 != u64::from(plan.plain_len) {
        return Err(FloeError::Length);
    }
    out.extend_from_slice(&plan.head);
    let start = out.len();
    out.extend_from_slice(plain);
    let tag = cipher(plan)
        .encrypt_inout_detached(&plan.iv.into(), &plan.aad, (&mut out[start..]).into())
        .map_err(|_| FloeError::Length)?;
    out.extend_from_slice(&tag);
    Ok(())
}

/// The plaintext of a whole segment, after its tag was checked.
pub fn open(plan: &SegmentPlan, sealed: &[u8]) -> Result<Plain, FloeError> {
    let rest = sealed.strip_prefix(&plan.head).ok_or(FloeError::Broken)?;
    let (body, tag) = rest.split_last_chunk::<16>().ok_or(FloeError::Broken)?;
    if body.len() as u64 != u64::from(plan.plain_len) {
        return Err(FloeError::Broken);
    }
    let mut plain = Zeroizing::new(body.to_vec());
    cipher(plan)
        .decrypt_inout_detached(
            &plan.iv.into(),
            &plan.aad,
            plain.as_mut_slice().into(),
            &Tag::from(*tag),
        )
        .map_err(|_| FloeError::Broken)?;
    Ok(plain)
}

/// A whole ciphertext at once, for what is small.
pub fn seal_all(
    key: &ContentKey,
    aad: &[u8],
    params: Params,
    plain: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>, FloeError> {
    let lengths = Lengths::new(params, plain.len() as u64)?;
    let sealer = Sealer::new(key, aad, lengths, rng);
    let mut out = Vec::with_capacity(lengths.sealed() as usize);
    out.extend_from_slice(sealer.header());
    for position in 0..lengths.segments() {
        let range = lengths.plain_range(position)?;
        let plan = sealer.plan(position, rng)?;
        seal_into(
            &plan,
            &plain[range.start as usize..range.end as usize],
            &mut out,
        )?;
    }
    Ok(out)
}

/// A whole ciphertext at once, for what is small.
pub fn open_all(
    key: &ContentKey,
    aad: &[u8],
    params: Params,
    sealed: &[u8],
) -> Result<Plain, FloeError> {
    let lengths = Lengths::of_sealed(params, sealed.len() as u64)?;
    let (header, mut rest) = sealed
        .split_at_checked(HEADER as usize)
        .ok_or(FloeError::Length)?;
    let mut sequence = Sequence::new(Opener::new(key, aad, lengths, header)?);
    let mut plain = Zeroizing::new(Vec::with_capacity(lengths.plain() as usize));
    while !rest.is_empty() {
        let (segment, after) = rest
            .split_at_checked(sequence.expects() as usize)
            .ok_or(FloeError::Broken)?;
        plain.extend_from_slice(&sequence.open(segment)?);
        rest = after;
    }
    sequence.finish()?;
    Ok(plain)
}

fn cipher(plan: &SegmentPlan) -> Aes256Gcm {
    Aes256Gcm::new(plan.key.expose().into())
}
