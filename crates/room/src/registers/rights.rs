//! What persons ask for by their rights: when it came, when it has to be answered, what became of it.
//!
//! A person is called by a reference that the operator chooses, and what is said of a request stands under seal in the
//! roster's plan: nobody outside those who manage and coordinate learns that there was one. The reference goes into a log
//! for others ([`crate::FormKind::RightsLog`]), so it takes no name: letters of ASCII, digits, `-`, `_`, `.`, `/`, and a digit at least.

use crate::body::{Op, Received, RightId, RightKind, RightStep};
use crate::docs::Author;
use crate::error::Error;
use crate::forms::deadline;
use crate::host::{Host, random};
use crate::names::BadName;
use crate::registers::check_step;
use crate::room::Room;

/// The longest reference, in bytes.
const REFERENCE: usize = 64;

/// A person's request as it is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightView {
    /// What it is asked for by.
    pub id: RightId,
    /// What the operator calls the person.
    pub reference: String,
    /// What is asked for.
    pub kind: RightKind,
    /// By which rule the period is counted; see [`crate::deadlines`].
    pub law: String,
    /// When it came.
    pub received: u64,
    /// When it has to be answered, with what it was put off by.
    pub due: u64,
    /// Until when that can be put off.
    pub latest: u64,
    /// Why it was put off.
    pub extended: Option<String>,
    /// Whether it is the person itself, if somebody looked.
    pub verified: Option<bool>,
    /// How it ended.
    pub done: Option<RightDone>,
    /// Answered too late, or not yet and late.
    pub late: bool,
    /// Who logged it.
    pub by: Author,
}

/// How a request ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RightDone {
    /// It was answered, and not refused.
    pub answered: bool,
    /// When.
    pub at: u64,
    /// What was done, or why it was refused.
    pub text: String,
    /// Who said so.
    pub by: Author,
}

impl<H: Host> Room<H> {
    /// Logs what a person asks for, and when it has to be answered.
    pub async fn log_right(
        &self,
        reference: &str,
        kind: RightKind,
        law: &str,
        received: u64,
    ) -> Result<RightId, Error> {
        self.judge_manager()?;
        let reference = check_reference(reference)?;
        if received > self.now() {
            return Err(Error::NotAllowed);
        }
        let period = deadline(law).ok_or(Error::NotFound)?;
        let (due, latest) = period.of(received).ok_or(Error::NotAllowed)?;
        let received = Received {
            reference,
            kind,
            law: law.to_owned(),
            received,
            due,
            latest,
        };
        let id = RightId(random(&mut self.host.rng()));
        let step = RightStep::Received(received);
        self.decide(&[Op::Right(id, Box::new(step))]).await?;
        Ok(id)
    }

    /// What is done about a request. It is answered once, after the person was verified, and put off within its first
    /// period only.
    pub async fn right_step(&self, id: &RightId, step: &RightStep) -> Result<(), Error> {
        self.judge_manager()?;
        let step = match step {
            RightStep::Received(_) => return Err(Error::NotAllowed),
            RightStep::Verified(yes, how) => RightStep::Verified(*yes, check_step(how, false)?),
            RightStep::Extended(until, why) => RightStep::Extended(*until, check_step(why, true)?),
            RightStep::Answered(at, text) => RightStep::Answered(*at, check_step(text, true)?),
            RightStep::Refused(at, why) => RightStep::Refused(*at, check_step(why, true)?),
        };
        let now = self.now();
        if let RightStep::Answered(at, _) | RightStep::Refused(at, _) = &step
            && *at > now
        {
            return Err(Error::NotAllowed);
        }
        let op = [Op::Right(*id, Box::new(step.clone()))];
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        self.decide_if(&op, |state| {
            let line = state.plan.books.rights.get(id).ok_or(Error::NotFound)?;
            match &step {
                _ if line.outcome.is_some() => Err(Error::Decided),
                RightStep::Extended(until, _) if !line.may_extend(*until, now) => {
                    Err(Error::NotAllowed)
                }
                RightStep::Answered(..) if line.verified != Some(true) => Err(Error::NotAllowed),
                _ => Ok(()),
            }
        })
        .await
    }

    /// Every request, open ones first, by when they have to be answered.
    pub fn rights(&self) -> Result<Vec<RightView>, Error> {
        let state = self.state.borrow();
        if !self.is_officer(&state) {
            return Err(Error::NotAllowed);
        }
        let now = self.now();
        let lines = state.plan.books.rights.iter();
        let mut all: Vec<RightView> = lines
            .map(|(id, line)| {
                let received = &line.received;
                let done = line.outcome.as_ref().map(|outcome| RightDone {
                    answered: outcome.answered,
                    at: outcome.at,
                    text: outcome.text.clone(),
                    by: self.author(&state, &outcome.by, ""),
                });
                RightView {
                    id: *id,
                    reference: received.reference.clone(),
                    kind: received.kind,
                    law: received.law.clone(),
                    received: received.received,
                    due: line.due(),
                    latest: received.latest,
                    extended: line.extended.as_ref().map(|(_, why)| why.clone()),
                    verified: line.verified,
                    done,
                    late: line.is_late(now),
                    by: self.author(&state, &line.by, ""),
                }
            })
            .collect();
        all.sort_by_key(|one| (one.done.is_some(), one.due, one.id));
        Ok(all)
    }
}

/// A reference that is no name.
fn check_reference(text: &str) -> Result<String, BadName> {
    let text = text.trim();
    if text.is_empty() {
        return Err(BadName::Empty);
    }
    if text.len() > REFERENCE {
        return Err(BadName::Long);
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    let numbered = text.contains(|c: char| c.is_ascii_digit());
    match numbered && text.chars().all(plain) {
        true => Ok(text.to_owned()),
        false => Err(BadName::Character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_takes_no_name() {
        for good in ["R-2027/001", "17", "case_9.a"] {
            assert_eq!(check_reference(good).as_deref(), Ok(good));
        }
        for odd in ["", "王芳1", "Wang Fang 1", "wang", "a@b1", "1\n2"] {
            assert!(check_reference(odd).is_err(), "{odd}");
        }
        assert_eq!(check_reference(&"1".repeat(65)), Err(BadName::Long));
    }
}
