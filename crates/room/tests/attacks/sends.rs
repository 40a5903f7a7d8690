//! Members who send where they may not, and those who would have them send elsewhere.

use ledger::entry::{DocVersion, Entry, Head, Public, ScopeEpoch};
use ledger::ids::PublicKey;
use minicbor::bytes::ByteVec;
use room::{AlarmKind, ChainId, DocId, Level, MemberId, Office, Op, Principal, ScopeId};
use seal::context::{Context, Kind};
use seal::kem::KemPublic;
use seal::sealbox;
use seal::sign::{Message, SigningKey};

use crate::support::*;

/// A room with a folder that a member reads.
struct Reads {
    world: World,
    seller: Person,
    room: TheRoom,
    folder: ScopeId,
    doc: DocId,
    person: Person,
    theirs: TheRoom,
    member: MemberId,
    /// A device whose key the test has.
    device: SigningKey,
}

async fn reads() -> Reads {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let folder = room.make_folder(root(&room), "Deal").await.unwrap();
    let docs = put(&room, &seller.host, folder, &[file("a.pdf", bytes(300, 1))]).await;
    let (person, theirs, member) = world.entered(&room, "Mallory", &[]).await;
    let read = Op::Access(Principal::member(&member), folder, Some(Level::Read));
    room.apply(&[read]).await.unwrap();
    theirs.refresh().await.unwrap();
    let keys = person.room_keys(&world, &theirs);
    let device = SigningKey::make(&mut seal::rng::Platform::new().unwrap());
    let certifies = Public::Device(PublicKey(device.public()));
    say(
        &world,
        &theirs,
        (member, &keys.sign),
        member,
        certifies,
        None,
    )
    .await;
    Reads {
        world,
        seller,
        room,
        folder,
        doc: docs[0],
        person,
        theirs,
        member,
        device,
    }
}

impl Reads {
    /// The folder's own record, said of this document, dropped for a scope under whatever key the scope
    /// has: a store that judges nothing serves it to the seller.
    fn drops(&self, to: ScopeId, doc: DocId) {
        let raw = Raw::new(&self.world, self.room.id());
        let keys = self.person.room_keys(&self.world, &self.theirs);
        let ring = Keyring::of(&raw, self.room.id(), self.member, &keys);
        let record = ring.newest(Kind::Docs, self.folder, |it| matches!(it, Public::Docs(_)));
        let entries = raw.chain(self.folder);
        let listed = entries.iter().find_map(|it| match public(it) {
            Public::Docs(docs) => Some(docs),
            _ => None,
        });
        let mut listed: DocVersion = listed.unwrap().remove(0);
        let mut record = record.to_vec();
        swap(&mut record, &listed.doc.0, &doc.0);
        let version = [77; 16];
        swap(&mut record, &listed.version.0, &version);
        (listed.doc, listed.version) = (doc, room::VersionId(version));
        let (epoch, kem) = kem_of(&raw, to);
        let mut context = Context::new(Kind::Drop, self.room.id().0, self.member.0, epoch);
        context.id[..16].copy_from_slice(&to.0);
        let mut rng = seal::rng::Platform::new().unwrap();
        let body = sealbox::seal(&kem, &context, &record, &mut rng);
        let public = Public::Drop(to, vec![listed]);
        let (device, now) = (&self.device, self.world.now());
        let item = raw.forge(device, self.member, epoch, public, Some(body), now);
        let stored = raw.wrap(&item, now);
        let chain = self.member;
        self.seller.hooks.on_read(move |reading| {
            for part in &mut reading.chains {
                if part.chain.0 == chain.0 {
                    part.entries.push(stored.clone());
                }
            }
        });
    }
}

fn public(stored: &blobs::wire::Stored) -> Public {
    let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
    wrapped.signed().verify().unwrap().entry().public.clone()
}

fn swap(bytes: &mut [u8], from: &[u8; 16], to: &[u8; 16]) {
    let at = bytes.windows(16).position(|it| it == from).unwrap();
    bytes[at..at + 16].copy_from_slice(to);
}

