//! Rows about a store that keeps things back, or turns them back.

use blobs::wire::Reading;
use room::{AlarmKind, Error, Home, Host, What};

use crate::support::*;

#[test]
fn row_16_what_is_kept_back_is_told() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let docs = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a", bytes(100, 1))],
        )
        .await;
        put(
            &room,
            &seller.host,
            root(&room),
            &[file("b", bytes(100, 2))],
        )
        .await;
        let invite = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        let folder = root(&room);

        // the newest entry, to a device that saw it
        let again = buyer.restart(&world).await.unwrap();
        again.hooks.on_read(move |reading| cut(reading, folder, 1));
        assert_eq!(
            again.home.open(&again.me, &theirs.id()).await.err(),
            Some(Error::RolledBack)
        );
        // a body
        let elsewhere = buyer.elsewhere(&world).await;
        elsewhere.hooks.on_read(move |reading| {
            for part in reading
                .chains
                .iter_mut()
                .filter(|part| part.chain.0 == folder.0)
            {
                part.entries.last_mut().unwrap().body = None;
            }
        });
        let view = elsewhere
            .home
            .open(&elsewhere.me, &theirs.id())
            .await
            .unwrap()
            .view();
        assert_eq!(view.docs.len(), 1);
        assert!(
            view.alarms
                .iter()
                .any(|alarm| (alarm.chain, alarm.kind) == (folder, AlarmKind::MissingBody))
        );
        // a whole folder
        let deep = room.make_folder(folder, "deep").await.unwrap();
        let elsewhere = buyer.elsewhere(&world).await;
        elsewhere
            .hooks
            .on_read(move |reading| cut(reading, deep, 9));
        let view = elsewhere
            .home
            .open(&elsewhere.me, &theirs.id())
            .await
            .unwrap()
            .view();
        assert!(
            view.alarms
                .iter()
                .any(|alarm| (alarm.chain, alarm.kind) == (deep, AlarmKind::MissingEntry))
        );
        // an entry in the middle
        let elsewhere = buyer.elsewhere(&world).await;
        elsewhere.hooks.on_read(move |reading| {
            for part in reading
                .chains
                .iter_mut()
                .filter(|part| part.chain.0 == folder.0 && part.entries.len() > 2)
            {
                part.entries.remove(1);
            }
        });
        let view = elsewhere
            .home
            .open(&elsewhere.me, &theirs.id())
            .await
            .unwrap()
            .view();
        assert!(
            view.alarms
                .iter()
                .any(|alarm| (alarm.chain, alarm.kind) == (folder, AlarmKind::MissingEntry))
        );

        // a deleted document has a tombstone, and does not come back
        room.delete(&[docs[0]]).await.unwrap();
        theirs.refresh().await.unwrap();
        assert!(find(&theirs, "a").is_none() && find(&theirs, "b").is_some());
        assert_eq!(
            get(&theirs, &buyer.host, &docs[0]).await,
            Err(Error::NotFound)
        );
        let again = buyer.restart(&world).await.unwrap();
        again.hooks.on_read(move |reading| cut(reading, folder, 1));
        assert_eq!(
            again.home.open(&again.me, &theirs.id()).await.err(),
            Some(Error::RolledBack)
        );
    });
}

/// Keeps the newest entries of a chain back.
fn cut(reading: &mut Reading, chain: room::ScopeId, newest: usize) {
    for part in reading
        .chains
        .iter_mut()
        .filter(|part| part.chain.0 == chain.0)
    {
        part.entries
            .truncate(part.entries.len().saturating_sub(newest));
    }
}

