//! Grant: one scope's key, sealed by its granter to one member's card.
//!
//! ```text
//! [format 1 = 1][room 32][scope 16][epoch u32 LE][recipient 16][granter key 32]
//! [rights u8][expires u64 LE, 0 = none][SHA-256 of recipient's X-Wing key 32]   = the terms
//! [encapsulation 1120][ciphertext and tag 48]
//! [granter's Ed25519 signature 64, over "sealroom/1/grant/signature" ‖ everything before]
//! HPKE info      = length of label ‖ "sealroom/1/grant" ‖ the terms
//! encapsulation's randomness = HKDF-SHA-512(scope key, "sealroom/1/grant/random" ‖ the terms)
//! ```
//!
//! So nothing in the terms can be changed, and the same grant made again by
//! the same granter is the same bytes. That the granter may grant is judged by
//! the roster, where [`Grant::hash`] stands; this module proves who it was.

use core::convert::Infallible;

use rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::error::{self, OpenError};
use crate::kem::{self, KemPublic, KemSecret};
use crate::labels;
use crate::scope::ScopeKey;
use crate::sign::{self, SigningKey};

const FORMAT: u8 = 1;
const TERMS: usize = 1 + 32 + 16 + 4 + 16 + 32 + 1 + 8 + 32;
const CIPHERTEXT: usize = 32 + kem::TAG;
const SIGNED: usize = TERMS + kem::ENC + CIPHERTEXT;
/// Every grant has this length.
pub const LEN: usize = SIGNED + 64;

/// What is granted, to whom, until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// The room.
    pub room: [u8; 32],
    /// The scope whose key it is; the front's is granted too.
    pub scope: [u8; 16],
    /// The key's epoch.
    pub epoch: u32,
    /// The recipient's chain.
    pub recipient: [u8; 16],
    /// A number whose meaning is the ledger's.
    pub rights: u8,
    /// Refused from this millisecond on.
    pub expires: Option<u64>,
}

/// A grant whose form and signature are right, still sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    terms: Terms,
    granter: [u8; 32],
    recipient_key: [u8; 32],
    bytes: Vec<u8>,
}

impl Terms {
    /// Whether the time is over.
    pub fn expired(&self, now: u64) -> bool {
        self.expires.is_some_and(|end| now >= end)
    }

    fn bytes(&self, granter: &[u8; 32], recipient_key: &[u8; 32]) -> Vec<u8> {
        let mut out = vec![FORMAT];
        out.extend_from_slice(&self.room);
        out.extend_from_slice(&self.scope);
        out.extend_from_slice(&self.epoch.to_le_bytes());
        out.extend_from_slice(&self.recipient);
        out.extend_from_slice(granter);
        out.push(self.rights);
        // an end at the very beginning is an end, not the lack of one
        out.extend_from_slice(&self.expires.map_or(0, |end| end.max(1)).to_le_bytes());
        out.extend_from_slice(recipient_key);
        out
    }
}

/// Seals a scope's key. Needs no randomness: the same inputs give the same bytes.
pub fn seal(terms: &Terms, key: &ScopeKey, to: &KemPublic, granter: &SigningKey) -> Grant {
    let (granter_key, recipient_key) = (granter.public(), to.hash());
    let mut bytes = terms.bytes(&granter_key, &recipient_key);
    let (enc, ciphertext) = to.seal(&info(&bytes), key.expose(), &mut Derived::new(key, &bytes));
    bytes.extend_from_slice(&enc);
    bytes.extend_from_slice(&ciphertext);
    let signature = granter.sign_labelled(labels::GRANT_SIGNATURE, &bytes);
    bytes.extend_from_slice(&signature);
    Grant {
        terms: *terms,
        granter: granter_key,
        recipient_key,
        bytes,
    }
}

