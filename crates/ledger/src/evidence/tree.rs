//! The Merkle tree of RFC 6962, section 2.1 (unchanged in RFC 9162), with SHA-256.
//!
//! ```text
//! MTH({})   = SHA-256("")
//! MTH({d})  = SHA-256(0x00 ‖ d)
//! MTH(D[n]) = SHA-256(0x01 ‖ MTH(D[0:k]) ‖ MTH(D[k:n])), k the largest power of two below n
//! ```
//!
//! [`Tree`] grows by one leaf at a time and remembers no leaf. Proofs are made of leaf hashes that the caller reads
//! once, in their order, from wherever they lie ([`prove_inclusion`], [`prove_consistency`]); a store that keeps
//! hashes of subtrees asks which it needs ([`inclusion_ranges`], [`consistency_ranges`]). Verifying follows RFC 9162,
//! 2.1.3.2 and 2.1.4.2, to the step. Nothing recurses, and a proof costs as many hashes as it is long, which is no
//! more than 63 whatever it claims.
//!
//! What the verifiers do not show: that a tree has the size that is claimed. One path may be right for several sizes
//! of a tree with one root; the size stands, signed, beside the root.
//!
//! ```
//! use ledger::evidence::tree::{Tree, leaf_hash, prove_inclusion, verify_inclusion};
//!
//! let leaves: Vec<_> = [b"a", b"b", b"c"].map(|data| leaf_hash(data)).into();
//! let mut tree = Tree::new();
//! for leaf in &leaves {
//!     tree.push(*leaf)?;
//! }
//! let path = prove_inclusion(1, 3, leaves.iter().copied())?;
//! verify_inclusion(&leaf_hash(b"b"), 1, &tree.head(), &path)?;
//! # Ok::<(), ledger::evidence::tree::TreeError>(())
//! ```

mod prove;
mod verify;

use sha2::{Digest, Sha256};

use crate::ids::Hash;

pub use prove::{consistency_ranges, inclusion_ranges, prove_consistency, prove_inclusion};
pub use verify::{verify_consistency, verify_inclusion};

/// Leaves that a tree may have: so many that no proof is longer than [`PATH`].
pub const LEAVES: u64 = 1 << 62;
/// Hashes in a proof. The witness protocol allows no more, either.
pub const PATH: usize = 63;

/// How many leaves there are, and the root over them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TreeHead {
    /// Leaves.
    pub size: u64,
    /// The root hash.
    pub root: Hash,
}

/// A tree or a proof that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TreeError {
    /// No such leaf, no such tree before, or more leaves than a tree may have.
    #[error("outside of the tree")]
    Range,
    /// Too few or too many hashes, or leaves that ended too early.
    #[error("not as many hashes as it takes")]
    Length,
    /// The hashes lead to another root.
    #[error("another root")]
    Root,
}

/// The hash of a leaf that holds these bytes.
pub fn leaf_hash(data: &[u8]) -> Hash {
    let hash = Sha256::new().chain_update([0]).chain_update(data);
    Hash(hash.finalize().into())
}

/// The hash over two subtrees.
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let hash = Sha256::new().chain_update([1]);
    let hash = hash.chain_update(left.0).chain_update(right.0);
    Hash(hash.finalize().into())
}

/// The root over complete subtrees side by side, the largest first: a tree's peaks, or those of one part of its leaves
/// and then of the rest.
pub fn root_of(peaks: &[Hash]) -> Hash {
    let mut peaks = peaks.iter().rev();
    let Some(last) = peaks.next() else {
        return Hash::of(b"");
    };
    peaks.fold(*last, |right, left| node_hash(left, &right))
}

/// A tree that only grows, and of itself keeps what it takes to grow.
///
/// - `peaks` are the roots of the complete subtrees that the leaves fall into, the largest first: one for each 1
///   among the bits of `size`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    size: u64,
    peaks: Vec<Hash>,
}

impl Tree {
    /// The tree without leaves.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes on from what [`Tree::size`] and [`Tree::peaks`] said. Whether that was this tree shows in its head.
    pub fn resume(size: u64, peaks: Vec<Hash>) -> Result<Self, TreeError> {
        if size > LEAVES {
            return Err(TreeError::Range);
        }
        if peaks.len() != size.count_ones() as usize {
            return Err(TreeError::Length);
        }
        Ok(Self { size, peaks })
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) -> Result<(), TreeError> {
        if self.size >= LEAVES {
            return Err(TreeError::Range);
        }
        let mut node = leaf;
        // each 1 at the end of the size is a peak of the height that `node` has by now
        for _ in 0..self.size.trailing_ones() {
            let left = self.peaks.pop().ok_or(TreeError::Length)?;
            node = node_hash(&left, &node);
        }
        self.peaks.push(node);
        self.size += 1;
        Ok(())
    }

    /// Leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// What to keep, beside the size, to go on later.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        root_of(&self.peaks)
    }

    /// Size and root.
    pub fn head(&self) -> TreeHead {
        TreeHead {
            size: self.size,
            root: self.root(),
        }
    }
}

impl TreeHead {
    /// Whether this may be the head of a tree: not too large, and without leaves only with that tree's one root.
    pub fn is_possible(&self) -> bool {
        self.size <= LEAVES && (self.size > 0 || self.root == Hash::of(b""))
    }
}
