//! Rows about versions, names and places: exchanged by a store, written by who may not, kept by who left.

use std::collections::BTreeMap;

use blobs::wire::{Append, Outcome};
use ledger::Public;
use ledger::ids::PublicKey;
use minicbor::bytes::ByteArray;
use room::testkit::MemoryCarrier;
use room::{Action, AlarmKind, ChainId, Change, Control, DocId, Error, Host};
use seal::context::Kind;

use crate::support::*;

type Edit = (
    ByteArray<16>,
    Option<String>,
    Option<String>,
    Option<Vec<String>>,
);

fn named(name: &str) -> Change {
    Change {
        name: Some(name.to_owned()),
        ..Change::default()
    }
}

fn broken(room: &TheRoom, chain: ChainId) -> bool {
    let alarms = room.view().alarms;
    alarms
        .iter()
        .any(|alarm| (alarm.chain, alarm.kind) == (chain, AlarmKind::BrokenRecord))
}

/// Lets the writer of a folder be one, as a manager's program does.
async fn let_write(world: &World, room: &TheRoom, seller: &Person, writer: (ChainId, PublicKey)) {
    let keys = seller.room_keys(world, room);
    let public = Public::Writer(writer.0, writer.1);
    let by = (owner_of(room).await, &keys.sign);
    say(world, room, by, root(room), public, None).await;
}

#[test]
fn docs_a_version_an_edit_or_a_label_that_the_store_exchanges_is_told() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = room.make_folder(root(&room), "folder").await.unwrap();
        let doc = put(&room, &seller.host, folder, &[file("a.pdf", bytes(100, 1))]).await[0];
        let onto = BTreeMap::from([(0, doc)]);
        let carrier = MemoryCarrier::new(room::Host::api(&*seller.host));
        let files = [file("b.pdf", bytes(100, 2))];
        let control = Control::new();
        let sent = room.upload_onto(&carrier, folder, &files, &onto, &control, &|_| {});
        sent.await.unwrap();
        room.edit(&[(doc, named("one.pdf"))]).await.unwrap();
        room.edit(&[(doc, named("two.pdf"))]).await.unwrap();
        room.rename_folder(&folder, "folder", "first")
            .await
            .unwrap();
        room.rename_folder(&folder, "first", "second")
            .await
            .unwrap();
        let bodies: Vec<Vec<u8>> = Raw::new(&world, room.id())
            .chain(folder)
            .into_iter()
            .filter_map(|stored| stored.body)
            .collect();
        // epoch, two versions, two edits, two labels: each pair exchanged
        assert_eq!(bodies.len(), 7);
        for pair in [(1, 2), (3, 4), (5, 6)] {
            let (one, two) = (bodies[pair.0].clone(), bodies[pair.1].clone());
            let elsewhere = seller.elsewhere(&world).await;
            elsewhere.hooks.on_read(move |reading| {
                let entries = reading.chains.iter_mut().flat_map(|part| &mut part.entries);
                for entry in entries {
                    if entry.body.as_ref() == Some(&one) {
                        entry.body = Some(two.clone());
                    } else if entry.body.as_ref() == Some(&two) {
                        entry.body = Some(one.clone());
                    }
                }
            });
            let open = elsewhere
                .home
                .open(&elsewhere.me, &room.id())
                .await
                .unwrap();
            assert!(broken(&open, folder), "{pair:?}");
        }
    });
}

#[test]
fn docs_what_a_manager_says_of_another_document_than_its_entry_or_at_length_is_told() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = room.make_folder(root(&room), "folder").await.unwrap();
        let files = [file("a.pdf", bytes(100, 1)), file("b.pdf", bytes(100, 2))];
        let docs = put(&room, &seller.host, folder, &files).await;
        let owner = owner_of(&room).await;
        let keys = seller.room_keys(&world, &room);
        let raw = Raw::new(&world, room.id());
        let ring = Keyring::of(&raw, room.id(), owner, &keys);
        let edit = |doc: &DocId, name: &str, text: usize, tags: usize| -> Edit {
            let tags = vec!["t".to_owned(); tags];
            let text = "d".repeat(text);
            (doc.0.into(), Some(name.to_owned()), Some(text), Some(tags))
        };
        let good = edit(&docs[0], "\u{202e}fdp.exe/..", 10, 1);
        for (said, stands) in [
            (good, true),
            (edit(&docs[1], "other.pdf", 10, 1), false),
            (edit(&docs[0], &"n".repeat(256), 10, 1), false),
            (edit(&docs[0], "n", 4097, 1), false),
            (edit(&docs[0], "n", 10, 33), false),
        ] {
            let elsewhere = seller.elsewhere(&world).await;
            let plain = minicbor::to_vec((vec![said],)).unwrap();
            let body = ring.seal(Kind::Edit, folder, 0, &plain);
            let public = Public::Edit(vec![docs[0]]);
            let item = raw.forge(&keys.sign, folder, 0, public, Some(body), world.now());
            let wrapped = raw.wrap(&item, world.now());
            elsewhere.hooks.on_read(move |reading| {
                let part = |part: &&mut blobs::wire::ChainPart| part.chain.0 == folder.0;
                for part in reading.chains.iter_mut().filter(part) {
                    part.entries.push(wrapped.clone());
                }
            });
            let open = elsewhere
                .home
                .open(&elsewhere.me, &room.id())
                .await
                .unwrap();
            assert_eq!(broken(&open, folder), !stands);
            let names: Vec<String> = open.view().docs.into_iter().map(|doc| doc.name).collect();
            assert!(names.contains(&"b.pdf".to_owned()), "{names:?}");
            // hostile names are made safe to be shown and saved
            assert_eq!(names.contains(&"a.pdf".to_owned()), !stands);
            assert!(names.iter().all(|name| room::names::check(name).is_ok()));
        }
    });
}

