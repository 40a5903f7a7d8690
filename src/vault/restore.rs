//! Restoring: rooms that go on from their backups, the questions that follow, and rehearsals.

use core::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use ledger::ids::Hash;
use room::archive::{ArchiveError, BLOCK};
use room::{
    Archives, Brought, Control, Drill, Error, Finished, Home, Repeat, RestoreProgress,
    RestoreTerms, Room, RoomId,
};
use zeroize::Zeroizing;

use super::identity::safety_words;
use super::messages::{
    AsksView, CheckedRow, DrilledView, Event, Failure, FinishedView, Reply, RestoreFar,
    RestoreReply, RestoreRequest, RestoreStep,
};
use super::rooms::show;
use super::session::{Vault, room_id};
use super::verify;
use crate::browser::archive::Source;
use crate::browser::clock;
use crate::browser::file::Picked;
use crate::browser::host::Device;
use crate::browser::sink::Sink;

/// Milliseconds between two tellings of how far it is.
const RHYTHM: u64 = 200;
/// Bytes of a list of rooms, at most.
const LIST: u64 = 4 << 20;
/// Where a tar file says that it is one, and how.
const USTAR: (usize, &[u8]) = (257, b"ustar");
/// The reason of a rehearsal, which nobody reads.
const DRILL: &str = "a drill";

/// A row of archives that were picked.
struct Row(Vec<Picked>);

impl Archives for Row {
    type Source = Source;

    fn count(&self) -> usize {
        self.0.len()
    }

    fn open(&self, n: usize) -> Result<Source, Error> {
        let file = self.0.get(n).ok_or(Error::NotFound)?;
        Ok(Source::new(file.clone()))
    }
}

/// Answers one request. Files ride beside it, and beside its answer.
pub(crate) async fn answer(
    vault: &Rc<Vault>,
    request: RestoreRequest,
    files: &Array,
) -> Result<(Reply, Array), Failure> {
    let reply = match request {
        RestoreRequest::Asks { room } => RestoreReply::Asks(Box::new(asks(vault, &room).await?)),
        RestoreRequest::Confirm { room, lineage } => {
            return Ok((confirm(vault, &room, &lineage).await?, Array::new()));
        }
        RestoreRequest::Kept => {
            let person = vault.person()?;
            let home = Home::kept(Rc::clone(&vault.host), &person.me.seed).await?;
            let titles = home.rooms().into_iter().map(|room| room.title);
            RestoreReply::Kept(titles.collect())
        }
        RestoreRequest::PutBack => {
            vault.person()?.put_home_back(&vault.host).await?;
            return Ok((Reply::Done, Array::new()));
        }
        RestoreRequest::ListFile => {
            let home = vault.person()?.home(&vault.host, true).await?;
            let file = home.to_file().await?;
            let file = Uint8Array::from(file.as_slice()).buffer();
            return Ok((Reply::Done, Array::of1(&file)));
        }
        RestoreRequest::Check { run } => {
            let control = begin(vault, run);
            RestoreReply::Checked(Box::new(check(vault, files, &control).await?))
        }
        RestoreRequest::Bring { run, token, reason } => {
            let (control, token) = (begin(vault, run), Zeroizing::new(token));
            let (brought, open) = bring(vault, files, &token, &reason, &control).await?;
            let done = finish(vault, &open).await?;
            RestoreReply::Finished(Box::new(finished(&open, &done, brought.missing)))
        }
        RestoreRequest::Drill { run, token } => {
            let (control, token) = (begin(vault, run), Zeroizing::new(token));
            let (brought, open) = bring(vault, files, &token, DRILL, &control).await?;
            let (drill, report) = rehearse(vault, &open, &brought, &control).await?;
            let report = Uint8Array::from(report.as_slice()).buffer();
            let reply = RestoreReply::Drilled(Box::new(drilled(drill)));
            return Ok((Reply::Restore(reply), Array::of1(&report)));
        }
        RestoreRequest::Finish { room } => {
            let open = vault.room(&room)?;
            let done = finish(vault, &open).await?;
            RestoreReply::Finished(Box::new(finished(&open, &done, 0)))
        }
        RestoreRequest::Stop { run } => {
            let (running, control) = &*vault.restoring.borrow();
            if *running == run {
                control.cancel();
            }
            return Ok((Reply::Done, Array::new()));
        }
    };
    Ok((Reply::Restore(reply), Array::new()))
}

