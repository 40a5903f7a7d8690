//! Incidents, as the changes of the plan make them.

use std::collections::BTreeMap;

use ledger::ids::{Hash, PublicKey};

use super::{DeadlineStanding, DeadlineView};
use crate::body::{Incident, IncidentId, Op, Outcome, Phase, Step, Turn};
use crate::error::Error;
use crate::replay::{Planned, State};

/// One incident.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    /// What is known of it now.
    pub(crate) said: Incident,
    pub(crate) opened: Stamp,
    /// Everything that was said of its phases, and otherwise, as it was said.
    pub(crate) steps: Vec<(Step, Stamp)>,
    pub(crate) turns: Vec<(Turn, Stamp)>,
    pub(crate) closed: Option<(String, Stamp)>,
}

/// The entry that says something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp {
    /// Its place in the roster.
    pub(crate) seq: u64,
    pub(crate) entry: Hash,
    pub(crate) by: PublicKey,
    pub(crate) time: u64,
}

impl State {
    /// Every incident. What is said of one that is over, or not as it may be, counts for nothing.
    pub(crate) fn cases(&self) -> BTreeMap<IncidentId, Case> {
        let mut cases = BTreeMap::new();
        for (seq, said) in &self.plans {
            let stamp = Stamp::of(*seq, said);
            said.ops.iter().for_each(|op| hear(&mut cases, op, stamp));
        }
        cases
    }

    pub(crate) fn case(&self, id: &IncidentId) -> Result<Case, Error> {
        self.cases().remove(id).ok_or(Error::NotFound)
    }
}

fn hear(cases: &mut BTreeMap<IncidentId, Case>, op: &Op, stamp: Stamp) {
    match op {
        Op::Incident(id, said) if said.check().is_ok() => {
            let case = || Case {
                said: said.as_ref().clone(),
                opened: stamp,
                steps: Vec::new(),
                turns: Vec::new(),
                closed: None,
            };
            cases.entry(*id).or_insert_with(case);
        }
        Op::Step(id, step) if step.check().is_ok() => {
            if let Some(case) = cases.get_mut(id).filter(|case| case.closed.is_none()) {
                let mut step = step.as_ref().clone();
                if let Outcome::Done(at) = &mut step.outcome {
                    // nothing was done after it was said
                    *at = (*at).min(stamp.time);
                }
                case.steps.push((step, stamp));
            }
        }
        Op::Turn(id, turn) if turn.check().is_ok() => {
            if let Some(case) = cases.get_mut(id).filter(|case| case.closed.is_none()) {
                case.turn(turn, stamp);
            }
        }
        _ => {}
    }
}

impl Case {
    fn turn(&mut self, turn: &Turn, stamp: Stamp) {
        match turn {
            Turn::Told(kind, summary, knew) => {
                self.said.kind = *kind;
                self.said.summary.clone_from(summary);
                self.said.knew = (*knew).min(stamp.time);
            }
            Turn::Deadlines(all) => self.said.deadlines.clone_from(all),
            // nobody ends what is not done
            Turn::Closed(_) if !self.is_settled() => return,
            Turn::Closed(words) => self.closed = Some((words.clone(), stamp)),
        }
        self.turns.push((turn.clone(), stamp));
    }

    /// What was said of a phase last.
    pub(crate) fn step(&self, phase: Phase) -> Option<&(Step, Stamp)> {
        let mut newest = self.steps.iter().rev();
        newest.find(|(step, _)| step.phase == phase)
    }

    /// Whether every phase is done, or was given up.
    pub(crate) fn is_settled(&self) -> bool {
        Phase::ALL.iter().all(|phase| {
            let said = self.step(*phase);
            said.is_some_and(|(step, _)| step.outcome != Outcome::Open)
        })
    }

    /// How each date stands at a time.
    pub(crate) fn deadlines(&self, now: u64) -> Vec<DeadlineView> {
        let all = self.said.deadlines.iter();
        let view = |one: &crate::body::Deadline| {
            let minutes = one.minutes.map(|minutes| minutes.saturating_mul(60_000));
            let due = minutes.map(|span| self.said.knew.saturating_add(span));
            let told = self.step(one.to.phase()).map(|(step, _)| step.outcome);
            let standing = match (told, due) {
                (Some(Outcome::GivenUp), _) => DeadlineStanding::GivenUp,
                (Some(Outcome::Done(at)), Some(due)) if at > due => DeadlineStanding::Late(at),
                (Some(Outcome::Done(at)), _) => DeadlineStanding::Met(at),
                (_, None) => DeadlineStanding::AtOnce,
                (_, Some(due)) if now > due => DeadlineStanding::Overdue(now - due),
                (_, Some(due)) => DeadlineStanding::DueIn(due - now),
            };
            DeadlineView {
                deadline: one.clone(),
                due,
                standing,
            }
        };
        all.map(view).collect()
    }
}

impl Stamp {
    fn of(seq: u64, said: &Planned) -> Self {
        Self {
            seq,
            entry: said.id,
            by: said.by,
            time: said.time,
        }
    }
}
