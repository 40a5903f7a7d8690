//! Pairing: the seed goes from one device of a person to another, by a code that the
//! first one shows.
//!
//! The code names a home that nobody else knows; the two devices leave each other
//! sealed messages there ([`crate::home`]). Whoever sees the code can do the same, so
//! the code alone gives nothing: the newcomer says a key of its own, both devices show
//! six words over everything that was said, and the first one seals the seed to that
//! key when the person has found the same words on both.
//!
//! ```text
//! code       16 random bytes, as 30 letters: Crockford's base 32 of
//!            [code 16][first 22 bits of SHA-256("sealroom/1/pair/code" ‖ code)]
//! home       = HKDF-SHA-512(code): Ed25519 "…/pair/sign", symmetric "…/pair/seal"
//! commitment = SHA-256("sealroom/1/pair/commit" ‖ nonce 32 ‖ fingerprint 32)
//! newcomer   32 random bytes; X-Wing = HKDF(newcomer, "…/pair/kem")
//! words      = safety words of HKDF(code, "…/pair/words" ‖ nonce ‖ fingerprint ‖ SHA-256(X-Wing key))
//! seed       [format 1 = 1][encapsulation 1120][AES-256-GCM ciphertext][tag 16]
//!            HPKE as a box; info = length of label ‖ "sealroom/1/pair/seed" ‖ format ‖ hash of the words
//! ```
//!
//! The first device commits to its nonce before it hears the newcomer's key, and says
//! it afterwards: so nobody in between can choose a key for which the words fit. The
//! fingerprint in them is the identity's, so the words that are alike on both devices
//! also say which identity the newcomer will get.

use rand_core::CryptoRng;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::envelope::{pad, unpad};
use crate::error::{self, OpenError};
use crate::home::HomeKeys;
use crate::identity::{Fingerprint, Seed};
use crate::kem::{ENC, KemPublic, KemSecret};
use crate::labels;
use crate::secret::{Secret, key};
use crate::sign::SigningKey;
use crate::words::{self, Language};

const FORMAT: u8 = 1;
const CODE: usize = 16;
/// Letters of a code, without what is put between them.
const LETTERS: usize = 30;
/// Letters between two hyphens.
const GROUP: usize = 5;
/// No I, L, O, U: they are read as others.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

key!(
    /// What the newcomer's key pair comes from. Random, and forgotten after the pairing.
    Newcomer
);

/// What the first device shows. Good once, for a few minutes.
#[derive(Clone, PartialEq, Eq)]
pub struct PairCode(Zeroizing<[u8; CODE]>);

/// Why a text is no code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Another number of letters, or signs that no code has.
    #[error("this is not a whole pairing code")]
    NotACode,
    /// A letter was mistyped.
    #[error("a letter of the pairing code is wrong")]
    Mistyped,
}

/// What both devices know once the nonce is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transcript([u8; 32]);

impl PairCode {
    /// A random one.
    pub fn make(rng: &mut impl CryptoRng) -> Self {
        let mut code = Zeroizing::new([0; CODE]);
        rng.fill_bytes(code.as_mut_slice());
        Self(code)
    }

    /// Six groups of five letters.
    pub fn encode(&self) -> Zeroizing<String> {
        let bits = Zeroizing::new([self.0.as_slice(), &check(&self.0)].concat());
        let mut out = Zeroizing::new(String::with_capacity(LETTERS + LETTERS / GROUP));
        for at in 0..LETTERS {
            if at > 0 && at % GROUP == 0 {
                out.push('-');
            }
            out.push(char::from(ALPHABET[usize::from(five(&bits, at))]));
        }
        out
    }

