//! Grants, openings and parts into an archive.

use core::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use blobs::wire::{Code, Copied, Copies, Id, Opens, limits};
use blobs::{Api, Bytes};
use futures::StreamExt;
use futures::stream;
use ledger::archive::ObjectName;
use ledger::entry::{Action, GrantRef, MemberKind, Opened, Part};
use ledger::ids::{ChainId, Hash, MemberId};
use ledger::{Opening, RoomFold, cbor};

use super::Run;
use crate::backup::archive::{ArchiveError, ArchiveSink, Writer};
use crate::error::{Error, What};
use crate::host::Host;
use crate::room::Room;

/// Documents that one receipt names.
const RECEIPT: usize = 1024;
/// Parts that are asked for at once.
const ASKED: usize = 256;
/// Parts that are on their way at once.
const IN_FLIGHT: usize = 3;

impl<H: Host> Room<H> {
    /// The grants that members have now. Answers of how many members the store does not hand out all.
    pub(super) async fn write_grants<S: ArchiveSink>(
        &self,
        run: &Run<'_>,
        writer: &mut Writer<'_, S>,
    ) -> Result<usize, ArchiveError> {
        let (fold, former, now) = (run.fold, run.former, self.now());
        let members = fold.roster().members().keys();
        let held = members.filter_map(|id| Some((*id, fold.held(id, now).ok()?)));
        let held: Vec<(MemberId, Vec<GrantRef>)> = held.collect();
        let (mut rest, mut some, mut without) = (&held[..], limits::ASKED, 0);
        while let Some((_, later)) = rest.split_first() {
            run.control.go().await?;
            let asked = rest.get(..some).unwrap_or(rest);
            let ids: Vec<MemberId> = asked.iter().map(|(id, _)| *id).collect();
            let stored = run.ask(&*self.host, async || self.stored_grants(&ids).await);
            let stored = match stored.await {
                Ok(stored) => stored,
                // one who is over meanwhile refuses the whole
                Err(Error::Ended | Error::Expired) if ids.len() > 1 => {
                    some = 1;
                    continue;
                }
                Err(Error::Ended | Error::Expired) => {
                    rest = later;
                    continue;
                }
                Err(other) => return Err(other.into()),
            };
            let (served, later) = rest.split_at(stored.len().min(rest.len()));
            for ((member, held), stored) in served.iter().zip(stored) {
                let stored = stored.grants.into_iter();
                let mut stored: BTreeMap<Hash, Vec<u8>> =
                    stored.map(|one| (Hash::of(&one.0), one.0)).collect();
                // one that came after the room was read comes into the next archive
                stored.retain(|hash, _| fold.names_grant(member, hash));
                let there = |grant: &GrantRef| {
                    stored.contains_key(&grant.hash) || former.has_grant(member, &grant.hash)
                };
                without += usize::from(!held.iter().all(there));
                for (hash, bytes) in &stored {
                    if !former.has_grant(member, hash) {
                        let name = ObjectName::Grant(*member, *hash);
                        writer.object(name, bytes).await?;
                    }
                }
            }
            (rest, some) = (later, limits::ASKED);
        }
        Ok(without)
    }