fn begin(vault: &Vault, run: f64) -> Control {
    let control = Control::new();
    vault.restoring.replace((run, control.clone()));
    control
}

async fn asks(vault: &Vault, room: &str) -> Result<AsksView, Failure> {
    let (person, id) = (vault.person()?, room_id(room)?);
    let home = person.home(&vault.host, false).await?;
    let asks = match home.look(&person.me, &id).await {
        Err(Error::Restored(asks)) => asks,
        Err(other) => return Err(other.into()),
        // it was confirmed meanwhile, on another device
        Ok(open) => {
            vault.keep_room(open, false);
            return Err(Failure::Decided);
        }
    };
    let (owner, words) = asks.owner.unzip();
    let count = |lost: u64| u32::try_from(lost).unwrap_or(u32::MAX);
    Ok(AsksView {
        title: title(&home, &id).unwrap_or_default(),
        lineage: asks.lineage.to_string(),
        number: asks.number,
        owner: owner.map(|name| room::names::shown(&name)),
        owner_words: words.map(|it| safety_words(&it.0)).unwrap_or_default(),
        at: asks.at as f64,
        reason: asks.reason,
        made: asks.made.map(|at| at as f64),
        newer: asks.newer,
        lost: count(asks.lost),
        lost_own: count(asks.lost_own),
    })
}

async fn confirm(vault: &Vault, room: &str, lineage: &str) -> Result<Reply, Failure> {
    let (person, id) = (vault.person()?, room_id(room)?);
    let lineage = Hash::parse(lineage).map_err(|_| Failure::NotFound)?;
    let home = person.home(&vault.host, false).await?;
    home.confirm(&person.me, &id, &lineage).await?;
    let open = home.open(&person.me, &id).await?;
    Ok(show(&vault.keep_room(open, false)))
}

/// What the files are, and whose room.
async fn check(vault: &Vault, files: &Array, control: &Control) -> Result<CheckedRow, Failure> {
    let (archives, list) = split(files).await?;
    if archives.is_empty() {
        return Err(Failure::NothingChosen);
    }
    let from = home_of(vault, list).await?;
    let told = Telling::new(vault, archives.iter().map(Picked::size).sum());
    let watch = |read| told.tell(RestoreStep::Checking, read);
    let row = verify::row_of(&archives, control, &watch).await?;
    let id = room_id(&row.room)?;
    let known = from.rooms().into_iter().find(|known| known.room == id);
    let person = vault.person()?;
    let home = person.home(&vault.host, false).await?;
    let here = home.look(&person.me, &id).await.is_ok_and(|open| {
        let unfinished = open.lineage().is_some_and(|one| one.unfinished);
        !unfinished
    });
    Ok(CheckedRow {
        row,
        owned: known.as_ref().is_some_and(|known| known.mine),
        title: known.map(|known| known.title),
        here,
    })
}

async fn bring(
    vault: &Rc<Vault>,
    files: &Array,
    token: &str,
    reason: &str,
    control: &Control,
) -> Result<(Brought, Rc<Room<Device>>), Failure> {
    let (archives, list) = split(files).await?;
    let from = home_of(vault, list).await?;
    let person = vault.person()?;
    let home = person.home(&vault.host, false).await?;
    let told = Telling::new(vault, archives.iter().map(Picked::size).sum());
    let watch = |progress| match progress {
        RestoreProgress::Checking(read) => told.tell(RestoreStep::Checking, read),
        RestoreProgress::Sending { done, .. } => told.tell(RestoreStep::Sending, done),
        RestoreProgress::Waiting => told.tell(RestoreStep::Waiting, 0),
    };
    let terms = RestoreTerms {
        token: token.trim(),
        reason,
    };
    let row = Row(archives);
    let brought = home.restore(&person.me, &from, &row, terms, control, &watch);
    let brought = Box::pin(brought).await.map_err(why)?;
    // locked meanwhile
    vault.person()?;
    vault.close_room(&brought.room.to_string());
    let open = home.open(&person.me, &brought.room).await?;
    Ok((brought, vault.keep_room(open, false)))
}

async fn finish(vault: &Vault, open: &Room<Device>) -> Result<Finished, Failure> {
    Telling::new(vault, 0).tell(RestoreStep::Finishing, 0);
    let done = Box::pin(open.finish_restore(&Repeat::default())).await?;
    let home = vault.person()?.home(&vault.host, false).await?;
    home.note(open).await?;
    Ok(done)
}

