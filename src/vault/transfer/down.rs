//! Documents on their way down: to a file, to a zip, or to the page that shows them.

use std::rc::Rc;

use futures::StreamExt;
use futures::stream;
use js_sys::{Array, Uint8Array};
use ledger::entry::Action;
use ledger::ids::VersionId;
use room::{Control, Progress, RECEIPT, Room, Spot};
use wasm_bindgen::JsValue;

use super::super::messages::{Content, DocRef, Event, Failure, Reply};
use super::super::meter::Meter;
use super::super::rooms::{doc_at, docs_at};
use super::super::service::post;
use super::super::session::Vault;
use super::super::wire::Answer;
use super::super::zip::Zip;
use super::names::{Saving, archive_name, find, saving};
use super::{Job, Transfer, begin};
use crate::browser::host::Device;
use crate::browser::sink::{Finished, Sink};

/// The most that is shown without saving it.
const SHOWN: u64 = 64 << 20;

/// Documents up to this size are fetched ahead for an archive,
const SMALL: u64 = 4 << 20;
/// so many at once.
const AHEAD: usize = 6;

/// Documents to be saved.
pub(super) struct Down {
    room: Rc<Room<Device>>,
    files: Vec<Saving>,
    /// The archive's name, if it is one.
    zip: Option<String>,
    /// A file handle from a save dialog, or undefined.
    chosen: JsValue,
}

impl core::fmt::Debug for Down {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Down")
            .field("files", &self.files.len())
            .finish_non_exhaustive()
    }
}

/// Starts a download.
pub(crate) fn download(
    vault: &Rc<Vault>,
    room: &str,
    docs: &[DocRef],
    zip: bool,
    chosen: JsValue,
) -> Result<Reply, Failure> {
    let room = vault.room(room)?;
    vault.mover()?;
    let mut view = room.view();
    let ids = docs_at(docs)?;
    // what waits in quarantine is in no folder
    let missing = ids
        .iter()
        .filter(|id| view.docs.iter().all(|doc| doc.at != **id));
    let waiting: Vec<room::Doc> = missing.filter_map(|id| room.doc(id).ok()).collect();
    view.docs.extend(waiting);
    let docs = find(&view, &ids)?;
    let zip = zip.then(|| format!("{}.zip", archive_name(&view, &docs)));
    let files = saving(&view, &docs, zip.is_some());
    let meter = Meter::new(files.iter().map(|file| (file.name.clone(), file.size)));
    Ok(begin(
        vault,
        Job::Down(Down {
            room,
            files,
            zip,
            chosen,
        }),
        meter,
    ))
}

/// Starts a download of one version.
pub(crate) fn download_version(
    vault: &Rc<Vault>,
    room: &str,
    doc: Spot,
    version: VersionId,
) -> Result<Reply, Failure> {
    let room = vault.room(room)?;
    vault.mover()?;
    let versions = room.versions(doc)?.into_iter();
    let mut found = versions.filter(|one| one.version == version);
    let one = found.next().ok_or(Failure::NotFound)?;
    let files = vec![Saving {
        doc,
        version: Some(version),
        name: one.name,
        size: one.size,
        modified: one.modified,
    }];
    let meter = Meter::new(files.iter().map(|file| (file.name.clone(), file.size)));
    Ok(begin(
        vault,
        Job::Down(Down {
            room,
            files,
            zip: None,
            chosen: JsValue::UNDEFINED,
        }),
        meter,
    ))
}

/// Decrypts a document for the page to show.
pub(crate) async fn view(vault: &Vault, room: &str, doc: &str) -> Result<(Reply, Array), Failure> {
    let room = vault.room(room)?;
    let mover = vault.mover()?;
    let at = doc_at(doc)?;
    let doc = room.doc(at)?;
    if doc.record.size > SHOWN {
        return Err(Failure::TooLarge);
    }
    // below 64 MiB
    let mut sink = Sink::buffer(doc.record.size as u32);
    room.open_doc(
        &*mover,
        at,
        Action::View,
        &mut sink,
        &Control::new(),
        &|_| {},
    )
    .await?;
    let Finished::Buffer(bytes) = sink.finish().await? else {
        return Err(Failure::Internal);
    };
    let content = Content {
        name: doc.name,
        mime: doc.record.mime,
        size: doc.record.size as f64,
    };
    Ok((Reply::Content(content), Array::of1(&bytes.buffer().into())))
}

impl Down {
    /// Fetches what is left of it.
    pub(super) async fn run(
        &self,
        vault: &Vault,
        one: &Transfer,
        control: &Control,
    ) -> Result<(), Failure> {
        match &self.zip {
            Some(name) => self.save_zip(vault, one, control, name).await,
            None => self.save_each(vault, one, control).await,
        }
    }

    /// Every document by itself. One that fails does not stop the others.
    async fn save_each(
        &self,
        vault: &Vault,
        one: &Transfer,
        control: &Control,
    ) -> Result<(), Failure> {
        let left = one.meter.borrow().left();
        for some in left.chunks(RECEIPT) {
            let ticket = self.announce(some, Action::Download).await?;
            let mut done = Vec::new();
            for number in some {
                match self.save(vault, one, control, &ticket, *number).await {
                    Err(Failure::Cancelled) => return Err(Failure::Cancelled),
                    outcome => {
                        done.extend(outcome.is_ok().then_some(*number));
                        one.ended(vault, *number, outcome);
                    }
                }
            }
            self.complete(&done).await;
        }
        Ok(())
    }

