//! The counting.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Office;

use super::{
    Answered, Category, Country, DataCounts, Happened, Openings, RecipientCounts,
    TransparencyReport, When,
};
use crate::activity::{Filter, Happening};
use crate::body::{Answer, DataKind, Principal};
use crate::dates::utc;
use crate::error::Error;
use crate::host::Host;
use crate::information::requests::RequestStanding;
use crate::people::members::Role;
use crate::reports::head::Period;
use crate::room::Room;
use crate::share::proposals::ProposalStanding;

const HOUR: u64 = 3_600_000;

impl Answered {
    fn of(all: impl Iterator<Item = (Fate, u64, Option<u64>)>) -> Self {
        let mut counted = Self::default();
        let mut hours = Vec::new();
        for (fate, asked, answered) in all {
            counted.asked += 1;
            match fate {
                Fate::Approved => counted.approved += 1,
                Fate::Refused => counted.refused += 1,
                Fate::Open => counted.open += 1,
                Fate::Lapsed => counted.lapsed += 1,
            }
            hours.extend(answered.map(|time| time.saturating_sub(asked).div_ceil(HOUR)));
        }
        hours.sort_unstable();
        counted.median_hours = hours.get(hours.len().saturating_sub(1) / 2).copied();
        counted.longest_hours = hours.last().copied();
        counted
    }
}

enum Fate {
    Approved,
    Refused,
    Open,
    Lapsed,
}

impl<H: Host> Room<H> {
    pub(in crate::reports) fn transparency_report(
        &self,
        period: &Period,
    ) -> Result<TransparencyReport, Error> {
        self.judge_manager()?;
        let (data, categories) = self.count_data();
        Ok(TransparencyReport {
            made: When {
                at: utc(self.now()),
            },
            period: period.said(),
            data,
            categories,
            recipients: self.count_recipients(),
            countries: self.count_countries(period)?,
            openings: self.count_openings(period),
            happened: self.count_happened(period),
            requests: self.count_requests(period)?,
            proposals: self.count_proposals(period)?,
        })
    }

    fn count_data(&self) -> (DataCounts, Vec<Category>) {
        let (view, labels) = (self.view(), self.all_classified());
        let mut data = DataCounts::default();
        let mut kinds: BTreeMap<&'static str, usize> = BTreeMap::new();
        for doc in &view.docs {
            data.documents += 1;
            data.versions += doc.versions;
            let label = labels.get(&(doc.at.scope, Some(doc.at.doc)));
            let Some(holds) = label.map(|label| &label.holds) else {
                data.undecided += 1;
                continue;
            };
            let sensitive = holds.sensitive() == Answer::Yes;
            match holds.personal() {
                Answer::Unknown if !sensitive => data.undecided += 1,
                Answer::No if !sensitive => {}
                _ => {
                    data.personal += 1;
                    data.sensitive += usize::from(sensitive);
                    match holds.persons() {
                        Some(persons) => data.persons = data.persons.saturating_add(persons),
                        None => data.uncounted += 1,
                    }
                    let found = holds.found().map(|found| found.kinds).unwrap_or_default();
                    // codes of organisations are nobody's personal information
                    let found = found.iter().map(|one| one.kind);
                    let found = found.filter(|kind| *kind != DataKind::CompanyCode);
                    let found: BTreeSet<&str> = found.map(category).collect();
                    for kind in found {
                        *kinds.entry(kind).or_default() += 1;
                    }
                }
            }
        }
        let categories = kinds.into_iter().map(|(category, documents)| Category {
            category: category.to_owned(),
            documents,
        });
        (data, categories.collect())
    }

    fn count_recipients(&self) -> RecipientCounts {
        let (state, now) = (self.state.borrow(), self.now());
        let mut counts = RecipientCounts::default();
        let head = state.front.head();
        for (id, member) in state.roster.members() {
            if !state.is_open(member, now) {
                continue;
            }
            let place = match (
                state.front.office(id, &head),
                self.member_view(&state, member).kind,
            ) {
                (Some(Office::Owner), _) => &mut counts.owners,
                (Some(Office::Manager), _) => &mut counts.managers,
                (Some(Office::Coordinator), _) => &mut counts.coordinators,
                (None, Role::Link) => &mut counts.links,
                (None, Role::Invite) => &mut counts.invites,
                (None, _) if member.member.manner.audits => &mut counts.auditors,
                (None, _) => &mut counts.people,
            };
            *place += 1;
        }
        counts
    }

