//! Links: what they give, to whom, until when, and what is known of those who came.

use std::rc::Rc;

use room::testkit::MemoryCarrier;
use room::{
    Action, Control, Error, Host, Introduction, Limits, LinkView, MemberStanding, Shared, peek,
    visit, visit_as,
};

use crate::support::*;

fn limits(world: &World) -> Limits<'static> {
    Limits {
        expires: world.now() + HOUR,
        ..Limits::default()
    }
}

fn ada() -> Introduction {
    Introduction {
        name: "Ada Lovelace 王".to_owned(),
        email: "ada@example.com".to_owned(),
    }
}

async fn only(room: &TheRoom) -> LinkView {
    room.refresh().await.unwrap();
    let mut links = room.links().await.unwrap();
    assert_eq!(links.len(), 1);
    links.remove(0)
}

fn names(room: &TheRoom) -> Vec<String> {
    let mut names: Vec<String> = room.view().docs.into_iter().map(|doc| doc.name).collect();
    names.sort();
    names
}

#[test]
fn a_link_gives_several_folders_and_documents_and_nothing_beside_them() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let files = ["a/1.pdf", "a/deep/2.pdf", "b/3.pdf", "c/4.pdf", "5.pdf"];
        let files: Vec<_> = files.map(|path| file(path, bytes(300, 1))).into();
        let docs = put(&room, &seller.host, root(&room), &files).await;
        let paths = ["a", "a/deep", "b", "c"].map(str::to_owned);
        let folders = room.make_folders(root(&room), &paths).await.unwrap();
        // what lies in a folder that is given is given once
        let what = Shared::Several(
            vec![folders["a/deep"], folders["a"], folders["b"], folders["a"]],
            vec![docs[1].into(), docs[4].into()],
        );
        let link = room.link(&what, "", limits(&world)).await.unwrap();
        let (theirs, host, _) = world.visitor(&link).await.unwrap();
        assert_eq!(names(&theirs), ["1.pdf", "2.pdf", "3.pdf", "5.pdf"]);
        assert_eq!(theirs.view().alarms, []);
        for doc in [docs[0], docs[1], docs[2], docs[4]] {
            get(&theirs, &host, &doc).await.unwrap();
        }
        assert_eq!(get(&theirs, &host, &docs[3]).await, Err(Error::NotFound));
        assert_eq!(only(&room).await.what, "a + 2");
        let none = Shared::Several(vec![], vec![]);
        let none = room.link(&none, "", limits(&world)).await;
        assert_eq!(none.err(), Some(Error::NotFound));
    });
}

#[test]
fn a_link_asks_who_opens_it_and_those_who_manage_hear_it() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let asks = Limits {
            asks: true,
            ..limits(&world)
        };
        put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(300, 1))],
        )
        .await;
        let link = room
            .link(&Shared::Folder(root(&room)), "", asks)
            .await
            .unwrap();
        let text = fragment(&link);
        let (host, _) = world.device();
        let nobody = visit(Rc::clone(&host), &text, None).await;
        assert_eq!(nobody.err(), Some(Error::NameNeeded));
        for (name, email) in [
            ("", "a@b.c"),
            ("A", ""),
            ("A", "@b"),
            ("A", "a b@c"),
            ("A\u{202e}", "a@b"),
        ] {
            let says = Introduction {
                name: name.to_owned(),
                email: email.to_owned(),
            };
            let told = visit_as(Rc::clone(&host), &text, None, Some(&says)).await;
            assert_eq!(told.err(), Some(Error::NameNeeded), "{name:?} {email:?}");
        }
        assert_eq!(
            only(&room).await.visitors,
            [],
            "nobody is certified without a name"
        );
        let says = ada();
        visit_as(Rc::clone(&host), &text, None, Some(&says))
            .await
            .unwrap();
        let seen = only(&room).await;
        assert_eq!((seen.opened, seen.asks), (1, true));
        assert_eq!(seen.visitors[0].says, Some(says.clone()));
        assert_eq!(seen.visitors[0].opened, Some(world.now()));
        // the same device comes again without being asked again, nor counted
        visit(Rc::clone(&host), &text, None).await.unwrap();
        assert_eq!(only(&room).await.opened, 1);
        // nobody on the way has read it
        let said = [world.recorder.sent(), world.recorder.served()].concat();
        for word in ["Ada Lovelace", "example.com"] {
            assert!(
                !said
                    .windows(word.len())
                    .any(|window| window == word.as_bytes())
            );
        }
    });
}

