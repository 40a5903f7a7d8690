//! Documents with rights of their own, against those who read their folder and a store that helps them.

use blobs::wire::{Append, Outcome, Sealed};
use ledger::Public;
use ledger::entry::Epoch;
use minicbor::bytes::ByteArray;
use room::{
    AlarmKind, ChainId, DocId, Error, InviteTerms, Level, MemberId, Op, Principal, ScopeId,
};
use seal::context::{Context, Kind};
use seal::grant::{self, Terms};
use seal::scope::ScopeKey;

use crate::support::*;

/// A room with a folder, two documents in it, and two members of a group that reads the folder.
struct Deal {
    world: World,
    seller: Person,
    room: TheRoom,
    folder: ScopeId,
    doc: DocId,
    one: (Person, TheRoom, MemberId),
    two: (Person, TheRoom, MemberId),
}

async fn deal() -> Deal {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let files = [
        file("deal/a.pdf", bytes(900, 1)),
        file("deal/b.pdf", bytes(900, 2)),
    ];
    let docs = put(&room, &seller.host, root(&room), &files).await;
    let folder = room.make_folder(root(&room), "deal").await.unwrap();
    let group = room.make_group("bidders").await.unwrap();
    room.apply(&[Op::Access(group, folder, Some(Level::Read))])
        .await
        .unwrap();
    let mut members = Vec::new();
    for name in ["Anna", "Bert"] {
        let terms = InviteTerms {
            label: name,
            groups: vec![group],
            join_by: world.now() + DAY,
            ..InviteTerms::default()
        };
        let invite = room.invite_with(&terms).await.unwrap();
        let (person, theirs) = world.joined(name, &invite).await;
        room.refresh().await.unwrap();
        theirs.refresh().await.unwrap();
        members.push((person, theirs, invite.member));
    }
    let two = members.pop().unwrap();
    let one = members.pop().unwrap();
    Deal {
        doc: docs[0],
        world,
        seller,
        room,
        folder,
        one,
        two,
    }
}

/// A new version, by whoever may.
async fn version(room: &TheRoom, host: &Device, doc: DocId, content: Vec<u8>) -> Result<(), Error> {
    let carrier = room::testkit::MemoryCarrier::new(room::Host::api(host));
    let files = [file("a.pdf", content)];
    let onto = std::collections::BTreeMap::from([(0, doc)]);
    let control = room::Control::new();
    let sent = room.upload_onto(&carrier, root(room), &files, &onto, &control, &|_| {});
    match sent.await?.failed.pop() {
        Some((_, e)) => Err(e),
        None => Ok(()),
    }
}

/// Serves a person everything that the store has, and every grant that it ever had for this one.
async fn without_a_gate(deal: &Deal, who: &(Person, TheRoom, MemberId)) -> (Person, TheRoom) {
    let raw = Raw::new(&deal.world, deal.room.id());
    let again = who.0.restart(&deal.world).await.unwrap();
    let mut grants = raw.grants(who.2);
    // those of the invite were sealed to another card
    let keys = who.0.room_keys(&deal.world, &deal.room);
    let (room, me) = (deal.room.id().0, who.2.0);
    grants.grants.retain(|sealed| {
        let grant = grant::Grant::parse(&sealed.0).unwrap();
        grant.open(&room, &me, &keys.kem).is_ok()
    });
    let all = raw.clone();
    *again.hooks.read_instead.borrow_mut() = Some(Box::new(move |read| all.read(read)));
    *again.hooks.released_instead.borrow_mut() = Some(grants);
    let open = again.home.open(&again.me, &deal.room.id()).await.unwrap();
    (again, open)
}

