//! Where opened documents go, one after the other, and what their bytes were.
//!
//! This crate never touches the bytes of documents, so neither can it hash them: whoever writes them does, while they
//! pass. One that keeps nothing and only hashes is how a list is made and checked.

use core::future::Future;

use ledger::entry::{Action, Opened};
use ledger::ids::Hash;

use crate::carrier::{Carrier, CarrierError};
use crate::control::Control;
use crate::docs::open::{Progress, RECEIPT, Ticket};
use crate::error::Error;
use crate::host::Host;
use crate::room::Room;
use crate::view::Doc;

/// Takes files, one after the other.
pub trait Binder {
    /// What a carrier writes a document to.
    type Sink;

    /// Begins a file of this length at a path. Of two that were begun the first was given up.
    fn begin(
        &mut self,
        path: &str,
        size: u64,
    ) -> impl Future<Output = Result<Self::Sink, CarrierError>>;

    /// Ends it: SHA-256 of its bytes, and how many.
    fn end(&mut self, sink: Self::Sink) -> impl Future<Output = Result<(Hash, u64), CarrierError>>;

    /// Writes a whole small file.
    fn write(&mut self, path: &str, bytes: &[u8])
    -> impl Future<Output = Result<(), CarrierError>>;
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HandoverProgress {
    /// Documents that are done,
    pub docs: usize,
    /// of so many.
    pub of: usize,
    /// Bytes that are done,
    pub bytes: u64,
    /// of so many.
    pub total: u64,
}

/// What reads documents for a list or an archive.
pub(super) struct Reader<'a, C, B> {
    pub(super) carrier: &'a C,
    pub(super) binder: &'a mut B,
    pub(super) control: &'a Control,
    pub(super) watch: &'a dyn Fn(HandoverProgress),
    pub(super) at: HandoverProgress,
}

impl<C: Carrier, B: Binder<Sink = C::Sink>> Reader<'_, C, B> {
    /// Reads exactly these versions, each to its path, and says what each was: an error if it did not arrive whole.
    pub(super) async fn read<H: Host>(
        &mut self,
        room: &Room<H>,
        docs: &[(Doc, String)],
        action: Action,
        mut each: impl FnMut(&Doc, &str, Result<(Hash, u64), Error>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.at = HandoverProgress {
            of: docs.len(),
            total: docs.iter().map(|(doc, _)| doc.record.size).sum(),
            ..HandoverProgress::default()
        };
        for some in docs.chunks(RECEIPT) {
            let opened = some.iter().map(|(doc, _)| Opened {
                scope: doc.at.scope,
                doc: doc.at.doc,
                version: doc.record.version,
            });
            self.control.go().await?;
            let ticket = room.announce_opened(opened.collect(), action).await?;
            for (doc, path) in some {
                let read = self.one(room, &ticket, doc, path).await;
                self.at.docs += 1;
                each(doc, path, read)?;
            }
        }
        Ok(())
    }

    async fn one<H: Host>(
        &mut self,
        room: &Room<H>,
        ticket: &Ticket,
        doc: &Doc,
        path: &str,
    ) -> Result<(Hash, u64), Error> {
        let mut sink = self.binder.begin(path, doc.record.size).await?;
        let (before, watch) = (self.at, self.watch);
        let tell = |progress| {
            if let Progress::Bytes(bytes) = progress {
                watch(HandoverProgress {
                    bytes: before.bytes + bytes,
                    ..before
                });
            }
        };
        room.fetch_doc(self.carrier, ticket, doc.at, &mut sink, self.control, &tell)
            .await?;
        let found = self.binder.end(sink).await?;
        self.at.bytes += found.1;
        Ok(found)
    }
}
