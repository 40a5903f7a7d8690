//! Rows 1, 20, 21 and 28: an invite becomes a person, once, in time, with no more than it had.

use ledger::testkit::{Key, TestRoom, chain, grant, member};
use ledger::*;

use crate::support::*;

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
