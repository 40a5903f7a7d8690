//! A large file: part by part, a few at once, each leased, put, and noted in the plan.

use core::cell::RefCell;
use core::future::ready;

use blobs::Api;
use blobs::wire::{Code, Id, Lease, PartName, Slot};
use futures::StreamExt;
use futures::stream;
use ledger::entry::Part;
use seal::content::Layout;
use seal::floe::Sealer;

use super::plan::{Plan, SentPart, bytes_of};
use super::{Item, Ready, UploadEvent, Work};
use crate::carrier::{Carrier, SealPart, Sealed};
use crate::control::Control;
use crate::error::Error;
use crate::host::Host;
use crate::retry::Patience;
use crate::room::Room;

/// Parts of one file that are on their way at once.
const IN_FLIGHT: usize = 3;
/// How often one part is sealed again because the store collected it.
const AGAIN: usize = 3;

/// A record to be written, or the file that failed. An `Err` around it stops everything.
pub(crate) type Sent = Result<Ready, (usize, Error)>;

impl<H: Host> Room<H> {
    pub(super) async fn send_file<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        mut item: Item<'_, C::Source>,
    ) -> Result<Sent, Error> {
        (work.watch)(&UploadEvent::Started(
            item.number,
            item.name.clone(),
            item.facts.size,
        ));
        // a file that changed on the way begins again, once
        for again in [true, false] {
            let mut plan = self.begin(work, &item).await?;
            let version = plan.version;
            match self.send_parts(work, &item, &mut plan).await {
                Ok(()) => {
                    let record = plan.record(&item, &work.name);
                    return Ok(record
                        .map(|record| Ready {
                            number: item.number,
                            scope: item.scope,
                            onto: item.onto,
                            record,
                        })
                        .map_err(|e| (item.number, e)));
                }
                Err(Error::Cancelled) => {
                    self.forget(work, &version).await?;
                    return Err(Error::Cancelled);
                }
                Err(Error::FileChanged) => {
                    self.forget(work, &version).await?;
                    match work.carrier.facts(item.source).await {
                        Ok(facts) if again => item.facts = facts,
                        Ok(_) => return Ok(Err((item.number, Error::FileChanged))),
                        Err(e) => return Ok(Err((item.number, e.into()))),
                    }
                    (work.watch)(&UploadEvent::Bytes(item.number, 0));
                }
                Err(e) => return Ok(Err((item.number, e))),
            }
        }
        Ok(Err((item.number, Error::FileChanged)))
    }

    /// The plan that is there for this file, if the bytes that were sent are still its bytes; or a new one.
    async fn begin<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        item: &Item<'_, C::Source>,
    ) -> Result<Plan, Error> {
        let known = work.plans.borrow().find(item).cloned();
        if let Some(mut known) = known {
            if self.still(work, item, &mut known).await? {
                return Ok(known);
            }
            work.plans.borrow_mut().drop(&known.version);
        }
        let plan = Plan::make(&*self.host, &self.session.room.0, item)?;
        work.plans.borrow_mut().put(plan.clone());
        self.keep_plans(work).await?;
        Ok(plan)
    }

    /// Compares what was sent with the file, and with what the store still has.
    async fn still<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        item: &Item<'_, C::Source>,
        plan: &mut Plan,
    ) -> Result<bool, Error> {
        let layout = plan.layout()?;
        for (sent, index) in plan.sent.iter().zip(0..) {
            let (Some(sent), Some(range)) = (sent, bytes_of(&layout, index)) else {
                continue;
            };
            work.control.go().await?;
            if work.carrier.digest(item.source, range).await.ok() != Some(sent.digest) {
                return Ok(false);
            }
        }
        let parts = plan
            .sent
            .iter()
            .flatten()
            .map(|sent| sent.part)
            .collect::<Vec<Part>>();
        for some in parts.chunks(64) {
            let slots = self.lease(item.scope, some).await;
            let Ok(slots) = slots else { return Ok(false) };
            for (part, slot) in some.iter().zip(slots) {
                if slot != Slot::Have {
                    plan.sent
                        .iter_mut()
                        .filter(|sent| sent.is_some_and(|sent| sent.part == *part))
                        .for_each(|sent| *sent = None);
                }
            }
        }
        Ok(true)
    }

    async fn send_parts<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        item: &Item<'_, C::Source>,
        plan: &mut Plan,
    ) -> Result<(), Error> {
        let (layout, sealer) = (plan.layout()?, plan.sealer(&self.session.room.0)?);
        let missing: Vec<u64> = (0..)
            .zip(&plan.sent)
            .filter(|(_, sent)| sent.is_none())
            .map(|(i, _)| i)
            .collect();
        let mut arrived = layout.file() - missing.iter().map(|i| bytes(&layout, *i)).sum::<u64>();
        (work.watch)(&UploadEvent::Bytes(item.number, arrived));
        let failed = RefCell::new(None);
        let parts = stream::iter(missing).take_while(|_| ready(failed.borrow().is_none()));
        let sending = parts.map(|index| {
            let part = self.send_part(work, item, layout, &sealer, index);
            async move { Ok::<_, Error>((index, work.control.or_cancelled(part).await??)) }
        });
        let mut sending = sending.buffer_unordered(IN_FLIGHT);
        while let Some(sent) = sending.next().await {
            let (index, sent) = match sent {
                Ok(sent) => sent,
                // nothing new begins, and what is on its way arrives and is noted
                Err(e) => {
                    failed.borrow_mut().get_or_insert(e);
                    continue;
                }
            };
            if let Some(slot) = usize::try_from(index)
                .ok()
                .and_then(|index| plan.sent.get_mut(index))
            {
                *slot = Some(sent);
            }
            work.plans.borrow_mut().put(plan.clone());
            self.keep_plans(work).await?;
            arrived += bytes(&layout, index);
            (work.watch)(&UploadEvent::Bytes(item.number, arrived));
        }
        drop(sending);
        if let Some(e) = failed.into_inner() {
            return Err(e);
        }
        // what was read in the beginning and in the end must be one file
        if work.carrier.facts(item.source).await? == item.facts {
            Ok(())
        } else {
            Err(Error::FileChanged)
        }
    }

    async fn send_part<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        item: &Item<'_, C::Source>,
        layout: Layout,
        sealer: &Sealer,
        index: u64,
    ) -> Result<SentPart, Error> {
        let mut last = Error::Contended;
        for _ in 0..AGAIN {
            work.control.go().await?;
            let sealed = work
                .carrier
                .seal(item.source, &self.seal_plan(layout, sealer, index)?)
                .await?;
            let waits = |waits| {
                (work.watch)(if waits {
                    &UploadEvent::Waiting
                } else {
                    &UploadEvent::Going
                });
            };
            let put = self.put(work.carrier, work.control, &waits, item.scope, &sealed);
            match put.await {
                Ok(()) => {
                    let part = Part {
                        hash: sealed.hash,
                        len: sealed.len,
                    };
                    return Ok(SentPart {
                        part,
                        digest: sealed.digest,
                    });
                }
                // its name was collected before: other IVs give another name
                Err(e @ Error::Refused(Code::Missing)) => last = e,
                Err(e) => return Err(e),
            }
        }
        Err(last)
    }

    pub(crate) fn seal_plan(
        &self,
        layout: Layout,
        sealer: &Sealer,
        index: u64,
    ) -> Result<SealPart, Error> {
        let plan = layout.part(index).map_err(|_| Error::TooLarge)?;
        let mut rng = self.host.rng();
        let segments = plan
            .segments
            .iter()
            .map(|place| sealer.plan(place.position, &mut rng));
        let segments = segments
            .collect::<Result<_, _>>()
            .map_err(|_| Error::TooLarge)?;
        Ok(SealPart {
            plan,
            header: *sealer.header(),
            segments,
        })
    }

    /// Stores a part for a folder; `waits` hears when the store cannot be reached, and when it is again.
    pub(crate) async fn put<C: Carrier>(
        &self,
        carrier: &C,
        control: &Control,
        waits: &dyn Fn(bool),
        scope: ledger::ScopeId,
        sealed: &Sealed<C::Part>,
    ) -> Result<(), Error> {
        let part = Part {
            hash: sealed.hash,
            len: sealed.len,
        };
        let mut patience = Patience::new();
        loop {
            control.go().await?;
            let done = match self.lease(scope, &[part]).await {
                Ok(slots) => match slots.into_iter().next() {
                    Some(Slot::Put(url)) => {
                        carrier.put(&url, &sealed.part).await.map_err(Error::from)
                    }
                    _ => Ok(()),
                },
                Err(e) => Err(e),
            };
            match done {
                Ok(()) => {
                    patience.over(|| waits(false));
                    return Ok(());
                }
                Err(Error::Refused(Code::Stale)) => {}
                Err(e) if e.passes() => {
                    waits(true);
                    patience.wait(&*self.host).await?;
                }
                Err(e) => return Err(e),
            }
        }
    }

    pub(crate) async fn lease(
        &self,
        scope: ledger::ScopeId,
        parts: &[Part],
    ) -> Result<Vec<Slot>, Error> {
        let parts: Vec<PartName> = parts
            .iter()
            .map(|part| PartName {
                hash: Id(part.hash.0),
                len: part.len,
            })
            .collect();
        let lease = Lease {
            scope: Id(scope.0),
            parts,
        };
        let leased = self
            .host
            .api()
            .lease(&self.signer(), &Id(self.session.room.0), &lease)
            .await?;
        if leased.slots.len() == lease.parts.len() {
            Ok(leased.slots)
        } else {
            Err(Error::Tampered(crate::What::Answer))
        }
    }

    async fn forget<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        version: &ledger::VersionId,
    ) -> Result<(), Error> {
        if work.plans.borrow_mut().drop(version) {
            self.keep_plans(work).await
        } else {
            Ok(())
        }
    }
}

fn bytes(layout: &Layout, index: u64) -> u64 {
    bytes_of(layout, index).map_or(0, |range| range.end - range.start)
}
