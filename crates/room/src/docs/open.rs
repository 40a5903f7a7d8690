//! Opening documents: the receipt first, then the parts, each checked before its bytes go on.
//!
//! What arrives must have the part's hash and length (they stand in the signed record), the
//! header must commit to key, room, document and version, each segment's tag must be right at
//! its place, the last one must be the last, and behind the true length there may be zeros
//! only. Anything less is an error; nothing is ever cut short in silence.

use core::cell::RefCell;

use blobs::Api;
use blobs::wire::{Code, Id, Urls};
use futures::StreamExt;
use futures::stream;
use ledger::entry::{Action, Opened, Part};
use ledger::ids::VersionId;
use seal::content::{self, Layout};
use seal::floe::Opener;

use crate::body::Record;
use crate::carrier::{Carrier, CarrierError, Fetched, OpenPart};
use crate::control::Control;
use crate::error::{Error, What};
use crate::host::Host;
use crate::replay::{Spot, Wanted};
use crate::retry::Patience;
use crate::room::Room;

/// Parts that are on their way at once.
const IN_FLIGHT: usize = 3;
/// Parts for which URLs are asked at once: what arrives within their minute.
const URLS: usize = 6;
/// Documents that one receipt names at most.
pub const RECEIPT: usize = 256;

/// What happens while something is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// So many bytes of the document were written.
    Bytes(u64),
    /// The store cannot be reached; it is tried again.
    Waiting,
    /// It is reached again.
    Going,
}

/// A receipt that the gate has taken: with it the named documents can be fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    seq: u64,
    docs: Vec<Opened>,
}

impl Ticket {
    pub(crate) fn new(seq: u64, docs: Vec<Opened>) -> Self {
        Self { seq, docs }
    }

    /// The receipt's place in the own chain.
    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    /// What of it is meant; nothing where that is two documents.
    fn find(&self, wanted: &Wanted) -> Option<Opened> {
        let is = |opened: &&Opened| {
            let (scope, doc) = (opened.scope, opened.doc);
            wanted.is(&Spot { scope, doc })
        };
        let mut found = self.docs.iter().filter(is);
        let first = found.next()?;
        found.all(|one| one.scope == first.scope).then_some(*first)
    }
}

/// Part of a document to be fetched, with what is needed to judge it.
pub(crate) struct Fetching<'a> {
    ticket: &'a Ticket,
    opened: Opened,
    parts: &'a [Part],
    urls: RefCell<Vec<Option<String>>>,
}

impl<'a> Fetching<'a> {
    pub(crate) fn new(ticket: &'a Ticket, opened: Opened, parts: &'a [Part]) -> Self {
        Self {
            ticket,
            opened,
            parts,
            urls: RefCell::new(vec![None; parts.len()]),
        }
    }
}

impl<H: Host> Room<H> {
    /// Says in one's own chain that these documents are opened, at most [`RECEIPT`] of them.
    pub async fn announce(
        &self,
        docs: &[impl Into<Wanted> + Copy],
        action: Action,
    ) -> Result<Ticket, Error> {
        let docs: Vec<Wanted> = docs.iter().map(|doc| (*doc).into()).collect();
        let opened = self.opened(&docs)?;
        self.announce_opened(opened, action).await
    }

    /// As [`Room::announce`], for one version of a document.
    pub async fn announce_version(
        &self,
        doc: impl Into<Wanted>,
        version: VersionId,
        action: Action,
    ) -> Result<Ticket, Error> {
        let mut opened = self.opened(&[doc.into()])?;
        for one in &mut opened {
            one.version = version;
            self.record(one)?;
        }
        self.announce_opened(opened, action).await
    }

    pub(crate) async fn announce_opened(
        &self,
        opened: Vec<Opened>,
        action: Action,
    ) -> Result<Ticket, Error> {
        self.judge_time()?;
        if opened.is_empty() || opened.len() > RECEIPT {
            return Err(Error::NotFound);
        }
        self.receipt(opened, action, 0).await
    }

    /// Fetches, checks and writes one document, whole or with an error.
    pub async fn fetch_doc<C: Carrier>(
        &self,
        carrier: &C,
        ticket: &Ticket,
        doc: impl Into<Wanted>,
        sink: &mut C::Sink,
        control: &Control,
        watch: &dyn Fn(Progress),
    ) -> Result<(), Error> {
        let wanted = doc.into();
        let moved = || {
            let state = self.state.borrow();
            let spot = state.locate(&state.index(), wanted)?;
            ticket.find(&spot.into())
        };
        let opened = ticket.find(&wanted).or_else(moved);
        let opened = opened.ok_or(Error::NotFound)?;
        let record = self.record(&opened)?;
        let layout = record.layout().ok_or(Error::Tampered(What::Body))?;
        let opener = opener(&self.session.room.0, &record, layout)?;
        let fetching = Fetching::new(ticket, opened, &record.parts);
        let mut written = 0;
        let parts = stream::iter(0..record.parts.len())
            .map(|i| control.or_cancelled(self.fetch_part(carrier, &fetching, i, control, watch)));
        let mut parts = parts.buffered(IN_FLIGHT);
        let mut next = 0;
        while let Some(part) = parts.next().await {
            let part = part??;
            self.judge_time()?;
            let plan = layout.part(next).map_err(|_| Error::Tampered(What::Part))?;
            let work = OpenPart {
                plan: &plan,
                header: &record.header,
                opener: &opener,
            };
            carrier.open(&part, &work, sink).await?;
            written += plan
                .segments
                .iter()
                .map(|place| place.file.end - place.file.start)
                .sum::<u64>();
            watch(Progress::Bytes(written));
            next += 1;
        }
        if written == record.size && next == layout.parts() {
            Ok(())
        } else {
            Err(Error::Incomplete)
        }
    }

