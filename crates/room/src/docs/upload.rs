//! Uploading: files become parts, parts become records, records become a handful of entries.
//!
//! Small files travel together, a large one part by part with a few on their way at once, so
//! memory is bounded whatever the size. A file that fails does not stop the others. What
//! arrived is never sent again: a large file's plan stays sealed on this device until its
//! record is written (see [`plan`]).

mod batch;
mod file;
mod names;
mod plan;
mod write;

use core::cell::RefCell;
use std::collections::BTreeMap;

use futures::StreamExt;
use futures::stream::{self, LocalBoxStream};
use ledger::ids::{DocId, ScopeId};

use crate::body::{DropTo, Record};
use crate::carrier::{Carrier, Facts};
use crate::control::Control;
use crate::error::Error;
use crate::host::Host;
use crate::replay::Wanted;
use crate::room::Room;

pub(crate) use plan::Plans;

/// Jobs at once: each a large file or a batch of small ones.
const JOBS: usize = 2;
/// Records are written when there are so many,
const RECORDS: usize = 256;
/// or when the oldest waits so long, in milliseconds.
const WAIT: u64 = 5_000;

/// A file that was picked.
#[derive(Debug)]
pub struct Picked<S> {
    /// `a/b/c.pdf` below the folder, or the bare name.
    pub path: String,
    /// The media type, as the system says.
    pub mime: String,
    /// The file.
    pub source: S,
}

/// What happens during an upload. Files are named by their number in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadEvent {
    /// A file begins, under this name, with so many bytes.
    Started(usize, String, u64),
    /// So many bytes of a file have arrived.
    Bytes(usize, u64),
    /// A file is in the room.
    Done(usize, DocId),
    /// A file is not.
    Failed(usize, Error),
    /// The store cannot be reached; it is tried again.
    Waiting,
    /// It is reached again.
    Going,
}

/// What became of the files, by their numbers in the list.
#[derive(Debug, Default)]
pub struct Uploaded {
    /// Those that are in the room.
    pub done: Vec<(usize, DocId)>,
    /// Those that are not, and why.
    pub failed: Vec<(usize, Error)>,
}

/// A file on its way.
pub(crate) struct Item<'a, S> {
    pub(crate) number: usize,
    pub(crate) scope: ScopeId,
    pub(crate) path: &'a str,
    /// The document of the folder of which it is a new version.
    pub(crate) onto: Option<DocId>,
    pub(crate) name: String,
    pub(crate) mime: &'a str,
    pub(crate) source: &'a S,
    pub(crate) facts: Facts,
}

/// A record that is still to be written.
pub(crate) struct Ready {
    pub(crate) number: usize,
    /// The folder for which its parts are leased.
    pub(crate) scope: ScopeId,
    /// The document in it of which it is a new version, wherever that lies by then.
    pub(crate) onto: Option<DocId>,
    pub(crate) record: Record,
}

/// Where records are written.
pub(crate) enum Goal {
    /// Into the folders that the items name.
    Folders,
    /// Into one's own chain, for those who manage.
    Drop(DropTo),
}

/// What an upload's parts share.
pub(crate) struct Work<'a, C: Carrier> {
    pub(crate) goal: Goal,
    /// The author's name, as far as it is known here.
    pub(crate) name: String,
    pub(crate) carrier: &'a C,
    pub(crate) control: &'a Control,
    pub(crate) watch: &'a dyn Fn(&UploadEvent),
    pub(crate) plans: RefCell<Plans>,
}

impl<H: Host> Room<H> {
    /// Sends files into a folder; makes the folders that their paths name.
    ///
    /// An error is said for the whole upload only if nothing can be sent at all, or it was cancelled.
    pub async fn upload<C: Carrier>(
        &self,
        carrier: &C,
        folder: ScopeId,
        files: &[Picked<C::Source>],
        control: &Control,
        watch: &dyn Fn(&UploadEvent),
    ) -> Result<Uploaded, Error> {
        let onto: BTreeMap<usize, Wanted> = BTreeMap::new();
        self.upload_onto(carrier, folder, files, &onto, control, watch)
            .await
    }