#[test]
fn row_23_a_reader_of_the_folder_opens_no_version_that_came_after() {
    run(async {
        let deal = deal().await;
        let room = &deal.room;
        let own = room.give_own_rights(&deal.doc).await.unwrap().to;
        let bert = Principal::member(&deal.two.2);
        room.apply(&[Op::Access(bert, own, Some(Level::Nothing))])
            .await
            .unwrap();
        version(room, &deal.seller.host, deal.doc, bytes(900, 9))
            .await
            .unwrap();
        // the gate refuses
        let refused = get(&deal.two.1, &deal.two.0.host, &deal.doc).await;
        assert!(refused.is_err());
        deal.two.1.refresh().await.unwrap();
        assert!(find(&deal.two.1, "a.pdf").is_none());
        // without it: what was there before, never what came after, and it is told
        let (_, open) = without_a_gate(&deal, &deal.two).await;
        let view = open.view();
        let shown = view.docs.iter().filter(|doc| doc.name == "a.pdf");
        assert!(shown.map(|doc| doc.versions).all(|versions| versions == 1));
        let misses = |alarm: &room::Alarm| (alarm.chain, alarm.kind) == (own, AlarmKind::NoKey);
        assert!(view.alarms.iter().any(misses), "{:?}", view.alarms);
        // nor does any key that was ever sealed to this one open what was written since
        let keys = deal.two.0.room_keys(&deal.world, room);
        let raw = Raw::new(&deal.world, room.id());
        let ring = Keyring::of(&raw, room.id(), deal.two.2, &keys);
        assert!(raw.epoch(own) > 0);
        assert!(!ring.has(own, raw.epoch(own)));
        // who may opens it, also so
        let (person, open) = without_a_gate(&deal, &deal.one).await;
        assert_eq!(find(&open, "a.pdf").unwrap().versions, 2);
        let content = get(&open, &person.host, &deal.doc).await.unwrap();
        assert_eq!(content, bytes(900, 9));
    });
}

#[test]
fn row_17_a_store_that_serves_the_old_place_gets_nothing_new_there() {
    run(async {
        let deal = deal().await;
        let room = &deal.room;
        let raw = Raw::new(&deal.world, room.id());
        let before = raw.head(deal.folder).next as usize;
        let own = room.give_own_rights(&deal.doc).await.unwrap().to;
        deal.one.1.refresh().await.unwrap();
        let folder = deal.folder;
        let turn_back = move |hooks: &Hooks| {
            hooks.on_read(move |reading| {
                let of = |part: &&mut blobs::wire::ChainPart| part.chain.0 == folder.0;
                for part in reading.chains.iter_mut().filter(of) {
                    part.entries.truncate(before);
                }
            });
        };
        // who has seen more refuses
        let again = deal.one.0.restart(&deal.world).await.unwrap();
        turn_back(&again.hooks);
        let open = again.home.open(&again.me, &room.id()).await;
        assert_eq!(open.err(), Some(Error::RolledBack));
        // a manager's new device, which cannot know, adds to the new place all the same
        let fresh = deal.seller.elsewhere(&deal.world).await;
        turn_back(&fresh.hooks);
        let open = fresh.home.open(&fresh.me, &room.id()).await.unwrap();
        version(&open, &fresh.host, deal.doc, bytes(900, 9))
            .await
            .unwrap();
        let docs = |chain| {
            let entries = raw.chain(chain).into_iter();
            let entries = entries.filter(|stored| {
                let signed = ledger::Wrapped::parse(&stored.wrapped).unwrap().signed();
                matches!(signed.verify().unwrap().entry().public, Public::Docs(_))
            });
            entries.count()
        };
        assert_eq!((docs(own), docs(folder)), (2, 1));
        // with the chain of the own scope held back, it is missed
        let fresh = deal.one.0.elsewhere(&deal.world).await;
        fresh.hooks.on_read(move |reading| {
            let of = |part: &&mut blobs::wire::ChainPart| part.chain.0 == own.0;
            for part in reading.chains.iter_mut().filter(of) {
                part.entries.clear();
            }
        });
        let open = fresh.home.open(&fresh.me, &room.id()).await.unwrap();
        let missed = |alarm: &room::Alarm| alarm.chain == own;
        assert!(open.view().alarms.iter().any(missed));
    });
}

/// What a scope of a document says of itself.
fn claim(name: &str, document: bool) -> Vec<u8> {
    let none: Option<ByteArray<32>> = None;
    let gap: Option<bool> = None;
    minicbor::to_vec((name, none, gap, document)).unwrap()
}

