//! Secret bytes as types.
//!
//! - The bytes live in one place on the heap, so that moving the value copies no secret,
//!   and are zeroed when it is dropped.
//! - `Debug` shows the type's name only; there is no `Display`, no `Copy`, no serialisation.
//! - Comparison takes constant time.
//! - The length is checked once, in `parse`; `expose` is the one way out.

use core::fmt;

use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

/// A plaintext that is zeroed when it is dropped.
pub type Plain = Zeroizing<Vec<u8>>;

/// Bytes that are not as long as the key that they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a key of this kind")]
pub struct WrongLength;

/// 32 secret bytes: what every key type of this crate is made of.
#[derive(Clone)]
pub struct Secret(Box<Zeroizing<[u8; 32]>>);

impl Secret {
    /// Fills fresh memory in place.
    pub(crate) fn fill(write: impl FnOnce(&mut [u8; 32])) -> Self {
        let mut bytes = Box::new(Zeroizing::new([0; 32]));
        write(&mut bytes);
        Self(bytes)
    }

    /// A random one.
    pub(crate) fn make(rng: &mut impl CryptoRng) -> Self {
        Self::fill(|bytes| rng.fill_bytes(bytes))
    }

    /// Copies exactly 32 bytes; the caller zeroes its own.
    pub fn parse(bytes: &[u8]) -> Result<Self, WrongLength> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| WrongLength)?;
        Ok(Self::fill(|out| out.copy_from_slice(bytes)))
    }

    /// The bytes themselves, for an engine or a sealed record only.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose().ct_eq(other.expose()).into()
    }
}

impl Eq for Secret {}

impl Zeroize for Secret {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// A key type of its own around [`Secret`].
macro_rules! key {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(pub(crate) $crate::secret::Secret);

        impl $name {
            /// A random one.
            pub fn make(rng: &mut impl rand_core::CryptoRng) -> Self {
                Self($crate::secret::Secret::make(rng))
            }

            /// Copies exactly 32 bytes; the caller zeroes its own.
            pub fn parse(bytes: &[u8]) -> Result<Self, $crate::secret::WrongLength> {
                $crate::secret::Secret::parse(bytes).map(Self)
            }

            /// The bytes themselves, for a sealed record only.
            pub fn expose(&self) -> &[u8; 32] {
                self.0.expose()
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    };
}
pub(crate) use key;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_does_not_print_itself() {
        let secret = Secret::fill(|bytes| bytes.fill(0x41));
        assert_eq!(
            format!("{secret:?} {:#?}", Some(&secret)),
            "Secret(..) Some(\n    Secret(..),\n)"
        );
    }

    #[test]
    fn a_secret_can_be_zeroed() {
        let mut secret = Secret::fill(|bytes| bytes.fill(7));
        secret.zeroize();
        assert_eq!(secret.expose(), &[0; 32]);
    }

    #[test]
    fn other_lengths_are_refused() {
        assert_eq!(Secret::parse(&[0; 31]), Err(WrongLength));
        assert_eq!(Secret::parse(&[0; 33]), Err(WrongLength));
    }
}
