//! All chains of a room: what the gate knows, and whoever verifies a whole room.

use std::collections::{BTreeMap, BTreeSet};

use super::front::FrontFold;
use super::member::{MemberFold, Subject};
use super::roster::{RosterFold, RosterMember};
use super::scope::ScopeFold;
use super::shape;
use super::tip::Tip;
use crate::entry::{MemberKind, Part, Public, ScopeEpoch};
use crate::ids::{ChainId, Hash, MemberId, RoomId, ScopeId};
use crate::limits;
use crate::refusal::Refusal;
use crate::signed::Verified;

/// The state of a whole room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomFold {
    pub(super) front: FrontFold,
    pub(super) roster: RosterFold,
    pub(super) scopes: BTreeMap<ScopeId, ScopeFold>,
    pub(super) members: BTreeMap<MemberId, MemberFold>,
}

impl RoomFold {
    /// Starts a room from the first entry of its front. See [`FrontFold::start`].
    pub fn start(first: &Verified, time: u64) -> Result<Self, Refusal> {
        let front = FrontFold::start(first, time)?;
        let roster = RosterFold::new(front.room());
        Ok(Self {
            front,
            roster,
            scopes: BTreeMap::new(),
            members: BTreeMap::new(),
        })
    }

    /// The room's id.
    pub fn room(&self) -> RoomId {
        self.front.room()
    }

    /// The front.
    pub fn front(&self) -> &FrontFold {
        &self.front
    }

    /// The roster; without entries until its first epoch.
    pub fn roster(&self) -> &RosterFold {
        &self.roster
    }

    /// One scope.
    pub fn scope(&self, id: &ScopeId) -> Option<&ScopeFold> {
        self.scopes.get(id)
    }

    /// Every scope but the roster.
    pub fn scopes(&self) -> &BTreeMap<ScopeId, ScopeFold> {
        &self.scopes
    }

    /// The chain of one member or visitor.
    pub fn member(&self, id: &MemberId) -> Option<&MemberFold> {
        self.members.get(id)
    }

    /// Every member's and visitor's chain.
    pub fn members(&self) -> &BTreeMap<MemberId, MemberFold> {
        &self.members
    }

    /// Every chain that has an entry.
    pub fn chains(&self) -> impl Iterator<Item = &Tip> {
        let roster = Some(self.roster.tip()).filter(|tip| tip.head().next > 0);
        [self.front.tip()]
            .into_iter()
            .chain(roster)
            .chain(self.scopes.values().map(ScopeFold::tip))
            .chain(self.members.values().map(MemberFold::tip))
    }

    /// The end of a chain; of one without entries too, so that a first entry has a place.
    pub fn tip(&self, chain: &ChainId) -> Tip {
        if *chain == ChainId::FRONT {
            return self.front.tip().clone();
        }
        if *chain == ChainId::ROSTER {
            return self.roster.tip().clone();
        }
        let scope = self.scopes.get(chain).map(ScopeFold::tip);
        let tip = scope.or_else(|| self.members.get(chain).map(MemberFold::tip));
        tip.cloned()
            .unwrap_or_else(|| Tip::empty(self.room(), *chain))
    }

    /// The time with which an entry of this chain is wrapped now: never before the one before.
    pub fn time_for(&self, chain: &ChainId, now: u64) -> u64 {
        now.max(self.tip(chain).time())
    }

    /// The current epoch of a scope, of the roster, or of the front (which has only 0).
    pub fn epoch_of(&self, scope: &ScopeId) -> Option<u32> {
        match *scope {
            ChainId::FRONT => Some(0),
            ChainId::ROSTER => self.roster.epoch(),
            other => self.scopes.get(&other)?.epoch(),
        }
    }

    /// The scope and the folders above it, up to its root.
    pub fn path(&self, scope: &ScopeId) -> Vec<ScopeId> {
        let parent = |id: &ScopeId| self.scopes.get(id).and_then(ScopeFold::parent);
        std::iter::successors(Some(*scope), parent)
            .take(limits::DEPTH)
            .collect()
    }

    /// Scopes that are still to rotate after somebody's end.
    pub fn pending(&self, now: u64) -> Vec<ScopeEpoch> {
        let chain = |id: &MemberId| self.member(id);
        self.roster
            .pending(now, &self.front, |scope| self.epoch_of(scope), chain)
    }

    /// Members who are over and were not ended; see [`RosterFold::lapsed`].
    pub fn lapsed(&self, now: u64) -> impl Iterator<Item = &RosterMember> {
        self.roster.lapsed(now, |id| self.member(id))
    }

    /// Whether a document that is there, or was dropped and waits, refers to this part; its length.
    pub fn part(&self, hash: &Hash) -> Option<u64> {
        let dropped = || self.members.values().find_map(|member| member.part(hash));
        let there = self.scopes.values().find_map(|scope| scope.part(hash));
        there.or_else(dropped)
    }

    /// Every part that a document which is there, or was dropped and waits, refers to, each once.
    pub fn parts(&self) -> BTreeSet<Hash> {
        let there = self.scopes.values().flat_map(ScopeFold::parts);
        let dropped = self.members.values().flat_map(MemberFold::parts);
        there.chain(dropped).map(|part: Part| part.hash).collect()
    }

    /// Whether a document that was destroyed named this part, and nothing that is there does.
    pub fn has_erased_part(&self, hash: &Hash) -> bool {
        let mut scopes = self.scopes.values();
        scopes.any(|scope| scope.has_erased_part(hash)) && self.part(hash).is_none()
    }

