//! Suites that every engine and every platform must pass, as plain functions.
//!
//! [`kats::run`] seals and opens by plan with any [`Engine`]: the soft one here, the
//! browser's SubtleCrypto in the browser layer. [`vectors::run`] goes through the
//! files in `vectors/`. Both answer with a count or the first [`Failure`], so they
//! run under any test harness. Not for programs: the feature `testkit` is for tests.

pub mod kats;
pub mod vectors;

use core::convert::Infallible;
use core::future::Future;

use rand_core::{TryCryptoRng, TryRng};

use crate::floe::{FloeError, SegmentPlan, soft};
use crate::labels;

/// What runs AES-GCM over a segment.
pub trait Engine {
    /// The whole segment: head, ciphertext, tag.
    fn seal(
        &self,
        plan: &SegmentPlan,
        plain: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, FloeError>>;

    /// The plaintext of a whole segment, or an error and no byte of it.
    fn open(
        &self,
        plan: &SegmentPlan,
        sealed: &[u8],
    ) -> impl Future<Output = Result<Vec<u8>, FloeError>>;
}

/// The engine over the `aes-gcm` crate.
#[derive(Debug, Clone, Copy)]
pub struct Soft;

impl Engine for Soft {
    async fn seal(&self, plan: &SegmentPlan, plain: &[u8]) -> Result<Vec<u8>, FloeError> {
        soft::seal(plan, plain)
    }

    async fn open(&self, plan: &SegmentPlan, sealed: &[u8]) -> Result<Vec<u8>, FloeError> {
        soft::open(plan, sealed).map(|plain| plain.to_vec())
    }
}

/// Which case went wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{case}: {what}")]
pub struct Failure {
    /// The case's name.
    pub case: String,
    /// What happened instead.
    pub what: String,
}

/// Fails the case that is not as it should be.
pub(crate) fn ensure(holds: bool, case: &str, what: impl Into<String>) -> Result<(), Failure> {
    if holds {
        Ok(())
    } else {
        Err(Failure {
            case: case.to_owned(),
            what: what.into(),
        })
    }
}

/// A generator whose every byte is known: for tests and vector files only.
#[derive(Debug)]
pub struct Fixed {
    name: String,
    block: u64,
    left: Vec<u8>,
}

impl Fixed {
    /// The stream of this name, always the same.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            block: 0,
            left: vec![],
        }
    }
}

impl TryRng for Fixed {
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
            if self.left.is_empty() {
                self.left.resize(64, 0);
                let number = self.block.to_le_bytes();
                labels::derive(
                    self.name.as_bytes(),
                    &[],
                    "sealroom/test",
                    &[&number],
                    &mut self.left,
                );
                self.block += 1;
            }
            *byte = self.left.pop().unwrap_or(0);
        }
        Ok(())
    }
}

impl TryCryptoRng for Fixed {}

/// Lowercase hex.
pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hex in either case, or nothing.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits = text
        .trim()
        .bytes()
        .map(|digit| char::from(digit).to_digit(16))
        .collect::<Option<Vec<_>>>()?;
    let even = digits.len() % 2 == 0;
    even.then(|| {
        digits
            .chunks(2)
            .map(|pair| (pair[0] << 4 | pair[1]) as u8)
            .collect()
    })
}
