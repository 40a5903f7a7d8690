//! An incident: the room is locked, what happened is kept, those who have to know are told, and each step is signed.
//!
//! | step | use |
//! |---|---|
//! | stop, and begin the record | [`Room::open_incident`] |
//! | who does what until when, and what was done | [`Room::step_incident`] |
//! | keep what the room knows | [`Room::incident_evidence`] |
//! | draft what the law asks, fill it in, sign it | [`Room::draft_notice`], [`Room::sign_notice`] |
//! | end it, and tell the whole of it | [`Room::turn_incident`], [`Room::incident_report`] |
//! | verify any of these papers without the room | [`Paper::read`] |
//!
//! The record stands in the roster's plan: those who manage write it and coordinators read it. Whether the room is
//! locked is said by the front alone, which owners sign; so nobody locks a room by recording an incident. A *drill* is
//! the same in every step but that one, in the room itself or in a copy of it, and each paper of it says so.
//!
//! Nothing here says that a law was kept to: it says what was done and when.

mod case;
mod evidence;
mod folder;
mod notice;
mod paper;
mod report;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod samples;
mod touched;

use std::collections::BTreeMap;

use ledger::entry::{Office, Public, RoomState};
use ledger::ids::{ChainId, PublicKey};

use crate::body::{Audience, Deadline, Incident, IncidentId, Op, Outcome, Phase, Step, Turn};
use crate::chains::append::Draft;
use crate::docs::Author;
use crate::error::Error;
use crate::host::{Host, random};
use crate::names;
use crate::replay::State;
use crate::room::Room;

use case::Case;
pub use evidence::{
    AlarmLine, Evidence, EvidenceFilter, FindingLine, GapLine, HeadLine, LinkLine, OpenedLine,
    ReceiptLine, VisitorLine, Window,
};
pub use notice::{Asked, DeadlineLine, Notice, Said};
pub use paper::{Made, OfRoom, Paper, Subject};
pub use report::{Closing, PaperLine, Report, TimelineLine};
pub use touched::Touched;

/// An incident as it is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentView {
    /// What it is asked for by.
    pub id: IncidentId,
    /// What is known of it now.
    pub incident: Incident,
    /// Who opened it, and when.
    pub by: Author,
    /// The server's time.
    pub time: u64,
    /// Each phase, in their order, as it stands.
    pub steps: Vec<StepView>,
    /// Each date.
    pub deadlines: Vec<DeadlineView>,
    /// Who ended it, when, and with which words.
    pub closed: Option<(Author, u64, String)>,
    /// The room is open to others although this is no drill and not over: an owner is to lock it.
    pub asks_lock: bool,
}

/// A phase as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepView {
    /// What was said of it last; nothing yet of one that nobody has begun.
    pub step: Step,
    /// Whoever answers for it, as it is called.
    pub who: String,
    /// Who said it, and when.
    pub by: Option<(Author, u64)>,
    /// It was to be done by now.
    pub overdue: bool,
}

/// A date as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineView {
    /// The rule.
    pub deadline: Deadline,
    /// Until when; none: at once.
    pub due: Option<u64>,
    /// How it stands.
    pub standing: DeadlineStanding,
}

/// How a date stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadlineStanding {
    /// Nobody was told yet, and the rule says no number.
    AtOnce,
    /// So many milliseconds are left.
    DueIn(u64),
    /// It is over since so many milliseconds, and nobody was told.
    Overdue(u64),
    /// It was told then, in time as far as there is a number.
    Met(u64),
    /// It was told then, and that was late.
    Late(u64),
    /// It was decided, for a reason, not to tell.
    GivenUp,
}

impl<H: Host> Room<H> {
    /// Opens an incident. By an owner it locks the room first, whatever follows; a manager's record asks an owner to.
    /// A drill locks nothing.
    pub async fn open_incident(&self, incident: &Incident) -> Result<IncidentId, Error> {
        self.judge_manager()?;
        incident.check()?;
        if incident.knew > self.now() {
            return Err(Error::NotAllowed);
        }
        let id = IncidentId(random(&mut self.host.rng()));
        let _turn = self.turn.lock().await;
        if !incident.drill {
            self.lock_now().await?;
        }
        let op = Op::Incident(id, Box::new(incident.clone()));
        self.write_case(op, |_| Ok(())).await?;
        if !incident.drill && !self.is_owner(&self.state.borrow()) {
            self.call(Office::Owner).await;
        }
        Ok(id)
    }

