//! Rows 14 and 16: what the gate gives to whom.

use ledger::testkit::{Key, TestRoom, chain, grant, member, state_key};
use ledger::*;

use crate::support::*;

#[test]
fn row_14_nobody_is_somebody_without_a_certified_key() {
    let cast = Cast::new();
    let known = [
        (TestRoom::OWNER, &cast.owner, Role::Owner),
        (TestRoom::OWNER, &cast.room.device, Role::Owner),
        (cast.buyer, &cast.buyer_key, Role::Person),
        (cast.buyer, &cast.buyer_device, Role::Person),
        (cast.link, &cast.link_key, Role::Link),
        (cast.visitor, &cast.visitor_key, Role::Visitor),
    ];
    for (chain, key, role) in known {
        assert_eq!(cast.actor(chain, key).unwrap().role(), role);
    }
    let chains = [TestRoom::OWNER, cast.buyer, cast.link, cast.visitor];
    for (own, key, _) in known {
        for chain in chains.into_iter().filter(|chain| *chain != own) {
            assert_eq!(cast.actor(chain, key), Err(Refusal::NotAllowed));
        }
    }
    for chain in [FRONT, ROSTER, ROOT, cast.buyer, cast.visitor, chain(99)] {
        assert_eq!(cast.actor(chain, &cast.stranger), Err(Refusal::NotAllowed));
    }
}

#[test]
fn readers_are_served_what_they_hold_and_nothing_else() {
    let mut cast = Cast::new();
    let below = chain(22);
    cast.room
        .push(below, &cast.owner, epoch(Some(cast.shared), 22))
        .unwrap();
    let now = cast.room.now;
    let fold = &cast.room.fold;
    let readable = |actor: &Actor| {
        let all = fold.chains().map(|tip| tip.chain());
        all.filter(|chain| fold.may_read(actor, chain, now).is_ok())
            .collect::<Vec<_>>()
    };
    let actor = |chain, key| cast.actor(chain, key).unwrap();
    let mut buyer = vec![FRONT, cast.shared, below, cast.buyer];
    let mut visitor = vec![FRONT, cast.shared, below, cast.visitor, cast.link];
    buyer.sort();
    visitor.sort();
    let sorted = |mut chains: Vec<ChainId>| {
        chains.sort();
        chains
    };
    assert_eq!(
        sorted(readable(&actor(cast.buyer, &cast.buyer_device))),
        buyer
    );
    assert_eq!(
        sorted(readable(&actor(cast.visitor, &cast.visitor_key))),
        visitor
    );
    assert_eq!(
        readable(&actor(cast.link, &cast.link_key)),
        [FRONT, cast.link]
    );
    let owner = actor(TestRoom::OWNER, &cast.room.device);
    assert_eq!(readable(&owner).len(), fold.chains().count());
    // What one may not have and what is not there look alike.
    let buyer = actor(cast.buyer, &cast.buyer_device);
    assert_eq!(
        fold.may_read(&buyer, &cast.secret, now),
        Err(Refusal::NotFound)
    );
    assert_eq!(
        fold.may_read(&buyer, &chain(99), now),
        Err(Refusal::NotFound)
    );
}

#[test]
fn writing_is_for_managers() {
    let mut cast = Cast::new();
    let (id, key) = cast.hire();
    let fold = &cast.room.fold;
    for (chain, key) in [(TestRoom::OWNER, &cast.room.device), (id, &key)] {
        assert_eq!(
            fold.may_lease(
                &cast.actor(chain, key).unwrap(),
                &cast.shared,
                cast.room.now
            ),
            Ok(())
        );
    }
    for (chain, key) in [
        (cast.buyer, &cast.buyer_device),
        (cast.visitor, &cast.visitor_key),
    ] {
        let refused = fold.may_lease(
            &cast.actor(chain, key).unwrap(),
            &cast.shared,
            cast.room.now,
        );
        assert_eq!(refused, Err(Refusal::NotAllowed));
    }
    // Nobody hands in an entry of another, be it right in itself.
    let buyer = cast.actor(cast.buyer, &cast.buyer_device).unwrap();
    let owners = cast.room.entry(cast.shared, &cast.owner, docs(99));
    assert_eq!(fold.may_append(&buyer, &owners), Err(Refusal::NotAllowed));
    let own = cast
        .room
        .entry(cast.buyer, &cast.buyer_device, receipt(0, vec![]));
    assert_eq!(fold.may_append(&buyer, &own), Ok(()));
}