    /// Reads what was typed or scanned: in capitals or not, however it is spaced, with or without an
    /// address before `#`.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let text = text.rsplit_once('#').map_or(text, |(_, code)| code);
        let mut values = Zeroizing::new([0_u8; LETTERS]);
        let mut count = 0;
        for letter in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let value = value(letter).ok_or(CodeError::NotACode)?;
            *values.get_mut(count).ok_or(CodeError::NotACode)? = value;
            count += 1;
        }
        if count != LETTERS {
            return Err(CodeError::NotACode);
        }
        let mut bits = Zeroizing::new([0_u8; CODE + 3]);
        for (at, value) in values.iter().enumerate() {
            for bit in (0..5).filter(|bit| value >> (4 - bit) & 1 == 1) {
                let place = at * 5 + bit;
                bits[place / 8] |= 0x80 >> (place % 8);
            }
        }
        let mut code = Zeroizing::new([0; CODE]);
        code.copy_from_slice(&bits[..CODE]);
        if bits[CODE..] != check(&code) {
            return Err(CodeError::Mistyped);
        }
        Ok(Self(code))
    }

    /// The home at which the two devices meet.
    pub fn home(&self) -> HomeKeys {
        let derive = |label, out: &mut [u8; 32]| {
            labels::derive(self.0.as_slice(), &[], label, &[], out);
        };
        HomeKeys {
            sign: SigningKey::derive(|out| derive(labels::PAIR_SIGN, out)),
            seal: Secret::fill(|out| derive(labels::PAIR_SEAL, out)),
        }
    }

    /// What both devices show words of.
    pub fn transcript(
        &self,
        nonce: &[u8; 32],
        identity: &Fingerprint,
        newcomer: &KemPublic,
    ) -> Transcript {
        let mut out = [0; 32];
        labels::derive(
            self.0.as_slice(),
            &[],
            labels::PAIR_WORDS,
            &[nonce, &identity.0, &newcomer.hash()],
            &mut out,
        );
        Transcript(out)
    }
}

impl core::fmt::Debug for PairCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PairCode(..)")
    }
}

impl Newcomer {
    /// The key that the seed is sealed to.
    pub fn public(&self) -> KemPublic {
        self.kem().public()
    }

    /// Opens the seed that was sealed after these words, and checks whose it is.
    pub fn open(
        &self,
        transcript: &Transcript,
        identity: &Fingerprint,
        bytes: &[u8],
    ) -> Result<Seed, OpenError> {
        error::format(bytes.first())?;
        let (enc, ciphertext) = bytes[1..].split_at_checked(ENC).ok_or(OpenError::Broken)?;
        let plain = unpad(self.kem().open(&transcript.info(), enc, ciphertext)?)?;
        let seed = Seed::parse(&plain).map_err(|_| OpenError::Broken)?;
        if seed.root().fingerprint() == *identity {
            Ok(seed)
        } else {
            Err(OpenError::Broken)
        }
    }

    fn kem(&self) -> KemSecret {
        KemSecret::derive(|out| labels::derive(self.expose(), &[], labels::PAIR_KEM, &[], out))
    }
}

impl Transcript {
    /// Six words, to be the same on both devices.
    pub fn words(&self, language: Language) -> [&'static str; 6] {
        words::safety(&self.0, language)
    }

    /// Seals the seed, after the person has compared the words.
    pub fn seal(&self, seed: &Seed, newcomer: &KemPublic, rng: &mut impl CryptoRng) -> Vec<u8> {
        let (enc, ciphertext) = newcomer.seal(&self.info(), &pad(seed.expose()), rng);
        [&[FORMAT], enc.as_slice(), &ciphertext].concat()
    }

    fn info(&self) -> Vec<u8> {
        let label = labels::PAIR_SEED.as_bytes();
        [&[label.len() as u8], label, &[FORMAT], &self.0].concat()
    }
}

/// What the first device says before it hears the newcomer's key.
pub fn commitment(nonce: &[u8; 32], identity: &Fingerprint) -> [u8; 32] {
    let commit = Sha256::new().chain_update(labels::PAIR_COMMIT);
    commit
        .chain_update(nonce)
        .chain_update(identity.0)
        .finalize()
        .into()
}

/// 22 bits, and two zeros.
fn check(code: &[u8; CODE]) -> [u8; 3] {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(labels::PAIR_CODE)
        .chain_update(code)
        .finalize()
        .into();
    [hash[0], hash[1], hash[2] & 0xfc]
}

/// The five bits of a letter.
fn five(bits: &[u8], at: usize) -> u8 {
    (at * 5..at * 5 + 5).fold(0, |value, bit| {
        value << 1 | (bits[bit / 8] >> (7 - bit % 8) & 1)
    })
}

fn value(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET
        .iter()
        .position(|known| char::from(*known) == letter);
    at.and_then(|at| u8::try_from(at).ok())
}
