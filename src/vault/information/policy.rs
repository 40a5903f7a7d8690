//! What levels ask for, legal bases and requests, there and back.

use std::collections::BTreeMap;

use ledger::ids::{ChainId, Hash, MemberId};
use room::{Answer, Basis, BasisId, Cover, Mark, Op, Room};

use super::marks::{kind_of, kind_ref, tier, tier_of};
use crate::browser::host::Device;
use crate::vault::access::{principal, who};
use crate::vault::messages::{
    Against, Allowed, BasisKind, BasisView, CountryCount, Failure, NewBasis, Objection, Overview,
    RequestView, Standing, TierRule, Why,
};
use crate::vault::rooms::{doc_at, doc_ref, folder_id};
use crate::vault::sharing::millis;

const DAY: u64 = 24 * 3600 * 1000;
/// Yearly counts look back as long.
const YEAR: u64 = 365 * DAY;

/// What the page shows of all that.
pub(super) fn overview(open: &Room<Device>) -> Result<Overview, Failure> {
    let mut out = counts(open);
    let now = open.view().as_of;
    let breaches = open.breaches()?;
    out.granted = against(open, &breaches.granted);
    out.held_back = against(open, &breaches.held_back);
    out.by_two = !open.kept_by_two()?.is_empty();
    out.rules = open.tiers()?.iter().map(rule).collect();
    out.bases = open.bases()?.into_iter().map(basis_view).collect();
    let countries = open.country_counts(now.saturating_sub(YEAR), now)?;
    out.countries = countries.into_iter().map(country).collect();
    out.requests = open.requests()?.into_iter().map(request).collect();
    Ok(out)
}

/// How many documents there are of each level, and with personal information.
fn counts(open: &Room<Device>) -> Overview {
    let all = open.all_classified();
    let mut out = Overview::default();
    for doc in &open.view().docs {
        let found = all.get(&(doc.at.scope, Some(doc.at.doc)));
        let holds = found.map(|found| &found.holds);
        let level = match holds.and_then(|holds| holds.tier) {
            Some(Mark::Is(level)) => tier(level) as usize,
            _ => out.tiers.len() - 1,
        };
        if let Some(count) = out.tiers.get_mut(level) {
            *count += 1;
        }
        let is = |mark: Option<&Mark<Answer>>, answer| mark == Some(&Mark::Is(answer));
        let personal = holds.and_then(|holds| holds.personal.as_ref());
        if is(personal, Answer::Yes) {
            out.personal += 1;
        } else if !is(personal, Answer::No) {
            out.unknown.push(doc_ref(&doc.at));
        }
        if is(
            holds.and_then(|holds| holds.sensitive.as_ref()),
            Answer::Yes,
        ) {
            out.sensitive += 1;
        }
        if let Some(Mark::Is(persons)) = holds.and_then(|holds| holds.persons.as_ref()) {
            out.persons = out.persons.saturating_add(*persons);
        }
    }
    out
}

/// What is against it, for the page.
pub(super) fn against(open: &Room<Device>, found: &room::Against) -> Against {
    let rows = open.matrix().map(|matrix| matrix.rows).unwrap_or_default();
    let names: BTreeMap<MemberId, String> = rows
        .into_iter()
        .map(|row| (ChainId(row.who.0), row.name))
        .collect();
    let named = |doc: &room::Spot| {
        let shown = open.doc(*doc).ok();
        shown.map(|doc| doc.name)
    };
    let objection = |one: &room::Objection| Objection {
        member: one
            .member
            .map(|id| names.get(&id).cloned().unwrap_or_default()),
        name: one.name.clone(),
        doc: one.doc.is_some(),
        why: why(one.reason),
        suggested: one.suggested,
        variant: one.variant.as_ref().and_then(named),
    };
    Against {
        list: found.list.iter().map(objection).collect(),
        count: number(found.count),
    }
}

fn why(reason: room::Reason) -> Why {
    use room::Reason;
    match reason {
        Reason::NoBasis => Why::NoBasis,
        Reason::NotForSensitive => Why::NotForSensitive,
        Reason::KindsNotNamed => Why::KindsNotNamed,
        Reason::NotForThem => Why::NotForThem,
        Reason::MaySave => Why::MaySave,
        Reason::TakesTwo => Why::TakesTwo,
        Reason::TooOld => Why::TooOld,
        Reason::Loosens => Why::Loosens,
        Reason::RuleTakesTwo => Why::RuleTakesTwo,
        Reason::NobodyElse => Why::NobodyElse,
    }
}

/// A rule as the page has it.
pub(super) fn tier_rule(rule: &TierRule) -> Result<(room::Tier, room::TierRule), Failure> {
    let allowed = |one: &Allowed| {
        Ok::<_, Failure>(match one {
            Allowed::People => room::Allowed::People,
            Allowed::Links => room::Allowed::Links,
            Allowed::Group(group) => room::Allowed::Group(principal(group)?),
        })
    };
    let only = rule.only.as_ref().map(|all| all.iter().map(allowed));
    let name = rule.name.as_ref().map(|name| name.trim().to_owned());
    Ok((
        tier_of(rule.tier),
        room::TierRule {
            name: name.filter(|name| !name.is_empty()),
            only: only.map(Iterator::collect).transpose()?,
            view_only: rule.view_only,
            second: rule.second,
            retention_days: rule.retention_days,
        },
    ))
}

