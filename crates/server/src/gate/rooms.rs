//! The folds of the rooms, kept in memory and brought up to date before they are asked.
//!
//! A room is loaded once: front, roster, then the rest, each entry's two signatures verified.
//! From then on, [`Room::refresh`] probes each chain that matters to a question for its next
//! entry, which another process may have written. Rooms share no lock.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use blobs::{Engine, StoreError};
use ledger::{ChainId, FrontFold, Hash, PublicKey, Refusal, RoomFold, RoomId, Verified, Wrapped};
use tokio::sync::{OnceCell, RwLock, RwLockReadGuard};

use super::quota::Usage;
use super::{Denial, Layout};

/// Rooms in memory at most; the least useful is dropped and loaded again when asked for.
const ROOMS: usize = 1000;
/// How often a chain is read again because it refers to something newer.
const ROUNDS: usize = 4;

/// The rooms that are in memory.
#[derive(Default)]
pub(crate) struct Rooms {
    rooms: Mutex<HashMap<RoomId, Arc<OnceCell<Arc<Room>>>>>,
}

/// One room.
pub(crate) struct Room {
    pub(crate) layout: Layout,
    server: PublicKey,
    fold: RwLock<RoomFold>,
    /// Held from judging an entry to taking it in.
    pub(super) appending: tokio::sync::Mutex<()>,
    pub(crate) usage: Usage,
    /// Grants that the sweeper deleted.
    cleared: Mutex<HashSet<Hash>>,
}

impl Rooms {
    /// A room, from memory or loaded. One that does not exist is not remembered.
    pub(crate) async fn get(
        &self,
        engine: &dyn Engine,
        id: RoomId,
        server: PublicKey,
    ) -> Result<Arc<Room>, Denial> {
        let cell = self.cell(id);
        let room = cell
            .get_or_try_init(|| load(engine, id, server))
            .await
            .map(Arc::clone);
        if room.is_err() {
            self.forget(&id, &cell);
        }
        room
    }

    /// The rooms in memory.
    pub(crate) fn loaded(&self) -> Vec<Arc<Room>> {
        let rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms
            .values()
            .filter_map(|cell| cell.get().map(Arc::clone))
            .collect()
    }

    fn cell(&self, id: RoomId) -> Arc<OnceCell<Arc<Room>>> {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        if rooms.len() >= ROOMS && !rooms.contains_key(&id) {
            // idle rooms only: whoever works in one holds it
            let idle = rooms.iter().find(|(_, cell)| {
                Arc::strong_count(cell) == 1
                    && cell.get().is_none_or(|room| Arc::strong_count(room) == 1)
            });
            if let Some(idle) = idle.map(|(id, _)| *id) {
                rooms.remove(&idle);
            }
        }
        Arc::clone(rooms.entry(id).or_default())
    }

    fn forget(&self, id: &RoomId, cell: &Arc<OnceCell<Arc<Room>>>) {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let same = rooms
            .get(id)
            .is_some_and(|held| Arc::ptr_eq(held, cell) && held.get().is_none());
        if same {
            rooms.remove(id);
        }
    }
}

impl Room {
    /// The fold after looking for newer entries of front, roster and these chains.
    pub(crate) async fn refresh(
        &self,
        engine: &dyn Engine,
        chains: &[ChainId],
    ) -> Result<RwLockReadGuard<'_, RoomFold>, Denial> {
        let mut missing = None;
        for _ in 0..ROUNDS {
            missing = None;
            for chain in [ChainId::FRONT, ChainId::ROSTER].iter().chain(chains) {
                if let Err(refusal) = self.catch_up(engine, chain).await? {
                    missing = Some((*chain, refusal));
                }
            }
            if missing.is_none() {
                return Ok(self.fold.read().await);
            }
        }
        match missing {
            Some((chain, refusal)) => Err(Denial::internal(format!(
                "chain {chain} of {} does not fold: {refusal}",
                self.layout.0
            ))),
            None => Ok(self.fold.read().await),
        }
    }

    /// The fold after looking for newer entries of every chain there is.
    pub(crate) async fn refresh_all(
        &self,
        engine: &dyn Engine,
    ) -> Result<RwLockReadGuard<'_, RoomFold>, Denial> {
        let names = engine.folders(&self.layout.chains()?).await?;
        let chains: Vec<ChainId> = names
            .iter()
            .filter_map(|name| ChainId::parse(name).ok())
            .collect();
        self.refresh(engine, &chains).await
    }

    /// Whether the sweeper has deleted all of these.
    pub(crate) fn are_cleared(&self, grants: &[Hash]) -> bool {
        let cleared = self.cleared.lock().unwrap_or_else(PoisonError::into_inner);
        grants.iter().all(|grant| cleared.contains(grant))
    }

    /// Remembers that the sweeper has deleted these.
    pub(crate) fn clear(&self, grants: impl Iterator<Item = Hash>) {
        self.cleared
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(grants);
    }

    /// The fold as it is.
    pub(crate) async fn fold(&self) -> RwLockReadGuard<'_, RoomFold> {
        self.fold.read().await
    }

    /// Takes in an entry that is stored, unless a refresh did already.
    pub(super) async fn take_in(&self, verified: &Verified, time: u64) {
        let mut fold = self.fold.write().await;
        let entry = verified.entry();
        if fold.tip(&entry.chain).head().next == entry.seq {
            fold.apply(verified, time);
        }
    }

    /// Reads a chain on from where the fold is. The inner refusal: something else is to be read first.
    async fn catch_up(
        &self,
        engine: &dyn Engine,
        chain: &ChainId,
    ) -> Result<Result<(), Refusal>, Denial> {
        let mut next = self.fold.read().await.tip(chain).head().next;
        while let Some((verified, time)) =
            stored(engine, self.layout, &self.server, chain, next).await?
        {
            let mut fold = self.fold.write().await;
            if fold.tip(chain).head().next == next
                && let Err(refusal) = fold.accept(&verified, time)
            {
                return Ok(Err(refusal));
            }
            next += 1;
        }
        Ok(Ok(()))
    }
}

async fn load(engine: &dyn Engine, id: RoomId, server: PublicKey) -> Result<Arc<Room>, Denial> {
    let layout = Layout(id);
    let first = stored(engine, layout, &server, &ChainId::FRONT, 0).await?;
    let (first, time) = first.ok_or_else(Denial::absent)?;
    let front = FrontFold::start(&first, time).map_err(Denial::internal)?;
    if front.room() != id || front.server_key() != server {
        return Err(Denial::internal(format!(
            "{id} is not a room of this server"
        )));
    }
    let fold = RoomFold::start(&first, time).map_err(Denial::internal)?;
    let room = Room {
        layout,
        server,
        fold: RwLock::new(fold),
        appending: tokio::sync::Mutex::default(),
        usage: Usage::measure(engine, layout).await?,
        cleared: Mutex::default(),
    };
    drop(room.refresh_all(engine).await?);
    Ok(Arc::new(room))
}

/// An entry of the store, if it is there, with its signatures verified.
async fn stored(
    engine: &dyn Engine,
    layout: Layout,
    server: &PublicKey,
    chain: &ChainId,
    seq: u64,
) -> Result<Option<(Verified, u64)>, Denial> {
    let bytes = match engine.read(&layout.entry(chain, seq)?, None).await {
        Ok(bytes) => bytes,
        Err(StoreError::Absent) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let wrapped = Wrapped::parse(&bytes).map_err(Denial::internal)?;
    let verified = wrapped.verify(server).map_err(Denial::internal)?;
    Ok(Some((verified, wrapped.time())))
}
