//! The index of a room: every entry of every chain, in the one order in which the store took them in.
//!
//! ```text
//! leaf = [chain, seq, hash of the entry, the server's time]   CBOR
//! row  = [number of its first leaf, [leaf…]]                  what a store keeps, one after the other
//! tile = [row of its last leaf, [leaf × 256]]                 the same leaves again, so that few reads find many
//! ```
//!
//! The tree ([`tree`](super::tree)) stands over the leaves. **The order**, which whoever reads the index checks
//! ([`IndexFold`]): a chain's entries in the order of their numbers, each once, none left out. A store writes what
//! stands in the front first, so an entry comes after the front's head that it names; leaves of different chains say
//! nothing else about each other by their places, for which they have times.
//!
//! **Under which name it is signed**: the log's origin is made from the room's id by a hash ([`origin`]), so that a
//! witness learns of a room neither its id nor that two logs are one person's. The key is the server's
//! ([`log_key`]): whoever trusts it to wrap entries needs no other.

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};

use super::note::{KeyKind, KeyName, NotAKey, VerifierKey};
use super::tree::{LEAVES, Tree, TreeError, TreeHead, leaf_hash};
use crate::cbor;
use crate::ids::{ChainId, Hash, PublicKey, RoomId};
use crate::signed::Verified;

const LABEL: &[u8] = b"sealroom/1/log";

/// Leaves of one row.
pub const ROW: usize = 4096;
/// Leaves of one tile.
pub const TILE: usize = 256;
/// Bytes of a leaf, at most.
pub const LEAF: usize = 1 + 17 + 9 + 34 + 9;

/// What the index says of an entry: the head that its chain had with it, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct Leaf {
    /// The chain.
    #[n(0)]
    pub chain: ChainId,
    /// The entry's number in it.
    #[n(1)]
    pub seq: u64,
    /// The entry's hash. It holds the room and all before it in the chain.
    #[n(2)]
    pub entry: Hash,
    /// When the server took it, in milliseconds since 1970.
    #[n(3)]
    pub time: u64,
}

impl Leaf {
    /// The leaf of an entry that the server took at this time.
    pub fn of(verified: &Verified, time: u64) -> Self {
        Self {
            chain: verified.entry().chain,
            seq: verified.entry().seq,
            entry: verified.hash(),
            time,
        }
    }

    /// Its hash in the tree.
    pub fn hash(&self) -> Hash {
        leaf_hash(&cbor::encode(self))
    }
}

/// Some leaves in a row, as a store keeps them: it never changes, and the next row goes on where it ends.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Row {
    /// The number of the first leaf.
    #[n(0)]
    pub from: u64,
    /// At least one.
    #[n(1)]
    pub leaves: Vec<Leaf>,
}

/// The leaves of one complete subtree of [`TILE`] leaves, all of which stand in rows as well.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Tile {
    /// The number of the row in which its last leaf stands.
    #[n(0)]
    pub row: u64,
    /// All of them.
    #[n(1)]
    pub leaves: Vec<Leaf>,
}

/// Bytes that are no row or no tile, or leaves that do not follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IndexError {
    /// Not the one encoding, or over a limit.
    #[error("not a piece of an index")]
    Malformed,
    /// A leaf that is not its chain's next: one that was there before, or with others left out before it.
    #[error("a leaf that does not follow")]
    Order,
    /// More leaves than a tree may have.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

impl Row {
    /// Reads the one encoding.
    pub fn parse(bytes: &[u8]) -> Result<Self, IndexError> {
        let row: Self = cbor::decode(bytes, 32 + ROW * LEAF).map_err(|_| IndexError::Malformed)?;
        if (1..=ROW).contains(&row.leaves.len()) {
            Ok(row)
        } else {
            Err(IndexError::Malformed)
        }
    }

    /// The one encoding.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }
}

impl Tile {
    /// Reads the one encoding.
    pub fn parse(bytes: &[u8]) -> Result<Self, IndexError> {
        let tile: Self =
            cbor::decode(bytes, 32 + TILE * LEAF).map_err(|_| IndexError::Malformed)?;
        if tile.leaves.len() == TILE {
            Ok(tile)
        } else {
            Err(IndexError::Malformed)
        }
    }

    /// The one encoding.
    pub fn encode(&self) -> Vec<u8> {
        cbor::encode(self)
    }
}

/// The index as far as it was read: the tree over its leaves, and how far it has each chain.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexFold {
    tree: Tree,
    chains: BTreeMap<ChainId, u64>,
}

impl IndexFold {
    /// Takes in the next leaf.
    pub fn take(&mut self, leaf: &Leaf) -> Result<(), IndexError> {
        if leaf.seq != self.next(&leaf.chain) {
            return Err(IndexError::Order);
        }
        self.tree.push(leaf.hash())?;
        self.chains.insert(leaf.chain, leaf.seq + 1);
        Ok(())
    }

    /// Takes in the next row, whole or not at all.
    pub fn take_row(&mut self, row: &Row) -> Result<(), IndexError> {
        self.judge_row(row)?;
        row.leaves.iter().try_for_each(|leaf| self.take(leaf))
    }

    /// Whether a row goes on where this ends.
    pub fn judge_row(&self, row: &Row) -> Result<(), IndexError> {
        let mut moved: BTreeMap<ChainId, u64> = BTreeMap::new();
        let mut follows = |leaf: &Leaf| {
            let next = moved.entry(leaf.chain).or_insert(self.next(&leaf.chain));
            *next += 1;
            leaf.seq.checked_add(1) == Some(*next)
        };
        if row.from != self.size() || !row.leaves.iter().all(&mut follows) {
            return Err(IndexError::Order);
        }
        if row.leaves.len() as u64 > LEAVES - self.size() {
            return Err(TreeError::Range.into());
        }
        Ok(())
    }

    /// How many entries of a chain are in it: the number of the one that comes next.
    pub fn next(&self, chain: &ChainId) -> u64 {
        self.chains.get(chain).copied().unwrap_or_default()
    }

    /// Every chain that is in it, with the number of the entry that comes next.
    pub fn chains(&self) -> impl Iterator<Item = (ChainId, u64)> {
        self.chains.iter().map(|(chain, next)| (*chain, *next))
    }

    /// Leaves.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// The tree's head.
    pub fn head(&self) -> TreeHead {
        self.tree.head()
    }
}

/// What the log of a room is called.
pub fn origin(room: &RoomId) -> String {
    format!("sealroom/log/{}", Hash::of(&[LABEL, &room.0].concat()))
}

/// The key of a room's log: the key of its server.
pub fn log_key(room: &RoomId, server: &PublicKey) -> Result<VerifierKey, NotAKey> {
    let name = KeyName::parse(&origin(room))?;
    VerifierKey::new(name, KeyKind::Note, *server)
}
