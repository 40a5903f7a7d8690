//! Rows 14 and 22 for offices: who gives and takes them, what each allows; and rooms that are shut.

use ledger::testkit::{Key, TestRoom, chain, grant, member};
use ledger::*;

use crate::joins::replay;
use crate::support::*;

#[test]
fn row_22_owners_give_and_take_offices_and_a_room_keeps_an_owner() {
    let mut cast = Cast::new();
    let (manager, manager_key) = cast.appoint(100, Office::Manager);
    let (coordinator, coordinator_key) = cast.appoint(110, Office::Coordinator);
    let made = |id, key: &Key, office| Public::Manager(id, key.public(), office);
    let open = Policy {
        state: RoomState::Open,
        ends: None,
    };
    for author in [&manager_key, &coordinator_key, &cast.buyer_key] {
        for public in [
            made(cast.buyer, &cast.buyer_key, Office::Coordinator),
            made(coordinator, &coordinator_key, Office::Owner),
            Public::Unmanage(coordinator),
            Public::Unmanage(TestRoom::OWNER),
            Public::Policy(open),
        ] {
            let refused = cast.room.push(FRONT, author, public);
            assert_eq!(refused, Err(Refusal::NotAllowed));
        }
    }
    // the founder alone neither goes nor steps down
    let last = [
        Public::Unmanage(TestRoom::OWNER),
        made(TestRoom::OWNER, &cast.owner, Office::Manager),
    ];
    for public in last.clone() {
        // by the gate, and by whoever replays
        let signed = cast.room.signed(FRONT, &cast.owner, public);
        let verified = signed.verify().unwrap();
        let judged = cast.room.fold.judge_chain(&verified, cast.room.now);
        assert_eq!(judged, Err(Refusal::NotAllowed));
        assert_eq!(cast.room.append(signed), Err(Refusal::NotAllowed));
    }
    // another office for the same key; the same office or another key are refused
    let same = made(manager, &manager_key, Office::Manager);
    let other = made(manager, &cast.stranger, Office::Owner);
    let taken = made(manager, &coordinator_key, Office::Owner);
    for public in [same, other, taken] {
        let refused = cast.room.push(FRONT, &cast.owner, public);
        assert_eq!(refused, Err(Refusal::Exists));
    }
    let raised = made(manager, &manager_key, Office::Owner);
    cast.room.push(FRONT, &cast.owner, raised).unwrap();
    // two owners: either may take the other's office, and then there is one again
    for public in last {
        let mut cast = cast.clone();
        let verified = cast.room.push(FRONT, &manager_key, public).unwrap();
        let front = cast.room.fold.front();
        let owners: Vec<_> = front.owners(&front.head()).collect();
        assert_eq!(owners, [manager], "{verified:?}");
        let title = cast.room.push(FRONT, &cast.owner, Public::Title);
        let demoted = front_office(&cast, TestRoom::OWNER) == Some(Office::Manager);
        assert_eq!(title.is_ok(), demoted);
        let alone = cast
            .room
            .push(FRONT, &manager_key, Public::Unmanage(manager));
        assert_eq!(alone, Err(Refusal::NotAllowed));
        assert_eq!(replay(&cast.room), cast.room.fold);
    }
}

fn front_office(cast: &Cast, id: ChainId) -> Option<Office> {
    let front = cast.room.fold.front();
    front.office(&id, &front.head())
}

#[test]
fn row_22_what_was_signed_in_a_higher_office_stays_and_what_comes_later_does_not() {
    let mut cast = Cast::new();
    let (id, key) = cast.appoint(100, Office::Manager);
    cast.room.push(cast.shared, &key, docs(60)).unwrap();
    let lower = Public::Manager(id, key.public(), Office::Coordinator);
    cast.room.push(FRONT, &cast.owner, lower).unwrap();
    let late = cast.room.push(cast.shared, &key, docs(61));
    assert_eq!(late, Err(Refusal::NotAllowed));
    let shared = cast.room.fold.scope(&cast.shared).unwrap();
    assert!(shared.docs().contains_key(&doc(60)));
    let front = cast.room.fold.front();
    let at = |next| Head {
        next,
        hash: Hash::ZERO,
    };
    let now = front.head().next;
    assert_eq!(front.office(&id, &at(now - 1)), Some(Office::Manager));
    assert_eq!(front.office(&id, &at(now)), Some(Office::Coordinator));
    assert_eq!(front.office(&TestRoom::OWNER, &at(0)), Some(Office::Owner));
}

