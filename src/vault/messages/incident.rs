//! Incidents of a room, and drills; and where the person is told outside the app.

use serde::{Deserialize, Serialize};

use super::{Content, DocRef, FolderRef, MemberRef, Millis, RoomRef};

/// An incident's id in hex.
pub type IncidentRef = String;

#[derive(Clone, Serialize, Deserialize)]
pub enum IncidentRequest {
    /// Answers [`IncidentReply::List`], as every change does.
    List { room: RoomRef },
    /// By an owner it locks the room first, but for a drill.
    Open {
        room: RoomRef,
        kind: IncidentKind,
        summary: String,
        knew: Millis,
        drill: bool,
        /// Which of the usual rules hold, by their numbers.
        rules: Vec<u32>,
    },
    /// Locks the room for one that a manager recorded.
    Lock {
        room: RoomRef,
        incident: IncidentRef,
    },
    Step {
        room: RoomRef,
        incident: IncidentRef,
        step: StepSaid,
    },
    /// It is known better.
    Tell {
        room: RoomRef,
        incident: IncidentRef,
        kind: IncidentKind,
        summary: String,
        knew: Millis,
    },
    Close {
        room: RoomRef,
        incident: IncidentRef,
        words: String,
    },
    /// Reads the whole record. Answers [`IncidentReply::Evidence`]; the signed file rides beside it.
    Evidence {
        room: RoomRef,
        incident: IncidentRef,
        /// Its number, by which it is stopped.
        reading: f64,
        names: bool,
        person: Option<MemberRef>,
        from: Option<Millis>,
        chinese: bool,
    },
    /// A notice as it would be now. Answers [`IncidentReply::Notice`].
    Draft {
        room: RoomRef,
        incident: IncidentRef,
        to: Audience,
        /// Where the times in it are: minutes east of Greenwich.
        offset: i32,
    },
    /// Answers [`IncidentReply::Paper`]; the signed file rides beside it.
    Sign {
        room: RoomRef,
        incident: IncidentRef,
        to: Audience,
        said: NoticeSaid,
        chinese: bool,
    },
    /// Answers [`IncidentReply::Paper`]; the signed file rides beside it.
    Report {
        room: RoomRef,
        incident: IncidentRef,
        chinese: bool,
    },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum IncidentReply {
    List(Incidents),
    Evidence(Paper, Box<EvidenceView>),
    Notice(Box<NoticeView>),
    Paper(Paper),
}

/// A paper that was signed, and the folder in which it is to be kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    pub file: Content,
    pub folder: FolderRef,
}

/// Every incident of a room, the newest first.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Incidents {
    pub all: Vec<IncidentView>,
    /// The rules that are offered to begin with.
    pub rules: Vec<DateView>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentView {
    pub incident: IncidentRef,
    pub kind: IncidentKind,
    pub summary: String,
    pub knew: Millis,
    pub drill: bool,
    pub by: String,
    pub time: Millis,
    pub steps: Vec<StepView>,
    pub dates: Vec<DateView>,
    /// Who closed it, when, with which words.
    pub closed: Option<(String, Millis, String)>,
    /// An owner is to lock the room.
    pub asks_lock: bool,
    /// Every step is done or given up.
    pub settled: bool,
    /// Its papers in the room, the newest first.
    pub papers: Vec<PaperView>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum IncidentKind {
    DeviceLost,
    LinkLeaked,
    WrongRecipient,
    StoreCompromised,
    KeyStolen,
    Misuse,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    Stop,
    Isolate,
    Report,
    Notify,
    Investigate,
    Improve,
}

/// What is said of a step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepSaid {
    pub phase: Phase,
    /// The member who answers for it,
    pub member: Option<MemberRef>,
    /// or somebody else.
    pub name: String,
    pub due: Option<Millis>,
    pub outcome: StepOutcome,
    pub words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum StepOutcome {
    Open,
    Done(Millis),
    GivenUp,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepView {
    pub said: StepSaid,
    /// Whoever answers for it, as it is called.
    pub who: String,
    /// Who said it, and when.
    pub by: Option<(String, Millis)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    Authority,
    Persons,
}

/// A date by which somebody is to be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DateView {
    pub to: Audience,
    pub law: String,
    pub source: String,
    /// None: at once.
    pub due: Option<Millis>,
    /// Hours from when it is known.
    pub hours: Option<f64>,
    pub standing: DateStanding,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum DateStanding {
    /// Nobody was told yet.
    Open,
    Met(Millis),
    Late(Millis),
    GivenUp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaperKind {
    Evidence,
    NoticeAuthority,
    NoticePersons,
    Report,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PaperView {
    pub kind: PaperKind,
    pub doc: DocRef,
    pub folder: FolderRef,
    pub name: String,
    pub added: Millis,
}

/// Whom and what it touches.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TouchedView {
    pub documents: f64,
    pub readers: f64,
    pub personal: f64,
    pub uncounted: f64,
    pub at_least: f64,
    pub at_most: Option<f64>,
    pub sensitive: bool,
    pub without_basis: f64,
}

/// Evidence, to be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvidenceView {
    pub whole: bool,
    /// How many of each kind of lack: findings, gaps, chains that are lost, alarms; and that the record is refused.
    pub lacks: [f64; 4],
    pub refused: bool,
    pub touched: TouchedView,
    pub receipts: f64,
    pub chains: f64,
    /// Who opened what, the newest first; at most so many as a page shows.
    pub opened: Vec<OpenedLine>,
    /// How many there are.
    pub lines: f64,
}

/// What one person did with one document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenedLine {
    pub who: String,
    pub doc: String,
    pub shown: u32,
    pub saved: u32,
    pub printed: u32,
    pub seconds: f64,
    pub first: String,
    pub last: String,
}

/// A notice, to be filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoticeView {
    pub to: Audience,
    pub said: NoticeSaid,
    pub touched: TouchedView,
    /// Fields that are asked and not filled in, by their names.
    pub missing: Vec<String>,
    /// How often one was signed before.
    pub before: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeSaid {
    pub nature: String,
    pub cause: String,
    pub consequences: String,
    pub measures_taken: String,
    pub measures_for_persons: String,
    pub contact: String,
    pub delay: String,
}

/// Where the person is told outside the app. Answers [`ToldView`].
#[derive(Clone, Serialize, Deserialize)]
pub enum ToldRequest {
    Look {
        room: RoomRef,
    },
    Set {
        room: RoomRef,
        mail: bool,
        to: String,
        chinese: bool,
    },
    Confirm {
        room: RoomRef,
        code: String,
    },
    /// Has one message sent.
    Try {
        room: RoomRef,
    },
    Stop {
        room: RoomRef,
    },
}

/// How it stands in one room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldView {
    /// The operator sends e-mail.
    pub mail: bool,
    /// The operator has a system of its own that is asked.
    pub hook: bool,
    /// By e-mail, and whether the code was said; none: nowhere.
    pub told: Option<(bool, bool)>,
}