#[test]
fn row_17_an_older_room_or_home_is_refused() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        for chain in [room::ChainId::FRONT, room::ChainId::ROSTER] {
            // the device that saw more, and another one, which home tells what was seen
            for person in [
                seller.restart(&world).await.unwrap(),
                seller.elsewhere(&world).await,
            ] {
                person.hooks.on_read(move |reading| cut(reading, chain, 1));
                assert_eq!(
                    person.home.open(&person.me, &room.id()).await.err(),
                    Some(Error::RolledBack),
                    "{chain}"
                );
            }
        }
        // an older home object
        let (host, hooks) = world.restart(&seller.host);
        *hooks.home.borrow_mut() = Some(Box::new(|object| *object = None));
        assert_eq!(
            Home::load(host, &seller.me.seed).await.err(),
            Some(Error::RolledBack)
        );
        // an entry that nobody with the right signed, at the place of one that was seen
        let again = seller.restart(&world).await.unwrap();
        let raw = Raw::new(&world, room.id());
        let stranger = seal::sign::SigningKey::parse(&[9; 32]).unwrap();
        let title = raw.forge(
            &stranger,
            room::ChainId::FRONT,
            0,
            ledger::Public::Title,
            Some(vec![1; 400]),
            world.now(),
        );
        let title = raw.wrap(&title, world.now());
        again.hooks.on_read(move |reading| {
            for part in reading
                .chains
                .iter_mut()
                .filter(|part| part.chain.0 == room::ChainId::FRONT.0)
            {
                part.entries.truncate(1);
                part.entries.push(title.clone());
            }
        });
        assert!(again.home.open(&again.me, &room.id()).await.is_err());
    });
}

#[test]
fn row_18_a_fork_is_refused_by_who_saw_the_other_branch() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        let invite = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        // the store goes on in two branches; in each the owner writes something else
        let fork = world.fork();
        let (host, _) = fork.device();
        let home = Home::load(host, &seller.me.seed).await.unwrap();
        let other = home.open(&seller.me, &room.id()).await.unwrap();
        for name in ["c", "d"] {
            other.make_folder(folder, name).await.unwrap();
        }
        put(&room, &seller.host, folder, &[file("a", bytes(10, 1))]).await;
        theirs.refresh().await.unwrap();
        let branch = Raw::new(&fork, room.id());
        let again = buyer.restart(&world).await.unwrap();
        for hooks in [&buyer.hooks, &again.hooks] {
            let branch = branch.clone();
            hooks.on_read(move |reading| {
                for part in reading
                    .chains
                    .iter_mut()
                    .filter(|part| part.chain.0 == folder.0)
                {
                    let from = part.entries.first().map_or(2, |_| 0);
                    part.entries = branch.chain(folder).into_iter().skip(from).collect();
                }
            });
        }
        assert_eq!(theirs.refresh().await, Err(Error::RolledBack));
        assert_eq!(
            again.home.open(&again.me, &room.id()).await.err(),
            Some(Error::RolledBack)
        );
    });
}

#[test]
fn row_05_bodies_do_not_open_in_each_others_place() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        put(
            &room,
            &seller.host,
            root(&room),
            &[file("x/a", bytes(100, 1)), file("y/b", bytes(100, 2))],
        )
        .await;
        let invite = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        let raw = Raw::new(&world, room.id());
        let chains: Vec<_> = theirs
            .view()
            .folders
            .iter()
            .map(|folder| folder.id)
            .chain([room::ChainId::FRONT])
            .collect();
        let bodies: Vec<Vec<u8>> = chains
            .iter()
            .flat_map(|chain| raw.chain(*chain))
            .filter_map(|stored| stored.body)
            .collect();
        assert!(bodies.len() >= 7);
        for i in 0..bodies.len() {
            for body in bodies.iter().filter(|body| **body != bodies[i]) {
                let (from, to) = (bodies[i].clone(), body.clone());
                let elsewhere = buyer.elsewhere(&world).await;
                elsewhere.hooks.on_read(move |reading| {
                    let entries = reading.chains.iter_mut().flat_map(|part| &mut part.entries);
                    entries
                        .filter(|entry| entry.body.as_ref() == Some(&from))
                        .for_each(|entry| entry.body = Some(to.clone()));
                });
                let view = elsewhere
                    .home
                    .open(&elsewhere.me, &theirs.id())
                    .await
                    .unwrap()
                    .view();
                assert!(
                    view.alarms
                        .iter()
                        .any(|alarm| alarm.kind == AlarmKind::BrokenRecord)
                );
                for doc in view.docs {
                    let content = get(&theirs, &buyer.host, &doc.record.doc).await.unwrap();
                    assert_eq!(content, bytes(100, if doc.name == "a" { 1 } else { 2 }));
                }
            }
        }
    });
}

