//! Rows about entries and records: forged, moved, edited, hostile.

use blobs::wire::{Append, Outcome};
use ledger::entry::{DocVersion, Part, Public};
use ledger::ids::{DocId, Hash, VersionId};
use room::{AlarmKind, ChainId, Error, What, names};
use seal::sign::SigningKey;

use crate::support::*;

#[test]
fn row_12_and_13_no_field_of_a_record_can_be_edited() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = room.make_folder(root(&room), "folder").await.unwrap();
        put(&room, &seller.host, folder, &[file("a.pdf", bytes(100, 1))]).await;
        let body = Raw::new(&world, room.id())
            .chain(folder)
            .last()
            .unwrap()
            .body
            .clone()
            .unwrap();
        for at in [0, 1, 33, 65, 66, 100, 200, body.len() - 17, body.len() - 1] {
            let elsewhere = seller.elsewhere(&world).await;
            let from = body.clone();
            elsewhere.hooks.on_read(move |reading| {
                let entries = reading.chains.iter_mut().flat_map(|part| &mut part.entries);
                for entry in entries.filter(|entry| entry.body.as_ref() == Some(&from)) {
                    entry.body.as_mut().unwrap()[at] ^= 1;
                }
            });
            let view = elsewhere
                .home
                .open(&elsewhere.me, &room.id())
                .await
                .unwrap()
                .view();
            assert!(view.docs.is_empty());
            assert!(
                view.alarms
                    .iter()
                    .any(|alarm| (alarm.chain, alarm.kind) == (folder, AlarmKind::BrokenRecord))
            );
        }
    });
}

#[test]
fn row_14_entries_by_strangers_readers_and_links_do_not_count() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        put(&room, &seller.host, folder, &[file("a.pdf", bytes(100, 1))]).await;
        let invite = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        let raw = Raw::new(&world, room.id());
        let doc = DocVersion {
            doc: DocId([1; 16]),
            version: VersionId([2; 16]),
            parts: vec![Part {
                hash: Hash([3; 32]),
                len: 500,
            }],
        };
        let link_key = fragment(&invite).secret.keys().sign;
        let stranger = SigningKey::parse(&[9; 32]).unwrap();
        for key in [stranger, link_key] {
            for public in [
                Public::Docs(vec![doc.clone()]),
                Public::Delete(vec![theirs.view().docs[0].record.doc]),
            ] {
                let body = matches!(public, Public::Docs(_)).then(|| vec![1; 400]);
                let item = raw.forge(&key, folder, 0, public, body, world.now());
                // the gate refuses it
                let by = Stranger {
                    chain: invite.member,
                    key: key.clone(),
                };
                let batch = Append {
                    items: vec![item.clone()],
                    grants: Vec::new(),
                };
                let answer = by.append(&world.recorder, room.id(), &batch).await;
                assert!(!answer.is_ok_and(|answer| matches!(
                    answer.outcomes.last(),
                    Some(Outcome::Stored(_))
                )));
                // and if the store takes it all the same, no client does
                let wrapped = raw.wrap(&item, world.now());
                let again = buyer.restart(&world).await.unwrap();
                again.hooks.on_read(move |reading| {
                    for part in reading
                        .chains
                        .iter_mut()
                        .filter(|part| part.chain.0 == folder.0)
                    {
                        part.entries.push(wrapped.clone());
                    }
                });
                let view = again.home.open(&again.me, &room.id()).await.unwrap().view();
                assert_eq!(view.docs.len(), 1);
                assert!(
                    view.alarms
                        .iter()
                        .any(|alarm| (alarm.chain, alarm.kind) == (folder, AlarmKind::ForgedEntry))
                );
            }
        }
        // in the front, where everything hangs on it, nothing opens any more
        let item = raw.forge(
            &SigningKey::parse(&[9; 32]).unwrap(),
            ChainId::FRONT,
            0,
            Public::Title,
            Some(vec![1; 400]),
            world.now(),
        );
        let wrapped = raw.wrap(&item, world.now());
        let again = buyer.restart(&world).await.unwrap();
        again.hooks.on_read(move |reading| {
            for part in reading
                .chains
                .iter_mut()
                .filter(|part| part.chain.0 == ChainId::FRONT.0)
            {
                part.entries.push(wrapped.clone());
            }
        });
        assert_eq!(
            again.home.open(&again.me, &room.id()).await.err(),
            Some(Error::Tampered(What::Entry))
        );
    });
}

