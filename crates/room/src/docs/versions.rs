//! Versions of a document: all are kept, each can be opened, an old one can be made the newest again.

use ledger::entry::Action;
use ledger::ids::VersionId;

use super::Author;
use super::write::Batch;
use crate::carrier::Carrier;
use crate::control::Control;
use crate::docs::open::Progress;
use crate::error::Error;
use crate::host::{Host, random};
use crate::replay::{Kept, Wanted};
use crate::room::Room;

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionView {
    /// Which.
    pub version: VersionId,
    /// The file's name as it was picked, fit to be shown and saved.
    pub name: String,
    /// The media type that the author's system says.
    pub mime: String,
    /// In bytes.
    pub size: u64,
    /// When the file was changed last, as the author's system says.
    pub modified: u64,
    /// When it was added, by the server's time.
    pub added: u64,
    /// Who added it.
    pub by: Author,
    /// The version whose content it has again, counted from 1.
    pub restored: Option<usize>,
}

impl<H: Host> Room<H> {
    /// The versions of a document, oldest first.
    pub fn versions(&self, doc: impl Into<Wanted>) -> Result<Vec<VersionView>, Error> {
        let (state, doc) = (self.state.borrow(), doc.into());
        let spot = state.follow(doc).or_else(|| state.aside(doc));
        let spot = spot.ok_or(Error::NotFound)?;
        let shown = state.shown(&spot).ok_or(Error::NotFound)?;
        let view = |(n, kept): (usize, &Kept)| {
            let content = kept.record.content();
            let mut before = shown.versions.iter().take(n);
            VersionView {
                version: kept.record.version,
                name: crate::names::safe(&kept.record.name),
                mime: crate::names::media_type(&kept.record.mime),
                size: kept.record.size,
                modified: kept.record.modified,
                added: kept.record.added.unwrap_or(kept.time),
                by: self.author_of(&state, kept),
                restored: before
                    .position(|one| one.record.content() == content)
                    .map(|at| at + 1),
            }
        };
        Ok(shown.versions.iter().enumerate().map(view).collect())
    }

    /// Opens one version, which need not be the newest.
    #[expect(clippy::too_many_arguments, reason = "as for the newest, and which")]
    pub async fn open_version<C: Carrier>(
        &self,
        carrier: &C,
        doc: impl Into<Wanted>,
        version: VersionId,
        action: Action,
        sink: &mut C::Sink,
        control: &Control,
        watch: &dyn Fn(Progress),
    ) -> Result<(), Error> {
        let doc = doc.into();
        let ticket = self.announce_version(doc, version, action).await?;
        self.fetch_doc(carrier, &ticket, doc, sink, control, watch)
            .await
    }

    /// Makes an old version the newest again; the ones between are kept.
    pub async fn restore_version(
        &self,
        doc: impl Into<Wanted>,
        version: VersionId,
    ) -> Result<(), Error> {
        let doc = doc.into();
        let new = VersionId(random(&mut self.host.rng()));
        self.append(|state| {
            let spot = state.follow(doc).ok_or(Error::NotFound)?;
            if !self.may_add(state, &spot.scope) {
                return Err(Error::NotAllowed);
            }
            let shown = state.shown(&spot).ok_or(Error::NotFound)?;
            let versions = &shown.versions;
            let find = |id| versions.iter().find(|kept| kept.record.version == id);
            let old = find(version).ok_or(Error::NotFound)?;
            let there = find(new).is_some();
            // the newest is that one already, whoever did it
            if there || shown.record.content() == old.record.content() {
                return Ok(Vec::new());
            }
            let mut record = old.under(spot.doc, new);
            record.added_by = self.session.card()?.name().to_owned();
            record.added = None;
            let mut batch = Batch::default();
            batch.add(spot.scope, record);
            batch.drafts(self, state)
        })
        .await
    }
}
