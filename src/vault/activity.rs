//! How a room stands, what happened in it, and what of it is news.

use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use ledger::ids::{ChainId, MemberId};
use room::{
    Action, Activity, Event, Filter, GapKind, Group, Happening, Office, Place, Role, RoomState,
    Spot, Sum, Wanted,
};

use super::messages::{
    ActivityFilter, ActivityGroup, ActivityReply, ActivityRequest, Content, Deed, Failure, Gap,
    Happened, HeatMap, Millis, NamedDoc, OpenedDoc, Opens, Reply, RoomStanding, Someone,
    TableWords, Timeline,
};
use super::news;
use super::rooms::{doc_at, doc_ref, show};
use super::session::Vault;
use super::sharing::kind;

/// The most events of one answer.
const MOST: u32 = 5000;

/// Answers one request.
pub(crate) async fn answer(
    vault: &Rc<Vault>,
    request: ActivityRequest,
) -> Result<(Reply, Array), Failure> {
    let reply = match request {
        ActivityRequest::SetStanding { room, standing } => {
            let open = vault.room(&room)?;
            open.set_room_state(state(standing)).await?;
            show(&open)
        }
        ActivityRequest::SetEnd { room, ends } => {
            let open = vault.room(&room)?;
            open.set_room_end(ends.map(millis)).await?;
            show(&open)
        }
        ActivityRequest::Suspend { room, member, on } => {
            let open = vault.room(&room)?;
            open.suspend(&member_id(&member)?, on).await?;
            Reply::Done
        }
        ActivityRequest::SetDates {
            room,
            member,
            expires,
        } => {
            let open = vault.room(&room)?;
            let expires = expires.map(millis);
            open.set_dates(&member_id(&member)?, expires).await?;
            Reply::Done
        }
        ActivityRequest::Timeline {
            room,
            filter,
            skip,
            most,
            fresh,
        } => {
            let open = vault.room(&room)?;
            if fresh {
                open.read_activity().await?;
            }
            let (skip, most) = (skip as usize, most.min(MOST) as usize);
            let seen = open.activity(&of_filter(&filter)?, skip, most);
            Reply::Activity(ActivityReply::Timeline(Box::new(timeline(seen))))
        }
        ActivityRequest::OpenedBy { room, member } => {
            let open = vault.room(&room)?;
            open.read_activity().await?;
            let opened = open.opened_by(&member_id(&member)?)?.into_iter();
            let opened = opened.map(|(place, sum)| OpenedDoc {
                name: place.name,
                opens: opens(&sum),
            });
            Reply::Activity(ActivityReply::Opened(opened.collect()))
        }
        ActivityRequest::Table {
            room,
            filter,
            words,
        } => return table(vault, &room, &filter, words).await,
        ActivityRequest::Looked {
            room,
            doc,
            look,
            seconds,
            over,
        } => {
            let (open, doc) = (vault.room(&room)?, doc_at(&doc)?);
            if over {
                open.looked(look, doc, seconds).await?;
            } else {
                open.looking(look, doc, seconds).await?;
            }
            Reply::Done
        }
        ActivityRequest::AllNews { fresh } => {
            Reply::Activity(ActivityReply::AllNews(news::all(vault, fresh).await?))
        }
        ActivityRequest::News { room } => {
            Reply::Activity(ActivityReply::News(news::of(vault, &room).await?))
        }
        ActivityRequest::MarkRead { room } => {
            Reply::Activity(ActivityReply::News(news::mark(vault, &room).await?))
        }
        ActivityRequest::Printed { room, doc } => {
            vault.room(&room)?.printed(doc_at(&doc)?).await?;
            Reply::Done
        }
    };
    Ok((reply, Array::new()))
}

/// The whole history as bytes of a file.
async fn table(
    vault: &Rc<Vault>,
    room: &str,
    filter: &ActivityFilter,
    words: TableWords,
) -> Result<(Reply, Array), Failure> {
    let open = vault.room(room)?;
    open.read_activity().await?;
    let columns = words.columns.try_into().map_err(|_| Failure::Internal)?;
    let word = |what: &Happening| {
        let deed = deed(what);
        let found = words.deeds.iter().find(|(one, _)| *one == deed);
        found.map(|(_, word)| word.clone()).unwrap_or_default()
    };
    let text = open.activity_csv(&of_filter(filter)?, &columns, &word);
    let content = Content {
        name: words.name,
        mime: "text/csv".to_owned(),
        size: text.len() as f64,
    };
    let bytes = Uint8Array::from(text.as_bytes());
    Ok((Reply::Content(content), Array::of1(&bytes.buffer())))
}

fn of_filter(filter: &ActivityFilter) -> Result<Filter, Failure> {
    let group = |group: &ActivityGroup| match group {
        ActivityGroup::Opened => Group::Opened,
        ActivityGroup::Documents => Group::Documents,
        ActivityGroup::People => Group::People,
        ActivityGroup::Room => Group::Room,
    };
    Ok(Filter {
        person: filter.person.as_deref().map(member_id).transpose()?,
        doc: filter
            .doc
            .as_deref()
            .map(doc_at)
            .transpose()?
            .map(Wanted::from),
        from: filter.from.map(millis),
        until: filter.until.map(millis),
        groups: filter.groups.iter().map(group).collect(),
        offset: filter.offset,
    })
}

