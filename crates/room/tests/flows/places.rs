//! Documents between folders, in the bin, in links, and encrypted again.

use room::{Change, Control, DocId, Error, Happened};

use crate::documents::{get_version, names, put_version, rename, tab};
use crate::support::*;

#[test]
fn docs_a_move_takes_along_what_others_add_meanwhile() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let there = room.make_folder(root(&room), "there").await.unwrap();
        put(&room, &seller.host, there, &[file("a.pdf", bytes(50, 9))]).await;
        let doc = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(100, 1))],
        )
        .await[0];
        world.later(HOUR);
        let (other, theirs) = tab(&world, &seller, &room).await;
        // while this tab sees an old room, the other one names it and adds a version
        rename(&room, doc, "a.pdf", "named.pdf").await;
        put_version(&room, &seller.host, doc, "v2.pdf", bytes(200, 2))
            .await
            .unwrap();
        let moved = theirs.shift(&[doc], there).await.unwrap();
        assert_eq!((moved[0].now, moved[0].from), (doc, root(&room)));
        room.refresh().await.unwrap();
        for room in [&room, &theirs] {
            assert_eq!(names(room, there), ["a.pdf", "named.pdf"]);
            assert_eq!(names(room, root(room)), Vec::<String>::new());
            let versions = room.versions(doc).unwrap();
            assert_eq!(versions.len(), 2);
            // who added it, and when, is said as it was
            assert!(world.now() - versions[0].added >= HOUR);
            assert_eq!(versions[0].by.name, "Wang Fang");
        }
        let read = get(&theirs, &other.host, &doc).await.unwrap();
        assert_eq!(read, bytes(200, 2));
        // a name that the folder has is numbered
        let second = find(&room, "a.pdf").unwrap().record.doc;
        rename(&room, doc, "named.pdf", "b.pdf").await;
        let third = put(
            &room,
            &seller.host,
            root(&room),
            &[file("b.pdf", bytes(70, 3))],
        )
        .await[0];
        room.shift(&[third], there).await.unwrap();
        assert_eq!(names(&room, there), ["a.pdf", "b (2).pdf", "b.pdf"]);
        // there and back, under another id, with its history
        room.shift(&[doc, second], root(&room)).await.unwrap();
        let back = find(&room, "b.pdf").unwrap();
        assert!(back.record.doc != doc && back.folder == root(&room));
        assert_eq!(
            get(&room, &seller.host, &back.record.doc).await.unwrap(),
            bytes(200, 2)
        );
        let events = room.history(back.record.doc).unwrap();
        let moves = events.iter();
        let moves = moves.filter(|event| matches!(event.what, Happened::Moved(_)));
        assert_eq!(moves.count(), 2);
        assert!(room.verify().await.unwrap().holds());
    });
}

#[test]
fn docs_of_two_who_move_at_once_the_later_holds() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let one = room.make_folder(root(&room), "one").await.unwrap();
        let two = room.make_folder(root(&room), "two").await.unwrap();
        let files = [file("a.pdf", bytes(100, 1)), file("b.pdf", bytes(100, 2))];
        let docs = put(&room, &seller.host, root(&room), &files).await;
        let (_other, theirs) = tab(&world, &seller, &room).await;
        world.later(1_000);
        room.shift(&docs, one).await.unwrap();
        world.later(1_000);
        theirs.shift(&docs, two).await.unwrap();
        room.refresh().await.unwrap();
        for room in [&room, &theirs] {
            assert_eq!(names(room, one), Vec::<String>::new());
            assert_eq!(names(room, two), ["a.pdf", "b.pdf"]);
            assert_eq!(room.view().docs.len(), 2);
        }
        // both to the same place is one move
        let (_third, third) = tab(&world, &seller, &room).await;
        room.shift(&docs, one).await.unwrap();
        third.shift(&docs, one).await.unwrap();
        assert_eq!(names(&third, one), ["a.pdf", "b.pdf"]);
        assert_eq!(third.view().docs.len(), 2);
        // a version for what another tab moves goes where it is
        let (other, fourth) = tab(&world, &seller, &room).await;
        room.shift(&docs, two).await.unwrap();
        let now = put_version(&fourth, &other.host, docs[0], "a.pdf", bytes(500, 5)).await;
        let now = now.unwrap();
        assert_eq!(find(&fourth, "a.pdf").unwrap().folder, two);
        assert_eq!(
            get(&fourth, &other.host, &now).await.unwrap(),
            bytes(500, 5)
        );
        // and so does a name
        room.refresh().await.unwrap();
        room.shift(&[now], one).await.unwrap();
        rename(&fourth, now, "a.pdf", "c.pdf").await;
        assert_eq!(names(&fourth, one), ["c.pdf"]);
    });
}

