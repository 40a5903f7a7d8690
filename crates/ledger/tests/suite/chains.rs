//! Rows 17, 20 and 40: the chain's continuity, epochs, one encoding only.

use ledger::testkit::{Key, TestRoom, chain, grant, kem, member};
use ledger::*;

use crate::support::*;

#[test]
fn row_17_an_entry_follows_exactly_the_head() {
    let cast = Cast::new();
    let honest = cast.room.entry(cast.shared, &cast.owner, docs(99));
    let other = RoomId([5; 32]);
    let bad = [
        (
            Entry {
                seq: honest.seq + 1,
                ..honest.clone()
            },
            Refusal::NotNext,
        ),
        (
            Entry {
                seq: honest.seq - 1,
                ..honest.clone()
            },
            Refusal::NotNext,
        ),
        (
            Entry {
                prev: Hash::ZERO,
                ..honest.clone()
            },
            Refusal::NotNext,
        ),
        (
            Entry {
                prev: Hash([1; 32]),
                ..honest.clone()
            },
            Refusal::NotNext,
        ),
        (
            Entry {
                room: Some(other),
                ..honest.clone()
            },
            Refusal::Elsewhere,
        ),
        (
            Entry {
                room: None,
                ..honest.clone()
            },
            Refusal::Elsewhere,
        ),
        (
            Entry {
                chain: cast.secret,
                ..honest.clone()
            },
            Refusal::NotNext,
        ),
        (
            Entry {
                chain: chain(99),
                ..honest.clone()
            },
            Refusal::NotFound,
        ),
    ];
    for (entry, refusal) in bad {
        let mut cast = Cast::new();
        let signed = cast.owner.sign_entry(&entry);
        assert_eq!(cast.room.append(signed), Err(refusal), "{entry:?}");
    }
    let mut cast = Cast::new();
    let signed = cast.owner.sign_entry(&honest);
    cast.room.append(signed.clone()).unwrap();
    assert_eq!(
        cast.room.append(signed),
        Err(Refusal::NotNext),
        "the same again"
    );
}

#[test]
fn row_17_an_old_or_forked_front_is_told() {
    let mut cast = Cast::new();
    let mut entry = cast.room.entry(cast.shared, &cast.owner, docs(99));
    entry.front.hash = Hash([1; 32]);
    let forked = cast.owner.sign_entry(&entry);
    assert_eq!(cast.room.append(forked), Err(Refusal::UnknownFront));
    entry.front = Head {
        next: 99,
        hash: entry.prev,
    };
    let ahead = cast.owner.sign_entry(&entry);
    assert_eq!(cast.room.append(ahead), Err(Refusal::UnknownFront));
    entry.front = Head {
        next: 0,
        hash: Hash::ZERO,
    };
    let before = cast.owner.sign_entry(&entry);
    assert_eq!(cast.room.append(before), Err(Refusal::StaleFront));
    assert!(Refusal::StaleFront.is_race() && !Refusal::NotAllowed.is_race());
}

#[test]
fn row_17_a_room_is_named_by_its_first_entry() {
    let room = TestRoom::new();
    let first = room.log[0].signed();
    assert_eq!(room.fold.room().0, first.hash().0);
    let other = testkit_first(&Key::new(77), &room);
    assert_ne!(RoomFold::start(&other, 0).unwrap().room(), room.fold.room());
    // Nothing but an Open starts a room, and none follows.
    let second = room.log[1].verify(&room.server.public()).unwrap();
    assert_eq!(
        RoomFold::start(&second, 0).map(|_| ()),
        Err(Refusal::Misplaced)
    );
    let mut room = TestRoom::new();
    let Public::Open(open) = first.verify().unwrap().entry().public.clone() else {
        panic!()
    };
    let owner = room.owner.clone();
    assert_eq!(
        room.push(FRONT, &owner, Public::Open(open)),
        Err(Refusal::Misplaced)
    );
}

fn testkit_first(owner: &Key, room: &TestRoom) -> Verified {
    let entry = ledger::testkit::first_entry(owner, &room.server.public(), 0);
    owner.sign_entry(&entry).verify().unwrap()
}

#[test]
fn row_17_time_never_runs_backwards_in_a_chain() {
    let cast = Cast::new();
    let next = cast
        .room
        .signed(cast.shared, &cast.owner, docs(99))
        .verify()
        .unwrap();
    let last = cast.room.fold.tip(&cast.shared).time();
    assert_eq!(cast.room.fold.judge(&next, last - 1), Err(Refusal::Time));
    assert!(cast.room.fold.judge(&next, last).is_ok());
    assert_eq!(cast.room.fold.time_for(&cast.shared, last - 1), last);
}

