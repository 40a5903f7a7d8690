//! The record of a room, for those who audit it and those who manage it.

use core::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use ledger::ids::ChainId;
use room::{
    AUDIT_COLUMNS, Act, ActGroup, Audit, AuditProgress, Control, Finding, Office, Party,
    RecordPlace as Place,
};

use super::evidence;
use super::messages::{
    AuditFilter, AuditReply, AuditRequest, AuditWords, Content, Event, Failure, FindingKind,
    OfficeKind, PartyKind, PlaceKind, RecordAct, RecordFinding, RecordGroup, RecordLine,
    RecordParty, RecordPlace, RecordView, Reply, RoomRef,
};
use super::session::Vault;
use crate::browser::clock;

/// The most lines of one answer.
const MOST: u32 = 20_000;
/// Milliseconds between two tellings of how far it is; what is over sooner than the first is told nothing of.
const RHYTHM: u64 = 200;
const FIRST: u64 = 1_000;
/// Of an id, as much as tells one from another on a screen.
const BEGIN: usize = 8;

/// Answers one request.
pub(crate) async fn answer(
    vault: &Rc<Vault>,
    request: AuditRequest,
    files: &Array,
) -> Result<(Reply, Array), Failure> {
    let reply = match request {
        AuditRequest::May { room } => {
            let may = vault.room(&room)?.audits().await?;
            Reply::Audit(AuditReply::May(may))
        }
        AuditRequest::Show {
            room,
            filter,
            most,
            fresh,
        } => {
            let open = vault.room(&room)?;
            if let Some(reading) = fresh {
                read(vault, &room, reading).await?;
            }
            let seen = open.audit(&of_filter(&filter)?, 0, most.min(MOST) as usize)?;
            Reply::Audit(AuditReply::Record(Box::new(view(seen))))
        }
        AuditRequest::Stop { reading } => {
            let (running, control) = &*vault.auditing.borrow();
            if *running == reading {
                control.cancel();
            }
            Reply::Done
        }
        AuditRequest::Table {
            room,
            filter,
            offset,
            words,
        } => return table(vault, &room, &filter, offset, words),
        AuditRequest::Index { room } => evidence::index(vault, &room)?,
        AuditRequest::Compare { room } => evidence::compare(vault, &room, files).await?,
        AuditRequest::Disclose { room, chain, entry } => {
            return evidence::disclose(vault, &room, &chain, entry).await;
        }
    };
    Ok((reply, Array::new()))
}

/// What the page stops by this number.
pub(super) fn begin(vault: &Vault, reading: f64) -> Control {
    let control = Control::new();
    vault.auditing.replace((reading, control.clone()));
    control
}

/// Reads what is new, and says how far it is; what goes on is stopped the same way.
pub(super) async fn read(
    vault: &Rc<Vault>,
    room: &RoomRef,
    reading: f64,
) -> Result<Control, Failure> {
    let control = begin(vault, reading);
    let say = telling(vault, room);
    vault.room(room)?.read_audit(&control, &say).await?;
    Ok(control)
}

/// Says how far a reading is.
pub(super) fn telling<'v>(vault: &'v Rc<Vault>, room: &'v RoomRef) -> impl Fn(AuditProgress) + 'v {
    let next = Cell::new(clock::now() + FIRST);
    move |progress: AuditProgress| {
        // it is a sign of somebody who waits
        vault.sign_of_life();
        if clock::now() < next.get() {
            return;
        }
        next.set(clock::now() + RHYTHM);
        vault.tell(Event::AuditProgress {
            room: room.clone(),
            chains: progress.chains as u32,
            total: progress.of as u32,
            entries: progress.entries as u32,
        });
    }
}

