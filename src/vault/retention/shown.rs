//! How it stands, as the page shows it.

use std::collections::BTreeMap;

use ledger::ids::ChainId;
use room::retention::certificate::Uncovered;
use room::retention::{DoomedDoc, Due, Standing as Stands};
use room::{Hash, HoldId, Kept, Op, RequestStanding, Room, Spot, Why};

use crate::browser::host::Device;
use crate::vault::messages::{
    AskedView, Cause, ClockFrom, ClockLasts, ClockMeans, ClockSaid, ClockView, DoneView,
    DoomedView, DueDoc, DueStanding, Failure, HoldView, KeepRef, Left, RetentionView, Standing,
    Tier,
};
use crate::vault::rooms::doc_ref;

const DAY: u64 = 24 * 3600 * 1000;
/// The most documents that a list shows.
const MOST: usize = 500;
/// Names of what goes that are shown before.
const NAMED: usize = 100;
/// Of a decision's id, as much as stands in the name of its certificate.
const BEGIN: usize = 12;

/// Everything that the page shows.
pub(super) fn overview(open: &Room<Device>) -> Result<RetentionView, Failure> {
    let now = open.now();
    let found = open.retention(u32::MAX)?;
    let holds = open.holds()?;
    let mut out = RetentionView {
        closing: open.closing()?.map(|day| day as f64),
        without: count(found.without),
        of: count(found.of),
        room_due: found
            .room
            .filter(|end| *end <= now + 90 * DAY)
            .map(|end| end as f64),
        ..RetentionView::default()
    };
    let cases: BTreeMap<HoldId, &str> = holds
        .iter()
        .map(|one| (one.id, one.case.as_str()))
        .collect();
    let mut means: BTreeMap<(Option<Kept>, Option<room::Tier>), ClockMeans> = BTreeMap::new();
    for one in &found.docs {
        let end = one.due.as_ref().map(|(end, _)| *end);
        if let Some((end, by)) = &one.due {
            let tier = by.tier.filter(|_| by.of.is_none());
            count_in(means.entry((by.of, tier)).or_default(), one, *end);
        }
        let within = |days: u64| end.is_some_and(|end| end <= now + days * DAY);
        let standing = match one.standing {
            Stands::Held => DueStanding::Held,
            Stands::Due => DueStanding::Due,
            Stands::Soon if within(30) => DueStanding::In30,
            Stands::Soon if within(90) => DueStanding::In90,
            Stands::Soon => continue,
        };
        match standing {
            DueStanding::Held => out.held += 1,
            DueStanding::Due => out.due_now.push(doc_ref(&one.doc)),
            DueStanding::In30 | DueStanding::In90 => {
                out.in_30_days += u32::from(standing == DueStanding::In30);
                out.in_90_days += 1;
            }
        }
        if out.due.len() < MOST {
            out.due.push(due(one, standing, &cases));
        }
    }
    let of = |of: Option<Kept>, tier: Option<room::Tier>| {
        means.get(&(of, tier)).copied().unwrap_or_default()
    };
    out.clocks = open
        .clocks()?
        .into_iter()
        .map(|one| ClockView {
            of: keep_ref(&one.of, one.doc.as_ref()),
            name: one.doc.map(|(_, name)| name).unwrap_or_default(),
            clock: clock_said(&one.clock),
            by: one.by.map(|by| by.name).unwrap_or_default(),
            time: one.time as f64,
            means: of(Some(one.of), None),
        })
        .collect();
    for (level, rule) in open.tiers()? {
        if let Some(days) = rule.retention_days {
            let name = rule.name.as_deref().map(room::names::shown);
            out.levels
                .push((tier(level), name, days, of(None, Some(level))));
        }
    }
    out.holds = holds.into_iter().map(hold).collect();
    out.requests = asked(open)?;
    out.done = done(open)?;
    Ok(out)
}

fn count_in(means: &mut ClockMeans, one: &Due, end: u64) {
    means.docs += 1;
    if one.standing == Stands::Due {
        means.due += 1;
    } else {
        let end = end as f64;
        means.next = Some(means.next.map_or(end, |next: f64| next.min(end)));
    }
}

fn due(one: &Due, standing: DueStanding, cases: &BTreeMap<HoldId, &str>) -> DueDoc {
    let by = one.due.as_ref().map(|(_, by)| by);
    let case = |id: &HoldId| cases.get(id).map(|case| (*case).to_owned());
    DueDoc {
        doc: doc_ref(&one.doc),
        folder: one.doc.scope.to_string(),
        name: one.name.clone(),
        standing,
        due: one.due.as_ref().map(|(end, _)| *end as f64),
        of: by.and_then(|by| {
            let here = (one.doc, String::new());
            by.of.as_ref().map(|of| keep_ref(of, Some(&here)))
        }),
        tier: by.and_then(|by| by.tier).map(tier),
        cases: one.held.iter().filter_map(case).collect(),
        takes_two: one.takes_two,
    }
}

/// A document that is not there any more is called by nothing.
fn keep_ref(of: &Kept, doc: Option<&(Spot, String)>) -> KeepRef {
    match of {
        Kept::Room => KeepRef::Room,
        Kept::Folder(folder) => KeepRef::Folder(folder.to_string()),
        Kept::Doc(_) => KeepRef::Doc(doc.map(|(spot, _)| doc_ref(spot)).unwrap_or_default()),
    }
}

fn hold(one: room::retention::HoldView) -> HoldView {
    HoldView {
        hold: ChainId(one.id.0).to_string(),
        of: keep_ref(&one.of, one.doc.as_ref()),
        name: one.doc.map(|(_, name)| name).unwrap_or_default(),
        case: one.case,
        why: one.why,
        by: one.by.map(|by| by.name).unwrap_or_default(),
        time: one.time as f64,
        stands: one.stands,
        awaits_me: one.awaits_me,
        ends: one
            .ends
            .into_iter()
            .map(|(by, time, why)| (by.name, time as f64, why))
            .collect(),
    }
}

