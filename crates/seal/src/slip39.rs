//! SLIP-0039: a secret in shares of 33 words, any M of N of which give it back and fewer say nothing of it.
//!
//! Shamir's scheme over GF(256), byte by byte, with a digest by which shares that do not belong together are told, and
//! a checksum in each share by which a mistyped word is. The standard, its word list and its test vectors are
//! SatoshiLabs' (MIT). Shares of several groups are read, as the standard has them; made is one group.
//!
//! The standard encrypts the secret under a passphrase before it is shared. There is none here, for it could be
//! forgotten like the key that the shares are to replace: [`combine`] takes one for shares that other programs made.

mod cipher;
mod field;
mod share;

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use rand_core::CryptoRng;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::secret::{Plain, Secret};
use field::{Point, interpolate};

pub use share::Share;

/// The most shares that there can be.
pub const MOST: u8 = 16;
/// At which the polynomial is a digest of the secret, and the secret.
const DIGEST_AT: u8 = 254;
const SECRET_AT: u8 = 255;
/// Bytes of the digest.
const DIGEST: usize = 4;

/// Why words are no share, or shares no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Too few words, or a number that no share has.
    #[error("{0} words are no share")]
    Count(usize),
    /// The word with this number (from 1) is not on the list.
    #[error("word {0} is not on the list")]
    Unknown(usize),
    /// Every word is on the list, but they do not belong together.
    #[error("the words do not belong together")]
    Checksum,
    /// Fields that no share has.
    #[error("this is no share")]
    Malformed,
    /// Shares of different secrets, or made at different times.
    #[error("the shares do not belong together")]
    Others,
    /// One share twice.
    #[error("a share is there twice")]
    Twice,
    /// More are needed.
    #[error("more shares are needed: {have} of {need}")]
    TooFew {
        /// How many there are.
        have: usize,
        /// How many there have to be.
        need: usize,
    },
    /// One of them is not what was given out.
    #[error("one of the shares is not one that was given out")]
    Digest,
    /// At least two and at most sixteen, and no more needed than there are.
    #[error("between 2 and 16 shares, and no more needed than there are")]
    Numbers,
}

/// Makes `count` shares of a secret, `need` of which give it back.
pub fn split(
    secret: &Secret,
    need: u8,
    count: u8,
    rng: &mut impl CryptoRng,
) -> Result<Vec<Share>, ShareError> {
    if need < 2 || need > count || count > MOST {
        return Err(ShareError::Numbers);
    }
    let mut id = [0; 2];
    rng.fill_bytes(&mut id);
    let common = share::Common {
        id: u16::from_le_bytes(id) & 0x7fff,
        extendable: true,
        exponent: 0,
        groups_needed: 1,
        groups: 1,
    };
    let sealed = cipher::encrypt(&common, b"", secret.expose());
    let points = split_points(&sealed, need, count, rng);
    let shares = points.into_iter().map(|point| Share {
        common,
        group: 0,
        index: point.x,
        need,
        value: point.y,
    });
    Ok(shares.collect())
}

/// The secret of which these are shares.
pub fn combine(shares: &[Share], passphrase: &[u8]) -> Result<Plain, ShareError> {
    let first = shares
        .first()
        .ok_or(ShareError::TooFew { have: 0, need: 1 })?;
    let mut groups: BTreeMap<u8, Vec<&Share>> = BTreeMap::new();
    for share in shares {
        let group = groups.entry(share.group).or_default();
        let alike = |other: &&Share| other.need == share.need;
        let same = (share.common, share.value.len()) == (first.common, first.value.len());
        if !same || !group.iter().all(alike) {
            return Err(ShareError::Others);
        }
        if group.iter().any(|other| other.index == share.index) {
            return Err(ShareError::Twice);
        }
        group.push(share);
    }
    let (have, need) = (groups.len(), usize::from(first.common.groups_needed));
    if have < need {
        return Err(ShareError::TooFew { have, need });
    }
    let secrets = groups.iter().map(|(group, shares)| {
        let points = shares.iter().map(|share| Point {
            x: share.index,
            y: share.value.clone(),
        });
        let need = shares.first().map_or(0, |share| share.need);
        let y = recover(need, &points.collect::<Vec<_>>())?;
        Ok(Point { x: *group, y })
    });
    let secrets: Vec<Point> = secrets.collect::<Result<_, ShareError>>()?;
    let sealed = recover(first.common.groups_needed, &secrets)?;
    Ok(cipher::decrypt(&first.common, passphrase, &sealed))
}

/// Points of a random polynomial that is the secret at one place and its digest at another.
fn split_points(secret: &[u8], need: u8, count: u8, rng: &mut impl CryptoRng) -> Vec<Point> {
    let mut random = |len| {
        let mut bytes = Zeroizing::new(vec![0; len]);
        rng.fill_bytes(&mut bytes);
        bytes
    };
    let chosen = (0..need - 2).map(|x| Point {
        x,
        y: random(secret.len()),
    });
    let mut points: Vec<Point> = chosen.collect();
    let part = random(secret.len().saturating_sub(DIGEST));
    let mut digested = Zeroizing::new(digest(&part, secret).to_vec());
    digested.extend_from_slice(&part);
    let mut base = points.clone();
    base.push(Point {
        x: DIGEST_AT,
        y: digested,
    });
    base.push(Point {
        x: SECRET_AT,
        y: Zeroizing::new(secret.to_vec()),
    });
    let rest = (need - 2..count).map(|x| Point {
        x,
        y: interpolate(&base, x),
    });
    points.extend(rest);
    points
}

/// The secret of points, if they are of one polynomial.
fn recover(need: u8, points: &[Point]) -> Result<Plain, ShareError> {
    let (have, need) = (points.len(), usize::from(need));
    if have < need {
        return Err(ShareError::TooFew { have, need });
    }
    if let (1, Some(first)) = (need, points.first()) {
        let alike = points.iter().all(|point| *point.y == *first.y);
        return alike.then(|| first.y.clone()).ok_or(ShareError::Digest);
    }
    let secret = interpolate(points, SECRET_AT);
    let digested = interpolate(points, DIGEST_AT);
    let (said, part) = digested
        .split_at_checked(DIGEST)
        .ok_or(ShareError::Malformed)?;
    match bool::from(digest(part, &secret).ct_eq(said)) {
        true => Ok(secret),
        false => Err(ShareError::Digest),
    }
}

fn digest(key: &[u8], secret: &[u8]) -> [u8; DIGEST] {
    // HMAC takes keys of any length
    let mut mac =
        Hmac::<Sha256>::new_from_slice(key).unwrap_or_else(|_| unreachable!("any length"));
    mac.update(secret);
    let whole = mac.finalize().into_bytes();
    core::array::from_fn(|i| whole[i])
}
