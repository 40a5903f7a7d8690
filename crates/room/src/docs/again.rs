//! Encrypting documents again, under new keys.
//!
//! Who held a folder keeps the content keys that it saw. A rotation gives the folder a new key, not the
//! contents: with an old content key and the parts that the store still has, old versions open. So each
//! version is fetched, opened, sealed under a new content key and stored as a version of a new document,
//! and the old document is deleted: nothing names its parts any more, and the store's sweeper deletes them.
//!
//! What this does not do: a store that is in league with whoever kept a key may have kept the old parts,
//! as that person may have kept the files. It protects against whoever gets at the store later.

use std::collections::BTreeMap;

use blobs::wire::Code;
use ledger::entry::{Action, Opened};
use ledger::ids::{DocId, Hash, ScopeId, VersionId};
use seal::content;
use seal::floe::{ContentKey, Sealer};

use super::edit::same_as;
use super::write::Batch;
use crate::body::{Kept as Keeps, KeyBytes, Op, Record};
use crate::carrier::{Carrier, OpenPart};
use crate::chains::append::Draft;
use crate::control::Control;
use crate::docs::open::{Fetching, Progress, Ticket, opener};
use crate::docs::upload::{UploadEvent, Uploaded};
use crate::error::{Error, What};
use crate::host::{Host, random};
use crate::information::gate::Gate;
use crate::replay::{Kept, Said, Spot, State, Wanted};
use crate::room::Room;

/// How often a document is looked at again because somebody changed it on the way.
const AGAIN: usize = 5;
/// How often a part is sealed again because the store collected it.
const SEALS: usize = 3;

/// What an encryption of documents shares.
struct Work<'a, C> {
    carrier: &'a C,
    control: &'a Control,
    watch: &'a dyn Fn(&UploadEvent),
}

impl<H: Host> Room<H> {
    /// Documents with a version that was sealed under an older key of its folder, or in another one:
    /// others may have kept its key.
    pub fn aged<W: Into<Wanted> + Copy>(&self, docs: &[W]) -> Vec<W> {
        let state = self.state.borrow();
        let index = state.index();
        // where each content was sealed, and whether by a key that was changed since
        let mut sealed: BTreeMap<Hash, Vec<(ScopeId, bool)>> = BTreeMap::new();
        for (id, scope) in state.places().filter(|(id, _)| !state.bins.contains(id)) {
            let all = scope.gone.values().chain(scope.docs.values());
            for kept in all.flat_map(|shown| &shown.versions) {
                let old = Some(kept.epoch) < scope.fold.epoch();
                let seen = sealed.entry(kept.record.content()).or_default();
                seen.push((id, old));
            }
        }
        let aged = |doc: &&W| {
            let aged = |spot: Spot| {
                let mut versions = state.shown(&spot)?.versions.iter();
                Some(versions.any(|kept| {
                    let seen = sealed.get(&kept.record.content());
                    let mut seen = seen.into_iter().flatten();
                    seen.any(|(scope, old)| *old || *scope != spot.scope)
                }))
            };
            index.follow(**doc).and_then(aged).unwrap_or_default()
        };
        docs.iter().filter(aged).copied().collect()
    }

    /// Encrypts documents again, with all their versions, under new keys that only those know who hold
    /// their folders now. Each gets a new id. What was done stays when it is cancelled.
    pub async fn encrypt_again<C: Carrier>(
        &self,
        carrier: &C,
        docs: &[impl Into<Wanted> + Copy],
        control: &Control,
        watch: &dyn Fn(&UploadEvent),
    ) -> Result<Uploaded, Error> {
        self.judge_manager()?;
        // a key that was to be changed is changed first, or the new records could be read with it
        self.settle().await?;
        let work = Work {
            carrier,
            control,
            watch,
        };
        let mut outcome = Uploaded::default();
        for (doc, number) in docs.iter().zip(0..) {
            match self.one_again(&work, (*doc).into(), number).await {
                Ok(new) => {
                    watch(&UploadEvent::Done(number, new));
                    outcome.done.push((number, new));
                }
                Err(Error::Cancelled) => return Err(Error::Cancelled),
                Err(e) => {
                    watch(&UploadEvent::Failed(number, e.clone()));
                    outcome.failed.push((number, e));
                }
            }
        }
        Ok(outcome)
    }