#[test]
fn docs_what_is_in_the_bin_is_found_again_by_managers_only() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = room.make_folder(root(&room), "folder").await.unwrap();
        let files = [file("a.pdf", bytes(100, 1)), file("b.pdf", bytes(100, 2))];
        let docs = put(&room, &seller.host, folder, &files).await;
        let invite = room.invite(root(&room), "", world.now() + DAY, None).await;
        let (buyer, theirs) = world.joined("Li Wei", &invite.unwrap()).await;
        let limits = room::Limits {
            expires: world.now() + DAY,
            ..room::Limits::default()
        };
        let shared = room::Shared::Docs(vec![docs[0].into(), docs[1].into()]);
        let link = room.link(&shared, "", limits).await.unwrap();
        let (linked, host, _) = world.visitor(&link).await.unwrap();
        let binned = room.bin(&docs).await.unwrap();
        assert_eq!(binned.len(), 2);
        assert!(room.view().docs.is_empty());
        let bin = room.view().bin;
        let from: Vec<_> = bin.iter().map(|doc| doc.from).collect();
        assert_eq!(from, [Some(folder), Some(folder)]);
        assert_eq!(
            get(&room, &seller.host, &binned[0].now).await.unwrap(),
            bytes(100, 1)
        );
        for (theirs, host) in [(&theirs, &*buyer.host), (&linked, &*host)] {
            theirs.refresh().await.unwrap();
            let view = theirs.view();
            assert!(view.docs.is_empty() && view.bin.is_empty() && view.alarms.is_empty());
            assert_eq!(get(theirs, host, &docs[0]).await, Err(Error::NotFound));
        }
        // out of it, to where it was; the other for good
        let back = room.unbin(&[binned[0].now]).await.unwrap();
        assert_eq!(back[0].to, folder);
        room.delete(&[binned[1].now]).await.unwrap();
        assert!(room.view().bin.is_empty());
        theirs.refresh().await.unwrap();
        let shown = find(&theirs, "a.pdf").unwrap();
        let read = get(&theirs, &buyer.host, &shown.record.doc).await.unwrap();
        assert_eq!(read, bytes(100, 1));
        // what a link gave does not come back by itself
        linked.refresh().await.unwrap();
        assert!(linked.view().docs.is_empty());
        // again and again, from two tabs
        let (_other, second) = tab(&world, &seller, &room).await;
        for _ in 0..2 {
            let doc = find(&second, "a.pdf").unwrap().record.doc;
            room.bin(&[doc]).await.unwrap();
            let again = second.bin(&[doc]).await.unwrap();
            assert_eq!(second.view().bin.len(), 1);
            second.unbin(&[again[0].now]).await.unwrap();
            room.refresh().await.unwrap();
            assert_eq!(names(&room, folder), ["a.pdf"]);
        }
        let (_again, fresh) = tab(&world, &seller, &room).await;
        assert!(fresh.view().alarms.is_empty() && fresh.verify().await.unwrap().holds());
    });
}

#[test]
fn docs_two_bins_that_were_made_at_once_are_shown_as_one() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let files = [file("a.pdf", bytes(100, 1)), file("b.pdf", bytes(100, 2))];
        let docs = put(&room, &seller.host, root(&room), &files).await;
        let (_other, theirs) = tab(&world, &seller, &room).await;
        room.bin(&docs[..1]).await.unwrap();
        theirs.bin(&docs[1..]).await.unwrap();
        room.refresh().await.unwrap();
        for room in [&room, &theirs] {
            assert_eq!(room.view().bin.len(), 2);
            assert!(room.view().alarms.is_empty(), "{:?}", room.view().alarms);
        }
    });
}

#[test]
fn docs_a_link_over_documents_gets_what_is_new_of_them() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let files = [file("a.pdf", bytes(100, 1)), file("b.pdf", bytes(100, 2))];
        let docs = put(&room, &seller.host, root(&room), &files).await;
        rename(&room, docs[0], "a.pdf", "named.pdf").await;
        let limits = room::Limits {
            expires: world.now() + DAY,
            ..room::Limits::default()
        };
        let link = room
            .link(&room::Shared::Docs(vec![docs[0].into()]), "", limits)
            .await;
        let (linked, host, _) = world.visitor(&link.unwrap()).await.unwrap();
        assert_eq!(names(&linked, root(&linked)), ["named.pdf"]);
        put_version(&room, &seller.host, docs[0], "x.pdf", bytes(300, 3))
            .await
            .unwrap();
        let there = room.make_folder(root(&room), "there").await.unwrap();
        room.shift(&docs, there).await.unwrap();
        rename(&room, docs[0], "named.pdf", "new.pdf").await;
        room.refresh().await.unwrap();
        linked.refresh().await.unwrap();
        assert_eq!(names(&linked, root(&linked)), ["new.pdf"]);
        assert_eq!(get(&linked, &host, &docs[0]).await.unwrap(), bytes(300, 3));
        // nothing is written again and again
        let before = Raw::new(&world, room.id()).everything().len();
        room.refresh().await.unwrap();
        assert_eq!(Raw::new(&world, room.id()).everything().len(), before);
        room.delete(&docs).await.unwrap();
        linked.refresh().await.unwrap();
        assert!(linked.view().docs.is_empty());
    });
}

