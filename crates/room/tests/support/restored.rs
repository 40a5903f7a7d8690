//! Rooms brought to another store: by the use-case, and request by request, rightly or not.

use std::collections::BTreeMap;

use blobs::http::HttpApi;
use blobs::wire::{Code, Id, Import, Imported, Item, PartName, Restore, Slot, Stored};
use blobs::{Api, ApiError};
use ledger::archive::ObjectName;
use ledger::entry::{Entry, FORMAT, Head, Public, Restored};
use ledger::ids::{ChainId, Hash, PublicKey, RoomId};
use ledger::{RoomFold, Signed};
use room::archive::{ArchiveCheck, ArchiveError};
use room::testkit::{MemoryArchive, MemoryArchives};
use room::{Brought, Control, Error, Finished, Repeat, Restoration, RestoreProgress, RestoreTerms};
use seal::sign::{Message, SigningKey};
use server::local::Local;

use super::archives::{Unpacked, unpack};
use super::{Person, Recorder, Stranger, TheRoom, World};

pub const ELSEWHERE: &str = "https://elsewhere.invalid";
pub const REASON: &str = "The old machine burned";

/// Brings a room to this person's store, from the home at another one.
pub async fn bring(
    person: &Person,
    from: &Person,
    archives: &[Vec<u8>],
) -> Result<Brought, ArchiveError> {
    let control = Control::new();
    Box::pin(bring_watched(person, from, archives, &control, &|_| {})).await
}

pub async fn bring_watched(
    person: &Person,
    from: &Person,
    archives: &[Vec<u8>],
    control: &Control,
    watch: &dyn Fn(RestoreProgress),
) -> Result<Brought, ArchiveError> {
    let terms = RestoreTerms {
        token: Local::TOKEN,
        reason: REASON,
    };
    let row = MemoryArchives(archives.to_vec());
    let (me, home) = (&person.me, &person.home);
    home.restore(me, &from.home, &row, terms, control, watch)
        .await
}

/// The owner at the new store, where the room was brought and made fit to be used.
pub async fn restored(
    new: &World,
    owner: &Person,
    archives: &[Vec<u8>],
    origin: &str,
) -> (Person, TheRoom, Brought, Finished) {
    let person = owner.at(new, origin).await;
    let brought = bring(&person, owner, archives).await.unwrap();
    let open = Box::pin(person.home.open(&person.me, &brought.room));
    let room = open.await.unwrap();
    let done = Box::pin(room.finish_restore(&Repeat::default())).await;
    (person, room, brought, done.unwrap())
}

/// Somebody goes to the store where a room goes on.
pub async fn follow(new: &World, person: &Person, room: &RoomId, origin: &str) -> Person {
    let there = person.at(new, origin).await;
    there.home.take_along(&person.home, room).await.unwrap();
    there
}

/// What somebody is asked who opens a restored room.
pub async fn asked(person: &Person, room: &RoomId) -> Restoration {
    match person.home.open(&person.me, room).await {
        Err(Error::Restored(asks)) => *asks,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("nothing was asked"),
    }
}

/// Confirms what is asked, and opens the room.
pub async fn confirmed(person: &Person, room: &RoomId) -> TheRoom {
    let asks = asked(person, room).await;
    let (me, home) = (&person.me, &person.home);
    home.confirm(me, room, &asks.lineage).await.unwrap();
    home.open(me, room).await.unwrap()
}

/// An import that is made by hand.
pub struct ByHand {
    pub room: RoomId,
    pub archive: Hash,
    pub by: Stranger,
    pub token: &'static str,
    pub objects: Vec<Imported>,
    pub parts: BTreeMap<Hash, Vec<u8>>,
    pub fold: RoomFold,
}

impl ByHand {
    /// Of these archives, as they are, by this member's key.
    pub async fn of(archives: &[Vec<u8>], chain: ChainId, key: &SigningKey) -> Self {
        let mut check = ArchiveCheck::new();
        let mut last = None;
        for archive in archives {
            let mut source = MemoryArchive::new(archive.clone());
            let control = Control::new();
            last = Some(check.take(&mut source, &control, &|_| {}).await.unwrap());
        }
        let fold = check.fold().unwrap().clone();
        let mut by_hand = Self {
            room: fold.room(),
            archive: last.unwrap().hash,
            by: Stranger {
                chain,
                key: key.clone(),
            },
            token: Local::TOKEN,
            objects: Vec::new(),
            parts: BTreeMap::new(),
            fold,
        };
        for archive in archives {
            by_hand.add(archive);
        }
        by_hand
            .objects
            .sort_by_key(|object| !is_front(&by_hand.room, &object.name));
        by_hand
    }