#[test]
fn docs_a_writer_adds_and_edits_its_own_and_nothing_else() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        let other = room.make_folder(folder, "other").await.unwrap();
        let theirs = put(&room, &seller.host, folder, &[file("a.pdf", bytes(100, 1))]).await[0];
        let invite = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, joined) = world.joined("Li Wei", &invite).await;
        let keys = buyer.room_keys(&world, &joined);
        let refused = try_put(&joined, &buyer.host, folder, &[file("b.pdf", bytes(9, 2))]).await;
        assert_eq!(refused.err(), Some(Error::NotAllowed));
        let writer = (invite.member, PublicKey(keys.sign.public()));
        room.refresh().await.unwrap();
        let_write(&world, &room, &seller, writer).await;
        joined.refresh().await.unwrap();
        let may_add = |id| {
            let view = joined.view();
            let folder = view.folders.iter().find(|one| one.id == id).unwrap();
            folder.may_add
        };
        assert!(may_add(folder) && !may_add(other));
        // its own
        let own = put(
            &joined,
            &buyer.host,
            folder,
            &[file("b.pdf", bytes(200, 2))],
        )
        .await[0];
        joined.edit(&[(own, named("mine.pdf"))]).await.unwrap();
        // a version of another's is taken; nothing else about it is
        let onto = BTreeMap::from([(0, theirs)]);
        let carrier = MemoryCarrier::new(room::Host::api(&*buyer.host));
        let (files, control) = ([file("a.pdf", bytes(300, 3))], Control::new());
        let sent = joined.upload_onto(&carrier, folder, &files, &onto, &control, &|_| {});
        assert_eq!(sent.await.unwrap().failed, vec![]);
        assert!(!joined.doc(theirs).unwrap().may_edit && joined.doc(own).unwrap().may_edit);
        let edit = joined.edit(&[(theirs, named("stolen.pdf"))]).await;
        assert_eq!(edit.err(), Some(Error::NotAllowed));
        for refused in [
            joined.bin(&[own]).await.map(drop),
            joined.shift(&[own], other).await.map(drop),
            joined.delete(&[own]).await,
            joined.rename_folder(&other, "other", "x").await.map(drop),
            joined.renumber(&folder).await,
        ] {
            assert_eq!(refused, Err(Error::NotAllowed));
        }
        let elsewhere = try_put(&joined, &buyer.host, other, &[file("c.pdf", bytes(9, 4))]).await;
        assert_eq!(elsewhere.err(), Some(Error::NotAllowed));
        room.refresh().await.unwrap();
        let shown = find(&room, "mine.pdf").unwrap();
        assert_eq!(
            (shown.record.added_by.as_str(), shown.sure),
            ("Li Wei", true)
        );
        assert_eq!(get(&room, &seller.host, &own).await.unwrap(), bytes(200, 2));
        let versions = room.versions(theirs).unwrap();
        let by: Vec<&str> = versions.iter().map(|one| one.by.name.as_str()).collect();
        assert_eq!(by, ["Wang Fang", "Li Wei"]);
        // neither the gate nor a client takes what its program writes all the same
        let raw = Raw::new(&world, room.id());
        let ring = Keyring::of(&raw, room.id(), invite.member, &keys);
        let none: Option<String> = None;
        let said = (ByteArray::from(theirs.0), Some("stolen.pdf"), none);
        let plain = minicbor::to_vec((vec![said],)).unwrap();
        let body = ring.seal(Kind::Edit, folder, 0, &plain);
        let public = Public::Edit(vec![theirs]);
        let item = raw.forge(&keys.sign, folder, 0, public, Some(body), world.now());
        let by = Stranger {
            chain: invite.member,
            key: keys.sign.clone(),
        };
        let batch = Append {
            items: vec![item.clone()],
            grants: Vec::new(),
        };
        let answer = by.append(&world.recorder, room.id(), &batch).await;
        let stored = |answer: blobs::wire::Appended| {
            matches!(answer.outcomes.last(), Some(Outcome::Stored(_)))
        };
        assert!(!answer.is_ok_and(stored));
        let wrapped = raw.wrap(&item, world.now());
        let again = seller.elsewhere(&world).await;
        again.hooks.on_read(move |reading| {
            let part = |part: &&mut blobs::wire::ChainPart| part.chain.0 == folder.0;
            for part in reading.chains.iter_mut().filter(part) {
                part.entries.push(wrapped.clone());
            }
        });
        let view = again.home.open(&again.me, &room.id()).await.unwrap().view();
        assert!(view.docs.iter().all(|doc| doc.name != "stolen.pdf"));
        let forged = |alarm: &room::Alarm| alarm.kind == AlarmKind::ForgedEntry;
        assert!(view.alarms.iter().any(forged));
    });
}

