//! Members who may send in without reading.

use std::collections::BTreeSet;

use room::testkit::{MemoryCarrier, MemoryFile};
use room::{
    ChainId, Control, DocId, Error, Fate, Host, Level, Limits, MemberId, Office, Op, Picked,
    Principal, ScopeId, Shared, Uploaded, Waiting,
};

use crate::support::*;

/// A room with a folder, a group, and one who is in it.
struct Sale {
    world: World,
    seller: Person,
    room: TheRoom,
    folder: ScopeId,
    group: Principal,
    anna: (Person, TheRoom, MemberId),
}

async fn sale() -> Sale {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let folder = room.make_folder(root(&room), "Contracts").await.unwrap();
    put(&room, &seller.host, folder, &[file("a.pdf", bytes(300, 1))]).await;
    let group = room.make_group("Counsel").await.unwrap();
    let anna = world.entered(&room, "Anna", &[group]).await;
    Sale {
        world,
        seller,
        room,
        folder,
        group,
        anna,
    }
}

async fn try_send(
    room: &TheRoom,
    host: &Device,
    to: ScopeId,
    files: &[Picked<MemoryFile>],
) -> Result<Uploaded, Error> {
    let carrier = MemoryCarrier::new(host.api());
    let control = Control::new();
    room.send_in(&carrier, &to, files, &control, &|_| {}).await
}

/// Sends one file to the only place there is.
async fn send(room: &TheRoom, host: &Device, name: &str, seed: u8) -> DocId {
    let to = room.drops_to();
    assert_eq!(to.len(), 1, "{to:?}");
    let sent = try_send(room, host, to[0].0, &[file(name, bytes(300, seed))]).await;
    let sent = sent.unwrap();
    assert_eq!(sent.failed, vec![]);
    sent.done[0].1
}

/// Whether anything arrives, whatever the program says.
async fn arrives(room: &TheRoom, host: &Device, to: ScopeId) -> bool {
    let sent = try_send(room, host, to, &[file("x.pdf", bytes(300, 9))]).await;
    sent.is_ok_and(|sent| !sent.done.is_empty())
}

fn fate(room: &TheRoom, name: &str) -> Option<Fate> {
    let mut sent = room.sent().into_iter();
    let one = sent.find(|one| one.name.as_deref() == Some(name))?;
    Some(one.fate)
}

fn waiting(room: &TheRoom) -> Vec<Waiting> {
    room.quarantine().unwrap()
}

