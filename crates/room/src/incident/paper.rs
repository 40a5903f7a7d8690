//! What the papers of an incident have in common, and reading one without its room.

use ledger::ids::{ChainId, PublicKey, RoomId};
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::{Evidence, Notice, Report};
use crate::artefact::{Artefact, ArtefactError};
use crate::body::{
    Answer, Audience, DataKind, IncidentId, IncidentKind, Marking, Phase, Subject as Whose, Tier,
};
use crate::dates::utc;
use crate::error::Error;
use crate::host::Host;
use crate::replay::{AlarmKind, GapKind, State};
use crate::room::Room;

/// The kinds of artefact that an incident makes.
pub(super) const EVIDENCE: &str = "incident-evidence";
pub(super) const NOTICES: [(Audience, &str); 2] = [
    (Audience::Authority, "notice-authority"),
    (Audience::Persons, "notice-persons"),
];
pub(super) const REPORT: &str = "incident-report";

/// The room of which a paper is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OfRoom {
    /// Its id.
    pub id: String,
    /// What it is called; left out of a paper without names.
    pub title: Option<String>,
}

/// When and by whom a paper was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Made {
    /// By the maker's clock, as the server corrects it.
    pub at: String,
    /// The maker's key in the room.
    pub by: String,
}

/// The incident of which a paper is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Subject {
    /// Its id.
    pub id: String,
    /// It is a drill: nothing of it happened.
    pub drill: bool,
    /// Its kind.
    pub kind: String,
    /// What happened, in words; left out of a paper without names.
    pub summary: Option<String>,
    /// Since when it is known.
    pub knew_since: String,
    /// When it was recorded, by the server's time.
    pub opened: String,
    /// The entry that recorded it.
    pub entry: String,
}

/// A paper, read without its room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paper {
    /// What the room knows.
    Evidence(Box<Evidence>),
    /// What somebody is told.
    Notice(Box<Notice>),
    /// What was done.
    Report(Box<Report>),
}

impl Paper {
    /// Reads an artefact of one of these kinds. It has to agree with itself and with the room that was signed; none is
    /// one of another kind.
    pub fn read(artefact: &Artefact) -> Result<Option<Self>, ArtefactError> {
        let kind = artefact.kind();
        let paper = match kind {
            EVIDENCE => Self::Evidence(artefact.read(kind)?),
            REPORT => Self::Report(artefact.read(kind)?),
            _ if NOTICES.iter().any(|(_, notice)| *notice == kind) => {
                Self::Notice(artefact.read(kind)?)
            }
            _ => return Ok(None),
        };
        let contradicts = |what: &str| ArtefactError::Payload(what.to_owned());
        if paper.room().id != artefact.room().to_string() {
            return Err(contradicts("it names another room"));
        }
        let signed = |by: &str| PublicKey::parse(by).is_ok_and(|key| artefact.signed_by(&key));
        if !signed(&paper.made().by) {
            return Err(contradicts("who made it has not signed it"));
        }
        match &paper {
            Self::Evidence(evidence) if evidence.whole && !evidence.is_whole() => Err(contradicts(
                "it calls itself whole and names what is missing",
            )),
            Self::Notice(notice) if notice.kind() != Some(kind) => {
                Err(contradicts("it is for others than its kind says"))
            }
            Self::Notice(notice) if notice.missing != notice.lacks() => {
                Err(contradicts("it does not name what it lacks"))
            }
            _ => Ok(Some(paper)),
        }
    }

    /// The room.
    pub fn room(&self) -> &OfRoom {
        match self {
            Self::Evidence(paper) => &paper.room,
            Self::Notice(paper) => &paper.room,
            Self::Report(paper) => &paper.room,
        }
    }

    /// When and by whom.
    pub fn made(&self) -> &Made {
        match self {
            Self::Evidence(paper) => &paper.made,
            Self::Notice(paper) => &paper.made,
            Self::Report(paper) => &paper.made,
        }
    }

    /// Of which incident.
    pub fn incident(&self) -> &Subject {
        match self {
            Self::Evidence(paper) => &paper.incident,
            Self::Notice(paper) => &paper.incident,
            Self::Report(paper) => &paper.incident,
        }
    }
}

