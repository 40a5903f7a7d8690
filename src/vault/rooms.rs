//! Rooms: the list, making, opening, folders, deleting, and how they are shown.

use std::rc::Rc;

use ledger::ids::{DocId, ScopeId};
use room::{AlarmKind, Doc, Error, Room, Spot, View};

use super::identity::safety_words;
use super::messages::{
    Alarm, DocRef, DocView, Event, Failure, FolderView, Reply, RoomStanding, RoomSummary, RoomView,
};
use super::session::{Vault, room_id};
use crate::browser::host::Device;

/// The most folders that are made at once.
const MOST_FOLDERS: usize = 20_000;

pub(crate) async fn list(vault: &Vault) -> Result<Reply, Failure> {
    let home = vault.person()?.home(&vault.host, true).await?;
    Ok(Reply::Rooms(
        home.rooms().into_iter().map(summary).collect(),
    ))
}

pub(crate) async fn create(vault: &Vault, title: &str, token: &str) -> Result<Reply, Failure> {
    let person = vault.person()?;
    let home = person.home(&vault.host, false).await?;
    home.set_name(&person.me.name).await?;
    let room = home
        .make_room(&person.me, title.trim(), token.trim())
        .await?;
    Ok(show(&vault.keep_room(room, false)))
}

/// Opens a room of the person's, or brings one up to date that is open. What a link opened stays
/// what is shown until the page leaves it.
pub(crate) async fn open(vault: &Vault, room: &str) -> Result<Reply, Failure> {
    if let Ok(open) = vault.room(room)
        && up_to_date(vault, room, &open).await?
    {
        tell_of_looks(&open).await;
        if vault.is_first_shown(room) {
            let home = vault.person()?.home(&vault.host, false).await?;
            home.note(&open).await?;
        }
        return Ok(show(&open));
    }
    let id = room_id(room)?;
    let person = vault.person()?;
    let home = person.home(&vault.host, false).await?;
    let open = home.open(&person.me, &id).await?;
    tell_of_looks(&open).await;
    Ok(show(&vault.keep_room(open, false)))
}

/// Reads what is new. A room of the person's that is not the one it was may have been restored: it is closed, and
/// judged from its first entry when it is opened again.
async fn up_to_date(vault: &Vault, room: &str, open: &Room<Device>) -> Result<bool, Failure> {
    match open.refresh().await {
        Ok(()) => Ok(true),
        Err(Error::RolledBack | Error::Tampered(_)) if vault.own_room(room).is_some() => {
            vault.close_room(room);
            Ok(false)
        }
        Err(other) => Err(other.into()),
    }
}

/// Receipts of what was looked at when the last page was closed. They are no reason not to open a room: what
/// cannot be told now is told the next time.
pub(crate) async fn tell_of_looks(open: &Room<Device>) {
    drop(open.tell_of_looks().await);
}

/// Takes a room that somebody else owns off the list.
pub(crate) async fn forget(vault: &Vault, room: &str) -> Result<Reply, Failure> {
    let home = vault.person()?.home(&vault.host, false).await?;
    home.forget_room(&room_id(room)?).await?;
    vault.close_room(room);
    Ok(Reply::Done)
}

pub(crate) async fn make_folder(
    vault: &Vault,
    room: &str,
    parent: &str,
    name: &str,
) -> Result<Reply, Failure> {
    let open = vault.room(room)?;
    let parent = folder_id(parent)?;
    let name = name.trim();
    room::names::check(name).map_err(room::Error::from)?;
    let fold = room::names::fold(name);
    let view = open.view();
    if view
        .folders
        .iter()
        .any(|it| it.parent == Some(parent) && room::names::fold(&it.name) == fold)
    {
        return Err(Failure::DuplicateName);
    }
    open.make_folder(parent, name).await?;
    Ok(show(&open))
}

/// Makes folders as they were dropped. One of a name that cannot be is told, and does not stop the others.
pub(crate) async fn make_folders(
    vault: &Vault,
    room: &str,
    parent: &str,
    paths: Vec<String>,
) -> Result<Reply, Failure> {
    let open = vault.room(room)?;
    if paths.len() > MOST_FOLDERS {
        return Err(Failure::TooManyFiles);
    }
    let mut refused = None;
    let good: Vec<String> = paths
        .into_iter()
        .filter(|path| {
            let checked = room::names::path(path).err();
            refused = refused.or(checked);
            checked.is_none()
        })
        .collect();
    open.make_folders(folder_id(parent)?, &good).await?;
    match refused {
        None => Ok(show(&open)),
        Some(why) => {
            vault.tell(Event::RoomChanged {
                room: room.to_owned(),
            });
            Err(room::Error::from(why).into())
        }
    }
}

pub(crate) async fn delete(vault: &Vault, room: &str, docs: &[DocRef]) -> Result<Reply, Failure> {
    let open = vault.room(room)?;
    open.delete(&docs_at(docs)?).await?;
    Ok(show(&open))
}