    fn count_countries(&self, period: &Period) -> Result<Vec<Country>, Error> {
        let (from, until) = (period.from.unwrap_or(0), period.until.unwrap_or(u64::MAX));
        let counts = self.country_counts(from, until)?;
        let state = self.state.borrow();
        let mut recipients: BTreeMap<&str, BTreeSet<Principal>> = BTreeMap::new();
        for known in state
            .plan
            .bases
            .values()
            .filter(|it| it.held_in(from, until))
        {
            let all = recipients.entry(known.basis.country.as_str()).or_default();
            all.insert(known.basis.recipient);
        }
        let country = counts.into_iter().map(|count| Country {
            recipients: recipients
                .get(count.country.as_str())
                .map_or(0, BTreeSet::len),
            country: count.country,
            abroad: count.abroad,
            documents: count.docs,
            persons: count.persons,
            sensitive: count.sensitive,
            uncounted: count.uncounted,
        });
        Ok(country.collect())
    }

    fn count_openings(&self, period: &Period) -> Openings {
        let opened = self.openings(&filter(period));
        let mut openings = Openings {
            readers: opened.by_person.len(),
            documents: opened.by_doc.len(),
            ..Openings::default()
        };
        for (_, sum) in &opened.by_person {
            openings.views += u64::from(sum.views);
            openings.downloads += u64::from(sum.downloads);
            openings.prints += u64::from(sum.prints);
        }
        openings
    }

    fn count_happened(&self, period: &Period) -> Happened {
        let mut happened = Happened::default();
        for event in self.activity(&filter(period), 0, usize::MAX).events {
            let (place, count) = match event.what {
                Happening::Added => (&mut happened.added, event.count),
                Happening::Deleted => (&mut happened.deleted, event.count),
                Happening::Dropped => (&mut happened.sent_in, event.count),
                Happening::Joined => (&mut happened.joined, 1),
                Happening::Ended => (&mut happened.ended, 1),
                Happening::Agreed => (&mut happened.agreed, 1),
                _ => continue,
            };
            *place += count;
        }
        let state = self.state.borrow();
        let ended = state
            .plan
            .bases
            .values()
            .filter_map(|known| known.ended.as_ref());
        happened.bases_withdrawn = ended.filter(|ended| period.spans(ended.time)).count();
        happened
    }

    fn count_requests(&self, period: &Period) -> Result<Answered, Error> {
        let all = self
            .requests()?
            .into_iter()
            .filter(|it| period.spans(it.time));
        Ok(Answered::of(all.map(|it| {
            let fate = match it.standing {
                RequestStanding::Open => Fate::Open,
                RequestStanding::Approved | RequestStanding::Applied => Fate::Approved,
                RequestStanding::Refused => Fate::Refused,
                RequestStanding::Expired | RequestStanding::Void => Fate::Lapsed,
            };
            (fate, it.time, it.decision.map(|(_, time, _)| time))
        })))
    }

    fn count_proposals(&self, period: &Period) -> Result<Answered, Error> {
        let all = self
            .proposals()?
            .into_iter()
            .filter(|it| period.spans(it.time));
        Ok(Answered::of(all.map(|it| {
            let fate = match it.standing {
                ProposalStanding::Open => Fate::Open,
                ProposalStanding::Accepted => Fate::Approved,
                ProposalStanding::Refused | ProposalStanding::Withdrawn => Fate::Refused,
                ProposalStanding::Void => Fate::Lapsed,
            };
            (fate, it.time, it.answer.map(|answer| answer.time))
        })))
    }
}

fn filter(period: &Period) -> Filter {
    Filter {
        from: period.from,
        until: period.until,
        ..Filter::default()
    }
}

fn category(kind: DataKind) -> &'static str {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_those_to_the_answer() {
        let none = Answered::of([(Fate::Open, 5, None)].into_iter());
        assert_eq!(
            (none.open, none.median_hours, none.longest_hours),
            (1, None, None)
        );
        let all = [(0, 1), (0, HOUR + 1), (0, 9 * HOUR)];
        let all = all.map(|(asked, answered)| (Fate::Approved, asked, Some(answered)));
        let all = Answered::of(all.into_iter());
        assert_eq!((all.median_hours, all.longest_hours), (Some(2), Some(9)));
    }
}
