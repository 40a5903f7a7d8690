//! Locking and freezing the room, its end, members who are kept out for now, and other dates.

use room::{Error, Limits, MemberStanding, RoomState, Shared};

use crate::support::*;

fn standing(members: &[room::MemberView], of: &room::MemberId) -> MemberStanding {
    let mut members = members.iter();
    members.find(|one| one.member == *of).unwrap().standing
}

#[test]
fn a_locked_room_serves_nobody_but_its_owners() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
        let invite = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        let limits = Limits {
            expires: world.now() + DAY,
            ..Limits::default()
        };
        let link = room.link(&Shared::Folder(top), "", limits).await.unwrap();
        let (visited, ..) = world.visitor(&link).await.unwrap();

        // a reader cannot, not even by its own program's word
        let refused = theirs.set_room_state(RoomState::Locked).await;
        assert_eq!(refused, Err(Error::NotAllowed));
        room.set_room_state(RoomState::Locked).await.unwrap();
        assert_eq!(room.view().policy.state, RoomState::Locked);
        for one in [&theirs, &visited] {
            assert_eq!(one.refresh().await, Err(Error::RoomLocked));
        }
        let opened = get(&theirs, &buyer.host, &docs[0]).await;
        assert_eq!(opened.err(), Some(Error::RoomLocked));
        let again = reopen(&world, &buyer, &theirs).await;
        assert_eq!(again.err(), Some(Error::RoomLocked));
        assert_eq!(world.visitor(&link).await.err(), Some(Error::RoomLocked));
        // owners go on, also after a restart
        put(&room, &seller.host, top, &[file("b.pdf", bytes(100, 2))]).await;
        let (owner, open) = reopen(&world, &seller, &room).await.unwrap();
        assert_eq!(
            get(&open, &owner.host, &docs[0]).await.unwrap(),
            bytes(100, 1)
        );

        open.set_room_state(RoomState::Open).await.unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.view().docs.len(), 2);
        assert_eq!(theirs.view().policy.state, RoomState::Open);
        visited.refresh().await.unwrap();
        assert!(theirs.view().alarms.is_empty());
    });
}

#[test]
fn in_a_read_only_room_others_read_and_owners_write() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
        let invite = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        room.set_room_state(RoomState::ReadOnly).await.unwrap();
        theirs.refresh().await.unwrap();
        let view = theirs.view();
        assert!(view.is_frozen() && view.policy.state == RoomState::ReadOnly);
        // what is read is still told of
        let got = get(&theirs, &buyer.host, &docs[0]).await.unwrap();
        assert_eq!(got, bytes(100, 1));
        assert!(!room.view().is_frozen() && room.view().owns);
        put(&room, &seller.host, top, &[file("b.pdf", bytes(100, 2))]).await;
    });
}

#[test]
fn the_room_ends_for_all_but_its_owners() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
        let invite = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        assert_eq!(
            room.set_room_end(Some(world.now())).await,
            Err(Error::Expired)
        );
        let ends = world.now() + HOUR;
        // of two owners at once, the lock of one does not undo the end of the other
        let (_, other) = reopen(&world, &seller, &room).await.unwrap();
        room.set_room_end(Some(ends)).await.unwrap();
        other.set_room_state(RoomState::ReadOnly).await.unwrap();
        theirs.refresh().await.unwrap();
        let policy = theirs.view().policy;
        assert_eq!(
            (policy.state, policy.ends),
            (RoomState::ReadOnly, Some(ends))
        );
        world.later(HOUR);
        // the reader's own program stops first
        let opened = get(&theirs, &buyer.host, &docs[0]).await;
        assert_eq!(opened.err(), Some(Error::Expired));
        assert_eq!(theirs.refresh().await, Err(Error::Expired));
        room.refresh().await.unwrap();
        room.set_room_end(None).await.unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.view().docs.len(), 1);
    });
}

#[test]
fn a_suspended_member_is_kept_out_and_let_in_again() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
        let invite = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        let (_, theirs) = world.joined("Li Wei", &invite).await;
        let other = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        let (_, stays) = world.joined("Stays", &other).await;
        room.refresh().await.unwrap();
        room.suspend(&invite.member, true).await.unwrap();
        assert_eq!(theirs.refresh().await, Err(Error::Suspended));
        stays.refresh().await.unwrap();
        let members = room.members().await.unwrap();
        assert_eq!(
            standing(&members, &invite.member),
            MemberStanding::Suspended
        );
        assert_eq!(standing(&members, &other.member), MemberStanding::Live);
        // twice is once; nobody keeps out an owner, and a reader nobody
        room.suspend(&invite.member, true).await.unwrap();
        let owner = owner_of(&room).await;
        assert_eq!(room.suspend(&owner, true).await, Err(Error::NotAllowed));
        let refused = stays.suspend(&invite.member, false).await;
        assert_eq!(refused, Err(Error::NotFound));
        room.suspend(&invite.member, false).await.unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.view().docs.len(), 1);
    });
}

#[test]
fn other_dates_bring_an_end_nearer_and_farther() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
        let ends = Some(world.now() + 2 * DAY);
        let invite = room.invite(top, "", world.now() + DAY, ends).await.unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        let limits = Limits {
            expires: world.now() + DAY,
            ..Limits::default()
        };
        let link = room.link(&Shared::Folder(top), "", limits).await.unwrap();
        let (visited, device, _) = world.visitor(&link).await.unwrap();
        room.refresh().await.unwrap();

        world.later(1000);
        let nearer = world.now() + HOUR;
        room.set_dates(&invite.member, Some(nearer)).await.unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.view().expires, Some(nearer));
        let farther = world.now() + 10 * DAY;
        room.set_dates(&invite.member, Some(farther)).await.unwrap();
        room.set_dates(&link.member, Some(farther)).await.unwrap();
        assert!(room.set_dates(&link.member, None).await.is_err());
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.view().expires, Some(farther));
        world.later(3 * DAY);
        theirs.refresh().await.unwrap();
        visited.refresh().await.unwrap();
        assert_eq!(visited.view().expires, Some(farther));
        for (one, host) in [(&theirs, &buyer.host), (&visited, &device)] {
            assert_eq!(get(one, host, &docs[0]).await.unwrap(), bytes(100, 1));
        }
        // without an end
        room.set_dates(&invite.member, None).await.unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.view().expires, None);
        assert!(theirs.view().alarms.is_empty());
        let past = room.set_dates(&invite.member, Some(world.now())).await;
        assert_eq!(past, Err(Error::Expired));
    });
}
