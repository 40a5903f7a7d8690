//! What is new in the person's rooms. Rooms that nobody looks at are read for it, the ones opened
//! last first, and kept open; that is not remembered as an opening.

use std::rc::Rc;

use room::{Home, NewsKind as Kind, Room, RoomSummary};

use super::messages::{Failure, NewsItem, NewsKind, NewsOf};
use super::session::{Person, Vault};
use crate::browser::host::Device;

/// Rooms that are looked at.
const ROOMS: usize = 12;

/// What is new in the rooms opened last.
pub(crate) async fn all(vault: &Rc<Vault>, fresh: bool) -> Result<Vec<NewsOf>, Failure> {
    let person = vault.person()?;
    let home = person.home(&vault.host, fresh).await?;
    let mut all = Vec::new();
    let here = home
        .rooms()
        .into_iter()
        .filter(|room| room.origin.is_none());
    for known in here.take(ROOMS) {
        // locked meanwhile: nothing is to be opened any more
        vault.person()?;
        all.push(read(vault, &person, &home, known, fresh).await);
    }
    Ok(all)
}

/// What is new in a room that is open.
pub(crate) async fn of(vault: &Rc<Vault>, room: &str) -> Result<NewsOf, Failure> {
    let person = vault.person()?;
    let open = vault.own_room(room).ok_or(Failure::NotFound)?;
    let home = home_with(vault, &person, &open).await?;
    Ok(shown(&home, &open))
}

/// The home object, read again if it was read before the room came into it.
async fn home_with(
    vault: &Rc<Vault>,
    person: &Rc<Person>,
    open: &Room<Device>,
) -> Result<Rc<Home<Device>>, Failure> {
    let home = person.home(&vault.host, false).await?;
    if home.rooms().iter().any(|known| known.room == open.id()) {
        return Ok(home);
    }
    person.home(&vault.host, true).await
}

/// The person has seen it.
pub(crate) async fn mark(vault: &Rc<Vault>, room: &str) -> Result<NewsOf, Failure> {
    let person = vault.person()?;
    let open = vault.own_room(room).ok_or(Failure::NotFound)?;
    let home = home_with(vault, &person, &open).await?;
    home.mark_news(&open).await?;
    Ok(shown(&home, &open))
}

async fn read(
    vault: &Rc<Vault>,
    person: &Rc<Person>,
    home: &Home<Device>,
    known: RoomSummary,
    fresh: bool,
) -> NewsOf {
    let open = match vault.own_room(&known.room.to_string()) {
        Some(open) if fresh => open.refresh().await.map(|()| open),
        Some(open) => Ok(open),
        None => {
            let looked = home.look(&person.me, &known.room).await;
            looked.map(|open| vault.keep_quietly(open))
        }
    };
    match open {
        Ok(open) => shown(home, &open),
        Err(error) => NewsOf {
            room: known.room.to_string(),
            title: known.title,
            items: Vec::new(),
            failure: Some(error.into()),
        },
    }
}

fn shown(home: &Home<Device>, open: &Room<Device>) -> NewsOf {
    let items = home.news(open).into_iter().map(|one| NewsItem {
        kind: kind(one.kind),
        time: one.time as f64,
        names: one.names,
        count: one.count as u32,
        until: one.until.map(|end| end as f64),
    });
    NewsOf {
        room: open.id().to_string(),
        title: open.view().title,
        items: items.collect(),
        failure: None,
    }
}

fn kind(kind: Kind) -> NewsKind {
    match kind {
        Kind::Documents => NewsKind::Documents,
        Kind::Versions => NewsKind::Versions,
        Kind::Outdated => NewsKind::Outdated,
        Kind::Dropped => NewsKind::Dropped,
        Kind::Joined => NewsKind::Joined,
        Kind::Proposed => NewsKind::Proposed,
        Kind::Text => NewsKind::Text,
        Kind::EndsMine => NewsKind::EndsMine,
        Kind::EndsMember => NewsKind::EndsMember,
        Kind::EndsRoom => NewsKind::EndsRoom,
        Kind::ReadOnly => NewsKind::ReadOnly,
        Kind::Answered => NewsKind::Answered,
        Kind::Due => NewsKind::Due,
        Kind::DueSoon => NewsKind::DueSoon,
        Kind::Asked => NewsKind::Asked,
    }
}
