//! Rows 23, 28 and 29: what ends, expires or was never released.

use ledger::testkit::{Key, chain, grant, member, state_key};
use ledger::*;

use crate::joins::replay;
use crate::support::*;

#[test]
fn row_23_a_former_manager_is_released_the_roster_no_more() {
    let mut cast = Cast::new();
    let (id, key) = cast.hire();
    let roster = MemberGrant {
        member: id,
        grant: grant(ROSTER, 0, None),
    };
    cast.room
        .push(ROSTER, &cast.owner, Public::Grants(vec![roster]))
        .unwrap();
    let released = |cast: &Cast| {
        let actor = cast.actor(id, &key).unwrap();
        (
            actor.role(),
            cast.room.fold.grants(&actor, cast.room.now).len(),
        )
    };
    assert_eq!(released(&cast), (Role::Manager, 1));
    cast.room
        .push(FRONT, &cast.owner, Public::Unmanage(id))
        .unwrap();
    assert_eq!(released(&cast), (Role::Person, 0));
    let actor = cast.actor(id, &key).unwrap();
    for chain in [ROSTER, ROOT, cast.shared, cast.buyer] {
        let read = cast.room.fold.may_read(&actor, &chain, cast.room.now);
        assert_eq!(read, Err(Refusal::NotFound));
    }
}

#[test]
fn row_28_a_link_ends_to_the_millisecond() {
    let mut cast = Cast::new();
    let there = opened(cast.shared, 20);
    let state = state_key(cast.link).public();
    cast.room.now = LINK_ENDS - 1;
    let actor = cast.actor(cast.visitor, &cast.visitor_key).unwrap();
    assert_eq!(actor.until(), Some(LINK_ENDS));
    assert_eq!(cast.room.fold.grants(&actor, cast.room.now).len(), 2);
    let (_, until) = cast
        .room
        .fold
        .may_open(&actor, &there, cast.room.now)
        .unwrap();
    assert_eq!(until, Some(LINK_ENDS));
    let view = cast
        .room
        .fold
        .link(&cast.link, &state, cast.room.now)
        .unwrap();
    assert_eq!(
        (view.state, view.expires),
        (LinkState::Live, Some(LINK_ENDS))
    );
    let visitor = cast.visitor_key.clone();
    cast.room
        .push(cast.visitor, &visitor, receipt(0, vec![there]))
        .unwrap();

    cast.room.now = LINK_ENDS;
    for (chain, key) in [
        (cast.visitor, &cast.visitor_key),
        (cast.link, &cast.link_key),
    ] {
        assert_eq!(cast.actor(chain, key), Err(Refusal::Expired));
    }
    // An actor kept from before gets nothing either.
    assert!(cast.room.fold.grants(&actor, cast.room.now).is_empty());
    let refused = cast
        .room
        .fold
        .may_open(&actor, &there, cast.room.now)
        .map(|_| ());
    assert_eq!(refused, Err(Refusal::NotFound));
    let late = cast
        .room
        .push(cast.visitor, &visitor, receipt(1, vec![there]));
    assert_eq!(late, Err(Refusal::Expired));
    let device = Key::new(98);
    let visit = Public::Visitor(cast.link, device.public());
    let chain = ChainId::of_visitor(&device.public());
    assert_eq!(
        cast.room.push(chain, &cast.link_key, visit),
        Err(Refusal::Expired)
    );
    let view = cast
        .room
        .fold
        .link(&cast.link, &state, cast.room.now)
        .unwrap();
    assert_eq!(view.state, LinkState::Expired);
    let lapsed: Vec<_> = cast.room.fold.lapsed(cast.room.now).collect();
    assert_eq!(lapsed.len(), 1);
}

#[test]
fn row_28_one_grant_may_end_before_its_member() {
    let mut cast = Cast::new();
    let short = MemberGrant {
        member: cast.buyer,
        grant: grant(cast.secret, 0, Some(1_100_000)),
    };
    cast.room
        .push(ROSTER, &cast.owner, Public::Grants(vec![short]))
        .unwrap();
    let actor = cast.actor(cast.buyer, &cast.buyer_device).unwrap();
    let fold = &cast.room.fold;
    assert_eq!(
        fold.holds(&actor, &cast.secret, 1_099_999),
        Ok(Some(1_100_000))
    );
    assert_eq!(
        fold.holds(&actor, &cast.secret, 1_100_000),
        Err(Refusal::NotFound)
    );
    assert_eq!(fold.holds(&actor, &cast.shared, 1_100_000), Ok(None));
}

#[test]
fn row_29_a_links_own_key_is_released_nothing() {
    let cast = Cast::new();
    let link = cast.actor(cast.link, &cast.link_key).unwrap();
    assert!(cast.room.fold.grants(&link, cast.room.now).is_empty());
    let held = cast.room.fold.holds(&link, &cast.shared, cast.room.now);
    assert_eq!(held, Err(Refusal::NotFound));
    assert!(!link.is_device());
}

