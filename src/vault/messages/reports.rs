//! Reports of a room: made, signed, and put into a table.

use serde::{Deserialize, Serialize};

use super::{Millis, RoomRef};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ReportsRequest {
    /// Makes a report of what was done in a time, or of what is so now, and signs it. Answers [`ReportsReply::Made`],
    /// and the file rides beside it. `reading` is its number: [`super::AuditRequest::Stop`] stops it.
    Make {
        room: RoomRef,
        what: ReportWhat,
        from: Option<Millis>,
        until: Option<Millis>,
        reading: Millis,
    },
    /// The report that was made last, as a table in these words. Answers [`super::Reply::Content`].
    Table { room: RoomRef, words: ReportTerms },
}

/// Which report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReportWhat {
    /// Who holds what.
    Matrix,
    /// What is wrong, and what was done.
    Audit,
    /// Counts only.
    Transparency,
    /// Who opened what.
    Activity,
    /// Who acknowledged what.
    Training,
    /// Who is who.
    Responsibilities,
}

impl ReportWhat {
    pub const ALL: [Self; 6] = [
        Self::Matrix,
        Self::Audit,
        Self::Transparency,
        Self::Activity,
        Self::Training,
        Self::Responsibilities,
    ];
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ReportsReply {
    Made(MadeReport),
}

/// A report that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeReport {
    /// What its file is called.
    pub name: String,
    /// The kind of artefact.
    pub kind: String,
    /// It is signed. Otherwise something in it is for a person to fill, and it is a draft.
    pub signed: bool,
    /// It is a table as well.
    pub tabular: bool,
}

/// What the fields and codes of a report are called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportTerms {
    pub fields: Vec<(String, String)>,
    pub codes: Vec<(String, String, String)>,
}
