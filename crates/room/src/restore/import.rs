//! Bringing a row of archives to a store: judged here, sent, judged there.

use std::collections::BTreeMap;
use std::rc::Rc;

use blobs::Api;
use blobs::wire::{Id, Restore};
use ledger::archive::ArchiveReport;
use ledger::entry::{Head, Office, Public, Restored};
use ledger::ids::{ChainId, Hash, PublicKey, RoomId};
use ledger::{RoomFold, Wrapped};
use seal::scope::ScopeKey;

use super::lineage::place;
use super::send::{Run, told};
use crate::backup::archive::{ArchiveCheck, ArchiveError, ArchiveSource};
use crate::body::{self, HomeRoom, Pin, RestoredBody};
use crate::chains::append::{Draft, Writer};
use crate::control::Control;
use crate::error::{Error, What};
use crate::home::Home;
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::names;
use crate::room::Room;
use crate::session::Me;

/// The longest reason, in bytes.
pub const MAX_REASON: usize = 2000;

/// A row of archives, each of which can be read more than once.
pub trait Archives {
    /// One that is read.
    type Source: ArchiveSource;

    /// How many there are.
    fn count(&self) -> usize;
    /// Opens the one with this number, from its beginning.
    fn open(&self, n: usize) -> Result<Self::Source, Error>;
}

/// What an owner says to it.
#[derive(Debug, Clone, Copy)]
pub struct RestoreTerms<'a> {
    /// The operator's token of the new store.
    pub token: &'a str,
    /// Why, for everybody in the room.
    pub reason: &'a str,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RestoreProgress {
    /// So many bytes of the archives were judged here.
    Checking(u64),
    /// So many bytes of these were sent, or are there already.
    Sending {
        /// Sent.
        done: u64,
        /// In all.
        of: u64,
    },
    /// The store cannot be reached; it is tried again.
    Waiting,
}

/// A room that was brought to a store. It is locked until [`Room::finish_restore`](crate::Room::finish_restore).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// The room.
    pub room: RoomId,
    /// The hash of the owner's entry.
    pub lineage: Hash,
    /// What was in the archives.
    pub archives: Vec<ArchiveReport>,
    /// What the archives say that they lack.
    pub missing: usize,
}

impl<H: Host> Home<H> {
    /// Brings a room that one owns to this home's store, where it is not, from a row of archives. `from` is the home that
    /// knows the room: another store's, or this one. What broke off goes on when it is asked for again.
    pub async fn restore<A: Archives>(
        &self,
        me: &Me,
        from: &Self,
        archives: &A,
        terms: RestoreTerms<'_>,
        control: &Control,
        watch: &dyn Fn(RestoreProgress),
    ) -> Result<Brought, ArchiveError> {
        let reason = terms.reason.trim();
        if reason.is_empty() || reason.len() > MAX_REASON || reason.contains(names::hidden) {
            return Err(Error::BadName(names::BadName::Control).into());
        }
        let (fold, reports) = check(archives, control, watch).await?;
        let room = fold.room();
        let known = from.room(&room).ok_or(Error::NotFound)?;
        let keys = me.seed.room_keys(known.salt.expose());
        let own = PublicKey(keys.sign.public());
        let front = fold.front();
        match front.officer(&own, &front.head()) {
            Some((member, Office::Owner)) if member == known.member => {}
            _ => return Err(Error::NotAllowed.into()),
        }
        let last = reports.last().ok_or(Error::NotFound)?;
        if let Some(lineage) = self.is_here(me, &room, &last.hash).await? {
            let missing = last.manifest.missing.len();
            return Ok(Brought {
                room,
                lineage,
                missing,
                archives: reports,
            });
        }
        let run = Run {
            room,
            archive: last.hash,
            made: last.manifest.at,
            size: reports.iter().map(|one| one.bytes).sum(),
            token: terms.token,
            fold: &fold,
            known: &known,
            keys: &keys,
            control,
            watch,
        };
        let key = Box::pin(self.send(&run, archives)).await?;
        let lineage = self.go_on(&run, me, key, reason).await?;
        let missing = last.manifest.missing.len();
        Ok(Brought {
            room,
            lineage,
            missing,
            archives: reports,
        })
    }