/// With people and documents by their place in the lists.
fn timeline(seen: Activity) -> Timeline {
    let mut places: BTreeMap<ChainId, u32> = BTreeMap::new();
    let mut docs: BTreeMap<Spot, u32> = BTreeMap::new();
    places.extend(seen.people.iter().zip(0..).map(|(one, n)| (one.id, n)));
    docs.extend(seen.places.iter().zip(0..).map(|(one, n)| (one.at, n)));
    let person = |id: &ChainId| places.get(id).copied();
    let doc = |at: &Spot| docs.get(at).copied();
    let rows = |rows: &[ChainId]| rows.iter().filter_map(person).collect();
    let happened = |event: &Event| Happened {
        time: event.time as f64,
        deed: deed(&event.what),
        who: event.who.as_ref().and_then(person),
        about: event.about.as_ref().and_then(person),
        docs: event.docs.iter().filter_map(|one| doc(&one.doc)).collect(),
        count: event.count as u32,
        version: match event.docs.as_slice() {
            [one] => one.version.map(|version| version as u32),
            _ => None,
        },
        seconds: event.seconds,
        until: match event.what {
            Happening::Dated(end) => end.map(|end| end as f64),
            Happening::Policy(policy) => policy.ends.map(|end| end as f64),
            _ => None,
        },
        receipt: event.receipt.map(|(device, n)| (device as u32, n as f64)),
    };
    Timeline {
        everybody: seen.everybody,
        events: seen.events.iter().map(happened).collect(),
        total: seen.total as u32,
        by_person: seen
            .by_person
            .iter()
            .filter_map(|(id, sum)| Some((person(id)?, opens(sum))))
            .collect(),
        by_doc: seen
            .by_doc
            .iter()
            .filter_map(|(id, sum)| Some((doc(id)?, opens(sum))))
            .collect(),
        map: HeatMap {
            rows: rows(&seen.map.rows),
            columns: seen.map.columns.iter().filter_map(doc).collect(),
            cells: seen.map.cells,
        },
        days: HeatMap {
            rows: rows(&seen.days.rows),
            columns: seen.days.columns.iter().map(|day| *day as f64).collect(),
            cells: seen.days.cells,
        },
        gaps: seen
            .gaps
            .iter()
            .filter_map(|(id, kind)| Some((person(id)?, gap(*kind))))
            .collect(),
        lost: seen.lost as u32,
        people: seen.people.into_iter().map(someone).collect(),
        docs: seen.places.into_iter().map(named).collect(),
    }
}

fn someone(one: room::Someone) -> Someone {
    Someone {
        id: one.id.to_string(),
        kind: kind(one.kind),
        visitor: one.link.is_some(),
        name: one.name,
        label: one.label,
        me: one.me,
    }
}

fn named(place: Place) -> NamedDoc {
    NamedDoc {
        id: doc_ref(&place.at),
        name: place.name,
        folder: place.folder,
        there: place.there,
    }
}

fn opens(sum: &Sum) -> Opens {
    Opens {
        views: sum.views,
        downloads: sum.downloads,
        prints: sum.prints,
        seconds: sum.seconds as f64,
        different: sum.different,
        last: sum.last as f64,
    }
}

fn gap(kind: GapKind) -> Gap {
    match kind {
        GapKind::Skipped { expected, found } => Gap::Skipped {
            expected: expected as f64,
            found: found as f64,
        },
        GapKind::Missing => Gap::Missing,
        GapKind::Forged => Gap::Forged,
    }
}

fn deed(what: &Happening) -> Deed {
    match what {
        Happening::Receipt(Action::View) => Deed::Viewed,
        Happening::Receipt(Action::Download | Action::Copy) => Deed::Downloaded,
        Happening::Receipt(Action::Complete) => Deed::Completed,
        Happening::Receipt(Action::Print) => Deed::Printed,
        Happening::Receipt(Action::Closed) => Deed::Closed,
        Happening::Joined => Deed::Joined,
        Happening::Visited => Deed::Visited,
        Happening::Entered(Role::Invite) => Deed::MadeInvite,
        Happening::Entered(Role::Link) => Deed::MadeLink,
        Happening::Entered(_) => Deed::MadePerson,
        Happening::Granted => Deed::Granted,
        Happening::Ended => Deed::Ended,
        Happening::Suspended(true) => Deed::Suspended,
        Happening::Suspended(false) => Deed::Resumed,
        Happening::Dated(_) => Deed::Dated,
        Happening::Office(Some(Office::Owner)) => Deed::MadeOwner,
        Happening::Office(Some(Office::Manager)) => Deed::MadeManager,
        Happening::Office(Some(Office::Coordinator)) => Deed::MadeCoordinator,
        Happening::Office(None) => Deed::NoOffice,
        Happening::Policy(policy) => match policy.state {
            RoomState::Open => Deed::Opened,
            RoomState::ReadOnly => Deed::Frozen,
            RoomState::Locked => Deed::Locked,
        },
        Happening::Added => Deed::Added,
        Happening::Versioned => Deed::Versioned,
        Happening::Moved => Deed::Moved,
        Happening::Deleted => Deed::Deleted,
        Happening::Dropped => Deed::Dropped,
        Happening::Agreed => Deed::Agreed,
        Happening::Proposed => Deed::Proposed,
    }
}

fn state(standing: RoomStanding) -> RoomState {
    match standing {
        RoomStanding::Open => RoomState::Open,
        RoomStanding::ReadOnly => RoomState::ReadOnly,
        RoomStanding::Locked => RoomState::Locked,
    }
}

fn member_id(member: &str) -> Result<MemberId, Failure> {
    MemberId::parse(member).map_err(|_| Failure::NotFound)
}

/// A time from the page, which is a whole number of milliseconds after 1970.
fn millis(time: Millis) -> u64 {
    time.max(0.0) as u64
}