    /// As [`Room::upload`], where some files, by their numbers, are new versions of documents. Such a
    /// document keeps its name, and the folder in which it is.
    pub async fn upload_onto<C: Carrier>(
        &self,
        carrier: &C,
        folder: ScopeId,
        files: &[Picked<C::Source>],
        onto: &BTreeMap<usize, impl Into<Wanted> + Copy>,
        control: &Control,
        watch: &dyn Fn(&UploadEvent),
    ) -> Result<Uploaded, Error> {
        {
            let state = self.state.borrow();
            // which documents get a new version is looked at one by one
            let adds = onto.len() < files.len();
            // beside a document that has rights of its own nothing else lies
            if adds && (!self.may_add(&state, &folder) || state.is_apart(&folder)) {
                return Err(Error::NotAllowed);
            }
            state.current(&folder)?;
        }
        let work = self.work(carrier, control, watch, Goal::Folders).await?;
        let mut outcome = Uploaded::default();
        let onto = onto.iter().map(|(number, doc)| (*number, (*doc).into()));
        let onto: BTreeMap<usize, Wanted> = onto.collect();
        let items = self.look(&work, folder, files, &onto, &mut outcome).await?;
        self.send_all(&work, items, &mut outcome).await?;
        Ok(outcome)
    }

    pub(crate) async fn work<'a, C: Carrier>(
        &self,
        carrier: &'a C,
        control: &'a Control,
        watch: &'a dyn Fn(&UploadEvent),
        goal: Goal,
    ) -> Result<Work<'a, C>, Error> {
        let card = self.session.card().ok();
        Ok(Work {
            goal,
            name: card.map(|card| card.name().to_owned()).unwrap_or_default(),
            carrier,
            control,
            watch,
            plans: RefCell::new(Plans::load(self).await?),
        })
    }

    pub(crate) async fn send_all<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        items: Vec<Item<'_, C::Source>>,
        outcome: &mut Uploaded,
    ) -> Result<(), Error> {
        let jobs = batch::jobs(items);
        let running: LocalBoxStream<'_, Result<Vec<file::Sent>, Error>> = stream::iter(jobs)
            .map(|job| self.run(work, job))
            .buffer_unordered(JOBS)
            .boxed_local();
        self.collect(work, running, outcome).await
    }

    async fn run<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        job: batch::Job<'_, C::Source>,
    ) -> Result<Vec<file::Sent>, Error> {
        work.control.go().await?;
        match job {
            batch::Job::Large(item) => self.send_file(work, item).await.map(|sent| vec![sent]),
            batch::Job::Small(items) => self.send_batch(work, items).await,
        }
    }

    async fn collect<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        mut running: LocalBoxStream<'_, Result<Vec<file::Sent>, Error>>,
        outcome: &mut Uploaded,
    ) -> Result<(), Error> {
        let mut ready: Vec<Ready> = Vec::new();
        let mut since = self.now();
        let mut stopped = Ok(());
        while let Some(sent) = running.next().await {
            match sent {
                Ok(sent) => sent.into_iter().for_each(|one| match one {
                    Ok(one) => ready.push(one),
                    Err((number, e)) => fail(work, outcome, number, e),
                }),
                Err(e) => {
                    stopped = Err(e);
                    break;
                }
            }
            if ready.len() >= RECORDS || self.now().saturating_sub(since) >= WAIT {
                self.write_records(work, core::mem::take(&mut ready), outcome)
                    .await?;
                since = self.now();
            }
        }
        // what arrived before it was cancelled stays
        self.write_records(work, ready, outcome).await?;
        stopped
    }
}

pub(crate) fn fail<C: Carrier>(
    work: &Work<'_, C>,
    outcome: &mut Uploaded,
    number: usize,
    e: Error,
) {
    (work.watch)(&UploadEvent::Failed(number, e.clone()));
    outcome.failed.push((number, e));
}