#[test]
fn who_may_send_in_sends_and_reads_nothing() {
    run(async {
        let it = sale().await;
        let (room, (anna, theirs, _)) = (&it.room, &it.anna);
        assert_eq!(theirs.drops_to(), []);
        let give = [Op::Sends(it.group, it.folder, true)];
        let planned = room.preview(&give).unwrap();
        assert_eq!(planned.len(), 1);
        assert_eq!(
            (planned[0].folder, planned[0].after, planned[0].sends),
            (it.folder, Level::Nothing, (false, true))
        );
        room.apply(&give).await.unwrap();
        theirs.refresh().await.unwrap();
        let to = theirs.drops_to();
        assert_eq!(theirs.view().drops, to);
        assert_eq!(to.len(), 1);
        assert_eq!(to[0].1, "Contracts");
        let view = theirs.view();
        assert!(view.folders.is_empty() && view.docs.is_empty() && view.alarms.is_empty());
        let files = [
            file("one.pdf", bytes(300, 2)),
            file("deep/two.bin", bytes(3 << 20, 3)),
        ];
        let sent = try_send(theirs, &anna.host, to[0].0, &files).await.unwrap();
        assert_eq!((sent.done.len(), sent.failed.len()), (2, 0));
        let mine = theirs.sent();
        assert_eq!(mine.len(), 2);
        assert!(
            mine.iter()
                .all(|one| one.fate == Fate::Waits && one.sent == START)
        );
        let names: BTreeSet<_> = mine.iter().filter_map(|one| one.name.as_deref()).collect();
        assert_eq!(names, BTreeSet::from(["one.pdf", "two.bin"]));
        assert!(mine.iter().any(|one| one.size == 3 << 20));

        room.refresh().await.unwrap();
        let waits = waiting(room);
        assert_eq!(waits.len(), 2);
        for one in &waits {
            assert_eq!((one.folder, one.from.as_str()), (it.folder, "Anna"));
            assert!(one.member);
        }
        assert_eq!(room.view().docs.len(), 1, "nothing is in the folder yet");
        let of = |name: &str| {
            waits
                .iter()
                .find(|one| one.name == name)
                .unwrap()
                .record
                .doc
        };
        room.take_in(&[of("one.pdf")]).await.unwrap();
        room.refuse(&[of("two.bin")]).await.unwrap();
        let there = find(room, "one.pdf").unwrap();
        assert_eq!(there.folder, it.folder);
        let taken = there.record.doc;
        assert_ne!(taken, of("one.pdf"), "under an id that nobody chose");
        assert_eq!(
            get(room, &it.seller.host, &taken).await.unwrap(),
            bytes(300, 2)
        );
        // the sender learns what became of it, and reads none of it
        theirs.refresh().await.unwrap();
        assert_eq!(fate(theirs, "one.pdf"), Some(Fate::TakenIn));
        assert_eq!(fate(theirs, "two.bin"), Some(Fate::Refused));
        assert!(get(theirs, &anna.host, &taken).await.is_err());
        assert_eq!(theirs.view().alarms, []);
        // after a restart it is all the same; another device knows no names
        let (_, again) = reopen(&it.world, anna, theirs).await.unwrap();
        assert_eq!((again.sent(), again.drops_to()), (theirs.sent(), to));
        let elsewhere = anna.elsewhere(&it.world).await;
        let there = elsewhere
            .home
            .open(&elsewhere.me, &room.id())
            .await
            .unwrap();
        assert_eq!(there.sent().len(), 2);
        assert!(
            there
                .sent()
                .iter()
                .all(|one| one.name.is_none() && one.size > 0)
        );
        room.verify().await.unwrap();
        assert_eq!(room.view().alarms, []);
    });
}

#[test]
fn who_comes_later_sends_to_the_same_inbox_and_who_leaves_does_not() {
    run(async {
        let it = sale().await;
        let (room, (anna, theirs, member)) = (&it.room, &it.anna);
        let give = Op::Sends(it.group, it.folder, true);
        room.apply(std::slice::from_ref(&give)).await.unwrap();
        theirs.refresh().await.unwrap();
        let inbox = theirs.drops_to()[0].0;
        let (bert, berts, _) = it.world.entered(room, "Bert", &[it.group]).await;
        assert_eq!(berts.drops_to()[0].0, inbox);
        send(&berts, &bert.host, "b.pdf", 2).await;
        // out of the group: the gate refuses at once, and it is told
        let leave = [Op::Belongs(Principal::member(member), it.group, false)];
        room.apply(&leave).await.unwrap();
        assert!(!arrives(theirs, &anna.host, inbox).await, "not told yet");
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.drops_to(), []);
        let refused = try_send(theirs, &anna.host, inbox, &[]).await;
        assert_eq!(refused.err(), Some(Error::NotAllowed));
        room.refresh().await.unwrap();
        assert_eq!(waiting(room).len(), 1);
        // one's own right beside the group's; who adds in the folder has no need of it
        let own = Principal::member(member);
        let both = [
            Op::Sends(own, it.folder, true),
            Op::Access(own, it.folder, Some(Level::Read)),
        ];
        room.apply(&both).await.unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.drops_to()[0].0, inbox);
        assert_eq!(theirs.view().folders.len(), 1);
        room.apply(&[Op::Access(own, it.folder, Some(Level::Write))])
            .await
            .unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.drops_to(), []);
        // a group that is dissolved takes its right along
        room.apply(&[Op::Group(it.group, None)]).await.unwrap();
        berts.refresh().await.unwrap();
        assert_eq!(berts.drops_to(), []);
        assert_eq!((room.view().alarms, berts.view().alarms), (vec![], vec![]));
    });
}