/// All that is looked at, as bytes of a file.
fn table(
    vault: &Vault,
    room: &str,
    filter: &AuditFilter,
    offset: i32,
    words: AuditWords,
) -> Result<(Reply, Array), Failure> {
    let columns: [String; AUDIT_COLUMNS] =
        words.columns.try_into().map_err(|_| Failure::Internal)?;
    let word = |acts: &[(RecordAct, String)], act| {
        let found = acts.iter().find(|(one, _)| *one == act);
        found.map(|(_, word)| word.clone()).unwrap_or_default()
    };
    let numbered = |word: Option<&str>, number: u32| match (word.unwrap_or_default(), number) {
        (word, 0) => word.to_owned(),
        (word, number) => format!("{word} {number}"),
    };
    let text = vault.room(room)?.audit_csv(
        &of_filter(filter)?,
        offset,
        &columns,
        &room::AuditWords {
            act: &|done| word(&words.acts, act(done)),
            party: &|party| {
                let kind = party_kind(party.kind);
                let known = words.parties.iter().find(|(one, _)| *one == kind);
                let called = numbered(known.map(|(_, word)| word.as_str()), party.number);
                party.name.clone().unwrap_or(called)
            },
            place: &|place| {
                let kind = place_kind(place.kind);
                let known = words.places.iter().find(|(one, _)| *one == kind);
                numbered(known.map(|(_, word)| word.as_str()), place.number)
            },
        },
    )?;
    let content = Content {
        name: words.name,
        mime: "text/csv".to_owned(),
        size: text.len() as f64,
    };
    let bytes = Uint8Array::from(text.as_bytes());
    Ok((Reply::Content(content), Array::of1(&bytes.buffer())))
}

fn of_filter(filter: &AuditFilter) -> Result<room::AuditFilter, Failure> {
    let chain = |id: &str| ChainId::parse(id).map_err(|_| Failure::NotFound);
    Ok(room::AuditFilter {
        group: filter.group.map(|group| match group {
            RecordGroup::Room => ActGroup::Room,
            RecordGroup::People => ActGroup::People,
            RecordGroup::Documents => ActGroup::Documents,
            RecordGroup::Opened => ActGroup::Opened,
            RecordGroup::Texts => ActGroup::Texts,
            RecordGroup::Keys => ActGroup::Keys,
        }),
        party: filter.party.as_deref().map(chain).transpose()?,
    })
}

fn view(seen: Audit) -> RecordView {
    let places: BTreeMap<ChainId, u32> = seen.parties.iter().map(|one| one.id).zip(0..).collect();
    let party = |id: Option<ChainId>| id.and_then(|id| places.get(&id).copied());
    let lines = seen.lines.iter().map(|line| RecordLine {
        time: line.time as f64,
        place: place(&line.place),
        entry: line.seq as f64 + 1.0,
        chain: line.place.chain.to_string(),
        by: party(line.by),
        act: act(line.act),
        about: party(line.about),
        people: line.people,
        docs: line.docs,
        folders: line.scopes,
        seconds: line.seconds,
        until: line.until.map(|until| until as f64),
    });
    RecordView {
        chains: seen.chains as u32,
        entries: seen.entries as u32,
        read_at: seen.read_at as f64,
        last: seen.last as f64,
        findings: seen.findings.iter().map(finding).collect(),
        lines: lines.collect(),
        total: seen.total as u32,
        parties: seen.parties.into_iter().map(someone).collect(),
    }
}

fn place(place: &Place) -> RecordPlace {
    RecordPlace {
        kind: place_kind(place.kind),
        number: place.number,
        id: place.chain.to_string().chars().take(BEGIN).collect(),
    }
}

fn place_kind(kind: room::PlaceKind) -> PlaceKind {
    match kind {
        room::PlaceKind::Front => PlaceKind::Front,
        room::PlaceKind::Roster => PlaceKind::Roster,
        room::PlaceKind::Desk => PlaceKind::Desk,
        room::PlaceKind::Folder => PlaceKind::Folder,
        room::PlaceKind::Inbox => PlaceKind::Inbox,
        room::PlaceKind::Person => PlaceKind::Person,
        room::PlaceKind::Link => PlaceKind::Link,
        room::PlaceKind::Visitor => PlaceKind::Visitor,
    }
}

fn party_kind(kind: room::PartyKind) -> PartyKind {
    match kind {
        room::PartyKind::Person => PartyKind::Person,
        room::PartyKind::Link => PartyKind::Link,
        room::PartyKind::Visitor => PartyKind::Visitor,
    }
}

fn someone(party: Party) -> RecordParty {
    RecordParty {
        id: party.id.to_string(),
        kind: party_kind(party.kind),
        number: party.number,
        link: party.link,
        name: party.name,
        office: party.office.map(|office| match office {
            Office::Coordinator => OfficeKind::Coordinator,
            Office::Manager => OfficeKind::Manager,
            Office::Owner => OfficeKind::Owner,
        }),
        me: party.me,
    }
}

