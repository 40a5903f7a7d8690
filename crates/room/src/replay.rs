//! Replay: what the chains say, once every entry was verified, judged and opened.
//!
//! ```text
//! bytes --wrap, signature, place, author (ledger)--> fold --key, hash, form--> what it says
//! ```
//!
//! A store can keep things back or serve other bytes, never make this state say what no
//! one signed. Where the front or one's own chain does not hold, replay fails; where a
//! folder's chain or a body does not, the rest is shown with an [`Alarm`], never silence.

mod keys;
mod own;
mod people;
mod scope;
mod take;

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Head;
use ledger::ids::{ChainId, Hash, MemberId, RoomId, ScopeId};
use ledger::{FrontFold, MemberFold, RosterFold, ScopeFold};
use seal::card::Card;
use seal::scope::ScopeKey;

pub(crate) use keys::Keys;
pub(crate) use people::Note;
pub(crate) use scope::{Scope, Shown};
pub(crate) use take::{Held, Taken, start};

use crate::body::MemberNote;
use crate::error::{Error, What};

/// Something that was signed and is not there, or there and not what was signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Alarm {
    /// In which chain.
    pub chain: ChainId,
    /// What.
    pub kind: AlarmKind,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlarmKind {
    /// An entry that another one proves is not served.
    MissingEntry,
    /// An entry's body is not served.
    MissingBody,
    /// A body does not open, or says something else than its entry.
    BrokenRecord,
    /// An entry that nobody with the right signed.
    ForgedEntry,
    /// A key that was handed out is not the one that the chain commits to.
    WrongKey,
    /// No key for the newest epoch: access was changed, and is not settled yet or was taken away.
    NoKey,
}

/// A room as far as its chains were read.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) front: FrontFold,
    pub(crate) title: Option<String>,
    pub(crate) owner: Option<Card>,
    /// One's own chain: a person's or a visitor's.
    pub(crate) own: MemberFold,
    pub(crate) roster: RosterFold,
    pub(crate) notes: BTreeMap<MemberId, MemberNote>,
    /// Chains of the roster's members, for managers.
    pub(crate) people: BTreeMap<MemberId, Note>,
    pub(crate) scopes: BTreeMap<ScopeId, Scope>,
    /// Scopes held without a parent: granted, or the root and selections.
    pub(crate) tops: BTreeSet<ScopeId>,
    /// Those of them that lie beside the folders.
    pub(crate) selections: BTreeSet<ScopeId>,
    pub(crate) keys: Keys,
    /// Until when the latest grant holds, for those who have no right of their own.
    pub(crate) expires: Option<u64>,
    /// What was released last: scope, epoch, end.
    pub(crate) granted: Vec<(ScopeId, u32, Option<u64>)>,
    /// What was wrong with what was served.
    pub(crate) alarms: BTreeSet<Alarm>,
    /// What is missing now.
    pub(crate) missing: BTreeSet<Alarm>,
    /// Bodies of the front and the roster that wait for their key.
    pub(crate) held: Vec<Held>,
    /// Heads that must be passed.
    pub(crate) pins: BTreeMap<ChainId, Head>,
    /// The newest server time of any entry.
    pub(crate) as_of: u64,
    /// Since when nothing shows that this is the newest state; see [`State::hear`].
    pub(crate) unproven: Option<u64>,
    /// Hashes of the entries taken since this was last emptied, by which own ones are recognised.
    pub(crate) taken: BTreeSet<Hash>,
}

impl State {
    /// A room before anything but its first entry was read.
    pub(crate) fn new(front: FrontFold, own: ChainId, pins: BTreeMap<ChainId, Head>) -> Self {
        let room = front.room();
        Self {
            as_of: front.tip().time(),
            own: MemberFold::new(room, own),
            roster: RosterFold::new(room),
            front,
            title: None,
            owner: None,
            notes: BTreeMap::new(),
            people: BTreeMap::new(),
            scopes: BTreeMap::new(),
            tops: BTreeSet::new(),
            selections: BTreeSet::new(),
            expires: None,
            granted: Vec::new(),
            keys: Keys::default(),
            alarms: BTreeSet::new(),
            missing: BTreeSet::new(),
            held: Vec::new(),
            pins,
            unproven: None,
            taken: BTreeSet::new(),
        }
    }

    pub(crate) fn room(&self) -> RoomId {
        self.front.room()
    }