    /// How links were opened, by the store's own count.
    pub(super) async fn write_opens<S: ArchiveSink>(
        &self,
        run: &Run<'_>,
        writer: &mut Writer<'_, S>,
    ) -> Result<(), ArchiveError> {
        let (fold, former) = (run.fold, run.former);
        let members = fold.roster().members().iter();
        let links = members.filter(|(_, member)| member.member.kind == MemberKind::Link);
        let links: Vec<ChainId> = links.map(|(id, _)| *id).collect();
        for link in links {
            let mut from = former.opens(&link);
            loop {
                run.control.go().await?;
                let asked = Opens {
                    link: Id(link.0),
                    from,
                };
                let seen = run.ask(&*self.host, async || {
                    let (signer, room) = (self.signer(), Id(self.session.room.0));
                    Ok(self.host.api().opens(&signer, &room, &asked).await?)
                });
                let seen = seen.await?;
                let more = seen.more && !seen.opens.is_empty();
                let mut known = true;
                for one in seen.opens {
                    let opening: Opening = cbor::decode(&one.0, ledger::limits::OPENING)
                        .map_err(|_| Error::Tampered(What::Answer))?;
                    // by somebody who came after the room was read: it comes into the next archive
                    known &= fold.may_have_opened(&link, &opening);
                    if !known {
                        break;
                    }
                    writer.object(ObjectName::Open(link, from), &one.0).await?;
                    from += 1;
                }
                if !more || !known {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The parts of all documents that are there or wait. Answers those that the store does not have.
    pub(super) async fn write_parts<S: ArchiveSink>(
        &self,
        run: &Run<'_>,
        writer: &mut Writer<'_, S>,
    ) -> Result<BTreeSet<Hash>, ArchiveError> {
        let (fold, former) = (run.fold, run.former);
        let mut due = fold.part_lengths();
        due.retain(|hash, _| !former.has_part(hash));
        run.of.set(writer.bytes + due.values().sum::<u64>());
        let docs = documents(fold, &due);
        for some in docs.chunks(RECEIPT) {
            run.control.go().await?;
            let opened = some.iter().map(|(opened, _)| *opened).collect();
            let receipt = self.receipt(opened, Action::Copy, 0).await?.seq();
            let parts = some.iter().flat_map(|(_, parts)| parts);
            // each once, whoever names it
            let mut seen = BTreeSet::new();
            let parts = parts.filter(|part| due.contains_key(&part.hash) && seen.insert(part.hash));
            let parts: Vec<Part> = parts.copied().collect();
            let mut rest = &parts[..];
            while !rest.is_empty() {
                run.control.go().await?;
                let asked = rest.get(..ASKED).unwrap_or(rest);
                let taken = self
                    .write_some(run, receipt, asked, &mut due, writer)
                    .await?;
                rest = rest.get(taken..).unwrap_or_default();
            }
        }
        Ok(due.into_keys().collect())
    }

    /// Copies as many of these parts as one answer holds.
    async fn write_some<S: ArchiveSink>(
        &self,
        run: &Run<'_>,
        receipt: u64,
        asked: &[Part],
        due: &mut BTreeMap<Hash, u64>,
        writer: &mut Writer<'_, S>,
    ) -> Result<usize, ArchiveError> {
        let given = self.ask_copies(run, receipt, asked).await?;
        let taken = given.len();
        let fetched = stream::iter(asked.iter().zip(given))
            .map(|(part, copied)| self.fetch_copy(run, receipt, *part, copied));
        let mut fetched = fetched.buffered(IN_FLIGHT);
        while let Some(one) = fetched.next().await {
            let (part, bytes) = one?;
            let Some(bytes) = bytes else { continue };
            if (Hash::of(&bytes), bytes.len() as u64) != (part.hash, part.len) {
                return Err(Error::Tampered(What::Part).into());
            }
            writer.object(ObjectName::Part(part.hash), &bytes).await?;
            due.remove(&part.hash);
            run.wrote(writer.bytes);
        }
        Ok(taken)
    }

    /// The bytes of a part; none if the store does not have it.
    async fn fetch_copy(
        &self,
        run: &Run<'_>,
        receipt: u64,
        part: Part,
        copied: Copied,
    ) -> Result<(Part, Option<Bytes>), Error> {
        let first = RefCell::new(Some(copied));
        let bytes = run.ask(&*self.host, async || {
            let known = first.borrow_mut().take();
            let copied = match known {
                Some(copied) => Some(copied),
                // a URL holds for a minute
                None => self.ask_copies(run, receipt, &[part]).await?.pop(),
            };
            let url = match copied {
                Some(Copied::There(bytes)) => return Ok(Some(Bytes::from(bytes.0))),
                Some(Copied::At(url)) => url,
                Some(Copied::Absent) | None => return Ok(None),
            };
            match self
                .host
                .api()
                .get(&url, None)
                .await
                .map_err(|e| (e.code(), e))
            {
                Ok(bytes) => Ok(Some(bytes)),
                Err((Some(Code::Absent), _)) => Ok(None),
                Err((Some(Code::Stale), _)) => Err(Error::Busy),
                Err((_, other)) => Err(other.into()),
            }
        });
        Ok((part, bytes.await?))
    }

    /// What the gate gives of these parts: of as many as one answer holds, one at least.
    async fn ask_copies(
        &self,
        run: &Run<'_>,
        receipt: u64,
        parts: &[Part],
    ) -> Result<Vec<Copied>, Error> {
        let copies = Copies {
            receipt,
            parts: parts.iter().map(|part| Id(part.hash.0)).collect(),
        };
        let given = run.ask(&*self.host, async || {
            let (signer, room) = (self.signer(), Id(self.session.room.0));
            Ok(self.host.api().copies(&signer, &room, &copies).await?)
        });
        let given = given.await?.parts;
        if given.is_empty() || given.len() > parts.len() {
            return Err(Error::Tampered(What::Answer));
        }
        Ok(given)
    }
}

/// The versions that name one of these parts, where they are or wait.
fn documents(fold: &RoomFold, due: &BTreeMap<Hash, u64>) -> Vec<(Opened, Vec<Part>)> {
    let there = fold.scopes().iter().flat_map(|(scope, fold)| {
        let docs = fold.docs().iter().filter(|(_, doc)| doc.deleted.is_none());
        docs.map(move |(doc, known)| (*scope, *doc, &known.versions))
    });
    let waits = fold.members().iter().flat_map(|(chain, fold)| {
        let docs = fold.dropped().iter();
        let docs = docs.filter(|(_, dropped)| dropped.discarded.is_none());
        docs.map(move |(doc, dropped)| (*chain, *doc, &dropped.versions))
    });
    let all = there.chain(waits).flat_map(|(scope, doc, versions)| {
        versions.iter().map(move |one| {
            let opened = Opened {
                scope,
                doc,
                version: one.version,
            };
            (opened, one.parts.clone())
        })
    });
    // a version whose parts another one has is not named for nothing
    let mut claimed = BTreeSet::new();
    all.filter(|(_, parts)| {
        let new = parts.iter().filter(|part| due.contains_key(&part.hash));
        // each of them is claimed, also after the first
        new.filter(|part| claimed.insert(part.hash)).count() > 0
    })
    .collect()
}