    async fn save(
        &self,
        vault: &Vault,
        one: &Transfer,
        control: &Control,
        ticket: &room::Ticket,
        number: usize,
    ) -> Result<(), Failure> {
        let mut sink = self.sink().await?;
        self.fetch(vault, one, control, ticket, number, &mut sink)
            .await?;
        hand_over(one, &self.files[number].name, sink).await
    }

    /// All in one archive, whole or not at all. Small documents are fetched ahead, several at a
    /// time; they wait in memory for their turn. A large one goes straight into the archive.
    async fn save_zip(
        &self,
        vault: &Vault,
        one: &Transfer,
        control: &Control,
        name: &str,
    ) -> Result<(), Failure> {
        one.meter.borrow_mut().restart();
        let mut sink = self.sink().await?;
        let mut zip = Zip::default();
        let all: Vec<usize> = (0..self.files.len()).collect();
        for some in all.chunks(RECEIPT) {
            let ticket = &self.announce(some, Action::Download).await?;
            let mut ahead = stream::iter(some)
                .map(|number| async move {
                    (
                        *number,
                        self.fetch_ahead(vault, one, control, ticket, *number).await,
                    )
                })
                .buffered(AHEAD);
            while let Some((number, ready)) = ahead.next().await {
                let file = &self.files[number];
                let written = async {
                    sink.write_bytes(&zip.begin(&file.name, file.size, file.modified))
                        .await?;
                    sink.begin_sum();
                    match ready? {
                        Some(bytes) => sink.write(&bytes).await?,
                        None => {
                            self.fetch(vault, one, control, ticket, number, &mut sink)
                                .await?
                        }
                    }
                    let sum = sink.take_sum();
                    Ok(sink.write_bytes(&zip.end(sum)).await?)
                };
                let outcome: Result<(), Failure> = written.await;
                one.ended(vault, number, outcome);
                outcome?;
            }
        }
        sink.write_bytes(&zip.finish()).await?;
        hand_over(one, name, sink).await?;
        self.complete(&all).await;
        Ok(())
    }

    /// A small document's bytes; nothing of a large one.
    async fn fetch_ahead(
        &self,
        vault: &Vault,
        one: &Transfer,
        control: &Control,
        ticket: &room::Ticket,
        number: usize,
    ) -> Result<Option<Uint8Array>, Failure> {
        let size = self.files[number].size;
        if size > SMALL {
            return Ok(None);
        }
        let mut sink = Sink::buffer(size as u32);
        self.fetch(vault, one, control, ticket, number, &mut sink)
            .await?;
        match sink.finish().await? {
            Finished::Buffer(bytes) => Ok(Some(bytes)),
            _ => Err(Failure::Internal),
        }
    }

    /// Says in one's own chain what is done with documents, before or after it.
    async fn announce(&self, numbers: &[usize], what: Action) -> Result<room::Ticket, Failure> {
        if let [number] = numbers
            && let Saving { doc, version, .. } = &self.files[*number]
            && let Some(version) = version
        {
            return Ok(self.room.announce_version(doc, *version, what).await?);
        }
        let docs: Vec<Spot> = numbers
            .iter()
            .map(|number| self.files[*number].doc)
            .collect();
        Ok(self.room.announce(&docs, what).await?)
    }

    /// Reports that every byte arrived. That this fails takes nothing away from who has them.
    async fn complete(&self, numbers: &[usize]) {
        for some in numbers.chunks(RECEIPT) {
            let _ = self.announce(some, Action::Complete).await;
        }
    }

    async fn fetch(
        &self,
        vault: &Vault,
        one: &Transfer,
        control: &Control,
        ticket: &room::Ticket,
        number: usize,
        sink: &mut Sink,
    ) -> Result<(), Failure> {
        one.reached(vault, number, 0, false);
        let watch = |progress| match progress {
            Progress::Bytes(bytes) => one.reached(vault, number, bytes, true),
            Progress::Waiting => one.waits(vault, true),
            Progress::Going => one.waits(vault, false),
        };
        let (mover, doc) = (vault.mover()?, &self.files[number].doc);
        self.room
            .fetch_doc(&*mover, ticket, doc, sink, control, &watch)
            .await?;
        Ok(())
    }

    async fn sink(&self) -> Result<Sink, Failure> {
        // one file was chosen, so it is for one document or one archive
        let one = self.zip.is_some() || self.files.len() == 1;
        Ok(if one && !self.chosen.is_undefined() {
            Sink::chosen(&self.chosen).await?
        } else {
            Sink::temporary().await?
        })
    }
}

/// Completes the file; the page saves what it does not have yet.
pub(super) async fn hand_over(one: &Transfer, name: &str, sink: Sink) -> Result<(), Failure> {
    if let Finished::Blob(blob) = sink.finish().await? {
        let event = Event::Saved {
            transfer: one.id,
            name: name.to_owned(),
        };
        post(&Answer::Event {
            event,
            attachments: Array::of1(&blob.into()),
        });
    }
    Ok(())
}
