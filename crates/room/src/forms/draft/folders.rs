//! What lies in folders: processing record, impact assessment, notices about it.

use serde_json::{Value, json};

use super::{Filled, object};
use crate::body::Answer;
use crate::error::Error;
use crate::forms::codes;
use crate::forms::dates::year_begin;
use crate::forms::facts::{Facts, FolderFacts};
use crate::host::Host;
use crate::information::bases::CountryCount;
use crate::room::Room;

impl<H: Host> Room<H> {
    pub(super) fn processing_record(&self) -> Result<Filled, Error> {
        let facts = self.facts()?;
        let rows: Vec<Value> = facts
            .folders
            .iter()
            .filter(|one| one.docs > 0)
            .map(activity)
            .collect();
        let abroad = self.this_year()?;
        let abroad: Vec<Value> = abroad
            .iter()
            .filter(|one| one.abroad)
            .map(|one| {
                json!({ "country": one.country, "documents": one.docs, "persons": one.persons,
                    "sensitive": one.sensitive, "uncounted": one.uncounted })
            })
            .collect();
        Ok(object(
            json!({ "activities": rows, "abroad": abroad, "measures": facts.measures }),
        ))
    }

    pub(super) fn impact_assessment(&self) -> Result<Filled, Error> {
        let facts = self.facts()?;
        let personal = facts.folders.iter().filter(|one| one.personal.docs > 0);
        let rows = personal.map(|one| {
            let count = &one.personal;
            json!({ "folder": one.path, "documents": count.docs, "persons": count.persons,
                "uncounted": count.uncounted, "kinds": count.codes(),
                "sensitive": codes::answer(one.is_sensitive()),
                "purposes": one.purposes, "recipients": one.recipients })
        });
        let rows: Vec<Value> = rows.collect();
        let abroad = self.this_year()?.iter().any(|one| one.abroad);
        let triggers = triggers(&facts, abroad);
        Ok(object(
            json!({ "triggers": triggers, "activities": rows, "measures": facts.measures }),
        ))
    }

    pub(super) fn transfer_notice(&self) -> Result<Filled, Error> {
        let all = self.facts()?.personal();
        Ok(object(
            json!({ "documents": all.docs, "persons": all.persons,
            "uncounted": all.uncounted, "kinds": all.codes() }),
        ))
    }

    pub(super) fn sensitive_notice(&self) -> Result<Filled, Error> {
        let facts = self.facts()?;
        let sensitive = facts.folders.iter().filter(|one| one.sensitive.docs > 0);
        let rows = sensitive.map(|one| {
            let count = &one.sensitive;
            json!({ "folder": one.path, "documents": count.docs, "persons": count.persons,
                "uncounted": count.uncounted, "kinds": count.codes() })
        });
        let rows: Vec<Value> = rows.collect();
        Ok(object(
            json!({ "information": rows, "measures": facts.measures }),
        ))
    }

    /// What bases gave into each country since 1 January.
    pub(super) fn this_year(&self) -> Result<Vec<CountryCount>, Error> {
        let now = self.now();
        self.country_counts(year_begin(now), now.saturating_add(1))
    }
}

fn activity(one: &FolderFacts) -> Value {
    let count = &one.personal;
    let subjects: Vec<_> = one.subjects.iter().copied().map(codes::subject).collect();
    let matters: Vec<_> = one.matters.iter().copied().map(codes::matter).collect();
    json!({ "folder": one.path, "documents": one.docs, "personal": count.docs, "unknown": one.unknown,
        "persons": count.persons, "uncounted": count.uncounted, "level": one.level.map(codes::level),
        "subjects": subjects, "matters": matters, "kinds": count.codes(),
        "sensitive": codes::answer(one.is_sensitive()), "sources": one.sources, "owners": one.owners,
        "purposes": one.purposes, "recipients": one.recipients, "bases": one.bases,
        "countries": one.countries, "retention-days": one.retention })
}

/// Why the law asks for an assessment, as far as labels, readers and countries tell.
fn triggers(facts: &Facts, abroad: bool) -> Vec<&'static str> {
    let personal = || facts.folders.iter().filter(|one| one.personal.docs > 0);
    let sensitive = personal().any(|one| one.is_sensitive() == Answer::Yes);
    let given = personal().any(|one| !one.recipients.is_empty());
    let all = [
        ("sensitive", sensitive),
        ("provide", given),
        ("abroad", abroad),
    ];
    all.into_iter()
        .filter(|(_, is)| *is)
        .map(|(code, _)| code)
        .collect()
}