async fn rehearse(
    vault: &Vault,
    open: &Room<Device>,
    brought: &Brought,
    control: &Control,
) -> Result<(Drill, Vec<u8>), Failure> {
    let told = Telling::new(vault, open.view().docs.len() as u64);
    let watch = |done: usize, _| told.tell(RestoreStep::Reading, done as u64);
    let (mover, sink) = (vault.mover()?, || Ok(Sink::nowhere()));
    let drill = open.drill(&*mover, sink, brought, control, &watch);
    let (drill, report) = Box::pin(drill).await.map_err(why)?;
    Ok((drill, report.encode().map_err(Error::from)?))
}

/// Archives in their order, and the list of rooms if it is among the files.
async fn split(files: &Array) -> Result<(Vec<Picked>, Option<Picked>), Failure> {
    let (mut archives, mut list) = (Vec::new(), None);
    for file in files.iter() {
        let file = Picked::parse(&file).ok_or(Failure::Internal)?;
        let head = file.read(0..file.size().min(BLOCK as u64)).await?.to_vec();
        let (at, says) = USTAR;
        match head.get(at..).is_some_and(|rest| rest.starts_with(says)) {
            true => archives.push(file),
            false if file.size() <= LIST && list.is_none() => list = Some(file),
            false => return Err(Failure::Archive),
        }
    }
    Ok((archives, list))
}

/// The home that knows the room: the one in a file, or the person's own.
async fn home_of(vault: &Vault, list: Option<Picked>) -> Result<Rc<Home<Device>>, Failure> {
    let person = vault.person()?;
    let Some(file) = list else {
        return person.home(&vault.host, true).await;
    };
    let bytes = file.read(0..file.size()).await?.to_vec();
    let home = Home::of_file(Rc::clone(&vault.host), &person.me.seed, &bytes);
    Ok(Rc::new(home.map_err(|_| Failure::RoomsFile)?))
}

fn title(home: &Home<Device>, id: &RoomId) -> Option<String> {
    let mut rooms = home.rooms().into_iter();
    rooms.find(|known| known.room == *id).map(|it| it.title)
}

/// Errors that mean something else here than elsewhere.
fn why(error: ArchiveError) -> Failure {
    match error {
        ArchiveError::Room(Error::NotFound) => Failure::RestoreUnknown,
        ArchiveError::Room(Error::NotAllowed) => Failure::RestoreNotOwner,
        ArchiveError::Room(Error::NameTaken) => Failure::RestoreHere,
        other => other.into(),
    }
}

fn finished(open: &Room<Device>, done: &Finished, missing: usize) -> FinishedView {
    FinishedView {
        room: open.id().to_string(),
        title: open.view().title,
        links: done.links.len() as u32,
        members: done.members.len() as u32,
        documents: done.documents.clone(),
        turned: done.turned as u32,
        left: done.left.len() as u32,
        missing: missing as u32,
    }
}

fn drilled(drill: Drill) -> DrilledView {
    let id: String = drill.room.id.chars().take(16).collect();
    DrilledView {
        file: format!("sealroom-{id}-restore-drill.json"),
        title: drill.room.title,
        holds: drill.holds,
        documents: drill.documents as u32,
        opened: drill.opened as u32,
        parts: drill.parts as u32,
        bytes: drill.bytes as f64,
        missing: drill.missing as u32,
        alarms: drill.alarms as u32,
        failed: drill.failed.into_iter().map(|one| one.name).collect(),
    }
}

/// Tells the page how far it is, now and then.
struct Telling<'a> {
    vault: &'a Vault,
    of: u64,
    next: Cell<u64>,
    step: Cell<Option<RestoreStep>>,
}

impl<'a> Telling<'a> {
    fn new(vault: &'a Vault, of: u64) -> Self {
        Self {
            vault,
            of,
            next: Cell::new(0),
            step: Cell::new(None),
        }
    }

    fn tell(&self, step: RestoreStep, done: u64) {
        // as long as it gets on, somebody is there
        self.vault.sign_of_life();
        let fresh = self.step.replace(Some(step)) != Some(step);
        if fresh || clock::now() >= self.next.get() {
            self.next.set(clock::now() + RHYTHM);
            self.vault.tell(Event::Restoring(RestoreFar {
                step,
                done: done as f64,
                of: self.of as f64,
            }));
        }
    }
}
