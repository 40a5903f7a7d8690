//! A key that others may know is given up in every room, for a new one.

use room::{Error, Home, Me, MemberStanding, Seed};

use crate::support::*;

async fn anew(world: &World, old: &Person) -> Person {
    let (host, hooks) = world.restart(&old.host);
    let me = Me {
        seed: Seed::make(&mut seal::rng::Platform::new().unwrap()),
        name: old.me.name.clone(),
    };
    let home = Home::load(std::rc::Rc::clone(&host), &me.seed)
        .await
        .unwrap();
    Person {
        me,
        host,
        hooks,
        home,
    }
}

#[test]
fn a_key_is_disowned_in_every_room_also_after_a_crash_in_between() {
    run(async {
        let world = World::new();
        let (seller, one) = world.seller().await;
        let two = seller
            .home
            .make_room(&seller.me, "Lotus II", server::local::Local::TOKEN);
        let two = two.await.unwrap();
        let docs = [file("a.pdf", bytes(100, 1))];
        let docs = put(&one, &seller.host, root(&one), &docs).await;
        let buyer = world.person("Li Wei").await;
        let mut theirs = Vec::new();
        for room in [&one, &two] {
            let invite = room.invite(root(room), "", world.now() + DAY, None);
            let invite = invite.await.unwrap();
            let joined = buyer
                .home
                .join(&buyer.me, &fragment(&invite))
                .await
                .unwrap();
            theirs.push((invite.member, joined));
        }
        let new = anew(&world, &buyer).await;
        assert_eq!(new.home.take_over(&buyer.home, &buyer.me).await, Ok(()));
        // once more is no more: the answer may have been lost
        new.home.take_over(&buyer.home, &buyer.me).await.unwrap();
        let again = buyer.home.take_over(&buyer.home, &buyer.me).await;
        assert_eq!(again, Err(Error::NotAllowed));
        let given = new.home.given_up();
        assert_eq!(
            (given.len(), given[0].rooms.len(), given[0].finished),
            (1, 2, false)
        );
        assert_eq!(new.home.name(), "Li Wei");

        // after the first room the network goes
        let mut count = 0;
        let fail = move |what: &str| {
            count += usize::from(what == "append");
            match count {
                0 | 1 => Ok(()),
                _ => Err(blobs::ApiError::Unreachable("down".to_owned())),
            }
        };
        *new.hooks.before.borrow_mut() = Some(Box::new(fail));
        assert!(
            new.home.disown(&new.me, &|_, _| {}).await.is_err() || !new.home.given_up()[0].finished
        );
        let done = |home: &Home<Device>| {
            let rooms = home.given_up().remove(0).rooms;
            rooms.iter().filter(|room| room.done.is_some()).count()
        };
        // it goes on elsewhere, with the new seed alone
        let elsewhere = new.elsewhere(&world).await;
        assert!(done(&elsewhere.home) < 2);
        assert_eq!(
            elsewhere.home.disown(&elsewhere.me, &|_, _| {}).await,
            Ok(vec![])
        );
        assert_eq!(done(&elsewhere.home), 2);
        assert!(elsewhere.home.given_up()[0].finished);

        // the old key opens nothing, on any device
        assert!(get(&theirs[0].1, &buyer.host, &docs[0]).await.is_err());
        let thief = buyer.elsewhere(&world).await;
        let open = thief.home.open(&thief.me, &one.id()).await;
        assert_eq!(open.err(), Some(Error::Ended));
        assert_eq!(thief.home.rooms().len(), 2, "the old home stays readable");

        // managers see why, and invite again
        for (room, (member, _)) in [&one, &two].into_iter().zip(&theirs) {
            room.refresh().await.unwrap();
            let members = room.members().await.unwrap();
            let old = members.iter().find(|view| view.member == *member).unwrap();
            assert_eq!(old.standing, MemberStanding::Disowned);
            assert!(old.disowned.is_some_and(|at| at <= world.now()));
        }
        let invite = one
            .invite(root(&one), "", world.now() + DAY, None)
            .await
            .unwrap();
        let open = elsewhere
            .home
            .join(&elsewhere.me, &fragment(&invite))
            .await
            .unwrap();
        assert_eq!(
            get(&open, &elsewhere.host, &docs[0]).await,
            Ok(bytes(100, 1))
        );
        let back: Vec<_> = elsewhere.home.given_up()[0]
            .rooms
            .iter()
            .map(|r| r.back)
            .collect();
        assert_eq!(back.iter().filter(|back| **back).count(), 1);
    });
}

#[test]
fn a_room_with_one_owner_goes_to_the_new_identity_first_also_after_a_crash() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let docs = [file("a.pdf", bytes(100, 1))];
        let docs = put(&room, &seller.host, root(&room), &docs).await;
        let new = anew(&world, &seller).await;
        new.home.take_over(&seller.home, &seller.me).await.unwrap();
        // however far it came, the room has an owner who gets in
        for stop in 0..6 {
            let mut count = 0;
            let fail = move |what: &str| {
                count += usize::from(what == "append");
                match count > stop {
                    false => Ok(()),
                    true => Err(blobs::ApiError::Unreachable("down".to_owned())),
                }
            };
            *new.hooks.before.borrow_mut() = Some(Box::new(fail));
            let left = new.home.disown(&new.me, &|_, _| {}).await;
            assert!(
                !new.home.given_up()[0].finished || left == Ok(vec![]),
                "{left:?}"
            );
            new.hooks.clear();
            if !new.home.given_up()[0].finished {
                let old = seller.restart(&world).await.unwrap();
                old.home.open(&old.me, &room.id()).await.unwrap();
            }
        }
        assert_eq!(new.home.disown(&new.me, &|_, _| {}).await, Ok(vec![]));
        assert!(new.home.given_up()[0].finished);

        let open = new.home.open(&new.me, &room.id()).await.unwrap();
        assert_eq!(get(&open, &new.host, &docs[0]).await, Ok(bytes(100, 1)));
        open.make_folder(root(&open), "mine again").await.unwrap();
        let invite = open.invite(root(&open), "", world.now() + DAY, None).await;
        world.joined("Li Wei", &invite.unwrap()).await;
        assert_eq!(
            new.home.forget_room(&room.id()).await,
            Err(Error::NotAllowed)
        );
        // the old key opens nothing more
        let thief = seller.elsewhere(&world).await;
        let gone = thief.home.open(&thief.me, &room.id()).await;
        assert_eq!(gone.err(), Some(Error::Ended));
    });
}

#[test]
fn what_a_thief_writes_into_the_old_home_hides_no_room() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        let invite = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, _) = world.joined("Li Wei", &invite).await;
        let new = anew(&world, &buyer).await;
        new.home.take_over(&buyer.home, &buyer.me).await.unwrap();
        let thief = buyer.elsewhere(&world).await;
        thief.home.forget_room(&room.id()).await.unwrap();
        assert_eq!(new.home.disown(&new.me, &|_, _| {}).await, Ok(vec![]));
        room.refresh().await.unwrap();
        let members = room.members().await.unwrap();
        let old = members.iter().find(|view| view.member == invite.member);
        assert_eq!(old.unwrap().standing, MemberStanding::Disowned);
    });
}