#[test]
fn who_is_kept_out_sends_nothing() {
    run(async {
        let it = sale().await;
        let (room, (anna, theirs, member)) = (&it.room, &it.anna);
        let own = Principal::member(member);
        let give = Op::Sends(own, it.folder, true);
        // who waits for approval
        let awaits = [give.clone(), Op::Await(own, true, None)];
        room.apply(&awaits).await.unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.drops_to(), []);
        let words = anna.me.seed.root().fingerprint();
        room.approve(member, &words).await.unwrap();
        theirs.refresh().await.unwrap();
        let inbox = theirs.drops_to()[0].0;
        send(theirs, &anna.host, "one.pdf", 1).await;
        // who is suspended
        room.suspend(member, true).await.unwrap();
        assert!(!arrives(theirs, &anna.host, inbox).await);
        room.suspend(member, false).await.unwrap();
        send(theirs, &anna.host, "two.pdf", 2).await;
        // who has not agreed: neither by its own program, nor before that knows of the text
        room.set_text(None, "甲", "One").await.unwrap();
        assert!(!arrives(theirs, &anna.host, inbox).await);
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.drops_to(), []);
        let owes = try_send(theirs, &anna.host, inbox, &[]).await;
        assert_eq!(owes.err(), Some(Error::Owes));
        let asked = theirs.asked().unwrap();
        theirs.agree(&asked.hash, "Anna").await.unwrap();
        send(theirs, &anna.host, "three.pdf", 3).await;
        // whose time is over
        let end = it.world.now() + HOUR;
        room.set_dates(member, Some(end)).await.unwrap();
        theirs.refresh().await.unwrap();
        send(theirs, &anna.host, "four.pdf", 4).await;
        it.world.later(HOUR);
        assert!(!arrives(theirs, &anna.host, inbox).await);
        // who was ended
        let (bert, berts, him) = it.world.entered(room, "Bert", &[]).await;
        let give = Op::Sends(Principal::member(&him), it.folder, true);
        room.apply(&[give]).await.unwrap();
        berts.refresh().await.unwrap();
        room.end(&him).await.unwrap();
        assert!(!arrives(&berts, &bert.host, inbox).await);
        room.refresh().await.unwrap();
        let names: BTreeSet<String> = waiting(room).into_iter().map(|it| it.name).collect();
        let due = ["one.pdf", "two.pdf", "three.pdf", "four.pdf"];
        assert_eq!(names, due.map(str::to_owned).into());
        // a coordinator holds no folder, and sends to none
        let (_, carls, carl) = it.world.entered(room, "Carl", &[]).await;
        let give = Op::Sends(Principal::member(&carl), it.folder, true);
        room.apply(&[give]).await.unwrap();
        carls.refresh().await.unwrap();
        let asked = carls.asked().unwrap();
        carls.agree(&asked.hash, "Carl").await.unwrap();
        assert_eq!(carls.drops_to().len(), 1);
        room.appoint(&carl, Office::Coordinator).await.unwrap();
        carls.refresh().await.unwrap();
        assert_eq!((carls.drops_to(), carls.view().alarms), (vec![], vec![]));
    });
}

#[test]
fn a_clean_teams_folder_takes_nothing_in() {
    run(async {
        let it = sale().await;
        let clean = it.room.clean_folder("Clean").await.unwrap();
        let own = Principal::member(&it.anna.2);
        let refused = it.room.apply(&[Op::Sends(own, clean, true)]).await;
        assert_eq!(refused, Err(Error::NotAllowed));
        let limits = Limits {
            expires: START + HOUR,
            ..Limits::default()
        };
        let link = it.room.link(&Shared::Requests(clean), "", limits).await;
        assert_eq!(link.err(), Some(Error::NotAllowed));
        // nor one that is not there
        let refused = it
            .room
            .apply(&[Op::Sends(own, ChainId([7; 16]), true)])
            .await;
        assert_eq!(refused, Err(Error::NotAllowed));
    });
}