#[test]
fn docs_encrypted_again_have_new_parts_and_the_old_are_let_go() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let large = bytes(20 << 20, 7);
        let files = [file("a.bin", large.clone()), file("b.pdf", bytes(10, 2))];
        let docs = put(&room, &seller.host, root(&room), &files).await;
        let first = room.versions(docs[0]).unwrap()[0].version;
        put_version(&room, &seller.host, docs[0], "a.bin", bytes(100, 3))
            .await
            .unwrap();
        room.restore_version(&docs[0], first).await.unwrap();
        let change = Change {
            name: Some("named.bin".to_owned()),
            description: Some("text".to_owned()),
            tag: vec!["tag".to_owned()],
            ..Change::default()
        };
        room.edit(&[(docs[0], change)]).await.unwrap();
        let limits = room::Limits {
            expires: world.now() + DAY,
            ..room::Limits::default()
        };
        let link = room
            .link(&room::Shared::Docs(vec![docs[0].into()]), "", limits)
            .await;
        let (linked, host, _) = world.visitor(&link.unwrap()).await.unwrap();
        let invite = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let (_buyer, _theirs) = world.joined("Li Wei", &invite).await;
        let (_stays, stays) = {
            let invite = room.invite(root(&room), "", world.now() + DAY, None).await;
            world.joined("Zhao Min", &invite.unwrap()).await
        };
        room.end(&invite.member).await.unwrap();
        assert_eq!(room.aged(&docs), docs);
        let before: Vec<_> = room
            .view()
            .docs
            .into_iter()
            .flat_map(|doc| doc.record.parts)
            .collect();
        let carrier = room::testkit::MemoryCarrier::new(room::Host::api(&*seller.host));
        let done = room
            .encrypt_again(&carrier, &docs, &Control::new(), &|_| {})
            .await
            .unwrap();
        assert_eq!((done.done.len(), done.failed), (2, vec![]));
        let new: Vec<DocId> = done.done.iter().map(|(_, doc)| *doc).collect();
        assert_eq!(room.aged(&new), vec![]);
        stays.refresh().await.unwrap();
        linked.refresh().await.unwrap();
        for room in [&room, &stays] {
            let shown = find(room, "named.bin").unwrap();
            assert_eq!((shown.versions, shown.description.as_str()), (3, "text"));
            assert_eq!(shown.tags, ["tag"]);
            assert!(
                room.view().docs.iter().all(|doc| doc
                    .record
                    .parts
                    .iter()
                    .all(|part| !before.contains(part)))
            );
        }
        let versions = room.versions(new[0]).unwrap();
        assert_eq!(versions[2].restored, Some(1));
        assert_eq!(get(&room, &seller.host, &new[0]).await.unwrap(), large);
        let second = get_version(&room, &seller.host, &new[0], versions[1].version).await;
        assert_eq!(second.unwrap(), bytes(100, 3));
        assert_eq!(names(&linked, root(&linked)), ["named.bin"]);
        assert_eq!(get(&linked, &host, &new[0]).await.unwrap(), large);
        assert_eq!(get(&linked, &host, &docs[0]).await, Err(Error::NotFound));
        assert!(room.verify().await.unwrap().holds());
        // no entry that counts names an old part: the store sweeps them
        let parts = |room: &TheRoom| {
            let all = room.view().docs.into_iter();
            all.flat_map(|doc| doc.record.parts).collect::<Vec<_>>()
        };
        assert!(parts(&linked).iter().all(|part| !before.contains(part)));
        // cancelled before it begins: all is as it was
        let control = Control::new();
        control.cancel();
        let cancelled = room.encrypt_again(&carrier, &new, &control, &|_| {}).await;
        assert_eq!(cancelled.err(), Some(Error::Cancelled));
        assert!(find(&room, "named.bin").is_some_and(|doc| doc.record.doc == new[0]));
    });
}
