//! Findings: what is not as it should be, who remedies it by when, what shows that it was done, and who closed it.
//!
//! A finding is closed with evidence, and by somebody who was never responsible for it. That is not asked of who writes
//! it, but judged by everybody who reads (`replay/plan/books.rs`): a step that breaks it counts for nothing.

use ledger::ids::{ChainId, Hash, MemberId, PublicKey};

use crate::body::{Evidence, FindingId, FindingStep, MAX_LIST, Op, Raised};
use crate::docs::Author;
use crate::error::Error;
use crate::host::{Host, random};
use crate::names;
use crate::registers::check_step;
use crate::replay::{FindingLine, Spot, State};
use crate::room::Room;

/// A finding as it is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingView {
    /// What it is asked for by.
    pub id: FindingId,
    /// What is wrong.
    pub text: String,
    /// By which article or item.
    pub law: String,
    /// Who is to remedy it, and what that one is called.
    pub responsible: (MemberId, String),
    /// By when.
    pub due: u64,
    /// Who found it, and when.
    pub raised: FindingNote,
    /// What was done, and why it was opened again.
    pub remedies: Vec<FindingNote>,
    /// What shows it; and of documents whether they are there now.
    pub evidence: Vec<(Evidence, Option<bool>)>,
    /// How it stands.
    pub state: FindingState,
    /// Who closed it.
    pub closed: Option<FindingNote>,
    /// Whether one could close it oneself, once there is evidence.
    pub may_close: bool,
}

/// Words of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingNote {
    /// What.
    pub text: String,
    /// Who.
    pub by: Author,
    /// The server's time.
    pub time: u64,
}

/// How a finding stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingState {
    /// To be remedied.
    Open,
    /// There is evidence; somebody else is to close it.
    Shown,
    /// Closed.
    Closed,
}

impl<H: Host> Room<H> {
    /// Notes that something is not as it should be, and who is to remedy it by when.
    pub async fn raise_finding(
        &self,
        text: &str,
        law: &str,
        responsible: MemberId,
        due: u64,
    ) -> Result<FindingId, Error> {
        self.judge_manager()?;
        let raised = Raised {
            text: check_step(text, true)?,
            law: check_step(law, false)?,
            responsible,
            due,
        };
        self.judge_known(&responsible)?;
        let id = FindingId(random(&mut self.host.rng()));
        let step = FindingStep::Raised(raised);
        self.decide(&[Op::Finding(id, Box::new(step))]).await?;
        Ok(id)
    }

    /// What one says of a finding. Evidence has to be there; only who was never responsible closes one
    /// ([`Error::NotAllowed`]), and not without evidence ([`Error::NotFound`]).
    pub async fn finding_step(&self, id: &FindingId, step: &FindingStep) -> Result<(), Error> {
        self.judge_manager()?;
        let step = match step {
            FindingStep::Raised(_) => return Err(Error::NotAllowed),
            FindingStep::Assigned(who, due) => {
                self.judge_known(who)?;
                FindingStep::Assigned(*who, *due)
            }
            FindingStep::Remedy(text) => FindingStep::Remedy(check_step(text, true)?),
            FindingStep::Evidence(all, note) => {
                if all.is_empty() || all.len() > MAX_LIST {
                    return Err(Error::NotFound);
                }
                for one in all {
                    if !self.is_there(one).await? {
                        return Err(Error::NotFound);
                    }
                }
                FindingStep::Evidence(all.clone(), check_step(note, false)?)
            }
            FindingStep::Closed(note) => FindingStep::Closed(check_step(note, false)?),
            FindingStep::Reopened(why) => FindingStep::Reopened(check_step(why, true)?),
        };
        let me = self.session.member;
        let op = [Op::Finding(*id, Box::new(step.clone()))];
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        self.decide_if(&op, |state| {
            let line = state.plan.books.findings.get(id).ok_or(Error::NotFound)?;
            match &step {
                FindingStep::Reopened(_) if line.closed.is_none() => Err(Error::Decided),
                FindingStep::Reopened(_) => Ok(()),
                _ if line.closed.is_some() => Err(Error::Decided),
                FindingStep::Closed(_) if !line.may_close(&me) => Err(Error::NotAllowed),
                FindingStep::Closed(_) if !line.is_shown() => Err(Error::NotFound),
                _ => Ok(()),
            }
        })
        .await
    }

    /// Every finding, open ones first, by when they are due.
    pub fn findings(&self) -> Result<Vec<FindingView>, Error> {
        let state = self.state.borrow();
        if !self.is_officer(&state) {
            return Err(Error::NotAllowed);
        }
        let index = state.index();
        let lines = state.plan.books.findings.iter();
        let mut all: Vec<FindingView> = lines
            .map(|(id, line)| {
                let evidence = line.evidence.iter().map(|one| match one {
                    Evidence::Doc(origin) => {
                        (*one, Some(index.places_of(*origin).next().is_some()))
                    }
                    Evidence::Entry(..) => (*one, None),
                });
                let evidence = evidence.collect();
                self.finding_view(&state, *id, line, evidence)
            })
            .collect();
        all.sort_by_key(|one| (one.state, one.due, one.id));
        Ok(all)
    }

