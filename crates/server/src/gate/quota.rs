//! How much a room and an unfinished upload may hold.
//!
//! What is used is measured once by listing and then counted along; with several processes it is
//! therefore approximate until the sweeper measures again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use blobs::Engine;
use blobs::wire::{Code, Item};
use ledger::{Actor, ChainId, Entry, Hash, MemberId, PublicKey, Role};

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
    /// Entries of all visitors of one link together.
    pub link_entries: u64,
    /// Bytes of these entries, and of their bodies.
    pub link_bytes: u64,
    /// Entries that one member who does not manage writes in one chain that others read.
    pub writer_entries: u64,
    /// Bytes of these entries, and of their bodies.
    pub writer_bytes: u64,
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
            link_entries: 100_000,
            link_bytes: 128 << 20,
            writer_entries: 100_000,
            writer_bytes: 64 << 20,
            homes: 20_000,
        }
    }
}

/// What a room uses: parts, bodies, grants, and the entries of its chains.
#[derive(Debug, Default)]
pub(crate) struct Usage {
    bytes: AtomicU64,
    chains: Mutex<HashMap<ChainId, u64>>,
    said: Mutex<Said>,
}

/// Who said how much that others have to read.
#[derive(Debug, Default)]
struct Said {
    /// By a link's visitors together.
    links: HashMap<MemberId, Sum>,
    /// By one key in one chain.
    writers: HashMap<(ChainId, PublicKey), Sum>,
    /// The sizes of bodies that stood in the store before this process read their entries.
    bodies: HashMap<Hash, u64>,
}

/// Entries, and bytes of them with their bodies.
#[derive(Debug, Default, Clone, Copy)]
struct Sum {
    entries: u64,
    bytes: u64,
}

impl Sum {
    fn add(&mut self, bytes: u64) {
        self.entries += 1;
        self.bytes += bytes;
    }
}

impl Usage {
    pub(crate) async fn measure(engine: &dyn Engine, layout: Layout) -> Result<Self, Denial> {
        let usage = Self::default();
        usage.measure_again(engine, layout).await?;
        for meta in engine.list(&layout.bodies()?).await? {
            let name = meta.key.as_str().rsplit('/').next();
            if let Some(Ok(hash)) = name.map(Hash::parse) {
                usage.said().bodies.insert(hash, meta.size);
            }
        }
        Ok(usage)
    }

    /// Notes an entry that was read from the store: `link`, if it is in a visitor's chain.
    pub(super) fn note_read(&self, entry: &Entry, len: u64, link: Option<MemberId>) {
        let known = |hash| self.said().bodies.remove(&hash);
        let body = entry.body.and_then(known).unwrap_or_default();
        // the entries of a chain were measured before
        *self.chains().entry(entry.chain).or_default() += body;
        self.said().add(entry, len + body, link);
    }

    /// Every chain was read that there is.
    pub(super) fn read_all(&self) {
        self.said().bodies = HashMap::new();
    }

    pub(crate) async fn measure_again(
        &self,
        engine: &dyn Engine,
        layout: Layout,
    ) -> Result<(), Denial> {
        let mut bytes = 0;
        let folders = [
            layout.parts()?,
            layout.bodies()?,
            layout.all_rests()?,
            layout.all_grants()?,
        ];
        for folder in folders {
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

    /// Notes an entry that was stored, of these bytes with its body.
    pub(super) fn note(&self, entry: &Entry, bytes: u64, link: Option<MemberId>) {
        *self.chains().entry(entry.chain).or_default() += bytes;
        self.said().add(entry, bytes, link);
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
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

impl Said {
    fn add(&mut self, entry: &Entry, bytes: u64, link: Option<MemberId>) {
        match link {
            Some(link) => self.links.entry(link).or_default().add(bytes),
            None => {
                let writer = (entry.chain, entry.author);
                self.writers.entry(writer).or_default().add(bytes);
            }
        }
    }
}

impl Quotas {
    /// A link's visitors together do not fill what those who manage have to read.
    pub(super) fn judge_link(&self, room: &Room, link: &MemberId, more: u64) -> Result<(), Denial> {
        let sum = room.usage.said().links.get(link).copied();
        let sum = sum.unwrap_or_default();
        if sum.entries >= self.link_entries || sum.bytes.saturating_add(more) > self.link_bytes {
            return Err(Denial::new(
                Code::Quota,
                "the link's visitors have said enough",
            ));
        }
        Ok(())
    }

    /// Nor does one who writes without managing fill a chain that others read. What is read of an entry is
    /// counted, so that its body comes along, and is none that stands there already.
    pub(super) fn judge_writer(
        &self,
        room: &Room,
        actor: &Actor,
        entry: &Entry,
        item: &Item,
    ) -> Result<(), Denial> {
        if matches!(actor.role(), Role::Owner | Role::Manager) {
            return Ok(());
        }
        if entry.body.is_some() && item.body.is_none() {
            return Err(Denial::new(Code::Missing, "the body is not there"));
        }
        if entry.chain == actor.chain() {
            return Ok(());
        }
        let more = size(item);
        let writer = (entry.chain, entry.author);
        let sum = room.usage.said().writers.get(&writer).copied();
        let sum = sum.unwrap_or_default();
        if sum.entries >= self.writer_entries || sum.bytes.saturating_add(more) > self.writer_bytes
        {
            return Err(Denial::new(
                Code::Quota,
                "the member has written enough here",
            ));
        }
        Ok(())
    }

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
        match actor.role() {
            Role::Visitor => self.judge_link(room, &actor.member(), more),
            _ => Ok(()),
        }
    }
}

/// What an item takes in the store, about.
pub(super) fn size(item: &Item) -> u64 {
    let body = item.body.as_ref().map_or(0, Vec::len);
    (item.entry.len() + body) as u64
}