#[test]
fn row_35_a_file_that_changes_while_it_is_sent_begins_again_or_fails() {
    run(async {
        use room::testkit::{MemoryCarrier, MemoryFile};
        use room::{Control, Picked};
        let world = World::new();
        let (seller, room) = world.seller().await;
        // two parts: the second is sealed after the change
        let (old, new) = (bytes(9 << 20, 1), bytes(9 << 20, 2));
        let source = MemoryFile::new(old.clone(), START);
        let files = [Picked {
            path: "big".to_owned(),
            mime: String::new(),
            source: source.clone(),
        }];
        let mut carrier = MemoryCarrier::new(seller.host.api());
        let (changing, other, once) = (source.clone(), new.clone(), std::cell::Cell::new(true));
        carrier.before_seal = Some(Box::new(move |part| {
            if part == 1 && once.replace(false) {
                changing.write(other.clone(), START + 1);
            }
        }));
        let sent = room
            .upload(&carrier, root(&room), &files, &Control::new(), &|_| {})
            .await
            .unwrap();
        assert_eq!(
            get(&room, &seller.host, &sent.done[0].1).await.unwrap(),
            new
        );
        // one that changes all the time fails, and is not half there
        let changing = source.clone();
        let (count, other) = (std::cell::Cell::new(0), bytes(9 << 20, 3));
        carrier.before_seal = Some(Box::new(move |_| {
            count.set(count.get() + 1);
            changing.write(other.clone(), START + 10 + count.get());
        }));
        let files = [Picked {
            path: "other".to_owned(),
            mime: String::new(),
            source: source.clone(),
        }];
        let sent = room
            .upload(&carrier, root(&room), &files, &Control::new(), &|_| {})
            .await
            .unwrap();
        assert_eq!(sent.failed, vec![(0, Error::FileChanged)]);
        assert!(find(&room, "other").is_none());
    });
}

#[test]
fn row_03_a_home_of_other_keys_is_refused() {
    run(async {
        let world = World::new();
        let (seller, _room) = world.seller().await;
        let other = world.person("Other").await;
        other.home.set_name("Other").await.unwrap();
        // the store serves another's object, and each byte of it changed
        let keep = std::rc::Rc::new(std::cell::RefCell::new(None));
        let kept = std::rc::Rc::clone(&keep);
        let (host, hooks) = world.device();
        *hooks.home.borrow_mut() =
            Some(Box::new(move |object| *kept.borrow_mut() = object.clone()));
        Home::load(host, &other.me.seed).await.unwrap();
        let (host, hooks) = world.device();
        *hooks.home.borrow_mut() = Some(Box::new(move |object| object.clone_from(&keep.borrow())));
        assert_eq!(
            Home::load(host, &seller.me.seed).await.err(),
            Some(Error::Tampered(What::Home))
        );
        for at in [0, 8, 9, 40, 41, 72, 73, 120, 400] {
            let (host, hooks) = world.device();
            *hooks.home.borrow_mut() = Some(Box::new(move |object| {
                let mut bytes = object.as_ref().unwrap().to_vec();
                bytes[at] ^= 1;
                *object = Some(bytes.into());
            }));
            assert_eq!(
                Home::load(host, &seller.me.seed).await.err(),
                Some(Error::Tampered(What::Home)),
                "{at}"
            );
        }
    });
}

#[test]
fn row_19_a_time_that_the_server_did_not_sign_is_refused() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        // the server's signature, and the time below it
        for from_end in [1, 33, 64, 67, 70] {
            let again = seller.elsewhere(&world).await;
            again.hooks.on_read(move |reading| {
                for entry in reading.chains.iter_mut().flat_map(|part| &mut part.entries) {
                    let wrapped = ledger::Wrapped::parse(&entry.wrapped).unwrap();
                    let seq = wrapped.signed().verify().unwrap().entry().seq;
                    // the very first entry is checked elsewhere
                    if seq > 0 {
                        let at = entry.wrapped.len() - from_end;
                        entry.wrapped[at] ^= 1;
                    }
                }
            });
            assert_eq!(
                again.home.open(&again.me, &room.id()).await.err(),
                Some(Error::Tampered(What::Entry)),
                "{from_end}"
            );
        }
    });
}
