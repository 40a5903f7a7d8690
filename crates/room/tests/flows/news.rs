//! What is new in a room: told once, remembered in the home object, found out by what is read anyway.

use room::{Action, Limits, News, NewsKind, RoomState, Shared};

use crate::support::*;

fn kinds(news: &[News]) -> Vec<NewsKind> {
    news.iter().map(|one| one.kind).collect()
}

#[test]
fn new_documents_are_told_once_and_on_every_device() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        put(&room, &seller.host, top, &[file("old.pdf", bytes(100, 1))]).await;
        let invite = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        world.later(1000);
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        // what was there before is no news, nor is what one did oneself
        assert_eq!(buyer.home.news(&theirs), []);
        world.later(1000);
        let files = [
            file("new.pdf", bytes(100, 2)),
            file("two.pdf", bytes(100, 3)),
        ];
        put(&room, &seller.host, top, &files).await;
        room.refresh().await.unwrap();
        assert_eq!(kinds(&seller.home.news(&room)), [NewsKind::Joined]);
        assert_eq!(seller.home.news(&room)[0].names, ["Li Wei"]);

        world.later(1000);
        theirs.refresh().await.unwrap();
        let news = buyer.home.news(&theirs);
        assert_eq!(kinds(&news), [NewsKind::Documents]);
        assert_eq!((news[0].count, news[0].names.len()), (2, 2));
        // it stays until it is marked as read, also after a restart
        let (again, open) = reopen(&world, &buyer, &theirs).await.unwrap();
        assert_eq!(again.home.news(&open), news);
        again.home.mark_news(&open).await.unwrap();
        assert_eq!(again.home.news(&open), []);
        let (again, open) = reopen(&world, &again, &open).await.unwrap();
        assert_eq!(again.home.news(&open), []);
        // and on another device of the same person
        let other = buyer.elsewhere(&world).await;
        let open = other.home.open(&other.me, &room.id()).await.unwrap();
        assert_eq!(other.home.news(&open), []);
        world.later(1000);
        let more = put(&room, &seller.host, top, &[file("3.pdf", bytes(100, 4))]).await;
        open.refresh().await.unwrap();
        assert_eq!(other.home.news(&open)[0].names, ["3.pdf"]);
        // what is gone again is no news
        room.delete(&more).await.unwrap();
        open.refresh().await.unwrap();
        assert_eq!(other.home.news(&open), []);
    });
}

#[test]
fn what_ends_within_three_days_is_told_once_for_each_date() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
        let ends = world.now() + 10 * DAY;
        let invite = room
            .invite(top, "lawyer", world.now() + DAY, Some(ends))
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        let limits = Limits {
            expires: world.now() + 2 * DAY,
            ..Limits::default()
        };
        room.link(&Shared::Folder(top), "auditors", limits)
            .await
            .unwrap();
        room.refresh().await.unwrap();
        assert_eq!(buyer.home.news(&theirs), []);
        let of = |news: &[News]| -> Vec<(NewsKind, Vec<String>)> {
            news.iter()
                .map(|one| (one.kind, one.names.clone()))
                .collect()
        };
        let ending = |name: &str| (NewsKind::EndsMember, vec![name.to_owned()]);
        let mut news = seller.home.news(&room);
        news.retain(|one| one.kind == NewsKind::EndsMember);
        assert_eq!(of(&news), [ending("auditors")]);
        seller.home.mark_news(&room).await.unwrap();
        assert_eq!(seller.home.news(&room), []);

        world.later(8 * DAY);
        theirs.refresh().await.unwrap();
        room.refresh().await.unwrap();
        let news = buyer.home.news(&theirs);
        assert_eq!(
            (kinds(&news), news[0].until),
            (vec![NewsKind::EndsMine], Some(ends))
        );
        assert_eq!(of(&seller.home.news(&room)), [ending("Li Wei")]);
        buyer.home.mark_news(&theirs).await.unwrap();
        world.later(DAY);
        theirs.refresh().await.unwrap();
        assert_eq!(buyer.home.news(&theirs), []);
        // another date is news again
        room.set_dates(&invite.member, Some(ends + DAY))
            .await
            .unwrap();
        let closes = world.now() + DAY;
        room.set_room_end(Some(closes)).await.unwrap();
        room.set_room_state(RoomState::ReadOnly).await.unwrap();
        theirs.refresh().await.unwrap();
        let mut told = kinds(&buyer.home.news(&theirs));
        told.sort_unstable();
        let expected = [NewsKind::EndsMine, NewsKind::EndsRoom, NewsKind::ReadOnly];
        assert_eq!(told, expected);
        // to the owner, who did it, its end only
        seller.home.mark_news(&room).await.unwrap();
        room.refresh().await.unwrap();
        assert_eq!(seller.home.news(&room), []);
    });
}

#[test]
fn looking_for_news_is_no_opening() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
        let invite = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        let opened = buyer.home.rooms()[0].opened;
        world.later(5 * HOUR);
        let again = buyer.restart(&world).await.unwrap();
        let looked = again.home.look(&again.me, &room.id()).await.unwrap();
        assert_eq!(again.home.rooms()[0].opened, opened);
        assert_eq!(looked.view().docs.len(), 1);
        again.home.note(&looked).await.unwrap();
        assert_eq!(again.home.rooms()[0].opened, world.now());
        // and leaves no receipt
        room.read_activity().await.unwrap();
        assert!(room.opened_by(&invite.member).unwrap().is_empty());
        theirs.announce(&docs, Action::View).await.unwrap();
        room.read_activity().await.unwrap();
        assert_eq!(room.opened_by(&invite.member).unwrap().len(), 1);
    });
}
