//! What a store can do with those who come by links: hide them, or invent them.

use room::{AlarmKind, ChainId, Limits, Shared};

use crate::support::*;

#[test]
fn a_visitor_that_was_seen_is_not_hidden_later() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let limits = Limits {
            expires: START + HOUR,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(root(&room)), "", limits)
            .await
            .unwrap();
        let (theirs, ..) = world.visitor(&link).await.unwrap();
        room.refresh().await.unwrap();
        let chain = room.links().await.unwrap()[0].visitors[0].chain;
        assert_eq!(room.view().alarms, []);
        // after a restart the store says that nobody came
        let (person, again) = reopen(&world, &seller, &room).await.unwrap();
        assert_eq!(again.view().alarms, []);
        let person = person.restart(&world).await.unwrap();
        *person.hooks.visitors.borrow_mut() = Some(Box::new(|seen| seen.visitors.clear()));
        let hidden = person.home.open(&person.me, &room.id()).await.unwrap();
        let lost =
            |alarm: &room::Alarm| (alarm.chain, alarm.kind) == (chain, AlarmKind::MissingEntry);
        assert!(hidden.view().alarms.iter().any(lost));
        drop(theirs);
    });
}

#[test]
fn a_store_makes_no_visitor_of_what_is_none() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let limits = Limits {
            expires: START + HOUR,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(root(&room)), "", limits)
            .await
            .unwrap();
        let (top, owner) = (root(&room), owner_of(&room).await);
        let of = blobs::wire::Id(link.member.0);
        *seller.hooks.visitors.borrow_mut() = Some(Box::new(move |seen| {
            for chain in [top, owner, ChainId::FRONT, ChainId::ROSTER, ChainId(of.0)] {
                seen.visitors.push(blobs::wire::Visitor {
                    link: of,
                    chain: blobs::wire::Id(chain.0),
                    first: Some(1),
                });
            }
        }));
        room.refresh().await.unwrap();
        assert_eq!(room.links().await.unwrap()[0].visitors, []);
        assert_eq!(room.view().alarms, []);
    });
}
