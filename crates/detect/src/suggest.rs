//! What the numbers suggest. A person decides.

use super::{kind::Kind, scan::Findings};

/// From so many persons on, whatever is said of them weighs like something sensitive.
///
/// A list of that length is a customer list, which is what a buyer of a company is not yet to have.
const MANY: u64 = 1000;

/// How carefully a document is to be handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Nothing was found that concerns a person.
    Public,
    /// It concerns persons, or was not read to the end.
    Internal,
    /// It holds what the law calls sensitive, or it concerns very many.
    Sensitive,
}

/// Why a grade is suggested; the sentence is the app's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Sensitive personal information, and how many different values.
    Sensitive(Kind, u64),
    /// A list of very many persons.
    ManyPersons(u64),
    /// Personal information, and how many different values.
    Personal(Kind, u64),
    /// Codes of organisations: not personal, but somebody's business.
    Organisations(u64),
    /// Not everything could be read.
    PartlyRead,
    /// Nothing was found.
    Nothing,
}

/// What is suggested for a document, for a person to confirm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// How carefully it is to be handled.
    pub grade: Grade,
    /// Kinds of personal information that are not sensitive.
    pub personal: Vec<Kind>,
    /// Kinds of sensitive personal information.
    pub sensitive: Vec<Kind>,
    /// About how many persons.
    pub persons: u64,
    /// Why, the gravest first.
    pub reasons: Vec<Reason>,
}

/// What the findings suggest.
pub fn suggest(findings: &Findings) -> Suggestion {
    let found = || {
        findings
            .kinds
            .iter()
            .map(|(kind, found)| (*kind, found.distinct))
    };
    let mut reasons: Vec<Reason> = found()
        .filter(|(kind, _)| kind.is_sensitive())
        .map(|(kind, distinct)| Reason::Sensitive(kind, distinct))
        .collect();
    if findings.persons >= MANY {
        reasons.push(Reason::ManyPersons(findings.persons));
    }
    let grave = !reasons.is_empty();
    let plain = found().filter(|(kind, _)| !kind.is_sensitive());
    reasons.extend(plain.map(|(kind, distinct)| match kind.is_personal() {
        true => Reason::Personal(kind, distinct),
        false => Reason::Organisations(distinct),
    }));
    if findings.partial {
        reasons.push(Reason::PartlyRead);
    }
    let grade = match (grave, reasons.is_empty()) {
        (true, _) => Grade::Sensitive,
        (false, false) => Grade::Internal,
        (false, true) => {
            reasons.push(Reason::Nothing);
            Grade::Public
        }
    };
    let kinds = |sensitive: bool| {
        let all = found().map(|(kind, _)| kind);
        all.filter(|kind| kind.is_personal() && kind.is_sensitive() == sensitive)
            .collect()
    };
    Suggestion {
        grade,
        personal: kinds(false),
        sensitive: kinds(true),
        persons: findings.persons,
        reasons,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::Found;

    fn findings(kinds: &[(Kind, u64)], persons: u64, partial: bool) -> Findings {
        let found = |(kind, count): &(Kind, u64)| {
            let found = Found {
                count: *count,
                distinct: *count,
            };
            (*kind, found)
        };
        Findings {
            kinds: kinds.iter().map(found).collect(),
            persons,
            rows: 0,
            exact: true,
            partial,
        }
    }

    #[test]
    fn grades() {
        for (kinds, persons, partial, grade, first) in [
            (&[][..], 0, false, Grade::Public, Reason::Nothing),
            (&[], 0, true, Grade::Internal, Reason::PartlyRead),
            (
                &[(Kind::Mobile, 3)],
                3,
                false,
                Grade::Internal,
                Reason::Personal(Kind::Mobile, 3),
            ),
            (
                &[(Kind::CompanyCode, 2)],
                0,
                false,
                Grade::Internal,
                Reason::Organisations(2),
            ),
            (
                &[(Kind::Mobile, 1000)],
                1000,
                false,
                Grade::Sensitive,
                Reason::ManyPersons(1000),
            ),
            (
                &[(Kind::Mobile, 3), (Kind::ResidentId, 1)],
                3,
                false,
                Grade::Sensitive,
                Reason::Sensitive(Kind::ResidentId, 1),
            ),
        ] {
            let suggestion = suggest(&findings(kinds, persons, partial));
            assert_eq!((suggestion.grade, suggestion.reasons[0]), (grade, first));
        }
    }

    #[test]
    fn kinds_are_told_apart() {
        let kinds = [(Kind::Name, 2), (Kind::Health, 1), (Kind::CompanyCode, 1)];
        let suggestion = suggest(&findings(&kinds, 2, false));
        assert_eq!(suggestion.personal, [Kind::Name]);
        assert_eq!(suggestion.sensitive, [Kind::Health]);
        assert_eq!(suggestion.persons, 2);
        assert_eq!(suggestion.reasons.len(), 3);
    }
}
