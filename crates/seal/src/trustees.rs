//! Trustees: M of N people who together give an owner's seed back, and fewer of whom know nothing of it.
//!
//! The seed is split by SLIP-0039 ([`slip39`](crate::slip39)) and each share sealed to one trustee's card, for one
//! room, owner and trustee. A trustee opens its own and tells the owner its words, from mouth to ear or on paper; whoever
//! has M of them has the seed. That it is the right one says the owner's fingerprint.
//!
//! ```text
//! [format 1 = 1][room 32][trustee's chain 16][owner's fingerprint 32][box 60 of the share's words]
//! ```
//!
//! What was given out cannot be taken back: after a trustee is changed, the identity is to be changed as well.

use rand_core::CryptoRng;

use crate::context::{Context, Kind};
use crate::error::{self, OpenError};
use crate::identity::{Fingerprint, Seed};
use crate::kem::{KemPublic, KemSecret};
use crate::sealbox;
use crate::slip39::{self, Share, ShareError};

const FORMAT: u8 = 1;
/// Bytes before the box: format, room, trustee, owner.
const HEAD: usize = 81;

/// A share as it is handed to a trustee, with where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedShare {
    /// The room in which owner and trustee know each other.
    pub room: [u8; 32],
    /// The trustee's chain.
    pub trustee: [u8; 16],
    /// Whose seed it is.
    pub owner: Fingerprint,
    sealed: Vec<u8>,
}

/// Splits a seed among trustees, by their chains and keys in a room. Sealed shares in their order.
pub fn entrust(
    seed: &Seed,
    need: u8,
    room: [u8; 32],
    trustees: &[([u8; 16], KemPublic)],
    rng: &mut impl CryptoRng,
) -> Result<Vec<SealedShare>, ShareError> {
    let count = u8::try_from(trustees.len()).map_err(|_| ShareError::Numbers)?;
    let mut chains: Vec<_> = trustees.iter().map(|(chain, _)| chain).collect();
    chains.sort_unstable();
    if chains.windows(2).any(|pair| pair[0] == pair[1]) {
        return Err(ShareError::Twice);
    }
    let owner = seed.root().fingerprint();
    let shares = slip39::split(&seed.0, need, count, rng)?;
    let sealed = shares.iter().zip(trustees).map(|(share, (trustee, key))| {
        let mut one = SealedShare {
            room,
            trustee: *trustee,
            owner,
            sealed: Vec::new(),
        };
        one.sealed = sealbox::seal(key, &one.context(), share.words().as_bytes(), rng);
        one
    });
    Ok(sealed.collect())
}

impl SealedShare {
    /// The bytes to hand over.
    pub fn encode(&self) -> Vec<u8> {
        let head = [&[FORMAT], &self.room[..], &self.trustee, &self.owner.0];
        [&head.concat()[..], &self.sealed].concat()
    }

    /// Reads what was handed over. Who made it is not known: whoever has the trustee's card can.
    pub fn parse(bytes: &[u8]) -> Result<Self, OpenError> {
        error::format(bytes.first())?;
        let (head, sealed) = bytes.split_at_checked(HEAD).ok_or(OpenError::Broken)?;
        let (room, rest) = head[1..].split_first_chunk().ok_or(OpenError::Broken)?;
        let (trustee, owner) = rest.split_first_chunk().ok_or(OpenError::Broken)?;
        Ok(Self {
            room: *room,
            trustee: *trustee,
            owner: Fingerprint(owner.try_into().map_err(|_| OpenError::Broken)?),
            sealed: sealed.to_vec(),
        })
    }

    /// Opens the share that was sealed to this trustee.
    pub fn open(&self, with: &KemSecret) -> Result<Share, OpenError> {
        let plain = sealbox::open(with, &self.context(), &self.sealed)?;
        let words = core::str::from_utf8(&plain).map_err(|_| OpenError::Broken)?;
        Share::parse(words).map_err(|_| OpenError::Broken)
    }

    fn context(&self) -> Context {
        Context {
            kind: Kind::Trustee,
            room: self.room,
            chain: self.trustee,
            epoch: 0,
            id: self.owner.0,
        }
    }
}

/// The seed of which these are shares, if it is this owner's; without an owner, whosever it is.
pub fn recover(shares: &[Share], owner: Option<&Fingerprint>) -> Result<Seed, ShareError> {
    let secret = slip39::combine(shares, b"")?;
    let seed = Seed::parse(&secret).map_err(|_| ShareError::Malformed)?;
    match owner.is_none_or(|owner| seed.root().fingerprint() == *owner) {
        true => Ok(seed),
        false => Err(ShareError::Others),
    }
}
