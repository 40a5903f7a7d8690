//! Randomness: the platform's generator, or nothing.
//!
//! Every function here that needs randomness takes `&mut impl CryptoRng`. The one
//! to pass is [`Platform`]. When the platform has no randomness to give, it stops
//! the program rather than go on with a guessable key; [`Platform::new`] asks once,
//! so that this shows as an error before anything is made.

use core::convert::Infallible;

use getrandom::SysRng;
use rand_core::{TryCryptoRng, TryRng};

/// The platform gave no randomness.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this machine gives no secure random numbers")]
pub struct NoRandomness;

/// The operating system's or browser's generator.
pub type Platform = FailClosed<SysRng>;

/// A generator whose failure is an error at the start and a panic afterwards, never a weak number.
#[derive(Debug)]
pub struct FailClosed<R>(R);

impl Platform {
    /// The platform's generator, tried once.
    pub fn new() -> Result<Self, NoRandomness> {
        Self::over(SysRng)
    }
}

impl<R: TryCryptoRng> FailClosed<R> {
    /// Tries the source twice: it must answer, and not the same bytes.
    pub fn over(mut source: R) -> Result<Self, NoRandomness> {
        let (mut one, mut two) = ([0; 32], [0; 32]);
        source.try_fill_bytes(&mut one).map_err(|_| NoRandomness)?;
        source.try_fill_bytes(&mut two).map_err(|_| NoRandomness)?;
        if one == two {
            return Err(NoRandomness);
        }
        Ok(Self(source))
    }
}

impl<R: TryCryptoRng> TryRng for FailClosed<R> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(stop_without(self.0.try_next_u32()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(stop_without(self.0.try_next_u64()))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        stop_without(self.0.try_fill_bytes(out));
        Ok(())
    }
}

impl<R: TryCryptoRng> TryCryptoRng for FailClosed<R> {}

fn stop_without<T, E>(answer: Result<T, E>) -> T {
    answer.unwrap_or_else(|_| panic!("{NoRandomness}"))
}
