//! Files on their way up.

use core::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Array;
use ledger::ids::ScopeId;
use room::{Control, Room, Spot, UploadEvent};

use super::super::messages::{DocRef, Event, Failure, PickedFile, Reply};
use super::super::meter::Meter;
use super::super::rooms::{doc_at, folder_id};
use super::super::session::Vault;
use super::{Job, Transfer, begin};
use crate::browser::clock;
use crate::browser::file::Picked;
use crate::browser::host::Device;

/// The most files of one upload.
const MOST: usize = 20_000;
/// How often the page is told that the room changed, in milliseconds.
const NEWS: u64 = 3_000;

/// Files for a folder.
pub(super) struct Up {
    room: Rc<Room<Device>>,
    folder: ScopeId,
    /// It is sent in, where one may not read.
    blind: bool,
    files: Vec<(PickedFile, Picked)>,
    /// Files that are new versions of documents, by their numbers.
    onto: BTreeMap<usize, Spot>,
}

impl core::fmt::Debug for Up {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Up")
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

/// Starts an upload.
pub(crate) fn upload(
    vault: &Rc<Vault>,
    room: &str,
    folder: &str,
    files: Vec<PickedFile>,
    attachments: &Array,
) -> Result<Reply, Failure> {
    start(vault, room, folder, files, Vec::new(), attachments, false)
}

/// Starts sending files where one may not read.
pub(crate) fn send_in(
    vault: &Rc<Vault>,
    room: &str,
    to: &str,
    files: Vec<PickedFile>,
    attachments: &Array,
) -> Result<Reply, Failure> {
    start(vault, room, to, files, Vec::new(), attachments, true)
}

/// Starts an upload in which some files are new versions of documents.
pub(crate) fn upload_onto(
    vault: &Rc<Vault>,
    room: &str,
    folder: &str,
    files: Vec<PickedFile>,
    onto: Vec<Option<DocRef>>,
    attachments: &Array,
) -> Result<Reply, Failure> {
    start(vault, room, folder, files, onto, attachments, false)
}

fn start(
    vault: &Rc<Vault>,
    room: &str,
    folder: &str,
    files: Vec<PickedFile>,
    onto: Vec<Option<DocRef>>,
    attachments: &Array,
    blind: bool,
) -> Result<Reply, Failure> {
    let onto = onto.into_iter().zip(0..);
    let named = |(doc, number): (Option<DocRef>, usize)| {
        let at = doc_at(&doc?);
        Some(at.map(|at| (number, at)))
    };
    let onto: BTreeMap<usize, Spot> = onto.filter_map(named).collect::<Result<_, _>>()?;
    let (room, folder) = (vault.room(room)?, folder_id(folder)?);
    if files.len() > MOST {
        return Err(Failure::TooManyFiles);
    }
    let handles: Vec<Picked> = attachments
        .iter()
        .filter_map(|value| Picked::parse(&value))
        .collect();
    if handles.len() != files.len() {
        return Err(Failure::Internal);
    }
    vault.mover()?;
    let files: Vec<(PickedFile, Picked)> = files.into_iter().zip(handles).collect();
    let meter = Meter::new(
        files
            .iter()
            .map(|(file, picked)| (file.path.clone(), picked.size())),
    );
    Ok(begin(
        vault,
        Job::Up(Up {
            room,
            folder,
            blind,
            files,
            onto,
        }),
        meter,
    ))
}

impl Up {
    /// Sends what is left of it.
    pub(super) async fn run(
        &self,
        vault: &Vault,
        one: &Transfer,
        control: &Control,
    ) -> Result<(), Failure> {
        let mover = vault.mover()?;
        let numbers = one.meter.borrow().left();
        let files: Vec<room::Picked<Picked>> = numbers
            .iter()
            .filter_map(|number| self.files.get(*number))
            .map(|(file, picked)| room::Picked {
                path: file.path.clone(),
                mime: file.mime.clone(),
                source: picked.clone(),
            })
            .collect();
        let onto = numbers.iter().zip(0..);
        let onto: BTreeMap<usize, Spot> = onto
            .filter_map(|(number, at)| Some((at, *self.onto.get(number)?)))
            .collect();
        let told = Cell::new(0);
        let news = || {
            told.set(clock::now());
            vault.tell(Event::RoomChanged {
                room: self.room.id().to_string(),
            });
        };
        let number = |n: &usize| numbers.get(*n).copied().unwrap_or(usize::MAX);
        let watch = |event: &UploadEvent| match event {
            UploadEvent::Started(n, ..) => one.reached(vault, number(n), 0, false),
            UploadEvent::Bytes(n, bytes) => one.reached(vault, number(n), *bytes, true),
            UploadEvent::Done(n, _) => {
                one.ended(vault, number(n), Ok(()));
                if clock::now().saturating_sub(told.get()) > NEWS {
                    news();
                }
            }
            UploadEvent::Failed(n, error) => one.ended(vault, number(n), Err(error.clone().into())),
            UploadEvent::Waiting => one.waits(vault, true),
            UploadEvent::Going => one.waits(vault, false),
        };
        let room = &self.room;
        let outcome = if self.blind {
            let to = &self.folder;
            room.send_in(&*mover, to, &files, control, &watch).await
        } else {
            room.upload_onto(&*mover, self.folder, &files, &onto, control, &watch)
                .await
        };
        news();
        outcome.map(drop).map_err(Failure::from)
    }
}
