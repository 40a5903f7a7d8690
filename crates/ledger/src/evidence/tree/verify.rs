//! Verifying proofs, as RFC 9162 spells it out.

use super::{LEAVES, TreeError, TreeHead, node_hash};
use crate::ids::Hash;

/// Verifies that the tree with this head has this leaf at this place (RFC 9162, 2.1.3.2).
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    head: &TreeHead,
    path: &[Hash],
) -> Result<(), TreeError> {
    if index >= head.size || head.size > LEAVES {
        return Err(TreeError::Range);
    }
    let mut way = Way {
        node: index,
        last: head.size - 1,
    };
    let mut hash = *leaf;
    for sibling in path {
        hash = match way.up()? {
            Side::Left => node_hash(sibling, &hash),
            Side::Right => node_hash(&hash, sibling),
        };
    }
    way.end()?;
    same(&hash, &head.root)
}

/// Verifies that the tree with the new head begins with all leaves of the old one (RFC 9162, 2.1.4.2).
pub fn verify_consistency(old: &TreeHead, new: &TreeHead, path: &[Hash]) -> Result<(), TreeError> {
    if old.size > new.size || new.size > LEAVES {
        return Err(TreeError::Range);
    }
    if !old.is_possible() || !new.is_possible() {
        return Err(TreeError::Root);
    }
    if old.size == 0 || old.size == new.size {
        return match path {
            [] if old.size == 0 => Ok(()),
            [] => same(&old.root, &new.root),
            _ => Err(TreeError::Length),
        };
    }
    // A complete old tree is a node of the new one, and its root begins the proof unsaid.
    let (first, path) = if old.size.is_power_of_two() {
        (&old.root, path)
    } else {
        path.split_first().ok_or(TreeError::Length)?
    };
    let mut way = Way {
        node: old.size - 1,
        last: new.size - 1,
    };
    way.skip(way.node.trailing_ones());
    let (mut before, mut after) = (*first, *first);
    for sibling in path {
        match way.up()? {
            Side::Left => {
                before = node_hash(sibling, &before);
                after = node_hash(sibling, &after);
            }
            // what lies to the right came later
            Side::Right => after = node_hash(&after, sibling),
        }
    }
    way.end()?;
    same(&before, &old.root)?;
    same(&after, &new.root)
}

fn same(found: &Hash, root: &Hash) -> Result<(), TreeError> {
    if found == root {
        Ok(())
    } else {
        Err(TreeError::Root)
    }
}

/// On which side of the node its sibling is.
enum Side {
    Left,
    Right,
}

/// The way up: the node (`fn` in the RFC) and the last one (`sn`) of the level, counted from the left.
struct Way {
    node: u64,
    last: u64,
}

impl Way {
    /// Passes the sibling, and says on which side it was.
    fn up(&mut self) -> Result<Side, TreeError> {
        if self.last == 0 {
            return Err(TreeError::Length);
        }
        let side = if self.node & 1 == 1 || self.node == self.last {
            // The last node of a level has no sibling there if its place is even: it is its own parent.
            // It is not 0 here, since the last one is not.
            self.skip(self.node.trailing_zeros());
            Side::Left
        } else {
            Side::Right
        };
        self.skip(1);
        Ok(side)
    }

    fn skip(&mut self, levels: u32) {
        self.node >>= levels;
        self.last >>= levels;
    }

    fn end(&self) -> Result<(), TreeError> {
        if self.last == 0 {
            Ok(())
        } else {
            Err(TreeError::Length)
        }
    }
}