#[test]
fn row_23_an_ended_link_is_nobody_and_its_scopes_rotate() {
    let mut cast = Cast::new();
    let state = state_key(cast.link).public();
    let old = ScopeEpoch {
        scope: cast.shared,
        epoch: 0,
    };
    let end = Public::End(cast.link, vec![old]);
    cast.room.push(ROSTER, &cast.owner, end.clone()).unwrap();
    assert_eq!(
        cast.room.push(ROSTER, &cast.owner, end),
        Err(Refusal::Ended)
    );
    for (chain, key) in [
        (cast.visitor, &cast.visitor_key),
        (cast.link, &cast.link_key),
    ] {
        assert_eq!(cast.actor(chain, key), Err(Refusal::Ended));
    }
    let view = cast
        .room
        .fold
        .link(&cast.link, &state, cast.room.now)
        .unwrap();
    assert_eq!(view.state, LinkState::Ended);
    let again = MemberGrant {
        member: cast.link,
        grant: grant(cast.shared, 0, Some(LINK_ENDS)),
    };
    let again = Public::Grants(vec![again]);
    assert_eq!(
        cast.room.push(ROSTER, &cast.owner, again),
        Err(Refusal::Ended)
    );

    // The rotation is done when the epoch moved on and the buyer, who stays, was granted it.
    let now = cast.room.now;
    assert_eq!(cast.room.fold.pending(now), [old]);
    cast.room
        .push(cast.shared, &cast.owner, epoch(Some(ROOT), 90))
        .unwrap();
    assert_eq!(cast.room.fold.pending(now), [old]);
    let renewed = MemberGrant {
        member: cast.buyer,
        grant: grant(cast.shared, 1, None),
    };
    cast.room
        .push(ROSTER, &cast.owner, Public::Grants(vec![renewed]))
        .unwrap();
    assert_eq!(cast.room.fold.pending(now), []);
    // A scope that moved on already cannot be listed at its old epoch.
    let late = Public::End(cast.buyer, vec![old]);
    assert_eq!(
        cast.room.push(ROSTER, &cast.owner, late),
        Err(Refusal::Epoch)
    );
}

#[test]
fn row_28_an_invite_that_nobody_took_in_time_is_over() {
    let mut cast = Cast::new();
    let join_by = 1_200_000;
    let invited = |cast: &mut Cast, n: u64| {
        let grants = vec![grant(FRONT, 0, None), grant(cast.shared, 0, None)];
        let mut who = member(chain(n), MemberKind::Invite, &Key::new(n), grants);
        who.join_by = Some(join_by);
        cast.room.add(who).unwrap();
    };
    invited(&mut cast, 90);
    invited(&mut cast, 91);
    let (taken, left) = (chain(90), chain(91));
    let join = cast
        .room
        .join(taken, &Key::new(90), &Key::new(92), &Key::new(93));
    cast.room.push(taken, &Key::new(90), join).unwrap();
    let standing = |cast: &Cast, id, now| {
        let fold = &cast.room.fold;
        let member = fold.roster().member(&id).unwrap();
        member.judge_open(fold.member(&id), now)
    };
    let lapsed = |cast: &Cast, now| {
        let lapsed = cast.room.fold.lapsed(now);
        lapsed.map(|m| m.member.member).collect::<Vec<_>>()
    };
    assert_eq!(standing(&cast, left, join_by - 1), Ok(()));
    assert_eq!(standing(&cast, left, join_by), Err(Refusal::Expired));
    assert_eq!(standing(&cast, taken, join_by), Ok(()));
    assert!(lapsed(&cast, join_by - 1).is_empty());
    assert_eq!(lapsed(&cast, join_by), [left]);

    // It gets no new key, and no rotation waits for it to have one.
    let old = ScopeEpoch {
        scope: cast.shared,
        epoch: 0,
    };
    let end = Public::End(cast.link, vec![old]);
    cast.room.push(ROSTER, &cast.owner, end).unwrap();
    cast.room
        .push(cast.shared, &cast.owner, epoch(Some(ROOT), 99))
        .unwrap();
    let renewed = |member| MemberGrant {
        member,
        grant: grant(cast.shared, 1, None),
    };
    let (to_left, stays) = (renewed(left), vec![renewed(taken), renewed(cast.buyer)]);
    cast.room
        .push(ROSTER, &cast.owner, Public::Grants(stays))
        .unwrap();
    assert_eq!(cast.room.fold.pending(join_by - 1), [old]);
    assert_eq!(cast.room.fold.pending(join_by), []);
    cast.room.now = join_by;
    let refused = cast
        .room
        .push(ROSTER, &cast.owner, Public::Grants(vec![to_left]));
    assert_eq!(refused, Err(Refusal::Expired));
}

