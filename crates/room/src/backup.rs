//! Backup: the whole room into an archive, as it is sealed.
//!
//! ```text
//! every chain, folded and judged (audit)  ─> the room at one moment
//! the chains again, up to there           ─> entries, each with its body
//! who has which grants, who opened links  ─> grants, openings
//! receipts that say what is copied        ─> parts
//! list, signed manifest
//! ```
//!
//! No key goes into it and nothing is opened. It is for those who manage: the gate serves everything to nobody else.
//! What an archive before this one has is left out ([`Former`]).
//!
//! A store that keeps back the end of a chain that this device or an archive has seen, or an entry in the middle, is an
//! error and no archive. A body, a part or a chain of which it has nothing is named in the manifest, for a backup that
//! refuses to go on when something is broken already would be of little use, and any manager could break it.

pub mod archive;
mod chains;
mod objects;

use core::cell::Cell;

use ledger::RoomFold;
use ledger::archive::{Flaw, Manifest, Missing};
use ledger::entry::{FORMAT, Head};
use ledger::ids::{ChainId, Hash, PublicKey};

use crate::backup::archive::{ArchiveError, ArchiveSink, Former, Writer};
use crate::control::Control;
use crate::error::Error;
use crate::host::Host;
use crate::retry::Patience;
use crate::room::Room;

/// How far a backup is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupProgress {
    /// Reading the room: so many entries.
    Reading(usize),
    /// So many bytes were written of these that are known to come.
    Writing {
        /// Written.
        done: u64,
        /// In all; chains and grants are counted as they come.
        of: u64,
    },
    /// The store cannot be reached; it is tried again.
    Waiting,
}

/// An archive that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// What it says of itself.
    pub manifest: Manifest,
    /// By which the next one names it.
    pub hash: Hash,
    /// The bytes of the objects in it.
    pub bytes: u64,
    /// Parts of documents in it, each compared with its hash.
    pub parts: usize,
    /// Members of whom the store does not hand out every grant: whoever manages grants anew.
    pub without_grants: usize,
}

/// What a backup goes by.
struct Run<'a> {
    fold: &'a RoomFold,
    former: &'a Former,
    control: &'a Control,
    watch: &'a dyn Fn(BackupProgress),
    /// Bytes that are known to come, with those that were written.
    of: Cell<u64>,
}

impl Run<'_> {
    fn wrote(&self, done: u64) {
        let of = self.of.get().max(done);
        (self.watch)(BackupProgress::Writing { done, of });
    }

    /// Asks until there is an answer: a backup is long, and a connection is not.
    async fn ask<T>(
        &self,
        host: &impl Host,
        ask: impl AsyncFn() -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut patience = Patience::new();
        loop {
            match self.control.or_cancelled(ask()).await? {
                Err(e) if e.passes() => {
                    (self.watch)(BackupProgress::Waiting);
                    self.control.or_cancelled(patience.wait(host)).await??;
                }
                answer => return answer,
            }
        }
    }
}

impl<H: Host> Room<H> {
    /// Writes an archive of what the ones before do not have. What was written before an error is no archive.
    pub async fn back_up<S: ArchiveSink>(
        &self,
        former: &Former,
        sink: &mut S,
        control: &Control,
        watch: &dyn Fn(BackupProgress),
    ) -> Result<BackedUp, ArchiveError> {
        self.judge_manager()?;
        let key = &self.session.keys()?.sign;
        let reading = |progress: crate::AuditProgress| {
            watch(BackupProgress::Reading(progress.entries));
        };
        let (fold, unserved) = self.read_whole(control, &reading).await?;
        self.judge_former(&fold, former)?;
        let run = Run {
            fold: &fold,
            former,
            control,
            watch,
            of: Cell::new(0),
        };
        let mut writer = Writer::new(sink, self.session.room);
        let lacks = self.write_chains(&run, &mut writer).await?;
        let without_grants = self.write_grants(&run, &mut writer).await?;
        self.write_opens(&run, &mut writer).await?;
        let parts = self.write_parts(&run, &mut writer).await?;
        control.go().await?;
        let due = fold.part_lengths();
        let due = due.keys().filter(|part| !former.has_part(part)).count();
        let copied = due.saturating_sub(parts.len());
        let missing = lacks.into_iter().map(Missing::Body);
        let missing = missing.chain(parts.into_iter().map(Missing::Part));
        let missing = missing.chain(unserved.into_iter().map(Missing::Chain));
        let before = former.last();
        let manifest = Manifest {
            format: FORMAT,
            room: self.session.room,
            n: former.next(),
            before: before.map(|(_, hash)| *hash),
            member: self.session.member,
            author: PublicKey(key.public()),
            at: before.map_or(0, |(last, _)| last.at).max(self.now()),
            heads: Manifest::heads_of(&fold),
            objects: 0,
            listed: 0,
            list: Hash::ZERO,
            missing: missing.collect(),
        };
        let bytes = writer.bytes;
        let (manifest, hash) = writer.finish(manifest, key).await?;
        Ok(BackedUp {
            manifest,
            hash,
            bytes,
            parts: copied,
            without_grants,
        })
    }

    /// The archives before are of this very room, by somebody who managed it, and the store serves all that they have.
    fn judge_former(&self, fold: &RoomFold, former: &Former) -> Result<(), ArchiveError> {
        let Some((last, _)) = former.last() else {
            return Ok(());
        };
        if last.room != self.session.room {
            return Err(Flaw::Elsewhere.into());
        }
        let heads = former.heads();
        let front = heads.get(&ChainId::FRONT);
        let at = front.ok_or(Flaw::Heads)?;
        if !fold.front().knows(at) {
            return Err(Error::RolledBack.into());
        }
        if !fold.front().manages(&last.author, at) {
            return Err(Flaw::NotManager.into());
        }
        let back = |(chain, head): (&ChainId, &Head)| fold.tip(chain).head().next < head.next;
        match heads.iter().any(back) {
            true => Err(Error::RolledBack.into()),
            false => Ok(()),
        }
    }
}
