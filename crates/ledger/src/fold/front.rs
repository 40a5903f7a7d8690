//! The front: who holds an office in the room, since when, and how the room stands.
//!
//! Positions are counts of front entries: an entry that names the front head
//! `{next: 5, ..}` saw the entries 0 to 4. A certificate made by entry 3 holds
//! for heads with `next` from 4; a removal by entry 6 ends it from `next` 7.
//! The founder's is the first certificate, from 0.

use super::holds::Holds;
use super::lineage::Lineage;
use super::{shape, tip::Tip};
use crate::entry::{Entry, Handover, Head, Office, Open, Policy, Public, RoomState};
use crate::handover::Parties;
use crate::ids::{ChainId, Hash, HoldId, MemberId, PublicKey, RoomId};
use crate::limits;
use crate::refusal::Refusal;
use crate::signed::Verified;

/// The state of the front chain; the fold that every other one is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontFold {
    tip: Tip,
    hashes: Vec<Hash>,
    founder: PublicKey,
    open: Open,
    certificates: Vec<Certificate>,
    /// Each with the first `next` for which it holds.
    policies: Vec<(u64, Policy)>,
    /// How often it went on in another store, the newest last.
    pub(super) lineages: Vec<Lineage>,
    handovers: Vec<Handed>,
    title: Option<u64>,
    holds: Holds,
    /// The first `next` for which the room is destroyed.
    destroyed: Option<u64>,
}

/// An office that passed from its owner to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    /// Where it stands in the front.
    pub seq: u64,
    /// What was agreed.
    pub over: Handover,
    /// The server's time.
    pub time: u64,
}

