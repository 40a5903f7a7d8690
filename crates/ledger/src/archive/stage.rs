//! One archive while it is read: what came, and in which order.

use std::collections::BTreeMap;

use super::flaw::Flaw;
use super::name::ObjectName;
use super::sum::Sum;
use crate::entry::Public;
use crate::ids::{ChainId, Hash};

/// One archive while it is read.
#[derive(Debug)]
pub(super) struct Stage {
    pub(super) list: Sum,
    pub(super) counts: [u64; 5],
    pub(super) bytes: u64,
    pub(super) at: Option<ObjectName>,
    pub(super) entry: Option<(ChainId, u64)>,
    /// The body that the last entry names, if it is not there already.
    pub(super) awaited: Option<(Hash, ChainId, Public)>,
    /// Parts that are named and not there yet, once the chains are over.
    pub(super) wanted: Option<BTreeMap<Hash, u64>>,
    pub(super) list_hash: Option<Hash>,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            list: Sum::of_list(),
            counts: [0; 5],
            bytes: 0,
            at: None,
            entry: None,
            awaited: None,
            wanted: None,
            list_hash: None,
        }
    }
}

impl Stage {
    /// Whether an object may come next.
    pub(super) fn judge_order(&mut self, name: &ObjectName) -> Result<(), Flaw> {
        let before = self.at.replace(*name);
        let rises = before.is_none_or(|before| match (rank(&before), rank(name)) {
            (old, new) if old != new => old < new,
            // parts come in any order, each once; a list and a manifest once
            (old, _) => (old < 3 && before < *name) || old == 3,
        });
        let fits = match name {
            ObjectName::Entry(chain, seq) => {
                let over = before.is_some_and(|before| rank(&before) > 0);
                let last = self.entry.replace((*chain, *seq));
                !over && last < Some((*chain, *seq))
            }
            ObjectName::Body(hash) => self.awaited.as_ref().is_some_and(|(due, ..)| due == hash),
            ObjectName::Manifest(_) => rises && self.list_hash.is_some(),
            _ => rises,
        };
        if fits { Ok(()) } else { Err(Flaw::Order) }
    }
}

/// The kinds in their order; an entry's body is with it.
pub(super) fn rank(name: &ObjectName) -> u8 {
    match name {
        ObjectName::Entry(..) | ObjectName::Body(_) => 0,
        ObjectName::Grant(..) => 1,
        ObjectName::Open(..) => 2,
        ObjectName::Part(_) => 3,
        ObjectName::List(_) => 4,
        ObjectName::Manifest(_) => 5,
    }
}