fn finding(finding: &Finding) -> RecordFinding {
    RecordFinding {
        place: place(&finding.place),
        entry: finding.at as f64 + 1.0,
        kind: match finding.kind {
            room::FindingKind::Missing => FindingKind::Missing,
            room::FindingKind::Forged => FindingKind::Forged,
            room::FindingKind::Void => FindingKind::Void,
            room::FindingKind::Skipped { expected, found } => FindingKind::Skipped {
                expected: expected as f64,
                found: found as f64,
            },
            room::FindingKind::Unserved => FindingKind::Unserved,
            room::FindingKind::Shortened { seen } => FindingKind::Shortened { seen: seen as f64 },
            room::FindingKind::Unindexed => FindingKind::Unindexed,
            room::FindingKind::Otherwise => FindingKind::Otherwise,
            room::FindingKind::Withheld { indexed } => FindingKind::Withheld {
                indexed: indexed as f64,
            },
            room::FindingKind::Disorder => FindingKind::Disorder,
            room::FindingKind::Unlogged => FindingKind::Unlogged,
            room::FindingKind::Shrunk { seen } => FindingKind::Shrunk { seen: seen as f64 },
            room::FindingKind::Forked => FindingKind::Forked,
            room::FindingKind::Unfinished => FindingKind::Unfinished,
        },
    }
}

fn act(act: Act) -> RecordAct {
    match act {
        Act::RoomOpened => RecordAct::RoomOpened,
        Act::Titled => RecordAct::Titled,
        Act::MadeOwner => RecordAct::MadeOwner,
        Act::MadeManager => RecordAct::MadeManager,
        Act::MadeCoordinator => RecordAct::MadeCoordinator,
        Act::NoOffice => RecordAct::NoOffice,
        Act::Unlocked => RecordAct::Unlocked,
        Act::Frozen => RecordAct::Frozen,
        Act::Locked => RecordAct::Locked,
        Act::MadePerson => RecordAct::MadePerson,
        Act::MadeInvite => RecordAct::MadeInvite,
        Act::MadeLink => RecordAct::MadeLink,
        Act::Issued => RecordAct::Issued,
        Act::Granted => RecordAct::Granted,
        Act::Withdrawn => RecordAct::Withdrawn,
        Act::Ended => RecordAct::Ended,
        Act::Suspended => RecordAct::Suspended,
        Act::Resumed => RecordAct::Resumed,
        Act::Dated => RecordAct::Dated,
        Act::MaySend => RecordAct::MaySend,
        Act::Told => RecordAct::Told,
        Act::Joined => RecordAct::Joined,
        Act::Visited => RecordAct::Visited,
        Act::DeviceAdded => RecordAct::DeviceAdded,
        Act::DeviceRevoked => RecordAct::DeviceRevoked,
        Act::Disowned => RecordAct::Disowned,
        Act::WriterMade => RecordAct::WriterMade,
        Act::WriterGone => RecordAct::WriterGone,
        Act::Proposed => RecordAct::Proposed,
        Act::Planned => RecordAct::Planned,
        Act::FolderMade => RecordAct::FolderMade,
        Act::FoldersListed => RecordAct::FoldersListed,
        Act::FoldersUnlisted => RecordAct::FoldersUnlisted,
        Act::Labelled => RecordAct::Labelled,
        Act::Added => RecordAct::Added,
        Act::Versioned => RecordAct::Versioned,
        Act::Edited => RecordAct::Edited,
        Act::Deleted => RecordAct::Deleted,
        Act::Destroyed => RecordAct::Destroyed,
        Act::RoomDestroyed => RecordAct::RoomDestroyed,
        Act::Held => RecordAct::Held,
        Act::HoldLifted => RecordAct::HoldLifted,
        Act::SentIn => RecordAct::SentIn,
        Act::Received => RecordAct::Received,
        Act::TakenIn => RecordAct::TakenIn,
        Act::Refused => RecordAct::Refused,
        Act::Viewed => RecordAct::Viewed,
        Act::Downloaded => RecordAct::Downloaded,
        Act::Completed => RecordAct::Completed,
        Act::Printed => RecordAct::Printed,
        Act::Closed => RecordAct::Closed,
        Act::Asked => RecordAct::Asked,
        Act::Agreed => RecordAct::Agreed,
        Act::Turned => RecordAct::Turned,
        Act::Renewed => RecordAct::Renewed,
        Act::KeysKept => RecordAct::KeysKept,
        Act::GrantersNamed => RecordAct::GrantersNamed,
    }
}
