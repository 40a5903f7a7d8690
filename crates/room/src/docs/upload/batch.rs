//! Small files travel together: sealed one by one, sent in one request.

use blobs::Api;
use blobs::wire::{Id, Parts, Sealed as SealedBytes};
use ledger::entry::Part;
use ledger::ids::Hash;

use super::file::Sent;
use super::plan::{Plan, SentPart};
use super::{Item, Ready, UploadEvent, Work};
use crate::carrier::{Carrier, Sealed};
use crate::error::{Error, What};
use crate::host::Host;
use crate::retry::Patience;
use crate::room::Room;

/// A file up to this many bytes is small.
const SMALL: u64 = 1 << 20;
/// What one request carries: files,
const FILES: usize = 64;
/// and bytes.
const BYTES: u64 = 8 << 20;

/// What is sent at once.
pub(crate) enum Job<'a, S> {
    Large(Item<'a, S>),
    /// All of one folder.
    Small(Vec<Item<'a, S>>),
}

/// Groups small files of one folder; keeps the order otherwise.
pub(crate) fn jobs<S>(items: Vec<Item<'_, S>>) -> Vec<Job<'_, S>> {
    let mut jobs = Vec::new();
    let mut batch: Vec<Item<'_, S>> = Vec::new();
    let mut weight = 0;
    for item in items {
        if item.facts.size > SMALL {
            jobs.push(Job::Large(item));
            continue;
        }
        // padding and a header come on top
        let size = item.facts.size + item.facts.size / 8 + 1024;
        let other = batch.first().is_some_and(|first| first.scope != item.scope);
        if other || batch.len() == FILES || weight + size > BYTES {
            jobs.push(Job::Small(core::mem::take(&mut batch)));
            weight = 0;
        }
        weight += size;
        batch.push(item);
    }
    if !batch.is_empty() {
        jobs.push(Job::Small(batch));
    }
    jobs
}

impl<H: Host> Room<H> {
    pub(super) async fn send_batch<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        items: Vec<Item<'_, C::Source>>,
    ) -> Result<Vec<Sent>, Error> {
        let mut out = Vec::new();
        let mut sealed = Vec::new();
        for mut item in items {
            work.control.go().await?;
            (work.watch)(&UploadEvent::Started(
                item.number,
                item.name.clone(),
                item.facts.size,
            ));
            let mut done = self.seal_small(work, &item).await;
            if matches!(done, Err(Error::FileChanged)) {
                // it changed since it was looked at: as it is now, under another key
                match work.carrier.facts(item.source).await {
                    Ok(facts) if facts.size <= SMALL => {
                        item.facts = facts;
                        done = self.seal_small(work, &item).await;
                    }
                    Ok(_) => {}
                    Err(e) => done = Err(e.into()),
                }
            }
            match done {
                Ok((plan, bytes)) => sealed.push((item, plan, bytes)),
                Err(Error::Cancelled) => return Err(Error::Cancelled),
                Err(e) => out.push(Err((item.number, e))),
            }
        }
        let Some(scope) = sealed.first().map(|(item, ..)| item.scope) else {
            return Ok(out);
        };
        let (rest, parts): (Vec<_>, Vec<_>) = sealed
            .into_iter()
            .map(|(item, plan, bytes)| ((item, plan), SealedBytes(bytes)))
            .unzip();
        let parts = Parts {
            scope: Id(scope.0),
            parts,
        };
        match self.send_small(work, &parts).await {
            Ok(()) => {}
            Err(Error::Cancelled) => return Err(Error::Cancelled),
            Err(e) => {
                out.extend(rest.iter().map(|(item, _)| Err((item.number, e.clone()))));
                return Ok(out);
            }
        }
        for (item, plan) in rest {
            (work.watch)(&UploadEvent::Bytes(item.number, item.facts.size));
            let record = plan.record(&item, &work.name);
            out.push(
                record
                    .map(|record| Ready {
                        number: item.number,
                        scope: item.scope,
                        onto: item.onto,
                        record,
                    })
                    .map_err(|e| (item.number, e)),
            );
        }
        Ok(out)
    }

    async fn seal_small<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        item: &Item<'_, C::Source>,
    ) -> Result<(Plan, Vec<u8>), Error> {
        let mut plan = Plan::make(&*self.host, &self.session.room.0, item)?;
        let (layout, sealer) = (plan.layout()?, plan.sealer(&self.session.room.0)?);
        let Sealed {
            part,
            hash,
            len,
            digest,
        } = work
            .carrier
            .seal(item.source, &self.seal_plan(layout, &sealer, 0)?)
            .await?;
        if work.carrier.facts(item.source).await? != item.facts {
            return Err(Error::FileChanged);
        }
        plan.sent = vec![Some(SentPart {
            part: Part { hash, len },
            digest,
        })];
        Ok((plan, work.carrier.bytes(&part).await?))
    }

    async fn send_small<C: Carrier>(&self, work: &Work<'_, C>, parts: &Parts) -> Result<(), Error> {
        let mut patience = Patience::new();
        loop {
            work.control.go().await?;
            let (signer, room) = (self.signer(), Id(self.session.room.0));
            let sent = work
                .control
                .or_cancelled(self.host.api().parts(&signer, &room, parts))
                .await?;
            match sent.map_err(Error::from) {
                Ok(hashes) => {
                    let right = hashes
                        .iter()
                        .map(|hash| hash.0)
                        .eq(parts.parts.iter().map(|part| Hash::of(&part.0).0));
                    patience.over(|| (work.watch)(&UploadEvent::Going));
                    return if right {
                        Ok(())
                    } else {
                        Err(Error::Tampered(What::Answer))
                    };
                }
                Err(e) if e.passes() => {
                    (work.watch)(&UploadEvent::Waiting);
                    patience.wait(&*self.host).await?;
                }
                Err(e) => return Err(e),
            }
        }
    }
}
