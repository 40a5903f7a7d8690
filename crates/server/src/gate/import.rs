//! Bringing a room here from its archives: objects come in any order, under the names that they have.
//!
//! ```text
//! import, again and again ─> import/begun, chains/…, bodies/…, grants/…, opens/…, import/<lists, manifests>
//! PUT of a part           ─> parts/…
//! restore                 ─> judges all of it, and creates one entry in the front ([`super::restore`])
//! ```
//!
//! All of it is create-if-absent, so one that broke off goes on, through any process. Nothing of it is served: the front
//! names another server until the last step, which names this one. What is begun is one owner's and one row's: its
//! first request holds the whole front, which says who owns the room. Nobody else can put anything under its name.

use blobs::wire::{Code, Import, Imported, Leased, Slot, limits};
use blobs::{Bytes, Created, Key, StoreError};
use ledger::archive::{ObjectName, SignedManifest};
use ledger::{
    ChainId, FrontFold, Hash, KeyId, MemberId, Opening, Public, PublicKey, Refusal, RoomId,
    Verified, Wrapped, cbor,
};
use minicbor::{Decode, Encode};

use super::{Denial, Gate, Layout, Op};

/// Whose import of which row of archives was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub(super) struct Begun {
    /// The manifest of the row's last archive.
    #[n(0)]
    pub(super) archive: Hash,
    #[n(1)]
    pub(super) member: MemberId,
    /// The owner's room key.
    #[n(2)]
    pub(super) key: PublicKey,
}

impl Gate {
    /// `POST /v1/rooms/R/import`. That the token is right was checked before.
    pub async fn import(&self, room: &RoomId, by: &KeyId, asked: Import) -> Result<Leased, Denial> {
        let layout = Layout(*room);
        let mine = claim(by, Hash(asked.archive.0))?;
        self.judge_absent(room).await?;
        if self.begun(layout).await?.is_none() {
            self.judge_begin(layout, &mine, &asked).await?;
            let begun = Bytes::from(cbor::encode(&mine));
            self.engine().create(&layout.import()?, begun).await?;
        }
        // also where another request was faster
        self.judge_mine(layout, &mine).await?;
        for object in asked.objects {
            let (place, bytes) = place_of(layout, object, &self.key.public())?;
            self.put_once(&place, bytes).await?;
        }
        let mut slots = Vec::with_capacity(asked.parts.len());
        for part in &asked.parts {
            if part.len == 0 || part.len > limits::PART {
                return Err(Denial::new(Code::TooLarge, "a part is empty or too large"));
            }
            let hash = Hash(part.hash.0);
            slots.push(match self.engine().meta(&layout.part(&hash)?).await {
                Ok(_) => Slot::Have,
                Err(StoreError::Absent) => {
                    let until = self.now() + limits::URL_MS;
                    Slot::Put(self.url(room, Op::Put { len: part.len }, &hash, until))
                }
                Err(other) => return Err(other.into()),
            });
        }
        Ok(Leased { slots })
    }

    /// Stores a part of a room that is being imported, whose digest is right.
    pub(super) async fn import_part(
        &self,
        room: &RoomId,
        part: &Hash,
        bytes: Bytes,
    ) -> Result<Created, Denial> {
        let layout = Layout(*room);
        self.begun(layout).await?.ok_or_else(Denial::absent)?;
        Ok(self.engine().create(&layout.part(part)?, bytes).await?)
    }

    /// Refuses to bring a room to where it is.
    async fn judge_absent(&self, room: &RoomId) -> Result<(), Denial> {
        match self.room(room).await {
            Ok(_) => Err(Denial::new(Code::Exists, "the room is here already")),
            Err(denial) if denial.code == Code::Absent => Ok(()),
            Err(denial) => Err(denial),
        }
    }

    /// Whose import it is has to be this one.
    pub(super) async fn judge_mine(&self, layout: Layout, mine: &Begun) -> Result<(), Denial> {
        match self.begun(layout).await? {
            Some(begun) if begun == *mine => Ok(()),
            Some(_) => Err(Denial::new(
                Code::Exists,
                "another import of this room was begun here",
            )),
            None => Err(Denial::absent()),
        }
    }

