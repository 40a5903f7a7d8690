//! Rows about those who were removed: they read nothing new, and do not come back by themselves.

use room::{AlarmKind, Error, Limits, Shared};

use crate::support::*;

#[test]
fn row_20_and_23_one_who_was_removed_reads_nothing_new_whatever_the_store_serves() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        put(
            &room,
            &seller.host,
            root(&room),
            &[
                file("deal/old.pdf", bytes(100, 1)),
                file("deal/in/old.pdf", bytes(100, 2)),
            ],
        )
        .await;
        let deal = room.make_folder(root(&room), "deal").await.unwrap();
        let inside = room.make_folder(deal, "in").await.unwrap();
        let invite = room
            .invite(deal, "goes", world.now() + DAY, None)
            .await
            .unwrap();
        let stays = room
            .invite(deal, "stays", world.now() + DAY, None)
            .await
            .unwrap();
        let limits = Limits {
            expires: world.now() + DAY,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(deal), "goes too", limits)
            .await
            .unwrap();
        let (gone, theirs) = world.joined("Gone", &invite).await;
        let (kept, others) = world.joined("Kept", &stays).await;
        let (visit, visitor, hooks) = world.visitor(&link).await.unwrap();
        let before = own_grants(&world, &room, &invite);

        room.refresh().await.unwrap();
        room.end(&invite.member).await.unwrap();
        room.end(&link.member).await.unwrap();
        assert_eq!(room.pending(), vec![]);
        let docs = put(&room, &seller.host, deal, &[file("new.pdf", bytes(100, 3))]).await;
        let deep = put(
            &room,
            &seller.host,
            inside,
            &[file("new deep.pdf", bytes(100, 4))],
        )
        .await;

        // the gate refuses both at once
        assert_eq!(theirs.refresh().await, Err(Error::Ended));
        assert_eq!(get(&visit, &visitor, &docs[0]).await, Err(Error::NotFound));
        assert_eq!(visit.refresh().await, Err(Error::Ended));
        assert_eq!(world.visitor(&link).await.err(), Some(Error::Ended));
        // a store without a gate serves everything it has; the new keys are not in it
        let raw = Raw::new(&world, room.id());
        let again = gone.restart(&world).await.unwrap();
        for (hooks, grants) in [(&again.hooks, before), (&hooks, raw.grants(link.member))] {
            let all = raw.clone();
            *hooks.read_instead.borrow_mut() = Some(Box::new(move |read| all.read(read)));
            *hooks.released_instead.borrow_mut() = Some(grants);
        }
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        visit.refresh().await.unwrap();
        for view in [open.view(), visit.view()] {
            assert_eq!(
                view.docs.len(),
                2,
                "the old ones, which may have been downloaded"
            );
            assert!(
                view.alarms
                    .iter()
                    .any(|alarm| (alarm.chain, alarm.kind) == (deal, AlarmKind::NoKey)),
                "{:?}",
                view.alarms
            );
            assert!(
                view.alarms
                    .iter()
                    .any(|alarm| (alarm.chain, alarm.kind) == (inside, AlarmKind::NoKey))
            );
        }
        // who stays reads on, old and new
        others.refresh().await.unwrap();
        assert_eq!(others.view().docs.len(), 4);
        assert!(
            others.view().alarms.is_empty(),
            "{:?}",
            others.view().alarms
        );
        assert_eq!(
            get(&others, &kept.host, &docs[0]).await.unwrap(),
            bytes(100, 3)
        );
        assert_eq!(
            get(&others, &kept.host, &deep[0]).await.unwrap(),
            bytes(100, 4)
        );
        // served its old grants again, it misses the newest key aloud
        let again = kept.restart(&world).await.unwrap();
        *again.hooks.released_instead.borrow_mut() = Some(own_grants(&world, &room, &stays));
        let view = again.home.open(&again.me, &room.id()).await.unwrap().view();
        assert!(
            view.alarms
                .iter()
                .any(|alarm| (alarm.chain, alarm.kind) == (deal, AlarmKind::NoKey)),
            "{:?}",
            view.alarms
        );
        // and a time before the rotation is a history that it has seen more of
        *again.hooks.released_instead.borrow_mut() = None;
        again.hooks.on_read(move |reading| {
            for part in reading
                .chains
                .iter_mut()
                .filter(|part| part.chain.0 == deal.0)
            {
                part.entries.truncate(2);
            }
        });
        assert_eq!(
            again.home.open(&again.me, &room.id()).await.err(),
            Some(Error::RolledBack)
        );
    });
}

/// The grants that a newcomer sealed to itself when it joined.
fn own_grants(world: &World, room: &TheRoom, invite: &room::Invitation) -> blobs::wire::Released {
    let key = fragment(invite).secret.keys().sign.public();
    let mut all = Raw::new(world, room.id()).grants(invite.member);
    all.grants
        .retain(|sealed| *seal::grant::Grant::parse(&sealed.0).unwrap().granter() == key);
    all
}

#[test]
fn row_22_one_who_was_removed_does_not_come_back_by_itself() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        let invite = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let (gone, theirs) = world.joined("Gone", &invite).await;
        room.refresh().await.unwrap();
        room.end(&invite.member).await.unwrap();
        assert_eq!(
            gone.home.join(&gone.me, &fragment(&invite)).await.err(),
            Some(Error::Ended)
        );
        assert_eq!(theirs.refresh().await, Err(Error::Ended));
        let third = world.person("Third").await;
        assert_eq!(
            third.home.join(&third.me, &fragment(&invite)).await.err(),
            Some(Error::Ended)
        );
    });
}
