//! Ends: rotation after a crash, after a time that ran out, and with two devices at work.

use blobs::ApiError;
use room::{Error, Limits, MemberStanding, Shared};

use crate::support::*;

#[test]
fn a_rotation_that_crashed_anywhere_is_finished_later() {
    run(async {
        // the gate is lost after the n-th request of the end
        for n in 0..8 {
            let world = World::new();
            let (seller, room) = world.seller().await;
            put(
                &room,
                &seller.host,
                root(&room),
                &[file("deal/a/b/x.pdf", bytes(100, 1))],
            )
            .await;
            let deal = room.make_folder(root(&room), "deal").await.unwrap();
            let goes = room
                .invite(deal, "", world.now() + DAY, None)
                .await
                .unwrap();
            let stays = room
                .invite(deal, "", world.now() + DAY, None)
                .await
                .unwrap();
            let (_, _) = world.joined("Goes", &goes).await;
            let (kept, theirs) = world.joined("Stays", &stays).await;
            room.refresh().await.unwrap();
            let mut left = n;
            *seller.hooks.before.borrow_mut() = Some(Box::new(move |what| match (what, left) {
                ("append", 0) => Err(ApiError::Unreachable(String::new())),
                ("append", _) => {
                    left -= 1;
                    Ok(())
                }
                _ => Ok(()),
            }));
            let ended = room.end(&goes.member).await;
            // another device finds what is to be done, and does it
            let again = seller.elsewhere(&world).await;
            let open = again.home.open(&again.me, &room.id()).await.unwrap();
            if n == 0 {
                assert_eq!(ended, Err(Error::Unreachable));
                open.end(&goes.member).await.unwrap();
            }
            open.settle().await.unwrap();
            assert_eq!(open.pending(), vec![]);
            assert!(
                open.view().alarms.is_empty(),
                "{n}: {:?}",
                open.view().alarms
            );
            let inside = open
                .make_folders(root(&open), &["deal/a/b".to_owned()])
                .await
                .unwrap()["deal/a/b"];
            let docs = put(&open, &again.host, inside, &[file("y.pdf", bytes(100, 2))]).await;
            theirs.refresh().await.unwrap();
            assert_eq!(
                get(&theirs, &kept.host, &docs[0]).await.unwrap(),
                bytes(100, 2),
                "{n}"
            );
            assert!(
                theirs.view().alarms.is_empty(),
                "{n}: {:?}",
                theirs.view().alarms
            );
            assert_eq!(theirs.view().docs.len(), 2);
        }
    });
}

#[test]
fn a_link_whose_time_ran_out_is_ended_and_rotated() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        put(&room, &seller.host, folder, &[file("a.pdf", bytes(100, 1))]).await;
        let limits = Limits {
            expires: world.now() + HOUR,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(folder), "", limits)
            .await
            .unwrap();
        world.later(HOUR);
        room.settle().await.unwrap();
        let members = room.members().await.unwrap();
        assert_eq!(
            members
                .iter()
                .find(|member| member.member == link.member)
                .unwrap()
                .standing,
            MemberStanding::Ended
        );
        assert_eq!(room.pending(), vec![]);
        let docs = put(&room, &seller.host, folder, &[file("b.pdf", bytes(100, 2))]).await;
        assert_eq!(
            get(&room, &seller.host, &docs[0]).await.unwrap(),
            bytes(100, 2)
        );
        let again = seller.elsewhere(&world).await;
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        assert!(open.view().docs.len() == 2 && open.view().alarms.is_empty());
    });
}

#[test]
fn two_devices_of_one_owner_write_at_once() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let again = seller.elsewhere(&world).await;
        let other = again.home.open(&again.me, &room.id()).await.unwrap();
        for i in 0..4 {
            put(
                &room,
                &seller.host,
                root(&room),
                &[file(&format!("a{i}/x"), bytes(10, 1))],
            )
            .await;
            put(
                &other,
                &again.host,
                root(&room),
                &[file(&format!("b{i}/x"), bytes(10, 2))],
            )
            .await;
            seller.home.set_name(&format!("A{i}")).await.unwrap();
            again.home.set_name(&format!("B{i}")).await.unwrap();
        }
        room.refresh().await.unwrap();
        other.refresh().await.unwrap();
        assert_eq!((room.view().docs.len(), other.view().docs.len()), (8, 8));
        assert_eq!(room.view().folders, other.view().folders);
    });
}