#[test]
fn a_member_that_plants_a_scope_of_a_document_shows_nobody_anything() {
    run(async {
        let deal = deal().await;
        let room = &deal.room;
        let keys = deal.two.0.room_keys(&deal.world, room);
        let raw = Raw::new(&deal.world, room.id());
        let (id, key) = (ChainId([9; 16]), ScopeKey::parse(&[8; 32]).unwrap());
        let context = Context::new(Kind::Epoch, room.id().0, id.0, 0);
        let mut rng = seal::rng::Platform::new().unwrap();
        let body = key.seal(&context, &claim("a.pdf", true), &mut rng);
        let public = Public::Epoch(Epoch {
            parent: None,
            kem: key.kem_public().as_bytes().to_vec(),
        });
        let item = raw.forge(&keys.sign, id, 0, public, Some(body), deal.world.now());
        // the gate does not take it
        let by = Stranger {
            chain: deal.two.2,
            key: keys.sign.clone(),
        };
        let batch = Append {
            items: vec![item.clone()],
            grants: Vec::new(),
        };
        let answer = by.append(&deal.world.recorder, room.id(), &batch).await;
        let stored = |answer: blobs::wire::Appended| {
            matches!(answer.outcomes.last(), Some(Outcome::Stored(_)))
        };
        assert!(!answer.is_ok_and(stored));
        // a store that serves it with a grant by that member convinces nobody
        let terms = Terms {
            room: room.id().0,
            scope: id.0,
            epoch: 0,
            recipient: deal.one.2.0,
            rights: 1,
            expires: None,
        };
        let to = deal.one.0.room_keys(&deal.world, room).kem.public();
        let planted = grant::seal(&terms, &key, &to, &keys.sign);
        let wrapped = raw.wrap(&item, deal.world.now());
        let again = deal.one.0.elsewhere(&deal.world).await;
        again.hooks.on_released(move |released| {
            let sealed = planted.as_bytes().to_vec();
            released.grants.push(Sealed(sealed));
        });
        again.hooks.on_read(move |reading| {
            let of = |part: &&mut blobs::wire::ChainPart| part.chain.0 == id.0;
            for part in reading.chains.iter_mut().filter(of) {
                part.entries = vec![wrapped.clone()];
            }
        });
        match again.home.open(&again.me, &room.id()).await {
            Err(e) => assert!(matches!(e, Error::Tampered(_)), "{e}"),
            Ok(open) => {
                let view = open.view();
                assert_eq!((view.docs.len(), view.folders.len()), (2, 1));
                assert!(!view.alarms.is_empty());
            }
        }
    });
}

#[test]
fn a_folder_is_never_made_to_look_like_a_document() {
    run(async {
        let deal = deal().await;
        let room = &deal.room;
        let owner = owner_of(room).await;
        let keys = deal.seller.room_keys(&deal.world, room);
        let raw = Raw::new(&deal.world, room.id());
        let ring = Keyring::of(&raw, room.id(), owner, &keys);
        // by a manager's own program: a later entry says that the folder is a document's
        let key = ScopeKey::parse(&[8; 32]).unwrap();
        let child = (deal.folder, "deal", 1u32, ByteArray::from(*key.expose()));
        let said = minicbor::to_vec((vec![child],)).unwrap();
        let top = root(room);
        let body = ring.seal(Kind::Children, top, raw.epoch(top), &said);
        let by = (owner, &keys.sign);
        let children = Public::Children(vec![deal.folder]);
        say(&deal.world, room, by, top, children, Some(body)).await;
        let before = ByteArray::from(*ring.key(deal.folder, 0).expose());
        let gap: Option<bool> = None;
        let said = minicbor::to_vec(("deal", Some(before), gap, true)).unwrap();
        let context = Context::new(Kind::Epoch, room.id().0, deal.folder.0, 1);
        let mut rng = seal::rng::Platform::new().unwrap();
        let body = key.seal(&context, &said, &mut rng);
        let public = Public::Epoch(Epoch {
            parent: Some(top),
            kem: key.kem_public().as_bytes().to_vec(),
        });
        let item = {
            let mut item = raw.forge(&keys.sign, deal.folder, 1, public, Some(body), 0);
            item = Raw::resign(&item, &keys.sign, |_| ());
            item
        };
        let batch = Append {
            items: vec![item],
            grants: Vec::new(),
        };
        let stranger = Stranger {
            chain: owner,
            key: keys.sign.clone(),
        };
        let answer = stranger
            .append(&deal.world.recorder, room.id(), &batch)
            .await
            .unwrap();
        assert!(
            matches!(answer.outcomes[..], [Outcome::Stored(_)]),
            "{answer:?}"
        );
        room.refresh().await.unwrap();
        for reader in [room, &deal.one.1] {
            reader.refresh().await.unwrap();
            let view = reader.view();
            assert!(view.folders.iter().any(|folder| folder.id == deal.folder));
            assert!(view.docs.iter().all(|doc| doc.own.is_none()));
        }
        // and one that was made as a document's, with a folder below, is shown as what it is
        let own = room.give_own_rights(&deal.doc).await.unwrap().to;
        let ring = Keyring::of(&raw, room.id(), owner, &keys);
        let hidden = ChainId([7; 16]);
        let context = Context::new(Kind::Epoch, room.id().0, hidden.0, 0);
        let body = key.seal(&context, &claim("hidden", false), &mut rng);
        let public = Public::Epoch(Epoch {
            parent: Some(own),
            kem: key.kem_public().as_bytes().to_vec(),
        });
        say(&deal.world, room, by, hidden, public, Some(body)).await;
        let child = (hidden, "hidden", 0u32, ByteArray::from(*key.expose()));
        let said = minicbor::to_vec((vec![child],)).unwrap();
        let body = ring.seal(Kind::Children, own, 0, &said);
        let children = Public::Children(vec![hidden]);
        say(&deal.world, room, by, own, children, Some(body)).await;
        room.refresh().await.unwrap();
        deal.one.1.refresh().await.unwrap();
        for view in [room.view(), deal.one.1.view()] {
            assert!(view.folders.iter().any(|folder| folder.id == own));
            assert!(view.docs.iter().any(|doc| doc.folder == own));
        }
    });
}