    async fn one_again<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        doc: Wanted,
        number: usize,
    ) -> Result<DocId, Error> {
        let new = DocId(random(&mut self.host.rng()));
        let mut made: BTreeMap<Hash, Record> = BTreeMap::new();
        let mut bytes = 0;
        for _ in 0..AGAIN {
            let (spot, missing, name, size) = self.to_do(doc, &made)?;
            (work.watch)(&UploadEvent::Started(number, name, size));
            if !missing.is_empty() {
                let opened = |kept: &Kept| Opened {
                    scope: spot.scope,
                    doc: spot.doc,
                    version: kept.record.version,
                };
                let opened: Vec<Opened> = missing.iter().map(opened).collect();
                let ticket = self
                    .announce_opened(opened.clone(), Action::Download)
                    .await?;
                for (kept, opened) in missing.iter().zip(opened) {
                    let said = |more| {
                        bytes += more;
                        (work.watch)(&UploadEvent::Bytes(number, bytes));
                    };
                    let record = self.version_again(work, &ticket, opened, kept, new, said);
                    made.insert(kept.record.content(), record.await?);
                }
            }
            work.control.go().await?;
            let written = self.append(|state| {
                let docs = &state.scope(&spot.scope)?.docs;
                if docs.contains_key(&new) && !docs.contains_key(&spot.doc) {
                    return Ok(Vec::new());
                }
                let there = state.follow(doc).filter(|now| *now == spot);
                there.ok_or(Error::Contended)?;
                self.again_drafts(state, &spot, new, &made)
            });
            match written.await {
                // it was moved: what was leased for one folder is leased for the other
                Err(Error::Refused(Code::Missing)) => {
                    for record in made.values() {
                        self.lease(spot.scope, &record.parts).await?;
                    }
                }
                // a version came, or the document was moved: what is new is done as well
                Err(Error::Contended) => self.refresh().await?,
                Err(e) => return Err(e),
                Ok(()) => return Ok(new),
            }
        }
        Err(Error::Contended)
    }

    /// Where the document is, and which versions are not done yet; its name, and how long it is in all.
    fn to_do(
        &self,
        doc: Wanted,
        made: &BTreeMap<Hash, Record>,
    ) -> Result<(Spot, Vec<Kept>, String, u64), Error> {
        let state = self.state.borrow();
        let spot = state.follow(doc).ok_or(Error::NotFound)?;
        let shown = state.shown(&spot).ok_or(Error::NotFound)?;
        let mut missing: BTreeMap<Hash, Kept> = BTreeMap::new();
        for kept in &shown.versions {
            // a version that was restored has the content of another one
            let content = kept.record.content();
            if !made.contains_key(&content) {
                missing.entry(content).or_insert(kept.clone());
            }
        }
        let name = state.scope(&spot.scope)?.said(&spot.doc).name;
        let size = shown.versions.iter().map(|kept| kept.record.size).sum();
        let missing = missing.into_values().collect();
        Ok((spot, missing, crate::names::safe(&name), size))
    }

    async fn version_again<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        ticket: &Ticket,
        opened: Opened,
        kept: &Kept,
        doc: DocId,
        mut said: impl FnMut(u64),
    ) -> Result<Record, Error> {
        let old = &kept.record;
        let (room, layout) = (
            &self.session.room.0,
            old.layout().ok_or(Error::Tampered(What::Body))?,
        );
        let opener = opener(room, old, layout)?;
        let (version, key, sealer) = {
            let mut rng = self.host.rng();
            let (version, key) = (VersionId(random(&mut rng)), ContentKey::make(&mut rng));
            let aad = content::aad(room, &doc.0, &version.0);
            let sealer = Sealer::new(&key, &aad, layout.lengths(), &mut rng);
            (version, key, sealer)
        };
        let fetching = Fetching::new(ticket, opened, &old.parts);
        let waits = |waits| {
            (work.watch)(if waits {
                &UploadEvent::Waiting
            } else {
                &UploadEvent::Going
            });
        };
        let watch = |progress| match progress {
            Progress::Waiting => waits(true),
            Progress::Going => waits(false),
            Progress::Bytes(_) => {}
        };
        let mut parts = Vec::with_capacity(old.parts.len());
        for i in 0..old.parts.len() {
            let get = self.fetch_part(work.carrier, &fetching, i, work.control, &watch);
            let part = work.control.or_cancelled(get).await??;
            let plan = layout
                .part(i as u64)
                .map_err(|_| Error::Tampered(What::Part))?;
            let from = OpenPart::new(&plan, &old.header, &opener);
            let mut tries = 0;
            loop {
                let to = self.seal_plan(layout, &sealer, i as u64)?;
                let sealed = work.carrier.reseal(&part, &from, &to).await?;
                let put = self.put(work.carrier, work.control, &waits, opened.scope, &sealed);
                match work.control.or_cancelled(put).await? {
                    Ok(()) => {
                        parts.push(ledger::entry::Part {
                            hash: sealed.hash,
                            len: sealed.len,
                        });
                        break;
                    }
                    // its name was collected before: other IVs give another name
                    Err(Error::Refused(Code::Missing)) if tries < SEALS => tries += 1,
                    Err(e) => return Err(e),
                }
            }
            let bytes = plan.segments.iter();
            said(bytes.map(|place| place.file.end - place.file.start).sum());
        }
        Ok(Record {
            doc,
            version,
            header: sealer.header().to_vec(),
            key: KeyBytes::new(key.expose()),
            parts,
            sealed: None,
            ..kept.under(doc, version)
        })
    }

    fn again_drafts(
        &self,
        state: &State,
        spot: &Spot,
        new: DocId,
        made: &BTreeMap<Hash, Record>,
    ) -> Result<Vec<Draft>, Error> {
        let scope = state.scope(&spot.scope)?;
        let mut batch = Batch::default();
        let shown = scope.docs.get(&spot.doc).ok_or(Error::Contended)?;
        let done = scope.docs.get(&new);
        let mut records = Vec::new();
        for kept in &shown.versions {
            let record = made.get(&kept.record.content()).ok_or(Error::Contended)?;
            let mut record = record.clone();
            // what was restored has one content and several versions
            let first = shown
                .versions
                .iter()
                .find(|one| one.record.content() == kept.record.content());
            if first.is_some_and(|first| first.record.version != kept.record.version) {
                record = record.under(new, kept.record.version);
            }
            record.name.clone_from(&kept.record.name);
            record.added_by = self.author_of(state, kept).name;
            record.added = Some(kept.record.added.unwrap_or(kept.time));
            record.from = kept.record.from;
            records.push(record);
        }
        let newest = records.last().cloned();
        let there = |record: &Record| {
            let folded = scope.fold.version(&new, &record.version);
            folded.is_some()
        };
        let here = match done {
            Some(_) => scope.said(&new),
            None => Said {
                name: records
                    .first()
                    .map(|record| record.name.clone())
                    .unwrap_or_default(),
                ..Said::default()
            },
        };
        let said = scope.said(&spot.doc);
        for record in records.into_iter().filter(|record| !there(record)) {
            batch.add(spot.scope, record);
        }
        batch.say(spot.scope, same_as(new, &said, &here));
        if done.is_none() {
            let gate = Gate::of(state, &state.plan, &state.tree(), &[]);
            let to = Spot { doc: new, ..*spot };
            batch.say(spot.scope, gate.carried(state, spot, &to));
        }
        batch.delete(spot.scope, spot.doc);
        for (id, other) in state.places() {
            // it was moved after a part of this had been written
            if id != spot.scope && other.docs.contains_key(&new) {
                batch.delete(id, new);
            }
        }
        for copy in state.copies_of(shown) {
            let selection = state.scope(&copy.scope)?;
            if let Some(mut record) = newest.clone()
                && !selection.fold.docs().contains_key(&new)
            {
                let now = Spot {
                    scope: spot.scope,
                    doc: new,
                };
                (record.from, record.origin) = (None, Some(now.origin(&state.room())));
                record.name.clone_from(&said.name);
                batch.add(copy.scope, record);
            }
            batch.delete(copy.scope, copy.doc);
        }
        let mut drafts = self.clock_draft(state, spot, new)?;
        drafts.extend(batch.drafts(self, state)?);
        Ok(drafts)
    }

    /// A document that is another one by now keeps its clock.
    fn clock_draft(&self, state: &State, old: &Spot, new: DocId) -> Result<Vec<Draft>, Error> {
        let clocks = &state.plan.retention.clocks;
        let now = Spot { doc: new, ..*old };
        let new = Keeps::Doc(now.origin(&state.room()));
        let own = clocks.get(&Keeps::Doc(state.origin_at(old)));
        match own.filter(|_| !clocks.contains_key(&new)) {
            None => Ok(Vec::new()),
            Some(set) => {
                let clock = Box::new(set.clock.clone());
                Ok(vec![
                    self.plan_draft(state, vec![Op::Clock(new, Some(clock))])?,
                ])
            }
        }
    }
}
