//! What kinds, states and reasons are called.

use crate::i18n::{Text, format, lang};
use crate::vault::messages::compliance::{
    FindingState, FormState, FormWhy, NoticeKind, OnDay, RightKind,
};

pub(crate) const RIGHTS: [RightKind; 8] = [
    RightKind::Access,
    RightKind::Copy,
    RightKind::Correction,
    RightKind::Deletion,
    RightKind::Restriction,
    RightKind::Portability,
    RightKind::Withdrawal,
    RightKind::Explanation,
];

pub(crate) fn right_text(kind: RightKind) -> Text {
    match kind {
        RightKind::Access => Text::RightAccess,
        RightKind::Copy => Text::RightCopy,
        RightKind::Correction => Text::RightCorrection,
        RightKind::Deletion => Text::RightDeletion,
        RightKind::Restriction => Text::RightRestriction,
        RightKind::Portability => Text::RightPortability,
        RightKind::Withdrawal => Text::RightWithdrawal,
        RightKind::Explanation => Text::RightExplanation,
    }
}

pub(crate) fn finding_text(state: FindingState) -> Text {
    match state {
        FindingState::Open => Text::FindingOpen,
        FindingState::Shown => Text::FindingShown,
        FindingState::Closed => Text::FindingClosed,
    }
}

/// What a form's state is called, and the look of its badge.
pub(crate) fn form_state(state: FormState) -> (Text, &'static str) {
    match state {
        FormState::Due => (Text::FormDue, "badge badge--waiting"),
        FormState::Draft => (Text::FormDraft, "badge"),
        FormState::Signed => (Text::FormIsSigned, "badge badge--live"),
    }
}

pub(crate) fn why_text(why: FormWhy) -> Text {
    match why {
        FormWhy::Missing => Text::FormWhyMissing,
        FormWhy::Kind => Text::FormWhyKind,
        FormWhy::Long => Text::FormWhyLong,
        FormWhy::Level => Text::FormWhyLevel,
        FormWhy::Evidence => Text::FormWhyEvidence,
        FormWhy::NotTheNext => Text::FormWhyNotTheNext,
    }
}

pub(crate) fn notice_text(kind: NoticeKind) -> Text {
    match kind {
        NoticeKind::Transfer => Text::NoticeTransfer,
        NoticeKind::Change => Text::NoticeChange,
        NoticeKind::Breach => Text::NoticeBreach,
    }
}

/// A day with how far it is: `20 May 2027 · 12 days left`; tracked.
pub(crate) fn day_left(on: &OnDay) -> String {
    let day = format::written(&on.day);
    match on.left {
        0 => lang().due_today(&day),
        left if left > 0 => lang().due_left(left.unsigned_abs() as usize, &day),
        late => lang().due_late(late.unsigned_abs() as usize, &day),
    }
}

/// The look of a day by how far it is.
pub(crate) fn day_class(on: &OnDay) -> &'static str {
    match on.left {
        ..0 => "due due--late",
        0..=7 => "due due--soon",
        _ => "due",
    }
}

/// How laws are called that a form or an article names.
pub(crate) fn law_text(law: &str) -> String {
    let named = [
        ("PIPL ", Text::LawPipl),
        ("GDPR ", Text::LawGdpr),
        ("CAC 2024 Provisions ", Text::LawCac),
    ];
    let found = named
        .iter()
        .find_map(|(prefix, text)| Some((*text, law.strip_prefix(prefix)?)));
    match found {
        Some((text, article)) => lang().law_article(lang().text(text), article),
        None => law.to_owned(),
    }
}

/// Several of them.
pub(crate) fn laws_text(laws: &[String]) -> String {
    let all: Vec<String> = laws.iter().map(|law| law_text(law)).collect();
    all.join(lang().text(Text::Semicolon))
}
