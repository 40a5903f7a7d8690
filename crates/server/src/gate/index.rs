//! Writing the index: each entry of a room gets one place in it, whichever process stored it.
//!
//! ```text
//! entry created ──> waiting ──> row created (index/<n>, if absent) ──> in the index
//! ```
//!
//! A row is created only by who has read all rows before it, and holds only what none of these has. So there is no
//! gap, and nothing is indexed twice: of two processes that write one row at once, the slower one reads what the
//! other wrote, and goes on with what is left. A process remembers the rows that it has read, so an append costs one
//! create, however long the index is.
//!
//! A process that dies between an entry and its row leaves an entry that waits. Every process indexes what it meets:
//! with an append what that one looked at, with a checkpoint every chain there is, and so does the sweeper.
//!
//! Of every 256 leaves a tile is made, from which a process that has just started reads them at once, and from which
//! proofs are made. It is a copy, and whoever misses one makes it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

use blobs::{Created, Engine, StoreError};
use futures::stream::{self, StreamExt};
use ledger::evidence::index::{IndexFold, Leaf, ROW, Row, TILE, Tile};
use ledger::evidence::tree::{Tree, TreeHead};
use ledger::{ChainId, Hash};

use super::rooms::Room;
use super::{Denial, Gate, Layout};

/// Objects that are read at once.
const AT_ONCE: usize = 16;

/// Entries that were taken in, and not yet seen in the index.
#[derive(Debug, Default)]
pub(super) struct Waiting(Mutex<BTreeMap<ChainId, VecDeque<Leaf>>>);

/// The index as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Index {
    fold: IndexFold,
    /// The row that comes next.
    row: u64,
    /// The roots of the tiles.
    tiles: Vec<Hash>,
    /// The leaves behind them, each with its row.
    tail: Vec<(u64, Leaf)>,
}

/// What proofs are made of, at one moment.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    pub(super) head: TreeHead,
    pub(super) tiles: Vec<Hash>,
    pub(super) tail: Vec<Leaf>,
}

impl Gate {
    /// Gives every entry that this process has taken in its place in the index.
    pub(crate) async fn index(&self, room: &Room) -> Result<(), Denial> {
        let mut index = room.index.lock().await;
        index.fill(self.engine(), room.layout, &room.waiting).await
    }

    /// The same, after looking for rows of other processes.
    pub(super) async fn whole_index(&self, room: &Room) -> Result<Snapshot, Denial> {
        let mut index = room.index.lock().await;
        index.catch_up(self.engine(), room.layout).await?;
        index
            .fill(self.engine(), room.layout, &room.waiting)
            .await?;
        Ok(index.snapshot())
    }
}

impl Waiting {
    /// The next entry of its chain that was taken in.
    pub(super) fn push(&self, leaf: Leaf) {
        self.with(|all| all.entry(leaf.chain).or_default().push_back(leaf));
    }

    /// Forgets what is in the index, and says what comes next: the front's entries first, and not more than a row.
    fn next(&self, fold: &IndexFold) -> Vec<Leaf> {
        self.with(|all| {
            all.retain(|chain, leaves| {
                let there = |leaf: &Leaf| leaf.seq < fold.next(chain);
                while leaves.front().is_some_and(there) {
                    leaves.pop_front();
                }
                !leaves.is_empty()
            });
            all.values().flatten().take(ROW).copied().collect()
        })
    }

