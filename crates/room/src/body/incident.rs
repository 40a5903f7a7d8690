//! What an incident is, what is done about it and by whom, and until when the law wants it told.

use minicbor::{Decode, Encode};

use super::{MAX_DESCRIPTION, MAX_MARK, Principal};
use crate::names::{self, BadName};

/// Dates that one incident has at most.
const MAX_DEADLINES: usize = 16;

/// Names an incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(transparent)]
pub struct IncidentId(#[cbor(n(0), with = "minicbor::bytes")] pub [u8; 16]);

/// An incident, as it is opened.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Incident {
    /// Of which kind.
    #[n(0)]
    pub kind: IncidentKind,
    /// What happened, in words.
    #[n(1)]
    pub summary: String,
    /// Since when it is known: dates count from there.
    #[n(2)]
    pub knew: u64,
    /// A drill locks nothing, and every paper says that it is one.
    #[n(3)]
    pub drill: bool,
    /// Until when it has to be told, and why.
    #[n(4)]
    pub deadlines: Vec<Deadline>,
}

/// Kinds of incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum IncidentKind {
    /// A device with an identity was lost or stolen.
    #[n(0)]
    DeviceLost,
    /// A link or an invite came to others.
    #[n(1)]
    LinkLeaked,
    /// Somebody was given what was not for them.
    #[n(2)]
    WrongRecipient,
    /// The store, or the server before it, is somebody else's.
    #[n(3)]
    StoreCompromised,
    /// Somebody else has the words or the key of an identity.
    #[n(4)]
    KeyStolen,
    /// Somebody used what was given to them for something else.
    #[n(5)]
    Misuse,
    /// Something else.
    #[n(6)]
    Other,
}

/// Whom the law wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Audience {
    /// The authority.
    #[n(0)]
    Authority,
    /// The persons whose information it is.
    #[n(1)]
    Persons,
}

/// Until when somebody is to be told. Which of them hold for a room, its operator decides.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Deadline {
    /// Whom.
    #[n(0)]
    pub to: Audience,
    /// By which rule, in short.
    #[n(1)]
    pub law: String,
    /// Where that stands.
    #[n(2)]
    pub source: String,
    /// Within so many minutes; none: at once, and the law gives no number.
    #[n(3)]
    pub minutes: Option<u64>,
}

/// What is done about an incident, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Phase {
    /// It goes on no further.
    #[n(0)]
    Stop,
    /// What is touched is kept apart.
    #[n(1)]
    Isolate,
    /// The authority is told.
    #[n(2)]
    Report,
    /// The persons are told.
    #[n(3)]
    Notify,
    /// How it came to it is found out.
    #[n(4)]
    Investigate,
    /// It does not happen again.
    #[n(5)]
    Improve,
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Stop,
        Self::Isolate,
        Self::Report,
        Self::Notify,
        Self::Investigate,
        Self::Improve,
    ];
}

/// How one phase stands. Said again, the newer one holds.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Step {
    /// Which.
    #[n(0)]
    pub phase: Phase,
    /// The member who answers for it, if it is one.
    #[n(1)]
    pub member: Option<Principal>,
    /// Whoever else does.
    #[n(2)]
    pub name: String,
    /// Until when.
    #[n(3)]
    pub due: Option<u64>,
    /// What became of it.
    #[n(4)]
    pub outcome: Outcome,
    /// In words; of what was given up the reason.
    #[n(5)]
    pub words: String,
}

/// What became of a phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Outcome {
    /// It is still to be done.
    #[n(0)]
    Open,
    /// It was done then, as who says it says.
    #[n(1)]
    Done(#[n(0)] u64),
    /// It is not done, for a reason.
    #[n(2)]
    GivenUp,
}

/// What else is said of an incident that is open.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Turn {
    /// It is known better: kind, words, and since when it is known.
    #[n(0)]
    Told(#[n(0)] IncidentKind, #[n(1)] String, #[n(2)] u64),
    /// These dates hold instead.
    #[n(1)]
    Deadlines(#[n(0)] Vec<Deadline>),
    /// It is over: every phase is done, or was given up for a reason.
    #[n(2)]
    Closed(#[n(0)] String),
}

/// Text of several lines, as it may be.
fn text(text: &str, most: usize) -> Result<(), BadName> {
    match text {
        text if text.len() > most => Err(BadName::Long),
        text if text.contains(|c| c != '\n' && names::hidden(c)) => Err(BadName::Control),
        _ => Ok(()),
    }
}

fn needed(said: &str, most: usize) -> Result<(), BadName> {
    match said.trim().is_empty() {
        true => Err(BadName::Empty),
        false => text(said, most),
    }
}

impl Incident {
    pub(crate) fn check(&self) -> Result<(), BadName> {
        needed(&self.summary, MAX_DESCRIPTION)?;
        Deadline::check_all(&self.deadlines)
    }
}

impl Deadline {
    /// What two laws ask, as a beginning.
    pub fn usual() -> Vec<Self> {
        let one = |to, law: &str, source: &str, minutes| Self {
            to,
            law: law.to_owned(),
            source: source.to_owned(),
            minutes,
        };
        let pipl = "中华人民共和国个人信息保护法 (2021), 第五十七条";
        let gdpr = "Regulation (EU) 2016/679";
        vec![
            one(Audience::Authority, "PIPL 57", pipl, None),
            one(Audience::Persons, "PIPL 57", pipl, None),
            one(
                Audience::Authority,
                "CAC 4",
                "国家网络安全事件报告管理办法 (2025), 第四条: 较大以上, 其他网络运营者",
                Some(4 * 60),
            ),
            one(
                Audience::Authority,
                "GDPR 33(1)",
                &format!("{gdpr}, Art. 33(1)"),
                Some(72 * 60),
            ),
            one(
                Audience::Persons,
                "GDPR 34(1)",
                &format!("{gdpr}, Art. 34(1)"),
                None,
            ),
        ]
    }

    pub(crate) fn check_all(all: &[Self]) -> Result<(), BadName> {
        if all.len() > MAX_DEADLINES {
            return Err(BadName::Long);
        }
        all.iter().try_for_each(|one| {
            needed(&one.law, MAX_MARK)?;
            needed(&one.source, MAX_DESCRIPTION)
        })
    }
}

impl Step {
    pub(crate) fn check(&self) -> Result<(), BadName> {
        text(&self.name, MAX_MARK)?;
        match self.outcome {
            Outcome::GivenUp => needed(&self.words, MAX_DESCRIPTION),
            Outcome::Open | Outcome::Done(_) => text(&self.words, MAX_DESCRIPTION),
        }
    }
}

impl Turn {
    pub(crate) fn check(&self) -> Result<(), BadName> {
        match self {
            Self::Told(_, summary, _) => needed(summary, MAX_DESCRIPTION),
            Self::Deadlines(all) => Deadline::check_all(all),
            Self::Closed(words) => text(words, MAX_DESCRIPTION),
        }
    }
}
