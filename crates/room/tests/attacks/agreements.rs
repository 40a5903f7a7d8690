//! A store or a member who would have another text agreed to, or none.

use std::rc::Rc;

use ledger::Public;
use room::{ChainId, Error, Hash, Limits, Shared, visit};
use seal::context::{Context, Kind};

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

/// What a manager's own program asks for: any bytes, with their right hash.
async fn ask(scene: &(World, Person, TheRoom, Person, TheRoom), text: &[u8]) -> Hash {
    let (world, seller, room, buyer, theirs) = scene;
    let me = room.agreements().unwrap()[0].chain;
    let hash = Hash::of(text);
    let mut context = Context::new(Kind::Nda, room.id().0, me.0, 0);
    context.id = hash.0;
    let mut rng = seal::rng::Platform::new().unwrap();
    let card = buyer.room_keys(world, theirs).kem.public();
    let body = seal::sealbox::seal(&card, &context, text, &mut rng);
    let keys = seller.room_keys(world, room);
    let by = (owner_of(room).await, &keys.sign);
    say(world, room, by, me, Public::Nda(hash), Some(body)).await;
    hash
}

#[test]
fn a_text_that_says_more_than_is_shown_is_not_shown_or_signed() {
    use minicbor::bytes::ByteArray;
    run(async {
        let scene = asked_buyer().await;
        let id = ByteArray::from([7; 16]);
        let text = |zh: &str, en: &str| minicbor::to_vec((id, 9u32, zh, en, 0u32)).unwrap();
        let right = text("甲", "One\ntwo.");
        let more = minicbor::to_vec((id, 9u32, "甲", "One", 0u32, "owes 1,000,000"));
        // the same text in another encoding: an array without its length, a number longer than it need be
        let mut open = vec![0x9f];
        open.extend(&right[1..]);
        open.push(0xff);
        let mut long = right.clone();
        let last = long.len() - 1;
        long.splice(last.., [0x18, 0]);
        let wrong = [
            more.unwrap(),
            open,
            long,
            text("甲\u{202e}乙", "One"),
            text("甲", "does \u{200b}not"),
            text("甲", "does \u{e0041}not"),
            text("甲", &"One ".repeat(25_001)),
        ];
        let theirs = &scene.4;
        for bytes in wrong {
            let hash = ask(&scene, &bytes).await;
            theirs.refresh().await.unwrap();
            let asked = theirs.asked().unwrap();
            assert_eq!((asked.hash, asked.text), (hash, None), "{bytes:x?}");
            assert_eq!(theirs.agree(&hash, "Li Na").await, Err(Error::Owes));
            assert!(theirs.view().owes && !theirs.view().alarms.is_empty());
        }
        // what is as it should be is shown, and can be signed
        let hash = ask(&scene, &right).await;
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.asked().unwrap().text.unwrap().en, "One\ntwo.");
        theirs.agree(&hash, "Li Na").await.unwrap();
    });
}

#[test]
fn what_cannot_be_seen_does_not_come_into_a_text() {
    run(async {
        let (_, _, room, _, theirs) = asked_buyer().await;
        let pasted = "does\u{202e} not\u{ad}\r\n\towe\u{feff}";
        room.set_text(None, "甲\u{200b}", pasted).await.unwrap();
        theirs.refresh().await.unwrap();
        let text = theirs.asked().unwrap().text.unwrap();
        assert_eq!(
            (text.zh.as_str(), text.en.as_str()),
            ("甲", "does not\n owe")
        );
        theirs
            .agree(&theirs.asked().unwrap().hash, "Li Na")
            .await
            .unwrap();
    });
}

#[test]
fn a_signature_counts_for_what_is_sealed_with_it_alone() {
    use minicbor::bytes::{ByteArray, ByteVec};
    run(async {
        let scene = asked_buyer().await;
        let (world, _, room, buyer, theirs) = &scene;
        let id = ByteArray::from([7; 16]);
        let text = minicbor::to_vec((id, 9u32, "甲", "One", 0u32)).unwrap();
        let hash = ask(&scene, &text).await;
        // the buyer's program signs one name and shows those who manage another one
        let agreed = |name: &str| {
            let text = ByteVec::from(text.clone());
            let salt = ByteArray::from([5; 32]);
            minicbor::to_vec((text, name, world.now(), salt)).unwrap()
        };
        let me = room.agreements().unwrap()[0].chain;
        let first = Raw::new(world, room.id()).chain(ChainId::FRONT).remove(0);
        let first = ledger::Wrapped::parse(&first.wrapped).unwrap();
        let Public::Open(open) = first.signed().verify().unwrap().entry().public.clone() else {
            panic!("not the first entry")
        };
        let roster = seal::kem::KemPublic::parse(&open.roster).unwrap();
        let mut context = Context::new(Kind::Agree, room.id().0, me.0, 0);
        context.id = hash.0;
        let mut rng = seal::rng::Platform::new().unwrap();
        let sealed = seal::sealbox::seal(&roster, &context, &agreed("Li Wei"), &mut rng);
        let both = (ByteVec::from(sealed.clone()), ByteVec::from(sealed));
        let body = Some(minicbor::to_vec(both).unwrap());
        let keys = buyer.room_keys(world, theirs);
        let agree = Public::Agree(hash, Hash::of(&agreed("Li Na")));
        say(world, theirs, (me, &keys.sign), me, agree, body).await;
        room.refresh().await.unwrap();
        assert_eq!(room.signed_copies(), []);
        let broken =
            |alarm: &room::Alarm| (alarm.chain, alarm.kind) == (me, room::AlarmKind::BrokenRecord);
        assert!(room.view().alarms.iter().any(broken));
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
        let agree = Public::Agree(Hash([9; 32]), Hash([9; 32]));
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
            Public::Agree(text, Hash::of(&[7])),
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
