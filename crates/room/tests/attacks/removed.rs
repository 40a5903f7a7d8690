//! Rows about those who were removed: they read nothing new, and do not come back by themselves.

use ledger::Public;
use ledger::ids::PublicKey;
use minicbor::bytes::ByteArray;
use room::{AlarmKind, ChainId, Error, Limits, Shared};
use seal::context::Kind;
use seal::grant::{self, Terms};
use seal::scope::ScopeKey;

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

#[test]
fn row_23_a_key_that_a_former_manager_planted_is_not_taken_for_the_next_one() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let deal = room.make_folder(top, "deal").await.unwrap();
        let inside = room.make_folder(deal, "in").await.unwrap();
        let gone = room
            .invite(deal, "", world.now() + DAY, None)
            .await
            .unwrap();
        let other = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        let (former, theirs) = world.joined("Former", &gone).await;
        room.refresh().await.unwrap();
        let owner = owner_of(&room).await;
        let (mine, keys) = (
            seller.room_keys(&world, &room),
            former.room_keys(&world, &theirs),
        );
        let (by_owner, by_former) = ((owner, &mine.sign), (gone.member, &keys.sign));
        let front = ChainId::FRONT;
        let manager = Public::Manager(
            gone.member,
            PublicKey(keys.sign.public()),
            ledger::Office::Manager,
        );
        say(&world, &room, by_owner, front, manager, None).await;

        // as a manager: the next key of the folder inside, where those above find it
        let planted = ScopeKey::parse(&[8; 32]).unwrap();
        let raw = Raw::new(&world, room.id());
        let ring = Keyring::of(&raw, room.id(), gone.member, &keys);
        let child = (inside, "in", 1u32, ByteArray::from(*planted.expose()));
        let said = minicbor::to_vec((vec![child],)).unwrap();
        let body = ring.seal(Kind::Children, deal, 0, &said);
        let children = Public::Children(vec![inside]);
        say(&world, &room, by_former, deal, children, Some(body)).await;
        say(
            &world,
            &room,
            by_owner,
            front,
            Public::Unmanage(gone.member),
            None,
        )
        .await;

        // and with the store's help: the next key of the root, in a grant to the owner
        let terms = Terms {
            room: room.id().0,
            scope: top.0,
            epoch: 1,
            recipient: owner.0,
            rights: 1,
            expires: None,
        };
        let forged = grant::seal(&terms, &planted, &mine.kem.public(), &keys.sign);
        let again = seller.restart(&world).await.unwrap();
        again.hooks.on_released(move |released| {
            let forged = forged.as_bytes().to_vec();
            released.grants.push(blobs::wire::Sealed(forged));
        });
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        open.end(&other.member).await.unwrap();
        assert_eq!(open.pending(), vec![]);
        let known = planted.kem_public();
        for scope in [top, deal, inside] {
            assert_eq!(raw.epoch(scope), 1);
            let committed = raw.chain(scope).into_iter().filter_map(|stored| {
                let signed = ledger::Wrapped::parse(&stored.wrapped).unwrap().signed();
                match signed.verify().unwrap().entry().public.clone() {
                    Public::Epoch(epoch) => Some(epoch.kem),
                    _ => None,
                }
            });
            assert!(committed.into_iter().all(|kem| kem != known.as_bytes()));
        }
    });
}