#[test]
fn docs_what_is_binned_is_not_served_to_who_asked_before() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let files = [file("a.bin", bytes(100, 1)), file("b.bin", bytes(100, 2))];
        let docs = put(&room, &seller.host, root(&room), &files).await;
        let invite = room.invite(root(&room), "", world.now() + DAY, None).await;
        let (buyer, theirs) = world.joined("Li Wei", &invite.unwrap()).await;
        // a receipt for both, before: the reader's program never reads the room again
        let ticket = theirs.announce(&docs, Action::Download).await.unwrap();
        room.bin(&docs[..1]).await.unwrap();
        let carrier = MemoryCarrier::new(buyer.host.api());
        for (doc, served) in [(docs[0], false), (docs[1], true)] {
            let (mut sink, control) = (Vec::new(), Control::new());
            let fetch = theirs.fetch_doc(&carrier, &ticket, &doc, &mut sink, &control, &|_| {});
            assert_eq!(fetch.await.is_ok(), served);
            assert_eq!(sink.is_empty(), !served);
        }
        // nor is the bin's own chain
        let bin = room.view().bin[0].folder;
        let before = world.recorder.served().len();
        theirs.refresh().await.unwrap();
        let served = &world.recorder.served()[before..];
        assert!(!served.windows(16).any(|window| window == bin.0));
        assert!(theirs.announce(&docs[..1], Action::Download).await.is_err());
    });
}

#[test]
fn docs_who_kept_an_old_key_opens_nothing_that_was_encrypted_again() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        let doc = put(&room, &seller.host, folder, &[file("a.bin", bytes(100, 1))]).await[0];
        let invite = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (left, theirs) = world.joined("Li Wei", &invite).await;
        let keys = left.room_keys(&world, &theirs);
        let raw = Raw::new(&world, room.id());
        // everything that the one who leaves could ever keep
        let ring = Keyring::of(&raw, room.id(), invite.member, &keys);
        room.end(&invite.member).await.unwrap();
        let old = room.doc(doc).unwrap().record.parts;
        let carrier = MemoryCarrier::new(seller.host.api());
        let (docs, control) = ([doc], Control::new());
        let again = room.encrypt_again(&carrier, &docs, &control, &|_| {});
        let new = again.await.unwrap().done[0].1;
        let parts = room.doc(new).unwrap().record.parts;
        assert!(parts.iter().all(|part| !old.contains(part)));
        // the new record is sealed under a key that the ring does not have, and no other body holds it
        let epoch = raw.epoch(folder);
        assert!(epoch > 0);
        let context = ring.context(Kind::Docs, folder, epoch);
        let said = raw.pieces(folder);
        assert!(!said.is_empty());
        let opens = |sealed: &Vec<u8>| ring.key(folder, 0).open(&context, sealed).is_ok();
        assert!(!said.iter().any(opens));
        // and the store lets the old parts go
        world.later(3 * DAY);
        for _ in 0..4 {
            server::sweeper::sweep_all(world.local.gate())
                .await
                .unwrap();
            world.later(2 * HOUR);
        }
        let there = |hash: &room::Hash| raw.has_part(hash);
        assert!(parts.iter().all(|part| there(&part.hash)));
        assert!(!old.iter().any(|part| there(&part.hash)));
    });
}