#[test]
fn row_22_officers_are_persons_and_an_owners_time_does_not_run_out() {
    let mut cast = Cast::new();
    let invite = Key::new(120);
    let grants = vec![grant(FRONT, 0, None)];
    cast.room
        .add(member(chain(120), MemberKind::Invite, &invite, grants))
        .unwrap();
    for (id, key) in [(cast.link, &cast.link_key), (chain(120), &invite)] {
        for office in [Office::Coordinator, Office::Manager, Office::Owner] {
            let public = Public::Manager(id, key.public(), office);
            let refused = cast.room.push(FRONT, &cast.owner, public);
            assert_eq!(refused, Err(Refusal::NotAllowed));
        }
    }
    let mut guest = member(chain(130), MemberKind::Person, &Key::new(130), vec![]);
    guest.expires = Some(1_500_000);
    cast.room.add(guest).unwrap();
    let made = |office| Public::Manager(chain(130), Key::new(130).public(), office);
    let refused = cast.room.push(FRONT, &cast.owner, made(Office::Owner));
    assert_eq!(refused, Err(Refusal::TooMuch));
    cast.room
        .push(FRONT, &cast.owner, made(Office::Manager))
        .unwrap();
}

#[test]
fn row_14_a_coordinator_sees_people_and_no_folder() {
    let mut cast = Cast::new();
    let (id, key) = cast.appoint(100, Office::Coordinator);
    let device = Key::new(101);
    let given = |scope, rights| {
        let grant = GrantRef {
            rights,
            ..grant(scope, 0, None)
        };
        Public::Grants(vec![MemberGrant { member: id, grant }])
    };
    for (public, refusal) in [
        (given(cast.shared, Rights::Read), Some(Refusal::TooMuch)),
        (given(ROSTER, Rights::Manage), Some(Refusal::TooMuch)),
        (given(FRONT, Rights::Read), None),
        (given(ROSTER, Rights::Coordinate), None),
    ] {
        let pushed = cast.room.push(ROSTER, &cast.owner, public);
        assert_eq!(pushed.err(), refusal);
    }
    // nobody else is given the roster, or a folder to coordinate
    let manager = cast.hire().0;
    for (member, scope, rights) in [
        (cast.buyer, ROSTER, Rights::Coordinate),
        (manager, cast.shared, Rights::Coordinate),
    ] {
        let grant = GrantRef {
            rights,
            ..grant(scope, 0, None)
        };
        let public = Public::Grants(vec![MemberGrant { member, grant }]);
        let refused = cast.room.push(ROSTER, &cast.owner, public);
        assert_eq!(refused, Err(Refusal::TooMuch));
    }
    let (fold, now) = (&cast.room.fold, cast.room.now);
    let actor = cast.actor(id, &device).unwrap();
    assert_eq!(actor.role(), Role::Coordinator);
    let mut released: Vec<_> = fold.grants(&actor, now).iter().map(|g| g.scope).collect();
    released.sort();
    assert_eq!(released, [FRONT, ROSTER]);
    let readable = |chain| fold.may_read(&actor, &chain, now);
    for chain in [FRONT, ROSTER, id, cast.buyer, cast.link, cast.visitor] {
        assert_eq!(readable(chain), Ok(()), "{chain}");
    }
    for chain in [ROOT, cast.shared, cast.secret, chain(999)] {
        assert_eq!(readable(chain), Err(Refusal::NotFound), "{chain}");
        assert!(fold.holds(&actor, &chain, now).is_err());
    }
    let lease = fold.may_lease(&actor, &cast.shared, cast.room.now);
    assert_eq!(lease, Err(Refusal::NotAllowed));
    // it writes nothing that a manager writes, whatever the chain
    let newcomer = member(chain(140), MemberKind::Person, &cast.stranger, vec![]);
    for (chain, public) in [
        (ROSTER, Public::Member(newcomer)),
        (ROSTER, Public::End(cast.buyer, vec![])),
        (ROSTER, Public::Keys(vec![ROOT])),
        (ROSTER, given(FRONT, Rights::Read)),
        (ROSTER, epoch(None, 141)),
        (FRONT, Public::Title),
        (cast.shared, docs(99)),
        (chain(142), epoch(Some(ROOT), 142)),
        (cast.link, Public::Issued),
    ] {
        let entry = cast.room.entry(chain, &key, public);
        let own = chain == ROSTER;
        assert_eq!(cast.room.fold.may_append(&actor, &entry).is_ok(), own);
        let signed = key.sign_entry(&entry).verify().unwrap();
        let judged = cast.room.fold.judge_chain(&signed, now);
        assert!(
            matches!(judged, Err(Refusal::NotAllowed | Refusal::Misplaced)),
            "{judged:?}"
        );
    }
    // a folder that it held before it was given the office is released no more
    let before = MemberGrant {
        member: cast.buyer,
        grant: grant(cast.shared, 0, None),
    };
    cast.room
        .push(ROSTER, &cast.owner, Public::Grants(vec![before]))
        .unwrap();
    let made = Public::Manager(cast.buyer, cast.buyer_key.public(), Office::Coordinator);
    cast.room.push(FRONT, &cast.owner, made).unwrap();
    let actor = cast.actor(cast.buyer, &cast.buyer_device).unwrap();
    let released = cast.room.fold.grants(&actor, now);
    assert!(released.iter().all(|grant| grant.scope == FRONT));
}

