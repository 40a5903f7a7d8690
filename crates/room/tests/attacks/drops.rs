//! A store or a sender who would have something else come in.

use std::cell::RefCell;
use std::rc::Rc;

use ledger::Public;
use room::testkit::MemoryCarrier;
use room::{AlarmKind, ChainId, Control, Fate, Host, Limits, ScopeId, Shared};

use crate::support::said::Said;
use crate::support::*;

struct Sent {
    world: World,
    seller: Person,
    room: TheRoom,
    theirs: TheRoom,
    host: Rc<Device>,
    /// What the store does to the sender.
    hooks: Rc<Hooks>,
    /// The sender's chain.
    chain: ChainId,
}

async fn request(room: &TheRoom, folder: ScopeId) -> room::Invitation {
    let limits = Limits {
        expires: START + HOUR,
        ..Limits::default()
    };
    let link = room.link(&Shared::Requests(folder), "", limits).await;
    link.unwrap()
}

async fn send_in(room: &TheRoom, host: &Device, name: &str, seed: u8) {
    let carrier = MemoryCarrier::new(host.api());
    let to = room.drops_to()[0].0;
    let files = [file(name, bytes(300, seed))];
    let control = Control::new();
    let sent = room.send_in(&carrier, &to, &files, &control, &|_| {});
    assert_eq!(sent.await.unwrap().failed, vec![]);
}

async fn sent() -> Sent {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let link = request(&room, root(&room)).await;
    let (theirs, host, hooks) = world.visitor(&link).await.unwrap();
    send_in(&theirs, &host, "one.pdf", 1).await;
    send_in(&theirs, &host, "two.pdf", 2).await;
    let chain = {
        // the one chain that a Visitor entry begins
        let seen: Rc<RefCell<Option<ChainId>>> = Rc::default();
        let told = Rc::clone(&seen);
        *seller.hooks.visitors.borrow_mut() = Some(Box::new(move |answer| {
            let first = answer.visitors.first().map(|it| ChainId(it.chain.0));
            *told.borrow_mut() = first;
            // nothing is collected before the test begins
            answer.visitors.clear();
        }));
        room.refresh().await.unwrap();
        seller.hooks.visitors.take();
        seen.borrow().unwrap()
    };
    Sent {
        world,
        seller,
        room,
        theirs,
        host,
        hooks,
        chain,
    }
}

fn public(stored: &blobs::wire::Stored) -> Public {
    let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
    wrapped.signed().verify().unwrap().entry().public.clone()
}

fn names(room: &TheRoom) -> Vec<String> {
    let mut names: Vec<String> = room
        .quarantine()
        .unwrap()
        .into_iter()
        .map(|it| it.name)
        .collect();
    names.sort();
    names
}

#[test]
fn what_was_dropped_is_not_exchanged_by_the_store() {
    run(async {
        let it = sent().await;
        let stored = Raw::new(&it.world, it.room.id()).chain(it.chain);
        let drops: Vec<_> = stored
            .into_iter()
            .filter(|one| one.body.is_some())
            .collect();
        assert_eq!(drops.len(), 2);
        let (first, second) = (drops[0].body.clone(), drops[1].body.clone());
        // the record of the one beside the entry of the other, which a store can serve
        it.seller.hooks.on_read(move |reading| {
            for stored in reading.chains.iter_mut().flat_map(|part| &mut part.entries) {
                if stored.body == first {
                    stored.body.clone_from(&second);
                }
            }
        });
        it.room.refresh().await.unwrap();
        assert_eq!(names(&it.room), ["two.pdf"]);
        let broken = (it.chain, AlarmKind::BrokenRecord);
        let alarms = it.room.view().alarms;
        assert!(
            alarms
                .iter()
                .any(|alarm| (alarm.chain, alarm.kind) == broken),
            "{alarms:?}"
        );
    });
}