    async fn begun(&self, layout: Layout) -> Result<Option<Begun>, Denial> {
        match self.engine().read(&layout.import()?, None).await {
            Ok(bytes) => {
                let begun = blobs::wire::decode(&bytes).map_err(Denial::internal)?;
                Ok(Some(begun))
            }
            Err(StoreError::Absent) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// An import is begun by somebody who owns the room by the front that it brings, and where there is nothing of it.
    async fn judge_begin(
        &self,
        layout: Layout,
        mine: &Begun,
        asked: &Import,
    ) -> Result<(), Denial> {
        if asked.size > self.quotas.room {
            return Err(Denial::new(
                Code::Quota,
                "the room is larger than one may be here",
            ));
        }
        let front = read_front(&layout.0, &asked.objects)?;
        match front.officer(&mine.key, &front.head()) {
            Some((member, ledger::Office::Owner)) if member == mine.member => {}
            _ => return Err(Refusal::NotAllowed.into()),
        }
        if front.was_at(&self.key.public()) {
            return Err(Denial::new(
                Code::Rule,
                "this server had the room before: it goes on at one with another key",
            ));
        }
        match self.engine().meta(&layout.entry(&ChainId::FRONT, 0)?).await {
            Err(StoreError::Absent) => Ok(()),
            // another server's, or what somebody left
            Ok(_) => Err(Denial::new(Code::Exists, "the room is here already")),
            Err(other) => Err(other.into()),
        }
    }

    /// Stores an object that may be there already; another one in its place stops the import.
    async fn put_once(&self, place: &Key, bytes: Bytes) -> Result<(), Denial> {
        if self.engine().create(place, bytes.clone()).await? == Created::Exists {
            let there = self.engine().read(place, None).await?;
            if there != bytes {
                return Err(Denial::new(
                    Code::Exists,
                    "another object of this name is here already",
                ));
            }
        }
        Ok(())
    }
}

/// As whom somebody imports: by the room key itself, for no device is known yet.
pub(super) fn claim(by: &KeyId, archive: Hash) -> Result<Begun, Denial> {
    match by {
        KeyId::Member { chain, key } => Ok(Begun {
            archive,
            member: *chain,
            key: *key,
        }),
        _ => Err(Denial::absent()),
    }
}

/// The front, with which the objects begin.
fn read_front(room: &RoomId, objects: &[Imported]) -> Result<FrontFold, Denial> {
    let mut front: Option<FrontFold> = None;
    for object in objects {
        let name = ObjectName::parse(&object.name).filter(|(of, _)| of == room);
        let Some((_, ObjectName::Entry(ChainId::FRONT, _))) = name else {
            continue;
        };
        let wrapped = Wrapped::parse(&object.bytes).map_err(Refusal::from)?;
        match &mut front {
            None => {
                let first = first(room, &wrapped)?;
                front = Some(FrontFold::start(&first, wrapped.time())?);
            }
            Some(front) => {
                let next = front.verify(&wrapped)?;
                front.accept(&next, wrapped.time())?;
            }
        }
    }
    front.ok_or_else(|| Denial::new(Code::Missing, "an import begins with the room's front"))
}

fn first(room: &RoomId, wrapped: &Wrapped) -> Result<Verified, Denial> {
    let signed = wrapped.signed().verify().map_err(Refusal::from)?;
    let Public::Open(open) = &signed.entry().public else {
        return Err(Refusal::Misplaced.into());
    };
    if signed.hash().0 != room.0 {
        return Err(Refusal::Elsewhere.into());
    }
    Ok(wrapped.verify(&open.server).map_err(Refusal::from)?)
}

/// Where an object lies, if it is one that can lie there: what its own bytes say is compared with its name. Whether it
/// belongs there is judged when all of them are.
fn place_of(layout: Layout, object: Imported, server: &PublicKey) -> Result<(Key, Bytes), Denial> {
    let Imported { name, bytes, piece } = object;
    let foreign = || Denial::new(Code::Rule, "something that is no object of this room");
    let (room, name) = ObjectName::parse(&name).ok_or_else(foreign)?;
    let whole = piece.is_none() && !bytes.is_empty() && bytes.len() as u64 <= name.most();
    let (place, fits) = match name {
        _ if room != layout.0 => return Err(foreign()),
        ObjectName::Entry(chain, seq) => {
            let wrapped = Wrapped::parse(&bytes).map_err(Refusal::from)?;
            let signed = wrapped.signed().verify().map_err(Refusal::from)?;
            let entry = signed.entry();
            // the entry by which it goes on here is this server's to store, when everything is there
            if matches!(&entry.public, Public::Restored(says) if says.server == *server) {
                return Err(foreign());
            }
            let of = entry.room.unwrap_or(RoomId(signed.hash().0));
            let fits = (of, entry.chain, entry.seq) == (room, chain, seq);
            (layout.entry(&chain, seq)?, fits && whole)
        }
        ObjectName::Body(hash) => (layout.body(&hash)?, whole),
        ObjectName::Grant(member, hash) => {
            let fits = Hash::of(&bytes) == hash;
            (layout.grant(&member, &hash)?, fits && whole)
        }
        ObjectName::Open(link, n) => {
            let opening = cbor::decode::<Opening>(&bytes, ledger::limits::OPENING);
            (layout.open(&link, n)?, opening.is_ok() && whole)
        }
        ObjectName::Manifest(n) => {
            let fits = SignedManifest::verify(&bytes).is_ok_and(|said| said.n == n);
            (layout.import_manifest(n)?, fits && whole)
        }
        ObjectName::List(n) => {
            let piece = piece.ok_or_else(foreign)?;
            let fits = (1..=limits::PIECE).contains(&bytes.len());
            (layout.import_list(n, piece)?, fits)
        }
        // it is put by itself
        ObjectName::Part(_) => return Err(foreign()),
    };
    match fits {
        true => Ok((place, bytes.into())),
        false => Err(Denial::new(
            Code::Digest,
            "an object is not what its name says",
        )),
    }
}
