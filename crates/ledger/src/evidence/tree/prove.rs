//! Making proofs.
//!
//! A proof is a list of roots of subtrees, each over a range of leaves. The ranges follow from the sizes alone, and
//! none overlaps another, so one reading of the leaves is enough and only peaks are remembered.

use core::ops::Range;

use super::{LEAVES, Tree, TreeError};
use crate::ids::Hash;

/// The leaves under each hash of an inclusion proof, in the proof's order (RFC 6962, 2.1.1).
pub fn inclusion_ranges(index: u64, size: u64) -> Result<Vec<Range<u64>>, TreeError> {
    if index >= size || size > LEAVES {
        return Err(TreeError::Range);
    }
    let (mut start, mut end) = (0, size);
    let mut ranges = Vec::new();
    while end - start > 1 {
        let middle = middle(start, end);
        if index < middle {
            ranges.push(middle..end);
            end = middle;
        } else {
            ranges.push(start..middle);
            start = middle;
        }
    }
    // found from the root down, listed from the leaf up
    ranges.reverse();
    Ok(ranges)
}

/// The leaves under each hash of a consistency proof, in the proof's order (RFC 6962, 2.1.2). There is nothing to
/// prove, and no hash, between two trees of one size and after the tree without leaves.
pub fn consistency_ranges(old: u64, new: u64) -> Result<Vec<Range<u64>>, TreeError> {
    if old > new || new > LEAVES {
        return Err(TreeError::Range);
    }
    let mut ranges = Vec::new();
    if old == 0 {
        return Ok(ranges);
    }
    // Down to the subtree that the old tree ends with: start < old <= end holds all the way.
    let (mut start, mut end) = (0, new);
    while end != old {
        let middle = middle(start, end);
        if old <= middle {
            ranges.push(middle..end);
            end = middle;
        } else {
            ranges.push(start..middle);
            start = middle;
        }
    }
    // the whole old tree is known to whoever verifies, a part of it is not
    if start != 0 {
        ranges.push(start..end);
    }
    ranges.reverse();
    Ok(ranges)
}

/// Proves that a leaf is in the tree over the first `size` of these leaves.
pub fn prove_inclusion(
    index: u64,
    size: u64,
    leaves: impl IntoIterator<Item = Hash>,
) -> Result<Vec<Hash>, TreeError> {
    roots(&inclusion_ranges(index, size)?, leaves)
}

/// Proves that the tree over the first `new` of these leaves extends the one over the first `old`.
pub fn prove_consistency(
    old: u64,
    new: u64,
    leaves: impl IntoIterator<Item = Hash>,
) -> Result<Vec<Hash>, TreeError> {
    roots(&consistency_ranges(old, new)?, leaves)
}

/// Where a subtree of two or more leaves is divided.
fn middle(start: u64, end: u64) -> u64 {
    start + (1 << (end - start - 1).ilog2())
}

fn roots(
    ranges: &[Range<u64>],
    leaves: impl IntoIterator<Item = Hash>,
) -> Result<Vec<Hash>, TreeError> {
    let mut trees = vec![Tree::new(); ranges.len()];
    let end = ranges.iter().map(|range| range.end).max().unwrap_or(0);
    for (at, leaf) in (0..end).zip(leaves) {
        let mut places = ranges.iter().zip(&mut trees);
        if let Some((_, tree)) = places.find(|(range, _)| range.contains(&at)) {
            tree.push(leaf)?;
        }
    }
    let mut whole = ranges.iter().zip(&trees);
    if !whole.all(|(range, tree)| tree.size() == range.end - range.start) {
        return Err(TreeError::Length);
    }
    Ok(trees.iter().map(Tree::root).collect())
}
