//! A store or a member who would have another text agreed to, or none.

use std::rc::Rc;

use ledger::Public;
use room::{Error, Hash, Limits, Shared, visit};

use crate::support::*;

async fn asked_buyer() -> (World, Person, TheRoom, Person, TheRoom) {
    let world = World::new();
    let (seller, room) = world.seller().await;
    put(
        &room,
        &seller.host,
        root(&room),
        &[file("a.pdf", bytes(300, 1))],
    )
    .await;
    let invite = room
        .invite(root(&room), "", world.now() + DAY, None)
        .await
        .unwrap();
    let (buyer, theirs) = world.joined("Li Na", &invite).await;
    room.refresh().await.unwrap();
    room.set_text(None, "甲", "One").await.unwrap();
    theirs.refresh().await.unwrap();
    (world, seller, room, buyer, theirs)
}

/// The place of an entry in a chain.
fn find(
    world: &World,
    room: &TheRoom,
    chain: room::ChainId,
    fits: impl Fn(&Public) -> bool,
) -> usize {
    let chain = Raw::new(world, room.id()).chain(chain);
    let public = |stored: &blobs::wire::Stored| {
        let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
        wrapped.signed().verify().unwrap().entry().public.clone()
    };
    chain
        .iter()
        .position(|stored| fits(&public(stored)))
        .unwrap()
}

#[test]
fn a_text_that_was_seen_is_not_withheld_later() {
    run(async {
        let (world, _, room, buyer, theirs) = asked_buyer().await;
        assert!(theirs.asked().is_some());
        let me = room.agreements().unwrap()[0].chain;
        let at = find(&world, &room, me, |it| matches!(it, Public::Nda(_)));
        // the store goes back to before it was asked, and releases what it has
        let (person, raw) = (
            buyer.restart(&world).await.unwrap(),
            Raw::new(&world, room.id()),
        );
        let all = raw.clone();
        *person.hooks.read_instead.borrow_mut() = Some(Box::new(move |read| {
            let mut answer = all.read(read);
            for part in &mut answer.chains {
                if part.chain.0 == me.0 {
                    let keep = at.saturating_sub(read.chains[0].from as usize);
                    part.entries.truncate(keep);
                }
            }
            answer
        }));
        *person.hooks.released_instead.borrow_mut() = Some(raw.grants(me));
        let open = person.home.open(&person.me, &room.id()).await;
        assert_eq!(open.err(), Some(Error::RolledBack));
    });
}

#[test]
fn another_text_than_the_one_that_is_asked_for_is_not_shown() {
    run(async {
        let (world, _, room, buyer, _) = asked_buyer().await;
        let me = room.agreements().unwrap()[0].chain;
        let first = find(&world, &room, me, |it| matches!(it, Public::Nda(_)));
        room.set_text(None, "乙", "Two").await.unwrap();
        let stored = Raw::new(&world, room.id()).chain(me);
        let (old, new) = (
            stored[first].body.clone(),
            stored[stored.len() - 1].body.clone(),
        );
        assert_ne!(old, new);
        for instead in [old, None] {
            let person = buyer.restart(&world).await.unwrap();
            let wanted = new.clone();
            person.hooks.on_read(move |reading| {
                let entries = reading.chains.iter_mut().flat_map(|part| &mut part.entries);
                for stored in entries.filter(|it| it.body == wanted) {
                    stored.body.clone_from(&instead);
                }
            });
            let open = person.home.open(&person.me, &room.id()).await.unwrap();
            let asked = open.asked().unwrap();
            assert_eq!(asked.text, None);
            assert_eq!(open.agree(&asked.hash, "Li Na").await, Err(Error::Owes));
            assert!(open.view().owes && !open.view().alarms.is_empty());
        }
    });
}

#[test]
fn the_hash_of_another_text_opens_nothing() {
    run(async {
        let (world, _, room, buyer, theirs) = asked_buyer().await;
        let me = room.agreements().unwrap()[0].chain;
        let keys = buyer.room_keys(&world, &theirs);
        let by = Stranger {
            chain: me,
            key: keys.sign.clone(),
        };
        let raw = Raw::new(&world, room.id());
        let agree = Public::Agree(Hash([9; 32]));
        let item = raw.forge(&keys.sign, me, 0, agree, Some(vec![1]), world.now());
        let batch = blobs::wire::Append {
            items: vec![item],
            grants: Vec::new(),
        };
        let answer = by.append(&world.recorder, room.id(), &batch).await.unwrap();
        assert!(
            matches!(answer.outcomes[..], [blobs::wire::Outcome::Refused(..)]),
            "{answer:?}"
        );
        theirs.refresh().await.unwrap();
        assert!(theirs.view().owes && theirs.view().docs.is_empty());
    });
}

#[test]
fn who_signs_what_nobody_can_read_is_told_of() {
    run(async {
        let (world, _, room, buyer, theirs) = asked_buyer().await;
        let me = room.agreements().unwrap()[0].chain;
        let keys = buyer.room_keys(&world, &theirs);
        let text = theirs.asked().unwrap().hash;
        // the gate cannot see what the body says; those who manage can
        say(
            &world,
            &theirs,
            (me, &keys.sign),
            me,
            Public::Agree(text),
            Some(vec![7; 90]),
        )
        .await;
        room.refresh().await.unwrap();
        assert_eq!(room.signed_copies(), []);
        let broken =
            |alarm: &room::Alarm| (alarm.chain, alarm.kind) == (me, room::AlarmKind::BrokenRecord);
        assert!(room.view().alarms.iter().any(broken));
    });
}

#[test]
fn two_tabs_agree_once_and_to_what_is_asked_now() {
    run(async {
        let (world, _, room, buyer, theirs) = asked_buyer().await;
        let (_tab, other) = reopen(&world, &buyer, &theirs).await.unwrap();
        let hash = theirs.asked().unwrap().hash;
        let (a, b) = futures::join!(theirs.agree(&hash, "Li Na"), other.agree(&hash, "Li Na"));
        a.unwrap();
        b.unwrap();
        room.refresh().await.unwrap();
        assert_eq!(room.signed_copies().len(), 1);
        // a tab that shows the old text while a new one is asked for already
        room.set_text(None, "乙", "Two").await.unwrap();
        other.refresh().await.unwrap();
        let two = other.asked().unwrap().hash;
        room.set_text(None, "丙", "Three").await.unwrap();
        assert_eq!(other.agree(&two, "Li Na").await, Err(Error::Owes));
        other.refresh().await.unwrap();
        assert!(other.view().owes);
    });
}

#[test]
fn a_gate_that_releases_too_much_shows_an_owing_visitor_nothing() {
    run(async {
        let (world, _, room, ..) = asked_buyer().await;
        let limits = Limits {
            expires: START + HOUR,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(root(&room)), "", limits)
            .await
            .unwrap();
        let (host, hooks) = world.device();
        let raw = Raw::new(&world, room.id());
        *hooks.released_instead.borrow_mut() = Some(raw.grants(link.member));
        *hooks.read_instead.borrow_mut() = Some(Box::new(move |read| raw.read(read)));
        let open = visit(Rc::clone(&host), &fragment(&link), None)
            .await
            .unwrap();
        assert!(open.view().owes && open.view().docs.is_empty());
        assert!(open.asked().unwrap().text.is_some());
    });
}