#[test]
fn a_drop_that_was_sealed_for_another_scope_is_not_taken() {
    run(async {
        let it = sent().await;
        // a second request whose inbox another link drops into; its box is moved to the first one
        let other = request(&it.room, root(&it.room)).await;
        let (theirs, host, _) = it.world.visitor(&other).await.unwrap();
        send_in(&theirs, &host, "other.pdf", 3).await;
        let (ours, foreign) = (it.theirs.drops_to()[0].0, theirs.drops_to()[0].0);
        assert_ne!(ours, foreign);
        it.room.refresh().await.unwrap();
        assert_eq!(names(&it.room), ["one.pdf", "other.pdf", "two.pdf"]);
        // the gate refuses a scope that the roster does not let this link drop into
        let carrier = MemoryCarrier::new(it.host.api());
        let files = [file("x.pdf", bytes(300, 4))];
        let sent = it
            .theirs
            .send_in(&carrier, &foreign, &files, &Control::new(), &|_| {})
            .await;
        assert_eq!(sent.err(), Some(room::Error::NotAllowed));
    });
}

#[test]
fn a_sender_cannot_put_a_version_upon_a_document_that_is_there() {
    run(async {
        let it = sent().await;
        it.room.refresh().await.unwrap();
        let waiting = it.room.quarantine().unwrap();
        let victim = waiting[0].record.doc;
        let sent = waiting[0].record.version;
        let taken = |room: &TheRoom| {
            let docs = room.view().docs.into_iter();
            docs.map(|doc| (doc.at, doc.record.version, doc.versions))
                .collect::<Vec<_>>()
        };
        it.room.take_in(&[victim]).await.unwrap();
        let there = taken(&it.room);
        // under an id that the sender did not choose
        assert_eq!((there.len(), there[0].1, there[0].2), (1, sent, 1));
        assert_ne!(there[0].0.doc, victim);
        // the same id again, by the one who knows it: in its own chain it is over
        let kinds = Raw::new(&it.world, it.room.id()).chain(it.chain);
        assert!(
            kinds
                .iter()
                .any(|stored| matches!(public(stored), Public::Discard(_)))
        );
        it.room.refresh().await.unwrap();
        assert_eq!(taken(&it.room), there);
    });
}

#[test]
fn what_was_taken_in_is_no_document_that_was_there() {
    run(async {
        let it = sent().await;
        let (top, room) = (root(&it.room), &it.room);
        let other = room.make_folder(top, "other").await.unwrap();
        // one in the folder for which it is sent, one elsewhere
        let here = put(
            room,
            &it.seller.host,
            top,
            &[file("here.pdf", bytes(500, 5))],
        )
        .await[0];
        let there = put(
            room,
            &it.seller.host,
            other,
            &[file("there.pdf", bytes(500, 6))],
        )
        .await[0];
        room.refresh().await.unwrap();
        let honest = room.quarantine().unwrap().pop().unwrap();
        let inbox = honest.at.scope;
        let (owner, keys) = (owner_of(room).await, it.seller.room_keys(&it.world, room));
        // what a manager's program puts into the inbox of a sender's record that has those ids
        for doc in [here, there] {
            let raw = Raw::new(&it.world, room.id());
            let ring = Keyring::of(&raw, room.id(), owner, &keys);
            let docs = |public: &Public| matches!(public, Public::Docs(_));
            let said = Said::first(&ring.newest(seal::context::Kind::Docs, inbox, docs));
            let known = said.listed();
            let said = said.sealed(known.doc, known.version);
            let said = said.named(doc, room::VersionId([doc.0[0]; 16]));
            let body = ring.seal(seal::context::Kind::Docs, inbox, 0, &said.body());
            let public = Public::Docs(vec![said.listed()]);
            say(
                &it.world,
                room,
                (owner, &keys.sign),
                inbox,
                public,
                Some(body),
            )
            .await;
            room.refresh().await.unwrap();
            let at = room::Spot { scope: inbox, doc };
            room.take_in(&[at]).await.unwrap();
        }
        let docs = room.view().docs;
        let mut names: Vec<_> = docs.iter().map(|doc| (doc.folder, doc.versions)).collect();
        names.sort();
        let mut all = vec![(top, 1), (top, 1), (top, 1), (other, 1)];
        all.sort();
        assert_eq!(names, all);
        let sent = docs
            .iter()
            .filter(|doc| doc.record.doc != here && doc.record.doc != there);
        let sent: Vec<_> = sent.map(|doc| doc.at).collect();
        assert_eq!(sent.len(), 2);
        // what becomes of the one is nothing to the other
        let moved = room.bin(&sent[..1]).await.unwrap();
        let at = room::Spot {
            scope: moved[0].to,
            doc: moved[0].now,
        };
        room.unbin(&[at]).await.unwrap();
        room.delete(&sent).await.unwrap();
        for (doc, seed) in [(here, 5), (there, 6)] {
            assert_eq!(room.versions(doc).unwrap().len(), 1);
            assert_eq!(
                get(room, &it.seller.host, &doc).await.unwrap(),
                bytes(500, seed)
            );
        }
        assert_eq!(room.view().docs.len(), 2);
        // twice taken in, by two who do not know of each other, it is there once
        let (_, again) = reopen(&it.world, &it.seller, room).await.unwrap();
        room.take_in(&[honest.at]).await.unwrap();
        again.take_in(&[honest.at]).await.unwrap();
        again.refresh().await.unwrap();
        assert_eq!(again.view().docs.len(), 3);
    });
}

