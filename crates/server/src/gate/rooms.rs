//! The folds of the rooms, kept in memory and brought up to date before they are asked.
//!
//! A room is loaded once: front, roster, then the rest, each entry's two signatures verified.
//! From then on, [`Room::refresh`] probes each chain that matters to a question for its next
//! entry, which another process may have written. Rooms share no lock.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use blobs::{Engine, StoreError};
use ledger::evidence::index::Leaf;
use ledger::{
    ChainId, FrontFold, Hash, MemberFold, MemberId, Public, PublicKey, Refusal, RoomFold, RoomId,
    Verified, Wrapped,
};
use tokio::sync::{OnceCell, RwLock, RwLockReadGuard};

use super::index::{Index, Waiting};
use super::opens::Openings;
use super::quota::Usage;
use super::{Denial, Layout};

/// Rooms in memory, about; an idle one is dropped for a new one, and loaded again when asked for.
const ROOMS: usize = 1000;
/// How often a chain is read again because it refers to something newer.
const ROUNDS: usize = 4;

/// The rooms that are in memory.
pub(crate) struct Rooms {
    rooms: Mutex<HashMap<RoomId, Arc<OnceCell<Arc<Room>>>>>,
    most: usize,
}

impl Default for Rooms {
    fn default() -> Self {
        Self::of(ROOMS)
    }
}

/// One room.
pub(crate) struct Room {
    pub(crate) layout: Layout,
    fold: RwLock<RoomFold>,
    /// Held from judging an entry to taking it in.
    pub(super) appending: tokio::sync::Mutex<()>,
    pub(crate) usage: Usage,
    /// Grants that the sweeper deleted.
    cleared: Mutex<HashSet<Hash>>,
    openings: Mutex<Openings>,
    /// Destroy entries that were carried out, as far as this process knows.
    pub(super) erased: Mutex<BTreeSet<(ChainId, u64)>>,
    /// The index, as far as it was looked at.
    pub(super) index: tokio::sync::Mutex<Index>,
    /// Entries that the fold has and the index perhaps not.
    pub(super) waiting: Waiting,
}

impl Rooms {
    fn of(most: usize) -> Self {
        Self {
            rooms: Mutex::default(),
            most,
        }
    }

    /// A room, from memory or loaded. One that does not exist is not remembered.
    pub(crate) async fn get(
        &self,
        engine: &dyn Engine,
        id: RoomId,
        server: PublicKey,
    ) -> Result<Arc<Room>, Denial> {
        let cell = self.cell(id);
        let room = cell
            .get_or_try_init(|| async {
                let room = load(engine, id, server).await?;
                self.make_space();
                Ok(room)
            })
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
        Arc::clone(rooms.entry(id).or_default())
    }

