//! Members, invites, links, devices, receipts: who may be let in, and how.

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
}

#[test]
fn sixty_four_devices_are_held_at_once_and_a_revoked_one_makes_room() {
    let mut cast = Cast::new();
    let key = cast.buyer_key.clone();
    let device = |n| Public::Device(Key::new(1000 + n).public());
    let full = |cast: &Cast| {
        let fold = cast.room.fold.member(&cast.buyer).unwrap();
        fold.oldest_of_full()
    };
    // the one that joined is the first
    for n in 1..limits::DEVICES as u64 {
        assert_eq!(full(&cast), None);
        cast.room.push(cast.buyer, &key, device(n)).unwrap();
    }
    // however many were revoked before, one that is new gets in for one that goes
    let mut oldest = cast.buyer_device.public();
    for n in 100..200 {
        let refused = cast.room.push(cast.buyer, &key, device(n));
        assert_eq!(refused, Err(Refusal::TooMuch));
        assert_eq!(full(&cast), Some(oldest));
        cast.room
            .push(cast.buyer, &key, Public::Undevice(oldest))
            .unwrap();
        cast.room.push(cast.buyer, &key, device(n)).unwrap();
        let next = if n < 163 { n - 99 } else { n - 63 };
        oldest = Key::new(1000 + next).public();
    }
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

fn said(n: u64, action: Action, seconds: u32, docs: Vec<Opened>) -> Public {
    Public::Receipt(Receipt {
        n,
        action,
        docs,
        seconds,
    })
}

#[test]
fn receipts_say_what_was_done_and_only_closing_says_for_how_long() {
    let mut cast = Cast::new();
    let (there, device) = (opened(cast.shared, 20), cast.buyer_device.clone());
    let actions = [
        Action::View,
        Action::Download,
        Action::Complete,
        Action::Print,
        Action::Closed,
    ];
    for (n, action) in actions.into_iter().enumerate() {
        let n = n as u64;
        let timed = cast
            .room
            .push(cast.buyer, &device, said(n, action, 60, vec![there]));
        if action == Action::Closed {
            timed.unwrap();
        } else {
            assert_eq!(timed, Err(Refusal::Malformed), "{action:?}");
            cast.room
                .push(cast.buyer, &device, said(n, action, 0, vec![there]))
                .unwrap();
        }
        // content follows what opens, not what reports
        let seq = cast.room.fold.tip(&cast.buyer).head().next - 1;
        let actor = cast.actor(cast.buyer, &device).unwrap();
        let parts = [part(20).hash];
        let urls = cast
            .room
            .fold
            .may_get(&actor, seq, &there, &parts, cast.room.now);
        let opens = matches!(action, Action::View | Action::Download | Action::Print);
        assert_eq!(urls.is_ok(), opens, "{action:?}");
    }
}

#[test]
fn who_may_only_view_saves_and_prints_nothing() {
    let mut cast = Cast::new();
    let ends = Some(LINK_ENDS);
    let grants = vec![grant(FRONT, 0, ends), grant(cast.shared, 0, ends)];
    let (link, link_key, visitor) = (chain(90), Key::new(90), Key::new(91));
    let mut shown = member(link, MemberKind::Link, &link_key, grants.clone());
    shown.manner.view_only = true;
    cast.room.add(shown).unwrap();
    let own = ChainId::of_visitor(&visitor.public());
    let visit = Public::Visitor(link, visitor.public());
    cast.room.push(own, &link_key, visit).unwrap();
    let (person, key, device) = (chain(92), Key::new(92), Key::new(93));
    let mut reader = member(person, MemberKind::Person, &key, grants);
    reader.manner.view_only = true;
    cast.room.add(reader).unwrap();
    cast.room
        .push(person, &key, Public::Device(device.public()))
        .unwrap();
    let there = opened(cast.shared, 20);
    for (chain, device) in [(own, &visitor), (person, &device)] {
        assert!(cast.actor(chain, device).unwrap().is_view_only());
        for action in [Action::Download, Action::Print] {
            let kept = cast
                .room
                .push(chain, device, said(0, action, 0, vec![there]));
            assert_eq!(kept, Err(Refusal::NotAllowed), "{action:?}");
        }
        for (n, action) in [Action::View, Action::Complete, Action::Closed]
            .into_iter()
            .enumerate()
        {
            let public = said(n as u64, action, 0, vec![there]);
            cast.room.push(chain, device, public).unwrap();
        }
    }
    let device = cast.buyer_device.clone();
    let saves = said(0, Action::Download, 0, vec![there]);
    cast.room.push(cast.buyer, &device, saves).unwrap();
}

#[test]
fn who_is_asked_says_who_it_is() {
    let mut cast = Cast::new();
    let ends = Some(LINK_ENDS);
    let (link, key) = (chain(90), Key::new(90));
    let grants = vec![grant(FRONT, 0, ends), grant(cast.shared, 0, ends)];
    let mut asks = member(link, MemberKind::Link, &key, grants);
    asks.manner.asks = true;
    cast.room.add(asks).unwrap();
    for (link, key, silent) in [
        (link, &key, Some(Refusal::Malformed)),
        (cast.link, &cast.link_key.clone(), None),
    ] {
        let device = Key::new(95).public();
        let mut visit = cast.room.entry(
            ChainId::of_visitor(&device),
            key,
            Public::Visitor(link, device),
        );
        assert!(cast.clone().room.append(key.sign_entry(&visit)).is_ok());
        visit.body = None;
        let pushed = cast.clone().room.append(key.sign_entry(&visit));
        assert_eq!(pushed.err(), silent);
    }
}
