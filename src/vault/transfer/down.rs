//! Documents on their way down: to a file, to a zip, or to the page that shows them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use js_sys::Array;
use ledger::entry::Action;
use ledger::ids::DocId;
use room::{Control, Doc, Progress, RECEIPT, Room, View, names};
use wasm_bindgen::JsValue;

use super::super::messages::{Content, DocRef, Event, Failure, Reply};
use super::super::meter::Meter;
use super::super::rooms::doc_ids;
use super::super::service::post;
use super::super::session::Vault;
use super::super::wire::Answer;
use super::super::zip::Zip;
use super::{Job, Transfer, begin};
use crate::browser::host::Device;
use crate::browser::sink::{Finished, Sink};

/// The most that is shown without saving it.
const SHOWN: u64 = 64 << 20;

/// Documents to be saved.
pub(super) struct Down {
    room: Rc<Room<Device>>,
    files: Vec<Saving>,
    /// The archive's name, if it is one.
    zip: Option<String>,
    /// A file handle from a save dialog, or undefined.
    chosen: JsValue,
}

struct Saving {
    doc: DocId,
    /// A name, or in an archive a path.
    name: String,
    size: u64,
    modified: u64,
}

impl core::fmt::Debug for Down {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Down").field("files", &self.files.len()).finish_non_exhaustive()
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
    let view = room.view();
    let docs = find(&view, &doc_ids(docs)?)?;
    let zip = zip.then(|| format!("{}.zip", archive_name(&view, &docs)));
    let files = saving(&view, &docs, zip.is_some());
    let meter = Meter::new(files.iter().map(|file| (file.name.clone(), file.size)));
    Ok(begin(vault, Job::Down(Down { room, files, zip, chosen }), meter))
}

/// Decrypts a document for the page to show.
pub(crate) async fn view(vault: &Vault, room: &str, doc: &str) -> Result<(Reply, Array), Failure> {
    let room = vault.room(room)?;
    let mover = vault.mover()?;
    let id = DocId::parse(doc).map_err(|_| Failure::NotFound)?;
    let doc = room.doc(&id)?;
    if doc.record.size > SHOWN {
        return Err(Failure::TooLarge);
    }
    // below 64 MiB
    let mut sink = Sink::buffer(doc.record.size as u32);
    room.open_doc(&*mover, &id, Action::View, &mut sink, &Control::new(), &|_| {}).await?;
    let Finished::Buffer(bytes) = sink.finish().await? else { return Err(Failure::Internal) };
    let content = Content { name: doc.name, mime: doc.record.mime, size: doc.record.size as f64 };
    Ok((Reply::Content(content), Array::of1(&bytes.buffer().into())))
}

impl Down {
    /// Fetches what is left of it.
    pub(super) async fn run(&self, vault: &Vault, one: &Transfer, control: &Control) -> Result<(), Failure> {
        match &self.zip {
            Some(name) => self.save_zip(vault, one, control, name).await,
            None => self.save_each(vault, one, control).await,
        }
    }

    /// Every document by itself. One that fails does not stop the others.
    async fn save_each(&self, vault: &Vault, one: &Transfer, control: &Control) -> Result<(), Failure> {
        let left = one.meter.borrow().left();
        for some in left.chunks(RECEIPT) {
            let ticket = self.announce(some).await?;
            for number in some {
                match self.save(vault, one, control, &ticket, *number).await {
                    Err(Failure::Cancelled) => return Err(Failure::Cancelled),
                    outcome => one.ended(vault, *number, outcome),
                }
            }
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
        self.fetch(vault, one, control, ticket, number, &mut sink).await?;
        hand_over(one, &self.files[number].name, sink).await
    }

    /// All in one archive, whole or not at all.
    async fn save_zip(&self, vault: &Vault, one: &Transfer, control: &Control, name: &str) -> Result<(), Failure> {
        one.meter.borrow_mut().restart();
        let mut sink = self.sink().await?;
        let mut zip = Zip::default();
        let all: Vec<usize> = (0..self.files.len()).collect();
        for some in all.chunks(RECEIPT) {
            let ticket = self.announce(some).await?;
            for number in some {
                let file = &self.files[*number];
                sink.write_bytes(&zip.begin(&file.name, file.size, file.modified)).await?;
                sink.begin_sum();
                if let Err(failure) = self.fetch(vault, one, control, &ticket, *number, &mut sink).await {
                    one.ended(vault, *number, Err(failure));
                    return Err(failure);
                }
                let sum = sink.take_sum();
                sink.write_bytes(&zip.end(sum)).await?;
                one.ended(vault, *number, Ok(()));
            }
        }
        sink.write_bytes(&zip.finish()).await?;
        hand_over(one, name, sink).await
    }

    async fn announce(&self, numbers: &[usize]) -> Result<room::Ticket, Failure> {
        let docs: Vec<DocId> = numbers.iter().map(|number| self.files[*number].doc).collect();
        Ok(self.room.announce(&docs, Action::Download).await?)
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
        self.room.fetch_doc(&*mover, ticket, doc, sink, control, &watch).await?;
        Ok(())
    }

    async fn sink(&self) -> Result<Sink, Failure> {
        let chosen = !self.chosen.is_undefined() && self.files.len().min(1) == 1;
        Ok(if chosen { Sink::chosen(&self.chosen).await? } else { Sink::temporary().await? })
    }
}

/// Completes the file; the page saves what it does not have yet.
async fn hand_over(one: &Transfer, name: &str, sink: Sink) -> Result<(), Failure> {
    if let Finished::Blob(blob) = sink.finish().await? {
        let event = Event::Saved { transfer: one.id, name: name.to_owned() };
        post(&Answer::Event { event, attachments: Array::of1(&blob.into()) });
    }
    Ok(())
}

fn find<'a>(view: &'a View, ids: &[DocId]) -> Result<Vec<&'a Doc>, Failure> {
    let known: BTreeMap<DocId, &Doc> = view.docs.iter().map(|doc| (doc.record.doc, doc)).collect();
    let docs: Vec<&Doc> = ids.iter().filter_map(|id| known.get(id).copied()).collect();
    if docs.is_empty() || docs.len() != ids.len() { Err(Failure::NotFound) } else { Ok(docs) }
}

/// In an archive the folders below the one that holds all, and no two of one name.
fn saving(view: &View, docs: &[&Doc], zip: bool) -> Vec<Saving> {
    let common = if zip { common(view, docs).len() } else { 0 };
    let mut taken = BTreeSet::new();
    let mut files = Vec::new();
    for doc in docs {
        let folders = if zip { view.path(&doc.folder).split_off(common) } else { Vec::new() };
        let path: String = folders.iter().map(|folder| format!("{folder}/")).collect();
        let name = names::free(&doc.name, |name| taken.contains(&names::fold(&format!("{path}{name}"))));
        let name = format!("{path}{name}");
        taken.insert(names::fold(&name));
        files.push(Saving { doc: doc.record.doc, name, size: doc.record.size, modified: doc.record.modified });
    }
    files
}

/// The path of the folder that holds all of them.
fn common(view: &View, docs: &[&Doc]) -> Vec<String> {
    let mut paths = docs.iter().map(|doc| view.path(&doc.folder));
    let first = paths.next().unwrap_or_default();
    paths.fold(first, |common, path| {
        common.into_iter().zip(path).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
    })
}

fn archive_name(view: &View, docs: &[&Doc]) -> String {
    names::safe(common(view, docs).last().filter(|name| !name.is_empty()).unwrap_or(&view.title))
}