#[test]
fn row_17_the_servers_time_is_bound_to_the_entry() {
    let room = TestRoom::new();
    let (server, wrapped) = (room.server.public(), &room.log[3]);
    assert!(wrapped.verify(&server).is_ok());
    assert_eq!(Wrapped::parse(&wrapped.encode()).as_ref(), Ok(wrapped));
    assert_eq!(
        wrapped.verify(&room.owner.public()),
        Err(SignedError::Signature)
    );
    let moved = room.owner.wrap(wrapped.signed(), wrapped.time());
    assert_eq!(moved.verify(&server), Err(SignedError::Signature));
    let bytes = wrapped.encode();
    for place in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[place] ^= 1;
        let bad = Wrapped::parse(&bytes).and_then(|wrapped| wrapped.verify(&server));
        assert!(bad.is_err(), "byte {place}");
    }
}

#[test]
fn row_20_a_superseded_epoch_is_refused() {
    let mut cast = Cast::new();
    let old = cast.room.entry(cast.shared, &cast.owner, docs(99));
    let grant_0 = MemberGrant {
        member: cast.buyer,
        grant: grant(cast.shared, 0, None),
    };
    let grant_1 = MemberGrant {
        member: cast.buyer,
        grant: grant(cast.shared, 1, None),
    };

    // Not before it exists, not skipping one, not the same key again.
    let early = Public::Grants(vec![grant_1]);
    assert_eq!(
        cast.room.push(ROSTER, &cast.owner, early.clone()),
        Err(Refusal::Epoch)
    );
    let mut skip = cast
        .room
        .entry(cast.shared, &cast.owner, epoch(Some(ROOT), 90));
    for number in [0, 2, u32::MAX] {
        skip.epoch = number;
        assert_eq!(
            cast.room.append(cast.owner.sign_entry(&skip)),
            Err(Refusal::Epoch)
        );
    }
    let same = epoch(Some(ROOT), 20);
    assert_eq!(
        cast.room.push(cast.shared, &cast.owner, same),
        Err(Refusal::Exists)
    );
    let short = Public::Epoch(Epoch {
        parent: Some(ROOT),
        kem: kem(90)[1..].to_vec(),
    });
    assert_eq!(
        cast.room.push(cast.shared, &cast.owner, short),
        Err(Refusal::Malformed)
    );

    cast.room
        .push(cast.shared, &cast.owner, epoch(Some(ROOT), 90))
        .unwrap();
    let mut late = old;
    let head = cast.room.fold.tip(&cast.shared).head();
    (late.seq, late.prev) = (head.next, head.hash);
    assert_eq!(
        cast.room.append(cast.owner.sign_entry(&late)),
        Err(Refusal::Epoch)
    );
    late.epoch = 1;
    cast.room.append(cast.owner.sign_entry(&late)).unwrap();

    // An old epoch is granted no more: by the gate at once, by clients once a newer one was.
    let old = Public::Grants(vec![grant_0]);
    assert_eq!(
        cast.room.push(ROSTER, &cast.owner, old.clone()),
        Err(Refusal::Epoch)
    );
    cast.room.push(ROSTER, &cast.owner, early).unwrap();
    let replayed = cast.room.signed(ROSTER, &cast.owner, old).verify().unwrap();
    assert_eq!(
        cast.room.fold.judge_chain(&replayed, cast.room.now),
        Err(Refusal::Epoch)
    );
}

#[test]
fn row_33_the_rosters_first_key_is_the_one_in_the_front() {
    let room = TestRoom::new();
    let first = room.log[0].signed().verify().unwrap();
    let mut fold = RoomFold::start(&first, room.now).unwrap();
    let honest = room.log[1].signed().verify().unwrap();
    let other = Entry {
        public: epoch(None, 99),
        ..honest.entry().clone()
    };
    let other = room.owner.sign_entry(&other).verify().unwrap();
    assert_eq!(fold.accept(&other, room.now), Err(Refusal::Misplaced));
    fold.accept(&honest, room.now).unwrap();
}

#[test]
fn row_20_the_roster_is_sealed_under_its_current_epoch() {
    let mut cast = Cast::new();
    let person = member(chain(90), MemberKind::Person, &Key::new(90), vec![]);
    let mut entry = cast.room.entry(ROSTER, &cast.owner, Public::Member(person));
    entry.epoch = 1;
    assert_eq!(
        cast.room.append(cast.owner.sign_entry(&entry)),
        Err(Refusal::Epoch)
    );
    cast.room
        .push(ROSTER, &cast.owner, epoch(None, 91))
        .unwrap();
    let head = cast.room.fold.tip(&ROSTER).head();
    (entry.seq, entry.prev) = (head.next, head.hash);
    cast.room.append(cast.owner.sign_entry(&entry)).unwrap();
}

