//! A scope: a folder or selection, its epochs, children, documents, and who writes in it.

mod gone;

use std::collections::{BTreeMap, BTreeSet};

use gone::Erased;

use super::epochs::Epochs;
use super::front::FrontFold;
use super::holds::Holds;
use super::parts::Parts;
use super::{shape, tip::Tip};
use crate::entry::{DocVersion, Entry, Granter, Office, Part, Public};
use crate::ids::{DocId, Hash, MemberId, PublicKey, RoomId, ScopeId, VersionId};
use crate::refusal::Refusal;
use crate::signed::Verified;

/// The state of one scope's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeFold {
    tip: Tip,
    epochs: Epochs,
    children: BTreeSet<ScopeId>,
    /// Where each scope was last taken out of the children.
    left: BTreeMap<ScopeId, u64>,
    writers: BTreeMap<MemberId, PublicKey>,
    /// Who opened the chain.
    maker: Option<PublicKey>,
    granters: Option<BTreeMap<MemberId, PublicKey>>,
    docs: BTreeMap<DocId, Doc>,
    /// Parts of documents that are there.
    parts: Parts,
    holds: Holds,
    /// What there was of documents that were destroyed.
    erased: Erased,
}

/// A document in a scope. A deleted one stays, so that it cannot come back unnoticed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doc {
    /// Versions, oldest first.
    pub versions: Vec<Version>,
    /// The entry that deleted it.
    pub deleted: Option<u64>,
    /// The entry that destroyed it.
    pub destroyed: Option<u64>,
    /// The bodies that say something of it, piece by piece, by their entries.
    pub said: Vec<(u64, Hash)>,
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its id.
    pub version: VersionId,
    /// Its parts, in order.
    pub parts: Vec<Part>,
    /// The entry that added it.
    pub seq: u64,
    /// Who signed that.
    pub by: PublicKey,
}

impl ScopeFold {
    /// A scope whose chain has no entry yet.
    pub fn new(room: RoomId, scope: ScopeId) -> Self {
        Self {
            tip: Tip::empty(room, scope),
            epochs: Epochs::default(),
            children: BTreeSet::new(),
            left: BTreeMap::new(),
            writers: BTreeMap::new(),
            maker: None,
            granters: None,
            docs: BTreeMap::new(),
            parts: Parts::default(),
            holds: Holds::default(),
            erased: Erased::default(),
        }
    }

    /// The end of the chain.
    pub fn tip(&self) -> &Tip {
        &self.tip
    }

    /// The scope.
    pub fn scope(&self) -> ScopeId {
        self.tip.chain()
    }

    /// The folder above.
    pub fn parent(&self) -> Option<ScopeId> {
        self.epochs.parent()
    }

    /// The current epoch; none before the chain's first entry.
    pub fn epoch(&self) -> Option<u32> {
        self.epochs.current()
    }

    /// The X-Wing public key of an epoch, which commits to its key.
    pub fn kem(&self, epoch: u32) -> Option<&[u8]> {
        self.epochs.kem(epoch)
    }

    /// The folder below which it was made.
    pub fn first_parent(&self) -> Option<ScopeId> {
        self.epochs.first_parent()
    }

    /// Whether it is or was below this folder.
    pub fn was_below(&self, parent: &ScopeId) -> bool {
        self.epochs.was_below(parent)
    }

    /// Who may write here without managing, by room keys.
    pub fn writers(&self) -> &BTreeMap<MemberId, PublicKey> {
        &self.writers
    }

    /// The writer behind this key.
    pub fn writer(&self, key: &PublicKey) -> Option<MemberId> {
        let mut writers = self.writers.iter();
        writers.find(|(_, held)| *held == key).map(|(id, _)| *id)
    }

    /// Whether the current key was made by somebody who had seen this entry of the front.
    pub fn follows(&self, front: u64) -> bool {
        self.epochs.follows(front)
    }

    /// The managers who alone write, turn and grant here, by their room keys; none where every manager does.
    pub fn granters(&self) -> Option<&BTreeMap<MemberId, PublicKey>> {
        self.granters.as_ref()
    }

    /// The scopes announced as children and not taken out again.
    pub fn children(&self) -> &BTreeSet<ScopeId> {
        &self.children
    }

