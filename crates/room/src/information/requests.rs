//! What takes two: one who manages asks, another one approves or refuses, and whoever comes first applies it.
//!
//! What is asked for is said once, by the request. The approval names the request's entry, and so does who applies it:
//! nothing is applied but what was approved, once, within 30 days, and while both still manage. A folder that holds
//! what takes two is granted by no manager's program to anybody for whom that was not done (see [`crate::information::gate`]).

use std::collections::BTreeSet;

use ledger::entry::Office;
use ledger::ids::{Hash, MemberId, PublicKey, ScopeId};

use crate::access::plan::{Difference, check_each};
use crate::access::{Target, Thought};
use crate::body::{self, MAX_DESCRIPTION, Op, Tier, TierRule};
use crate::chains::append::Draft;
use crate::docs::Author;
use crate::error::Error;
use crate::host::Host;
use crate::information::bases::check_reason;
use crate::information::gate::Reason;
use crate::names;
use crate::replay::{Request, State, may_be_asked};
use crate::room::Room;

/// A request as it is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestView {
    /// What it is asked for by.
    pub id: Hash,
    /// Who asks, and when.
    pub by: Author,
    /// The server's time.
    pub time: u64,
    /// It is not applied any more from this on.
    pub until: u64,
    /// Why, in words.
    pub note: String,
    /// The changes.
    pub changes: Vec<Op>,
    /// Who is to hold which folder although what it holds takes two.
    pub clears: Vec<(MemberId, ScopeId)>,
    /// How it stands.
    pub standing: RequestStanding,
    /// Who approved or refused it, when, and why.
    pub decision: Option<(Author, u64, String)>,
    /// Who applied it, and when.
    pub applied: Option<(Author, u64)>,
    /// Whether one asked for it oneself, and can only take it back.
    pub mine: bool,
}

/// How a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RequestStanding {
    /// Nobody decided yet.
    Open,
    /// It can be applied.
    Approved,
    /// Somebody refused it, or who asked took it back.
    Refused,
    /// It holds.
    Applied,
    /// Its time is over.
    Expired,
    /// Who asked for it or approved it manages no more.
    Void,
}

impl<H: Host> Room<H> {
    /// Says what a level asks for. Once one takes two, that is to be asked for as well: [`Room::ask`].
    pub async fn set_tier(&self, tier: Tier, rule: &TierRule) -> Result<(), Error> {
        self.apply(&[Op::Tier(tier, rule.clone())]).await
    }

