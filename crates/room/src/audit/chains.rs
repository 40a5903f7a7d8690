//! Every chain of a room, folded by its public parts: `ledger`'s fold of a whole room, which the gate has as well.
//!
//! ```text
//! front, roster ─> members, and every scope that a public part names ─> scopes that those name ─> …
//! ```
//!
//! No body is kept and no key is asked for. Entries are verified and judged by the code that reads a room; where a
//! chain does not hold, its record ends there with a finding, and the rest is read on.

use std::collections::{BTreeMap, BTreeSet};

use blobs::wire::{ChainPart, Stored};
use ledger::entry::{Entry, Head, Public};
use ledger::evidence::index::Leaf;
use ledger::ids::{ChainId, DocId, Hash, MemberId, PublicKey, ScopeId};
use ledger::{MemberFold, Refusal, RoomFold, Verified};

use super::acts::{Act, Said};
use super::findings::FindingKind;
use super::log::LogRead;
use crate::chains::read::Chains;
use crate::error::{Error, What};
use crate::replay::{Checked, GapKind, Taken, Trouble, check, first, gap, tampered};
use crate::session::Session;

/// One entry that was taken in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deed {
    pub(super) time: u64,
    pub(super) chain: ChainId,
    pub(super) seq: u64,
    /// Who signed it, by its place in [`Everything::keys`].
    pub(super) by: u32,
    pub(super) said: Said,
}

/// What the index is compared with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entered {
    /// The hash of the leaf that the entry has to have.
    pub(super) leaf: Hash,
    /// How many entries of the front it names.
    pub(super) front: u64,
}

/// All that was read.
#[derive(Debug, Default)]
pub(crate) struct Everything {
    /// None before the room's first entry.
    pub(super) fold: Option<RoomFold>,
    /// In the order of reading.
    pub(super) deeds: Vec<Deed>,
    /// The places of the deeds, newest first.
    pub(super) order: Vec<u32>,
    /// Everybody who was entered, in the roster's order.
    pub(super) entered: Vec<MemberId>,
    /// The server's time of each chain's first entry.
    pub(super) began: BTreeMap<ChainId, u64>,
    /// Keys that signed.
    keys: Vec<PublicKey>,
    places: BTreeMap<PublicKey, u32>,
    /// Whose a room key is.
    owners: BTreeMap<PublicKey, ChainId>,
    /// Chains that an entry leads to.
    pub(super) named: BTreeSet<ChainId>,
    /// Those of visitors, as the gate tells of them.
    pub(super) met: BTreeSet<ChainId>,
    /// Chains whose record ends before their end.
    pub(super) broken: BTreeMap<ChainId, (u64, FindingKind)>,
    /// What was seen of the chains before, on this device.
    pub(super) pins: BTreeMap<ChainId, Head>,
    /// What was deleted from inboxes: taken in, or refused.
    decided: Vec<(u32, ScopeId, Vec<DocId>)>,
    /// Every chain's entries, in their order.
    pub(super) entries: BTreeMap<ChainId, Vec<Entered>>,
    /// The index of them all.
    pub(crate) log: LogRead,
    /// When the last reading of all of it began.
    pub(super) read_at: Option<u64>,
}

impl Chains for Everything {
    fn next(&self, chain: &ChainId) -> u64 {
        self.head(chain).next
    }

    fn take(&mut self, session: &Session, part: &ChainPart) -> Result<Taken, Error> {
        let chain = ChainId(part.chain.0);
        for stored in &part.entries {
            if self.broken.contains_key(&chain) {
                break;
            }
            match self.take_one(session, chain, stored) {
                Ok(()) => {}
                Err(Trouble::Fork) => return Err(Error::RolledBack),
                Err(Trouble::Rule(Refusal::UnknownFront)) if chain != ChainId::FRONT => {
                    return Ok(Taken::NeedsFront);
                }
                Err(Trouble::Rule(why)) => self.end_here(chain, why, stored)?,
            }
        }
        Ok(Taken::All)
    }
}

impl Everything {
    pub(super) fn head(&self, chain: &ChainId) -> Head {
        let fold = self.fold.as_ref();
        fold.map_or(
            Head {
                next: 0,
                hash: Hash::ZERO,
            },
            |fold| fold.tip(chain).head(),
        )
    }

