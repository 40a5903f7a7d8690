//! What takes two: somebody asks for changes, somebody else approves them, and then they hold as they were asked for.
//!
//! A request names its changes by their bytes, an approval the request's entry, and who applies it names the request
//! again and says no change itself: so what is applied is what was approved, and nothing else can be.

use ledger::FrontFold;
use ledger::ids::{Hash, PublicKey};

use super::{Plan, Voice};
use crate::body::{self, Op};
use crate::replay::Planned;

/// How long a request can be applied: 30 days.
const WHILE: u64 = 30 * 24 * 3600 * 1000;

/// A request, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) by: PublicKey,
    pub(crate) time: u64,
    /// It is not applied any more from this on.
    pub(crate) until: u64,
    pub(crate) note: String,
    pub(crate) ops: Vec<Op>,
    pub(crate) decision: Option<Decision>,
    /// Who applied it, and when.
    pub(crate) applied: Option<(PublicKey, u64)>,
}

/// What somebody decided, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    /// None of one that is only thought of.
    pub(crate) by: Option<PublicKey>,
    pub(crate) time: u64,
    pub(crate) yes: bool,
    pub(crate) why: String,
}

/// Whether a change may be asked for. Texts, keys and answers are no grants; a request in a request is none.
pub(crate) fn may_be_asked(op: &Op) -> bool {
    match op {
        Op::Group(..)
        | Op::Belongs(..)
        | Op::Access(..)
        | Op::Closed(..)
        | Op::Await(..)
        | Op::Place(..)
        | Op::Sends(..)
        | Op::Stage(..)
        | Op::Tier(..)
        | Op::Clear(..)
        | Op::Lower(..)
        | Op::Destroy(_) => true,
        Op::Text(..)
        | Op::Next(..)
        | Op::Answered(..)
        | Op::Basis(..)
        | Op::Unbasis(..)
        | Op::Request(..)
        | Op::Decide(..)
        | Op::Applied(_)
        | Op::Unclear(..)
        | Op::Incident(..)
        | Op::Step(..)
        | Op::Turn(..)
        | Op::Form(..)
        | Op::Review(..)
        | Op::Finding(..)
        | Op::Right(..)
        | Op::Clock(..)
        | Op::Hold(..)
        | Op::Closing(_) => false,
    }
}

impl Plan {
    pub(super) fn ask(&mut self, said: &Planned, ops: &[u8], note: &str) {
        let asked = body::decode::<body::Plan>(ops).ok();
        // what cannot be read is asked for nothing
        let Some(asked) = asked.filter(|asked| asked.ops.iter().all(may_be_asked)) else {
            return;
        };
        let request = Request {
            by: said.by,
            time: said.time,
            until: said.time.saturating_add(WHILE),
            note: note.to_owned(),
            ops: asked.ops,
            decision: None,
            applied: None,
        };
        self.requests.entry(said.id).or_insert(request);
    }

    /// Whoever manages refuses, also what it asked for itself; nobody approves that.
    pub(super) fn decide(&mut self, said: &Planned, id: &Hash, yes: bool, why: &str) {
        let Some(request) = self.requests.get_mut(id) else {
            return;
        };
        if yes && request.by == said.by {
            return;
        }
        let decision = Decision {
            by: Some(said.by),
            time: said.time,
            yes,
            why: why.to_owned(),
        };
        request.decision.get_or_insert(decision);
    }

    /// Once, in time, and while both who agreed on it manage.
    pub(super) fn carry_out(&mut self, said: &Planned, front: &FrontFold, id: &Hash) {
        let Some(request) = self.requests.get_mut(id) else {
            return;
        };
        let manages = |key: &PublicKey| front.manages(key, &said.front);
        let approved = request.decision.as_ref().filter(|decision| decision.yes);
        let approver = approved.and_then(|decision| decision.by);
        let both = manages(&request.by) && approver.is_some_and(|by| manages(&by));
        if !both || request.applied.is_some() || said.time >= request.until {
            return;
        }
        request.applied = Some((said.by, said.time));
        let voice = Voice {
            by: Some(said.by),
            time: said.time,
            at: Some(said.front),
            id: Some(said.id),
            request: Some(*id),
            approved: true,
        };
        for op in request.ops.clone() {
            self.apply_one(&op, voice);
        }
    }
}