fn policy(state: RoomState, ends: Option<u64>) -> Public {
    Public::Policy(Policy { state, ends })
}

#[test]
fn a_frozen_room_is_read_only_for_all_but_owners() {
    let mut cast = Cast::new();
    let (_, key) = cast.hire();
    let joins = Key::new(150);
    let grants = vec![grant(FRONT, 0, None), grant(cast.shared, 0, None)];
    cast.room
        .add(member(chain(150), MemberKind::Invite, &joins, grants))
        .unwrap();
    cast.room
        .push(FRONT, &cast.owner, policy(RoomState::ReadOnly, None))
        .unwrap();
    let there = opened(cast.shared, 20);
    let (buyer, device) = (cast.buyer_key.clone(), cast.buyer_device.clone());
    let refused = [
        (cast.shared, docs(99)),
        (cast.shared, Public::Delete(vec![doc(20)])),
        (cast.shared, epoch(Some(ROOT), 151)),
        (chain(152), epoch(Some(ROOT), 152)),
        (ROSTER, Public::End(cast.link, vec![])),
        (ROSTER, Public::Keys(vec![ROOT])),
        (FRONT, Public::Title),
    ];
    for (chain, public) in &refused {
        // by the gate, and by whoever replays
        let signed = cast.room.signed(*chain, &key, public.clone());
        let verified = signed.verify().unwrap();
        let judged = cast.room.fold.judge_chain(&verified, cast.room.now);
        assert_eq!(judged, Err(Refusal::Frozen), "{public:?}");
        assert_eq!(cast.room.append(signed), Err(Refusal::Frozen));
    }
    // what reading takes
    let second = Key::new(153);
    let visitor = Key::new(154);
    let join = cast
        .room
        .join(chain(150), &joins, &Key::new(155), &Key::new(156));
    for (chain, author, public) in [
        (cast.buyer, &device, receipt(0, vec![there])),
        (
            cast.visitor,
            &cast.visitor_key.clone(),
            receipt(0, vec![there]),
        ),
        (cast.buyer, &buyer, Public::Device(second.public())),
        (cast.buyer, &buyer, Public::Undevice(second.public())),
        (chain(150), &joins, join),
        (
            ChainId::of_visitor(&visitor.public()),
            &cast.link_key.clone(),
            Public::Visitor(cast.link, visitor.public()),
        ),
    ] {
        cast.room.push(chain, author, public).unwrap();
    }
    // owners go on; and open it again
    cast.room.push(cast.shared, &cast.owner, docs(98)).unwrap();
    cast.room
        .push(FRONT, &cast.owner, policy(RoomState::Open, None))
        .unwrap();
    cast.room.push(cast.shared, &key, docs(97)).unwrap();
    assert_eq!(cast.room.fold.front().policy().state, RoomState::Open);
    assert_eq!(replay(&cast.room), cast.room.fold);
}

