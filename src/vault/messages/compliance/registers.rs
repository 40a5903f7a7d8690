//! Registers: findings, requests of persons, reviews.

use serde::{Deserialize, Serialize};

use super::{Bilingual, FormKindView, OnDay};
use crate::vault::messages::{DocRef, Marked, MemberRef, Millis, RoomRef};

/// About registers. What changes one answers all of them as they are then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum RegistersRequest {
    Read {
        room: RoomRef,
    },
    Raise {
        room: RoomRef,
        text: String,
        law: String,
        responsible: MemberRef,
        /// `2027-01-15`, as every day here.
        due: String,
    },
    Finding {
        room: RoomRef,
        finding: String,
        step: FindingWish,
    },
    LogRight {
        room: RoomRef,
        reference: String,
        kind: RightKind,
        law: String,
        received: String,
    },
    Right {
        room: RoomRef,
        right: String,
        step: RightWish,
    },
    /// When something is to be looked at again; no day: no more.
    SetReview {
        room: RoomRef,
        of: Marked,
        next: Option<String>,
        every_days: Option<u32>,
    },
    /// It was looked at.
    Reviewed {
        room: RoomRef,
        of: Marked,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FindingWish {
    Assigned(MemberRef, String),
    Remedy(String),
    Evidence(DocRef, String),
    Closed(String),
    Reopened(String),
}

/// What a person asks for by its rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RightKind {
    Access,
    Copy,
    Correction,
    Deletion,
    Restriction,
    Portability,
    Withdrawal,
    Explanation,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RightWish {
    Verified(bool, String),
    Extended(String, String),
    Answered(String),
    Refused(String),
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Registers {
    pub findings: Vec<FindingLine>,
    pub rights: Vec<RightLine>,
    pub reviews: Vec<ReviewLine>,
    /// Rules by which the time for an answer is counted: code, name, where that stands.
    pub laws: Vec<(String, Bilingual, Bilingual)>,
    /// Who can be made responsible.
    pub people: Vec<(MemberRef, String)>,
    /// Documents of which somebody opened an older version and not the newest.
    pub outdated: Vec<OutdatedLine>,
    /// The signed forms that are registers themselves: risks, the checklist.
    pub papers: Vec<FormKindView>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingLine {
    pub finding: String,
    pub text: String,
    pub law: String,
    pub responsible: (MemberRef, String),
    pub due: OnDay,
    /// What was said of it: what, by whom, when.
    pub raised: (String, Millis),
    pub remedies: Vec<(String, String, Millis)>,
    /// The document, what it is called, and whether it is there; of an entry none.
    pub evidence: Vec<(Option<DocRef>, String, bool)>,
    pub state: FindingState,
    pub closed: Option<(String, String, Millis)>,
    pub may_close: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FindingState {
    Open,
    Shown,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RightLine {
    pub right: String,
    pub reference: String,
    pub kind: RightKind,
    pub law: String,
    pub received: String,
    pub due: OnDay,
    pub latest: String,
    /// Whether it can be put off now.
    pub extends: bool,
    pub extended: Option<String>,
    pub verified: Option<bool>,
    /// Whether it was answered and not refused, when, what was said, and by whom.
    pub done: Option<(bool, Millis, String, String)>,
    pub late: bool,
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewLine {
    pub of: Marked,
    pub name: String,
    pub day: OnDay,
    pub every_days: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutdatedLine {
    pub doc: DocRef,
    pub name: String,
    /// Who, the newest version that this one opened, how many there are, and whether it was saved.
    pub readers: Vec<(String, u32, u32, bool)>,
}
