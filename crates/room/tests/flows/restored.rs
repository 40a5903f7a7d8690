//! A device that was restored by the words does not know what is newest, and says so until another
//! person's word from later arrives; and rooms that are taken off the list.

use room::{ChainId, Error};

use crate::support::*;

#[test]
fn a_restored_device_is_unproven_until_another_person_wrote_something_newer() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        let docs = put(&room, &seller.host, folder, &[file("a.pdf", bytes(100, 1))]).await;
        let invite = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        assert!(!room.view().unproven && !theirs.view().unproven);
        get(&theirs, &buyer.host, &docs[0]).await.unwrap();

        // the store keeps back the buyer's newest word at first
        world.later(HOUR);
        let again = seller.elsewhere(&world).await;
        let chain = invite.member;
        again
            .hooks
            .on_read(move |reading| keep_back(reading, chain));
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        assert!(open.view().unproven);
        // what was said before the restore shows nothing, nor does one's own other device
        again.hooks.clear();
        world.later(HOUR);
        put(&room, &seller.host, folder, &[file("b.pdf", bytes(100, 2))]).await;
        open.refresh().await.unwrap();
        assert_eq!(open.view().docs.len(), 2);
        assert!(open.view().unproven);
        let (again, open) = reopen(&world, &again, &open).await.unwrap();
        assert!(open.view().unproven, "it is forgotten after a restart");

        theirs.refresh().await.unwrap();
        get(&theirs, &buyer.host, &docs[0]).await.unwrap();
        open.refresh().await.unwrap();
        assert!(!open.view().unproven);
        let (_, open) = reopen(&world, &again, &open).await.unwrap();
        assert!(!open.view().unproven);

        // for a reader it is the owner's word
        world.later(HOUR);
        let elsewhere = buyer.elsewhere(&world).await;
        let theirs = elsewhere
            .home
            .open(&elsewhere.me, &room.id())
            .await
            .unwrap();
        assert!(theirs.view().unproven);
        world.later(HOUR);
        put(&room, &seller.host, folder, &[file("c.pdf", bytes(100, 3))]).await;
        let (_, theirs) = reopen(&world, &elsewhere, &theirs).await.unwrap();
        assert!(!theirs.view().unproven);
    });
}

fn keep_back(reading: &mut blobs::wire::Reading, chain: ChainId) {
    for part in reading.chains.iter_mut() {
        if part.chain.0 == chain.0 {
            part.entries.pop();
        }
    }
}

#[test]
fn a_room_whose_access_ended_can_be_taken_off_the_list() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        let first = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, _) = world.joined("Li Wei", &first).await;
        room.refresh().await.unwrap();
        room.end(&first.member).await.unwrap();
        let open = buyer.home.open(&buyer.me, &room.id()).await;
        assert_eq!(open.err(), Some(Error::Ended));

        let id = room.id().to_string();
        let kept = || {
            let objects = buyer.host.shelf.objects.borrow();
            objects.keys().filter(|name| name.contains(&id)).count()
        };
        assert_eq!((buyer.home.rooms().len(), kept()), (1, 1));
        buyer.home.forget_room(&room.id()).await.unwrap();
        assert_eq!((buyer.home.rooms().len(), kept()), (0, 0));
        assert!(buyer.elsewhere(&world).await.home.rooms().is_empty());
        assert_eq!(
            buyer.home.forget_room(&room.id()).await,
            Err(Error::NotFound)
        );
        // one's own room is not lost by a slip
        assert_eq!(
            seller.home.forget_room(&room.id()).await,
            Err(Error::NotAllowed)
        );
        // and another invite leads back
        let second = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        buyer
            .home
            .join(&buyer.me, &fragment(&second))
            .await
            .unwrap();
        assert_eq!(buyer.home.rooms().len(), 1);
    });
}