#[test]
fn row_40_there_is_one_encoding_only() {
    let cast = Cast::new();
    let bytes = Signed::statement(&cast.room.entry(cast.shared, &cast.owner, docs(99)));
    let malformed = |bytes: Vec<u8>| {
        let signature = cast.owner.sign(&bytes);
        let refused = Signed::assemble(bytes, signature).verify();
        assert_eq!(refused, Err(SignedError::Malformed));
    };
    assert_eq!(bytes[..2], [0x8b, 0x01]);
    // a trailing byte; a field too many; an indefinite array; a longer integer; a byte less
    malformed([&bytes[..], &[0]].concat());
    malformed([&[0x8c], &bytes[1..], &[0xf6]].concat());
    malformed([&[0x9f], &bytes[1..], &[0xff]].concat());
    malformed([&bytes[..1], &[0x18, 0x01], &bytes[2..]].concat());
    malformed([&bytes[..1], &[0x19, 0x00, 0x01], &bytes[2..]].concat());
    malformed(bytes[..bytes.len() - 1].to_vec());
    malformed(Vec::new());
    // a tag before, and a null where the field is left out
    malformed([&[0xd9, 0xd9, 0xf7], &bytes[..]].concat());
    let title = cast.room.entry(FRONT, &cast.owner, Public::Title);
    let bare = Signed::statement(&Entry {
        body: None,
        ..title
    });
    assert_eq!(bare[0], 0x8a);
    malformed([&[0x8b], &bare[1..], &[0xf6]].concat());
}

#[test]
fn row_40_limits_hold() {
    let mut cast = Cast::new();
    let many: Vec<_> = (0..7000).map(|n| doc(n + 1000)).collect();
    let signed = cast
        .room
        .signed(cast.shared, &cast.owner, Public::Delete(many));
    assert!(signed.bytes().len() < limits::ENTRY);
    assert_eq!(cast.room.append(signed), Err(Refusal::NotFound));
    let many: Vec<_> = (0..16_000).map(|n| doc(n + 1000)).collect();
    let signed = cast
        .room
        .signed(cast.shared, &cast.owner, Public::Delete(many));
    assert!(signed.bytes().len() > limits::ENTRY);
    assert_eq!(signed.verify(), Err(SignedError::Malformed));
    // A length that promises more than there is takes no memory.
    let bomb = [&[0x8b, 0x01, 0x9b][..], &[0x7f; 8]].concat();
    assert_eq!(
        Signed::assemble(bomb, Signature([0; 64])).verify(),
        Err(SignedError::Malformed)
    );
    let deep = vec![0x81; limits::ENTRY];
    assert_eq!(
        Signed::assemble(deep, Signature([0; 64])).verify(),
        Err(SignedError::Malformed)
    );
}

#[test]
fn row_40_lists_are_not_empty_and_name_nothing_twice() {
    let cast = Cast::new();
    let parts = |parts| {
        Public::Docs(vec![DocVersion {
            doc: doc(99),
            version: version(99),
            parts,
        }])
    };
    let twice = |public: &Public| match public.clone() {
        Public::Docs(docs) => Public::Docs([docs.clone(), docs].concat()),
        other => other,
    };
    let bad = [
        Public::Docs(vec![]),
        Public::Delete(vec![]),
        Public::Children(vec![]),
        Public::Delete(vec![doc(20), doc(20)]),
        twice(&docs(99)),
        parts(vec![]),
        parts(vec![part(1), part(1)]),
        parts(vec![Part { len: 0, ..part(1) }]),
        parts(vec![Part {
            len: limits::PART + 1,
            ..part(1)
        }]),
    ];
    for public in bad {
        let mut cast = Cast::new();
        let refused = cast.room.push(cast.shared, &cast.owner, public.clone());
        assert_eq!(refused, Err(Refusal::Malformed), "{public:?}");
    }
    // A body where there must be one, none where there is none to be.
    let mut bare = cast.room.entry(cast.shared, &cast.owner, docs(99));
    bare.body = None;
    let mut cast = Cast::new();
    assert_eq!(
        cast.room.append(cast.owner.sign_entry(&bare)),
        Err(Refusal::Malformed)
    );
}