impl<H: Host> Room<H> {
    pub(super) fn of_room(&self, state: &State, named: bool) -> OfRoom {
        let room: RoomId = self.session.room;
        OfRoom {
            id: room.to_string(),
            title: state.title.clone().filter(|_| named),
        }
    }

    pub(super) fn keyed_made(&self) -> Result<Made, Error> {
        Ok(Made {
            at: utc(self.now()),
            by: self.own_key()?.to_string(),
        })
    }
}

impl Subject {
    pub(super) fn of(id: &IncidentId, case: &Case, named: bool) -> Self {
        Self {
            id: ChainId(id.0).to_string(),
            drill: case.said.drill,
            kind: incident_kind(case.said.kind).to_owned(),
            summary: Some(case.said.summary.clone()).filter(|_| named),
            knew_since: utc(case.said.knew),
            opened: utc(case.opened.time),
            entry: case.opened.entry.to_string(),
        }
    }
}

pub(super) fn incident_kind(kind: IncidentKind) -> &'static str {
    match kind {
        IncidentKind::DeviceLost => "device-lost",
        IncidentKind::LinkLeaked => "link-leaked",
        IncidentKind::WrongRecipient => "wrong-recipient",
        IncidentKind::StoreCompromised => "store-compromised",
        IncidentKind::KeyStolen => "key-stolen",
        IncidentKind::Misuse => "misuse",
        IncidentKind::Other => "other",
    }
}

pub(super) fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Stop => "stop",
        Phase::Isolate => "isolate",
        Phase::Report => "report",
        Phase::Notify => "notify",
        Phase::Investigate => "investigate",
        Phase::Improve => "improve",
    }
}

pub(super) fn audience(to: Audience) -> &'static str {
    match to {
        Audience::Authority => "authority",
        Audience::Persons => "persons",
    }
}

pub(super) fn data_kind(kind: DataKind) -> &'static str {
    match kind {
        DataKind::ResidentId => "resident-id",
        DataKind::Passport => "passport",
        DataKind::BankCard => "bank-card",
        DataKind::Mobile => "mobile",
        DataKind::Landline => "landline",
        DataKind::Email => "e-mail",
        DataKind::Plate => "plate",
        DataKind::CompanyCode => "organisation-code",
        DataKind::Name => "name",
        DataKind::Address => "address",
        DataKind::BirthDate => "birth-date",
        DataKind::Account => "account",
        DataKind::Health => "health",
        DataKind::Belief => "belief",
        DataKind::Biometric => "biometric",
        DataKind::Whereabouts => "whereabouts",
        DataKind::Other => "other",
    }
}

pub(super) fn whose(subject: Whose) -> &'static str {
    match subject {
        Whose::Individuals => "individuals",
        Whose::Companies => "companies",
    }
}

pub(super) fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Public => "public",
        Tier::Internal => "internal",
        Tier::Sensitive => "sensitive",
    }
}

/// Whether a document may hold personal information, as far as somebody has looked.
pub(super) fn personal(marking: &Marking) -> Answer {
    match (marking.sensitive(), marking.personal()) {
        (Answer::Yes, _) => Answer::Yes,
        (_, said) => said,
    }
}

pub(super) fn gap(kind: GapKind) -> (&'static str, Option<[u64; 2]>) {
    match kind {
        GapKind::Skipped { expected, found } => ("skipped", Some([expected, found])),
        GapKind::Missing => ("missing", None),
        GapKind::Forged => ("forged", None),
    }
}

pub(super) fn alarm(kind: AlarmKind) -> &'static str {
    match kind {
        AlarmKind::MissingEntry => "missing-entry",
        AlarmKind::MissingBody => "missing-body",
        AlarmKind::BrokenRecord => "broken-record",
        AlarmKind::ForgedEntry => "forged-entry",
        AlarmKind::WrongKey => "wrong-key",
        AlarmKind::NoKey => "no-key",
        AlarmKind::Unsettled => "unsettled",
    }
}