/// The newest public half of a scope.
fn kem_of(raw: &Raw, scope: ScopeId) -> (u32, KemPublic) {
    let epochs = raw
        .chain(scope)
        .into_iter()
        .filter_map(|it| match public(&it) {
            Public::Epoch(epoch) => Some(epoch.kem),
            _ => None,
        });
    let all: Vec<Vec<u8>> = epochs.collect();
    let newest = all.len() - 1;
    (newest as u32, KemPublic::parse(&all[newest]).unwrap())
}

#[test]
fn row_15_a_reader_with_a_store_puts_nothing_into_the_folder_it_reads() {
    run(async {
        let it = reads().await;
        let raw = Raw::new(&it.world, it.room.id());
        let before = raw.chain(it.folder).len();
        it.drops(it.folder, DocId([66; 16]));
        it.room.refresh().await.unwrap();
        assert_eq!(it.room.view().docs.len(), 1);
        assert_eq!(raw.chain(it.folder).len(), before);
        assert_eq!(it.room.quarantine().unwrap().len(), 0);
        let forged = (it.member, AlarmKind::ForgedEntry);
        let alarms = it.room.view().alarms;
        assert!(
            alarms.iter().any(|it| (it.chain, it.kind) == forged),
            "{alarms:?}"
        );
    });
}

#[test]
fn row_15_who_may_not_send_for_a_folder_fills_no_inbox() {
    run(async {
        let it = reads().await;
        let (person, theirs, member) = it.world.entered(&it.room, "Anna", &[]).await;
        let give = Op::Sends(Principal::member(&member), it.folder, true);
        it.room.apply(&[give]).await.unwrap();
        theirs.refresh().await.unwrap();
        let inbox = theirs.drops_to()[0].0;
        // whoever knows an inbox, its key even, and is helped by the store
        it.drops(inbox, DocId([66; 16]));
        it.room.refresh().await.unwrap();
        assert_eq!(it.room.quarantine().unwrap().len(), 0);
        let forged = (it.member, AlarmKind::ForgedEntry);
        let alarms = it.room.view().alarms;
        assert!(
            alarms.iter().any(|it| (it.chain, it.kind) == forged),
            "{alarms:?}"
        );
        drop(person);
    });
}

#[test]
fn row_15_a_sender_overwrites_no_document_whose_id_it_knows() {
    run(async {
        let it = reads().await;
        let give = Op::Sends(Principal::member(&it.member), it.folder, true);
        it.room.apply(&[give]).await.unwrap();
        it.theirs.refresh().await.unwrap();
        let inbox = it.theirs.drops_to()[0].0;
        let good = {
            use room::testkit::MemoryCarrier;
            let carrier = MemoryCarrier::new(room::Host::api(&*it.person.host));
            let (files, control) = ([file("good.pdf", bytes(300, 7))], room::Control::new());
            let sent = it
                .theirs
                .send_in(&carrier, &inbox, &files, &control, &|_| {});
            sent.await.unwrap().done[0].1
        };
        it.drops(inbox, it.doc);
        it.room.refresh().await.unwrap();
        let waits = it.room.quarantine().unwrap();
        assert_eq!(waits.len(), 2);
        let before = it.room.doc(it.doc).unwrap().record.version;
        // the document that is there stays as it is: what is taken in comes beside it, under another id
        let named = waits.iter().find(|one| one.record.doc == it.doc).unwrap();
        it.room.take_in(&[named.at]).await.unwrap();
        assert_eq!(it.room.view().docs.len(), 2);
        let there = |room: &TheRoom| {
            let docs = room.view().docs;
            docs.into_iter()
                .find(|doc| doc.record.doc == it.doc)
                .unwrap()
        };
        assert_eq!(there(&it.room).record.version, before);
        assert_eq!(it.room.versions(it.doc).unwrap().len(), 1);
        it.room.take_in(&[good]).await.unwrap();
        assert_eq!(it.room.view().docs.len(), 3);
        assert_eq!(it.room.quarantine().unwrap().len(), 0);
        assert_eq!(there(&it.room).record.version, before);
    });
}

