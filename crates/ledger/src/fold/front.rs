//! The front: who owns the room, who manages it, since when.
//!
//! Positions are counts of front entries: an entry that names the front head
//! `{next: 5, ..}` saw the entries 0 to 4. A certificate made by entry 3 holds
//! for heads with `next` from 4; a removal by entry 6 ends it from `next` 7.

use super::{shape, tip::Tip};
use crate::entry::{Entry, Head, Open, Public};
use crate::ids::{ChainId, Hash, MemberId, PublicKey, RoomId};
use crate::limits;
use crate::refusal::Refusal;
use crate::signed::Verified;

/// The state of the front chain; the fold that every other one is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontFold {
    tip: Tip,
    hashes: Vec<Hash>,
    owner: PublicKey,
    open: Open,
    certificates: Vec<Certificate>,
    title: Option<u64>,
}

/// A manager's certificate, and the front heads for which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certificate {
    /// The manager's chain.
    pub member: MemberId,
    /// The room key that it signs with.
    pub key: PublicKey,
    /// Holds for heads whose `next` is at least this.
    pub from: u64,
    /// Holds for heads whose `next` is below this.
    pub until: Option<u64>,
}

impl Certificate {
    fn holds(&self, next: u64) -> bool {
        next >= self.from && self.until.is_none_or(|until| next < until)
    }
}

impl FrontFold {
    /// Starts a room from its first entry, whose hash is the room's id.
    ///
    /// Whoever knows the id compares it with [`FrontFold::room`] (clients read it from the
    /// fragment, the gate from the path): that anchors the owner's key.
    pub fn start(first: &Verified, time: u64) -> Result<Self, Refusal> {
        let entry = first.entry();
        shape::judge(entry)?;
        let Public::Open(open) = &entry.public else {
            return Err(Refusal::Misplaced);
        };
        if entry.room.is_some() || entry.chain != ChainId::FRONT {
            return Err(Refusal::Elsewhere);
        }
        let empty = Head {
            next: 0,
            hash: Hash::ZERO,
        };
        if (entry.seq, entry.prev, entry.front) != (0, Hash::ZERO, empty) {
            return Err(Refusal::NotNext);
        }
        if open.roster.len() != limits::KEM || shape::is_fixed(open.owner) || entry.epoch != 0 {
            return Err(Refusal::Malformed);
        }
        let mut tip = Tip::empty(RoomId(first.hash().0), ChainId::FRONT);
        tip.advance(first, time);
        Ok(Self {
            tip,
            hashes: vec![first.hash()],
            owner: entry.author,
            open: open.clone(),
            certificates: Vec::new(),
            title: None,
        })
    }

    /// The room's id.
    pub fn room(&self) -> RoomId {
        self.tip.room()
    }

    /// The end of the chain.
    pub fn tip(&self) -> &Tip {
        &self.tip
    }

    /// The front head that an entry made now names.
    pub fn head(&self) -> Head {
        self.tip.head()
    }

    /// The owner's room key.
    pub fn owner_key(&self) -> PublicKey {
        self.owner
    }

    /// The owner's chain.
    pub fn owner(&self) -> MemberId {
        self.open.owner
    }

    /// The key that wraps the room's entries.
    pub fn server_key(&self) -> PublicKey {
        self.open.server
    }

    /// The roster's X-Wing public key at epoch 0.
    pub fn roster_kem(&self) -> &[u8] {
        &self.open.roster
    }

    /// Where the latest title stands.
    pub fn title(&self) -> Option<u64> {
        self.title
    }

    /// Every certificate that there ever was.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Whether this head is one of this chain's, so that a fork of it is told apart.
    pub fn knows(&self, head: &Head) -> bool {
        match head.next.checked_sub(1).map(usize::try_from) {
            Some(Ok(last)) => self.hashes.get(last) == Some(&head.hash),
            _ => false,
        }
    }

    /// Whether an entry has its place behind `tip`, and names a front head that exists and is not
    /// older than the one named before.
    pub(super) fn judge_place(&self, tip: &Tip, entry: &Entry, time: u64) -> Result<(), Refusal> {
        tip.follows(entry, time)?;
        if entry.front.next < tip.front() {
            return Err(Refusal::StaleFront);
        }
        if self.knows(&entry.front) {
            Ok(())
        } else {
            Err(Refusal::UnknownFront)
        }
    }

    /// Whether this key was the owner's or a manager's at that head.
    pub fn manages(&self, key: &PublicKey, at: &Head) -> bool {
        *key == self.owner || self.manager(key, at).is_some()
    }

    /// The owner's or manager's chain behind this key at that head.
    pub fn manager(&self, key: &PublicKey, at: &Head) -> Option<MemberId> {
        if *key == self.owner {
            return Some(self.open.owner);
        }
        let mut held = self.certificates.iter();
        held.find(|c| c.key == *key && c.holds(at.next))
            .map(|c| c.member)
    }

    /// Whether this member was the owner or a manager at that head.
    pub fn is_manager(&self, member: &MemberId, at: &Head) -> bool {
        *member == self.open.owner
            || self
                .certificates
                .iter()
                .any(|c| c.member == *member && c.holds(at.next))
    }

    /// Judges the chain's next entry.
    pub fn judge(&self, verified: &Verified, time: u64) -> Result<(), Refusal> {
        let entry = verified.entry();
        self.tip.follows(entry, time)?;
        if entry.front != self.head() {
            return Err(Refusal::UnknownFront);
        }
        shape::judge(entry)?;
        if entry.epoch != 0 {
            return Err(Refusal::Epoch);
        }
        self.judge_kind(entry)
    }

    fn judge_kind(&self, entry: &Entry) -> Result<(), Refusal> {
        let owner_only = if entry.author == self.owner {
            Ok(())
        } else {
            Err(Refusal::NotAllowed)
        };
        match &entry.public {
            Public::Title if self.manages(&entry.author, &entry.front) => Ok(()),
            Public::Title => Err(Refusal::NotAllowed),
            Public::Manager(member, key) => {
                owner_only?;
                if shape::is_fixed(*member) {
                    return Err(Refusal::Malformed);
                }
                let taken =
                    self.is_manager(member, &entry.front) || self.manages(key, &entry.front);
                if taken { Err(Refusal::Exists) } else { Ok(()) }
            }
            Public::Unmanage(member) => {
                owner_only?;
                if *member == self.open.owner {
                    return Err(Refusal::NotAllowed);
                }
                if self.is_manager(member, &entry.front) {
                    Ok(())
                } else {
                    Err(Refusal::NotFound)
                }
            }
            _ => Err(Refusal::Misplaced),
        }
    }

    /// Takes in an entry that was judged.
    pub fn apply(&mut self, verified: &Verified, time: u64) {
        let entry = verified.entry();
        let next = entry.seq + 1;
        match &entry.public {
            Public::Title => self.title = Some(entry.seq),
            Public::Manager(member, key) => self.certificates.push(Certificate {
                member: *member,
                key: *key,
                from: next,
                until: None,
            }),
            Public::Unmanage(member) => {
                let open = |c: &&mut Certificate| c.member == *member && c.until.is_none();
                self.certificates
                    .iter_mut()
                    .filter(open)
                    .for_each(|c| c.until = Some(next));
            }
            _ => {}
        }
        self.hashes.push(verified.hash());
        self.tip.advance(verified, time);
    }

    /// Judges and takes in the chain's next entry.
    pub fn accept(&mut self, verified: &Verified, time: u64) -> Result<(), Refusal> {
        self.judge(verified, time)?;
        self.apply(verified, time);
        Ok(())
    }
}