fn rule((of, rule): &(room::Tier, room::TierRule)) -> TierRule {
    let allowed = |one: &room::Allowed| match one {
        room::Allowed::People => Allowed::People,
        room::Allowed::Links => Allowed::Links,
        room::Allowed::Group(group) => Allowed::Group(who(group)),
    };
    let only = rule.only.as_ref();
    TierRule {
        tier: tier(*of),
        name: rule.name.as_deref().map(room::names::shown),
        only: only.map(|all| all.iter().map(allowed).collect()),
        view_only: rule.view_only,
        second: rule.second,
        retention_days: rule.retention_days,
    }
}

pub(super) fn basis_id(id: &str) -> Result<BasisId, Failure> {
    let id = ChainId::parse(id).map_err(|_| Failure::NotFound)?;
    Ok(BasisId(id.0))
}

/// A basis that is to be recorded.
pub(super) fn basis(open: &Room<Device>, new: &NewBasis) -> Result<Basis, Failure> {
    let folder = |id: &String| Ok::<_, Failure>(Cover::Folder(folder_id(id)?));
    let doc = |id: &String| Ok::<_, Failure>(Cover::Doc(open.origin_of(doc_at(id)?)?));
    let folders = new.folders.iter().map(folder);
    let covers = folders.chain(new.docs.iter().map(doc));
    let kinds = new.kinds.iter().map(|kind| kind_of(*kind));
    Ok(Basis {
        kind: match &new.kind {
            BasisKind::Consent(hash) => {
                room::BasisKind::Consent(Hash::parse(hash).map_err(|_| Failure::NotFound)?)
            }
            BasisKind::Contract => room::BasisKind::Contract,
            BasisKind::Duty => room::BasisKind::Duty,
            BasisKind::Public => room::BasisKind::Public,
            BasisKind::Merger => room::BasisKind::Merger,
            BasisKind::Other(text) => room::BasisKind::Other(text.trim().to_owned()),
        },
        recipient: principal(&new.recipient)?,
        purpose: new.purpose.clone(),
        method: new.method.clone(),
        kinds: kinds.collect::<Result<_, _>>()?,
        sensitive: new.sensitive,
        covers: covers.collect::<Result<_, _>>()?,
        from: millis(new.from),
        until: new.until.map(millis),
        country: new.country.clone(),
        abroad: new.abroad.clone(),
    })
}

fn basis_view(view: room::BasisView) -> BasisView {
    let basis = view.basis;
    let text = |text: &str| room::names::text(text);
    let folder = |cover: &Cover| match cover {
        Cover::Folder(folder) => Some(folder.to_string()),
        Cover::Doc(_) => None,
    };
    let folders: Vec<String> = basis.covers.iter().filter_map(folder).collect();
    BasisView {
        basis: ChainId(view.id.0).to_string(),
        kind: match &basis.kind {
            room::BasisKind::Consent(hash) => BasisKind::Consent(hash.to_string()),
            room::BasisKind::Contract => BasisKind::Contract,
            room::BasisKind::Duty => BasisKind::Duty,
            room::BasisKind::Public => BasisKind::Public,
            room::BasisKind::Merger => BasisKind::Merger,
            room::BasisKind::Other(said) => BasisKind::Other(text(said)),
        },
        recipient: view.recipient,
        purpose: text(&basis.purpose),
        method: text(&basis.method),
        kinds: basis.kinds.iter().map(|kind| kind_ref(*kind)).collect(),
        sensitive: basis.sensitive,
        docs: number(basis.covers.len() - folders.len()),
        folders,
        from: basis.from as f64,
        until: basis.until.map(|until| until as f64),
        country: room::names::shown(&basis.country),
        abroad: basis.abroad.as_deref().map(text),
        by: view.by.name,
        time: view.time as f64,
        live: view.live,
        withdrawn: view
            .withdrawn
            .map(|(by, time, why)| (by.name, time as f64, why)),
    }
}

fn country(one: room::CountryCount) -> CountryCount {
    CountryCount {
        country: room::names::shown(&one.country),
        abroad: one.abroad,
        docs: number(one.docs),
        persons: one.persons,
        sensitive: one.sensitive,
        uncounted: number(one.uncounted),
    }
}

fn request(view: room::RequestView) -> RequestView {
    let rules = view.changes.iter().filter_map(|change| match change {
        Op::Tier(of, said) => Some(rule(&(*of, said.clone()))),
        _ => None,
    });
    RequestView {
        request: view.id.to_string(),
        rules: rules.collect(),
        destroys: matches!(view.changes.as_slice(), [Op::Destroy(_)]),
        by: view.by.name,
        time: view.time as f64,
        until: view.until as f64,
        note: view.note,
        standing: match view.standing {
            room::RequestStanding::Open => Standing::Open,
            room::RequestStanding::Approved => Standing::Approved,
            room::RequestStanding::Refused => Standing::Refused,
            room::RequestStanding::Applied => Standing::Applied,
            room::RequestStanding::Expired => Standing::Expired,
            room::RequestStanding::Void => Standing::Void,
        },
        decision: view
            .decision
            .map(|(by, time, why)| (by.name, time as f64, why)),
        applied: view.applied.map(|(by, time)| (by.name, time as f64)),
        mine: view.mine,
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
