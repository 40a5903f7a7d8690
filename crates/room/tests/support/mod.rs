//! People at the real gate, each on a device in memory, behind a store that can be made evil.

#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    unreachable_pub,
    missing_docs
)]

pub mod archives;
pub mod closing;
mod evil;
pub mod firm;
mod keyring;
pub mod papers;
mod raw;
pub mod restored;
pub mod said;
mod sender;

use core::future::Future;
use std::rc::Rc;
use std::sync::Arc;

pub use evil::{Evil, Hooks, Recorder};
pub use keyring::Keyring;
pub use raw::{Raw, Stranger};
pub use sender::{Sender, listed, place, records_body};

use blobs::http::HttpApi;
use blobs::{Engine, Memory};
use room::testkit::{MemoryCarrier, MemoryFile, TestClock, TestHost};
use room::{
    Action, Control, Doc, DocId, Error, Fragment, Home, Invitation, InviteTerms, Me, MemberId,
    Picked, Principal, Room, ScopeId, Seed, Uploaded, parse_fragment, visit,
};
use server::Clock;
use server::local::Local;

pub type Store = Evil<HttpApi<Recorder>>;
pub type Device = TestHost<Store>;
pub type TheRoom = Room<Device>;

pub const START: u64 = 1_800_000_000_000;
pub const HOUR: u64 = 3_600_000;
pub const DAY: u64 = 24 * HOUR;

/// A server with everything that was ever said to it or by it.
pub struct World {
    pub local: Local,
    pub engine: Arc<Memory>,
    pub recorder: Recorder,
}

struct Hands(Local);

impl TestClock for Hands {
    fn now(&self) -> u64 {
        self.0.clock().now()
    }

    fn advance(&self, millis: u64) {
        self.0.clock().advance(millis);
    }
}

/// Someone on a device.
pub struct Person {
    pub me: Me,
    pub host: Rc<Device>,
    pub hooks: Rc<Hooks>,
    pub home: Home<Device>,
}

/// Runs a test's future.
pub fn run(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(test);
}