#[test]
fn row_23_who_stays_may_lose_a_scope_and_it_rotates() {
    let mut cast = Cast::new();
    let (owner, shared, buyer) = (cast.owner.clone(), cast.shared, cast.buyer);
    let old = ScopeEpoch {
        scope: shared,
        epoch: 0,
    };
    let actor = cast.actor(buyer, &cast.buyer_device).unwrap();
    assert!(cast.room.fold.holds(&actor, &shared, cast.room.now).is_ok());
    let withdraw = |scopes: &[ScopeId], rotate: &[ScopeEpoch]| {
        Public::Withdraw(buyer, scopes.to_vec(), rotate.to_vec())
    };
    let wrong = ScopeEpoch { epoch: 1, ..old };
    let cases = [
        (&owner, withdraw(&[cast.secret], &[]), Refusal::NotFound),
        (&owner, withdraw(&[FRONT], &[]), Refusal::NotFound),
        (&owner, withdraw(&[], &[]), Refusal::Malformed),
        (&owner, withdraw(&[shared, shared], &[]), Refusal::Malformed),
        (&owner, withdraw(&[shared], &[wrong]), Refusal::Epoch),
        (
            &cast.buyer_key.clone(),
            withdraw(&[shared], &[old]),
            Refusal::NotAllowed,
        ),
    ];
    for (by, public, why) in cases {
        assert_eq!(cast.room.push(ROSTER, by, public), Err(why));
    }
    cast.room
        .push(ROSTER, &owner, withdraw(&[shared], &[old]))
        .unwrap();
    let told = Public::Withdrawn(vec![shared]);
    let own = cast.room.push(buyer, &cast.buyer_key, told.clone());
    assert_eq!(own, Err(Refusal::NotAllowed));
    cast.room.push(buyer, &owner, told).unwrap();

    // it is somebody still, and holds the scope no more
    let actor = cast.actor(buyer, &cast.buyer_device).unwrap();
    let held = cast.room.fold.holds(&actor, &shared, cast.room.now);
    assert_eq!(held, Err(Refusal::NotFound));
    let released = cast.room.fold.grants(&actor, cast.room.now);
    assert!(released.iter().all(|grant| grant.scope != shared));
    assert_eq!(cast.room.fold.pending(cast.room.now), [old]);
    let again = cast.room.push(ROSTER, &owner, withdraw(&[shared], &[old]));
    assert_eq!(again, Err(Refusal::NotFound));
    // what a newcomer took from its invite is withdrawn like the rest: its join still holds when replayed
    let fold = cast.room.fold.member(&buyer).unwrap();
    assert!(fold.withdrawn().contains(&shared));
}

#[test]
fn row_23_an_office_goes_before_what_it_brings() {
    let mut cast = Cast::new();
    let (owner, buyer) = (cast.owner.clone(), cast.buyer);
    let manager = Public::Manager(buyer, cast.buyer_key.public(), Office::Manager);
    cast.room.push(FRONT, &owner, manager).unwrap();
    let desk = ScopeId::of_desk(&cast.room.fold.room());
    cast.room.push(desk, &owner, epoch(None, 70)).unwrap();
    let given = [ROSTER, desk].map(|scope| MemberGrant {
        member: buyer,
        grant: grant(scope, 0, None),
    });
    let given = Public::Grants(given.to_vec());
    cast.room.push(ROSTER, &owner, given).unwrap();
    let withdraw = |scopes: &[ScopeId]| Public::Withdraw(buyer, scopes.to_vec(), vec![]);
    for scopes in [&[ROSTER][..], &[desk], &[cast.shared, desk]] {
        let refused = cast.room.push(ROSTER, &owner, withdraw(scopes));
        assert_eq!(refused, Err(Refusal::NotAllowed));
    }
    // a folder that it was given by itself is no part of the office
    cast.room
        .push(ROSTER, &owner, withdraw(&[cast.shared]))
        .unwrap();
    cast.room
        .push(FRONT, &owner, Public::Unmanage(buyer))
        .unwrap();
    cast.room
        .push(ROSTER, &owner, withdraw(&[ROSTER, desk]))
        .unwrap();
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn row_23_of_one_who_was_ended_nothing_is_withdrawn_and_what_it_knew_still_rotates() {
    let mut cast = Cast::new();
    let (owner, buyer, shared) = (cast.owner.clone(), cast.buyer, cast.shared);
    cast.room
        .push(ROSTER, &owner, Public::End(buyer, vec![]))
        .unwrap();
    assert_eq!(cast.room.fold.pending(cast.room.now), []);
    let old = ScopeEpoch {
        scope: shared,
        epoch: 0,
    };
    let withdraw = |scopes: &[ScopeId]| Public::Withdraw(buyer, scopes.to_vec(), vec![old]);
    let late = cast.room.push(ROSTER, &owner, withdraw(&[shared]));
    assert_eq!(late, Err(Refusal::Ended));
    let stranger = cast.buyer_key.clone();
    let refused = cast.room.push(ROSTER, &stranger, withdraw(&[]));
    assert_eq!(refused, Err(Refusal::NotAllowed));
    cast.room.push(ROSTER, &owner, withdraw(&[])).unwrap();
    assert_eq!(cast.room.fold.pending(cast.room.now), [old]);
}