    /// Says and fetches in one.
    pub async fn open_doc<C: Carrier>(
        &self,
        carrier: &C,
        doc: impl Into<Wanted>,
        action: Action,
        sink: &mut C::Sink,
        control: &Control,
        watch: &dyn Fn(Progress),
    ) -> Result<(), Error> {
        let doc = doc.into();
        let ticket = self.announce(&[doc], action).await?;
        self.fetch_doc(carrier, &ticket, doc, sink, control, watch)
            .await
    }

    pub(crate) async fn fetch_part<C: Carrier>(
        &self,
        carrier: &C,
        fetching: &Fetching<'_>,
        i: usize,
        control: &Control,
        watch: &dyn Fn(Progress),
    ) -> Result<C::Part, Error> {
        let mut patience = Patience::new();
        let mut damaged = 0;
        loop {
            control.go().await?;
            let answer = self.try_part(carrier, fetching, i).await;
            match answer {
                Ok(got)
                    if (got.hash, got.len) == (fetching.parts[i].hash, fetching.parts[i].len) =>
                {
                    patience.over(|| watch(Progress::Going));
                    return Ok(got.part);
                }
                // once may be the network's fault
                Ok(_) if damaged == 1 => return Err(Error::Tampered(What::Part)),
                Ok(_) => damaged += 1,
                Err(Error::Refused(Code::Stale)) => fetching.urls.borrow_mut()[i] = None,
                Err(e) if e.passes() => {
                    watch(Progress::Waiting);
                    fetching.urls.borrow_mut()[i] = None;
                    patience
                        .wait(&*self.host)
                        .await
                        .map_err(|_| Error::Incomplete)?;
                }
                Err(e) => return Err(e),
            }
        }
    }

    async fn try_part<C: Carrier>(
        &self,
        carrier: &C,
        fetching: &Fetching<'_>,
        i: usize,
    ) -> Result<Fetched<C::Part>, Error> {
        let known = fetching.urls.borrow_mut()[i].take();
        let url = match known {
            Some(url) => url,
            None => self.ask_urls(fetching, i).await?,
        };
        match carrier.get(&url, fetching.parts[i].len).await {
            Err(CarrierError::Refused(Code::Absent)) => Err(Error::Tampered(What::Part)),
            other => Ok(other?),
        }
    }

    /// Asks for this part's URL and those of the next ones.
    async fn ask_urls(&self, fetching: &Fetching<'_>, i: usize) -> Result<String, Error> {
        let wanted = &fetching.parts[i..fetching.parts.len().min(i + URLS)];
        let opened = &fetching.opened;
        let urls = Urls {
            receipt: fetching.ticket.seq,
            scope: Id(opened.scope.0),
            doc: Id(opened.doc.0),
            version: Id(opened.version.0),
            parts: wanted.iter().map(|part| Id(part.hash.0)).collect(),
        };
        let given = self
            .host
            .api()
            .urls(&self.signer(), &Id(self.session.room.0), &urls)
            .await?;
        if given.urls.len() != wanted.len() {
            return Err(Error::Tampered(What::Answer));
        }
        let mut given = given.urls.into_iter();
        let first = given.next().ok_or(Error::Tampered(What::Answer))?;
        let mut known = fetching.urls.borrow_mut();
        for (slot, url) in known.iter_mut().skip(i + 1).zip(given) {
            *slot = Some(url);
        }
        Ok(first)
    }

    /// The newest versions of documents.
    pub(crate) fn opened(&self, docs: &[Wanted]) -> Result<Vec<Opened>, Error> {
        let state = self.state.borrow();
        let index = state.index();
        let opened = |wanted: &Wanted| {
            let spot = state.locate(&index, wanted).ok_or(Error::NotFound)?;
            let shown = state.shown(&spot).ok_or(Error::NotFound)?;
            Ok(Opened {
                scope: spot.scope,
                doc: spot.doc,
                version: shown.record.version,
            })
        };
        docs.iter().map(opened).collect()
    }

    fn record(&self, opened: &Opened) -> Result<Record, Error> {
        let state = self.state.borrow();
        let shown = state
            .scope(&opened.scope)?
            .docs
            .get(&opened.doc)
            .ok_or(Error::NotFound)?;
        let mut versions = shown.versions.iter().map(|kept| &kept.record);
        let found = versions.find(|record| record.version == opened.version);
        found.cloned().ok_or(Error::NotFound)
    }
}

/// The header commits to the key and to the room, document and version for which it was encrypted.
pub(crate) fn opener(room: &[u8; 32], record: &Record, layout: Layout) -> Result<Opener, Error> {
    let key = record.content_key().ok_or(Error::Tampered(What::Body))?;
    let sealed = record.sealed();
    let aad = content::aad(room, &sealed.doc.0, &sealed.version.0);
    Opener::new(&key, &aad, layout.lengths(), &record.header)
        .map_err(|_| Error::Tampered(What::Part))
}