    /// What levels ask for.
    pub fn tiers(&self) -> Result<Vec<(Tier, TierRule)>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let all = state.plan.tiers.iter();
        Ok(all
            .map(|(tier, ruled)| (*tier, ruled.rule.clone()))
            .collect())
    }

    /// Asks for changes that take two. Whatever else is against them refuses them here.
    pub async fn ask(&self, changes: &[Op], note: &str) -> Result<Hash, Error> {
        self.judge_manager()?;
        if note.len() > MAX_DESCRIPTION {
            return Err(Error::TooLarge);
        }
        // what is to be destroyed is asked for by [`Room::ask_destruction`]
        let own = |op: &Op| may_be_asked(op) && !matches!(op, Op::Clear(..) | Op::Destroy(_));
        if changes.is_empty() || !changes.iter().all(own) {
            return Err(Error::NotAllowed);
        }
        check_each(changes)?;
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        let from = self.state.borrow().roster.tip().head().next;
        let me = self.own_key()?;
        self.write_all(|state| {
            if asked_since(state, from, &me).is_some() {
                return Ok(Vec::new());
            }
            let ops = self.with_clears(state, changes)?;
            let said = body::encode(&body::Plan { ops }).to_vec();
            let request = Op::Request(said, note.trim().to_owned());
            Ok(vec![self.plan_draft(state, vec![request])?])
        })
        .await?;
        self.call(Office::Manager).await;
        let state = self.state.borrow();
        asked_since(&state, from, &me).ok_or(Error::Contended)
    }

    /// Changes, with everybody who is to hold what takes two by them.
    fn with_clears(&self, state: &State, changes: &[Op]) -> Result<Vec<Op>, Error> {
        let mut clears: BTreeSet<(MemberId, ScopeId)> = BTreeSet::new();
        let against = self.against_if(state, changes, true, &mut |raised| {
            let two = raised.reason == Reason::TakesTwo;
            if two {
                clears.insert((raised.who.member, raised.demand.scope));
            }
            two
        })?;
        if !against.is_empty() {
            return Err(Error::Against(Box::new(against)));
        }
        let clears = clears.into_iter();
        let clears = clears.map(|(member, scope)| Op::Clear(member, scope));
        Ok(changes.iter().cloned().chain(clears).collect())
    }

    /// Approves a request that another manager made, or refuses one.
    ///
    /// [`Error::Decided`] if that was done already, [`Error::NotAllowed`] for one's own, which one can only refuse.
    pub async fn decide_request(&self, id: &Hash, yes: bool, reason: &str) -> Result<(), Error> {
        self.judge_manager()?;
        let reason = match reason.trim().is_empty() && yes {
            true => String::new(),
            false => check_reason(reason)?,
        };
        let me = self.own_key()?;
        let from = self.state.borrow().roster.tip().head().next;
        let _turn = self.turn.lock().await;
        self.write_all(|state| {
            let request = state.plan.requests.get(id).ok_or(Error::NotFound)?;
            if let Some(decision) = &request.decision {
                let ours = decision.by == Some(me) && decision.yes == yes;
                let said = |op: &Op| matches!(op, Op::Decide(to, ..) if to == id);
                let mut since = state.plans.range(from..);
                let now = since.any(|(_, one)| one.by == me && one.ops.iter().any(said));
                return if ours && now {
                    Ok(Vec::new())
                } else {
                    Err(Error::Decided)
                };
            }
            match state.request_standing(request, self.now()) {
                RequestStanding::Open if yes && request.by == me => Err(Error::NotAllowed),
                RequestStanding::Open => {
                    let decide = Op::Decide(*id, yes, reason.clone());
                    Ok(vec![self.plan_draft(state, vec![decide])?])
                }
                RequestStanding::Expired => Err(Error::Expired),
                _ => Err(Error::Decided),
            }
        })
        .await
    }

    /// What a request would give and take now.
    pub fn preview_request(&self, id: &Hash) -> Result<Vec<Difference>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let request = state.plan.requests.get(id).ok_or(Error::NotFound)?;
        self.differences(&state, &request.ops, true)
    }

    /// Applies an approved request, exactly as it was asked for.
    pub async fn carry_out(&self, id: &Hash) -> Result<(), Error> {
        self.judge_manager()?;
        let me = self.own_key()?;
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        let changes = {
            let state = self.state.borrow();
            let request = state.plan.requests.get(id).ok_or(Error::NotFound)?;
            judge_standing(state.request_standing(request, self.now()))?;
            request.ops.clone()
        };
        // that is applied by destroying it: [`Room::destroy`]
        if changes.iter().any(|op| matches!(op, Op::Destroy(_))) {
            return Err(Error::NotAllowed);
        }
        self.judge_rest(&changes, true).await?;
        let begun = self.state.borrow().roster.tip().head().next;
        self.write_all(|state| {
            let request = state.plan.requests.get(id).ok_or(Error::NotFound)?;
            if let Some((by, _)) = request.applied {
                let said = |op: &Op| *op == Op::Applied(*id);
                let mut since = state.plans.range(begun..);
                let ours = since.any(|(_, one)| one.by == me && one.ops.iter().any(said));
                return if by == me && ours {
                    Ok(Vec::new())
                } else {
                    Err(Error::Decided)
                };
            }
            judge_standing(state.request_standing(request, self.now()))?;
            let against = self.against_if(state, &changes, true, &mut |_| false)?;
            if !against.is_empty() {
                return Err(Error::Against(Box::new(against)));
            }
            Ok(vec![self.plan_draft(state, vec![Op::Applied(*id)])?])
        })
        .await?;
        self.settle_now().await
    }

    /// What no rule gives any more is given anew by two only.
    pub(crate) fn unclear_drafts(&self, state: &State) -> Result<Vec<Draft>, Error> {
        if state.plan.clears.is_empty() {
            return Ok(Vec::new());
        }
        let rules = Thought {
            rules: true,
            ..Thought::default()
        };
        let target = Target::thought(state, rules, self.now());
        // of what is not known here another manager's program can tell
        let over = |(member, scope): &&(MemberId, ScopeId)| {
            state.tended(scope).is_ok() && !target.reads(member, scope)
        };
        let over = state.plan.clears.iter().filter(over);
        let ops: Vec<Op> = over
            .map(|(member, scope)| Op::Unclear(*member, *scope))
            .collect();
        match ops.is_empty() {
            true => Ok(Vec::new()),
            false => Ok(vec![self.plan_draft(state, ops)?]),
        }
    }

    /// Every request, the newest first, with what became of it.
    pub fn requests(&self) -> Result<Vec<RequestView>, Error> {
        self.judge_manager()?;
        let (state, now, me) = (self.state.borrow(), self.now(), self.own_key()?);
        let who = |key: &PublicKey| self.author(&state, key, "");
        let view = |(id, request): (&Hash, &Request)| {
            let clear = |op: &Op| match op {
                Op::Clear(member, scope) => Some((*member, *scope)),
                _ => None,
            };
            let decided = request.decision.as_ref();
            RequestView {
                id: *id,
                by: who(&request.by),
                time: request.time,
                until: request.until,
                note: names::text(&request.note),
                clears: request.ops.iter().filter_map(clear).collect(),
                changes: {
                    let all = request.ops.iter();
                    all.filter(|op| clear(op).is_none()).cloned().collect()
                },
                standing: state.request_standing(request, now),
                decision: decided.and_then(|decision| {
                    let by = decision.by.as_ref()?;
                    Some((who(by), decision.time, names::text(&decision.why)))
                }),
                applied: request.applied.map(|(by, time)| (who(&by), time)),
                mine: request.by == me,
            }
        };
        let mut all: Vec<RequestView> = state.plan.requests.iter().map(view).collect();
        all.sort_by_key(|one| core::cmp::Reverse(one.time));
        Ok(all)
    }
}

