//! Sending a row of archives, object by object.

use blobs::wire::{Code, Id, Import, Imported, PartName, Slot, limits};
use blobs::{Api, Bytes};
use ledger::RoomFold;
use ledger::archive::ObjectName;
use ledger::ids::{ChainId, Hash, RoomId};
use seal::grant::Grant;
use seal::identity::RoomKeys;
use seal::scope::ScopeKey;

use super::import::{Archives, RestoreProgress};
use crate::backup::archive::{ArchiveError, Objects};
use crate::body::HomeRoom;
use crate::control::Control;
use crate::error::{Error, What};
use crate::home::Home;
use crate::host::Host;
use crate::retry::Patience;
use crate::session::KeySigner;

/// What one request carries, in bytes.
const WEIGHT: usize = 8 << 20;
/// Parts that are asked for at once.
const PARTS: usize = 256;

/// What an import goes by.
pub(super) struct Run<'a> {
    pub(super) room: RoomId,
    pub(super) archive: Hash,
    /// When the last of the row was made.
    pub(super) made: u64,
    pub(super) size: u64,
    pub(super) token: &'a str,
    /// The room as the archives end it.
    pub(super) fold: &'a RoomFold,
    /// Who one is in it.
    pub(super) known: &'a HomeRoom,
    pub(super) keys: &'a RoomKeys,
    pub(super) control: &'a Control,
    pub(super) watch: &'a dyn Fn(RestoreProgress),
}

impl Run<'_> {
    /// As the room key itself: no device is known there yet.
    pub(super) fn signer(&self) -> KeySigner<'_> {
        KeySigner::member(self.known.member, &self.keys.sign)
    }
}

/// Objects that are sent together.
#[derive(Default)]
struct Load {
    objects: Vec<Imported>,
    parts: Vec<(Hash, Bytes)>,
    weight: usize,
}

impl<H: Host> Home<H> {
    /// Sends every object. Answers the front's key, which is granted to the owner in one of them.
    pub(super) async fn send<A: Archives>(
        &self,
        run: &Run<'_>,
        archives: &A,
    ) -> Result<ScopeKey, ArchiveError> {
        let mut load = Load::default();
        // the whole front first: by it the store knows the owner
        for n in 0..archives.count() {
            let mut objects = Objects::new(archives.open(n)?, run.room);
            while let Some((name, len)) = objects.next().await? {
                match name {
                    ObjectName::Entry(ChainId::FRONT, _) => {
                        load.object(run.room, name, objects.whole(len).await?, None);
                    }
                    ObjectName::Body(_) => objects.skip(len).await?,
                    _ => break,
                }
            }
        }
        let (mut done, mut front) = (0, None);
        self.unload(run, &mut load).await?;
        for n in 0..archives.count() {
            let mut objects = Objects::new(archives.open(n)?, run.room);
            while let Some((name, len)) = objects.next().await? {
                run.control.go().await?;
                match name {
                    ObjectName::Part(hash) => {
                        let bytes = objects.whole(len).await?;
                        load.weight += bytes.len();
                        load.parts.push((hash, bytes.into()));
                    }
                    ObjectName::List(_) => {
                        let (mut left, mut piece) = (len, 0);
                        while left > 0 {
                            let now = left.min(limits::PIECE as u64);
                            let bytes = objects.bytes(now).await?;
                            load.object(run.room, name, bytes, Some(piece));
                            (left, piece) = (left - now, piece + 1);
                            if load.is_full() {
                                self.unload(run, &mut load).await?;
                            }
                        }
                        objects.pad(len).await?;
                    }
                    _ => {
                        let bytes = objects.whole(len).await?;
                        if let ObjectName::Grant(member, _) = name
                            && member == run.known.member
                        {
                            front = front_key(&bytes, run).or(front);
                        }
                        load.object(run.room, name, bytes, None);
                    }
                }
                done += len;
                if load.is_full() {
                    self.unload(run, &mut load).await?;
                    let of = run.size.max(done);
                    (run.watch)(RestoreProgress::Sending { done, of });
                }
            }
        }
        self.unload(run, &mut load).await?;
        (run.watch)(RestoreProgress::Sending { done, of: done });
        // without it nobody can say why
        Ok(front.ok_or(Error::Tampered(What::Grant))?)
    }

    async fn unload(&self, run: &Run<'_>, load: &mut Load) -> Result<(), Error> {
        let Load { objects, parts, .. } = core::mem::take(load);
        let import = Import {
            archive: Id(run.archive.0),
            size: run.size,
            objects,
            parts: parts
                .iter()
                .map(|(hash, bytes)| PartName {
                    hash: Id(hash.0),
                    len: bytes.len() as u64,
                })
                .collect(),
        };
        let slots = self.ask_import(run, &import).await?;
        if slots.len() != parts.len() {
            return Err(Error::Tampered(What::Answer));
        }
        for ((hash, bytes), slot) in parts.into_iter().zip(slots) {
            run.control.go().await?;
            let mut slot = slot;
            // a URL holds for a minute
            while let Slot::Put(url) = &slot {
                let put = self.host.api().put(url, bytes.clone()).await;
                match put.map_err(|e| (e.code(), Error::from(e))) {
                    Ok(()) => break,
                    Err((Some(Code::Stale), _)) => {
                        let again = Import {
                            objects: Vec::new(),
                            parts: vec![PartName {
                                hash: Id(hash.0),
                                len: bytes.len() as u64,
                            }],
                            ..import
                        };
                        let mut slots = self.ask_import(run, &again).await?;
                        slot = slots.pop().ok_or(Error::Tampered(What::Answer))?;
                    }
                    Err((_, other)) => return Err(other),
                }
            }
        }
        Ok(())
    }

    /// Asks until there is an answer: an import is long, and a connection is not.
    async fn ask_import(&self, run: &Run<'_>, import: &Import) -> Result<Vec<Slot>, Error> {
        let mut patience = Patience::new();
        loop {
            let (signer, api, room) = (run.signer(), self.host.api(), Id(run.room.0));
            let asked = api.import(&signer, run.token, &room, import);
            match run.control.or_cancelled(asked).await?.map_err(told) {
                Err(e) if e.passes() => {
                    (run.watch)(RestoreProgress::Waiting);
                    let wait = patience.wait(&*self.host);
                    run.control.or_cancelled(wait).await??;
                }
                answer => return Ok(answer?.slots),
            }
        }
    }
}

impl Load {
    fn object(&mut self, room: RoomId, name: ObjectName, bytes: Vec<u8>, piece: Option<u32>) {
        self.weight += bytes.len();
        self.objects.push(Imported {
            name: name.path(&room),
            bytes,
            piece,
        });
    }

    fn is_full(&self) -> bool {
        let many = self.objects.len() >= limits::IMPORTED / 2 || self.parts.len() >= PARTS;
        many || self.weight >= WEIGHT
    }
}

/// The front's key, if this is the grant of it.
fn front_key(bytes: &[u8], run: &Run<'_>) -> Option<ScopeKey> {
    let grant = Grant::parse(bytes).ok()?;
    let is_front = grant.terms().scope == ChainId::FRONT.0;
    let opened = is_front.then(|| grant.open(&run.room.0, &run.known.member.0, &run.keys.kem));
    opened?.ok()
}

/// That the room is there already is said as such.
pub(super) fn told(error: blobs::ApiError) -> Error {
    match error.code() {
        Some(Code::Exists) => Error::NameTaken,
        _ => error.into(),
    }
}