#[test]
fn a_former_managers_key_opens_nothing_that_is_sent_later() {
    run(async {
        let it = sale().await;
        let (room, (anna, theirs, _)) = (&it.room, &it.anna);
        let (deng, dengs, manager) = it.world.entered(room, "Deng", &[]).await;
        room.appoint(&manager, Office::Manager).await.unwrap();
        dengs.refresh().await.unwrap();
        // the second manager makes the inbox, and tells
        dengs
            .apply(&[Op::Sends(it.group, it.folder, true)])
            .await
            .unwrap();
        let limits = Limits {
            expires: START + HOUR,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Requests(it.folder), "", limits)
            .await
            .unwrap();
        let (visitor, host, _) = it.world.visitor(&link).await.unwrap();
        dengs.refresh().await.unwrap();
        theirs.refresh().await.unwrap();
        send(theirs, &anna.host, "before.pdf", 1).await;
        send(&visitor, &host, "by link.pdf", 2).await;
        dengs.refresh().await.unwrap();
        assert_eq!(waiting(&dengs).len(), 2);
        let raw = Raw::new(&it.world, room.id());
        let inboxes = [theirs.drops_to()[0].0, visitor.drops_to()[0].0];
        let keys = deng.room_keys(&it.world, &dengs);
        let ring = Keyring::of(&raw, room.id(), manager, &keys);
        for (n, ends) in [false, true].into_iter().enumerate() {
            match ends {
                false => room.dismiss(&manager).await.unwrap(),
                true => {
                    room.appoint(&manager, Office::Manager).await.unwrap();
                    dengs.refresh().await.unwrap();
                    room.end(&manager).await.unwrap();
                }
            }
            assert_eq!(room.pending(), vec![]);
            let before: Vec<u32> = inboxes.iter().map(|id| raw.epoch(*id)).collect();
            assert!(before.iter().all(|epoch| *epoch > n as u32), "{before:?}");
            // who was told once goes on, to the key that is there now
            theirs.refresh().await.unwrap();
            visitor.refresh().await.unwrap();
            assert_eq!(theirs.drops_to()[0].0, inboxes[0]);
            send(theirs, &anna.host, &format!("{n}.pdf"), 3).await;
            send(&visitor, &host, &format!("{n} by link.pdf"), 4).await;
            room.refresh().await.unwrap();
            assert_eq!(waiting(room).len(), 4 + 2 * n);
            assert_eq!(room.view().alarms, []);
        }
        // what it kept is the first key alone
        assert!(inboxes.iter().all(|id| raw.epoch(*id) > 0));
        ring.key(inboxes[0], 0);
    });
}

#[test]
fn two_managers_who_decide_at_once_make_one_inbox() {
    run(async {
        let it = sale().await;
        let (room, (_, theirs, member)) = (&it.room, &it.anna);
        let (_, berts, him) = it.world.entered(room, "Bert", &[]).await;
        let (_, dengs, manager) = it.world.entered(room, "Deng", &[]).await;
        room.appoint(&manager, Office::Manager).await.unwrap();
        dengs.refresh().await.unwrap();
        let give = |id: &MemberId| [Op::Sends(Principal::member(id), it.folder, true)];
        let (one, two) = (give(member), give(&him));
        let (a, b) = futures::join!(room.apply(&one), dengs.apply(&two));
        a.unwrap();
        b.unwrap();
        for room in [room, &dengs, theirs, &berts] {
            room.refresh().await.unwrap();
            assert_eq!(room.view().alarms, []);
        }
        assert_eq!(theirs.drops_to(), berts.drops_to());
        assert_eq!(theirs.drops_to().len(), 1);
        assert_eq!(room.pending(), vec![]);
    });
}

#[test]
fn what_broke_off_anywhere_is_brought_about_by_another_manager() {
    run(async {
        for left in 0..6 {
            let it = sale().await;
            let (room, (anna, theirs, member)) = (&it.room, &it.anna);
            let (deng, dengs, manager) = it.world.entered(room, "Deng", &[]).await;
            room.appoint(&manager, Office::Manager).await.unwrap();
            dengs.refresh().await.unwrap();
            let mut left = left;
            *deng.hooks.after.borrow_mut() = Some(Box::new(move |what| match what {
                "append" if left == 0 => Err(blobs::ApiError::Unreachable("gone".to_owned())),
                "append" => {
                    left -= 1;
                    Ok(())
                }
                _ => Ok(()),
            }));
            let give = [Op::Sends(Principal::member(member), it.folder, true)];
            let _ = dengs.apply(&give).await;
            room.refresh().await.unwrap();
            theirs.refresh().await.unwrap();
            send(theirs, &anna.host, "one.pdf", 1).await;
            room.refresh().await.unwrap();
            assert_eq!((waiting(room).len(), room.view().alarms), (1, vec![]));
        }
    });
}