#[test]
fn row_22_a_former_manager_has_nobody_send_to_a_key_of_its_own() {
    run(async {
        let it = reads().await;
        let (evil, evils, manager) = it.world.entered(&it.room, "Deng", &[]).await;
        it.room.appoint(&manager, Office::Manager).await.unwrap();
        evils.refresh().await.unwrap();
        let raw = Raw::new(&it.world, it.room.id());
        let old = raw.head(ChainId::FRONT);
        let keys = evil.room_keys(&it.world, &evils);
        it.theirs.refresh().await.unwrap();
        it.room.dismiss(&manager).await.unwrap();
        it.theirs.refresh().await.unwrap();
        // a scope of its own, told in the member's chain as it stood, under the front that it knew
        let scope = ChainId([55; 16]);
        let card = kem_card(&it);
        let said = minicbor::to_vec((vec![(
            scope,
            "Deal",
            0u32,
            ByteVec::from(keys.kem.public().as_bytes().to_vec()),
        )],))
        .unwrap();
        let context = Context::new(Kind::Sendto, it.room.id().0, it.member.0, 0);
        let mut rng = seal::rng::Platform::new().unwrap();
        let body = sealbox::seal(&card, &context, &said, &mut rng);
        let public = Public::Sendto(vec![ScopeEpoch { scope, epoch: 0 }]);
        let item = raw.forge(&keys.sign, it.member, 0, public, Some(body), it.world.now());
        let item = under(item, old, &keys.sign);
        let stored = raw.wrap(&item, it.world.now());
        let chain = it.member;
        it.person.hooks.on_read(move |reading| {
            for part in &mut reading.chains {
                if part.chain.0 == chain.0 {
                    part.entries.push(stored.clone());
                }
            }
        });
        it.theirs.refresh().await.unwrap();
        assert_eq!(it.theirs.drops_to(), []);
    });
}

#[test]
fn row_06_what_was_told_to_one_is_not_for_another() {
    run(async {
        let it = reads().await;
        let (anna, annas, member) = it.world.entered(&it.room, "Anna", &[]).await;
        for id in [&it.member, &member] {
            let give = Op::Sends(Principal::member(id), it.folder, true);
            it.room.apply(&[give]).await.unwrap();
        }
        let raw = Raw::new(&it.world, it.room.id());
        let told = |chain| {
            let mut all = raw.chain(chain).into_iter();
            let told = |stored: &blobs::wire::Stored| matches!(public(stored), Public::Sendto(_));
            all.rfind(told).unwrap().body
        };
        let (own, other) = (told(member), told(it.member));
        assert!(own.is_some() && own != other);
        // the body of the other's, or none
        for instead in [other, None] {
            let own = own.clone();
            let again = anna.restart(&it.world).await.unwrap();
            again.hooks.on_read(move |reading| {
                for stored in reading.chains.iter_mut().flat_map(|part| &mut part.entries) {
                    if stored.body == own {
                        stored.body.clone_from(&instead);
                    }
                }
            });
            let open = again.home.open(&again.me, &it.room.id()).await.unwrap();
            assert_eq!(open.drops_to(), []);
            let alarms = open.view().alarms;
            assert!(alarms.iter().any(|it| it.chain == member), "{alarms:?}");
        }
        annas.refresh().await.unwrap();
        assert_eq!(annas.drops_to().len(), 1);
    });
}

fn kem_card(it: &Reads) -> KemPublic {
    let keys = it.person.room_keys(&it.world, &it.theirs);
    keys.kem.public()
}

/// The same entry under another front head.
fn under(item: blobs::wire::Item, front: Head, key: &SigningKey) -> blobs::wire::Item {
    let mut entry: Entry = ledger::cbor::decode(&item.entry, 1 << 20).unwrap();
    entry.front = front;
    let bytes = ledger::cbor::encode(&entry);
    blobs::wire::Item {
        sig: blobs::wire::Id(key.sign(Message::Entry(&bytes)).unwrap()),
        entry: bytes,
        body: item.body,
    }
}
