//! What comes in from outside: a store, a clock, randomness, this device's storage.
//!
//! `room` asks for nothing itself, so that it runs the same in a browser's worker,
//! in a terminal and in a test. Whoever runs it implements [`Host`] once for a store.
//! No future here needs to be `Send`.

use core::future::Future;

use blobs::Api;
use rand_core::CryptoRng;

use crate::Error;

/// One store, seen from one device.
pub trait Host {
    /// The store's gate.
    type Api: Api;
    /// This device's storage.
    type Shelf: Shelf;
    /// The platform's generator.
    type Rng: CryptoRng;

    /// The gate.
    fn api(&self) -> &Self::Api;
    /// Where the store is, as this device reaches it: what is kept of one store is not held against another.
    fn origin(&self) -> &str;
    /// The storage.
    fn shelf(&self) -> &Self::Shelf;
    /// Randomness.
    fn rng(&self) -> Self::Rng;
    /// This device's clock, in milliseconds since 1970. May be wrong: it is corrected by the server's.
    fn now(&self) -> u64;
    /// Waits.
    fn sleep(&self, millis: u64) -> impl Future<Output = ()>;
}

/// Storage of this device: small objects, sealed before they come here.
///
/// Names are lowercase letters, digits, `-` and `/`, and say nothing about a person.
pub trait Shelf {
    /// Reads one.
    fn get(&self, name: &str) -> impl Future<Output = Result<Option<Vec<u8>>, Error>>;
    /// Writes one, whole or not at all; replaces what was there.
    fn put(&self, name: &str, bytes: Vec<u8>) -> impl Future<Output = Result<(), Error>>;
    /// Removes one; what is not there is no error.
    fn remove(&self, name: &str) -> impl Future<Output = Result<(), Error>>;
    /// Every name there is.
    fn names(&self) -> impl Future<Output = Result<Vec<String>, Error>>;
}

/// Random bytes: an id, a salt.
pub(crate) fn random<const N: usize>(rng: &mut impl CryptoRng) -> [u8; N] {
    let mut out = [0; N];
    rng.fill_bytes(&mut out);
    out
}