/// Whether a request can be applied.
fn judge_standing(standing: RequestStanding) -> Result<(), Error> {
    match standing {
        RequestStanding::Approved => Ok(()),
        RequestStanding::Open | RequestStanding::Void => Err(Error::NotAllowed),
        RequestStanding::Expired => Err(Error::Expired),
        RequestStanding::Refused | RequestStanding::Applied => Err(Error::Decided),
    }
}

/// What one asked for since then.
pub(crate) fn asked_since(state: &State, from: u64, by: &PublicKey) -> Option<Hash> {
    let asked = |op: &Op| matches!(op, Op::Request(..));
    let mut since = state.plans.range(from..);
    let said = since.find(|(_, one)| one.by == *by && one.ops.iter().any(asked));
    said.map(|(_, one)| one.id)
}

impl State {
    pub(crate) fn request_standing(&self, request: &Request, now: u64) -> RequestStanding {
        let manages = |key: &PublicKey| self.front.manages(key, &self.front.head());
        let approver = request.decision.as_ref().and_then(|decision| decision.by);
        match &request.decision {
            _ if request.applied.is_some() => RequestStanding::Applied,
            Some(decision) if !decision.yes => RequestStanding::Refused,
            _ if now >= request.until => RequestStanding::Expired,
            _ if !manages(&request.by) || approver.is_some_and(|by| !manages(&by)) => {
                RequestStanding::Void
            }
            Some(_) => RequestStanding::Approved,
            None => RequestStanding::Open,
        }
    }
}