    /// The lineage, if this very row of archives was brought here before: an answer may have been lost.
    async fn is_here(&self, me: &Me, room: &RoomId, archive: &Hash) -> Result<Option<Hash>, Error> {
        let here = self.room(room).filter(|known| known.lineage.is_some());
        let Some(known) = here else { return Ok(None) };
        let (session, kept) = self.session(me, &known).await?;
        let local = me.seed.local("room");
        let open = Room::load_own(Rc::clone(&self.host), session, local, kept).await;
        match open {
            Ok(open) => {
                let lineage = open.lineage().filter(|one| one.archive == *archive);
                Ok(lineage.map(|one| one.lineage))
            }
            Err(Error::NotFound) => Ok(None),
            Err(other) => Err(other),
        }
    }

    /// The owner's entry. Home knows of it before the store does, so that no crash leaves a room that asks its own owner.
    async fn go_on(
        &self,
        run: &Run<'_>,
        me: &Me,
        key: ScopeKey,
        reason: &str,
    ) -> Result<Hash, Error> {
        let (known, fold) = (run.known, run.fold);
        let host = &*self.host;
        let server = host.api().server().await?;
        let server = PublicKey::parse(&server.key).map_err(|_| Error::Tampered(What::Answer))?;
        let front = fold.front();
        let said = body::encode(&RestoredBody {
            reason: reason.to_owned(),
            made: Some(run.made),
        });
        let sealed = key.seal(&place(&run.room), &said, &mut host.rng());
        let public = Public::Restored(Restored {
            archive: run.archive,
            server,
            lineage: u32::try_from(front.lineages().len() + 1).unwrap_or(u32::MAX),
        });
        let head = |chain: &ChainId| match *chain {
            ChainId::FRONT => front.head(),
            _ => Head {
                next: 0,
                hash: Hash::ZERO,
            },
        };
        let mut writer = Writer {
            room: Some(run.room),
            heads: BTreeMap::new(),
            now: host.now(),
            head: &head,
        };
        let draft = Draft::new(ChainId::FRONT, 0, public, Some(sealed));
        let (item, lineage) = writer.write(&draft, &run.keys.sign)?;
        // every chain goes on from where the archive ends it
        let mut pins: Vec<Pin> = fold
            .chains()
            .map(|tip| Pin {
                chain: tip.chain(),
                head: tip.head(),
            })
            .collect();
        pins.retain(|pin| pin.chain != ChainId::FRONT);
        let next = front.head().next + 1;
        let hash = lineage;
        pins.push(Pin {
            chain: ChainId::FRONT,
            head: Head { next, hash },
        });
        let mut entry = HomeRoom {
            lineage: Some(lineage),
            owners: None,
            origin: None,
            done: true,
            ..known.clone()
        };
        entry.pins = pins.last().copied().into_iter().collect();
        self.promise(entry).await?;
        let local = me.seed.local("room");
        let mut kept = RoomShelf::load(host, &local, &run.room, &known.member).await?;
        kept.restart(Some(lineage));
        kept.pin(&pins);
        kept.save(host, &local, &run.room, &known.member).await?;
        let restore = Restore {
            archive: Id(run.archive.0),
            item,
        };
        let room = Id(run.room.0);
        let stored = host
            .api()
            .restore(&run.signer(), run.token, &room, &restore)
            .await
            .map_err(told)?;
        let broken = |_| Error::Tampered(What::Answer);
        let wrapped = Wrapped::parse(&stored.wrapped).map_err(broken)?;
        let verified = wrapped.verify(&server).map_err(broken)?;
        match verified.hash() == lineage {
            true => Ok(lineage),
            false => Err(Error::Tampered(What::Answer)),
        }
    }
}

/// Judges the whole row, as anybody does.
async fn check<A: Archives>(
    archives: &A,
    control: &Control,
    watch: &dyn Fn(RestoreProgress),
) -> Result<(RoomFold, Vec<ArchiveReport>), ArchiveError> {
    let (mut check, mut reports, mut before) = (ArchiveCheck::new(), Vec::new(), 0);
    for n in 0..archives.count() {
        let mut source = archives.open(n)?;
        let seen = |read| watch(RestoreProgress::Checking(before + read));
        let report = check.take(&mut source, control, &seen).await?;
        before += report.bytes;
        reports.push(report);
    }
    let fold = check.fold().cloned().ok_or(Error::NotFound)?;
    Ok((fold, reports))
}
