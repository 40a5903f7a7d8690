//! More chains than one request names.

use ledger::ids::ChainId;
use ledger::{Public, Wrapped};

use crate::support::*;

#[test]
fn a_level_that_fills_a_request_is_read_whole_when_the_front_moves_meanwhile() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let most = blobs::wire::limits::CHAINS;
        let names: Vec<String> = (0..most).map(|n| n.to_string()).collect();
        let made = room.make_folders(top, &names).await.unwrap();
        // the store answers the level with a folder whose last entry names a newer front
        let keys = seller.room_keys(&world, &room);
        let raw = Raw::new(&world, room.id());
        let title = |stored: &blobs::wire::Stored| {
            let signed = Wrapped::parse(&stored.wrapped).unwrap().signed();
            matches!(signed.verify().unwrap().entry().public, Public::Title)
        };
        let body = raw.chain(ChainId::FRONT).into_iter().rfind(title).unwrap();
        let renamed = raw.forge(
            &keys.sign,
            ChainId::FRONT,
            0,
            Public::Title,
            body.body,
            world.now(),
        );
        let renamed = raw.wrap(&renamed, world.now());
        let touched = *made.values().min().unwrap();
        let again = seller.restart(&world).await.unwrap();
        let (mut asked, front) = (false, renamed.clone());
        let later = {
            let mut item = raw.forge(
                &keys.sign,
                touched,
                0,
                Public::Children(vec![top]),
                Some(vec![1]),
                world.now(),
            );
            let mut entry: ledger::Entry = ledger::cbor::decode(&item.entry, 1 << 20).unwrap();
            let head = raw.head(ChainId::FRONT);
            entry.front.next = head.next + 1;
            entry.front.hash = Wrapped::parse(&renamed.wrapped).unwrap().signed().hash();
            item = Raw::resign(&item, &keys.sign, |bytes| {
                *bytes = ledger::cbor::encode(&entry)
            });
            raw.wrap(&item, world.now())
        };
        again.hooks.on_read(move |reading| {
            for part in &mut reading.chains {
                if part.chain.0 == touched.0 {
                    asked = true;
                    part.entries.push(later.clone());
                }
            }
            for part in &mut reading.chains {
                if part.chain.0 == ChainId::FRONT.0 && asked {
                    part.entries.push(front.clone());
                }
            }
        });
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        assert_eq!(open.view().folders.len(), most + 1);
        let missing = |alarm: &&room::Alarm| alarm.kind == room::AlarmKind::MissingEntry;
        assert_eq!(open.view().alarms.iter().filter(missing).count(), 0);
    });
}
