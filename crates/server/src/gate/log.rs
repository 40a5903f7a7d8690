//! The index and its checkpoints, for those who manage and for auditors; to others like what does not exist.

use std::ops::Range;
use std::sync::Arc;

use blobs::wire::{Code, Consistency, Inclusion, IndexLeaf, Leaves, LeavesOf, Log, Path, limits};
use futures::stream::{self, StreamExt};
use ledger::evidence::index::{Leaf, TILE};
use ledger::evidence::tree::{self, TreeError};
use ledger::{Hash, KeyId, RoomId};

use super::index::{self, Snapshot};
use super::rooms::Room;
use super::{Denial, Gate};

/// Tiles that are read at once.
const AT_ONCE: usize = 16;
/// Leaves of a tile.
const WIDTH: u64 = TILE as u64;

impl Gate {
    /// `POST /v1/rooms/R/log`: a checkpoint over every entry that was stored when the request came.
    pub async fn log(&self, room: &RoomId, by: &KeyId) -> Result<Log, Denial> {
        let room = self.enter_log(room, by).await?;
        // also what a process stored that died before it indexed it
        drop(room.refresh_all(self.engine()).await?);
        let index = self.whole_index(&room).await?;
        let note = self.key.checkpoint(&room.layout.0, index.head);
        let note = note.ok_or_else(|| Denial::internal("no checkpoint can be made"))?;
        Ok(Log {
            checkpoint: note.encode(),
        })
    }

    /// `POST /v1/rooms/R/leaves`.
    pub async fn leaves(
        &self,
        room: &RoomId,
        by: &KeyId,
        asked: &Leaves,
    ) -> Result<LeavesOf, Denial> {
        let room = self.enter_log(room, by).await?;
        let index = self.whole_index(&room).await?;
        let from = asked.from.min(index.head.size);
        let end = index.head.size.min(from + limits::LEAVES as u64);
        let leaves = self.read_leaves(&room, &index, from..end).await?;
        Ok(LeavesOf {
            leaves: leaves.iter().map(line).collect(),
            more: end < index.head.size,
        })
    }

    /// `POST /v1/rooms/R/inclusion`.
    pub async fn inclusion(
        &self,
        room: &RoomId,
        by: &KeyId,
        asked: &Inclusion,
    ) -> Result<Path, Denial> {
        let room = self.enter_log(room, by).await?;
        let ranges = tree::inclusion_ranges(asked.index, asked.size);
        self.path(&room, ranges, asked.size).await
    }

    /// `POST /v1/rooms/R/consistency`.
    pub async fn consistency(
        &self,
        room: &RoomId,
        by: &KeyId,
        asked: &Consistency,
    ) -> Result<Path, Denial> {
        let room = self.enter_log(room, by).await?;
        let ranges = tree::consistency_ranges(asked.old, asked.size);
        self.path(&room, ranges, asked.size).await
    }

    pub(super) async fn enter_log(&self, room: &RoomId, by: &KeyId) -> Result<Arc<Room>, Denial> {
        let (room, actor) = self.enter(room, by).await?;
        room.fold().await.may_read_log(&actor)?;
        Ok(room)
    }

    async fn path(
        &self,
        room: &Room,
        ranges: Result<Vec<Range<u64>>, TreeError>,
        size: u64,
    ) -> Result<Path, Denial> {
        let outside = || Denial::new(Code::Range, "the index has no such tree");
        let ranges = ranges.map_err(|_| outside())?;
        let index = self.whole_index(room).await?;
        if size > index.head.size {
            return Err(outside());
        }
        let mut hashes = Vec::with_capacity(ranges.len());
        for range in ranges {
            hashes.push(self.subtree(room, &index, range).await?.0.into());
        }
        Ok(Path { hashes })
    }

    /// The root over some leaves that are a subtree: of whole tiles the roots are known, so that what is read is one
    /// tile at most.
    async fn subtree(
        &self,
        room: &Room,
        index: &Snapshot,
        range: Range<u64>,
    ) -> Result<Hash, Denial> {
        let known = index.tiles.len() as u64;
        let (first, behind) = (range.start / WIDTH, (range.end / WIDTH).min(known));
        if !range.start.is_multiple_of(WIDTH) || first >= behind {
            let leaves = self.read_leaves(room, index, range).await?;
            return index::root(&leaves);
        }
        let rest = self
            .read_leaves(room, index, behind * WIDTH..range.end)
            .await?;
        let tiles = usize::try_from(first)
            .ok()
            .zip(usize::try_from(behind).ok());
        let tiles = tiles.and_then(|(first, behind)| index.tiles.get(first..behind));
        let mut tiles = tiles.unwrap_or_default().to_vec();
        // a tile that could not be made yet
        let (whole, rest) = rest.as_chunks::<TILE>();
        for leaves in whole {
            tiles.push(index::root(leaves)?);
        }
        let tiles = index::tree(tiles.into_iter())?;
        let rest = index::tree(rest.iter().map(Leaf::hash))?;
        Ok(tree::root_of(&[tiles.peaks(), rest.peaks()].concat()))
    }

    /// The leaves of a range, which the index has.
    async fn read_leaves(
        &self,
        room: &Room,
        index: &Snapshot,
        range: Range<u64>,
    ) -> Result<Vec<Leaf>, Denial> {
        let known = index.tiles.len() as u64 * WIDTH;
        let within = |from: u64, leaves: &[Leaf]| -> Vec<Leaf> {
            let numbered = (from..).zip(leaves);
            let wanted = numbered.filter(|(n, _)| range.contains(n));
            wanted.map(|(_, leaf)| *leaf).collect()
        };
        let mut leaves = Vec::new();
        let end = range.end.min(known).div_ceil(WIDTH);
        let tiles = stream::iter(range.start / WIDTH..end);
        let tiles = tiles.map(|n| index::tile(self.engine(), room.layout, n));
        let mut tiles = std::pin::pin!(tiles.buffered(AT_ONCE));
        let mut from = range.start / WIDTH * WIDTH;
        while let Some(tile) = tiles.next().await.transpose()? {
            let tile = tile.ok_or_else(|| Denial::internal("a tile of the index is missing"))?;
            leaves.extend(within(from, &tile.leaves));
            from += WIDTH;
        }
        leaves.extend(within(known, &index.tail));
        Ok(leaves)
    }
}

fn line(leaf: &Leaf) -> IndexLeaf {
    IndexLeaf {
        chain: leaf.chain.0.into(),
        seq: leaf.seq,
        entry: leaf.entry.0.into(),
        time: leaf.time,
    }
}