    /// The end of a chain, also of one that was never read.
    pub(crate) fn head(&self, chain: &ChainId) -> Head {
        let tip = match *chain {
            ChainId::FRONT => Some(self.front.tip()),
            ChainId::ROSTER => Some(self.roster.tip()),
            other if other == self.own.tip().chain() => Some(self.own.tip()),
            other => self
                .scopes
                .get(&other)
                .map(|scope| scope.fold.tip())
                .or_else(|| self.people.get(&other).map(|note| note.fold.tip())),
        };
        tip.map_or(
            Head {
                next: 0,
                hash: Hash::ZERO,
            },
            |tip| tip.head(),
        )
    }

    pub(crate) fn scope(&self, id: &ScopeId) -> Result<&Scope, Error> {
        self.scopes
            .get(id)
            .filter(|scope| scope.fold.epoch().is_some())
            .ok_or(Error::NotFound)
    }

    /// A scope's current epoch and its key.
    pub(crate) fn current(&self, id: &ScopeId) -> Result<(u32, &ScopeKey), Error> {
        let epoch = match *id {
            ChainId::FRONT => 0,
            ChainId::ROSTER => self.roster.epoch().ok_or(Error::NotFound)?,
            _ => self.scope(id)?.fold.epoch().ok_or(Error::NotFound)?,
        };
        Ok((epoch, self.keys.get(id, epoch).ok_or(Error::NotAllowed)?))
    }

    pub(crate) fn alarm(&mut self, chain: ChainId, kind: AlarmKind) {
        self.alarms.insert(Alarm { chain, kind });
    }

    /// Every chain's head, to be pinned.
    pub(crate) fn heads(&self) -> BTreeMap<ChainId, Head> {
        let fixed = [self.front.tip(), self.roster.tip(), self.own.tip()];
        let scopes = self.scopes.values().map(|scope| scope.fold.tip());
        let people = self.people.values().map(|note| note.fold.tip());
        let all = fixed.into_iter().chain(scopes).chain(people);
        let read = all
            .filter(|tip| tip.head().next > 0)
            .map(|tip| (tip.chain(), tip.head()));
        let mut heads = self.pins.clone();
        heads.extend(read);
        heads
    }

    /// Refuses a history that ends before what was seen.
    pub(crate) fn judge_pins(&self) -> Result<(), Error> {
        let folders = self.reachable();
        let readable = |chain: &ChainId| {
            [ChainId::FRONT, self.own.tip().chain()].contains(chain)
                || folders.contains(chain)
                || self.roster.member(chain).is_some()
                || (*chain == ChainId::ROSTER && self.keys.newest(chain).is_some())
        };
        let back =
            |(chain, pin): (&ChainId, &Head)| self.head(chain).next < pin.next && readable(chain);
        if self.pins.iter().any(back) {
            Err(Error::RolledBack)
        } else {
            Ok(())
        }
    }

    /// Every folder and selection that a grant or a parent leads to, read or not.
    pub(crate) fn reachable(&self) -> BTreeSet<ScopeId> {
        let mut out = BTreeSet::new();
        let mut queue: Vec<ScopeId> = self.tops.iter().copied().collect();
        while let Some(id) = queue.pop() {
            if out.insert(id) {
                queue.extend(
                    self.scopes
                        .get(&id)
                        .into_iter()
                        .flat_map(|scope| scope.children.keys().copied()),
                );
            }
        }
        out
    }

    /// Scopes below this one, itself first, parents before children.
    pub(crate) fn subtree(&self, top: &ScopeId) -> Vec<ScopeId> {
        let mut out = vec![*top];
        let mut i = 0;
        while let Some(id) = out.get(i) {
            let below = self
                .scopes
                .get(id)
                .into_iter()
                .flat_map(|scope| scope.children.keys().copied());
            let below: Vec<ScopeId> = below.filter(|child| !out.contains(child)).collect();
            out.extend(below);
            i += 1;
        }
        out.retain(|id| {
            self.scopes
                .get(id)
                .is_some_and(|scope| scope.fold.epoch().is_some())
        });
        out
    }
}

pub(crate) fn tampered(what: What) -> Error {
    Error::Tampered(what)
}

pub(crate) fn fresh_scope(room: RoomId, id: ScopeId) -> Scope {
    Scope::new(ScopeFold::new(room, id))
}
