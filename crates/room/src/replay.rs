//! Replay: what the chains say, once every entry was verified, judged and opened.
//!
//! ```text
//! bytes --wrap, signature, place, author (ledger)--> fold --key, hash, form--> what it says
//! ```
//!
//! A store can keep things back or serve other bytes, never make this state say what no
//! one signed. Where the front or one's own chain does not hold, replay fails; where a
//! folder's chain or a body does not, the rest is shown with an [`Alarm`], never silence.

mod alarms;
mod answers;
mod docs;
mod drops;
mod gaps;
mod index;
mod keys;
mod log;
mod marks;
mod next;
mod own;
mod people;
mod pieces;
mod pins;
mod plan;
mod proposals;
mod scope;
mod sendto;
mod take;
mod texts;
mod visitors;

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Head;
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, DocId, Hash, MemberId, PublicKey, RoomId, ScopeId};
use ledger::{FrontFold, MemberFold, RosterFold, ScopeFold};
use seal::card::Card;
use seal::scope::ScopeKey;

pub use alarms::{Alarm, AlarmKind};
pub(crate) use answers::place as answer_place;
pub(crate) use docs::{Kept, Said, Shown, Stated};
pub(crate) use drops::Dropped;
pub use gaps::GapKind;
pub(crate) use gaps::gap;
pub(crate) use index::Index;
pub use index::{Spot, Wanted};
pub(crate) use keys::{Keys, Source};
pub(crate) use log::{Deed, Done};
pub(crate) use marks::{Marks, Relabel, Word};
pub(crate) use next::{Next, Planned, next_place};
pub(crate) use people::Note;
pub(crate) use plan::{
    Decision, FindingLine, Placed, Plan, Recorded, Request, SaidDoom, SetClock, may_be_asked,
};
pub(crate) use proposals::{Answer, Proposals, Proposed, fits as is_proposal, proposal_place};
pub(crate) use scope::Scope;
pub(crate) use sendto::place as sendto_place;
pub(crate) use take::{Checked, Held, Taken, Trouble, check, first, start};
pub(crate) use texts::{
    Agreement, SignedEntry, Texts, clean as clean_text, parse as parse_text, place as text_place,
};
pub(crate) use visitors::Visitor;

