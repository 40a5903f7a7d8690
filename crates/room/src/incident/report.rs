//! The whole of an incident, in the order in which it was said: each line names the entry that says it.

use ledger::ids::{ChainId, Hash};
use serde::{Deserialize, Serialize};

use super::case::{Case, Stamp};
use super::notice::DeadlineLine;
use super::paper::{self, Made, OfRoom, REPORT, Subject};
use crate::artefact::Artefact;
use crate::body::{IncidentId, Outcome, Step, Turn};
use crate::dates::utc;
use crate::error::Error;
use crate::host::Host;
use crate::replay::{Done, State};
use crate::room::Room;

/// What was done about an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Report {
    /// The room.
    pub room: OfRoom,
    /// When and by whom it was made.
    pub made: Made,
    /// The incident.
    pub incident: Subject,
    /// When it was over, and with which words; none while it goes on.
    pub closed: Option<Closing>,
    /// What was said, the earliest first.
    pub timeline: Vec<TimelineLine>,
    /// How each date stands.
    pub deadlines: Vec<DeadlineLine>,
    /// The papers that belong to it, by kind and by the hash of their text.
    pub papers: Vec<PaperLine>,
}

/// The end of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Closing {
    /// The server's time.
    pub at: String,
    /// With which words.
    pub words: String,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct TimelineLine {
    /// The server's time.
    pub at: String,
    /// The key that signed it, and whose that is.
    pub by: String,
    /// As the maker's program knows that person.
    pub who: String,
    /// The chain and the place there.
    pub chain: String,
    /// The place in the chain.
    pub seq: u64,
    /// The entry's hash, where it is the roster's.
    pub entry: Option<String>,
    /// `opened`, `locked`, `read-only`, `unlocked`, `step`, `told`, `deadlines` or `closed`.
    pub what: String,
    /// Of a step: which.
    pub phase: Option<String>,
    /// Of a step: `open`, `done` or `given-up`.
    pub outcome: Option<String>,
    /// Of a step: when it was done, as who says it says.
    pub done: Option<String>,
    /// Of a step: until when.
    pub due: Option<String>,
    /// Of a step: who answers for it.
    pub responsible: Option<String>,
    /// In words.
    pub words: String,
}

/// A paper that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct PaperLine {
    /// Its kind.
    pub kind: String,
    /// SHA-256 of its text.
    pub sha256: String,
}

impl<H: Host> Room<H> {
    /// Signs what was done about an incident, and which papers belong to it.
    pub fn incident_report(&self, id: &IncidentId, papers: &[Artefact]) -> Result<Artefact, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let case = state.case(id)?;
        let room = self.session.room;
        if papers.iter().any(|paper| paper.room() != room) {
            return Err(Error::NotFound);
        }
        let papers = papers.iter().map(|paper| PaperLine {
            kind: paper.kind().to_owned(),
            sha256: Hash::of(paper.payload().as_bytes()).to_string(),
        });
        let dates = case.deadlines(self.now());
        let closed = case.closed.as_ref().map(|(words, stamp)| Closing {
            at: utc(stamp.time),
            words: words.clone(),
        });
        let report = Report {
            room: self.of_room(&state, true),
            made: self.keyed_made()?,
            incident: Subject::of(id, &case, true),
            closed,
            timeline: self.timeline(&state, &case),
            deadlines: dates.iter().map(DeadlineLine::of).collect(),
            papers: papers.collect(),
        };
        self.sign_artefact(REPORT, &report)
    }

    fn timeline(&self, state: &State, case: &Case) -> Vec<TimelineLine> {
        let line = |stamp: &Stamp, what: &str, words: &str| TimelineLine {
            at: utc(stamp.time),
            by: stamp.by.to_string(),
            who: self.author(state, &stamp.by, "").name,
            chain: ChainId::ROSTER.to_string(),
            seq: stamp.seq,
            entry: Some(stamp.entry.to_string()),
            what: what.to_owned(),
            phase: None,
            outcome: None,
            done: None,
            due: None,
            responsible: None,
            words: words.to_owned(),
        };
        // a lock comes before the record that asks for it, in the same minute or not
        let mut lines = vec![(case.opened.time, 1, line(&case.opened, "opened", ""))];
        for (step, stamp) in &case.steps {
            let said = line(stamp, "step", &step.words);
            lines.push((stamp.time, 1, self.step_line(state, step, said)));
        }
        for (turn, stamp) in &case.turns {
            let (what, words) = match turn {
                Turn::Told(_, summary, _) => ("told", summary.as_str()),
                Turn::Deadlines(_) => ("deadlines", ""),
                Turn::Closed(words) => ("closed", words.as_str()),
            };
            lines.push((stamp.time, 1, line(stamp, what, words)));
        }
        lines.extend(self.locks(state, case));
        // what has the same time keeps the order of its chain
        lines.sort_by_key(|(time, order, line)| (*time, *order, line.seq));
        lines.into_iter().map(|(_, _, line)| line).collect()
    }

    fn step_line(&self, state: &State, step: &Step, said: TimelineLine) -> TimelineLine {
        let (outcome, done) = match step.outcome {
            Outcome::Open => ("open", None),
            Outcome::Done(at) => ("done", Some(utc(at))),
            Outcome::GivenUp => ("given-up", None),
        };
        TimelineLine {
            phase: Some(paper::phase(step.phase).to_owned()),
            outcome: Some(outcome.to_owned()),
            done,
            due: step.due.map(utc),
            responsible: Some(self.answers_for(state, step)).filter(|who| !who.is_empty()),
            ..said
        }
    }

    /// How the room stood meanwhile, as owners said it: a minute before the record too, for the lock comes first.
    fn locks(&self, state: &State, case: &Case) -> Vec<(u64, u8, TimelineLine)> {
        const BEFORE: u64 = 60_000;
        let from = case.opened.time.saturating_sub(BEFORE);
        let until = case.closed.as_ref().map(|(_, stamp)| stamp.time);
        let within = |time: u64| time >= from && until.is_none_or(|until| time <= until);
        let deeds = state.log.iter().filter(|deed| within(deed.time));
        let line = deeds.filter_map(|deed| {
            let Done::Policy(policy) = &deed.what else {
                return None;
            };
            let what = match policy.state {
                ledger::entry::RoomState::Open => "unlocked",
                ledger::entry::RoomState::ReadOnly => "read-only",
                ledger::entry::RoomState::Locked => "locked",
            };
            let line = TimelineLine {
                at: utc(deed.time),
                by: deed.by.to_string(),
                who: self.author(state, &deed.by, "").name,
                chain: deed.place.0.to_string(),
                seq: deed.place.1,
                entry: None,
                what: what.to_owned(),
                phase: None,
                outcome: None,
                done: None,
                due: None,
                responsible: None,
                words: String::new(),
            };
            Some((deed.time, 0, line))
        });
        line.collect()
    }
}
