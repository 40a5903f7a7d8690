//! How labels and bases are called in a payload.

use crate::body::{Answer, BasisKind, DataKind, Matter, RightKind, Subject, Tier};

pub(super) fn level(tier: Tier) -> &'static str {
    match tier {
        Tier::Public => "public",
        Tier::Internal => "internal",
        Tier::Sensitive => "sensitive",
    }
}

pub(super) fn subject(subject: Subject) -> &'static str {
    match subject {
        Subject::Individuals => "individuals",
        Subject::Companies => "companies",
    }
}

pub(super) fn matter(matter: Matter) -> &'static str {
    match matter {
        Matter::Sales => "sales",
        Matter::Service => "service",
        Matter::Contract => "contract",
        Matter::Finance => "finance",
        Matter::Other => "other",
    }
}

pub(super) fn answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Unknown => "unknown",
        Answer::No => "no",
        Answer::Yes => "yes",
    }
}

pub(super) fn data(kind: DataKind) -> &'static str {
    match kind {
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
    }
}

pub(super) fn basis(kind: &BasisKind) -> &'static str {
    match kind {
        BasisKind::Consent(_) => "consent",
        BasisKind::Contract => "contract",
        BasisKind::Duty => "duty",
        BasisKind::Public => "public",
        BasisKind::Merger => "merger",
        BasisKind::Other(_) => "other",
    }
}

pub(crate) fn request(kind: RightKind) -> &'static str {
    match kind {
        RightKind::Access => "access",
        RightKind::Copy => "copy",
        RightKind::Correction => "correction",
        RightKind::Deletion => "deletion",
        RightKind::Restriction => "restriction",
        RightKind::Portability => "portability",
        RightKind::Withdrawal => "withdrawal",
        RightKind::Explanation => "explanation",
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema::choices;
    use super::*;

    fn listed(list: &str, codes: &[&str]) {
        let all: Vec<_> = choices(list).iter().map(|one| one.code.as_str()).collect();
        assert_eq!(all, codes, "{list}");
    }

    #[test]
    fn every_code_has_its_words() {
        use DataKind as D;
        listed(
            "level",
            &[Tier::Public, Tier::Internal, Tier::Sensitive].map(level),
        );
        listed(
            "subject",
            &[Subject::Individuals, Subject::Companies].map(subject),
        );
        let matters = [
            Matter::Sales,
            Matter::Service,
            Matter::Contract,
            Matter::Finance,
            Matter::Other,
        ];
        listed("matter", &matters.map(matter));
        listed(
            "answer",
            &[Answer::Unknown, Answer::No, Answer::Yes].map(answer),
        );
        let kinds = [
            D::ResidentId,
            D::Passport,
            D::BankCard,
            D::Mobile,
            D::Landline,
            D::Email,
            D::Plate,
            D::CompanyCode,
            D::Name,
            D::Address,
            D::BirthDate,
            D::Account,
            D::Health,
            D::Belief,
            D::Biometric,
            D::Whereabouts,
            D::Other,
        ];
        listed("data-kind", &kinds.map(data));
        let bases = [
            BasisKind::Consent(ledger::ids::Hash([0; 32])),
            BasisKind::Contract,
            BasisKind::Duty,
            BasisKind::Public,
            BasisKind::Merger,
            BasisKind::Other(String::new()),
        ];
        listed("basis", &bases.each_ref().map(basis));
        use RightKind as R;
        let requests = [
            R::Access,
            R::Copy,
            R::Correction,
            R::Deletion,
            R::Restriction,
            R::Portability,
            R::Withdrawal,
            R::Explanation,
        ];
        listed("request", &requests.map(request));
    }
}
