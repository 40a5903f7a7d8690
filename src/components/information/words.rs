//! What levels, kinds of data, reasons and bases are called.

use crate::i18n::{Text, lang, tr};
use crate::tasks::scan::Unread;
use crate::vault::messages::{
    BasisKind, KindRef, Marks, Matter, Said, Standing, Subject, Tier, TierRule, Whether, Why,
};

/// What the room calls a level; tracked.
pub(crate) fn tier_name(tier: Tier, rules: &[TierRule]) -> String {
    let rule = rules.iter().find(|rule| rule.tier == tier);
    match rule.and_then(|rule| rule.name.clone()) {
        Some(name) => name,
        None => tr(tier_text(tier))().to_owned(),
    }
}

pub(crate) fn tier_text(tier: Tier) -> Text {
    match tier {
        Tier::Public => Text::TierPublic,
        Tier::Internal => Text::TierInternal,
        Tier::Sensitive => Text::TierSensitive,
    }
}

pub(crate) fn whether_text(whether: Whether) -> Text {
    match whether {
        Whether::Unknown => Text::WhetherUnknown,
        Whether::No => Text::WhetherNo,
        Whether::Yes => Text::WhetherYes,
    }
}

pub(crate) fn subject_text(subject: Subject) -> Text {
    match subject {
        Subject::Individuals => Text::SubjectIndividuals,
        Subject::Companies => Text::SubjectCompanies,
    }
}

pub(crate) fn matter_text(matter: Matter) -> Text {
    match matter {
        Matter::Sales => Text::MatterSales,
        Matter::Service => Text::MatterService,
        Matter::Contract => Text::MatterContract,
        Matter::Finance => Text::MatterFinance,
        Matter::Other => Text::MatterElse,
    }
}

/// In the order in which page and vault number them.
pub(crate) const KINDS: [Text; 17] = [
    Text::DataResidentId,
    Text::DataPassport,
    Text::DataBankCard,
    Text::DataMobile,
    Text::DataLandline,
    Text::DataEmail,
    Text::DataPlate,
    Text::DataCompanyCode,
    Text::DataPersonName,
    Text::DataAddress,
    Text::DataBirthDate,
    Text::DataAccount,
    Text::DataHealth,
    Text::DataBelief,
    Text::DataBiometric,
    Text::DataWhereabouts,
    Text::DataElse,
];

/// Tracked.
pub(crate) fn kind_name(kind: KindRef) -> &'static str {
    let text = KINDS.get(usize::from(kind)).copied();
    tr(text.unwrap_or(Text::DataElse))()
}

pub(crate) fn why_text(why: Why) -> Text {
    match why {
        Why::NoBasis => Text::WhyNoBasis,
        Why::NotForSensitive => Text::WhyNotForSensitive,
        Why::KindsNotNamed => Text::WhyKindsNotNamed,
        Why::NotForThem => Text::WhyNotForThem,
        Why::MaySave => Text::WhyMaySave,
        Why::TakesTwo => Text::WhyTakesTwo,
        Why::TooOld => Text::WhyTooOld,
        Why::Loosens => Text::WhyLoosens,
        Why::RuleTakesTwo => Text::WhyRuleTakesTwo,
        Why::NobodyElse => Text::WhyNobodyElse,
    }
}

pub(crate) fn basis_text(kind: &BasisKind) -> Text {
    match kind {
        BasisKind::Consent(_) => Text::BasisConsent,
        BasisKind::Contract => Text::BasisContract,
        BasisKind::Duty => Text::BasisDuty,
        BasisKind::Public => Text::BasisPublic,
        BasisKind::Merger => Text::BasisMerger,
        BasisKind::Other(_) => Text::BasisElse,
    }
}

pub(crate) fn standing_text(standing: Standing) -> Text {
    match standing {
        Standing::Open => Text::AskedOpen,
        Standing::Approved => Text::AskedApproved,
        Standing::Refused => Text::AskedRefused,
        Standing::Applied => Text::AskedApplied,
        Standing::Expired => Text::AskedExpired,
        Standing::Void => Text::AskedVoid,
    }
}

/// Why a document was not looked into.
pub(crate) fn unread_text(unread: Unread) -> Text {
    use crate::pdf::messages::Fault;
    match unread {
        Unread::TooLarge => Text::UnreadTooLarge,
        Unread::Cancelled => Text::UnreadCancelled,
        Unread::Failure(failure) => crate::i18n::failure::sentence(failure),
        Unread::Fault(fault) => match fault {
            Fault::Unknown => Text::UnreadUnknown,
            Fault::Locked => Text::UnreadLocked,
            Fault::Damaged => Text::UnreadDamaged,
            Fault::TooSlow | Fault::Crashed => Text::UnreadTooMuch,
            Fault::NotStarted => Text::PdfNotStarted,
        },
    }
}

/// Kinds of data and how many of each; tracked.
pub(crate) fn found_text(kinds: &[(KindRef, u64, u64)]) -> String {
    let each = kinds.iter().map(|(kind, _, distinct)| {
        let count = usize::try_from(*distinct).unwrap_or(usize::MAX);
        lang().found_kind(count, kind_name(*kind))
    });
    let all: Vec<String> = each.collect();
    all.join(tr(Text::Comma)())
}

/// A label in one line; tracked.
pub(crate) fn marks_line(marks: &Marks, rules: &[TierRule]) -> String {
    let mut said = Vec::new();
    if let Some(Said::Is(tier)) = marks.tier {
        said.push(tier_name(tier, rules));
    }
    match (&marks.personal, &marks.sensitive) {
        (_, Some(Said::Is(Whether::Yes))) => said.push(tr(Text::HoldsSensitive)().to_owned()),
        (Some(Said::Is(Whether::Yes)), _) => said.push(tr(Text::HoldsPersonal)().to_owned()),
        (Some(Said::Is(Whether::No)), _) => said.push(tr(Text::HoldsNone)().to_owned()),
        _ => {}
    }
    if let Some(Said::Is(persons)) = marks.persons {
        said.push(lang().about_persons(usize::try_from(persons).unwrap_or(usize::MAX)));
    }
    if said.is_empty() {
        return tr(Text::NotClassified)().to_owned();
    }
    said.join(" · ")
}