    /// Drops an idle room for one that was loaded; whoever works in a room holds it. Only what exists
    /// takes another's place: names of rooms cost a stranger nothing.
    fn make_space(&self) {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = || rooms.iter().filter(|(_, cell)| cell.get().is_some());
        if loaded().count() < self.most {
            return;
        }
        let idle = loaded().find(|(_, cell)| {
            Arc::strong_count(cell) == 1
                && cell.get().is_some_and(|room| Arc::strong_count(room) == 1)
        });
        if let Some(idle) = idle.map(|(id, _)| *id) {
            rooms.remove(&idle);
        }
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

    /// The same, and of the folders above these, which may have been moved.
    pub(crate) async fn refresh_above(
        &self,
        engine: &dyn Engine,
        chains: &[ChainId],
    ) -> Result<RwLockReadGuard<'_, RoomFold>, Denial> {
        let mut chains: BTreeSet<ChainId> = chains.iter().copied().collect();
        loop {
            let looked: Vec<ChainId> = chains.iter().copied().collect();
            let fold = self.refresh(engine, &looked).await?;
            chains.extend(looked.iter().flat_map(|chain| fold.path(chain)));
            if chains.len() == looked.len() {
                return Ok(fold);
            }
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

    /// The openings of its links, as far as they were looked at.
    pub(super) fn openings(&self) -> MutexGuard<'_, Openings> {
        self.openings.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The fold as it is.
    pub(crate) async fn fold(&self) -> RwLockReadGuard<'_, RoomFold> {
        self.fold.read().await
    }

    /// Takes in an entry that is stored, of these bytes with its body, unless a refresh did already.
    pub(super) async fn take_in(&self, verified: &Verified, time: u64, size: u64) {
        let mut fold = self.fold.write().await;
        let entry = verified.entry();
        if fold.tip(&entry.chain).head().next == entry.seq {
            fold.apply(verified, time);
            self.await_index(verified, time);
            self.usage.note(entry, size, link_of(&fold, &entry.chain));
        }
    }

    /// Remembers an entry until it is seen in the index; called in the order of its chain.
    fn await_index(&self, verified: &Verified, time: u64) {
        let leaf = Leaf::of(verified, time);
        // a room that is loaded has most of them there
        let there = self.index.try_lock().is_ok_and(|index| index.has(&leaf));
        if !there {
            self.waiting.push(leaf);
        }
    }

    /// Reads a chain on from where the fold is. The inner refusal: something else is to be read first.
    async fn catch_up(
        &self,
        engine: &dyn Engine,
        chain: &ChainId,
    ) -> Result<Result<(), Refusal>, Denial> {
        let mut next = self.fold.read().await.tip(chain).head().next;
        while let Some((wrapped, len)) = stored(engine, self.layout, chain, next).await? {
            let verified = match self.fold.read().await.front().verify(&wrapped) {
                Ok(verified) => verified,
                // whose signature it has to have says an entry of the front
                Err(Refusal::UnknownFront) => return Ok(Err(Refusal::UnknownFront)),
                Err(refusal) => return Err(Denial::internal(refusal)),
            };
            let time = wrapped.time();
            let mut fold = self.fold.write().await;
            if fold.tip(chain).head().next == next {
                if let Err(refusal) = fold.accept(&verified, time) {
                    return Ok(Err(refusal));
                }
                self.await_index(&verified, time);
                let link = link_of(&fold, chain);
                self.usage.note_read(verified.entry(), len, link);
            }
            next += 1;
        }
        Ok(Ok(()))
    }
}

async fn load(engine: &dyn Engine, id: RoomId, server: PublicKey) -> Result<Arc<Room>, Denial> {
    let layout = Layout(id);
    let (wrapped, _) = stored(engine, layout, &ChainId::FRONT, 0)
        .await?
        .ok_or_else(Denial::absent)?;
    let (first, time) = (open(&wrapped)?, wrapped.time());
    let mut front = FrontFold::start(&first, time).map_err(Denial::internal)?;
    if front.room() != id {
        return Err(Denial::internal(format!("{id} is another room")));
    }
    // one that is being imported is no room yet: it goes on here when an owner says so
    for seq in 1.. {
        let Some((wrapped, _)) = stored(engine, layout, &ChainId::FRONT, seq).await? else {
            break;
        };
        let next = front.verify(&wrapped).map_err(Denial::internal)?;
        let accepted = front.accept(&next, wrapped.time());
        accepted.map_err(Denial::internal)?;
    }
    if front.server_key() != server {
        tracing::debug!(room = %id, "the room is another server's");
        return Err(Denial::absent());
    }
    let fold = RoomFold::start(&first, time).map_err(Denial::internal)?;
    let index = Index::load(engine, layout).await?;
    let room = Room {
        layout,
        fold: RwLock::new(fold),
        appending: tokio::sync::Mutex::default(),
        usage: Usage::measure(engine, layout).await?,
        cleared: Mutex::default(),
        openings: Mutex::default(),
        erased: Mutex::default(),
        index: tokio::sync::Mutex::new(index),
        waiting: Waiting::default(),
    };
    // the entry with which the fold began
    room.await_index(&first, time);
    drop(room.refresh_all(engine).await?);
    room.usage.read_all();
    Ok(Arc::new(room))
}

/// The link by which the device came whose chain this is.
fn link_of(fold: &RoomFold, chain: &ChainId) -> Option<MemberId> {
    fold.member(chain).and_then(MemberFold::visits)
}

/// An entry of the store, if it is there, and its length. Nothing of it was verified.
async fn stored(
    engine: &dyn Engine,
    layout: Layout,
    chain: &ChainId,
    seq: u64,
) -> Result<Option<(Wrapped, u64)>, Denial> {
    let bytes = match engine.read(&layout.entry(chain, seq)?, None).await {
        Ok(bytes) => bytes,
        Err(StoreError::Absent) => return Ok(None),
        Err(other) => return Err(other.into()),
    };
    let wrapped = Wrapped::parse(&bytes).map_err(Denial::internal)?;
    Ok(Some((wrapped, bytes.len() as u64)))
}

/// A room's first entry, which names the server that wrapped it.
fn open(wrapped: &Wrapped) -> Result<Verified, Denial> {
    let verified = wrapped.signed().verify().map_err(Denial::internal)?;
    let Public::Open(open) = &verified.entry().public else {
        return Err(Denial::internal("a room begins with another entry"));
    };
    wrapped.verify(&open.server).map_err(Denial::internal)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use blobs::Memory;
    use ledger::testkit::{Key, TestRoom};

    use super::*;

    async fn rooms_of(engine: &Memory, n: u64) -> (Vec<RoomId>, PublicKey) {
        let server = Key::new(1);
        let mut ids = Vec::new();
        for n in 0..n {
            let room = TestRoom::with(server.clone(), Key::new(10 + n), Key::new(3), 1_000_000);
            let id = room.fold.room();
            let place = Layout(id).entry(&ChainId::FRONT, 0).expect("a key");
            let first = room.log[0].encode();
            Engine::create(engine, &place, first.into())
                .await
                .expect("stored");
            ids.push(id);
        }
        (ids, server.public())
    }

    #[tokio::test]
    async fn rooms_that_are_not_there_push_none_out() {
        let engine = Memory::new();
        let (ids, server) = rooms_of(&engine, 2).await;
        let rooms = Rooms::of(2);
        for id in &ids {
            assert!(rooms.get(&engine, *id, server).await.is_ok());
        }
        for n in 0..100 {
            let absent = RoomId([n; 32]);
            assert!(rooms.get(&engine, absent, server).await.is_err());
        }
        assert_eq!(rooms.loaded().len(), 2);
    }

    #[tokio::test]
    async fn an_idle_room_makes_space_and_one_at_work_does_not() {
        let engine = Memory::new();
        let (ids, server) = rooms_of(&engine, 4).await;
        let rooms = Rooms::of(2);
        let at_work = rooms.get(&engine, ids[0], server).await.expect("a room");
        for id in &ids {
            assert!(rooms.get(&engine, *id, server).await.is_ok());
        }
        let loaded = rooms.loaded();
        assert_eq!(loaded.len(), 2);
        assert!(loaded.iter().any(|room| Arc::ptr_eq(room, &at_work)));
    }
}
