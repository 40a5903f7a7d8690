//! Members, invites, links, joining, devices, receipts: who may be let in, and how.

use ledger::testkit::{Key, TestRoom, chain, grant, member};
use ledger::*;

use crate::support::*;

#[test]
fn row_22_nobody_gets_more_than_may_be_given() {
    let mut cast = Cast::new();
    let manage = |scope| GrantRef {
        rights: Rights::Manage,
        ..grant(scope, 0, None)
    };
    let own = |scope| GrantRef {
        rights: Rights::Own,
        ..grant(scope, 0, None)
    };
    let ends = Some(1_500_000);
    for kind in [MemberKind::Person, MemberKind::Invite, MemberKind::Link] {
        for bad in [
            manage(cast.shared),
            own(cast.shared),
            grant(ROSTER, 0, ends),
        ] {
            let bad = GrantRef {
                expires: ends,
                ..bad
            };
            let who = member(chain(90), kind, &Key::new(90), vec![bad]);
            let refused = cast.room.push(ROSTER, &cast.owner, Public::Member(who));
            assert_eq!(refused, Err(Refusal::TooMuch), "{kind:?} {bad:?}");
        }
        // No grant outlives its member.
        let mut who = member(
            chain(90),
            kind,
            &Key::new(90),
            vec![grant(cast.shared, 0, ends)],
        );
        who.expires = Some(1_499_999);
        let refused = cast.room.push(ROSTER, &cast.owner, Public::Member(who));
        assert_eq!(refused, Err(Refusal::TooMuch));
    }
    let given = |grant| {
        Public::Grants(vec![MemberGrant {
            member: cast.link,
            grant,
        }])
    };
    let late = given(grant(cast.shared, 0, Some(LINK_ENDS + 1)));
    let never = given(grant(cast.shared, 0, None));
    let on_time = given(grant(cast.shared, 0, Some(LINK_ENDS)));
    assert_eq!(
        cast.room.push(ROSTER, &cast.owner, late),
        Err(Refusal::TooMuch)
    );
    assert_eq!(
        cast.room.push(ROSTER, &cast.owner, never),
        Err(Refusal::TooMuch)
    );
    cast.room.push(ROSTER, &cast.owner, on_time).unwrap();
    // A manager may hold the roster, once the front certifies it.
    let (id, _) = cast.hire();
    let roster = MemberGrant {
        member: id,
        grant: manage(ROSTER),
    };
    cast.room
        .push(ROSTER, &cast.owner, Public::Grants(vec![roster]))
        .unwrap();
}

#[test]
fn members_have_the_fields_of_their_kind() {
    let mut cast = Cast::new();
    let ends = vec![grant(cast.shared, 0, Some(1_500_000))];
    let person = member(chain(90), MemberKind::Person, &Key::new(90), vec![]);
    let invite = member(chain(90), MemberKind::Invite, &Key::new(90), vec![]);
    let link = member(chain(90), MemberKind::Link, &Key::new(90), ends);
    let some = Some(Key::new(1).public());
    let bad = [
        Member {
            state: some,
            ..person.clone()
        },
        Member {
            join_by: Some(1),
            ..person.clone()
        },
        Member {
            opens: Some(1),
            ..person.clone()
        },
        Member {
            state: None,
            ..invite.clone()
        },
        Member {
            opens: Some(1),
            ..invite
        },
        Member {
            state: None,
            ..link.clone()
        },
        Member {
            expires: None,
            grants: vec![],
            ..link.clone()
        },
        Member {
            opens: Some(0),
            ..link.clone()
        },
        Member {
            join_by: Some(1),
            ..link
        },
    ];
    for who in bad {
        let refused = cast
            .room
            .push(ROSTER, &cast.owner, Public::Member(who.clone()));
        assert_eq!(refused, Err(Refusal::Malformed), "{who:?}");
    }
    for taken in [
        FRONT,
        ROSTER,
        ROOT,
        cast.buyer,
        cast.visitor,
        TestRoom::OWNER,
    ] {
        let who = Member {
            member: taken,
            ..person.clone()
        };
        let refused = cast.room.push(ROSTER, &cast.owner, Public::Member(who));
        assert_eq!(refused, Err(Refusal::Exists), "{taken}");
    }
    cast.room
        .push(ROSTER, &cast.owner, Public::Member(person))
        .unwrap();
    // And no scope takes a member's name.
    assert_eq!(
        cast.room.push(chain(90), &cast.owner, epoch(None, 90)),
        Err(Refusal::Exists)
    );
}

