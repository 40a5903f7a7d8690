//! What the authority and the persons are told: what is known stands in it, the rest a person fills in.
//!
//! The fields are those that PIPL 57 and GDPR 33(3) and 34(2) ask; one of both laws is one field. A field that nobody
//! has filled in is named as lacking, and so it may be signed: GDPR 33(4) lets what is not known yet follow. A notice
//! that takes the place of an earlier one names it by its hash.

use ledger::ids::Hash;
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::paper::{self, Made, NOTICES, OfRoom, Subject};
use super::touched::Touched;
use super::{DeadlineStanding, DeadlineView, EvidenceFilter};
use crate::artefact::{Artefact, ArtefactError};
use crate::body::{Audience, IncidentId, Outcome};
use crate::dates::{minute, utc};
use crate::error::Error;
use crate::host::Host;
use crate::names::BadName;
use crate::replay::State;
use crate::room::Room;

/// Bytes of one field.
const MAX_FIELD: usize = 16 * 1024;

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Notice {
    /// The room; a notice leaves the room, and names it by its id alone.
    pub room: OfRoom,
    /// When and by whom it was made.
    pub made: Made,
    /// The incident.
    pub incident: Subject,
    /// For whom: `authority` or `persons`.
    pub to: String,
    /// Counted from 1.
    pub revision: u32,
    /// The text whose place it takes, by its hash.
    pub replaces: Option<String>,
    /// Whom and what it touches, as the room knows it.
    pub known: Touched,
    /// What a person says.
    pub said: Said,
    /// Until when it is to be told, and how that stood when it was made.
    pub deadlines: Vec<DeadlineLine>,
    /// By which rules each field is asked.
    pub asked: Vec<Asked>,
    /// What is asked and is not filled in.
    pub missing: Vec<String>,
}

/// What a person fills in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Said {
    /// What happened.
    pub nature: String,
    /// How it came to it.
    pub cause: String,
    /// What harm may follow.
    pub consequences: String,
    /// What was done, and is to be done.
    pub measures_taken: String,
    /// What the persons themselves can do.
    pub measures_for_persons: String,
    /// Who can be asked, and how; a data protection officer if there is one.
    pub contact: String,
    /// Why it comes late.
    pub delay: String,
}

/// A date, as it stood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DeadlineLine {
    /// For whom.
    pub to: String,
    /// The rule.
    pub law: String,
    /// Where it stands.
    pub source: String,
    /// Until when; none: at once.
    pub due: Option<String>,
    /// `at-once`, `due-in`, `overdue`, `met`, `late` or `given-up`.
    pub standing: String,
    /// So many minutes are left, or have passed.
    pub minutes: Option<u64>,
    /// When it was told.
    pub told: Option<String>,
}

/// By which rules a field is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Asked {
    /// The field: of `said`, or `known`.
    pub field: String,
    /// The rules.
    pub by: Vec<String>,
}

/// What is asked: of the authority's notice, and of the persons'.
const ASKED: [(&str, &[&str], &[&str]); 7] = [
    ("nature", &["GDPR 33(3)(a)"], &["GDPR 34(2)"]),
    ("known", &["PIPL 57(1)", "GDPR 33(3)(a)"], &["PIPL 57(1)"]),
    ("cause", &["PIPL 57(1)"], &["PIPL 57(1)"]),
    (
        "consequences",
        &["PIPL 57(1)", "GDPR 33(3)(c)"],
        &["PIPL 57(1)", "GDPR 34(2)"],
    ),
    (
        "measures-taken",
        &["PIPL 57(2)", "GDPR 33(3)(d)"],
        &["PIPL 57(2)", "GDPR 34(2)"],
    ),
    (
        "measures-for-persons",
        &["PIPL 57(2)"],
        &["PIPL 57(2)", "GDPR 34(2)"],
    ),
    (
        "contact",
        &["PIPL 57(3)", "GDPR 33(3)(b)"],
        &["PIPL 57(3)", "GDPR 34(2)"],
    ),
];

impl Said {
    fn fields(&self) -> [(&'static str, &String); 7] {
        [
            ("nature", &self.nature),
            ("cause", &self.cause),
            ("consequences", &self.consequences),
            ("measures-taken", &self.measures_taken),
            ("measures-for-persons", &self.measures_for_persons),
            ("contact", &self.contact),
            ("delay", &self.delay),
        ]
    }
}

impl Notice {
    /// The kind of artefact that it is.
    pub(super) fn kind(&self) -> Option<&'static str> {
        let mut kinds = NOTICES.iter();
        let kind = kinds.find(|(to, _)| paper::audience(*to) == self.to);
        kind.map(|(_, kind)| *kind)
    }

