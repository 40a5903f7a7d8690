//! What kinds, steps and papers are called.

use crate::i18n::Text;
use crate::vault::messages::{Audience, IncidentKind, PaperKind, Phase};

pub(crate) const KINDS: [IncidentKind; 7] = [
    IncidentKind::DeviceLost,
    IncidentKind::LinkLeaked,
    IncidentKind::WrongRecipient,
    IncidentKind::StoreCompromised,
    IncidentKind::KeyStolen,
    IncidentKind::Misuse,
    IncidentKind::Other,
];

pub(crate) fn kind_text(kind: IncidentKind) -> Text {
    match kind {
        IncidentKind::DeviceLost => Text::IncidentKindDevice,
        IncidentKind::LinkLeaked => Text::IncidentKindLink,
        IncidentKind::WrongRecipient => Text::IncidentKindRecipient,
        IncidentKind::StoreCompromised => Text::IncidentKindStore,
        IncidentKind::KeyStolen => Text::IncidentKindKey,
        IncidentKind::Misuse => Text::IncidentKindMisuse,
        IncidentKind::Other => Text::IncidentKindElse,
    }
}

/// What a step is called, and what it is.
pub(crate) fn phase_text(phase: Phase) -> (Text, Text) {
    match phase {
        Phase::Stop => (Text::IncidentStop, Text::IncidentStopHint),
        Phase::Isolate => (Text::IncidentIsolate, Text::IncidentIsolateHint),
        Phase::Report => (Text::IncidentReport, Text::IncidentReportHint),
        Phase::Notify => (Text::IncidentNotify, Text::IncidentNotifyHint),
        Phase::Investigate => (Text::IncidentInvestigate, Text::IncidentInvestigateHint),
        Phase::Improve => (Text::IncidentImprove, Text::IncidentImproveHint),
    }
}

/// Its name for the end-to-end tests.
pub(crate) fn phase_name(phase: Phase) -> &'static str {
    match phase {
        Phase::Stop => "stop",
        Phase::Isolate => "isolate",
        Phase::Report => "report",
        Phase::Notify => "notify",
        Phase::Investigate => "investigate",
        Phase::Improve => "improve",
    }
}

pub(crate) fn audience_text(to: Audience) -> Text {
    match to {
        Audience::Authority => Text::IncidentToAuthority,
        Audience::Persons => Text::IncidentToPersons,
    }
}

pub(crate) fn paper_text(kind: PaperKind) -> Text {
    match kind {
        PaperKind::Evidence => Text::IncidentPaperEvidence,
        PaperKind::NoticeAuthority => Text::IncidentPaperAuthority,
        PaperKind::NoticePersons => Text::IncidentPaperPersons,
        PaperKind::Report => Text::IncidentPaperReport,
    }
}