/// The room as the page shows it.
pub(crate) fn show(room: &Rc<Room<Device>>) -> Reply {
    let unfinished = room.lineage().is_some_and(|lineage| lineage.unfinished);
    Reply::Room(Box::new(RoomView {
        unfinished,
        ..shown(room.view())
    }))
}

pub(crate) fn folder_id(folder: &str) -> Result<ScopeId, Failure> {
    ScopeId::parse(folder).map_err(|_| Failure::NotFound)
}

/// What the page calls a document: where it stands, and its id there. An id alone may be anybody's.
pub(crate) fn doc_ref(at: &Spot) -> DocRef {
    format!("{}-{}", at.scope, at.doc)
}

pub(crate) fn doc_at(doc: &str) -> Result<Spot, Failure> {
    let (scope, doc) = doc.split_once('-').ok_or(Failure::NotFound)?;
    Ok(Spot {
        scope: folder_id(scope)?,
        doc: DocId::parse(doc).map_err(|_| Failure::NotFound)?,
    })
}

pub(crate) fn docs_at(docs: &[DocRef]) -> Result<Vec<Spot>, Failure> {
    docs.iter().map(|doc| doc_at(doc)).collect()
}

pub(crate) fn shown(view: View) -> RoomView {
    let frozen = view.is_frozen();
    // the root has no name of its own: it is the room
    let folders = view.folders.iter().map(|folder| FolderView {
        folder: folder.id.to_string(),
        parent: folder.parent.map(|parent| parent.to_string()),
        name: if folder.name.is_empty() && !folder.loose {
            view.title.clone()
        } else {
            folder.name.clone()
        },
        number: folder.number.clone(),
        description: folder.description.clone(),
        may_add: folder.may_add,
        loose: folder.loose,
        stage: folder.stage,
    });
    let mut alarms: Vec<Alarm> = view
        .alarms
        .iter()
        .map(|alarm| alarm_kind(alarm.kind))
        .collect();
    alarms.sort_by_key(|alarm| *alarm as u8);
    alarms.dedup();
    RoomView {
        room: view.room.to_string(),
        folders: folders.collect(),
        docs: view.docs.iter().map(doc_view).collect(),
        bin: view.bin.iter().map(doc_view).collect(),
        title: view.title,
        owner: view.owner,
        owner_words: view
            .owner_fingerprint
            .map(|it| safety_words(&it.0))
            .unwrap_or_default(),
        manage: view.manage,
        coordinates: view.coordinates,
        owns: view.owns,
        standing: standing(view.policy.state),
        ends: view.policy.ends.map(|end| end as f64),
        frozen,
        view_only: view.view_only,
        owes: view.owes,
        drops: view
            .drops
            .into_iter()
            .map(|(scope, name)| (scope.to_string(), name))
            .collect(),
        expires: view.expires.map(|end| end as f64),
        as_of: view.as_of as f64,
        clock: view.clock.map(|apart| apart as f64),
        unproven: view.unproven,
        unfinished: false,
        alarms,
    }
}

fn doc_view(doc: &Doc) -> DocView {
    DocView {
        doc: doc_ref(&doc.at),
        folder: doc.folder.to_string(),
        name: doc.name.clone(),
        mime: doc.record.mime.clone(),
        size: doc.record.size as f64,
        modified: doc.record.modified as f64,
        added: doc.added as f64,
        added_by: doc.record.added_by.clone(),
        sure: doc.sure,
        number: doc.number.clone(),
        description: doc.description.clone(),
        tags: doc.tags.clone(),
        versions: u32::try_from(doc.versions).unwrap_or(u32::MAX),
        changed: doc.changed as f64,
        may_edit: doc.may_edit,
        may_add: doc.may_add,
        own: doc.own.map(|own| own.to_string()),
        from: doc.from.map(|folder| folder.to_string()),
    }
}

fn summary(room: room::RoomSummary) -> RoomSummary {
    RoomSummary {
        room: room.room.to_string(),
        title: room.title,
        mine: room.mine,
        owner: room.owner,
        expires: room.expires.map(|end| end as f64),
        last_opened: room.opened as f64,
    }
}

fn standing(state: room::RoomState) -> RoomStanding {
    match state {
        room::RoomState::Open => RoomStanding::Open,
        room::RoomState::ReadOnly => RoomStanding::ReadOnly,
        room::RoomState::Locked => RoomStanding::Locked,
    }
}

fn alarm_kind(kind: AlarmKind) -> Alarm {
    match kind {
        AlarmKind::MissingEntry => Alarm::MissingEntry,
        AlarmKind::MissingBody => Alarm::MissingBody,
        AlarmKind::BrokenRecord | AlarmKind::WrongKey => Alarm::BrokenRecord,
        AlarmKind::NoKey => Alarm::MissingKey,
        AlarmKind::ForgedEntry => Alarm::ForgedEntry,
        AlarmKind::Unsettled => Alarm::Unsettled,
    }
}