    /// Whether this body said something of a document that was destroyed.
    pub fn has_erased_body(&self, hash: &Hash) -> bool {
        let mut scopes = self.scopes.values();
        scopes.any(|scope| scope.has_erased_body(hash))
    }

    /// The entries that destroy something, by their places.
    pub fn destructions(&self) -> BTreeSet<(ChainId, u64)> {
        let whole = self.front.destroyed().map(|seq| (ChainId::FRONT, seq));
        let each = self.scopes.iter().flat_map(|(id, scope)| {
            let all = scope.destructions().iter();
            all.map(|seq| (*id, *seq))
        });
        each.chain(whole).collect()
    }

    /// The length of a part that a document in this very chain refers to.
    pub(super) fn part_of(&self, chain: &ChainId, hash: &Hash) -> Option<u64> {
        let scope = self.scopes.get(chain).and_then(|scope| scope.part(hash));
        scope.or_else(|| self.members.get(chain)?.part(hash))
    }

    /// The scopes into which a member, or its visitors, may drop documents.
    pub fn drops(&self, member: &MemberId) -> &[ScopeId] {
        let member = self.roster.member(member);
        member.map_or(&[], |member| member.drops.as_slice())
    }

    /// What is known of a member without its own chain.
    pub fn subject(&self, id: &MemberId) -> Option<Subject<'_>> {
        match self.roster.member(id) {
            Some(member) => Some(member.subject()),
            None if *id == self.front.founder() => Some(Subject {
                member: *id,
                kind: MemberKind::Person,
                key: self.front.founder_key(),
                join_by: None,
                grants: Some(&[]),
            }),
            None => None,
        }
    }

    /// Judges an entry as every client would, by its chain and the front head that it names.
    ///
    /// The gate asks [`RoomFold::judge`] instead.
    pub fn judge_chain(&self, verified: &Verified, time: u64) -> Result<(), Refusal> {
        let chain = verified.entry().chain;
        match self.place(verified)? {
            Place::Front => self.front.judge(verified, time),
            Place::Roster => self.roster.judge(verified, time, &self.front),
            Place::Scope => match self.scopes.get(&chain) {
                Some(scope) => scope.judge(verified, time, &self.front),
                None => ScopeFold::new(self.room(), chain).judge(verified, time, &self.front),
            },
            Place::Member(id) => {
                let subject = self.subject(&id).ok_or(Refusal::NotFound)?;
                match self.members.get(&chain) {
                    Some(fold) => fold.judge(verified, time, &self.front, &subject),
                    None => MemberFold::new(self.room(), chain).judge(
                        verified,
                        time,
                        &self.front,
                        &subject,
                    ),
                }
            }
        }
    }

    /// Takes in an entry that was judged.
    pub fn apply(&mut self, verified: &Verified, time: u64) {
        let (room, chain) = (self.room(), verified.entry().chain);
        match self.place(verified) {
            Ok(Place::Front) => self.front.apply(verified, time),
            Ok(Place::Roster) => self.roster.apply(verified, time),
            Ok(Place::Scope) => {
                let scope = self.scopes.entry(chain);
                scope
                    .or_insert_with(|| ScopeFold::new(room, chain))
                    .apply(verified, time);
            }
            Ok(Place::Member(_)) => {
                let member = self.members.entry(chain);
                member
                    .or_insert_with(|| MemberFold::new(room, chain))
                    .apply(verified, time);
            }
            Err(_) => {}
        }
    }

    /// Judges as every client would, and takes in: for replay of what is stored.
    pub fn accept(&mut self, verified: &Verified, time: u64) -> Result<(), Refusal> {
        self.judge_chain(verified, time)?;
        self.apply(verified, time);
        Ok(())
    }

    /// Which fold an entry goes to; a new chain is what its first entry makes of it.
    fn place(&self, verified: &Verified) -> Result<Place, Refusal> {
        let entry = verified.entry();
        if entry.chain == ChainId::FRONT {
            return Ok(Place::Front);
        }
        if entry.chain == ChainId::ROSTER {
            return Ok(Place::Roster);
        }
        if self.scopes.contains_key(&entry.chain) {
            return Ok(Place::Scope);
        }
        if let Some(fold) = self.members.get(&entry.chain) {
            return Ok(Place::Member(fold.visits().unwrap_or(entry.chain)));
        }
        match &entry.public {
            _ if entry.seq > 0 => Err(Refusal::NotFound),
            Public::Epoch(_) if self.subject(&entry.chain).is_some() => Err(Refusal::Exists),
            Public::Epoch(_) => Ok(Place::Scope),
            Public::Issued | Public::Device(_) => Ok(Place::Member(entry.chain)),
            Public::Visitor(link, _) if self.subject(&entry.chain).is_none() => {
                Ok(Place::Member(*link))
            }
            _ => Err(Refusal::Misplaced),
        }
    }
}

/// The fold that an entry goes to.
enum Place {
    Front,
    Roster,
    Scope,
    /// A member's chain, or a visitor's, judged by this member of the roster.
    Member(MemberId),
}

impl RoomFold {
    /// Whether no chain and no member has this name yet.
    pub(super) fn is_free(&self, chain: &ChainId) -> bool {
        !shape::is_fixed(*chain)
            && !self.scopes.contains_key(chain)
            && !self.members.contains_key(chain)
            && self.roster.member(chain).is_none()
    }
}