    fn add(&mut self, archive: &[u8]) {
        let Unpacked { room, objects, .. } = unpack(archive);
        for (name, bytes) in objects {
            match name {
                ObjectName::Part(hash) => _ = self.parts.insert(hash, bytes),
                name => self.objects.push(imported(room, name, bytes, None)),
            }
        }
        let (n, list, manifest) = super::archives::tail(archive);
        let list = imported(room, ObjectName::List(n), list, Some(0));
        let manifest = imported(room, ObjectName::Manifest(n), manifest, None);
        self.objects.extend([list, manifest]);
    }

    /// Sends everything.
    pub async fn import(&self, world: &World) -> Result<(), ApiError> {
        let api = HttpApi::new(world.recorder.clone(), Local::ORIGIN);
        let parts = self.parts.iter().map(|(hash, bytes)| PartName {
            hash: Id(hash.0),
            len: bytes.len() as u64,
        });
        let import = Import {
            archive: Id(self.archive.0),
            size: 1,
            objects: self.objects.clone(),
            parts: parts.collect(),
        };
        let room = Id(self.room.0);
        let leased = api.import(&self.by, self.token, &room, &import).await?;
        for (bytes, slot) in self.parts.values().zip(leased.slots) {
            if let Slot::Put(url) = slot {
                api.put(&url, bytes.clone().into()).await?;
            }
        }
        Ok(())
    }

    /// The entry that is right.
    pub fn says(&self, world: &World) -> Restored {
        Restored {
            archive: self.archive,
            server: world.local.key(),
            lineage: u32::try_from(self.fold.front().lineages().len() + 1).unwrap(),
        }
    }

    pub async fn restore(&self, world: &World, says: Restored) -> Result<Stored, ApiError> {
        let item = self.item(says, &self.by.key, world.now());
        self.restore_by(world, item).await
    }

    pub async fn restore_by(&self, world: &World, item: Item) -> Result<Stored, ApiError> {
        let api = HttpApi::new(world.recorder.clone(), Local::ORIGIN);
        let restore = Restore {
            archive: Id(self.archive.0),
            item,
        };
        let room = Id(self.room.0);
        api.restore(&self.by, self.token, &room, &restore).await
    }

    pub fn item(&self, says: Restored, key: &SigningKey, at: u64) -> Item {
        restored_item(self.fold.front().head(), self.room, says, key, at)
    }

    pub fn code(answer: Result<impl Sized, ApiError>) -> Option<Code> {
        match answer {
            Ok(_) => None,
            Err(error) => Some(error.code().unwrap()),
        }
    }
}

/// A Restored entry behind this head of the front.
pub fn restored_item(head: Head, room: RoomId, says: Restored, key: &SigningKey, at: u64) -> Item {
    let body = b"sealed".to_vec();
    let entry = Entry {
        format: FORMAT,
        room: Some(room),
        chain: ChainId::FRONT,
        seq: head.next,
        prev: head.hash,
        front: head,
        author: PublicKey(key.public()),
        at,
        epoch: 0,
        public: Public::Restored(says),
        body: Some(Hash::of(&body)),
    };
    let bytes = Signed::statement(&entry);
    let sig = Id(key.sign(Message::Entry(&bytes)).unwrap());
    Item {
        entry: bytes,
        sig,
        body: Some(body),
    }
}

fn imported(room: RoomId, name: ObjectName, bytes: Vec<u8>, piece: Option<u32>) -> Imported {
    Imported {
        name: name.path(&room),
        bytes,
        piece,
    }
}

pub fn is_front(room: &RoomId, name: &str) -> bool {
    let front = ObjectName::Entry(ChainId::FRONT, 0).path(room);
    name.starts_with(&front[..front.len() - 12])
}

/// What was asked of a store, by the last word of each path.
pub fn verbs(recorder: &Recorder) -> Vec<String> {
    let said = recorder.said.lock().unwrap();
    let verb = |url: &str| url.rsplit('/').next().unwrap().to_owned();
    said.iter().map(|(asked, _)| verb(&asked.url)).collect()
}