#[test]
fn row_01_a_join_needs_the_invites_key_and_the_newcomers_proof() {
    let (mut cast, id, invite, key, device) = invited();
    let Public::Join(honest) = cast.room.join(id, &invite, &key, &device) else {
        panic!()
    };
    let prove = |join: Join| {
        let proof = key.sign(&join.statement(&cast.room.fold.room(), &id, &invite.public()));
        Public::Join(Join { proof, ..join })
    };
    let other = cast.stranger.public();
    let no_proof = Public::Join(Join {
        proof: Signature([7; 64]),
        ..honest.clone()
    });
    let swapped_key = Public::Join(Join {
        key: other,
        ..honest.clone()
    });
    let swapped_device = Public::Join(Join {
        device: other,
        ..honest.clone()
    });
    let more = grant(cast.secret, 0, None);
    let cases = [
        (no_proof, Refusal::Signature),
        (swapped_key, Refusal::Signature),
        (swapped_device, Refusal::Signature),
        (
            Public::Join(Join {
                grants: vec![honest.grants[0]],
                ..honest.clone()
            }),
            Refusal::Signature,
        ),
        (
            prove(Join {
                grants: vec![more],
                ..honest.clone()
            }),
            Refusal::TooMuch,
        ),
        (
            prove(Join {
                grants: vec![longer(&honest)],
                ..honest.clone()
            }),
            Refusal::TooMuch,
        ),
        (
            prove(Join {
                grants: vec![mightier(&honest)],
                ..honest.clone()
            }),
            Refusal::TooMuch,
        ),
        (
            prove(Join {
                device: key.public(),
                ..honest.clone()
            }),
            Refusal::Malformed,
        ),
        (
            prove(Join {
                grants: vec![],
                ..honest.clone()
            }),
            Refusal::Malformed,
        ),
    ];
    for (join, refusal) in cases {
        assert_eq!(
            cast.room.push(id, &invite, join.clone()),
            Err(refusal),
            "{join:?}"
        );
    }
    let honest = Public::Join(honest);
    for author in [&key, &device, &cast.stranger, &cast.owner] {
        let refused = cast.room.push(id, author, honest.clone());
        assert_eq!(refused, Err(Refusal::NotAllowed));
    }
    cast.room.push(id, &invite, honest.clone()).unwrap();
    assert_eq!(cast.room.push(id, &invite, honest), Err(Refusal::Used));
    // The invite's key is nobody now.
    assert_eq!(cast.actor(id, &invite), Err(Refusal::NotAllowed));
    assert_eq!(cast.actor(id, &device).unwrap().role(), Role::Person);
    let spare = Public::Device(Key::new(93).public());
    assert_eq!(
        cast.room.push(id, &invite, spare.clone()),
        Err(Refusal::NotAllowed)
    );
    cast.room.push(id, &key, spare).unwrap();
}

fn longer(join: &Join) -> GrantRef {
    GrantRef {
        expires: None,
        ..join.grants[1]
    }
}

fn mightier(join: &Join) -> GrantRef {
    GrantRef {
        rights: Rights::Manage,
        ..join.grants[1]
    }
}

fn invited() -> (Cast, ChainId, Key, Key, Key) {
    let mut cast = Cast::new();
    let (id, invite) = (chain(90), Key::new(90));
    let ends = Some(3_000_000);
    let grants = vec![grant(FRONT, 0, ends), grant(cast.shared, 0, ends)];
    let mut who = member(id, MemberKind::Invite, &invite, grants);
    who.join_by = Some(1_200_000);
    cast.room.add(who).unwrap();
    (cast, id, invite, Key::new(91), Key::new(92))
}

#[test]
fn row_28_an_invite_is_joined_before_its_time() {
    for (now, refusal) in [(1_199_999, None), (1_200_000, Some(Refusal::Expired))] {
        let (mut cast, id, invite, key, device) = invited();
        cast.room.now = now;
        let join = cast.room.join(id, &invite, &key, &device);
        assert_eq!(cast.room.push(id, &invite, join).err(), refusal, "at {now}");
        assert_eq!(
            cast.actor(id, if refusal.is_none() { &device } else { &invite })
                .err(),
            refusal
        );
    }
}

