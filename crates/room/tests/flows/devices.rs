//! More devices than one may have at once: the oldest goes, and comes back.

use ledger::Public;
use ledger::ids::PublicKey;

use crate::support::*;

#[test]
fn a_sixty_fifth_device_gets_in_and_so_does_the_one_that_went_for_it() {
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
        let owner = owner_of(&room).await;
        let keys = seller.room_keys(&world, &room);
        for n in 1..ledger::limits::DEVICES as u8 {
            let device = seal::sign::SigningKey::parse(&[n; 32]).unwrap();
            let device = Public::Device(PublicKey(device.public()));
            say(&world, &room, (owner, &keys.sign), owner, device, None).await;
        }
        // the first device is the oldest: the new one takes its place
        let new = seller.elsewhere(&world).await;
        let open = new.home.open(&new.me, &room.id()).await.unwrap();
        let read = get(&open, &new.host, &docs[0]).await;
        assert_eq!(read.unwrap(), bytes(100, 1));
        let (old, open) = reopen(&world, &seller, &room).await.unwrap();
        let read = get(&open, &old.host, &docs[0]).await;
        assert_eq!(read.unwrap(), bytes(100, 1));
        // and stays, once it is there again
        let (old, open) = reopen(&world, &old, &open).await.unwrap();
        let before = Raw::new(&world, room.id()).head(owner).next;
        get(&open, &old.host, &docs[0]).await.unwrap();
        assert_eq!(Raw::new(&world, room.id()).head(owner).next, before + 1);
    });
}

#[test]
fn devices_are_listed_over_all_rooms_named_and_revoked_one_by_one() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let second = seller
            .home
            .make_room(&seller.me, "Lotus II", server::local::Local::TOKEN);
        let second = second.await.unwrap();
        let docs = [file("a", bytes(100, 1))];
        let docs = put(&room, &seller.host, root(&room), &docs).await;
        let laptop = seller.elsewhere(&world).await;
        laptop.home.introduce("Chrome on Windows");
        let there = laptop.home.open(&laptop.me, &room.id()).await.unwrap();
        laptop.home.open(&laptop.me, &second.id()).await.unwrap();

        let desktop = seller.restart(&world).await.unwrap();
        let all = desktop.home.devices().await.unwrap();
        assert_eq!(
            all.iter().map(|one| one.this).collect::<Vec<_>>(),
            [true, false]
        );
        assert_eq!(all[1].name, "Chrome on Windows");
        assert_eq!(
            all.iter().map(|one| one.rooms.len()).collect::<Vec<_>>(),
            [2, 2]
        );
        let (mine, lost) = (all[0].device, all[1].device);
        let home = &desktop.home;
        home.name_device(&mine, " Wang's desk ").await.unwrap();
        home.name_device(&lost, "Wang's laptop").await.unwrap();
        assert!(home.name_device(&lost, "\u{202e}x").await.is_err());
        let named = seller.elsewhere(&world).await.home.devices().await.unwrap();
        let names: Vec<_> = named.iter().skip(1).map(|one| one.name.as_str()).collect();
        assert!(names.contains(&"Wang's desk") && names.contains(&"Wang's laptop"));

        // lost: it can open until it is revoked, and nothing from then on
        get(&there, &laptop.host, &docs[0]).await.unwrap();
        let never = home.revoke_device(&desktop.me, &mine, &|_, _| {}).await;
        assert_eq!(never, Err(room::Error::NotAllowed));
        let heard = std::cell::RefCell::new(Vec::new());
        let progress = |done, all| heard.borrow_mut().push((done, all));
        let left = home.revoke_device(&desktop.me, &lost, &progress).await;
        assert_eq!(left, Ok(vec![]));
        assert_eq!(*heard.borrow(), [(0, 2), (1, 2), (2, 2)]);
        assert!(get(&there, &laptop.host, &docs[0]).await.is_err());
        assert!(there.refresh().await.is_err());
        for room in [room.id(), second.id()] {
            let keys = home.keys_in(&desktop.me, &room).await.unwrap();
            assert_eq!(
                keys.iter().map(|key| key.device).collect::<Vec<_>>(),
                [Some(mine)]
            );
        }
        let all = home.devices().await.unwrap();
        assert!(all[1].revoked.is_some() && all[1].rooms.is_empty());

        // who opens the seed there comes back, as a new device that is seen
        let (again, open) = reopen(&world, &laptop, &there).await.unwrap();
        get(&open, &again.host, &docs[0]).await.unwrap();
        let all = desktop
            .restart(&world)
            .await
            .unwrap()
            .home
            .devices()
            .await
            .unwrap();
        let there = |one: &&room::devices::DeviceView| one.revoked.is_none() && !one.this;
        let back: Vec<_> = all.iter().filter(there).collect();
        assert_eq!((all.len(), back.len()), (3, 1));
        assert!(back[0].device != lost && back[0].rooms == [room_id(&open)]);
    });
}

