//! Forms, dates of review, findings and persons' requests, as managers' entries make them.
//!
//! A step that breaks a rule counts for nothing, whoever's program wrote it:
//!
//! | step | counts |
//! |---|---|
//! | another version of a form | if it names the newest one, and is of the same kind; how long it is kept never becomes less |
//! | a finding is closed | with evidence that came since it was opened, by somebody who was never responsible for it |
//! | a request is put off | within its first period, and no further than the law lets |
//! | a request is answered | once, and after the person was verified |

use std::collections::{BTreeMap, BTreeSet};

use ledger::FrontFold;
use ledger::ids::{Hash, MemberId, PublicKey};

use crate::body::{
    Cover, Evidence, Filed, FindingId, FindingStep, Op, Raised, Received, Review, RightId,
    RightStep,
};
use crate::replay::Planned;

/// All of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Books {
    /// By the document's origin.
    pub(crate) forms: BTreeMap<Hash, FormLine>,
    pub(crate) reviews: BTreeMap<Cover, Review>,
    pub(crate) findings: BTreeMap<FindingId, FindingLine>,
    pub(crate) rights: BTreeMap<RightId, RightLine>,
}

/// The versions of a form, the first one first; one at least.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FormLine {
    pub(crate) versions: Vec<(Filed, PublicKey, u64)>,
    /// Until when any of it is to be kept.
    pub(crate) keep_until: Option<u64>,
}

/// A finding and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FindingLine {
    pub(crate) raised: Raised,
    pub(crate) by: PublicKey,
    pub(crate) time: u64,
    /// Everybody who was ever responsible.
    pub(crate) ever: BTreeSet<MemberId>,
    pub(crate) remedies: Vec<(String, PublicKey, u64)>,
    pub(crate) evidence: Vec<Evidence>,
    /// How much evidence was there when it was opened again.
    stale: usize,
    pub(crate) closed: Option<(String, PublicKey, u64)>,
}

/// What a person asked for and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RightLine {
    pub(crate) received: Received,
    pub(crate) by: PublicKey,
    pub(crate) verified: Option<bool>,
    pub(crate) extended: Option<(u64, String)>,
    pub(crate) outcome: Option<Outcome>,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) answered: bool,
    pub(crate) at: u64,
    pub(crate) text: String,
    pub(crate) by: PublicKey,
}

impl Books {
    pub(super) fn take(&mut self, op: &Op, said: &Planned, front: &FrontFold) {
        match op {
            Op::Form(doc, filed) => self.file(*doc, filed, said),
            Op::Review(what, Some(review)) => drop(self.reviews.insert(*what, *review)),
            Op::Review(what, None) => drop(self.reviews.remove(what)),
            Op::Finding(id, step) => self.find(*id, step, said, front),
            Op::Right(id, step) => self.right(*id, step, said),
            _ => {}
        }
    }

    fn file(&mut self, doc: Hash, filed: &Filed, said: &Planned) {
        let known = self.forms.get(&doc).and_then(|line| line.versions.last());
        let fits = match known {
            None => filed.previous.is_none(),
            Some((before, ..)) => filed.previous == Some(before.hash) && filed.kind == before.kind,
        };
        if !fits {
            return;
        }
        let line = self.forms.entry(doc).or_default();
        line.keep_until = line.keep_until.max(filed.keep_until);
        line.versions.push((filed.clone(), said.by, said.time));
    }

    fn find(&mut self, id: FindingId, step: &FindingStep, said: &Planned, front: &FrontFold) {
        if let FindingStep::Raised(raised) = step {
            self.findings.entry(id).or_insert_with(|| FindingLine {
                raised: raised.clone(),
                by: said.by,
                time: said.time,
                ever: BTreeSet::from([raised.responsible]),
                remedies: Vec::new(),
                evidence: Vec::new(),
                stale: 0,
                closed: None,
            });
            return;
        }
        let Some(line) = self.findings.get_mut(&id) else {
            return;
        };
        if line.closed.is_some() {
            if let FindingStep::Reopened(why) = step {
                line.closed = None;
                line.stale = line.evidence.len();
                line.remedies.push((why.clone(), said.by, said.time));
            }
            return;
        }
        match step {
            FindingStep::Raised(_) | FindingStep::Reopened(_) => {}
            FindingStep::Assigned(responsible, due) => {
                line.ever.insert(*responsible);
                (line.raised.responsible, line.raised.due) = (*responsible, *due);
            }
            FindingStep::Remedy(text) => line.remedies.push((text.clone(), said.by, said.time)),
            FindingStep::Evidence(evidence, note) => {
                line.evidence.extend(evidence);
                if !note.is_empty() {
                    line.remedies.push((note.clone(), said.by, said.time));
                }
            }
            FindingStep::Closed(note) => {
                let closer = front.officer(&said.by, &said.front);
                let other = closer.is_some_and(|(member, _)| line.may_close(&member));
                if other && line.is_shown() {
                    line.closed = Some((note.clone(), said.by, said.time));
                }
            }
        }
    }

    fn right(&mut self, id: RightId, step: &RightStep, said: &Planned) {
        if let RightStep::Received(received) = step {
            self.rights.entry(id).or_insert_with(|| RightLine {
                received: received.clone(),
                by: said.by,
                verified: None,
                extended: None,
                outcome: None,
            });
            return;
        }
        let Some(line) = self.rights.get_mut(&id) else {
            return;
        };
        if line.outcome.is_some() {
            return;
        }
        let outcome = |answered, at: &u64, text: &String| Outcome {
            answered,
            at: *at,
            text: text.clone(),
            by: said.by,
        };
        match step {
            RightStep::Received(_) => {}
            RightStep::Verified(yes, _) => line.verified = Some(*yes),
            RightStep::Extended(until, why) => {
                if line.may_extend(*until, said.time) {
                    line.extended = Some((*until, why.clone()));
                }
            }
            RightStep::Answered(at, text) => {
                if line.verified == Some(true) {
                    line.outcome = Some(outcome(true, at, text));
                }
            }
            RightStep::Refused(at, text) => line.outcome = Some(outcome(false, at, text)),
        }
    }
}

impl FindingLine {
    /// Whether this one may close it: nobody does who was ever responsible, also if that is another one now.
    pub(crate) fn may_close(&self, member: &MemberId) -> bool {
        !self.ever.contains(member)
    }

    /// Whether there is evidence since it was found, or opened again.
    pub(crate) fn is_shown(&self) -> bool {
        self.evidence.len() > self.stale
    }
}

impl RightLine {
    /// Whether it can be put off so far, at this time.
    pub(crate) fn may_extend(&self, until: u64, now: u64) -> bool {
        let received = &self.received;
        self.outcome.is_none()
            && now < received.due
            && until > received.due
            && until <= received.latest
    }

    /// When it has to be answered.
    pub(crate) fn due(&self) -> u64 {
        let extended = self.extended.as_ref().map(|(until, _)| *until);
        extended.unwrap_or(self.received.due)
    }

    /// Whether it is answered too late, or not yet and it is late now.
    pub(crate) fn is_late(&self, now: u64) -> bool {
        let at = self.outcome.as_ref().map_or(now, |outcome| outcome.at);
        at > self.due()
    }
}