    fn with<T>(&self, f: impl FnOnce(&mut BTreeMap<ChainId, VecDeque<Leaf>>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Index {
    /// Reads the index of a room.
    pub(super) async fn load(engine: &dyn Engine, layout: Layout) -> Result<Self, Denial> {
        let mut index = Self::default();
        let tiles = stream::iter(0..).map(|n| tile(engine, layout, n));
        let mut tiles = std::pin::pin!(tiles.buffered(AT_ONCE));
        while let Some(tile) = tiles.next().await.transpose()?.flatten() {
            for leaf in &tile.leaves {
                index.fold.take(leaf).map_err(Denial::internal)?;
            }
            index.tiles.push(root(&tile.leaves)?);
            index.row = tile.row;
        }
        if !index.tiles.is_empty() {
            // the last tile's last row may reach beyond it
            let row = row(engine, layout, index.row).await?;
            let mut row = row.ok_or_else(|| Denial::internal("a row of the index is missing"))?;
            let skip = index.fold.size().checked_sub(row.from);
            let skip = skip.and_then(|skip| usize::try_from(skip).ok());
            let skip = skip.filter(|skip| *skip <= row.leaves.len());
            let skip = skip.ok_or_else(|| Denial::internal("a tile of the index does not fit"))?;
            row.leaves.drain(..skip);
            row.from = index.fold.size();
            index.absorb(row)?;
        }
        index.catch_up(engine, layout).await?;
        Ok(index)
    }

    /// Whether an entry has its place.
    pub(super) fn has(&self, leaf: &Leaf) -> bool {
        leaf.seq < self.fold.next(&leaf.chain)
    }

    fn snapshot(&self) -> Snapshot {
        Snapshot {
            head: self.fold.head(),
            tiles: self.tiles.clone(),
            tail: self.tail.iter().map(|(_, leaf)| *leaf).collect(),
        }
    }

    /// Writes rows until nothing waits.
    async fn fill(
        &mut self,
        engine: &dyn Engine,
        layout: Layout,
        waiting: &Waiting,
    ) -> Result<(), Denial> {
        loop {
            let leaves = waiting.next(&self.fold);
            if leaves.is_empty() {
                return self.settle(engine, layout).await;
            }
            let row = Row {
                from: self.fold.size(),
                leaves,
            };
            self.fold.judge_row(&row).map_err(Denial::internal)?;
            let (before, place) = (self.row, layout.row(self.row)?);
            match engine.create(&place, row.encode().into()).await? {
                Created::New => self.absorb(row)?,
                // another process was faster: perhaps with these very entries
                Created::Exists => self.catch_up(engine, layout).await?,
            }
            if self.row == before {
                return Err(Denial::internal("a row of the index is there and is not"));
            }
        }
    }

    /// Reads the rows that other processes have written.
    async fn catch_up(&mut self, engine: &dyn Engine, layout: Layout) -> Result<(), Denial> {
        let Some(next) = row(engine, layout, self.row).await? else {
            return Ok(());
        };
        self.absorb(next)?;
        let rows = stream::iter(self.row..).map(|n| row(engine, layout, n));
        let mut rows = std::pin::pin!(rows.buffered(AT_ONCE));
        while let Some(Some(row)) = rows.next().await.transpose()? {
            self.absorb(row)?;
        }
        self.settle(engine, layout).await
    }

    fn absorb(&mut self, row: Row) -> Result<(), Denial> {
        self.fold.take_row(&row).map_err(Denial::internal)?;
        let leaves = row.leaves.into_iter();
        self.tail.extend(leaves.map(|leaf| (self.row, leaf)));
        self.row += 1;
        Ok(())
    }

    /// Makes tiles of what is enough for one.
    async fn settle(&mut self, engine: &dyn Engine, layout: Layout) -> Result<(), Denial> {
        while let Some(((row, _), _)) = self.tail.get(..TILE).and_then(<[_]>::split_last) {
            let leaves = self.tail.iter().take(TILE).map(|(_, leaf)| *leaf).collect();
            let tile = Tile { row: *row, leaves };
            let place = layout.tile(self.tiles.len() as u64)?;
            // the same one, if it is there
            engine.create(&place, tile.encode().into()).await?;
            self.tiles.push(root(&tile.leaves)?);
            self.tail.drain(..TILE);
        }
        Ok(())
    }
}

/// The root over leaves.
pub(super) fn root(leaves: &[Leaf]) -> Result<Hash, Denial> {
    Ok(tree(leaves.iter().map(Leaf::hash))?.root())
}

/// A tree over nodes of one height.
pub(super) fn tree(nodes: impl Iterator<Item = Hash>) -> Result<Tree, Denial> {
    let mut tree = Tree::new();
    for node in nodes {
        tree.push(node).map_err(Denial::internal)?;
    }
    Ok(tree)
}

async fn row(engine: &dyn Engine, layout: Layout, n: u64) -> Result<Option<Row>, Denial> {
    match engine.read(&layout.row(n)?, None).await {
        Ok(bytes) => Row::parse(&bytes).map(Some).map_err(Denial::internal),
        Err(StoreError::Absent) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

pub(super) async fn tile(
    engine: &dyn Engine,
    layout: Layout,
    n: u64,
) -> Result<Option<Tile>, Denial> {
    match engine.read(&layout.tile(n)?, None).await {
        Ok(bytes) => Tile::parse(&bytes).map(Some).map_err(Denial::internal),
        Err(StoreError::Absent) => Ok(None),
        Err(other) => Err(other.into()),
    }
}

#[cfg(test)]
mod tests {
    use blobs::Memory;
    use ledger::RoomId;
    use ledger::testkit::chain;

    use super::*;

    const MANY: u64 = 100_000;

    /// Forty chains that grow in turns.
    fn leaf(n: u64) -> Leaf {
        Leaf {
            chain: chain(n % 40),
            seq: n / 40,
            entry: Hash::of(&n.to_le_bytes()),
            time: n,
        }
    }

    /// A room of a hundred thousand entries that had no index, and goes on with one entry at a time.
    #[tokio::test]
    async fn many_entries_are_few_objects() {
        let (engine, layout) = (Memory::new(), Layout(RoomId([1; 32])));
        let count = async |folder: &str| {
            let folder = blobs::Key::parse(format!("rooms/{}/{folder}", layout.0)).expect("a key");
            engine.list(&folder).await.expect("a listing").len() as u64
        };
        let (mut index, waiting) = (Index::default(), Waiting::default());
        (0..MANY).for_each(|n| waiting.push(leaf(n)));
        index.fill(&engine, layout, &waiting).await.expect("filled");
        let (rows, tiles) = (MANY.div_ceil(ROW as u64), MANY / TILE as u64);
        assert_eq!((count("index").await, count("tiles").await), (rows, tiles));
        assert!(waiting.next(&index.fold).is_empty());
        assert!(index.tail.len() < TILE);
        for n in MANY..MANY + 600 {
            waiting.push(leaf(n));
            index.fill(&engine, layout, &waiting).await.expect("filled");
        }
        assert_eq!(count("index").await, rows + 600);
        // whoever has just started reads the tiles and what is behind them
        let again = Index::load(&engine, layout).await.expect("loaded");
        assert_eq!(again.fold, index.fold);
        assert_eq!((again.row, &again.tail), (index.row, &index.tail));
        assert_eq!(again.tiles, index.tiles);
    }

    /// What stands in the store is not what this writes: it is not gone on with.
    #[tokio::test]
    async fn rows_that_do_not_follow_are_refused() {
        let layout = Layout(RoomId([1; 32]));
        let row = |from: u64, leaves: &[u64]| Row {
            from,
            leaves: leaves.iter().map(|n| leaf(*n)).collect(),
        };
        for (second, holds) in [
            (row(1, &[1, 40]), true),
            (row(2, &[1]), false),
            (row(1, &[0]), false),
            (row(1, &[41]), false),
            (row(1, &[]), false),
        ] {
            let engine = Memory::new();
            for (n, row) in [row(0, &[0]), second].into_iter().enumerate() {
                let place = layout.row(n as u64).expect("a key");
                let created = Engine::create(&engine, &place, row.encode().into()).await;
                assert_eq!(created, Ok(Created::New));
            }
            assert_eq!(Index::load(&engine, layout).await.is_ok(), holds);
        }
    }
}