    /// The room as its public parts make it, as far as it was read.
    pub(crate) fn fold(&self) -> Option<&RoomFold> {
        self.fold.as_ref()
    }

    /// Scopes for which files are or were sent in.
    pub(crate) fn inboxes(&self) -> BTreeSet<ScopeId> {
        let members = self.fold.iter().flat_map(|fold| fold.roster().members());
        let scopes = members.flat_map(|(_, member)| &member.dropped_ever);
        scopes.copied().collect()
    }

    /// Who signed an entry: in a member's or visitor's own chain its devices are known, everywhere the keys that
    /// the front, the roster and the joins name.
    pub(super) fn author(&self, deed: &Deed) -> Option<ChainId> {
        let key = self.keys.get(deed.by as usize)?;
        let member = self.fold.as_ref()?.member(&deed.chain);
        let own = member.is_some_and(|member| member.devices().contains_key(key));
        // a link's key signs for whoever comes by it
        if own || deed.said.act == Act::Visited {
            return Some(deed.chain);
        }
        self.owners.get(key).copied()
    }

    fn take_one(
        &mut self,
        session: &Session,
        chain: ChainId,
        stored: &Stored,
    ) -> Result<(), Trouble> {
        let Some(fold) = &self.fold else {
            if chain != ChainId::FRONT {
                return Err(Refusal::Misplaced.into());
            }
            let (verified, time) = first(&session.room, stored).map_err(|_| Refusal::Signature)?;
            let fold = RoomFold::start(&verified, time)?;
            self.note(&verified, time, &fold);
            self.fold = Some(fold);
            return Ok(());
        };
        let head = self.head(&chain);
        let checked = check(fold.front(), chain, &head, self.pins.get(&chain), stored)?;
        let Some(Checked { verified, wrapped }) = checked else {
            return Ok(());
        };
        if verified.entry().seq > head.next {
            // also where the first one is missing, by which a chain is known for what it is
            return Err(Refusal::NotNext.into());
        }
        fold.judge_chain(&verified, wrapped.time())?;
        if let Some(mut fold) = self.fold.take() {
            self.note(&verified, wrapped.time(), &fold);
            fold.apply(&verified, wrapped.time());
            self.fold = Some(fold);
        }
        Ok(())
    }

    /// Notes an entry that was judged and is not taken in yet.
    fn note(&mut self, verified: &Verified, time: u64, fold: &RoomFold) {
        let entry = verified.entry();
        let (chain, seq) = (entry.chain, entry.seq);
        self.certify(entry);
        entry.public.names(|chain| {
            self.named.insert(chain);
        });
        if let Public::Member(member) = &entry.public {
            self.entered.push(member.member);
        }
        if seq == 0 {
            self.began.insert(chain, time);
        }
        self.entries.entry(chain).or_default().push(Entered {
            leaf: Leaf::of(verified, time).hash(),
            front: entry.front.next,
        });
        let place = u32::try_from(self.deeds.len()).unwrap_or(u32::MAX);
        if let Public::Delete(docs) = &entry.public {
            self.decided.push((place, chain, docs.clone()));
        }
        let by = self.key(entry.author);
        self.deeds.push(Deed {
            time,
            chain,
            seq,
            by,
            said: Said::of(entry, fold),
        });
    }

    fn key(&mut self, key: PublicKey) -> u32 {
        let next = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        let place = *self.places.entry(key).or_insert(next);
        if place == next {
            self.keys.push(key);
        }
        place
    }

    /// Whose a room key is, by what certifies it; the first word holds. Devices are judged by their own chain.
    fn certify(&mut self, entry: &Entry) {
        let mut known = |key: PublicKey, of: ChainId| {
            self.owners.entry(key).or_insert(of);
        };
        match &entry.public {
            Public::Open(open) => known(entry.author, open.owner),
            Public::Manager(member, key, _) | Public::Writer(member, key) => known(*key, *member),
            Public::Member(member) => known(member.key, member.member),
            Public::Join(join) => known(join.key, entry.chain),
            _ => {}
        }
    }

