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

/// What is suggested for a document, for a person to confirm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// How carefully it is to be handled.
    pub grade: Grade,
    /// Personal information was found.
    pub personal: bool,
    /// Sensitive personal information was found.
    pub sensitive: bool,
}

/// What the findings suggest.
pub fn suggest(findings: &Findings) -> Suggestion {
    let holds = |is: fn(Kind) -> bool| findings.kinds.iter().any(|(kind, _)| is(*kind));
    let sensitive = holds(Kind::is_sensitive);
    // codes of organisations are not personal, but somebody's business
    let something = !findings.kinds.is_empty() || findings.partial;
    Suggestion {
        grade: match (sensitive || findings.persons >= MANY, something) {
            (true, _) => Grade::Sensitive,
            (false, true) => Grade::Internal,
            (false, false) => Grade::Public,
        },
        personal: holds(Kind::is_personal),
        sensitive,
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
    fn what_was_found_weighs() {
        use Grade::{Internal, Public, Sensitive};
        for (kinds, persons, partial, grade, personal, sensitive) in [
            (&[][..], 0, false, Public, false, false),
            (&[], 0, true, Internal, false, false),
            (&[(Kind::CompanyCode, 2)], 0, false, Internal, false, false),
            (&[(Kind::Mobile, 3)], 3, false, Internal, true, false),
            (&[(Kind::Mobile, 999)], 999, false, Internal, true, false),
            (&[(Kind::Mobile, 1000)], 1000, false, Sensitive, true, false),
            (
                &[(Kind::Mobile, 3), (Kind::ResidentId, 1)],
                3,
                true,
                Sensitive,
                true,
                true,
            ),
            (&[(Kind::Health, 1)], 0, false, Sensitive, true, true),
        ] {
            let said = suggest(&findings(kinds, persons, partial));
            let expected = Suggestion {
                grade,
                personal,
                sensitive,
            };
            assert_eq!(said, expected, "{kinds:?}");
        }
    }
}
