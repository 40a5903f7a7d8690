//! Rows 14, 22 and 28 for what is taken back or changed later: suspended members, other dates, and
//! auditors, who see that things happen and not what.

use ledger::testkit::{Key, TestRoom, chain, grant, member, state_key};
use ledger::*;

use crate::joins::replay;
use crate::support::*;

fn suspend(id: ChainId, on: bool) -> Public {
    Public::Suspend(id, on)
}

fn dates(member: ChainId, expires: Option<u64>, join_by: Option<u64>) -> Public {
    Public::Dates(Dates {
        member,
        expires,
        join_by,
    })
}

#[test]
fn a_suspended_member_is_kept_out_until_it_is_lifted() {
    let mut cast = Cast::new();
    let (_, key) = cast.appoint(100, Office::Coordinator);
    let there = opened(cast.shared, 20);
    let (device, visitor) = (cast.buyer_device.clone(), cast.visitor_key.clone());
    let before = cast.actor(cast.buyer, &device).unwrap();
    for id in [cast.buyer, cast.link] {
        cast.room.push(ROSTER, &key, suspend(id, true)).unwrap();
        let again = cast.room.push(ROSTER, &key, suspend(id, true));
        assert_eq!(again, Err(Refusal::Exists));
    }
    let refused = Err(Refusal::Suspended);
    for (chain, key) in [
        (cast.buyer, &device),
        (cast.buyer, &cast.buyer_key),
        (cast.link, &cast.link_key),
        (cast.visitor, &visitor),
    ] {
        assert_eq!(cast.actor(chain, key), refused);
    }
    let new = Key::new(120);
    for (chain, author, public) in [
        (cast.buyer, &device, receipt(0, vec![there])),
        (cast.visitor, &visitor, receipt(0, vec![there])),
        (
            cast.buyer,
            &cast.buyer_key.clone(),
            Public::Device(new.public()),
        ),
        (
            ChainId::of_visitor(&new.public()),
            &cast.link_key.clone(),
            Public::Visitor(cast.link, new.public()),
        ),
    ] {
        let pushed = cast.room.push(chain, author, public);
        assert_eq!(pushed.map(|_| ()), Err(Refusal::Suspended));
    }
    let state = state_key(cast.link).public();
    let view = cast.room.fold.link(&cast.link, &state, cast.room.now);
    assert_eq!(view.unwrap().shut, Some(Refusal::Suspended));

    // it is no end: nothing rotates, and a rotation seals it the new key
    assert_eq!(cast.room.fold.pending(cast.room.now), []);
    assert_eq!(cast.room.fold.lapsed(cast.room.now).count(), 0);
    cast.room
        .push(cast.shared, &cast.owner, epoch(Some(ROOT), 121))
        .unwrap();
    let renewed = MemberGrant {
        member: cast.buyer,
        grant: grant(cast.shared, 1, None),
    };
    cast.room
        .push(ROSTER, &cast.owner, Public::Grants(vec![renewed]))
        .unwrap();
    for id in [cast.buyer, cast.link] {
        cast.room.push(ROSTER, &key, suspend(id, false)).unwrap();
        let again = cast.room.push(ROSTER, &key, suspend(id, false));
        assert_eq!(again, Err(Refusal::NotFound));
    }
    assert_eq!(cast.actor(cast.buyer, &device), Ok(before));
    cast.room
        .push(cast.buyer, &device, receipt(0, vec![there]))
        .unwrap();
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn row_22_only_owners_keep_officers_out_or_change_their_dates_and_nobody_an_owner() {
    let mut cast = Cast::new();
    let (coordinator, coordinator_key) = cast.appoint(100, Office::Coordinator);
    let (manager, manager_key) = cast.appoint(110, Office::Manager);
    let (owner, owner_key) = cast.appoint(120, Office::Owner);
    let early = Some(1_800_000);
    let authors = [
        (Office::Coordinator, coordinator_key),
        (Office::Manager, manager_key.clone()),
        (Office::Owner, owner_key),
    ];
    let targets = [
        (None, cast.buyer),
        (Some(Office::Coordinator), coordinator),
        (Some(Office::Manager), manager),
        (Some(Office::Owner), owner),
        (Some(Office::Owner), TestRoom::OWNER),
    ];
    for (office, author) in &authors {
        for (held, target) in targets {
            for public in [suspend(target, true), dates(target, early, None)] {
                let mut cast = cast.clone();
                let below = held.is_none() || (*office == Office::Owner && held < Some(*office));
                let pushed = cast.room.push(ROSTER, author, public.clone());
                let expected = if below {
                    None
                } else {
                    Some(Refusal::NotAllowed)
                };
                assert_eq!(pushed.err(), expected, "{office:?} {held:?} {public:?}");
            }
        }
    }
    // a suspended manager writes nothing, and is given no office either
    let owner = cast.owner.clone();
    cast.room
        .push(ROSTER, &owner, suspend(manager, true))
        .unwrap();
    let written = cast.room.push(cast.shared, &manager_key, docs(99));
    assert_eq!(written, Err(Refusal::Suspended));
    let raised = Public::Manager(manager, manager_key.public(), Office::Owner);
    let refused = cast.room.push(FRONT, &owner, raised);
    assert_eq!(refused, Err(Refusal::Suspended));
    // nor readers, links, strangers suspend anybody
    for author in [&cast.buyer_key, &cast.link_key, &cast.stranger] {
        for public in [suspend(cast.link, true), dates(cast.link, Some(1), None)] {
            let refused = cast.room.clone().push(ROSTER, author, public);
            assert_eq!(refused, Err(Refusal::NotAllowed));
        }
    }
}

#[test]
fn row_28_dates_move_and_a_coordinator_brings_them_nearer_only() {
    let mut cast = Cast::new();
    let (_, coordinator) = cast.appoint(100, Office::Coordinator);
    let owner = cast.owner.clone();
    let (buyer, link) = (cast.buyer, cast.link);
    let cases = [
        // of a link, which ends at LINK_ENDS
        (&coordinator, dates(link, Some(LINK_ENDS - 1), None), None),
        (
            &coordinator,
            dates(link, Some(LINK_ENDS + 1), None),
            Some(Refusal::TooMuch),
        ),
        (
            &coordinator,
            dates(link, Some(LINK_ENDS), None),
            Some(Refusal::Exists),
        ),
        (&owner, dates(link, Some(LINK_ENDS + 1), None), None),
        (&owner, dates(link, None, None), Some(Refusal::Malformed)),
        (
            &owner,
            dates(link, Some(LINK_ENDS), Some(1)),
            Some(Refusal::Malformed),
        ),
        // of one who has no end yet
        (&coordinator, dates(buyer, Some(9_000_000), None), None),
        (&owner, dates(buyer, None, None), Some(Refusal::Exists)),
        (
            &owner,
            dates(chain(99), Some(1), None),
            Some(Refusal::NotFound),
        ),
    ];
    for (author, public, refusal) in cases {
        let pushed = cast.clone().room.push(ROSTER, author, public.clone());
        assert_eq!(pushed.err(), refusal, "{public:?}");
    }
    // the nearer end binds at once, grants that say later or not
    cast.room
        .push(ROSTER, &coordinator, dates(link, Some(1_100_000), None))
        .unwrap();
    let actor = cast.actor(cast.visitor, &cast.visitor_key).unwrap();
    let held = cast.room.fold.holds(&actor, &cast.shared, cast.room.now);
    assert_eq!(
        (actor.until(), held),
        (Some(1_100_000), Ok(Some(1_100_000)))
    );
    cast.room.now = 1_100_000;
    let late = cast.actor(cast.visitor, &cast.visitor_key);
    assert_eq!(late, Err(Refusal::Expired));
    // longer: what was sealed for less comes again after it
    let longer = MemberGrant {
        member: link,
        grant: grant(cast.shared, 0, Some(3_000_000)),
    };
    let grants = Public::Grants(vec![longer]);
    let early = cast.room.push(ROSTER, &owner, grants.clone());
    assert_eq!(early, Err(Refusal::TooMuch));
    cast.room
        .push(ROSTER, &owner, dates(link, Some(3_000_000), None))
        .unwrap();
    cast.room.push(ROSTER, &owner, grants).unwrap();
    let actor = cast.actor(cast.visitor, &cast.visitor_key).unwrap();
    let held = cast.room.fold.holds(&actor, &cast.shared, cast.room.now);
    assert_eq!(held, Ok(Some(3_000_000)));
    // an ended one has no dates any more
    cast.room
        .push(ROSTER, &owner, Public::End(link, vec![]))
        .unwrap();
    for public in [dates(link, Some(4_000_000), None), suspend(link, true)] {
        let refused = cast.room.push(ROSTER, &owner, public);
        assert_eq!(refused, Err(Refusal::Ended));
    }
}

#[test]
fn row_28_an_invites_dates_move_and_who_joined_before_stays() {
    let mut cast = Cast::new();
    let (id, invite) = (chain(90), Key::new(90));
    let grants = vec![grant(FRONT, 0, None), grant(cast.shared, 0, None)];
    let mut who = member(id, MemberKind::Invite, &invite, grants);
    who.join_by = Some(1_200_000);
    cast.room.add(who).unwrap();
    let owner = cast.owner.clone();
    let join = |cast: &Cast| cast.room.join(id, &invite, &Key::new(91), &Key::new(92));
    for (by, now, refusal) in [
        (1_300_000, 1_200_000, None),
        (1_300_000, 1_300_000, Some(Refusal::Expired)),
        (1_100_000, 1_100_000, Some(Refusal::Expired)),
    ] {
        let mut cast = cast.clone();
        cast.room
            .push(ROSTER, &owner, dates(id, None, Some(by)))
            .unwrap();
        cast.room.now = now;
        let joined = cast.room.push(id, &invite, join(&cast));
        assert_eq!(joined.err(), refusal);
    }
    // shortened after somebody joined: whoever replays still takes the join
    cast.room.now = 1_150_000;
    cast.room.push(id, &invite, join(&cast)).unwrap();
    cast.room
        .push(ROSTER, &owner, dates(id, None, Some(1_100_000)))
        .unwrap();
    assert_eq!(replay(&cast.room), cast.room.fold);
    assert!(cast.actor(id, &Key::new(92)).is_ok());
}

#[test]
fn a_manner_fits_its_kind() {
    let mut cast = Cast::new();
    let plain = Manner::default();
    let (bound, asks, audits) = (
        Manner {
            bound: true,
            ..plain
        },
        Manner {
            asks: true,
            ..plain
        },
        Manner {
            audits: true,
            ..plain
        },
    );
    let view_only = Manner {
        view_only: true,
        ..plain
    };
    let ends = Some(1_500_000);
    let fits = |kind, manner| match kind {
        MemberKind::Link => manner != audits,
        MemberKind::Person | MemberKind::Invite => manner != bound && manner != asks,
    };
    for (n, kind) in [MemberKind::Person, MemberKind::Invite, MemberKind::Link]
        .into_iter()
        .enumerate()
    {
        for (m, manner) in [plain, bound, asks, audits, view_only]
            .into_iter()
            .enumerate()
        {
            let n = 200 + 10 * n as u64 + m as u64;
            let mut who = member(chain(n), kind, &Key::new(n), vec![]);
            (who.manner, who.expires) = (manner, ends);
            let entered = cast.room.push(ROSTER, &cast.owner, Public::Member(who));
            assert_eq!(entered.is_ok(), fits(kind, manner), "{kind:?} {manner:?}");
        }
    }
}

#[test]
fn row_14_an_auditor_reads_every_chain_and_only_its_own_bodies() {
    let mut cast = Cast::new();
    let (id, key, device) = (chain(100), Key::new(100), Key::new(101));
    let held = vec![grant(FRONT, 0, None), grant(cast.shared, 0, None)];
    let mut auditor = member(id, MemberKind::Person, &key, held);
    auditor.manner.audits = true;
    cast.room.add(auditor).unwrap();
    cast.room
        .push(id, &key, Public::Device(device.public()))
        .unwrap();
    let (fold, now) = (&cast.room.fold, cast.room.now);
    let actor = cast.actor(id, &device).unwrap();
    assert_eq!(actor.role(), Role::Person);
    for tip in fold.chains() {
        let whole = [FRONT, id, cast.shared].contains(&tip.chain());
        let expected = if whole { Sight::Whole } else { Sight::Public };
        assert_eq!(fold.sight(&actor, &tip.chain(), now), Ok(expected));
        assert_eq!(fold.may_read(&actor, &tip.chain(), now).is_ok(), whole);
    }
    assert_eq!(fold.sight(&actor, &chain(99), now), Err(Refusal::NotFound));
    // it opens and writes what a reader may
    assert!(fold.may_open(&actor, &opened(cast.shared, 20), now).is_ok());
    assert!(
        fold.may_open(&actor, &opened(cast.secret, 21), now)
            .is_err()
    );
    assert!(fold.may_lease(&actor, &cast.shared, cast.room.now).is_err());
    let written = cast.room.entry(cast.shared, &key, docs(99));
    assert_eq!(fold.may_append(&actor, &written), Err(Refusal::NotAllowed));
    // nobody else sees so much, not even who holds an auditor's invite and did not join
    let (invite, key) = (chain(110), Key::new(110));
    let mut invited = member(
        invite,
        MemberKind::Invite,
        &key,
        vec![grant(FRONT, 0, None)],
    );
    invited.manner.audits = true;
    let mut other = cast.clone();
    other.room.add(invited).unwrap();
    let holder = other.actor(invite, &key).unwrap();
    let refused = Err(Refusal::NotFound);
    assert_eq!(other.room.fold.sight(&holder, &ROSTER, now), refused);
    let join = other
        .room
        .join(invite, &key, &Key::new(111), &Key::new(112));
    other.room.push(invite, &key, join).unwrap();
    let joined = other.actor(invite, &Key::new(112)).unwrap();
    assert_eq!(
        other.room.fold.sight(&joined, &ROSTER, now),
        Ok(Sight::Public)
    );
    for (chain, key) in [
        (cast.buyer, &cast.buyer_device),
        (cast.visitor, &cast.visitor_key),
    ] {
        let actor = cast.actor(chain, key).unwrap();
        assert_eq!(
            fold.sight(&actor, &cast.secret, now),
            Err(Refusal::NotFound)
        );
        assert_eq!(fold.sight(&actor, &ROSTER, now), Err(Refusal::NotFound));
    }
}

#[test]
fn proposals_are_for_coordinators_and_plans_for_managers() {
    let mut cast = Cast::new();
    let (_, coordinator) = cast.appoint(100, Office::Coordinator);
    let (_, manager) = cast.appoint(110, Office::Manager);
    for (author, public, refusal) in [
        (&coordinator, Public::Propose, None),
        (&coordinator, Public::Plan, Some(Refusal::NotAllowed)),
        (&manager, Public::Propose, None),
        (&manager, Public::Plan, None),
        (
            &cast.buyer_key.clone(),
            Public::Propose,
            Some(Refusal::NotAllowed),
        ),
    ] {
        let pushed = cast.room.push(ROSTER, author, public);
        assert_eq!(pushed.err(), refusal);
    }
    for public in [Public::Propose, Public::Plan] {
        let mut bare = cast.room.entry(ROSTER, &manager, public.clone());
        bare.body = None;
        let refused = cast.room.append(manager.sign_entry(&bare));
        assert_eq!(refused, Err(Refusal::Malformed));
        let elsewhere = cast.room.push(cast.shared, &manager, public);
        assert_eq!(elsewhere, Err(Refusal::Misplaced));
    }
}