#[test]
fn row_25_and_26_other_formats_and_unknown_kinds_are_refused() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(100, 1))],
        )
        .await;
        // grants of an older and a newer format
        for (format, error) in [
            (0, Error::Tampered(What::Grant)),
            (2, Error::Newer),
            (255, Error::Newer),
        ] {
            let again = seller.elsewhere(&world).await;
            again
                .hooks
                .on_released(move |released| released.grants[0].0[0] = format);
            assert_eq!(
                again.home.open(&again.me, &room.id()).await.err(),
                Some(error)
            );
        }
        // an entry of another format or of a kind that does not exist, signed by the owner and wrapped
        // by the store: everything about it is right but that
        let keys = seller.room_keys(&world, &room);
        let raw = Raw::new(&world, room.id());
        let folder = root(&room);
        let find = |bytes: &[u8], what: &[u8]| {
            let mut windows = bytes.windows(what.len());
            windows.position(|window| window == what).unwrap()
        };
        let limits = room::Limits {
            expires: world.now() + DAY,
            ..Default::default()
        };
        let link = room.link(&room::Shared::Folder(folder), "", limits).await;
        let link = fragment(&link.unwrap());
        type Change = fn(&mut Vec<u8>, usize);
        let changes: [(Change, bool); 6] = [
            (|_, _| {}, true),
            (|bytes, _| bytes[1] = 0, false),
            (|bytes, _| bytes[1] = 2, false),
            // an array of two begins the public part: the kind's number, its fields
            (|bytes, kind| bytes[kind] = 23, false),
            (
                |bytes, kind| drop(bytes.splice(kind..=kind, [0x18, 200])),
                false,
            ),
            // a field too many
            (
                |bytes, _| {
                    bytes[0] += 1;
                    bytes.push(0xf6);
                },
                false,
            ),
        ];
        for (change, stands) in changes {
            // a title in the front, without which nothing holds; a deletion in a folder
            let doc = room.view().docs[0].record.doc;
            for (chain, public, body, head) in [
                (
                    ChainId::FRONT,
                    Public::Title,
                    Some(vec![1; 400]),
                    [0x82, 1, 0x80].as_slice(),
                ),
                (folder, Public::Delete(vec![doc]), None, &[0x82, 7, 0x81]),
            ] {
                let item = raw.forge(&keys.sign, chain, 0, public, body, world.now());
                let kind = find(&item.entry, head) + 1;
                let item = Raw::resign(&item, &keys.sign, |bytes| change(bytes, kind));
                let forged = raw.wrap(&item, world.now());
                let (host, hooks) = world.device();
                hooks.on_read(move |reading| {
                    let part = |part: &&mut blobs::wire::ChainPart| part.chain.0 == chain.0;
                    for part in reading.chains.iter_mut().filter(part) {
                        if !part.entries.is_empty() {
                            part.entries.push(forged.clone());
                        }
                    }
                });
                let open = room::visit(host, &link, None).await;
                if chain == ChainId::FRONT && !stands {
                    assert_eq!(open.err(), Some(Error::Tampered(What::Entry)));
                    continue;
                }
                let view = open.unwrap().view();
                let forged = |alarm: &room::Alarm| {
                    (alarm.chain, alarm.kind) == (chain, AlarmKind::ForgedEntry)
                };
                assert_eq!(view.alarms.iter().any(forged), !stands);
                let deleted = chain == folder && stands;
                assert_eq!(view.docs.is_empty(), deleted);
            }
        }
    });
}

#[test]
fn row_41_hostile_names_do_not_enter() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let hostile = [
            "../x",
            "a/../b",
            "/etc/passwd",
            "con",
            "a\u{202e}fdp.exe",
            "a\u{0}b",
            "",
            "a//b",
            "C:\\x",
            "a\nb",
        ];
        let files: Vec<_> = hostile
            .iter()
            .map(|name| file(name, bytes(10, 1)))
            .chain([file("good.pdf", bytes(10, 2))])
            .collect();
        let sent = try_put(&room, &seller.host, root(&room), &files)
            .await
            .unwrap();
        assert_eq!((sent.done.len(), sent.failed.len()), (1, hostile.len()));
        assert!(
            sent.failed
                .iter()
                .all(|(_, e)| matches!(e, Error::BadName(_)))
        );
        assert!(room.make_folder(root(&room), "..").await.is_err());
        assert!(
            room.link(
                &room::Shared::Folder(root(&room)),
                "a\u{202e}b",
                room::Limits {
                    expires: world.now() + 1,
                    ..Default::default()
                }
            )
            .await
            .is_err()
        );
        for name in hostile {
            assert_eq!(names::check(&names::safe(name)), Ok(()), "{name:?}");
        }
    });
}
