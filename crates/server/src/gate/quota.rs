//! How much a room and an unfinished upload may hold.
//!
//! What is used is measured once by listing and then counted along; with several processes it is
//! therefore approximate until the sweeper measures again.

use std::sync::atomic::{AtomicU64, Ordering};

use blobs::Engine;
use blobs::wire::Code;

use ledger::{Actor, Role};

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
    /// Devices that ever visit one link.
    pub visitors: u64,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            room: 1 << 40,
            unfinished: 64 << 30,
            reader_entries: 100_000,
            visitors: 10_000,
        }
    }
}

/// What a room uses.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    bytes: AtomicU64,
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
        for folder in [layout.parts()?, layout.bodies()?] {
            bytes += engine
                .list(&folder)
                .await?
                .iter()
                .map(|meta| meta.size)
                .sum::<u64>();
        }
        self.bytes.store(bytes, Ordering::Relaxed);
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

    /// Takes back a claim for bytes that were not stored after all.
    pub(crate) fn give_back(&self, bytes: u64) {
        self.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }
}

impl Quotas {
    /// Readers append to their own chain only, and not without end.
    pub(super) async fn judge_reader(&self, room: &Room, actor: &Actor) -> Result<(), Denial> {
        let next = room.fold().await.tip(&actor.chain()).head().next;
        let manages = matches!(actor.role(), Role::Owner | Role::Manager);
        if !manages && next >= self.reader_entries {
            return Err(Denial::new(Code::Quota, "the chain is full"));
        }
        Ok(())
    }
}