#[test]
fn row_14_nobody_hands_in_another_authors_entry() {
    let mut cast = Cast::new();
    let (id, key) = cast.hire();
    let manager = cast.actor(id, &key).unwrap();
    let buyer = cast.actor(cast.buyer, &cast.buyer_device).unwrap();
    let link = cast.actor(cast.link, &cast.link_key).unwrap();
    let fold = &cast.room.fold;
    let entry = |author: &Key, chain| cast.room.entry(chain, author, docs(99));
    assert_eq!(fold.may_append(&manager, &entry(&key, cast.shared)), Ok(()));
    let refused = Err(Refusal::NotAllowed);
    assert_eq!(
        fold.may_append(&manager, &entry(&cast.owner, cast.shared)),
        refused
    );
    assert_eq!(
        fold.may_append(&buyer, &entry(&cast.stranger, cast.buyer)),
        refused
    );
    assert_eq!(
        fold.may_append(&buyer, &entry(&cast.buyer_key, cast.shared)),
        refused
    );
    assert_eq!(
        fold.may_append(&link, &entry(&cast.link_key, cast.link)),
        refused
    );
}

#[test]
fn row_29_a_links_own_key_appends_nothing_not_even_visitors() {
    // The request that certifies visitors counts them, and wrong passphrases; appends do not.
    let cast = Cast::new();
    let link = cast.actor(cast.link, &cast.link_key).unwrap();
    let device = Key::new(80).public();
    let visit = Public::Visitor(cast.link, device);
    let visit = cast
        .room
        .entry(ChainId::of_visitor(&device), &cast.link_key, visit);
    let signed = cast.link_key.sign_entry(&visit).verify().unwrap();
    assert!(cast.room.fold.judge(&signed, cast.room.now).is_ok());
    let refused = cast.room.fold.may_append(&link, &visit);
    assert_eq!(refused, Err(Refusal::NotAllowed));
}

#[test]
fn row_16_a_deleted_document_is_served_no_more_and_stays_deleted() {
    let mut cast = Cast::new();
    let (there, device) = (opened(cast.shared, 20), cast.buyer_device.clone());
    cast.room
        .push(cast.buyer, &device, receipt(0, vec![there]))
        .unwrap();
    let seq = cast.room.fold.tip(&cast.buyer).head().next - 1;
    let actor = cast.actor(cast.buyer, &device).unwrap();
    let hashes = [part(20).hash];
    assert!(
        cast.room
            .fold
            .may_get(&actor, seq, &there, &hashes, cast.room.now)
            .is_ok()
    );
    assert!(cast.room.fold.parts().contains(&part(20).hash));

    let delete = Public::Delete(vec![doc(20)]);
    cast.room
        .push(cast.shared, &cast.owner, delete.clone())
        .unwrap();
    let refused = cast
        .room
        .fold
        .may_get(&actor, seq, &there, &hashes, cast.room.now);
    assert_eq!(refused, Err(Refusal::NotFound));
    assert!(!cast.room.fold.parts().contains(&part(20).hash));
    assert_eq!(
        cast.room.push(cast.shared, &cast.owner, delete),
        Err(Refusal::NotFound)
    );
    let again = Public::Docs(vec![DocVersion {
        doc: doc(20),
        version: version(55),
        parts: vec![part(55)],
    }]);
    assert_eq!(
        cast.room.push(cast.shared, &cast.owner, again),
        Err(Refusal::NotFound)
    );
}

#[test]
fn row_16_a_part_stays_while_another_document_refers_to_it() {
    let mut cast = Cast::new();
    let copy = Public::Docs(vec![DocVersion {
        doc: doc(55),
        version: version(55),
        parts: vec![part(20)],
    }]);
    cast.room.push(cast.shared, &cast.owner, copy).unwrap();
    cast.room
        .push(cast.shared, &cast.owner, Public::Delete(vec![doc(20)]))
        .unwrap();
    assert!(cast.room.fold.parts().contains(&part(20).hash));
    cast.room
        .push(cast.shared, &cast.owner, Public::Delete(vec![doc(55)]))
        .unwrap();
    assert!(!cast.room.fold.parts().contains(&part(20).hash));
}