    /// Locks the room for an incident that a manager recorded; for owners.
    pub async fn lock_for_incident(&self, id: &IncidentId) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        {
            let state = self.state.borrow();
            let case = state.case(id)?;
            if !self.is_owner(&state) || case.said.drill || case.closed.is_some() {
                return Err(Error::NotAllowed);
            }
        }
        self.lock_now().await
    }

    /// Says how a phase stands: who answers for it until when, what was done, or why it is not.
    pub async fn step_incident(&self, id: &IncidentId, step: &Step) -> Result<(), Error> {
        self.judge_manager()?;
        step.check()?;
        if let Outcome::Done(at) = step.outcome
            && at > self.now()
        {
            return Err(Error::NotAllowed);
        }
        let _turn = self.turn.lock().await;
        let op = Op::Step(*id, Box::new(step.clone()));
        let judge = |state: &State| {
            let member = step.member.map(|member| ChainId(member.0));
            if member.is_some_and(|member| state.roster.member(&member).is_none()) {
                return Err(Error::NotFound);
            }
            open_case(state, id).map(drop)
        };
        self.write_case(op, judge).await
    }

    /// Says something else of an incident that is open. It ends only when every phase is done or given up.
    pub async fn turn_incident(&self, id: &IncidentId, turn: &Turn) -> Result<(), Error> {
        self.judge_manager()?;
        turn.check()?;
        if let Turn::Told(_, _, knew) = turn
            && *knew > self.now()
        {
            return Err(Error::NotAllowed);
        }
        let _turn = self.turn.lock().await;
        let op = Op::Turn(*id, turn.clone());
        let judge = |state: &State| {
            let case = open_case(state, id)?;
            match turn {
                Turn::Closed(_) if !case.is_settled() => Err(Error::NotAllowed),
                _ => Ok(()),
            }
        };
        self.write_case(op, judge).await
    }

    /// Every incident of the room, the newest first; for those who manage or coordinate.
    pub fn incidents(&self) -> Result<Vec<IncidentView>, Error> {
        let state = self.state.borrow();
        if !self.is_officer(&state) {
            return Err(Error::NotAllowed);
        }
        let cases: BTreeMap<IncidentId, Case> = state.cases();
        let mut all: Vec<IncidentView> = cases
            .iter()
            .map(|(id, case)| self.incident_view(&state, *id, case))
            .collect();
        all.sort_by_key(|one| core::cmp::Reverse(one.time));
        Ok(all)
    }

    fn incident_view(&self, state: &State, id: IncidentId, case: &Case) -> IncidentView {
        let now = self.now();
        let who = |by: &PublicKey| self.author(state, by, "");
        let steps = Phase::ALL.iter().map(|phase| {
            let said = case.step(*phase);
            let step = said.map_or_else(|| Step::none(*phase), |(step, _)| step.clone());
            let open = step.outcome == Outcome::Open;
            StepView {
                who: self.answers_for(state, &step),
                by: said.map(|(_, stamp)| (who(&stamp.by), stamp.time)),
                overdue: open && step.due.is_some_and(|due| now >= due),
                step,
            }
        });
        let closed = case.closed.as_ref();
        let locked = state.front.policy().state == RoomState::Locked;
        IncidentView {
            id,
            incident: case.said.clone(),
            by: who(&case.opened.by),
            time: case.opened.time,
            steps: steps.collect(),
            deadlines: case.deadlines(now),
            asks_lock: !case.said.drill && closed.is_none() && !locked,
            closed: closed.map(|(words, stamp)| (who(&stamp.by), stamp.time, names::text(words))),
        }
    }

    /// Whoever answers for a step, as it is called.
    fn answers_for(&self, state: &State, step: &Step) -> String {
        match &step.member {
            Some(member) => self.member_name(state, &ChainId(member.0)),
            None => names::shown(&step.name),
        }
    }

    /// An owner locks; nobody else can. It waits for no key that is to be turned before.
    async fn lock_now(&self) -> Result<(), Error> {
        self.write_all(|state| {
            let mut policy = state.front.policy();
            if !self.is_owner(state) || policy.state == RoomState::Locked {
                return Ok(Vec::new());
            }
            policy.state = RoomState::Locked;
            let policy = Public::Policy(policy);
            Ok(vec![Draft::new(ChainId::FRONT, 0, policy, None)])
        })
        .await
    }

    /// Writes one change, once, whatever answer gets lost.
    async fn write_case(
        &self,
        op: Op,
        judge: impl Fn(&State) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let me = self.own_key()?;
        let from = self.state.borrow().roster.tip().head().next;
        self.write_all(|state| {
            let mut since = state.plans.range(from..);
            if since.any(|(_, said)| said.by == me && said.ops.contains(&op)) {
                return Ok(Vec::new());
            }
            judge(state)?;
            Ok(vec![self.plan_draft(state, vec![op.clone()])?])
        })
        .await
    }
}

/// An incident that is not over.
fn open_case(state: &State, id: &IncidentId) -> Result<Case, Error> {
    let case = state.case(id)?;
    match case.closed {
        None => Ok(case),
        Some(_) => Err(Error::Decided),
    }
}

impl Step {
    /// What stands of a phase of which nobody has said anything.
    fn none(phase: Phase) -> Self {
        Self {
            phase,
            member: None,
            name: String::new(),
            due: None,
            outcome: Outcome::Open,
            words: String::new(),
        }
    }
}

impl Audience {
    /// The phase in which it is told.
    pub(crate) fn phase(self) -> Phase {
        match self {
            Self::Authority => Phase::Report,
            Self::Persons => Phase::Notify,
        }
    }
}