#[test]
fn what_a_writer_adds_beside_a_document_is_shown() {
    run(async {
        let deal = deal().await;
        let room = &deal.room;
        let own = room.give_own_rights(&deal.doc).await.unwrap().to;
        let bert = Principal::member(&deal.two.2);
        room.apply(&[Op::Access(bert, own, Some(Level::Write))])
            .await
            .unwrap();
        deal.two.1.refresh().await.unwrap();
        // a program of its own copies its record under another id
        let keys = deal.two.0.room_keys(&deal.world, room);
        let raw = Raw::new(&deal.world, room.id());
        let ring = Keyring::of(&raw, room.id(), deal.two.2, &keys);
        let epoch = raw.epoch(own);
        let record = ring.newest(Kind::Docs, own, |public| matches!(public, Public::Docs(_)));
        let mut plain = record.to_vec();
        let at = plain
            .windows(16)
            .position(|window| window == deal.doc.0)
            .unwrap();
        plain[at..at + 16].copy_from_slice(&[5; 16]);
        let public = raw.chain(own).iter().rev().find_map(|stored| {
            let signed = ledger::Wrapped::parse(&stored.wrapped).unwrap().signed();
            match signed.verify().unwrap().entry().public.clone() {
                Public::Docs(mut docs) => {
                    docs[0].doc = DocId([5; 16]);
                    Some(Public::Docs(docs))
                }
                _ => None,
            }
        });
        let body = ring.seal(Kind::Docs, own, epoch, &plain);
        let by = (deal.two.2, &keys.sign);
        say(&deal.world, room, by, own, public.unwrap(), Some(body)).await;
        // nobody is shown less, and nothing is hidden
        for reader in [room, &deal.one.1, &deal.two.1] {
            reader.refresh().await.unwrap();
            let view = reader.view();
            let here = view.docs.iter().filter(|doc| doc.own == Some(own));
            assert_eq!(here.count(), 2);
            assert!(view.docs.iter().all(|doc| doc.folder == deal.folder));
        }
        // and it goes back with the document
        room.take_own_rights(&deal.doc).await.unwrap();
        assert!(room.view().docs.iter().all(|doc| doc.own.is_none()));
        assert_eq!(room.view().docs.len(), 3);
    });
}

#[test]
fn what_readers_decrypt_names_nothing_that_is_not_disclosed() {
    run(async {
        let deal = deal().await;
        let room = &deal.room;
        let own = room.give_own_rights(&deal.doc).await.unwrap().to;
        let stage = room.prepare_folder(deal.folder, "later").await.unwrap();
        let other = find(room, "b.pdf").unwrap().record.doc;
        let raw = Raw::new(&deal.world, room.id());
        let keys = deal.one.0.room_keys(&deal.world, room);
        let ring = Keyring::of(&raw, room.id(), deal.one.2, &keys);
        let label = |chain| ring.newest(Kind::Label, chain, |public| *public == Public::Label);
        let names = |plain: &[u8], id: &[u8; 16]| plain.windows(16).any(|window| window == id);
        // who holds the document alone reads in its chain where it lies, and learns no folder from it
        let home = label(own);
        for folder in [deal.folder, root(room)] {
            assert!(!names(&home, &folder.0));
        }
        // the folder's order lists what all its readers read, whatever the screen asks for
        let order = [stage.0, deal.doc.0, other.0].map(room::PlaceId);
        room.set_order(&[(deal.folder, order.to_vec())])
            .await
            .unwrap();
        let order = label(deal.folder);
        assert!(names(&order, &other.0));
        assert!(!names(&order, &stage.0) && !names(&order, &deal.doc.0));
    });
}
