//! Those who came by links: their chains as those who manage read them, and for a visitor the chain
//! of its own link.

use ledger::entry::{MemberKind, Public};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, MemberId, PublicKey};
use ledger::{MemberFold, Refusal, Subject, Verified};
use seal::context::{Context, Kind};

use super::{Alarm, AlarmKind, Held, Scope, State};
use crate::body::{self, Introduction};
use crate::session::{Session, Who};

/// A device that came by a link.
#[derive(Debug)]
pub(crate) struct Visitor {
    pub(crate) link: MemberId,
    /// When it opened the link for the first time, as the gate counts it.
    pub(crate) first: Option<u64>,
    pub(crate) fold: MemberFold,
    /// The server's time of its first entry.
    pub(crate) came: u64,
    /// Who it says that it is.
    pub(crate) said: Option<Introduction>,
}

impl State {
    /// Notes a visitor that the gate tells of. What is something else already is none.
    pub(crate) fn meet(&mut self, link: MemberId, chain: ChainId, first: Option<u64>) {
        let is_link = |member: &RosterMember| member.member.kind == MemberKind::Link;
        let fixed = [ChainId::FRONT, ChainId::ROSTER, self.own.tip().chain()].contains(&chain);
        let begun = |scope: &Scope| scope.fold.epoch().is_some();
        let other =
            self.roster.member(&chain).is_some() || self.scopes.get(&chain).is_some_and(begun);
        if fixed || other || !self.roster.member(&link).is_some_and(is_link) {
            return;
        }
        // one that was kept back before, and read as what it is not
        if self.scopes.remove(&chain).is_some() {
            let kind = AlarmKind::ForgedEntry;
            self.alarms.remove(&Alarm { chain, kind });
        }
        let room = self.room();
        let known = self.visitors.entry(chain).or_insert_with(|| Visitor {
            link,
            first,
            fold: MemberFold::new(room, chain),
            came: 0,
            said: None,
        });
        if known.link == link {
            known.first = first.or(known.first);
        }
    }

    pub(super) fn accept_visitor(
        &mut self,
        chain: ChainId,
        verified: &Verified,
        time: u64,
    ) -> Result<(), Refusal> {
        let Self {
            visitors,
            roster,
            front,
            ..
        } = self;
        let visitor = visitors.get_mut(&chain).ok_or(Refusal::NotFound)?;
        let link = roster.member(&visitor.link).ok_or(Refusal::NotFound)?;
        visitor
            .fold
            .accept(verified, time, front, &link.subject())?;
        if verified.entry().seq == 0 {
            visitor.came = time;
        }
        Ok(())
    }

    /// Whether this is the chain of the link by which this session's visitor came.
    pub(crate) fn is_link(&self, session: &Session, chain: &ChainId) -> bool {
        matches!(session.who, Who::Visitor { .. }) && *chain == session.member
    }

    /// A visitor reads its link's chain: what is asked of it stands there.
    pub(super) fn accept_link(
        &mut self,
        session: &Session,
        verified: &Verified,
        time: u64,
    ) -> Result<(), Refusal> {
        let Who::Visitor { keys } = &session.who else {
            return Err(Refusal::NotFound);
        };
        let subject = Subject {
            member: session.member,
            kind: MemberKind::Link,
            key: PublicKey(keys.sign.public()),
            join_by: None,
            grants: None,
        };
        let room = self.room();
        let link = self
            .link
            .get_or_insert_with(|| MemberFold::new(room, session.member));
        link.accept(verified, time, &self.front, &subject)
    }

    /// `None`: its key is not there. Otherwise whether it says what it should.
    pub(super) fn open_visitor(&mut self, held: &Held) -> Option<bool> {
        let chain = held.entry.chain;
        let Public::Visitor(..) = held.entry.public else {
            return Some(true);
        };
        if !self.visitors.contains_key(&chain) {
            // one's own, or nobody's
            return Some(true);
        }
        let roster = self.keys.get(&ChainId::ROSTER, 0)?;
        let context = Context::new(Kind::Visitor, self.front.room().0, chain.0, 0);
        let plain = roster.open_box(&context, held.body.as_deref().unwrap_or_default());
        let said = plain.ok().and_then(|plain| body::decode(&plain).ok());
        let good = said.is_some();
        if let Some(visitor) = self.visitors.get_mut(&chain) {
            visitor.said = said;
        }
        Some(good)
    }
}