#[test]
fn one_whose_access_ended_comes_back_by_another_invite() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        let docs = put(&room, &seller.host, folder, &[file("a.pdf", bytes(100, 1))]).await;
        let first = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &first).await;
        room.refresh().await.unwrap();
        room.end(&first.member).await.unwrap();
        assert_eq!(theirs.refresh().await, Err(Error::Ended));
        let second = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let again = buyer
            .home
            .join(&buyer.me, &fragment(&second))
            .await
            .unwrap();
        assert_eq!(
            get(&again, &buyer.host, &docs[0]).await.unwrap(),
            bytes(100, 1)
        );
        let (_, again) = reopen(&world, &buyer, &again).await.unwrap();
        assert_eq!(again.view().docs.len(), 1);
    });
}

#[test]
fn an_invite_that_nobody_took_in_time_is_ended_and_rotated() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        put(&room, &seller.host, folder, &[file("a.pdf", bytes(100, 1))]).await;
        let by = world.now() + HOUR;
        let left = room.invite(folder, "left", by, None).await.unwrap();
        let taken = room.invite(folder, "taken", by, None).await.unwrap();
        world.later(HOUR - 1);
        let (buyer, theirs) = world.joined("Li Wei", &taken).await;
        let raw = Raw::new(&world, room.id());
        room.settle().await.unwrap();
        assert_eq!(raw.epoch(folder), 0);

        // who joined at the last moment stays, although this device only now hears of it
        world.later(1);
        room.settle().await.unwrap();
        let members = room.members().await.unwrap();
        let standing = |id| {
            let found = members.iter().find(|member| member.member == id);
            found.unwrap().standing
        };
        assert_eq!(standing(left.member), MemberStanding::Ended);
        assert_eq!(standing(taken.member), MemberStanding::Live);
        assert_eq!((raw.epoch(folder), room.pending()), (1, vec![]));
        // whoever finds the invite later, and has the store's help, finds no new key for it
        let keys = fragment(&left).secret.keys();
        for sealed in raw.grants(left.member).grants {
            let grant = seal::grant::Grant::parse(&sealed.0).unwrap();
            grant.open(&room.id().0, &left.member.0, &keys.kem).unwrap();
            assert_eq!(grant.terms().epoch, 0);
        }
        let docs = put(&room, &seller.host, folder, &[file("b.pdf", bytes(100, 2))]).await;
        theirs.refresh().await.unwrap();
        let read = get(&theirs, &buyer.host, &docs[0]).await;
        assert_eq!(read.unwrap(), bytes(100, 2));
        assert!(theirs.view().alarms.is_empty());
    });
}

#[test]
fn who_disowned_itself_is_ended_and_rotated_officer_or_not() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        put(&room, &seller.host, folder, &[file("a.pdf", bytes(100, 1))]).await;
        let (owner, mine) = (owner_of(&room).await, seller.room_keys(&world, &room));
        for (epoch, officer) in [(1, false), (2, true)] {
            let invite = room
                .invite(folder, "", world.now() + DAY, None)
                .await
                .unwrap();
            let (buyer, theirs) = world.joined("Li Wei", &invite).await;
            let keys = buyer.room_keys(&world, &theirs);
            if officer {
                let key = ledger::PublicKey(keys.sign.public());
                let made = ledger::Public::Manager(invite.member, key, ledger::Office::Manager);
                let front = room::ChainId::FRONT;
                say(&world, &room, (owner, &mine.sign), front, made, None).await;
            }
            let by = (invite.member, &keys.sign);
            say(
                &world,
                &room,
                by,
                invite.member,
                ledger::Public::Disown,
                None,
            )
            .await;
            assert_eq!(theirs.refresh().await, Err(Error::Ended));
            room.refresh().await.unwrap();
            let members = room.members().await.unwrap();
            let member = members.iter().find(|member| member.member == invite.member);
            assert_eq!(member.unwrap().standing, MemberStanding::Disowned);
            assert_eq!(Raw::new(&world, room.id()).epoch(folder), epoch);
            assert_eq!(room.pending(), vec![]);
        }
        assert!(room.view().alarms.is_empty());
    });
}