    fn finding_view(
        &self,
        state: &State,
        id: FindingId,
        line: &FindingLine,
        evidence: Vec<(Evidence, Option<bool>)>,
    ) -> FindingView {
        let note = |(text, by, time): &(String, PublicKey, u64)| FindingNote {
            text: text.clone(),
            by: self.author(state, by, ""),
            time: *time,
        };
        let raised = &line.raised;
        FindingView {
            id,
            text: raised.text.clone(),
            law: raised.law.clone(),
            responsible: (
                raised.responsible,
                self.member_name(state, &raised.responsible),
            ),
            due: raised.due,
            raised: note(&(raised.text.clone(), line.by, line.time)),
            remedies: line.remedies.iter().map(note).collect(),
            evidence,
            state: match (&line.closed, line.is_shown()) {
                (Some(_), _) => FindingState::Closed,
                (None, true) => FindingState::Shown,
                (None, false) => FindingState::Open,
            },
            closed: line.closed.as_ref().map(note),
            may_close: self.is_manager(state) && line.may_close(&self.session.member),
        }
    }

    /// Where a document that shows something lies, if one sees it, and what it is called. None of an entry.
    pub fn evidence_place(&self, evidence: &Evidence) -> Option<(Spot, String)> {
        let Evidence::Doc(origin) = evidence else {
            return None;
        };
        let state = self.state.borrow();
        let at = state.index().places_of(*origin).next_back()?;
        let name = state.scopes.get(&at.scope)?.said(&at.doc).name;
        Some((at, names::safe(&name)))
    }

    /// Whether there is such a document here, or such an entry in the store.
    pub(crate) async fn is_there(&self, evidence: &Evidence) -> Result<bool, Error> {
        match evidence {
            Evidence::Doc(origin) => {
                let index = self.state.borrow().index();
                Ok(index.places_of(*origin).next().is_some())
            }
            Evidence::Entry(chain, seq, hash) => {
                let wrapped = match self.wrapped(chain, *seq).await {
                    Ok(wrapped) => wrapped,
                    Err(Error::NotFound | Error::NotAllowed) => return Ok(false),
                    Err(other) => return Err(other),
                };
                let Ok(verified) = wrapped.signed().verify() else {
                    return Ok(false);
                };
                let entry = verified.entry();
                let here = entry.seq == *seq && entry.chain == *chain;
                // of the very first entry the room is its own hash
                let room = entry.room.unwrap_or(ledger::ids::RoomId(verified.hash().0));
                Ok(here && room == self.session.room && verified.hash() == *hash)
            }
        }
    }

    /// A member that is in the room.
    fn judge_known(&self, who: &MemberId) -> Result<(), Error> {
        let state = self.state.borrow();
        let known = state.roster.member(who).is_some();
        known.then_some(()).ok_or(Error::NotFound)
    }
}

/// Evidence as a form names it: `doc:ORIGIN`, or `entry:CHAIN:NUMBER:HASH`.
pub fn evidence_text(evidence: &Evidence) -> String {
    match evidence {
        Evidence::Doc(origin) => format!("doc:{origin}"),
        Evidence::Entry(chain, seq, hash) => format!("entry:{chain}:{seq}:{hash}"),
    }
}

/// Reads it.
pub fn parse_evidence(text: &str) -> Option<Evidence> {
    if let Some(origin) = text.strip_prefix("doc:") {
        return Some(Evidence::Doc(Hash::parse(origin).ok()?));
    }
    let mut parts = text.strip_prefix("entry:")?.split(':');
    let chain = ChainId::parse(parts.next()?).ok()?;
    let seq = parts.next()?.parse().ok()?;
    let hash = Hash::parse(parts.next()?).ok()?;
    parts
        .next()
        .is_none()
        .then_some(Evidence::Entry(chain, seq, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_written_and_read() {
        let entry = Evidence::Entry(ChainId([7; 16]), 12, Hash([9; 32]));
        for one in [entry, Evidence::Doc(Hash([1; 32]))] {
            assert_eq!(parse_evidence(&evidence_text(&one)), Some(one));
        }
        for odd in ["", "doc:", "doc:07", "entry:07:1:09", "file:x", "entry:"] {
            assert_eq!(parse_evidence(odd), None);
        }
        assert_eq!(
            parse_evidence(&format!("{}:1", evidence_text(&entry))),
            None
        );
    }
}