#[test]
fn row_20_a_join_takes_the_current_epoch_and_replays_later() {
    let (mut cast, id, invite, key, device) = invited();
    let old = cast.room.join(id, &invite, &key, &device);
    cast.room
        .push(cast.shared, &cast.owner, epoch(Some(ROOT), 94))
        .unwrap();
    let ends = Some(3_000_000);
    let renewed = MemberGrant {
        member: id,
        grant: grant(cast.shared, 1, ends),
    };
    cast.room
        .push(ROSTER, &cast.owner, Public::Grants(vec![renewed]))
        .unwrap();
    assert_eq!(cast.room.push(id, &invite, old), Err(Refusal::Epoch));
    cast.room.now += 1;
    let new = cast.room.join(id, &invite, &key, &device);
    cast.room.push(id, &invite, new).unwrap();
    // After the next rotation a manager's client still accepts the join that was right then.
    cast.room.now += 1;
    cast.room
        .push(cast.shared, &cast.owner, epoch(Some(ROOT), 95))
        .unwrap();
    let renewed = MemberGrant {
        member: id,
        grant: grant(cast.shared, 2, ends),
    };
    cast.room
        .push(ROSTER, &cast.owner, Public::Grants(vec![renewed]))
        .unwrap();
    let whole = replay(&cast.room);
    assert_eq!(whole, cast.room.fold);
    // And the newcomer gets what was granted after it joined, not what was sealed to the invite.
    let actor = cast.actor(id, &device).unwrap();
    let grants = cast.room.fold.grants(&actor, cast.room.now);
    let epochs: Vec<_> = grants.iter().map(|g| (g.scope, g.epoch)).collect();
    assert_eq!(epochs, [(FRONT, 0), (cast.shared, 2)]);
}

#[test]
fn row_21_a_proof_is_for_one_room_one_chain_and_one_invite() {
    let (mut cast, id, invite, key, device) = invited();
    let Public::Join(honest) = cast.room.join(id, &invite, &key, &device) else {
        panic!()
    };
    let (room, by) = (cast.room.fold.room(), invite.public());
    let statements = [
        honest.statement(&RoomId([1; 32]), &id, &by),
        honest.statement(&room, &cast.buyer, &by),
        honest.statement(&room, &id, &cast.stranger.public()),
    ];
    for statement in statements {
        let join = Join {
            proof: key.sign(&statement),
            ..honest.clone()
        };
        let refused = cast.room.push(id, &invite, Public::Join(join));
        assert_eq!(refused, Err(Refusal::Signature));
    }
}

#[test]
fn a_newcomer_is_released_what_was_sealed_to_its_own_card() {
    let (mut cast, id, invite, key, device) = invited();
    let Public::Join(mut join) = cast.room.join(id, &invite, &key, &device) else {
        panic!()
    };
    join.grants
        .iter_mut()
        .for_each(|grant| grant.hash = Hash([9; 32]));
    join.proof = key.sign(&join.statement(&cast.room.fold.room(), &id, &invite.public()));
    let released = |cast: &Cast, key| {
        let actor = cast.actor(id, key).unwrap();
        let grants = cast.room.fold.grants(&actor, cast.room.now);
        grants.iter().map(|grant| grant.hash).collect::<Vec<_>>()
    };
    let before = released(&cast, &invite);
    assert!(before.len() == 2 && !before.contains(&Hash([9; 32])));
    cast.room.push(id, &invite, Public::Join(join)).unwrap();
    assert_eq!(released(&cast, &device), [Hash([9; 32]); 2]);
}

#[test]
fn row_28_a_join_gets_no_more_than_the_invite_has_now() {
    let (mut cast, id, invite, key, device) = invited();
    let old = cast.room.join(id, &invite, &key, &device);
    let shorter = MemberGrant {
        member: id,
        grant: grant(cast.shared, 0, Some(2_000_000)),
    };
    cast.room
        .push(ROSTER, &cast.owner, Public::Grants(vec![shorter]))
        .unwrap();
    assert_eq!(cast.room.push(id, &invite, old), Err(Refusal::TooMuch));
    let new = cast.room.join(id, &invite, &key, &device);
    cast.room.push(id, &invite, new).unwrap();
    // Granted again at the same epoch, for longer: the newer one counts.
    cast.room.now += 1;
    let longer = MemberGrant {
        member: id,
        grant: grant(cast.shared, 0, Some(2_500_000)),
    };
    cast.room
        .push(ROSTER, &cast.owner, Public::Grants(vec![longer]))
        .unwrap();
    let actor = cast.actor(id, &device).unwrap();
    let until = cast.room.fold.holds(&actor, &cast.shared, cast.room.now);
    assert_eq!(until, Ok(Some(2_500_000)));
}