#[test]
fn a_store_that_goes_back_brings_nothing_in_twice() {
    run(async {
        let it = sent().await;
        it.room.refresh().await.unwrap();
        let docs: Vec<_> = it
            .room
            .quarantine()
            .unwrap()
            .iter()
            .map(|it| it.record.doc)
            .collect();
        it.room.refuse(&docs).await.unwrap();
        let before = it.room.view().docs.len();
        let (_, again) = reopen(&it.world, &it.seller, &it.room).await.unwrap();
        again.refresh().await.unwrap();
        assert_eq!((names(&again).len(), again.view().docs.len()), (0, before));
    });
}

#[test]
fn an_answer_is_not_exchanged_by_the_store() {
    run(async {
        let it = sent().await;
        it.room.refresh().await.unwrap();
        let waiting = it.room.quarantine().unwrap();
        let of = |name: &str| waiting.iter().find(|one| one.name == name).unwrap().at;
        it.room.take_in(&[of("one.pdf")]).await.unwrap();
        it.room.refuse(&[of("two.pdf")]).await.unwrap();
        // each says the other's
        it.hooks.on_read(move |reading| {
            for part in &mut reading.chains {
                let answers = |stored: &&mut blobs::wire::Stored| {
                    matches!(public(stored), Public::Discard(_))
                };
                let mut bodies: Vec<_> = part.entries.iter_mut().filter(answers).collect();
                if let [first, second] = bodies.as_mut_slice() {
                    core::mem::swap(&mut first.body, &mut second.body);
                }
            }
        });
        it.theirs.refresh().await.unwrap();
        let sent = it.theirs.sent();
        assert_eq!(sent.len(), 2);
        assert!(sent.iter().all(|one| one.fate == Fate::Untold), "{sent:?}");
        let broken = (it.chain, AlarmKind::BrokenRecord);
        let alarms = it.theirs.view().alarms;
        assert!(
            alarms
                .iter()
                .any(|alarm| (alarm.chain, alarm.kind) == broken),
            "{alarms:?}"
        );
    });
}

#[test]
fn a_reader_of_the_folder_opens_nothing_that_waits() {
    run(async {
        let it = sent().await;
        let invite = it
            .room
            .invite(root(&it.room), "", it.world.now() + DAY, None)
            .await
            .unwrap();
        let (reader, theirs) = it.world.joined("Reader", &invite).await;
        it.room.refresh().await.unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.view().docs.len(), 0);
        for waiting in it.room.quarantine().unwrap() {
            assert!(
                get(&theirs, &reader.host, &waiting.record.doc)
                    .await
                    .is_err()
            );
        }
        // not even with everything that the store has
        let raw = Raw::new(&it.world, it.room.id());
        *reader.hooks.read_instead.borrow_mut() = Some(Box::new(move |read| raw.read(read)));
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.view().docs.len(), 0);
    });
}
