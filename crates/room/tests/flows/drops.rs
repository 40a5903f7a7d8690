//! The drop box: files from somebody who reads nothing.

use std::collections::BTreeMap;
use std::rc::Rc;

use room::testkit::{MemoryCarrier, MemoryFile};
use room::{
    Action, Control, DocId, Error, Fate, Host, Introduction, Invitation, Limits, Picked, ScopeId,
    Shared, Uploaded, visit, visit_as,
};

use crate::support::*;

async fn request(room: &TheRoom, folder: ScopeId, limits: Limits<'_>) -> Invitation {
    let what = Shared::Requests(folder);
    room.link(&what, "Accountant", limits).await.unwrap()
}

fn limits(world: &World) -> Limits<'static> {
    Limits {
        expires: world.now() + HOUR,
        ..Limits::default()
    }
}

async fn send_in(room: &TheRoom, host: &Device, files: &[Picked<MemoryFile>]) -> Uploaded {
    let carrier = MemoryCarrier::new(host.api());
    let to = room.drops_to()[0].0;
    let control = Control::new();
    let sent = room.send_in(&carrier, &to, files, &control, &|_| {});
    sent.await.unwrap()
}

/// What the sender's own device knows.
fn fates(room: &TheRoom) -> BTreeMap<String, Fate> {
    let sent = room.sent().into_iter();
    sent.filter_map(|one| Some((one.name?, one.fate))).collect()
}

async fn look(room: &TheRoom, host: &Device, doc: &DocId) -> Vec<u8> {
    let (carrier, mut sink) = (MemoryCarrier::new(host.api()), Vec::new());
    let control = Control::new();
    room.open_doc(&carrier, doc, Action::View, &mut sink, &control, &|_| {})
        .await
        .unwrap();
    sink
}

#[test]
fn what_is_sent_waits_until_a_manager_takes_it_in_or_refuses_it() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = room.make_folder(root(&room), "Inbox").await.unwrap();
        put(&room, &seller.host, folder, &[file("a.pdf", bytes(300, 1))]).await;
        let asks = Limits {
            asks: true,
            ..limits(&world)
        };
        let link = request(&room, folder, asks).await;
        let (host, _) = world.device();
        let says = Introduction {
            name: "Ada".to_owned(),
            email: "ada@example.com".to_owned(),
        };
        let theirs = visit_as(Rc::clone(&host), &fragment(&link), None, Some(&says))
            .await
            .unwrap();
        // they see where to, and nothing of what is there
        let view = theirs.view();
        assert!(view.folders.is_empty() && view.docs.is_empty() && view.alarms.is_empty());
        assert_eq!(view.expires, Some(START + HOUR));
        assert_eq!(theirs.drops_to()[0].1, "Inbox");
        let large = bytes(3 << 20, 5);
        let files = [
            file("a.pdf", bytes(300, 2)),
            file("deep/down/b.pdf", bytes(400, 3)),
            file("big.bin", large.clone()),
            file("con", bytes(10, 4)),
        ];
        let sent = send_in(&theirs, &host, &files).await;
        assert_eq!((sent.done.len(), sent.failed.len()), (3, 1));
        assert_eq!(room.quarantine().unwrap().len(), 0);

        room.refresh().await.unwrap();
        let waiting = room.quarantine().unwrap();
        assert_eq!(waiting.len(), 3);
        assert!(room.view().docs.iter().all(|doc| doc.record.size == 300));
        assert_eq!(room.view().alarms, []);
        for one in &waiting {
            assert_eq!((one.folder, one.from.as_str()), (folder, "Ada"));
            assert_eq!((one.label.as_str(), one.sent), ("Accountant", START));
        }
        // a manager may look before it decides
        let of = |name: &str| {
            let one = waiting.iter().find(|one| one.name == name).unwrap();
            one.record.doc
        };
        assert_eq!(look(&room, &seller.host, &of("a.pdf")).await, bytes(300, 2));
        assert_eq!(room.doc(of("b.pdf")).unwrap().name, "b.pdf");
        room.take_in(&[of("a.pdf"), of("big.bin")]).await.unwrap();
        room.refuse(&[of("b.pdf")]).await.unwrap();
        assert_eq!(room.quarantine().unwrap().len(), 0);
        let taken = find(&room, "a (2).pdf").unwrap();
        // under an id of the room's own
        assert_eq!(taken.folder, folder);
        assert_ne!(taken.record.doc, of("a.pdf"));
        let big = find(&room, "big.bin").unwrap().record.doc;
        assert_eq!(look(&room, &seller.host, &big).await, large);
        assert!(find(&room, "b.pdf").is_none());
        assert_eq!(room.take_in(&[of("b.pdf")]).await, Err(Error::NotFound));
        // the sender hears what became of it, and reads none of it, nor does the link
        assert!(fates(&theirs).values().all(|fate| *fate == Fate::Waits));
        theirs.refresh().await.unwrap();
        let told = [
            ("a.pdf".to_owned(), Fate::TakenIn),
            ("b.pdf".to_owned(), Fate::Refused),
            ("big.bin".to_owned(), Fate::TakenIn),
        ];
        assert_eq!(fates(&theirs), BTreeMap::from(told));
        assert_eq!(theirs.view().alarms, []);
        assert!(get(&theirs, &host, &of("a.pdf")).await.is_err());
        // after a restart it is all the same, and nothing waits
        let (_, again) = reopen(&world, &seller, &room).await.unwrap();
        assert_eq!(again.view().docs.len(), 3);
        assert_eq!(
            (again.quarantine().unwrap().len(), again.view().alarms),
            (0, vec![])
        );
        again.verify().await.unwrap();
    });
}