#[test]
fn urls_need_a_receipt_of_the_same_device_and_parts_of_that_version() {
    let mut cast = Cast::new();
    let (there, device) = (opened(cast.shared, 20), cast.buyer_device.clone());
    let (key, second) = (cast.buyer_key.clone(), Key::new(95));
    cast.room
        .push(cast.buyer, &key, Public::Device(second.public()))
        .unwrap();
    cast.room
        .push(cast.buyer, &device, receipt(0, vec![there]))
        .unwrap();
    let seq = cast.room.fold.tip(&cast.buyer).head().next - 1;
    let (fold, now) = (&cast.room.fold, cast.room.now);
    let get = |key: &Key, seq, opened: &Opened, n| {
        let actor = cast.actor(cast.buyer, key).unwrap();
        fold.may_get(&actor, seq, opened, &[part(n).hash], now)
    };
    assert_eq!(get(&device, seq, &there, 20), Ok(None));
    assert_eq!(get(&second, seq, &there, 20), Err(Refusal::Receipt));
    assert_eq!(get(&key, seq, &there, 20), Err(Refusal::Receipt));
    assert_eq!(get(&device, seq + 1, &there, 20), Err(Refusal::Receipt));
    assert_eq!(get(&device, seq, &there, 21), Err(Refusal::NotFound));
    assert_eq!(
        get(&device, seq, &opened(cast.secret, 21), 21),
        Err(Refusal::NotFound)
    );
}

#[test]
fn the_gate_says_what_the_store_must_hold() {
    let mut cast = Cast::new();
    let needs = |room: &TestRoom, chain, public| {
        let signed = room.signed(chain, &room.owner, public).verify().unwrap();
        room.fold.judge(&signed, room.now).unwrap()
    };
    assert_eq!(needs(&cast.room, cast.shared, docs(99)).parts, [part(99)]);
    // Another scope may refer to a part that is there, by one who may write both.
    let copy = |part| {
        Public::Docs(vec![DocVersion {
            doc: doc(98),
            version: version(98),
            parts: vec![part],
        }])
    };
    assert_eq!(
        needs(&cast.room, cast.secret, copy(part(20))),
        Needs::default()
    );
    let lie = Part { len: 7, ..part(20) };
    let refused = cast.room.push(cast.secret, &cast.owner, copy(lie));
    assert_eq!(refused, Err(Refusal::Malformed));
    let given = MemberGrant {
        member: cast.buyer,
        grant: grant(cast.secret, 0, None),
    };
    let needs = needs(&cast.room, ROSTER, Public::Grants(vec![given]));
    assert_eq!(needs.grants, [(cast.buyer, given.grant.hash)]);
    let nowhere = MemberGrant {
        member: cast.buyer,
        grant: grant(chain(99), 0, None),
    };
    let refused = cast
        .room
        .push(ROSTER, &cast.owner, Public::Grants(vec![nowhere]));
    assert_eq!(refused, Err(Refusal::NotFound));
}

#[test]
fn a_state_key_learns_the_state_only() {
    let mut cast = Cast::new();
    let (fold, now) = (&cast.room.fold, cast.room.now);
    assert_eq!(
        fold.link(&cast.link, &cast.link_key.public(), now),
        Err(Refusal::NotFound)
    );
    assert_eq!(
        cast.actor(cast.link, &state_key(cast.link)),
        Err(Refusal::NotAllowed)
    );
    let used = fold
        .link(&cast.buyer, &state_key(cast.buyer).public(), now)
        .unwrap();
    assert_eq!(
        (used.state, used.kind),
        (LinkState::Used, MemberKind::Invite)
    );
    let mut who = member(chain(90), MemberKind::Invite, &Key::new(90), vec![]);
    who.join_by = Some(1_100_000);
    cast.room.add(who).unwrap();
    let state = state_key(chain(90)).public();
    let at = |now| cast.room.fold.link(&chain(90), &state, now).unwrap().state;
    assert_eq!(at(1_099_999), LinkState::Live);
    assert_eq!(at(1_100_000), LinkState::Expired);
}