fn room_id(room: &TheRoom) -> room::RoomId {
    room.id()
}

#[test]
fn a_room_that_cannot_be_reached_is_revoked_later_and_keys_that_nobody_named_are_seen() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let laptop = seller.elsewhere(&world).await;
        laptop.home.open(&laptop.me, &room.id()).await.unwrap();
        // somebody who has the seed certifies a device and does not say so at home
        let owner = owner_of(&room).await;
        let keys = seller.room_keys(&world, &room);
        let foreign = seal::sign::SigningKey::parse(&[7; 32]).unwrap();
        let foreign = PublicKey(foreign.public());
        say(
            &world,
            &room,
            (owner, &keys.sign),
            owner,
            Public::Device(foreign),
            None,
        )
        .await;

        let desktop = seller.restart(&world).await.unwrap();
        let lost = desktop.home.devices().await.unwrap()[1].device;
        let refuse = |what: &str| match what {
            "append" => Err(blobs::ApiError::Unreachable("down".to_owned())),
            _ => Ok(()),
        };
        *desktop.hooks.before.borrow_mut() = Some(Box::new(refuse));
        let left = desktop
            .home
            .revoke_device(&desktop.me, &lost, &|_, _| {})
            .await;
        assert_eq!(left, Ok(vec![(room.id(), room::Error::Unreachable)]));
        let all = desktop.home.devices().await.unwrap();
        assert!(all[1].revoked.is_some() && all[1].rooms == [room.id()]);

        // after a restart it goes on, here by opening the room
        let desktop = desktop.restart(&world).await.unwrap();
        desktop.home.open(&desktop.me, &room.id()).await.unwrap();
        let certified = desktop.home.keys_in(&desktop.me, &room.id()).await.unwrap();
        let unknown: Vec<_> = certified
            .iter()
            .filter(|key| key.device.is_none())
            .collect();
        assert_eq!((certified.len(), unknown.len()), (2, 1));
        assert_eq!(unknown[0].key, foreign);
        let (me, id) = (&desktop.me, room.id());
        desktop.home.revoke_keys(me, &id, &[foreign]).await.unwrap();
        let certified = desktop.home.keys_in(&desktop.me, &room.id()).await.unwrap();
        assert_eq!(certified.len(), 1);
        assert_eq!(
            desktop.home.finish_revoking(&desktop.me, &|_, _| {}).await,
            Ok(vec![])
        );
    });
}

#[test]
fn two_that_open_a_room_at_once_on_a_new_device_are_one_device() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let laptop = seller.elsewhere(&world).await;
        let id = room.id();
        let open = || laptop.home.open(&laptop.me, &id);
        let (one, two) = futures::join!(open(), laptop.home.look(&laptop.me, &id));
        // both may write the certificate; one of them finds it there
        assert!(one.is_ok() && two.is_ok());
        let keys = laptop.home.keys_in(&laptop.me, &id).await.unwrap();
        assert_eq!(keys.len(), 2, "the seller's and the laptop's: {keys:?}");
        assert!(keys.iter().all(|key| key.device.is_some()));
    });
}
