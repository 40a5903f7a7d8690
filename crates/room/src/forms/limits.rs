//! Periods and thresholds of the law, as data with their sources.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::dates::{DAY, add_months};
use super::schema::Both;

/// Within what time a person's request is to be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RightsDeadline {
    /// Its name.
    pub law: String,
    /// So many days,
    pub days: u32,
    /// and so many months after it came.
    pub months: u32,
    /// It can be put off by so many months.
    pub longer_months: u32,
    /// Where that stands.
    pub source: Both,
}

/// From how many persons on something is asked for before their information goes abroad.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Abroad {
    /// Since when they are counted.
    pub since: String,
    /// A standard contract or a certificate,
    pub contract_from_persons: u64,
    /// or an assessment, of persons without sensitive information.
    pub assessment_from_persons: u64,
    /// The same of persons with it.
    pub contract_from_sensitive: u64,
    /// The same of persons with it.
    pub assessment_from_sensitive: u64,
    /// Where that stands.
    pub source: Both,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    deadlines: Vec<RightsDeadline>,
    abroad: Abroad,
}

// a file that is none is found by the test below
static LIMITS: LazyLock<Option<File>> =
    LazyLock::new(|| serde_json::from_str(include_str!("data/limits.json")).ok());

/// All periods.
pub fn deadlines() -> &'static [RightsDeadline] {
    LIMITS.as_ref().map_or(&[], |file| &file.deadlines)
}

/// The period of this name.
pub fn deadline(law: &str) -> Option<&'static RightsDeadline> {
    deadlines().iter().find(|one| one.law == law)
}

/// The thresholds for other countries.
pub fn abroad() -> Option<&'static Abroad> {
    LIMITS.as_ref().map(|file| &file.abroad)
}

impl RightsDeadline {
    /// When something that came then has to be answered, and until when that can be put off.
    pub fn of(&self, received: u64) -> Option<(u64, u64)> {
        let counted = |months| add_months(received, months);
        let days = u64::from(self.days) * DAY;
        let due = counted(self.months)?.checked_add(days)?;
        let latest = counted(self.months + self.longer_months)?.checked_add(days)?;
        Some((due, latest))
    }
}

impl Abroad {
    /// What the numbers alone point to, as a code. `uncounted`: there are documents of which nobody said how many.
    pub(crate) fn indicated(&self, persons: u64, sensitive: u64, uncounted: bool) -> &'static str {
        if persons >= self.assessment_from_persons || sensitive >= self.assessment_from_sensitive {
            "assessment"
        } else if uncounted {
            "uncounted"
        } else if persons >= self.contract_from_persons || sensitive >= self.contract_from_sensitive
        {
            "contract-or-certificate"
        } else {
            "none"
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::dates::{day, parse_day};
    use super::super::schema::choices;
    use super::*;

    #[test]
    fn each_period_has_a_source_and_a_name_in_the_list() {
        let named: Vec<_> = choices("deadline-law")
            .iter()
            .map(|one| &one.code)
            .collect();
        let all: Vec<_> = deadlines().iter().map(|one| &one.law).collect();
        assert_eq!(all, named);
        let received = parse_day("2027-01-31").unwrap();
        let due = |law: &str| {
            let (due, latest) = deadline(law).unwrap().of(received).unwrap();
            (day(due), day(latest))
        };
        let both = |due: &str, latest: &str| (due.to_owned(), latest.to_owned());
        assert_eq!(due("gdpr"), both("2027-02-28", "2027-04-30"));
        assert_eq!(due("gb-t-35273"), both("2027-03-02", "2027-03-02"));
        assert_eq!(due("apps-2019"), both("2027-02-15", "2027-02-15"));
    }

    #[test]
    fn the_numbers_point_to_what_the_provisions_say() {
        let limits = abroad().unwrap();
        for (persons, sensitive, uncounted, says) in [
            (0, 0, false, "none"),
            (99_999, 0, false, "none"),
            (100_000, 0, false, "contract-or-certificate"),
            (999_999, 0, false, "contract-or-certificate"),
            (1_000_000, 0, false, "assessment"),
            (0, 1, false, "contract-or-certificate"),
            (0, 9_999, false, "contract-or-certificate"),
            (0, 10_000, true, "assessment"),
            (5, 0, true, "uncounted"),
        ] {
            assert_eq!(limits.indicated(persons, sensitive, uncounted), says);
        }
        let codes: Vec<_> = choices("indicated")
            .iter()
            .map(|one| one.code.as_str())
            .collect();
        assert_eq!(
            codes,
            ["none", "contract-or-certificate", "assessment", "uncounted"]
        );
    }
}