    /// What is asked and is not filled in.
    pub(super) fn lacks(&self) -> Vec<String> {
        let late = |line: &DeadlineLine| {
            let over = line.standing == "overdue" || line.standing == "late";
            over && line.law.starts_with("GDPR 33")
        };
        let owes =
            self.to == paper::audience(Audience::Authority) && self.deadlines.iter().any(late);
        let fields = self.said.fields().into_iter();
        let empty = fields.filter(|(field, said)| {
            let asked = *field != "delay" || owes;
            asked && said.trim().is_empty()
        });
        let mut lacks: Vec<String> = empty.map(|(field, _)| field.to_owned()).collect();
        if self.known.at_most.is_none() {
            lacks.push("persons".to_owned());
        }
        lacks
    }
}

impl<H: Host> Room<H> {
    /// A notice with what the room knows: whom receipts and labels say that it touches, and what was done so far, with
    /// times as they are `offset` minutes east of Greenwich.
    pub fn draft_notice(
        &self,
        id: &IncidentId,
        to: Audience,
        filter: &EvidenceFilter,
        offset: i32,
    ) -> Result<Notice, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let case = state.case(id)?;
        let done = case
            .steps
            .iter()
            .filter_map(|(step, _)| match step.outcome {
                Outcome::Done(at) if !step.words.trim().is_empty() => {
                    Some(format!("{} {}", minute(at, offset), step.words))
                }
                _ => None,
            });
        let said = Said {
            nature: case.said.summary.clone(),
            measures_taken: done.collect::<Vec<_>>().join("\n"),
            ..Said::default()
        };
        let known = self.touched(&state, &filter.receipts());
        self.notice(&state, (id, &case), to, known, said)
    }

    /// Signs a notice as a person has filled it in, in the place of an earlier one if there is one. Of which room and
    /// incident it is, whether that is a drill, its dates and what it lacks are as they are now, whatever it says.
    pub fn sign_notice(
        &self,
        id: &IncidentId,
        notice: &Notice,
        before: Option<&Artefact>,
    ) -> Result<Artefact, Error> {
        self.judge_manager()?;
        let long = |(_, said): (&str, &String)| said.len() > MAX_FIELD;
        if notice.said.fields().into_iter().any(long) {
            return Err(BadName::Long.into());
        }
        let state = self.state.borrow();
        let case = state.case(id)?;
        let mut audiences = NOTICES.iter().map(|(to, _)| *to);
        let to = audiences.find(|to| paper::audience(*to) == notice.to);
        let to = to.ok_or(Error::NotFound)?;
        let (known, said) = (notice.known.clone(), notice.said.clone());
        let mut signed = self.notice(&state, (id, &case), to, known, said)?;
        let kind = signed.kind().ok_or(Error::NotFound)?;
        if let Some(before) = before {
            let earlier: Notice = before.read(kind)?;
            if before.room() != self.session.room || earlier.incident.id != signed.incident.id {
                let what = "it is of another incident".to_owned();
                return Err(ArtefactError::Payload(what).into());
            }
            signed.revision = earlier.revision.saturating_add(1);
            signed.replaces = Some(Hash::of(before.payload().as_bytes()).to_string());
        }
        self.sign_artefact(kind, &signed)
    }

    fn notice(
        &self,
        state: &State,
        (id, case): (&IncidentId, &Case),
        to: Audience,
        known: Touched,
        said: Said,
    ) -> Result<Notice, Error> {
        let dates = case.deadlines(self.now());
        let dates = dates.iter().filter(|date| date.deadline.to == to);
        let asked = ASKED.iter().map(|(field, authority, persons)| {
            let by = match to {
                Audience::Authority => authority,
                Audience::Persons => persons,
            };
            Asked {
                field: (*field).to_owned(),
                by: by.iter().map(|rule| (*rule).to_owned()).collect(),
            }
        });
        let mut notice = Notice {
            room: self.of_room(state, false),
            made: self.keyed_made()?,
            // what happened is the person's own words, in `said`
            incident: Subject::of(id, case, false),
            to: paper::audience(to).to_owned(),
            revision: 1,
            replaces: None,
            known,
            said,
            deadlines: dates.map(DeadlineLine::of).collect(),
            asked: asked.collect(),
            missing: Vec::new(),
        };
        notice.missing = notice.lacks();
        Ok(notice)
    }
}

impl DeadlineLine {
    pub(super) fn of(view: &DeadlineView) -> Self {
        let (standing, span, told) = match view.standing {
            DeadlineStanding::AtOnce => ("at-once", None, None),
            DeadlineStanding::DueIn(left) => ("due-in", Some(left), None),
            DeadlineStanding::Overdue(over) => ("overdue", Some(over), None),
            DeadlineStanding::Met(at) => ("met", None, Some(at)),
            DeadlineStanding::Late(at) => ("late", None, Some(at)),
            DeadlineStanding::GivenUp => ("given-up", None, None),
        };
        Self {
            to: paper::audience(view.deadline.to).to_owned(),
            law: view.deadline.law.clone(),
            source: view.deadline.source.clone(),
            due: view.due.map(utc),
            standing: standing.to_owned(),
            minutes: span.map(|span| span / 60_000),
            told: told.map(utc),
        }
    }
}
