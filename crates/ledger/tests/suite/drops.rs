//! Row 15: documents that somebody drops without reading, and what managers do with them.

use ledger::testkit::{Key, TestRoom, chain, member};
use ledger::*;

use crate::joins::replay;
use crate::support::*;

fn drop_of(scope: ScopeId, n: u64) -> Public {
    Public::Drop(
        scope,
        vec![DocVersion {
            doc: doc(n),
            version: version(n),
            parts: vec![part(n)],
        }],
    )
}

fn drops(member: ChainId, scopes: &[ScopeId]) -> Public {
    Public::Drops(member, scopes.to_vec())
}

#[test]
fn row_15_only_who_may_drop_drops_and_only_there() {
    let mut cast = Cast::new();
    let (owner, device, visitor) = (
        cast.owner.clone(),
        cast.buyer_device.clone(),
        cast.visitor_key.clone(),
    );
    let secret = cast.secret;
    let refused = cast.room.push(cast.buyer, &device, drop_of(secret, 60));
    assert_eq!(refused, Err(Refusal::NotAllowed));
    for id in [cast.buyer, cast.link] {
        cast.room
            .push(ROSTER, &owner, drops(id, &[secret]))
            .unwrap();
    }
    let cases = [
        (cast.buyer, &device, drop_of(secret, 60), None),
        (cast.visitor, &visitor, drop_of(secret, 61), None),
        // elsewhere
        (
            cast.buyer,
            &device,
            drop_of(cast.shared, 62),
            Some(Refusal::NotAllowed),
        ),
        (
            cast.buyer,
            &device,
            drop_of(chain(99), 62),
            Some(Refusal::NotAllowed),
        ),
        (
            cast.buyer,
            &device,
            drop_of(ROSTER, 62),
            Some(Refusal::Misplaced),
        ),
        (
            cast.buyer,
            &device,
            drop_of(cast.buyer, 62),
            Some(Refusal::Misplaced),
        ),
        (
            secret,
            &device,
            drop_of(secret, 62),
            Some(Refusal::NotAllowed),
        ),
        // in another's name, by another key
        (
            cast.buyer,
            &visitor,
            drop_of(secret, 62),
            Some(Refusal::NotAllowed),
        ),
        (
            cast.buyer,
            &cast.buyer_key.clone(),
            drop_of(secret, 62),
            Some(Refusal::NotAllowed),
        ),
        (
            cast.buyer,
            &owner,
            drop_of(secret, 62),
            Some(Refusal::NotAllowed),
        ),
        (
            cast.link,
            &cast.link_key.clone(),
            drop_of(secret, 62),
            Some(Refusal::Misplaced),
        ),
        (
            cast.visitor,
            &device,
            drop_of(secret, 62),
            Some(Refusal::NotAllowed),
        ),
        // the parts that another one dropped
        (
            cast.visitor,
            &visitor,
            drop_of(secret, 60),
            Some(Refusal::NotAllowed),
        ),
        (
            cast.buyer,
            &device,
            drop_of(secret, 60),
            Some(Refusal::Exists),
        ),
        (
            cast.buyer,
            &device,
            Public::Drop(secret, vec![]),
            Some(Refusal::Malformed),
        ),
    ];
    for (chain, author, public, refusal) in cases {
        let pushed = cast.room.push(chain, author, public.clone());
        assert_eq!(pushed.err(), refusal, "{chain} {public:?}");
    }
    // dropping is no reading
    let actor = cast.actor(cast.visitor, &visitor).unwrap();
    let now = cast.room.now;
    assert_eq!(
        cast.room.fold.may_read(&actor, &secret, now),
        Err(Refusal::NotFound)
    );
    assert!(cast.room.fold.holds(&actor, &secret, now).is_err());
    // the list takes the place of the one before, and what was dropped stays
    cast.room
        .push(ROSTER, &owner, drops(cast.link, &[]))
        .unwrap();
    let late = cast.room.push(cast.visitor, &visitor, drop_of(secret, 63));
    assert_eq!(late, Err(Refusal::NotAllowed));
    let waits = cast.room.fold.member(&cast.visitor).unwrap().dropped();
    assert_eq!((waits.len(), waits[&doc(61)].discarded), (1, None));
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn row_15_who_may_drop_is_said_by_managers_of_members_and_scopes_that_are_there() {
    let mut cast = Cast::new();
    let (_, coordinator) = cast.appoint(100, Office::Coordinator);
    let owner = cast.owner.clone();
    let (buyer, secret) = (cast.buyer, cast.secret);
    for (author, public, refusal) in [
        (
            &coordinator,
            drops(buyer, &[secret]),
            Some(Refusal::NotAllowed),
        ),
        (
            &cast.buyer_key.clone(),
            drops(buyer, &[secret]),
            Some(Refusal::NotAllowed),
        ),
        (&owner, drops(chain(99), &[secret]), Some(Refusal::NotFound)),
        (&owner, drops(buyer, &[chain(99)]), Some(Refusal::NotFound)),
        (&owner, drops(buyer, &[ROSTER]), Some(Refusal::Misplaced)),
        (
            &owner,
            drops(buyer, &[secret, secret]),
            Some(Refusal::Malformed),
        ),
        (&owner, drops(buyer, &[secret, ROOT]), None),
    ] {
        let pushed = cast.room.push(ROSTER, author, public.clone());
        assert_eq!(pushed.err(), refusal, "{public:?}");
    }
    assert_eq!(cast.room.fold.drops(&buyer), [secret, ROOT]);
    // who is suspended or over drops nothing
    let device = cast.buyer_device.clone();
    for (public, refusal) in [
        (Public::Suspend(buyer, true), Refusal::Suspended),
        (Public::End(buyer, vec![]), Refusal::Ended),
    ] {
        let mut cast = cast.clone();
        cast.room.push(ROSTER, &owner, public).unwrap();
        let late = cast.room.push(buyer, &device, drop_of(secret, 60));
        assert_eq!(late, Err(refusal));
    }
    cast.room
        .push(ROSTER, &owner, Public::End(buyer, vec![]))
        .unwrap();
    let late = cast.room.push(ROSTER, &owner, drops(buyer, &[]));
    assert_eq!(late, Err(Refusal::Ended));
}

#[test]
fn row_20_a_drop_is_sealed_to_the_scopes_current_key() {
    let mut cast = Cast::new();
    let (owner, device, secret) = (cast.owner.clone(), cast.buyer_device.clone(), cast.secret);
    cast.room
        .push(ROSTER, &owner, drops(cast.buyer, &[secret]))
        .unwrap();
    let old = cast.room.entry(cast.buyer, &device, drop_of(secret, 60));
    cast.room
        .push(secret, &owner, epoch(Some(ROOT), 61))
        .unwrap();
    let refused = cast.room.append(device.sign_entry(&old));
    assert_eq!(refused, Err(Refusal::Epoch));
    let new = cast.room.entry(cast.buyer, &device, drop_of(secret, 60));
    assert_eq!((old.epoch, new.epoch), (0, 1));
    cast.room.append(device.sign_entry(&new)).unwrap();
    // nothing else in such a chain has an epoch, and a drop has a body
    let mut odd = cast.room.entry(
        cast.buyer,
        &cast.buyer_key,
        Public::Device(Key::new(62).public()),
    );
    odd.epoch = 1;
    let key = cast.buyer_key.clone();
    assert_eq!(cast.room.append(key.sign_entry(&odd)), Err(Refusal::Epoch));
    let mut bare = cast.room.entry(cast.buyer, &device, drop_of(secret, 63));
    bare.body = None;
    assert_eq!(
        cast.room.append(device.sign_entry(&bare)),
        Err(Refusal::Malformed)
    );
}

#[test]
fn row_15_the_store_is_asked_for_what_was_leased_in_that_chain_and_keeps_it() {
    let mut cast = Cast::new();
    let (owner, visitor, secret) = (cast.owner.clone(), cast.visitor_key.clone(), cast.secret);
    let lease = |cast: &Cast, chain, key: &Key, scope| {
        let actor = cast.actor(chain, key).unwrap();
        cast.room.fold.may_lease(&actor, &scope, cast.room.now)
    };
    assert!(lease(&cast, cast.visitor, &visitor, cast.visitor).is_err());
    cast.room
        .push(ROSTER, &owner, drops(cast.link, &[secret]))
        .unwrap();
    assert_eq!(lease(&cast, cast.visitor, &visitor, cast.visitor), Ok(()));
    for scope in [secret, cast.link, cast.buyer, chain(99)] {
        assert!(lease(&cast, cast.visitor, &visitor, scope).is_err());
    }
    let (link, key) = (cast.link, cast.link_key.clone());
    assert!(lease(&cast, link, &key, link).is_err());

    let signed = cast
        .room
        .signed(cast.visitor, &visitor, drop_of(secret, 60));
    let verified = signed.verify().unwrap();
    let needs = cast.room.fold.judge(&verified, cast.room.now).unwrap();
    assert_eq!(needs.parts, [part(60)]);
    cast.room.append(signed).unwrap();
    assert!(cast.room.fold.parts().contains(&part(60).hash));
    assert_eq!(cast.room.fold.part(&part(60).hash), Some(part(60).len));
    // parts of documents in the room are nobody's to drop
    let theft = Public::Drop(
        secret,
        vec![DocVersion {
            doc: doc(61),
            version: version(61),
            parts: vec![part(20)],
        }],
    );
    let refused = cast.room.push(cast.visitor, &visitor, theft);
    assert_eq!(refused, Err(Refusal::NotAllowed));

    // a manager takes it in: the folder names the same parts, then the drop is over
    let taken = Public::Docs(vec![DocVersion {
        doc: doc(60),
        version: version(60),
        parts: vec![part(60)],
    }]);
    let signed = cast.room.signed(secret, &owner, taken).verify().unwrap();
    let needs = cast.room.fold.judge(&signed, cast.room.now).unwrap();
    assert_eq!(needs, Needs::default());
    cast.room.fold.apply(&signed, cast.room.now);
    cast.room
        .push(cast.visitor, &owner, Public::Discard(vec![doc(60)]))
        .unwrap();
    assert!(cast.room.fold.parts().contains(&part(60).hash));
    cast.room
        .push(secret, &owner, Public::Delete(vec![doc(60)]))
        .unwrap();
    assert!(!cast.room.fold.parts().contains(&part(60).hash));
}

#[test]
fn row_15_managers_discard_and_what_they_discarded_does_not_come_back() {
    let mut cast = Cast::new();
    let (owner, device, secret) = (cast.owner.clone(), cast.buyer_device.clone(), cast.secret);
    let (_, coordinator) = cast.appoint(100, Office::Coordinator);
    cast.room
        .push(ROSTER, &owner, drops(cast.buyer, &[secret, cast.shared]))
        .unwrap();
    let versions = |scope, v| {
        Public::Drop(
            scope,
            vec![DocVersion {
                doc: doc(60),
                version: version(v),
                parts: vec![part(v)],
            }],
        )
    };
    cast.room
        .push(cast.buyer, &device, versions(secret, 60))
        .unwrap();
    cast.room
        .push(cast.buyer, &device, versions(secret, 61))
        .unwrap();
    // one document is for one scope
    let elsewhere = cast
        .room
        .push(cast.buyer, &device, versions(cast.shared, 62));
    assert_eq!(elsewhere, Err(Refusal::NotFound));
    let discard = |n| Public::Discard(vec![doc(n)]);
    for (author, public, refusal) in [
        (&device, discard(60), Refusal::NotAllowed),
        (&cast.buyer_key.clone(), discard(60), Refusal::NotAllowed),
        (&coordinator, discard(60), Refusal::NotAllowed),
        (&owner, discard(99), Refusal::NotFound),
        (&owner, Public::Discard(vec![]), Refusal::Malformed),
    ] {
        let pushed = cast.room.push(cast.buyer, author, public);
        assert_eq!(pushed, Err(refusal));
    }
    cast.room.push(cast.buyer, &owner, discard(60)).unwrap();
    let again = cast.room.push(cast.buyer, &owner, discard(60));
    assert_eq!(again, Err(Refusal::NotFound));
    let back = cast.room.push(cast.buyer, &device, versions(secret, 63));
    assert_eq!(back, Err(Refusal::NotFound));
    assert!(!cast.room.fold.parts().contains(&part(60).hash));
    assert!(!cast.room.fold.parts().contains(&part(61).hash));
    // of one who disowned itself since, too
    cast.room
        .push(cast.buyer, &device, drop_of(secret, 64))
        .unwrap();
    let key = cast.buyer_key.clone();
    cast.room.push(cast.buyer, &key, Public::Disown).unwrap();
    cast.room.push(cast.buyer, &owner, discard(64)).unwrap();
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn row_15_a_frozen_room_takes_no_drops_but_its_owners() {
    let mut cast = Cast::new();
    let (owner, device, secret) = (cast.owner.clone(), cast.buyer_device.clone(), cast.secret);
    for id in [cast.buyer, TestRoom::OWNER] {
        cast.room
            .push(ROSTER, &owner, drops(id, &[secret]))
            .unwrap();
    }
    let frozen = Policy {
        state: RoomState::ReadOnly,
        ends: None,
    };
    cast.room
        .push(FRONT, &owner, Public::Policy(frozen))
        .unwrap();
    let refused = cast.room.push(cast.buyer, &device, drop_of(secret, 60));
    assert_eq!(refused, Err(Refusal::Frozen));
    let owners = cast.room.device.clone();
    cast.room
        .push(TestRoom::OWNER, &owners, drop_of(secret, 61))
        .unwrap();
    // a link that opens nothing at all may be for dropping
    let bin = member(chain(130), MemberKind::Link, &Key::new(130), vec![]);
    let bin = Member {
        expires: Some(LINK_ENDS),
        ..bin
    };
    cast.room.add(bin).unwrap();
    cast.room
        .push(ROSTER, &owner, drops(chain(130), &[secret]))
        .unwrap();
}

fn sendto(scopes: &[(ScopeId, u32)]) -> Public {
    let each = scopes.iter();
    Public::Sendto(
        each.map(|(scope, epoch)| ScopeEpoch {
            scope: *scope,
            epoch: *epoch,
        })
        .collect(),
    )
}

#[test]
fn row_15_managers_tell_members_where_the_roster_lets_them_drop() {
    let mut cast = Cast::new();
    let (_, coordinator) = cast.appoint(100, Office::Coordinator);
    let (owner, secret, shared) = (cast.owner.clone(), cast.secret, cast.shared);
    cast.room
        .push(ROSTER, &owner, drops(cast.buyer, &[secret, shared]))
        .unwrap();
    cast.room
        .push(ROSTER, &owner, drops(cast.link, &[secret]))
        .unwrap();
    let invite = chain(140);
    cast.room
        .add(member(invite, MemberKind::Invite, &Key::new(140), vec![]))
        .unwrap();
    cast.room
        .push(ROSTER, &owner, drops(invite, &[secret]))
        .unwrap();
    let (buyer, visitor) = (cast.buyer, cast.visitor);
    let told = [(secret, 0)];
    for (chain, author, public, refusal) in [
        // by those who manage, nobody else
        (buyer, &coordinator, sendto(&told), Refusal::NotAllowed),
        (
            buyer,
            &cast.buyer_key.clone(),
            sendto(&told),
            Refusal::NotAllowed,
        ),
        (
            buyer,
            &cast.buyer_device.clone(),
            sendto(&told),
            Refusal::NotAllowed,
        ),
        // to persons and links, whose card it is sealed to
        (visitor, &owner, sendto(&told), Refusal::Misplaced),
        (invite, &owner, sendto(&told), Refusal::Misplaced),
        // of what the roster lets it drop into, at the key that the scope has now
        (buyer, &owner, sendto(&[(ROOT, 0)]), Refusal::NotAllowed),
        (
            buyer,
            &owner,
            sendto(&[(secret, 0), (chain(99), 0)]),
            Refusal::NotAllowed,
        ),
        (buyer, &owner, sendto(&[(secret, 1)]), Refusal::Epoch),
        (
            buyer,
            &owner,
            sendto(&[(secret, 0), (secret, 0)]),
            Refusal::Malformed,
        ),
    ] {
        let pushed = cast.room.push(chain, author, public.clone());
        assert_eq!(pushed.err(), Some(refusal), "{chain} {public:?}");
    }
    // it says what it names, and nothing of nothing
    for (scopes, other) in [(&told[..], None), (&[], Some(Hash([1; 32])))] {
        let mut odd = cast.room.entry(buyer, &owner, sendto(scopes));
        odd.body = other;
        let pushed = cast.room.append(owner.sign_entry(&odd));
        assert_eq!(pushed, Err(Refusal::Malformed));
    }
    cast.room.push(cast.link, &owner, sendto(&told)).unwrap();
    cast.room.push(buyer, &owner, sendto(&told)).unwrap();
    let fold = |cast: &Cast| cast.room.fold.member(&buyer).unwrap().sendto().cloned();
    let known = fold(&cast).unwrap();
    assert_eq!(known.by, owner.public());
    assert_eq!((known.scopes[0].scope, known.scopes[0].epoch), (secret, 0));
    // the newest takes the place of the one before
    cast.room
        .push(secret, &owner, epoch(Some(ROOT), 61))
        .unwrap();
    cast.room
        .push(buyer, &owner, sendto(&[(shared, 0), (secret, 1)]))
        .unwrap();
    assert_eq!(fold(&cast).unwrap().scopes.len(), 2);
    cast.room.push(buyer, &owner, sendto(&[])).unwrap();
    assert_eq!(fold(&cast).unwrap().scopes, []);
    // what it ever might drop into is remembered, for what it dropped then
    cast.room.push(ROSTER, &owner, drops(buyer, &[])).unwrap();
    let entered = cast.room.fold.roster().member(&buyer).unwrap();
    assert_eq!(
        (entered.drops.len(), entered.dropped_ever.contains(&secret)),
        (0, true)
    );
    assert_eq!(replay(&cast.room), cast.room.fold);
    cast.room
        .push(ROSTER, &owner, Public::End(buyer, vec![]))
        .unwrap();
    let late = cast.room.push(buyer, &owner, sendto(&[]));
    assert_eq!(late, Err(Refusal::Ended));
}

#[test]
fn row_14_who_has_not_agreed_drops_nothing() {
    let mut cast = Cast::new();
    let (owner, secret) = (cast.owner.clone(), cast.secret);
    let text = Hash([1; 32]);
    for (id, chain, key, n) in [
        (cast.buyer, cast.buyer, cast.buyer_device.clone(), 60),
        (cast.link, cast.visitor, cast.visitor_key.clone(), 61),
    ] {
        cast.room
            .push(ROSTER, &owner, drops(id, &[secret]))
            .unwrap();
        cast.room.push(id, &owner, Public::Nda(text)).unwrap();
        let lease = |cast: &Cast| {
            let actor = cast.actor(chain, &key).unwrap();
            cast.room.fold.may_lease(&actor, &chain, cast.room.now)
        };
        assert_eq!(lease(&cast), Err(Refusal::Nda));
        let early = cast.room.push(chain, &key, drop_of(secret, n));
        assert_eq!(early, Err(Refusal::Nda));
        let by = if chain == id { &cast.buyer_key } else { &key };
        let by = by.clone();
        cast.room
            .push(chain, &by, Public::Agree(text, Hash([9; 32])))
            .unwrap();
        assert_eq!(lease(&cast), Ok(()));
        cast.room.push(chain, &key, drop_of(secret, n)).unwrap();
    }
}