    /// Every document, deleted ones too.
    pub fn docs(&self) -> &BTreeMap<DocId, Doc> {
        &self.docs
    }

    /// A version of a document that is not deleted.
    pub fn version(&self, doc: &DocId, version: &VersionId) -> Option<&Version> {
        let doc = self.docs.get(doc).filter(|doc| doc.deleted.is_none())?;
        doc.versions.iter().find(|v| v.version == *version)
    }

    /// The length of a part that a document which is there refers to.
    pub fn part(&self, hash: &Hash) -> Option<u64> {
        self.parts.len(hash)
    }

    /// Every part that a document which is there refers to.
    pub fn parts(&self) -> impl Iterator<Item = Part> + '_ {
        self.parts.iter()
    }

    /// Judges the chain's next entry.
    pub fn judge(&self, verified: &Verified, time: u64, front: &FrontFold) -> Result<(), Refusal> {
        let entry = verified.entry();
        if shape::is_fixed(entry.chain) {
            return Err(Refusal::Misplaced);
        }
        front.judge_place(&self.tip, entry, time)?;
        shape::judge(entry)?;
        if !self.may_manage(entry, front) && !self.may_write(entry) {
            return Err(Refusal::NotAllowed);
        }
        front.judge_policy(entry, None)?;
        if let Public::Granters(list) = &entry.public {
            self.judge_granters(list, entry, front)?;
        }
        self.judge_kind(entry)?;
        match &entry.public {
            Public::Hold(hold) => self.holds.judge(hold, entry, front),
            Public::Delete(docs) | Public::Destroy(docs) => self.judge_held(docs, entry, front),
            _ => Ok(()),
        }
    }

    /// A manager; where the chain names its granters, one of them.
    fn may_manage(&self, entry: &Entry, front: &FrontFold) -> bool {
        let officer = front.officer(&entry.author, &entry.front);
        officer.is_some_and(|(member, office)| {
            let named = |list: &BTreeMap<MemberId, PublicKey>| {
                list.get(&member).is_some_and(|key| *key == entry.author)
            };
            office >= Office::Manager && self.granters.as_ref().is_none_or(named)
        })
    }

    /// The first list comes right after the chain's first entry, by the same author, so that nobody gets in
    /// between. Who is named manages, by the front that the entry names.
    fn judge_granters(
        &self,
        list: &[Granter],
        entry: &Entry,
        front: &FrontFold,
    ) -> Result<(), Refusal> {
        let begins = entry.seq == 1 && self.maker == Some(entry.author);
        if self.granters.is_none() && !begins {
            return Err(Refusal::Misplaced);
        }
        let manages = |granter: &Granter| {
            let office = front.officer(&granter.key, &entry.front);
            office.is_some_and(|(member, office)| {
                member == granter.member && office >= Office::Manager
            })
        };
        if list.iter().all(manages) {
            Ok(())
        } else {
            Err(Refusal::NotAllowed)
        }
    }

    /// A writer adds documents and versions, and edits those whose first version it wrote.
    fn may_write(&self, entry: &Entry) -> bool {
        let own = |id: &DocId| {
            let first = self.docs.get(id).and_then(|doc| doc.versions.first());
            first.is_some_and(|first| first.by == entry.author)
        };
        let kind = match &entry.public {
            Public::Docs(_) => true,
            Public::Edit(docs) => docs.iter().all(own),
            _ => false,
        };
        kind && self.writer(&entry.author).is_some()
    }

    fn judge_kind(&self, entry: &Entry) -> Result<(), Refusal> {
        if let Public::Epoch(epoch) = &entry.public {
            let own = epoch
                .parent
                .is_some_and(|p| p == entry.chain || shape::is_fixed(p));
            // what names its granters does not come under a key that others hold
            let moved = epoch.parent != self.epochs.parent();
            let fixed = self.granters.is_some() && moved;
            return if own || fixed {
                Err(Refusal::Misplaced)
            } else {
                self.epochs.judge(entry.epoch, epoch)
            };
        }
        if entry.seq == 0 {
            return Err(Refusal::Misplaced);
        }
        self.epochs.judge_current(entry.epoch)?;
        let there = |id: &DocId| self.docs.get(id).is_some_and(|doc| doc.deleted.is_none());
        let found = |yes| if yes { Ok(()) } else { Err(Refusal::NotFound) };
        match &entry.public {
            Public::Children(children) => {
                let odd = |c: &ScopeId| *c == entry.chain || shape::is_fixed(*c);
                if children.iter().any(odd) {
                    Err(Refusal::Misplaced)
                } else {
                    Ok(())
                }
            }
            Public::Unchild(children) => found(children.iter().all(|c| self.children.contains(c))),
            Public::Docs(docs) => docs.iter().try_for_each(|doc| self.judge_version(doc)),
            Public::Delete(docs) | Public::Edit(docs) => found(docs.iter().all(there)),
            // also what was deleted, or moved away
            Public::Destroy(docs) => {
                let left =
                    |id: &DocId| self.docs.get(id).is_some_and(|doc| doc.destroyed.is_none());
                found(docs.iter().all(left))
            }
            Public::Hold(hold) => {
                let known =
                    |id: &DocId| self.docs.get(id).is_some_and(|doc| doc.destroyed.is_none());
                found(hold.docs.iter().all(known))
            }
            Public::Label | Public::Granters(_) => Ok(()),
            Public::Writer(id, key) => {
                if shape::is_fixed(*id) || *id == entry.chain {
                    return Err(Refusal::Malformed);
                }
                match self.writers.contains_key(id) || self.writer(key).is_some() {
                    true => Err(Refusal::Exists),
                    false => Ok(()),
                }
            }
            Public::Unwriter(id) => found(self.writers.contains_key(id)),
            _ => Err(Refusal::Misplaced),
        }
    }

    fn judge_version(&self, new: &DocVersion) -> Result<(), Refusal> {
        if let Some(doc) = self.docs.get(&new.doc) {
            if doc.deleted.is_some() {
                return Err(Refusal::NotFound);
            }
            if doc.versions.iter().any(|v| v.version == new.version) {
                return Err(Refusal::Exists);
            }
        }
        self.parts.judge(&new.parts)
    }

    /// Takes in an entry that was judged.
    pub fn apply(&mut self, verified: &Verified, time: u64) {
        let entry = verified.entry();
        match &entry.public {
            Public::Epoch(epoch) => self.epochs.apply(epoch, entry.front.next),
            Public::Children(children) => self.children.extend(children),
            Public::Unchild(children) => {
                self.children.retain(|child| !children.contains(child));
                let left = children.iter().map(|child| (*child, entry.seq));
                self.left.extend(left);
            }
            Public::Docs(docs) => docs.iter().for_each(|doc| self.add(doc, entry)),
            Public::Edit(docs) => docs.iter().for_each(|doc| self.note(doc, entry)),
            Public::Delete(docs) => docs.iter().for_each(|doc| self.delete(doc, entry.seq)),
            Public::Destroy(docs) => docs.iter().for_each(|doc| self.destroy(doc, entry.seq)),
            Public::Hold(hold) => self.holds.apply(hold, entry),
            Public::Writer(id, key) => drop(self.writers.insert(*id, *key)),
            Public::Unwriter(id) => drop(self.writers.remove(id)),
            Public::Granters(list) => {
                let named = list.iter().map(|granter| (granter.member, granter.key));
                self.granters = Some(named.collect());
            }
            _ => {}
        }
        if entry.seq == 0 {
            self.maker = Some(entry.author);
        }
        self.tip.advance(verified, time);
    }

    /// Judges and takes in the chain's next entry.
    pub fn accept(
        &mut self,
        verified: &Verified,
        time: u64,
        front: &FrontFold,
    ) -> Result<(), Refusal> {
        self.judge(verified, time, front)?;
        self.apply(verified, time);
        Ok(())
    }

    fn add(&mut self, new: &DocVersion, entry: &Entry) {
        self.parts.add(&new.parts);
        let version = Version {
            version: new.version,
            parts: new.parts.clone(),
            seq: entry.seq,
            by: entry.author,
        };
        self.docs.entry(new.doc).or_default().versions.push(version);
        self.note(&new.doc, entry);
    }

    fn delete(&mut self, id: &DocId, seq: u64) {
        let Some(doc) = self.docs.get_mut(id) else {
            return;
        };
        doc.deleted = Some(seq);
        self.parts
            .remove(doc.versions.iter().flat_map(|version| &version.parts));
    }
}