#[test]
fn a_bound_link_opens_on_one_device_only() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        let bound = Limits {
            bound: true,
            ..limits(&world)
        };
        let link = room
            .link(&Shared::Folder(root(&room)), "", bound)
            .await
            .unwrap();
        let (first, host, _) = world.visitor(&link).await.unwrap();
        assert_eq!(world.visitor(&link).await.err(), Some(Error::UsedUp));
        first.refresh().await.unwrap();
        visit(host, &fragment(&link), None).await.unwrap();
        let seen = only(&room).await;
        assert_eq!((seen.opened, seen.bound, seen.visitors.len()), (1, true, 2));
        let opened = seen.visitors.iter().filter(|it| it.opened.is_some());
        assert_eq!(opened.count(), 1, "who only knocked is seen, too");
    });
}

#[test]
fn a_link_to_look_at_lets_nothing_be_saved() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let docs = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(300, 1))],
        )
        .await;
        let look = Limits {
            view_only: true,
            ..limits(&world)
        };
        let link = room
            .link(&Shared::Folder(root(&room)), "", look)
            .await
            .unwrap();
        let (theirs, host, _) = world.visitor(&link).await.unwrap();
        assert!(theirs.view().view_only && !room.view().view_only);
        // a program that does not care is refused by the gate
        for action in [Action::Download, Action::Print] {
            let told = theirs.announce(&docs, action).await;
            assert_eq!(told.err(), Some(Error::NotAllowed), "{action:?}");
        }
        let (carrier, mut sink) = (MemoryCarrier::new(host.api()), Vec::new());
        let control = Control::new();
        theirs
            .open_doc(
                &carrier,
                &docs[0],
                Action::View,
                &mut sink,
                &control,
                &|_| {},
            )
            .await
            .unwrap();
        assert_eq!(sink, bytes(300, 1));
    });
}

#[test]
fn an_end_is_moved_to_the_millisecond_in_both_directions() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let docs = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(300, 1))],
        )
        .await;
        let end = world.now() + HOUR;
        let link = room
            .link(&Shared::Folder(root(&room)), "", limits(&world))
            .await
            .unwrap();
        let (theirs, host, _) = world.visitor(&link).await.unwrap();
        assert_eq!(theirs.view().expires, Some(end));
        // farther: whoever is in stays in, without opening it again
        let farther = end + HOUR;
        room.set_dates(&link.member, Some(farther)).await.unwrap();
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.view().expires, Some(farther));
        world.later(HOUR + HOUR / 2);
        get(&theirs, &host, &docs[0]).await.unwrap();
        // nearer
        let nearer = world.now() + 5_000;
        room.set_dates(&link.member, Some(nearer)).await.unwrap();
        assert_eq!(only(&room).await.expires, Some(nearer));
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.view().expires, Some(nearer));
        world.later(4_999);
        get(&theirs, &host, &docs[0]).await.unwrap();
        let (other, _) = world.device();
        assert!(peek(&*other, &fragment(&link)).await.is_ok());
        world.later(1);
        assert_eq!(get(&theirs, &host, &docs[0]).await, Err(Error::Expired));
        assert_eq!(world.visitor(&link).await.err(), Some(Error::Expired));
        // what is over is not brought back, and nothing ends in the past
        let again = room.set_dates(&link.member, Some(farther)).await;
        assert_eq!(again, Err(Error::Expired));
        let past = room.set_dates(&link.member, Some(world.now())).await;
        assert_eq!(past, Err(Error::Expired));
        let seen = only(&room).await;
        assert_ne!(seen.standing, MemberStanding::Live);
        assert_eq!(seen.added, START, "another end is no other beginning");
    });
}

