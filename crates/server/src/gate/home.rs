//! Home objects: what a person's devices share, sealed and signed by a key that nobody connects with a room.
//!
//! `[n u64, little-endian][sealed bytes][signature]`, created once under its number. The newest few are kept.

use blobs::wire::{Code, limits};
use blobs::{Bytes, Created};
use ledger::{KeyId, PublicKey};

use super::{Denial, Gate, layout};

/// Generations that are kept.
const KEPT: usize = 8;
/// The number and the signature.
const LEAST: usize = 8 + 64;

impl Gate {
    /// `PUT /v1/home/K/n`. Nobody vouches for a home, so `newcomer` is asked before a first one is kept.
    pub async fn put_home(
        &self,
        by: &KeyId,
        owner: &PublicKey,
        n: u64,
        object: Bytes,
        newcomer: &(dyn Fn() -> Result<(), Denial> + Sync),
    ) -> Result<(), Denial> {
        if *by != KeyId::Home(*owner) {
            return Err(Denial::absent());
        }
        if object.len() > limits::HOME {
            return Err(Denial::new(Code::TooLarge, "a home object is too large"));
        }
        if object.len() < LEAST || object[..8] != n.to_le_bytes() {
            return Err(Denial::malformed());
        }
        let exists = || {
            Denial::new(
                Code::Exists,
                "there is a home object of this or a later number",
            )
        };
        let mut older = self.generations(owner).await?;
        if older.is_empty() {
            newcomer()?;
        }
        if older.last().is_some_and(|newest| n < *newest) {
            return Err(exists());
        }
        if self
            .engine()
            .create(&layout::home_object(owner, n)?, object)
            .await?
            == Created::Exists
        {
            return Err(exists());
        }
        older.truncate((older.len() + 1).saturating_sub(KEPT));
        for old in older {
            self.engine()
                .delete(&layout::home_object(owner, old)?)
                .await?;
        }
        Ok(())
    }

    /// `GET /v1/home/K`: the newest, or `GET /v1/home/K/n`.
    pub async fn home(
        &self,
        by: &KeyId,
        owner: &PublicKey,
        n: Option<u64>,
    ) -> Result<Bytes, Denial> {
        if *by != KeyId::Home(*owner) {
            return Err(Denial::absent());
        }
        let n = match n {
            Some(n) => n,
            None => *self
                .generations(owner)
                .await?
                .last()
                .ok_or_else(Denial::absent)?,
        };
        Ok(self
            .engine()
            .read(&layout::home_object(owner, n)?, None)
            .await?)
    }

    /// The numbers that are there, ascending.
    async fn generations(&self, owner: &PublicKey) -> Result<Vec<u64>, Denial> {
        let found = self.engine().list(&layout::home(owner)?).await?;
        let mut numbers: Vec<u64> = found
            .iter()
            .filter_map(|meta| meta.key.name().parse().ok())
            .collect();
        numbers.sort_unstable();
        Ok(numbers)
    }
}