fn asked(open: &Room<Device>) -> Result<Vec<AskedView>, Failure> {
    let all = open.requests()?.into_iter();
    let view = |one: room::RequestView| {
        let [Op::Destroy(doom)] = one.changes.as_slice() else {
            return None;
        };
        Some(AskedView {
            why: cause(&doom.why),
            words: room::names::text(&doom.words),
            docs: count(doom.docs.len()),
            request: one.id.to_string(),
            by: one.by.name,
            time: one.time as f64,
            until: one.until as f64,
            note: one.note,
            standing: standing(one.standing),
            decision: one
                .decision
                .map(|(by, time, why)| (by.name, time as f64, why)),
            mine: one.mine,
        })
    };
    Ok(all.filter_map(view).collect())
}

fn standing(standing: RequestStanding) -> Standing {
    match standing {
        RequestStanding::Open => Standing::Open,
        RequestStanding::Approved => Standing::Approved,
        RequestStanding::Refused => Standing::Refused,
        RequestStanding::Applied => Standing::Applied,
        RequestStanding::Expired => Standing::Expired,
        RequestStanding::Void => Standing::Void,
    }
}

fn done(open: &Room<Device>) -> Result<Vec<DoneView>, Failure> {
    let papers = papers(open);
    let view = |one: room::retention::Destructions| DoneView {
        decision: one.id.to_string(),
        time: one.time as f64,
        by: one.by.map(|by| by.name).unwrap_or_default(),
        mine: one.mine,
        two: one.two,
        docs: count(one.docs),
        why: cause(&one.why),
        words: one.words,
        certificate: paper_of(&papers, &one.id).map(doc_ref),
    };
    Ok(open.destructions()?.into_iter().map(view).collect())
}

/// Files of artefacts in the room, by their names: the last one of a name is the newest.
pub(super) fn papers(open: &Room<Device>) -> Vec<(String, Spot)> {
    let docs = open.view().docs.into_iter();
    let papers = docs.filter(|doc| doc.record.mime == room::artefact::MIME);
    papers.map(|doc| (doc.name, doc.at)).collect()
}

/// Of these the certificate of a decision.
pub(super) fn paper_of<'p>(papers: &'p [(String, Spot)], decision: &Hash) -> Option<&'p Spot> {
    let begin = begin(decision);
    let mut all = papers.iter().rev();
    all.find(|(name, _)| name.contains(&begin))
        .map(|(_, spot)| spot)
}

/// What stands of a decision in the name of its certificate.
pub(super) fn begin(decision: &Hash) -> String {
    decision.to_string().chars().take(BEGIN).collect()
}

/// What destroying this would mean.
pub(super) fn doomed(found: &room::retention::DoomedView, asked: Vec<KeepRef>) -> DoomedView {
    let doc = |one: &DoomedDoc| KeepRef::Doc(doc_ref(&one.doc));
    let what = match found.held.is_empty() {
        true => asked,
        false => found.docs.iter().map(doc).collect(),
    };
    let (docs, held) = (&found.docs, &found.held);
    let persons = docs.iter().filter_map(|one| one.persons);
    let line = |one: &DoomedDoc| (one.name.clone(), count(one.versions), one.persons);
    DoomedView {
        what,
        docs: docs.iter().take(NAMED).map(line).collect(),
        count: count(docs.len()),
        versions: count(docs.iter().map(|one| one.versions).sum()),
        persons: persons.fold(0, u64::saturating_add),
        uncounted: count(docs.iter().filter(|one| one.persons.is_none()).count()),
        held: held
            .iter()
            .take(NAMED)
            .map(|one| one.name.clone())
            .collect(),
        held_count: count(held.len()),
        people: count(found.people),
        links: count(found.links),
        takes_two: found.takes_two,
        left: left(&found.uncovered),
    }
}

pub(super) fn left(of: &Uncovered) -> Left {
    let number = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
    Left {
        saved: number(of.saved_by_devices),
        shown: number(of.shown_to_devices),
        archives: count(of.archives.len()),
        sent_in: number(of.sent_in),
        people: of
            .people
            .iter()
            .map(|name| room::names::shown(name))
            .collect(),
    }
}

fn clock_said(clock: &room::Clock) -> ClockSaid {
    ClockSaid {
        from: match clock.from {
            room::ClockFrom::Collected(day) => ClockFrom::Collected(day as f64),
            room::ClockFrom::Added => ClockFrom::Added,
            room::ClockFrom::Closing => ClockFrom::Closing,
            room::ClockFrom::Given(day) => ClockFrom::Given(day as f64),
        },
        lasts: match clock.lasts {
            room::ClockLasts::Days(days) => ClockLasts::Days(days),
            room::ClockLasts::Until(end) => ClockLasts::Until(end as f64),
        },
        why: cause(&clock.why),
        words: clock.words.clone(),
    }
}

fn tier(tier: room::Tier) -> Tier {
    match tier {
        room::Tier::Public => Tier::Public,
        room::Tier::Internal => Tier::Internal,
        room::Tier::Sensitive => Tier::Sensitive,
    }
}

fn cause(why: &Why) -> Cause {
    match why {
        Why::PurposeMet => Cause::PurposeMet,
        Why::PeriodOver => Cause::PeriodOver,
        Why::ConsentWithdrawn => Cause::ConsentWithdrawn,
        Why::Statutory => Cause::Statutory,
        Why::Contract => Cause::Contract,
        Why::AskedFor => Cause::AskedFor,
        Why::Other => Cause::Other,
    }
}

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
