//! Home objects: what a person's devices share, sealed and signed by a key that nobody connects with a room.
//!
//! `home/<key>/<n>`: `[n u64, little-endian][sealed bytes][signature]`, created once under its number.
//! `homes/<key>`: since when there is one. Nobody vouches for a home and nobody ever deletes one, so
//! there are no more than so many, each of a bounded size: of a young one only the newest object is
//! kept, of an older one the newest few.

use std::sync::atomic::{AtomicU64, Ordering};

use blobs::wire::{self, Code, limits};
use blobs::{Bytes, Created, Engine, StoreError};
use ledger::{KeyId, PublicKey};

use super::{Denial, Gate, layout};

/// Generations that are kept.
const KEPT: usize = 8;
/// How old a home has to be for that.
const YOUNG_MS: u64 = 3 * 24 * 3600 * 1000;
/// How often the newest one is looked for.
const ROUNDS: usize = 8;
/// The number and the signature.
const LEAST: usize = 8 + 64;

/// How many homes there are. Measured by listing and then counted along; with several processes it
/// is approximate until the sweeper measures again.
#[derive(Debug)]
pub(crate) struct Homes(AtomicU64);

/// Before it was measured.
const UNKNOWN: u64 = u64::MAX;

impl Default for Homes {
    fn default() -> Self {
        Self(AtomicU64::new(UNKNOWN))
    }
}

impl Homes {
    pub(crate) async fn measure(&self, engine: &dyn Engine) -> Result<u64, Denial> {
        let homes = engine.list(&layout::known_homes()?).await?.len() as u64;
        self.0.store(homes, Ordering::Relaxed);
        Ok(homes)
    }

    async fn count(&self, engine: &dyn Engine) -> Result<u64, Denial> {
        match self.0.load(Ordering::Relaxed) {
            UNKNOWN => self.measure(engine).await,
            homes => Ok(homes),
        }
    }
}

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
        let since = match self.home_since(owner).await? {
            Some(since) => since,
            None => self.settle_in(owner, newcomer).await?,
        };
        let mut older = self.generations(owner).await?;
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
        let young = self.now() < since.saturating_add(YOUNG_MS);
        let kept = if young { 1 } else { KEPT };
        older.truncate((older.len() + 1).saturating_sub(kept));
        for old in older {
            self.engine()
                .delete(&layout::home_object(owner, old)?)
                .await?;
        }
        Ok(())
    }

    pub(crate) fn homes(&self) -> &Homes {
        &self.homes
    }

    async fn home_since(&self, owner: &PublicKey) -> Result<Option<u64>, Denial> {
        match self.engine().read(&layout::known_home(owner)?, None).await {
            Ok(bytes) => wire::decode(&bytes).map(Some).map_err(Denial::internal),
            Err(StoreError::Absent) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// One home more, if there may be.
    async fn settle_in(
        &self,
        owner: &PublicKey,
        newcomer: &(dyn Fn() -> Result<(), Denial> + Sync),
    ) -> Result<u64, Denial> {
        newcomer()?;
        if self.homes.count(self.engine()).await? >= self.quotas.homes {
            tracing::warn!("no more homes are kept: see --homes");
            return Err(Denial::new(
                Code::Quota,
                "this server keeps no more identities",
            ));
        }
        let now = self.now();
        let known = layout::known_home(owner)?;
        let created = self.engine().create(&known, wire::encode(&now).into());
        if created.await? == Created::New {
            self.homes.0.fetch_add(1, Ordering::Relaxed);
        }
        Ok(now)
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
        if let Some(n) = n {
            let place = layout::home_object(owner, n)?;
            return Ok(self.engine().read(&place, None).await?);
        }
        for _ in 0..ROUNDS {
            let newest = *self
                .generations(owner)
                .await?
                .last()
                .ok_or_else(Denial::absent)?;
            let place = layout::home_object(owner, newest)?;
            match self.engine().read(&place, None).await {
                // a newer one took its place in between: that there is none would be another answer
                Err(StoreError::Absent) => {}
                read => return Ok(read?),
            }
        }
        Err(Denial::internal("a home changes faster than it is read"))
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
