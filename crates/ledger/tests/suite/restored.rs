//! A room that goes on in another store: who says so, which server it has from then on, and when it opens again.

use ledger::testkit::{Key, TestRoom};
use ledger::*;

use crate::support::*;

fn restored(n: u64, lineage: u32) -> Public {
    Public::Restored(Restored {
        archive: Hash([7; 32]),
        server: Key::new(n).public(),
        lineage,
    })
}

/// Judges as clients do, takes in, and lets the new server wrap from here on.
fn go_on(cast: &mut Cast, author: &Key, says: Public) -> Result<Wrapped, Refusal> {
    let signed = cast.room.signed(FRONT, author, says.clone());
    let verified = signed.verify().unwrap();
    let time = cast.room.fold.time_for(&FRONT, cast.room.now);
    cast.room.fold.judge_chain(&verified, time)?;
    let Public::Restored(Restored { server, .. }) = says else {
        panic!()
    };
    let key = (1..400).map(Key::new).find(|key| key.public() == server);
    cast.room.server = key.unwrap();
    cast.room.fold.apply(&verified, time);
    let wrapped = cast.room.server.wrap(signed, time);
    cast.room.log.push(wrapped.clone());
    Ok(wrapped)
}

#[test]
fn an_owner_restores_in_a_row_to_a_server_that_the_room_never_had() {
    let mut cast = Cast::new();
    let (_, manager) = cast.appoint(100, Office::Manager);
    let owner = cast.owner.clone();
    for author in [&manager, &cast.buyer_key.clone(), &cast.stranger.clone()] {
        let refused = go_on(&mut cast, author, restored(300, 1));
        assert_eq!(refused, Err(Refusal::NotAllowed));
    }
    for number in [0, 2, u32::MAX] {
        let refused = go_on(&mut cast, &owner, restored(300, number));
        assert_eq!(refused, Err(Refusal::Malformed));
    }
    // the server that has it
    assert_eq!(
        go_on(&mut cast, &owner, restored(1, 1)),
        Err(Refusal::Exists)
    );
    // where the room is, nobody appends it
    let appended = cast.room.push(FRONT, &owner, restored(300, 1));
    assert_eq!(appended, Err(Refusal::NotAllowed));
    go_on(&mut cast, &owner, restored(300, 1)).unwrap();
    let front = cast.room.fold.front();
    assert_eq!(front.server_key(), Key::new(300).public());
    assert_eq!(front.lineages().len(), 1);
    // never back, to either of them
    for left in [1, 300] {
        let refused = go_on(&mut cast, &owner, restored(left, 2));
        assert_eq!(refused, Err(Refusal::Exists));
    }
    go_on(&mut cast, &owner, restored(301, 2)).unwrap();
    let bare = Entry {
        body: None,
        ..cast.room.entry(FRONT, &owner, restored(302, 3))
    };
    let bare = owner.sign_entry(&bare).verify().unwrap();
    let judged = cast.room.fold.judge_chain(&bare, cast.room.now);
    assert_eq!(judged, Err(Refusal::Malformed), "it says why");
}

#[test]
fn each_server_signs_what_names_the_front_of_its_time_and_nothing_else() {
    let mut cast = Cast::new();
    let owner = cast.owner.clone();
    let before = cast.room.signed(cast.shared, &owner, docs(40));
    let title = cast.room.signed(FRONT, &owner, Public::Title);
    let this = go_on(&mut cast, &owner, restored(300, 1)).unwrap();
    let after = cast.room.signed(cast.shared, &owner, docs(41));
    let later = cast.room.signed(FRONT, &owner, Public::Title);
    let (old, new, now) = (Key::new(1), Key::new(300), cast.room.now);
    let front = cast.room.fold.front();
    for (signed, by_old) in [
        (before, true),
        (title, true),
        (after.clone(), false),
        (later, false),
    ] {
        for (server, right) in [(&old, by_old), (&new, !by_old)] {
            let verified = front.verify(&server.wrap(signed.clone(), now));
            assert_eq!(verified.is_ok(), right);
        }
    }
    assert!(front.verify(&this).is_ok());
    // who has not read so far cannot tell yet, and does not guess
    let mut behind = FrontFold::start(
        &cast.room.log[0].signed().verify().unwrap(),
        cast.room.log[0].time(),
    )
    .unwrap();
    let wrapped = new.wrap(after, now);
    assert_eq!(behind.verify(&wrapped), Err(Refusal::UnknownFront));
    for stored in &cast.room.log {
        let signed = stored.signed().verify().unwrap();
        if signed.entry().chain == FRONT && signed.entry().seq > 0 {
            let verified = behind.verify(stored).unwrap();
            behind.accept(&verified, stored.time()).unwrap();
        }
    }
    assert!(behind.verify(&wrapped).is_ok());
    assert_eq!(&behind, front);
}

#[test]
fn it_is_shut_until_links_are_ended_and_keys_are_new() {
    let mut cast = Cast::new();
    let owner = cast.owner.clone();
    let ends = Some(9_000_000);
    let policy = |state| Public::Policy(Policy { state, ends });
    cast.room
        .push(FRONT, &owner, policy(RoomState::ReadOnly))
        .unwrap();
    go_on(&mut cast, &owner, restored(300, 1)).unwrap();
    let state = RoomState::Locked;
    assert_eq!(cast.room.fold.front().policy(), Policy { state, ends });
    let reader = cast.buyer_device.public();
    let actor = cast.room.fold.actor(&cast.buyer, &reader, cast.room.now);
    assert_eq!(actor.err(), Some(Refusal::RoomLocked));
    let refused = |cast: &mut Cast| {
        for state in [RoomState::Open, RoomState::ReadOnly] {
            let early = cast.room.push(FRONT, &owner, policy(state));
            assert_eq!(early, Err(Refusal::NotAllowed));
        }
    };
    let end_links = |cast: &mut Cast| {
        for link in cast.room.fold.dangling(cast.room.now) {
            let end = Public::End(link, Vec::new());
            cast.room.push(ROSTER, &owner, end).unwrap();
        }
        assert!(cast.room.fold.dangling(cast.room.now).is_empty());
    };
    let turn = |cast: &mut Cast| {
        let turned = epoch(None, 900);
        cast.room.push(ROSTER, &owner, turned).unwrap();
    };
    refused(&mut cast);
    // neither is enough without the other
    let mut other = cast.clone();
    turn(&mut other);
    refused(&mut other);
    end_links(&mut cast);
    refused(&mut cast);
    turn(&mut cast);
    cast.room
        .push(FRONT, &owner, policy(RoomState::Open))
        .unwrap();
    // a link of now does not shut it again
    let (link, key) = (ledger::testkit::chain(700), Key::new(701));
    let grant = ledger::testkit::grant(TestRoom::ROOT, 0, ends);
    let made = ledger::testkit::member(link, MemberKind::Link, &key, vec![grant]);
    cast.room.add(made).unwrap();
    cast.room
        .push(FRONT, &owner, policy(RoomState::ReadOnly))
        .unwrap();
}