/// Replays what the gate took, chain by chain: front, roster, the rest.
pub(crate) fn replay(room: &TestRoom) -> RoomFold {
    let server = room.server.public();
    let mut log: Vec<_> = room
        .log
        .iter()
        .map(|w| (w.verify(&server).unwrap(), w.time()))
        .collect();
    let (first, time) = log.remove(0);
    let mut fold = RoomFold::start(&first, time).unwrap();
    log.sort_by_key(|(verified, _)| (verified.entry().chain, verified.entry().seq));
    for (verified, time) in log {
        fold.accept(&verified, time).unwrap();
    }
    fold
}

#[test]
fn devices_are_certified_once_and_revoked_for_good() {
    let mut cast = Cast::new();
    let (key, second) = (cast.buyer_key.clone(), Key::new(95));
    let device = Public::Device(second.public());
    cast.room.push(cast.buyer, &key, device.clone()).unwrap();
    assert_eq!(
        cast.room.push(cast.buyer, &key, device.clone()),
        Err(Refusal::Exists)
    );
    assert!(cast.actor(cast.buyer, &second).is_ok());
    let revoke = Public::Undevice(second.public());
    cast.room.push(cast.buyer, &key, revoke.clone()).unwrap();
    assert_eq!(
        cast.room.push(cast.buyer, &key, revoke),
        Err(Refusal::NotFound)
    );
    assert_eq!(
        cast.room.push(cast.buyer, &key, device),
        Err(Refusal::Exists)
    );
    assert_eq!(cast.actor(cast.buyer, &second), Err(Refusal::NotAllowed));
    let late = receipt(0, vec![opened(cast.shared, 20)]);
    assert_eq!(
        cast.room.push(cast.buyer, &second, late),
        Err(Refusal::NotAllowed)
    );
    for n in cast.room.fold.member(&cast.buyer).unwrap().devices().len()..limits::DEVICES {
        let more = Public::Device(Key::new(1000 + n as u64).public());
        cast.room.push(cast.buyer, &key, more).unwrap();
    }
    let more = Public::Device(Key::new(2000).public());
    assert_eq!(
        cast.room.push(cast.buyer, &key, more),
        Err(Refusal::TooMuch)
    );
}

#[test]
fn receipts_are_numbered_and_name_what_is_held() {
    let mut cast = Cast::new();
    let (there, device) = (opened(cast.shared, 20), cast.buyer_device.clone());
    let cases = [
        (receipt(1, vec![there]), Refusal::Receipt),
        (receipt(0, vec![]), Refusal::Malformed),
        (receipt(0, vec![there, there]), Refusal::Malformed),
        (receipt(0, vec![opened(cast.secret, 21)]), Refusal::NotFound),
        (receipt(0, vec![opened(cast.shared, 21)]), Refusal::NotFound),
        (
            receipt(0, vec![there, opened(chain(99), 20)]),
            Refusal::NotFound,
        ),
    ];
    for (public, refusal) in cases {
        assert_eq!(
            cast.room.push(cast.buyer, &device, public.clone()),
            Err(refusal),
            "{public:?}"
        );
    }
    for n in 0..3 {
        cast.room
            .push(cast.buyer, &device, receipt(n, vec![there]))
            .unwrap();
    }
    let again = cast.room.push(cast.buyer, &device, receipt(1, vec![there]));
    assert_eq!(again, Err(Refusal::Receipt));
    // Each device counts for itself, and nobody signs in another's chain.
    let visitor = cast.visitor_key.clone();
    cast.room
        .push(cast.visitor, &visitor, receipt(0, vec![there]))
        .unwrap();
    let foreign = cast
        .room
        .push(cast.visitor, &device, receipt(3, vec![there]));
    assert_eq!(foreign, Err(Refusal::NotAllowed));
}