use crate::body::{DropTo, MemberNote, NdaText};
use crate::error::{Error, What};

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
    /// Chains of those who came by links, for managers.
    pub(crate) visitors: BTreeMap<ChainId, Visitor>,
    /// The chain of the link by which this visitor came.
    pub(crate) link: Option<MemberFold>,
    /// Nothing is to be saved or printed here.
    pub(crate) view_only: bool,
    /// Where files may be sent without reading, as a link says from its beginning.
    pub(crate) drops_to: Vec<DropTo>,
    /// The same as it was told last, and by whom.
    pub(crate) sendto: Option<(PublicKey, Vec<DropTo>)>,
    /// What became of what one sent in: whether it was taken in.
    pub(crate) answers: BTreeMap<DocId, bool>,
    /// What was done in the front, the roster, members' chains and folders, as it was read.
    pub(crate) log: Vec<Deed>,
    /// Members' and visitors' chains that could not be read to their end.
    pub(crate) gaps: BTreeMap<ChainId, GapKind>,
    /// What was dropped for those who manage, by inbox and document.
    pub(crate) dropped: BTreeMap<(ScopeId, DocId), Dropped>,
    /// Texts to be agreed to, as those who manage wrote them.
    pub(crate) texts: Texts,
    /// Those that are asked for here, by their hashes.
    pub(crate) asked: BTreeMap<Hash, NdaText>,
    /// Who signed which text, in which chain; and what it says.
    pub(crate) signed: BTreeMap<(ChainId, Hash), SignedEntry>,
    pub(crate) agreements: BTreeMap<(ChainId, Hash), Agreement>,
    pub(crate) scopes: BTreeMap<ScopeId, Scope>,
    /// Scopes held without a parent: granted, or the root and selections.
    pub(crate) tops: BTreeSet<ScopeId>,
    /// Those of them that lie beside the folders.
    pub(crate) selections: BTreeSet<ScopeId>,
    /// Bins, in the order in which they were announced; the first is the one that is used.
    pub(crate) bins: Vec<ScopeId>,
    /// The inbox of a folder for which members send in, and where in the roster it was listed; the first one
    /// that is.
    pub(crate) inboxes: BTreeMap<ScopeId, (u64, ScopeId)>,
    /// Those of them whose keys the desk has.
    pub(crate) listed: BTreeSet<ScopeId>,
    /// The folder that every other one lies below, and where in the roster it was listed.
    pub(crate) root: Option<(u64, ScopeId)>,
    /// Changes of the plan by their place in the roster, and what they make.
    pub(crate) plans: BTreeMap<u64, Planned>,
    pub(crate) plan: Plan,
    /// Next keys by scope and epoch, and where in the roster they were said.
    pub(crate) nexts: BTreeMap<(ScopeId, u32), BTreeMap<u64, Next>>,
    /// Who entered a member, and the server's time of it.
    pub(crate) entered: BTreeMap<MemberId, (PublicKey, u64)>,
    pub(crate) proposals: Proposals,
    pub(crate) keys: Keys,
    /// Until when the latest grant holds, for those who have no right of their own.
    pub(crate) expires: Option<u64>,
    /// What was released last: scope, epoch, end.
    pub(crate) granted: Vec<(ScopeId, u32, Option<u64>)>,
    /// What was ever granted, as far as this device knows, and until when.
    pub(crate) given: BTreeMap<ScopeId, Option<u64>>,
    /// What was wrong with what was served.
    pub(crate) alarms: BTreeSet<Alarm>,
    /// What is missing now.
    pub(crate) missing: BTreeSet<Alarm>,
    /// Chains in which something of one's own was to be finished and could not be.
    pub(crate) unsettled: BTreeSet<ChainId>,
    /// Bodies of the front and the roster that wait for their key.
    pub(crate) held: Vec<Held>,
    /// Heads that must be passed.
    pub(crate) pins: BTreeMap<ChainId, Head>,
    /// The newest server time of any entry.
    pub(crate) as_of: u64,
    /// Since when nothing shows that this is the newest state; see [`State::hear`].
    pub(crate) unproven: Option<u64>,
    /// Shown as to one who holds no office; see [`crate::access::view_as`].
    pub(crate) as_reader: bool,
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
            visitors: BTreeMap::new(),
            link: None,
            view_only: false,
            drops_to: Vec::new(),
            sendto: None,
            answers: BTreeMap::new(),
            log: Vec::new(),
            gaps: BTreeMap::new(),
            dropped: BTreeMap::new(),
            texts: Texts::default(),
            asked: BTreeMap::new(),
            signed: BTreeMap::new(),
            agreements: BTreeMap::new(),
            scopes: BTreeMap::new(),
            tops: BTreeSet::new(),
            selections: BTreeSet::new(),
            bins: Vec::new(),
            inboxes: BTreeMap::new(),
            listed: BTreeSet::new(),
            root: None,
            plans: BTreeMap::new(),
            plan: Plan::default(),
            nexts: BTreeMap::new(),
            entered: BTreeMap::new(),
            proposals: Proposals::default(),
            expires: None,
            granted: Vec::new(),
            given: BTreeMap::new(),
            keys: Keys::default(),
            alarms: BTreeSet::new(),
            missing: BTreeSet::new(),
            unsettled: BTreeSet::new(),
            held: Vec::new(),
            pins,
            unproven: None,
            as_reader: false,
            taken: BTreeSet::new(),
        }
    }

    pub(crate) fn room(&self) -> RoomId {
        self.front.room()
    }

    /// A member's chain, as far as a manager has read it; one's own too.
    pub(crate) fn person(&self, id: &MemberId) -> Option<&MemberFold> {
        if *id == self.own.tip().chain() {
            return Some(&self.own);
        }
        self.people.get(id).map(|note| &note.fold)
    }

    /// Whether a member may still read: not ended, not expired, and no invite that nobody took in time.
    pub(crate) fn is_open(&self, member: &RosterMember, now: u64) -> bool {
        let chain = self.person(&member.member.member);
        member.judge_open(chain, now).is_ok()
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

    /// Whether something leads to a scope. One that a crash left before its key was handed to anybody
    /// is nothing, and missed by nobody.
    pub(crate) fn is_announced(&self, id: &ScopeId, scope: &Scope) -> bool {
        scope.fold.parent().is_some() || self.tops.contains(id)
    }

    /// The chains that a member reads apart from folders; a manager reads the roster and everybody's.
    pub(crate) fn is_known(&self, chain: &ChainId) -> bool {
        [ChainId::FRONT, ChainId::ROSTER, self.own.tip().chain()].contains(chain)
            || self.roster.member(chain).is_some()
            || self.visitors.contains_key(chain)
            || self
                .link
                .as_ref()
                .is_some_and(|link| link.tip().chain() == *chain)
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

    /// Whether a folder's own chain, as far as it was read, puts it below another one that lists it.
    fn lies_below(&self, child: &ScopeId, parent: &ScopeId) -> bool {
        let known = self.scopes.get(child).map(|scope| &scope.fold);
        known.is_none_or(|fold| fold.epoch().is_none() || fold.parent() == Some(*parent))
    }

    /// Scopes below this one, itself first, parents before children.
    pub(crate) fn subtree(&self, top: &ScopeId) -> Vec<ScopeId> {
        let mut out = vec![*top];
        let mut seen = BTreeSet::from([*top]);
        let mut i = 0;
        while let Some(id) = out.get(i) {
            let below = self.scopes.get(id).into_iter();
            let below = below.flat_map(|scope| scope.children.keys().copied());
            let below = below.filter(|child| self.lies_below(child, id));
            let new: Vec<ScopeId> = below.filter(|child| seen.insert(*child)).collect();
            out.extend(new);
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

#[cfg(test)]
mod tests;