impl World {
    pub fn new() -> Self {
        let engine = Arc::new(Memory::new());
        let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&engine);
        let local = Local::new(shared, START);
        Self {
            recorder: Recorder::new(local.clone()),
            local,
            engine,
        }
    }

    /// A store with the same objects, which goes on by itself.
    pub fn fork(&self) -> Self {
        let engine = Arc::new(Memory::new());
        raw::copy(&self.engine, &engine);
        let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&engine);
        let local = Local::new(shared, self.now());
        Self {
            recorder: Recorder::new(local.clone()),
            local,
            engine,
        }
    }

    /// Another store, which has nothing and a key of its own.
    pub fn empty(&self, key: u8) -> Self {
        let engine = Arc::new(Memory::new());
        let shared: Arc<dyn Engine> = Arc::<Memory>::clone(&engine);
        let quotas = server::Quotas::default();
        let local = Local::with(shared, self.now(), quotas, &[key; 32]);
        Self {
            recorder: Recorder::new(local.clone()),
            local,
            engine,
        }
    }

    pub fn now(&self) -> u64 {
        self.local.clock().now()
    }

    pub fn later(&self, millis: u64) {
        self.local.clock().advance(millis);
    }

    /// A new device, and the hooks of its way to the store.
    pub fn device(&self) -> (Rc<Device>, Rc<Hooks>) {
        let hooks = Rc::new(Hooks::default());
        let api = Evil::new(
            HttpApi::new(self.recorder.clone(), Local::ORIGIN),
            Rc::clone(&hooks),
        );
        (
            TestHost::new(api, Rc::new(Hands(self.local.clone()))),
            hooks,
        )
    }

    /// The same device's storage, with everything in memory forgotten.
    pub fn restart(&self, device: &Device) -> (Rc<Device>, Rc<Hooks>) {
        let hooks = Rc::new(Hooks::default());
        let api = Evil::new(
            HttpApi::new(self.recorder.clone(), Local::ORIGIN),
            Rc::clone(&hooks),
        );
        (device.again(api), hooks)
    }

    pub async fn person(&self, name: &str) -> Person {
        let (host, hooks) = self.device();
        let seed = Seed::make(&mut seal::rng::Platform::new().unwrap());
        let me = Me {
            seed,
            name: name.to_owned(),
        };
        let home = Home::load(Rc::clone(&host), &me.seed).await.unwrap();
        Person {
            me,
            host,
            hooks,
            home,
        }
    }

    /// A seller with a room.
    pub async fn seller(&self) -> (Person, TheRoom) {
        let seller = self.person("Wang Fang").await;
        let room = seller
            .home
            .make_room(&seller.me, "Project Lotus", Local::TOKEN)
            .await
            .unwrap();
        (seller, room)
    }

    /// One who joins by an invite.
    pub async fn joined(&self, name: &str, invitation: &Invitation) -> (Person, TheRoom) {
        let person = self.person(name).await;
        let room = person
            .home
            .join(&person.me, &fragment(invitation))
            .await
            .unwrap();
        (person, room)
    }

    /// Somebody joins by an invite into these groups, and the manager hears of it.
    pub async fn entered(
        &self,
        room: &TheRoom,
        name: &str,
        groups: &[Principal],
    ) -> (Person, TheRoom, MemberId) {
        let terms = InviteTerms {
            label: name,
            groups: groups.to_vec(),
            join_by: self.now() + DAY,
            ..InviteTerms::default()
        };
        let invite = room.invite_with(&terms).await.unwrap();
        let (person, theirs) = self.joined(name, &invite).await;
        room.refresh().await.unwrap();
        theirs.refresh().await.unwrap();
        (person, theirs, invite.member)
    }

    /// Somebody who audits, and is given nothing else.
    pub async fn auditor(&self, room: &TheRoom) -> (Person, TheRoom, MemberId) {
        let terms = InviteTerms {
            label: "Auditor",
            audits: true,
            join_by: self.now() + DAY,
            ..InviteTerms::default()
        };
        let invite = room.invite_with(&terms).await.unwrap();
        let (person, theirs) = self.joined("Otto Brandt", &invite).await;
        (person, theirs, invite.member)
    }

    /// Opens a link on a new device.
    pub async fn visitor(
        &self,
        invitation: &Invitation,
    ) -> Result<(TheRoom, Rc<Device>, Rc<Hooks>), Error> {
        let (host, hooks) = self.device();
        let room = visit(Rc::clone(&host), &fragment(invitation), None).await?;
        Ok((room, host, hooks))
    }
}

impl Person {
    /// The keys in a room, by the salt in the home object: to sign what no use-case writes.
    pub fn room_keys(&self, world: &World, room: &TheRoom) -> seal::identity::RoomKeys {
        let home = self.me.seed.home();
        let object = Raw::new(world, room.id()).newest_home(&home.sign.public());
        let n = seal::home::number(&object).unwrap();
        let plain = home.open(n, &object).unwrap();
        let mut said = minicbor::Decoder::new(&plain);
        said.array().unwrap();
        said.skip().unwrap();
        for _ in 0..said.array().unwrap().unwrap() {
            let fields = said.array().unwrap().unwrap();
            let id = said.bytes().unwrap() == room.id().0;
            let salt: [u8; 32] = said.bytes().unwrap().try_into().unwrap();
            if id {
                return self.me.seed.room_keys(&salt);
            }
            (2..fields).for_each(|_| said.skip().unwrap());
        }
        panic!("the room is not in the home");
    }

    /// The same person on the same device, after a restart.
    pub async fn restart(&self, world: &World) -> Result<Self, Error> {
        let (host, hooks) = world.restart(&self.host);
        let home = Home::load(Rc::clone(&host), &self.me.seed).await?;
        Ok(Self {
            me: self.me.clone(),
            host,
            hooks,
            home,
        })
    }

    /// The same device at another store, behind another address.
    pub async fn at(&self, world: &World, origin: &str) -> Self {
        let hooks = Rc::new(Hooks::default());
        let api = HttpApi::new(world.recorder.clone(), Local::ORIGIN);
        let host = self.host.at(Evil::new(api, Rc::clone(&hooks)), origin);
        let home = Home::load(Rc::clone(&host), &self.me.seed).await.unwrap();
        Self {
            me: self.me.clone(),
            host,
            hooks,
            home,
        }
    }

