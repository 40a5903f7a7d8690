//! Documents that were dropped into a member's or visitor's chain, until somebody takes them in.

use super::{MemberFold, allow};
use crate::entry::{DocVersion, Entry, Part};
use crate::fold::front::FrontFold;
use crate::fold::parts::Parts;
use crate::fold::scope::Version;
use crate::fold::shape;
use crate::ids::{DocId, Hash, ScopeId};
use crate::refusal::Refusal;
use std::collections::BTreeMap;

/// A document that was dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dropped {
    /// For which scope.
    pub scope: ScopeId,
    /// Versions, oldest first.
    pub versions: Vec<Version>,
    /// The entry by which it was taken in or refused.
    pub discarded: Option<u64>,
}

/// All that was dropped into one chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Drops {
    docs: BTreeMap<DocId, Dropped>,
    parts: Parts,
}

impl MemberFold {
    /// Every document that was dropped here, also those that were taken in or refused.
    pub fn dropped(&self) -> &BTreeMap<DocId, Dropped> {
        &self.drops.docs
    }

    /// The length of a part that a document which waits here names.
    pub fn part(&self, hash: &Hash) -> Option<u64> {
        self.drops.parts.len(hash)
    }

    /// Every part that a document which waits here names.
    pub fn parts(&self) -> impl Iterator<Item = Part> + '_ {
        self.drops.parts.iter()
    }

    /// By a device of the member or visitor. Which scopes it may drop into, the roster says.
    pub(super) fn judge_drop(
        &self,
        scope: &ScopeId,
        docs: &[DocVersion],
        entry: &Entry,
    ) -> Result<(), Refusal> {
        allow(self.device(&entry.author).is_some())?;
        if shape::is_fixed(*scope) || *scope == entry.chain {
            return Err(Refusal::Misplaced);
        }
        docs.iter().try_for_each(|new| {
            if let Some(there) = self.drops.docs.get(&new.doc) {
                if there.discarded.is_some() || there.scope != *scope {
                    return Err(Refusal::NotFound);
                }
                if there.versions.iter().any(|v| v.version == new.version) {
                    return Err(Refusal::Exists);
                }
            }
            self.drops.parts.judge(&new.parts)
        })
    }

    /// By managers, of what waits here.
    pub(super) fn judge_discard(
        &self,
        docs: &[DocId],
        entry: &Entry,
        front: &FrontFold,
    ) -> Result<(), Refusal> {
        allow(front.manages(&entry.author, &entry.front))?;
        let waits = |id: &DocId| {
            let there = self.drops.docs.get(id);
            there.is_some_and(|dropped| dropped.discarded.is_none())
        };
        if docs.iter().all(waits) {
            Ok(())
        } else {
            Err(Refusal::NotFound)
        }
    }
}

impl Drops {
    pub(super) fn add(&mut self, scope: ScopeId, docs: &[DocVersion], entry: &Entry) {
        for new in docs {
            self.parts.add(&new.parts);
            let dropped = self.docs.entry(new.doc).or_insert_with(|| Dropped {
                scope,
                versions: Vec::new(),
                discarded: None,
            });
            dropped.versions.push(Version {
                version: new.version,
                parts: new.parts.clone(),
                seq: entry.seq,
                by: entry.author,
            });
        }
    }

    pub(super) fn discard(&mut self, docs: &[DocId], seq: u64) {
        for id in docs {
            if let Some(dropped) = self.docs.get_mut(id) {
                dropped.discarded = Some(seq);
                let versions = dropped.versions.iter();
                self.parts
                    .remove(versions.flat_map(|version| &version.parts));
            }
        }
    }
}