#[test]
fn two_tabs_that_move_an_end_leave_one_of_both() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let link = room
            .link(&Shared::Folder(root(&room)), "", limits(&world))
            .await
            .unwrap();
        let (_tab, other) = reopen(&world, &seller, &room).await.unwrap();
        let (one, two) = (world.now() + 2 * HOUR, world.now() + 3 * HOUR);
        let (a, b) = futures::join!(
            room.set_dates(&link.member, Some(one)),
            other.set_dates(&link.member, Some(two))
        );
        a.unwrap();
        b.unwrap();
        let end = only(&room).await.expires.unwrap();
        assert!(end == one || end == two);
        let (theirs, ..) = world.visitor(&link).await.unwrap();
        assert_eq!(theirs.view().expires, Some(end));
        assert_eq!(theirs.view().alarms, []);
    });
}

#[test]
fn what_was_opened_is_known_of_links_that_are_over_too() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        let mut made = Vec::new();
        for opens in [None, Some(2), Some(1)] {
            let limits = Limits {
                opens,
                ..limits(&world)
            };
            let link = room.link(&Shared::Folder(root(&room)), "", limits).await;
            made.push(link.unwrap());
            world.visitor(&made[made.len() - 1]).await.unwrap();
        }
        room.end(&made[0].member).await.unwrap();
        room.refresh().await.unwrap();
        let links = room.links().await.unwrap();
        let of = |n: usize| {
            links
                .iter()
                .find(|link| link.member == made[n].member)
                .unwrap()
        };
        let stand = |n| (of(n).standing, of(n).opened, of(n).visitors.len());
        assert_eq!(stand(0), (MemberStanding::Ended, 1, 1));
        assert_eq!(stand(1), (MemberStanding::Live, 1, 1));
        assert_eq!(stand(2), (MemberStanding::UsedUp, 1, 1));
    });
}

#[test]
fn a_download_that_breaks_off_burns_nothing() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let docs = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(300, 1))],
        )
        .await;
        let once = Limits {
            opens: Some(1),
            ..limits(&world)
        };
        let link = room
            .link(&Shared::Folder(root(&room)), "", once)
            .await
            .unwrap();
        let text = fragment(&link);
        let (bot, _) = world.device();
        for _ in 0..3 {
            assert_eq!(peek(&*bot, &text).await.unwrap().opens_left, Some(1));
        }
        assert_eq!(only(&room).await.opened, 0);
        let (host, hooks) = world.device();
        for what in ["release", "append", "urls", "get"] {
            *hooks.before.borrow_mut() = Some(Box::new(move |asked| match asked == what {
                true => Err(blobs::ApiError::Refused {
                    code: blobs::wire::Code::Internal,
                    message: String::new(),
                }),
                false => Ok(()),
            }));
            let open = visit(Rc::clone(&host), &text, None).await;
            let Ok(open) = open else { continue };
            let control = Control::new();
            let (carrier, mut sink) = (MemoryCarrier::new(host.api()), Vec::new());
            let stop = control.clone();
            let watch = move |_| stop.cancel();
            let told = open
                .open_doc(
                    &carrier,
                    &docs[0],
                    Action::Download,
                    &mut sink,
                    &control,
                    &watch,
                )
                .await;
            assert!(told.is_err(), "{what}");
        }
        hooks.clear();
        let open = visit(Rc::clone(&host), &text, None).await.unwrap();
        assert_eq!(get(&open, &host, &docs[0]).await.unwrap(), bytes(300, 1));
        assert_eq!(only(&room).await.opened, 1);
    });
}
