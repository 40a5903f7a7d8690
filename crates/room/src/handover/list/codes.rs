//! Codes for what labels and bases say: they belong to no language.

use super::ListedBasis;
use crate::body::{Answer, BasisKind, DataKind, Marking, Tier};
use crate::hex::hex;
use crate::information::bases::BasisView;

pub(super) fn level(tier: Tier) -> &'static str {
    match tier {
        Tier::Public => "public",
        Tier::Internal => "internal",
        Tier::Sensitive => "sensitive",
    }
}

pub(super) fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Unknown => "unknown",
        Answer::No => "no",
        Answer::Yes => "yes",
    }
}

pub(super) fn kinds(marking: &Marking) -> Vec<String> {
    let found = marking.found().unwrap_or_default();
    let name = |kind: DataKind| match kind {
        DataKind::ResidentId => "resident-id",
        DataKind::Passport => "passport",
        DataKind::BankCard => "bank-card",
        DataKind::Mobile => "mobile",
        DataKind::Landline => "landline",
        DataKind::Email => "email",
        DataKind::Plate => "plate",
        DataKind::CompanyCode => "company-code",
        DataKind::Name => "name",
        DataKind::Address => "address",
        DataKind::BirthDate => "birth-date",
        DataKind::Account => "account",
        DataKind::Health => "health",
        DataKind::Belief => "belief",
        DataKind::Biometric => "biometric",
        DataKind::Whereabouts => "whereabouts",
        DataKind::Other => "other",
    };
    let kinds = found.kinds.iter().map(|found| name(found.kind).to_owned());
    kinds.collect()
}

pub(super) fn listed_basis(view: &BasisView) -> ListedBasis {
    let kind = match view.basis.kind {
        BasisKind::Consent(_) => "consent",
        BasisKind::Contract => "contract",
        BasisKind::Duty => "duty",
        BasisKind::Public => "public",
        BasisKind::Merger => "merger",
        BasisKind::Other(_) => "other",
    };
    ListedBasis {
        id: hex(&view.id.0),
        kind: kind.to_owned(),
    }
}
