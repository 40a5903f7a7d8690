//! What left a scope, what was destroyed in it, and what is held.

use std::collections::BTreeSet;

use super::{Doc, ScopeFold};
use crate::entry::{Entry, Head};
use crate::fold::front::FrontFold;
use crate::ids::{DocId, Hash, HoldId, PublicKey};
use crate::pieces::About;
use crate::refusal::Refusal;

/// Names of what the store is to have no more, unless something else that is there has it, too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Erased {
    parts: BTreeSet<Hash>,
    bodies: BTreeSet<Hash>,
    /// The entries that destroyed something.
    entries: BTreeSet<u64>,
}

impl ScopeFold {
    /// Whether what the entry `said` says of something is of no use any more, by the entries before `end`: the
    /// document was deleted, or the folder was taken out since. Then the gate keeps its piece of the body back from
    /// those who do not manage, and no reader misses it. See [`pieces`](crate::pieces).
    pub fn is_gone(&self, about: &About, said: u64, end: u64) -> bool {
        let since = match about {
            About::Folder(scope) => self.left.get(scope).copied(),
            About::Doc(doc) => self.docs.get(doc).and_then(|doc| doc.deleted),
        };
        since.is_some_and(|since| said < since && since < end)
    }

    /// Whether what the entry `said` says of something was destroyed: the store has no word of it any more, and
    /// nobody misses it.
    pub fn is_destroyed(&self, about: &About) -> bool {
        match about {
            About::Folder(_) => false,
            About::Doc(doc) => self
                .docs
                .get(doc)
                .is_some_and(|doc| doc.destroyed.is_some()),
        }
    }

    /// The documents that the entry at this place destroyed.
    pub fn destroyed_by(&self, seq: u64) -> impl Iterator<Item = (&DocId, &Doc)> {
        let by = move |(_, doc): &(&DocId, &Doc)| doc.destroyed == Some(seq);
        self.docs.iter().filter(by)
    }

    /// The entries that destroyed something.
    pub fn destructions(&self) -> &BTreeSet<u64> {
        &self.erased.entries
    }

    /// Whether a document that was destroyed named this part.
    pub fn has_erased_part(&self, hash: &Hash) -> bool {
        self.erased.parts.contains(hash)
    }

    /// Every part that a document named which was destroyed.
    pub fn erased_parts(&self) -> &BTreeSet<Hash> {
        &self.erased.parts
    }

    /// Whether this body said something of a document that was destroyed.
    pub fn has_erased_body(&self, hash: &Hash) -> bool {
        self.erased.bodies.contains(hash)
    }

    /// Whether a legal hold of this chain stands at that head that covers a document.
    pub fn is_held(&self, doc: &DocId, front: &FrontFold, at: &Head) -> bool {
        self.holds.covers(doc, front, at)
    }

    /// Whether one stands that covers everything here, what is to come, too.
    pub fn is_held_whole(&self, front: &FrontFold, at: &Head) -> bool {
        self.holds.whole(front, at)
    }

    /// Whether this hold was ever put here.
    pub fn knows_hold(&self, hold: &HoldId) -> bool {
        self.holds.knows(hold)
    }

    /// Whether it stands here, and this key was not for lifting it yet.
    pub fn awaits_lift(&self, hold: &HoldId, key: &PublicKey, front: &FrontFold) -> bool {
        self.holds.awaits(hold, key, front)
    }

    /// The holds that stand here, with the documents that each names.
    pub fn holds<'f>(
        &'f self,
        front: &'f FrontFold,
    ) -> impl Iterator<Item = (HoldId, &'f BTreeSet<DocId>)> {
        self.holds.named(front, front.head())
    }

    /// What is held goes nowhere: a move is a deletion where it was.
    pub(super) fn judge_held(
        &self,
        docs: &[DocId],
        entry: &Entry,
        front: &FrontFold,
    ) -> Result<(), Refusal> {
        let at = &entry.front;
        match front.is_held(at) || docs.iter().any(|doc| self.is_held(doc, front, at)) {
            true => Err(Refusal::Held),
            false => Ok(()),
        }
    }

    pub(super) fn note(&mut self, id: &DocId, entry: &Entry) {
        if let (Some(doc), Some(body)) = (self.docs.get_mut(id), entry.body) {
            doc.said.push((entry.seq, body));
        }
    }

    pub(super) fn destroy(&mut self, id: &DocId, seq: u64) {
        if self.docs.get(id).is_some_and(|doc| doc.deleted.is_none()) {
            self.delete(id, seq);
        }
        let Some(doc) = self.docs.get_mut(id) else {
            return;
        };
        doc.destroyed = Some(seq);
        self.erased.entries.insert(seq);
        let parts = doc.versions.iter().flat_map(|version| &version.parts);
        self.erased.parts.extend(parts.map(|part| part.hash));
        let bodies = doc.said.iter().map(|(_, body)| *body);
        self.erased.bodies.extend(bodies);
    }
}