impl Grant {
    /// Checks form and signature.
    pub fn parse(bytes: &[u8]) -> Result<Self, OpenError> {
        error::format(bytes.first())?;
        if bytes.len() != LEN {
            return Err(OpenError::Broken);
        }
        let mut rest = Reader(&bytes[1..]);
        let terms = Terms {
            room: rest.take()?,
            scope: rest.take()?,
            epoch: u32::from_le_bytes(rest.take()?),
            recipient: rest.take()?,
            rights: 0,
            expires: None,
        };
        let granter = rest.take()?;
        let [rights] = rest.take()?;
        let expires = Some(u64::from_le_bytes(rest.take()?)).filter(|end| *end != 0);
        let recipient_key = rest.take()?;
        let (signed, signature) = bytes.split_last_chunk().ok_or(OpenError::Broken)?;
        sign::verify_labelled(&granter, labels::GRANT_SIGNATURE, signed, signature)
            .map_err(|_| OpenError::Broken)?;
        Ok(Self {
            terms: Terms {
                rights,
                expires,
                ..terms
            },
            granter,
            recipient_key,
            bytes: bytes.to_vec(),
        })
    }

    /// The signed terms.
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Who signed it; the ledger knows whether they may.
    pub fn granter(&self) -> &[u8; 32] {
        &self.granter
    }

    /// The bytes to store.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// SHA-256 of the bytes: how the roster names it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.bytes).into()
    }

    /// Whether it is this key sealed to this recipient: the same seal made again. Proves a grant to who holds the key.
    pub fn seals(&self, key: &ScopeKey, to: &KemPublic) -> bool {
        let terms = &self.bytes[..TERMS];
        let (enc, ciphertext) = to.seal(&info(terms), key.expose(), &mut Derived::new(key, terms));
        to.hash() == self.recipient_key
            && [enc.as_slice(), &ciphertext].concat() == self.bytes[TERMS..SIGNED]
    }

    /// Opens it as this recipient in this room: not mine, mine but broken, or the key.
    ///
    /// The key is still to be compared with the scope's chain: [`ScopeKey::check`].
    pub fn open(
        &self,
        room: &[u8; 32],
        recipient: &[u8; 16],
        with: &KemSecret,
    ) -> Result<ScopeKey, OpenError> {
        let mine = self.terms.room == *room
            && self.terms.recipient == *recipient
            && self.recipient_key == with.public().hash();
        if !mine {
            return Err(OpenError::NotMine);
        }
        let (enc, ciphertext) = self.bytes[TERMS..SIGNED].split_at(kem::ENC);
        let key = with.open(&info(&self.bytes[..TERMS]), enc, ciphertext)?;
        ScopeKey::parse(&key).map_err(|_| OpenError::Broken)
    }
}

fn info(terms: &[u8]) -> Vec<u8> {
    let label = labels::GRANT.as_bytes();
    [&[label.len() as u8], label, terms].concat()
}

/// Takes fixed fields off the front.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], OpenError> {
        let (field, rest) = self.0.split_first_chunk().ok_or(OpenError::Broken)?;
        self.0 = rest;
        Ok(*field)
    }
}

/// Randomness that anyone who holds the key derives again: blocks of HKDF by their number.
struct Derived<'a> {
    key: &'a ScopeKey,
    terms: &'a [u8],
    block: Zeroizing<[u8; 64]>,
    used: usize,
    number: u64,
}

impl<'a> Derived<'a> {
    fn new(key: &'a ScopeKey, terms: &'a [u8]) -> Self {
        Self {
            key,
            terms,
            block: Zeroizing::new([0; 64]),
            used: 64,
            number: 0,
        }
    }
}

impl TryRng for Derived<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut out = [0; 4];
        self.try_fill_bytes(&mut out)?;
        Ok(u32::from_le_bytes(out))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut out = [0; 8];
        self.try_fill_bytes(&mut out)?;
        Ok(u64::from_le_bytes(out))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for byte in out {
            if self.used == self.block.len() {
                let context: [&[u8]; 2] = [&self.number.to_le_bytes(), self.terms];
                labels::derive(
                    self.key.expose(),
                    &[],
                    labels::GRANT_RANDOM,
                    &context,
                    self.block.as_mut_slice(),
                );
                (self.used, self.number) = (0, self.number + 1);
            }
            *byte = self.block[self.used];
            self.block[self.used].zeroize();
            self.used += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for Derived<'_> {}