/// An office, and the front heads for which it is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Certificate {
    /// Whose, by its chain.
    pub member: MemberId,
    /// The room key that it signs with.
    pub key: PublicKey,
    /// What it is.
    pub office: Office,
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
        let founder = Certificate {
            member: open.owner,
            key: entry.author,
            office: Office::Owner,
            from: 0,
            until: None,
        };
        Ok(Self {
            tip,
            hashes: vec![first.hash()],
            founder: entry.author,
            open: open.clone(),
            certificates: vec![founder],
            policies: Vec::new(),
            lineages: Vec::new(),
            handovers: Vec::new(),
            title: None,
            holds: Holds::default(),
            destroyed: None,
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

    /// The room key of whoever made the room, which the room's id anchors.
    pub fn founder_key(&self) -> PublicKey {
        self.founder
    }

    /// The chain of whoever made the room.
    pub fn founder(&self) -> MemberId {
        self.open.owner
    }

    /// The key that wrapped the room's entries before it was ever restored.
    pub(super) fn first_server(&self) -> PublicKey {
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

    /// How the room stands now.
    pub fn policy(&self) -> Policy {
        self.policy_at(&self.head())
    }

    /// How the room stood at that head.
    pub fn policy_at(&self, at: &Head) -> Policy {
        let mut held = self.policies.iter().rev();
        held.find(|(from, _)| *from <= at.next).map_or(
            Policy {
                state: RoomState::Open,
                ends: None,
            },
            |(_, policy)| *policy,
        )
    }

    /// What an owner said of how the room stands, for heads from this `next` on; not what a restoring says of it.
    pub fn policy_since(&self, next: u64) -> Option<Policy> {
        let mut said = self.policies.iter().rev();
        said.find(|(from, _)| *from > next)
            .map(|(_, policy)| *policy)
    }

    /// Whether a legal hold of the whole room stands at that head.
    pub fn is_held(&self, at: &Head) -> bool {
        self.holds.any(self, at)
    }

    /// The holds of the whole room that stand now.
    pub fn holds(&self) -> impl Iterator<Item = HoldId> {
        self.holds.standing(self, self.head())
    }

    /// Whether a hold of the whole room stands that this key was not for lifting yet.
    pub fn awaits_lift(&self, hold: &HoldId, key: &PublicKey) -> bool {
        self.holds.awaits(hold, key, self)
    }

    /// The entry by which the room was destroyed.
    pub fn destroyed(&self) -> Option<u64> {
        self.destroyed.map(|next| next - 1)
    }

    /// Every certificate that there ever was.
    pub fn certificates(&self) -> &[Certificate] {
        &self.certificates
    }

    /// Every office that passed on, in order.
    pub fn handovers(&self) -> &[Handed] {
        &self.handovers
    }

    /// Since which `next` this member holds the office that it had at that head.
    pub fn office_since(&self, member: &MemberId, at: &Head) -> Option<u64> {
        let mut held = self.certificates.iter();
        held.find(|c| c.member == *member && c.holds(at.next))
            .map(|c| c.from)
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

    /// The member and the office behind this key at that head.
    pub fn officer(&self, key: &PublicKey, at: &Head) -> Option<(MemberId, Office)> {
        let mut held = self.certificates.iter();
        held.find(|c| c.key == *key && c.holds(at.next))
            .map(|c| (c.member, c.office))
    }

    /// Whether this key was an owner's at that head.
    pub fn owns(&self, key: &PublicKey, at: &Head) -> bool {
        self.officer(key, at)
            .is_some_and(|(_, office)| office == Office::Owner)
    }

    /// Whether this key was an owner's or a manager's at that head.
    pub fn manages(&self, key: &PublicKey, at: &Head) -> bool {
        self.officer(key, at)
            .is_some_and(|(_, office)| office >= Office::Manager)
    }

    /// The office that this member held at that head.
    pub fn office(&self, member: &MemberId, at: &Head) -> Option<Office> {
        let mut held = self.certificates.iter();
        held.find(|c| c.member == *member && c.holds(at.next))
            .map(|c| c.office)
    }

    /// Whether this member was an owner at that head.
    pub fn is_owner(&self, member: &MemberId, at: &Head) -> bool {
        self.office(member, at) == Some(Office::Owner)
    }

    /// Whether this member was an owner or a manager at that head.
    pub fn is_manager(&self, member: &MemberId, at: &Head) -> bool {
        self.office(member, at) >= Some(Office::Manager)
    }

    /// The owners at that head.
    pub fn owners(&self, at: &Head) -> impl Iterator<Item = MemberId> {
        let next = at.next;
        let held = self.certificates.iter().filter(move |c| c.holds(next));
        held.filter(|c| c.office == Office::Owner).map(|c| c.member)
    }

    /// Whether the room was open for such an entry at the head that it names. `of` is the member in
    /// whose chain it stands, or behind whose visitor it is.
    pub(super) fn judge_policy(&self, entry: &Entry, of: Option<&MemberId>) -> Result<(), Refusal> {
        if self.destroyed.is_some_and(|from| entry.front.next >= from) {
            return self.judge_remains(entry);
        }
        let state = self.policy_at(&entry.front).state;
        let owner = self.owns(&entry.author, &entry.front)
            || of.is_some_and(|member| self.is_owner(member, &entry.front));
        match state {
            RoomState::Open => Ok(()),
            _ if owner => Ok(()),
            RoomState::ReadOnly if shape::is_reading(&entry.public) => Ok(()),
            RoomState::ReadOnly => Err(Refusal::Frozen),
            RoomState::Locked => Err(Refusal::RoomLocked),
        }
    }

    /// Of a room that was destroyed nothing is written any more but what it takes to look at what was done.
    fn judge_remains(&self, entry: &Entry) -> Result<(), Refusal> {
        match &entry.public {
            Public::Device(_) | Public::Undevice(_) | Public::Disown => Ok(()),
            _ => Err(Refusal::Ended),
        }
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
        if self.destroyed.is_some() {
            return Err(Refusal::Ended);
        }
        if let Public::Hold(hold) = &entry.public {
            return match self.manages(&entry.author, &entry.front) {
                true => self.holds.judge(hold, entry, self),
                false => Err(Refusal::NotAllowed),
            };
        }
        if let Public::Title = &entry.public {
            return if self.manages(&entry.author, &entry.front) {
                self.judge_policy(entry, None)
            } else {
                Err(Refusal::NotAllowed)
            };
        }
        if let Public::Handover(over) = &entry.public {
            return self.judge_handover(over, entry);
        }
        let owner = self.owns(&entry.author, &entry.front);
        match &entry.public {
            Public::Manager(..)
            | Public::Unmanage(_)
            | Public::Policy(_)
            | Public::Restored(_)
            | Public::Destroy(_)
                if !owner =>
            {
                Err(Refusal::NotAllowed)
            }
            Public::Manager(member, key, office) => {
                if shape::is_fixed(*member) {
                    return Err(Refusal::Malformed);
                }
                let now = self.officer(key, &entry.front);
                match self.office(member, &entry.front) {
                    // one key is one officer's
                    None if now.is_some() => Err(Refusal::Exists),
                    None => Ok(()),
                    Some(held) if held == *office => Err(Refusal::Exists),
                    // another office for the same key, or none at all
                    Some(_) if now.map(|(of, _)| of) != Some(*member) => Err(Refusal::Exists),
                    Some(_) => self.judge_owners(member, entry),
                }
            }
            Public::Unmanage(member) => match self.office(member, &entry.front) {
                Some(_) => self.judge_owners(member, entry),
                None => Err(Refusal::NotFound),
            },
            Public::Policy(_) => Ok(()),
            Public::Restored(restored) => self.judge_restored(restored),
            Public::Destroy(_) if self.is_held(&entry.front) => Err(Refusal::Held),
            Public::Destroy(_) => Ok(()),
            _ => Err(Refusal::Misplaced),
        }
    }

    /// Who manages takes over, and an owner has signed exactly that. Whatever the room's state: it is an owner's word.
    fn judge_handover(&self, over: &Handover, entry: &Entry) -> Result<(), Refusal> {
        let held = |member: &MemberId| {
            let mut held = self.certificates.iter();
            held.find(|c| c.member == *member && c.holds(entry.front.next))
        };
        let (Some(giver), Some(taker)) = (held(&over.from), held(&over.to)) else {
            return Err(Refusal::NotAllowed);
        };
        let fits = giver.office == Office::Owner
            && taker.office >= Office::Manager
            && taker.key == entry.author
            && giver.member != taker.member;
        let parties = Parties {
            giver: giver.key,
            taker: taker.key,
            since: taker.from,
        };
        match fits {
            false => Err(Refusal::NotAllowed),
            true if over.is_signed(&self.room(), &parties) => Ok(()),
            true => Err(Refusal::Signature),
        }
    }

    /// A room always keeps an owner.
    fn judge_owners(&self, without: &MemberId, entry: &Entry) -> Result<(), Refusal> {
        let mut others = self.owners(&entry.front).filter(|owner| owner != without);
        match others.next() {
            Some(_) => Ok(()),
            None => Err(Refusal::NotAllowed),
        }
    }

    /// Takes in an entry that was judged.
    pub fn apply(&mut self, verified: &Verified, time: u64) {
        let entry = verified.entry();
        let next = entry.seq + 1;
        match &entry.public {
            Public::Title => self.title = Some(entry.seq),
            Public::Manager(member, key, office) => {
                self.remove(member, next);
                self.certificates.push(Certificate {
                    member: *member,
                    key: *key,
                    office: *office,
                    from: next,
                    until: None,
                });
            }
            Public::Unmanage(member) => self.remove(member, next),
            Public::Handover(over) => {
                // in one entry, so that there is no head at which nobody owns, or both do by halves
                self.remove(&over.from, next);
                self.remove(&over.to, next);
                self.certificates.push(Certificate {
                    member: over.to,
                    key: entry.author,
                    office: Office::Owner,
                    from: next,
                    until: None,
                });
                self.handovers.push(Handed {
                    seq: entry.seq,
                    over: over.clone(),
                    time,
                });
            }
            Public::Policy(policy) => self.policies.push((next, *policy)),
            Public::Restored(restored) => {
                // until an owner has done what is to be done, it is for owners only
                let state = RoomState::Locked;
                let before = self.policy_at(&self.head());
                self.policies.push((next, Policy { state, ..before }));
                self.lineages.push(Lineage::of(verified, restored, time));
            }
            Public::Hold(hold) => self.holds.apply(hold, entry),
            Public::Destroy(_) => self.destroyed = Some(next),
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

    fn remove(&mut self, member: &MemberId, next: u64) {
        let open = |c: &&mut Certificate| c.member == *member && c.until.is_none();
        self.certificates
            .iter_mut()
            .filter(open)
            .for_each(|c| c.until = Some(next));
    }
}