    /// The same person on another device, with the seed alone.
    pub async fn elsewhere(&self, world: &World) -> Self {
        let (host, hooks) = world.device();
        let home = Home::load(Rc::clone(&host), &self.me.seed).await.unwrap();
        Self {
            me: self.me.clone(),
            host,
            hooks,
            home,
        }
    }
}

pub fn fragment(invitation: &Invitation) -> Fragment {
    parse_fragment(&invitation.fragment).unwrap()
}

/// The owner's chain.
pub async fn owner_of(room: &TheRoom) -> room::ChainId {
    let members = room.members().await.unwrap();
    let owner = |member: &&room::MemberView| member.kind == room::Role::Owner;
    members.iter().find(owner).unwrap().member
}

/// What a person's own program says at the end of a chain; the gate must take it.
pub async fn say(
    world: &World,
    room: &TheRoom,
    by: (room::ChainId, &seal::sign::SigningKey),
    chain: room::ChainId,
    public: ledger::Public,
    body: Option<Vec<u8>>,
) {
    let raw = Raw::new(world, room.id());
    let epoch = raw.epoch(chain);
    let item = raw.forge(by.1, chain, epoch, public, body, world.now());
    let batch = blobs::wire::Append {
        items: vec![item],
        grants: Vec::new(),
    };
    let by = Stranger {
        chain: by.0,
        key: by.1.clone(),
    };
    let answer = by.append(&world.recorder, room.id(), &batch).await.unwrap();
    assert!(
        matches!(answer.outcomes[..], [blobs::wire::Outcome::Stored(_)]),
        "{answer:?}"
    );
}

pub fn root(room: &TheRoom) -> ScopeId {
    room.view().root().unwrap()
}

/// Bytes that are not all alike, in no block like in the one before.
pub fn bytes(len: usize, seed: u8) -> Vec<u8> {
    let hash = |i: u32| i.wrapping_mul(2_654_435_761).to_be_bytes()[0] ^ seed;
    let block: Vec<u8> = (0..1 << 16).map(hash).collect();
    let mut out = Vec::with_capacity(len + block.len());
    for n in 0.. {
        if out.len() >= len {
            break;
        }
        let (head, tail) = block.split_at(n % block.len());
        out.extend_from_slice(tail);
        out.extend_from_slice(head);
    }
    out.truncate(len);
    out
}

pub fn file(path: &str, content: Vec<u8>) -> Picked<MemoryFile> {
    Picked {
        path: path.to_owned(),
        mime: "application/pdf".to_owned(),
        source: MemoryFile::new(content, START),
    }
}

/// Sends files; all of them must arrive.
pub async fn put(
    room: &TheRoom,
    host: &Device,
    to: ScopeId,
    files: &[Picked<MemoryFile>],
) -> Vec<DocId> {
    let sent = try_put(room, host, to, files).await.unwrap();
    assert_eq!(sent.failed, vec![]);
    let mut done = sent.done;
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, doc)| doc).collect()
}

pub async fn try_put(
    room: &TheRoom,
    host: &Device,
    to: ScopeId,
    files: &[Picked<MemoryFile>],
) -> Result<Uploaded, Error> {
    let carrier = MemoryCarrier::new(room::Host::api(host));
    room.upload(&carrier, to, files, &Control::new(), &|_| {})
        .await
}

/// Opens a document.
pub async fn get(room: &TheRoom, host: &Device, doc: &DocId) -> Result<Vec<u8>, Error> {
    let carrier = MemoryCarrier::new(room::Host::api(host));
    let mut sink = Vec::new();
    room.open_doc(
        &carrier,
        doc,
        Action::Download,
        &mut sink,
        &Control::new(),
        &|_| {},
    )
    .await?;
    Ok(sink)
}

pub fn find(room: &TheRoom, name: &str) -> Option<Doc> {
    room.view().docs.into_iter().find(|doc| doc.name == name)
}

/// What a restarted person sees of a room.
pub async fn reopen(
    world: &World,
    person: &Person,
    room: &TheRoom,
) -> Result<(Person, TheRoom), Error> {
    let person = person.restart(world).await?;
    let open = person.home.open(&person.me, &room.id()).await?;
    Ok((person, open))
}
