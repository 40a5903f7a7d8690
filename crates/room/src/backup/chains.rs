//! Chains into an archive: read once more, in the archive's order, up to where the room was judged.

use std::collections::{BTreeSet, VecDeque};

use blobs::Api;
use blobs::wire::{Id, Read, ReadFrom, Reading, Stored};
use ledger::archive::ObjectName;
use ledger::entry::{Entry, Head, Public};
use ledger::ids::{ChainId, Hash};
use ledger::pieces::{self, Piece, Pieces};
use ledger::{RoomFold, ScopeFold, Wrapped};

use super::Run;
use crate::backup::archive::{ArchiveError, ArchiveSink, Former, Writer};
use crate::chains::read::LEVEL;
use crate::error::{Error, What};
use crate::host::Host;
use crate::room::Room;

/// A chain that is being copied.
struct Copying {
    chain: ChainId,
    at: Head,
    to: Head,
}

/// What is kept while chains are copied.
struct Copied<'a> {
    fold: &'a RoomFold,
    former: &'a Former,
    /// Bodies that are in this archive.
    bodies: BTreeSet<Hash>,
    lacks: BTreeSet<Hash>,
}

impl<H: Host> Room<H> {
    /// Writes what came since the archives before. Answers the bodies that the store does not have.
    pub(super) async fn write_chains<S: ArchiveSink>(
        &self,
        run: &Run<'_>,
        writer: &mut Writer<'_, S>,
    ) -> Result<BTreeSet<Hash>, ArchiveError> {
        let (fold, former) = (run.fold, run.former);
        let begin = former.heads();
        let empty = Head {
            next: 0,
            hash: Hash::ZERO,
        };
        let mut left: Vec<Copying> = fold
            .chains()
            .map(|tip| Copying {
                chain: tip.chain(),
                at: begin.get(&tip.chain()).copied().unwrap_or(empty),
                to: tip.head(),
            })
            .collect();
        left.sort_by_key(|copying| copying.chain);
        // what an archive has of a chain is how the chain begins
        let forked = |one: &Copying| one.at.next == one.to.next && one.at.hash != one.to.hash;
        if left.iter().any(forked) {
            return Err(Error::RolledBack.into());
        }
        left.retain(|one| one.at.next < one.to.next);
        let mut copied = Copied {
            fold,
            former,
            bodies: BTreeSet::new(),
            lacks: former.lacks(),
        };
        let mut left = VecDeque::from(left);
        while !left.is_empty() {
            run.control.go().await?;
            let reading = self.read_some(run, left.iter().take(LEVEL)).await?;
            let mut moved = false;
            for part in reading.chains {
                let Some(copying) = left.front_mut() else {
                    break;
                };
                if part.chain.0 != copying.chain.0 {
                    return Err(Error::Tampered(What::Answer).into());
                }
                moved |= !part.entries.is_empty();
                for stored in &part.entries {
                    if copying.at.next == copying.to.next {
                        break;
                    }
                    copied.entry(copying, stored, writer).await?;
                }
                run.wrote(writer.bytes);
                if copying.at.next < copying.to.next {
                    break;
                }
                if copying.at.hash != copying.to.hash {
                    return Err(Error::RolledBack.into());
                }
                left.pop_front();
            }
            if !moved {
                return Err(Error::Tampered(What::MissingEntry).into());
            }
        }
        Ok(copied.lacks)
    }

    /// The next entries of these chains, in their order.
    async fn read_some(
        &self,
        run: &Run<'_>,
        chains: impl Iterator<Item = &Copying>,
    ) -> Result<Reading, Error> {
        let ask = chains.map(|copying| ReadFrom {
            chain: Id(copying.chain.0),
            from: copying.at.next,
        });
        let read = Read {
            chains: ask.collect(),
        };
        run.ask(&*self.host, async || {
            let (signer, room) = (self.signer(), Id(self.session.room.0));
            Ok(self.host.api().read(&signer, &room, &read).await?)
        })
        .await
    }
}

impl Copied<'_> {
    /// Judged it was before; here it has to be the very entry that was judged, by the chain of hashes.
    async fn entry<S: ArchiveSink>(
        &mut self,
        copying: &mut Copying,
        stored: &Stored,
        writer: &mut Writer<'_, S>,
    ) -> Result<(), ArchiveError> {
        let broken = |_| Error::Tampered(What::Entry);
        let wrapped = Wrapped::parse(&stored.wrapped).map_err(broken)?;
        let verified = self
            .fold
            .front()
            .verify(&wrapped)
            .map_err(|_| Error::Tampered(What::Entry))?;
        let entry = verified.entry();
        let place = (entry.chain, entry.seq, entry.prev);
        if place != (copying.chain, copying.at.next, copying.at.hash) {
            return Err(Error::RolledBack.into());
        }
        let name = ObjectName::Entry(copying.chain, copying.at.next);
        writer.object(name, &stored.wrapped).await?;
        copying.at = Head {
            next: entry.seq + 1,
            hash: verified.hash(),
        };
        let Some(hash) = entry.body else {
            return Ok(());
        };
        if self.former.has_body(&hash) || self.bodies.contains(&hash) {
            return Ok(());
        }
        let scope = self.fold.scope(&entry.chain);
        let body = stored.body.as_deref();
        match body.filter(|body| is_body(entry, body, scope)) {
            Some(body) => {
                writer.object(ObjectName::Body(hash), body).await?;
                self.bodies.insert(hash);
                self.lacks.remove(&hash);
            }
            None if stored.body.is_some() => return Err(Error::Tampered(What::Body).into()),
            None => _ = self.lacks.insert(hash),
        }
        Ok(())
    }
}

/// Whether this is the body that the entry names, with nothing kept back but of what was destroyed.
fn is_body(entry: &Entry, body: &[u8], scope: Option<&ScopeFold>) -> bool {
    let whole = |public: &Public| match pieces::about(public) {
        None => true,
        Some(named) => Pieces::parse(public, body).is_ok_and(|pieces| {
            let destroyed = |about| scope.is_some_and(|scope| scope.is_destroyed(about));
            let mut pairs = pieces.iter().zip(&named);
            pairs.all(|(piece, about)| matches!(piece, Piece::There(_)) || destroyed(about))
        }),
    };
    body.len() <= ledger::limits::body(&entry.public)
        && pieces::named(&entry.public, body) == entry.body
        && whole(&entry.public)
}