#[test]
fn a_locked_room_serves_its_owners_only() {
    let mut cast = Cast::new();
    let (id, key) = cast.hire();
    let (second, second_key) = cast.appoint(100, Office::Owner);
    let second_device = Key::new(101);
    let owner_device = cast.room.device.clone();
    let everybody = [
        (id, key.clone()),
        (cast.buyer, cast.buyer_key.clone()),
        (cast.buyer, cast.buyer_device.clone()),
        (cast.link, cast.link_key.clone()),
        (cast.visitor, cast.visitor_key.clone()),
    ];
    let owners = [
        (TestRoom::OWNER, owner_device.clone()),
        (second, second_key.clone()),
        (second, second_device),
    ];
    let before = cast.actor(cast.buyer, &cast.buyer_device).unwrap();
    cast.room
        .push(FRONT, &second_key, policy(RoomState::Locked, None))
        .unwrap();
    for (chain, key) in &everybody {
        assert_eq!(cast.actor(*chain, key), Err(Refusal::RoomLocked));
    }
    for (chain, key) in &owners {
        assert_eq!(cast.actor(*chain, key).unwrap().role(), Role::Owner);
    }
    // nothing is appended by others, be it in order to read
    let there = opened(cast.shared, 20);
    for (chain, author, public) in [
        (
            cast.buyer,
            &cast.buyer_device.clone(),
            receipt(0, vec![there]),
        ),
        (
            cast.buyer,
            &cast.buyer_key.clone(),
            Public::Device(Key::new(160).public()),
        ),
        (cast.shared, &key, docs(99)),
        (
            ChainId::of_visitor(&Key::new(161).public()),
            &cast.link_key.clone(),
            Public::Visitor(cast.link, Key::new(161).public()),
        ),
    ] {
        let signed = cast.room.signed(chain, author, public);
        let verified = signed.verify().unwrap();
        let judged = cast.room.fold.judge_chain(&verified, cast.room.now);
        assert_eq!(judged, Err(Refusal::RoomLocked));
        assert_eq!(cast.room.append(signed), Err(Refusal::RoomLocked));
    }
    cast.room.push(cast.shared, &cast.owner, docs(98)).unwrap();
    cast.room
        .push(TestRoom::OWNER, &owner_device, receipt(0, vec![there]))
        .unwrap();
    // the state key of a link is told that it is shut for now
    let state = ledger::testkit::state_key(cast.link).public();
    let view = cast.room.fold.link(&cast.link, &state, cast.room.now);
    let view = view.unwrap();
    assert_eq!(
        (view.state, view.shut),
        (LinkState::Live, Some(Refusal::RoomLocked))
    );
    cast.room
        .push(FRONT, &cast.owner, policy(RoomState::Open, None))
        .unwrap();
    assert_eq!(cast.actor(cast.buyer, &cast.buyer_device), Ok(before));
}

#[test]
fn row_28_a_room_ends_to_the_millisecond_for_all_but_owners() {
    let mut cast = Cast::new();
    let ends = 1_400_000;
    cast.room
        .push(FRONT, &cast.owner, policy(RoomState::Open, Some(ends)))
        .unwrap();
    let there = opened(cast.shared, 20);
    cast.room.now = ends - 1;
    let actor = cast.actor(cast.buyer, &cast.buyer_device).unwrap();
    assert_eq!(actor.until(), Some(ends));
    let (_, until) = cast.room.fold.may_open(&actor, &there, ends - 1).unwrap();
    assert_eq!(until, Some(ends));
    let device = cast.buyer_device.clone();
    cast.room
        .push(cast.buyer, &device, receipt(0, vec![there]))
        .unwrap();
    let (manager, key) = cast.hire();
    cast.room.now = ends;
    let late = cast.room.push(cast.buyer, &device, receipt(1, vec![there]));
    assert_eq!(late, Err(Refusal::Expired));
    let late = cast.room.push(cast.shared, &key, docs(99));
    assert_eq!(late, Err(Refusal::Expired));
    for (chain, key) in [
        (cast.buyer, &device),
        (manager, &key),
        (cast.link, &cast.link_key),
        (cast.visitor, &cast.visitor_key),
    ] {
        assert_eq!(cast.actor(chain, key), Err(Refusal::Expired));
    }
    let owner = cast.actor(TestRoom::OWNER, &cast.room.device).unwrap();
    assert_eq!((owner.role(), owner.until()), (Role::Owner, None));
    // an owner opens it for longer
    cast.room
        .push(FRONT, &cast.owner, policy(RoomState::Open, Some(ends + 1)))
        .unwrap();
    assert!(cast.actor(cast.buyer, &device).is_ok());
}
