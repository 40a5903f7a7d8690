//! How much a room and an unfinished upload may hold.
//!
//! What is used is measured once by listing and then counted along; with several processes it is
//! therefore approximate until the sweeper measures again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use blobs::Engine;
use blobs::wire::{Code, Item};
use ledger::{Actor, ChainId, Role};

use super::rooms::Room;
use super::{Denial, Layout};

/// What is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quotas {
    /// Bytes that a room may hold.
    pub room: u64,
    /// Bytes that one member's uploads may hold that no entry names yet.
    pub unfinished: u64,
    /// Entries in one reader's chain.
    pub reader_entries: u64,
    /// Bytes of the entries in one reader's chain, and of their bodies.
    pub reader_bytes: u64,
    /// Devices that ever visit one link.
    pub visitors: u64,
    /// Homes of identities on this server.
    pub homes: u64,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            room: 1 << 40,
            unfinished: 64 << 30,
            reader_entries: 100_000,
            reader_bytes: 64 << 20,
            visitors: 10_000,
            homes: 20_000,
        }
    }
}

/// What a room uses: parts, bodies, grants, and the entries of its chains.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    bytes: AtomicU64,
    chains: Mutex<HashMap<ChainId, u64>>,
}

impl Usage {
    pub(crate) async fn measure(engine: &dyn Engine, layout: Layout) -> Result<Self, Denial> {
        let usage = Self::default();
        usage.measure_again(engine, layout).await?;
        Ok(usage)
    }

    pub(crate) async fn measure_again(
        &self,
        engine: &dyn Engine,
        layout: Layout,
    ) -> Result<(), Denial> {
        let mut bytes = 0;
        for folder in [layout.parts()?, layout.bodies()?, layout.all_grants()?] {
            let sizes = engine.list(&folder).await?;
            bytes += sizes.iter().map(|meta| meta.size).sum::<u64>();
        }
        let mut chains: HashMap<ChainId, u64> = HashMap::new();
        for meta in engine.list(&layout.chains()?).await? {
            bytes += meta.size;
            let chain = meta.key.as_str().rsplit('/').nth(1);
            if let Some(Ok(chain)) = chain.map(ChainId::parse) {
                *chains.entry(chain).or_default() += meta.size;
            }
        }
        self.bytes.store(bytes, Ordering::Relaxed);
        let mut held = self.chains();
        for (chain, bytes) in chains {
            // what was counted along knows the bodies, too
            let held = held.entry(chain).or_default();
            *held = bytes.max(*held);
        }
        Ok(())
    }

    /// Counts bytes that are about to be stored, or refuses them.
    pub(crate) fn claim(&self, bytes: u64, quotas: &Quotas) -> Result<(), Denial> {
        let before = self.bytes.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > quotas.room {
            self.give_back(bytes);
            return Err(Denial::new(Code::Quota, "the room has used up its space"));
        }
        Ok(())
    }

    /// Notes what one chain has grown by.
    pub(super) fn note(&self, chain: &ChainId, bytes: u64) {
        *self.chains().entry(*chain).or_default() += bytes;
    }

    fn of(&self, chain: &ChainId) -> u64 {
        self.chains().get(chain).copied().unwrap_or_default()
    }

    fn chains(&self) -> MutexGuard<'_, HashMap<ChainId, u64>> {
        self.chains.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes back a claim for bytes that were not stored after all.
    pub(crate) fn give_back(&self, bytes: u64) {
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

impl Quotas {
    /// Readers append to their own chain only, and not without end.
    pub(super) async fn judge_reader(
        &self,
        room: &Room,
        actor: &Actor,
        items: &[Item],
    ) -> Result<(), Denial> {
        if matches!(actor.role(), Role::Owner | Role::Manager) {
            return Ok(());
        }
        let next = room.fold().await.tip(&actor.chain()).head().next;
        let more: u64 = items.iter().map(size).sum();
        let bytes = room.usage.of(&actor.chain()).saturating_add(more);
        if next >= self.reader_entries || bytes > self.reader_bytes {
            return Err(Denial::new(Code::Quota, "the chain is full"));
        }
        Ok(())
    }
}

/// What an item takes in the store, about.
pub(super) fn size(item: &Item) -> u64 {
    let body = item.body.as_ref().map_or(0, Vec::len);
    (item.entry.len() + body) as u64
}
