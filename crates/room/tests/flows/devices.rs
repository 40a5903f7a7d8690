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