    /// The front and the roster must hold; another chain's record ends here.
    fn end_here(&mut self, chain: ChainId, why: Refusal, stored: &Stored) -> Result<(), Error> {
        if [ChainId::FRONT, ChainId::ROSTER].contains(&chain) {
            return Err(tampered(What::Entry));
        }
        let Some(fold) = &self.fold else {
            return Err(tampered(What::Entry));
        };
        let kind = match gap(fold.front(), fold.member(&chain), why, stored) {
            GapKind::Missing => FindingKind::Missing,
            GapKind::Skipped { expected, found } => FindingKind::Skipped { expected, found },
            GapKind::Forged => match why {
                Refusal::Signature | Refusal::Malformed | Refusal::Elsewhere => FindingKind::Forged,
                _ => FindingKind::Void,
            },
        };
        self.broken.insert(chain, (self.head(&chain).next, kind));
        Ok(())
    }

    /// Chains that something leads to: members, visitors that were told of, scopes, what was seen before, and the
    /// index.
    pub(super) fn wanted(&self) -> BTreeSet<ChainId> {
        let mut all = self.named.clone();
        all.extend(&self.met);
        all.extend(self.pins.keys());
        all.extend(self.log.chains());
        all.extend(self.fold.iter().map(|fold| fold.front().founder()));
        all
    }

    /// What was deleted from an inbox is in a folder now, or was refused. Then the deeds get their order.
    pub(super) fn settle(&mut self) {
        let decided = core::mem::take(&mut self.decided);
        let inboxes = self.inboxes();
        if let Some(fold) = self.fold.as_ref().filter(|_| !inboxes.is_empty()) {
            let folders = fold.scopes().iter();
            let folders = folders.filter(|(id, _)| !inboxes.contains(id));
            let there: BTreeSet<_> = folders
                .flat_map(|(_, scope)| scope.docs().values())
                .flat_map(|doc| &doc.versions)
                .filter_map(|version| version.parts.first())
                .map(|part| part.hash)
                .collect();
            for (place, scope, docs) in &decided {
                let Some(inbox) = fold.scope(scope).filter(|_| inboxes.contains(scope)) else {
                    continue;
                };
                let taken = docs.iter().filter(|doc| {
                    let versions = inbox.docs().get(*doc).into_iter();
                    let mut versions = versions.flat_map(|doc| &doc.versions);
                    versions.any(|one| one.parts.first().is_some_and(|p| there.contains(&p.hash)))
                });
                let act = match taken.count() {
                    0 => Act::Refused,
                    all if all == docs.len() => Act::TakenIn,
                    _ => Act::Deleted,
                };
                if let Some(deed) = self.deeds.get_mut(*place as usize) {
                    deed.said.act = act;
                }
            }
        }
        self.decided = decided;
        let mut order: Vec<u32> =
            (0..u32::try_from(self.deeds.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by_key(|place| {
            let deed = self.deeds.get(*place as usize);
            core::cmp::Reverse(deed.map(|deed| (deed.time, deed.chain, deed.seq)))
        });
        self.order = order;
    }

    /// Chains of which the index has more than was read.
    pub(super) fn behind(&self) -> Vec<ChainId> {
        let more = |chain: &ChainId| {
            let next = self.head(chain).next;
            next > 0 && next < self.log.next(chain) && !self.broken.contains_key(chain)
        };
        self.log.chains().filter(more).collect()
    }

    /// The heads of all that was read, and of what was seen before it.
    pub(crate) fn heads(&self) -> BTreeMap<ChainId, Head> {
        let mut heads = self.pins.clone();
        for tip in self.fold.iter().flat_map(RoomFold::chains) {
            let (chain, head) = (tip.chain(), tip.head());
            if heads.get(&chain).is_none_or(|pin| pin.next < head.next) {
                heads.insert(chain, head);
            }
        }
        heads
    }

    /// The link by which a visitor came.
    pub(super) fn link_of(&self, chain: &ChainId) -> Option<MemberId> {
        let fold = self.fold.as_ref()?;
        fold.member(chain).and_then(MemberFold::visits)
    }
}
