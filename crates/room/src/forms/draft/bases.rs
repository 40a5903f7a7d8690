//! What rests on legal bases, and goes to other countries by them.

use serde_json::{Value, json};

use super::{Filled, object};
use crate::body::{Basis, BasisKind};
use crate::error::Error;
use crate::forms::dates::{day, year_begin};
use crate::forms::facts::Facts;
use crate::forms::{codes, limits};
use crate::hex::hex;
use crate::host::Host;
use crate::information::bases::BasisView;
use crate::room::Room;

impl<H: Host> Room<H> {
    pub(super) fn legal_bases(&self) -> Result<Filled, Error> {
        let facts = self.facts()?;
        let rows: Vec<Value> = self
            .oldest_first()?
            .iter()
            .map(|one| row(one, &facts))
            .collect();
        Ok(object(json!({ "bases": rows })))
    }

    pub(super) fn consent_notice(&self) -> Result<Filled, Error> {
        let live = self.oldest_first()?.into_iter().filter(|one| one.live);
        let rows = live.map(|one| {
            let basis = &one.basis;
            json!({ "recipient": one.recipient, "purpose": basis.purpose, "method": basis.method,
                "kinds": kinds(basis), "country": basis.country })
        });
        let rows: Vec<Value> = rows.collect();
        Ok(object(json!({ "recipients": rows })))
    }

    pub(super) fn undertaking(&self) -> Result<Filled, Error> {
        let facts = self.facts()?;
        let live = self.oldest_first()?.into_iter().filter(|one| one.live);
        let rows = live.map(|one| {
            let basis = &one.basis;
            json!({ "recipient": one.recipient, "covers": facts.covers.get(&one.id),
                "purpose": basis.purpose, "method": basis.method, "kinds": kinds(basis),
                "until": basis.until.map(day) })
        });
        let rows: Vec<Value> = rows.collect();
        Ok(object(json!({ "scope": rows })))
    }

    pub(super) fn cross_border(&self) -> Result<Filled, Error> {
        let counts = self.this_year()?;
        let rows = counts.iter().map(|one| {
            json!({ "country": one.country, "abroad": one.abroad, "documents": one.docs,
                "persons": one.persons - one.sensitive, "sensitive": one.sensitive,
                "uncounted": one.uncounted })
        });
        let rows: Vec<Value> = rows.collect();
        let abroad: Vec<_> = counts.iter().filter(|one| one.abroad).collect();
        let sum = |of: fn(&crate::CountryCount) -> u64| {
            abroad
                .iter()
                .fold(0_u64, |sum, one| sum.saturating_add(of(one)))
        };
        let (persons, sensitive) = (
            sum(|one| one.persons - one.sensitive),
            sum(|one| one.sensitive),
        );
        let uncounted = abroad.iter().any(|one| one.uncounted > 0);
        let indicated = limits::abroad().map(|it| it.indicated(persons, sensitive, uncounted));
        Ok(object(
            json!({ "since": day(year_begin(self.now())), "countries": rows, "persons": persons,
            "sensitive": sensitive, "indicated": indicated }),
        ))
    }

    /// Bases by when they were recorded; of one moment by their ids.
    fn oldest_first(&self) -> Result<Vec<BasisView>, Error> {
        let mut all = self.bases()?;
        all.sort_by_key(|one| (one.time, one.id));
        Ok(all)
    }
}

fn kinds(basis: &Basis) -> Vec<&'static str> {
    basis.kinds.iter().copied().map(codes::data).collect()
}

fn row(one: &BasisView, facts: &Facts) -> Value {
    let basis = &one.basis;
    let (evidence, words) = match &basis.kind {
        BasisKind::Consent(hash) => (Some(hash.to_string()), None),
        BasisKind::Other(words) => (None, Some(words)),
        _ => (None, None),
    };
    let withdrawn = one.withdrawn.as_ref();
    json!({ "id": hex(&one.id.0), "basis": codes::basis(&basis.kind), "words": words, "evidence": evidence,
        "recipient": one.recipient, "purpose": basis.purpose, "method": basis.method,
        "kinds": kinds(basis), "sensitive": basis.sensitive, "covers": facts.covers.get(&one.id),
        "from": day(basis.from), "until": basis.until.map(day), "country": basis.country,
        "abroad": basis.abroad, "recorded": day(one.time), "recorded-by": one.by.name, "live": one.live,
        "withdrawn": withdrawn.map(|(_, time, _)| day(*time)), "why": withdrawn.map(|(.., why)| why) })
}