#[test]
fn the_link_goes_on_when_the_folder_gets_a_new_key() {
    run(async {
        let world = World::new();
        let (_seller, room) = world.seller().await;
        let folder = room.make_folder(root(&room), "Inbox").await.unwrap();
        let link = request(&room, folder, limits(&world)).await;
        let invite = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (reader, theirs) = world.joined("Reader", &invite).await;
        let (sender, host, _) = world.visitor(&link).await.unwrap();
        room.refresh().await.unwrap();
        room.end(&invite.member).await.unwrap();
        send_in(&sender, &host, &[file("late.pdf", bytes(300, 1))]).await;
        room.refresh().await.unwrap();
        assert_eq!(room.quarantine().unwrap().len(), 1);
        drop((reader, theirs));
        // ended, it takes nothing more
        room.end(&link.member).await.unwrap();
        let to = sender.drops_to()[0].0;
        let files = [file("x.pdf", bytes(300, 2))];
        {
            let (carrier, control) = (MemoryCarrier::new(host.api()), Control::new());
            let sent = sender.send_in(&carrier, &to, &files, &control, &|_| {});
            let sent = sent.await;
            assert!(!sent.is_ok_and(|sent| !sent.done.is_empty()));
        }
        assert_eq!(
            visit(host, &fragment(&link), None).await.err(),
            Some(Error::Ended)
        );
    });
}

#[test]
fn two_managers_tabs_take_in_once() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let link = request(&room, root(&room), limits(&world)).await;
        let (sender, host, _) = world.visitor(&link).await.unwrap();
        let files: Vec<_> = (0..3)
            .map(|n| file(&format!("{n}.pdf"), bytes(300, n)))
            .collect();
        send_in(&sender, &host, &files).await;
        let (_tab, other) = reopen(&world, &seller, &room).await.unwrap();
        let (a, b) = futures::join!(room.refresh(), other.refresh());
        a.unwrap();
        b.unwrap();
        let docs: Vec<DocId> = room
            .quarantine()
            .unwrap()
            .iter()
            .map(|it| it.record.doc)
            .collect();
        assert_eq!(docs.len(), 3);
        let (a, b) = futures::join!(room.take_in(&docs), other.take_in(&docs[..1]));
        assert!(
            a.is_ok() && (b.is_ok() || b == Err(Error::NotFound)),
            "{a:?} {b:?}"
        );
        room.refresh().await.unwrap();
        assert_eq!(
            (room.view().docs.len(), room.quarantine().unwrap().len()),
            (3, 0)
        );
        assert_eq!(room.view().alarms, []);
    });
}

#[test]
fn who_decided_and_was_gone_before_it_told_is_followed_by_who_manages_next() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let link = request(&room, root(&room), limits(&world)).await;
        let (sender, host, _) = world.visitor(&link).await.unwrap();
        let files = ["yes.pdf", "no.pdf"].map(|name| file(name, bytes(300, name.len() as u8)));
        send_in(&sender, &host, &files).await;
        room.refresh().await.unwrap();
        let waiting = room.quarantine().unwrap();
        let of = |name: &str| waiting.iter().find(|one| one.name == name).unwrap().at;
        // the decision is stored, and no answer after it
        let mut appends = 0;
        *seller.hooks.before.borrow_mut() = Some(Box::new(move |what| {
            appends += usize::from(what == "append");
            match appends {
                0 | 1 => Ok(()),
                _ => Err(blobs::ApiError::Unreachable("gone".to_owned())),
            }
        }));
        let _ = room.take_in(&[of("yes.pdf")]).await;
        sender.refresh().await.unwrap();
        assert!(fates(&sender).values().all(|fate| *fate == Fate::Waits));
        seller.hooks.before.take();
        let (_tab, other) = reopen(&world, &seller, &room).await.unwrap();
        other.refuse(&[of("no.pdf")]).await.unwrap();
        sender.refresh().await.unwrap();
        let told = [
            ("yes.pdf".to_owned(), Fate::TakenIn),
            ("no.pdf".to_owned(), Fate::Refused),
        ];
        assert_eq!(fates(&sender), BTreeMap::from(told));
        assert_eq!(other.view().alarms, []);
    });
}
