//! Reports: what a room tells of itself, as data that can be signed, printed and read by other programs.
//!
//! | report | says | made by |
//! |---|---|---|
//! | [`PermissionMatrix`] | who holds what, how, until when and on which basis | who audits (numbers for names), who manages (names) |
//! | [`AuditReport`] | what is wrong, what was done how often and by whom, where the chains end | likewise |
//! | [`TransparencyReport`] | counts, and nothing by which anybody or anything is known again | who manages |
//! | [`ActivityReport`] | who opened what, how often and how long | who manages; others of themselves |
//!
//! What is held and done is taken from the chains as [`Room::read_audit`] reads and judges them, not from what somebody
//! planned. A payload is data without words: codes, numbers, times in UTC, ids in hex, and what people typed. Whoever
//! prints one has the words.

mod activity;
mod audited;
mod csv;
mod head;
mod matrix;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod samples;
mod transparency;

use serde::Serialize;

use crate::artefact::{Artefact, ArtefactError};
use crate::control::Control;
use crate::error::Error;
use crate::host::Host;
use crate::room::Room;

pub use crate::dates::utc;
pub use activity::{ActivityReport, OpenedDoc, Opener, Totals};
pub use audited::{
    ActCount, AuditReport, ChainEnd, CheckpointSaid, FindingSaid, Reading, SomebodysActs,
};
pub use csv::ReportWords;
pub use head::{Made, Period, RoomNamed, Span};
pub use matrix::{BasisSaid, Held, HeldPlace, Holder, PermissionMatrix};
pub use transparency::{
    Answered, Category, Country, DataCounts, Happened as HappenedCounts, Openings, RecipientCounts,
    TransparencyReport, When,
};

/// Which report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReportKind {
    /// Who holds what.
    PermissionMatrix,
    /// What is wrong and what was done.
    Audit,
    /// Counts only.
    Transparency,
    /// Who opened what.
    Activity,
}

impl ReportKind {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::PermissionMatrix,
        Self::Audit,
        Self::Transparency,
        Self::Activity,
    ];

    /// The kind of artefact that it is.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PermissionMatrix => "permission-matrix",
            Self::Audit => "audit-report",
            Self::Transparency => "transparency-report",
            Self::Activity => "activity-report",
        }
    }

    /// The one that is called so.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Report {
    /// Who holds what.
    PermissionMatrix(PermissionMatrix),
    /// What is wrong and what was done.
    Audit(AuditReport),
    /// Counts only.
    Transparency(TransparencyReport),
    /// Who opened what.
    Activity(ActivityReport),
}

impl Report {
    /// Which one it is.
    #[must_use]
    pub fn kind(&self) -> ReportKind {
        match self {
            Self::PermissionMatrix(_) => ReportKind::PermissionMatrix,
            Self::Audit(_) => ReportKind::Audit,
            Self::Transparency(_) => ReportKind::Transparency,
            Self::Activity(_) => ReportKind::Activity,
        }
    }

    /// The payload, as it is signed.
    pub fn json(&self) -> Result<String, Error> {
        let text = serde_json::to_string_pretty(self);
        Ok(text.map_err(|error| ArtefactError::Payload(error.to_string()))?)
    }
}

impl<H: Host> Room<H> {
    /// Makes a report of what the store serves now. What was done is counted in the period; what is held is what is
    /// held now.
    pub async fn report(
        &self,
        kind: ReportKind,
        period: &Period,
        control: &Control,
    ) -> Result<Report, Error> {
        match kind {
            ReportKind::PermissionMatrix | ReportKind::Audit => {
                self.read_audit(control, &|_| {}).await?;
            }
            ReportKind::Transparency => self.judge_manager()?,
            ReportKind::Activity => {}
        }
        // names, labels and openings, by whoever has the keys to them
        self.read_activity().await?;
        Ok(match kind {
            ReportKind::PermissionMatrix => Report::PermissionMatrix(self.permission_matrix()?),
            ReportKind::Audit => Report::Audit(self.audit_report(period)?),
            ReportKind::Transparency => Report::Transparency(self.transparency_report(period)?),
            ReportKind::Activity => Report::Activity(self.activity_report(period)?),
        })
    }

    /// Signs a report. A signature says who signed and of which room: so a signed transparency report names both,
    /// which the report itself does not.
    pub fn sign_report(&self, report: &Report) -> Result<Artefact, Error> {
        self.sign_artefact(report.kind().name(), report)
    }
}
