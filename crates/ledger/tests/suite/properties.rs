//! Row 40 by generated input: nothing panics, nothing that was changed
//! is accepted, and a fold depends on its chains alone.

use ledger::testkit::{Key, TestRoom};
use ledger::*;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::joins::replay;
use crate::support::*;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn row_40_random_bytes_are_no_entry(bytes in vec(any::<u8>(), 0..600)) {
        prop_assert!(Signed::assemble(bytes.clone(), Signature([0; 64])).verify().is_err());
        prop_assert!(Wrapped::parse(&bytes).is_err());
        if let Ok(text) = core::str::from_utf8(&bytes) {
            prop_assert!(KeyId::parse(text).is_err());
        }
    }

    #[test]
    fn row_40_a_changed_entry_never_stands(
        at in any::<prop::sample::Index>(),
        what in 1..=255u8,
        cut in any::<bool>(),
    ) {
        let cast = Cast::new();
        let honest = cast.room.signed(cast.shared, &cast.owner, docs(99));
        let mut bytes = honest.bytes().to_vec();
        let place = at.index(bytes.len());
        bytes[place] ^= what;
        if cut {
            bytes.truncate(place);
        }
        // Under the honest signature it is refused at once;
        let changed = Signed::assemble(bytes.clone(), *honest.signature());
        prop_assert!(changed.verify().is_err());
        // signed again by a stranger it is not its author's.
        let by_stranger = Signed::assemble(bytes.clone(), cast.stranger.sign(&bytes));
        prop_assert!(by_stranger.verify().is_err());
        // What its own author signed may stand or fall, but judging it never panics.
        let by_author = Signed::assemble(bytes.clone(), cast.owner.sign(&bytes));
        if let Ok(verified) = by_author.verify() {
            let _ = cast.room.fold.clone().accept(&verified, cast.room.now);
        }
    }

    #[test]
    fn row_40_whatever_decodes_encodes_to_the_same_bytes(
        at in any::<prop::sample::Index>(),
        what in any::<u8>(),
        seq in any::<u64>(),
        epoch in any::<u32>(),
    ) {
        let room = TestRoom::new();
        let mut entry = room.entry(ROOT, &room.owner, docs(99));
        (entry.seq, entry.epoch) = (seq, epoch);
        let mut bytes = Signed::statement(&entry);
        prop_assert_eq!(cbor::decode::<Entry>(&bytes, limits::ENTRY), Ok(entry));
        let place = at.index(bytes.len());
        bytes[place] = what;
        if let Ok(entry) = cbor::decode::<Entry>(&bytes, limits::ENTRY) {
            prop_assert_eq!(Signed::statement(&entry), bytes);
        }
    }

    #[test]
    fn random_entries_of_members_never_panic_and_replay_alike(
        steps in vec((0..21usize, 0..34usize, 0..4u64, 0..1_500_000u64), 0..60),
    ) {
        let mut cast = Cast::new();
        let (manager, manager_key) = cast.appoint(50, Office::Manager);
        let (_, coordinator_key) = cast.appoint(60, Office::Coordinator);
        let (second, team) = (Key::new(95), testkit::chain(96));
        for (who, what, n, pause) in steps {
            let keys = [
                &cast.owner, &manager_key, &coordinator_key, &cast.buyer_key, &cast.buyer_device,
                &cast.link_key, &cast.visitor_key,
            ];
            // two of three by who usually says such a thing
            let usual = match what {
                5 | 20 | 22 => 3,
                6 | 24 => 4,
                7 | 21 | 25 => 6,
                _ => 0,
            };
            let key = keys.get(who).unwrap_or(&keys[usual]);
            let key = (*key).clone();
            let on = n % 2 == 0;
            let given = testkit::grant(cast.shared, n as u32, Some(LINK_ENDS));
            let text = Hash([n as u8; 32]);
            let subject = [cast.buyer, cast.link, manager, TestRoom::OWNER][n as usize];
            let state = [RoomState::Open, RoomState::ReadOnly, RoomState::Open, RoomState::Locked][n as usize];
            let office = [Office::Coordinator, Office::Manager, Office::Owner, Office::Manager][n as usize];
            let dropped = |doc| match docs(doc) {
                Public::Docs(docs) => docs,
                _ => vec![],
            };
            let (chain, public) = match what {
                0 => (cast.shared, docs(100 + n)),
                1 => (cast.shared, Public::Delete(vec![doc(100 + n)])),
                2 => (cast.shared, epoch(Some(if on { ROOT } else { cast.secret }), 200 + n)),
                3 => (ROSTER, Public::Grants(vec![MemberGrant { member: cast.link, grant: given }])),
                4 => (ROSTER, Public::End(subject, vec![])),
                5 => (cast.buyer, Public::Device(second.public())),
                6 => (cast.buyer, receipt(n, vec![opened(cast.shared, 20)])),
                7 => (cast.visitor, receipt(n, vec![opened(cast.shared, 20)])),
                8 => (FRONT, Public::Manager(manager, manager_key.public(), office)),
                9 => (FRONT, Public::Unmanage(subject)),
                10 => (FRONT, Public::Policy(Policy { state, ends: on.then_some(1_000_000 + pause) })),
                11 => (ROSTER, Public::Suspend(subject, on)),
                12 => (ROSTER, Public::Dates(Dates { member: subject, expires: on.then_some(LINK_ENDS + n), join_by: None })),
                13 => (ROSTER, Public::Propose),
                14 => (cast.shared, Public::Writer(cast.buyer, cast.buyer_key.public())),
                15 => (cast.shared, Public::Unwriter(cast.buyer)),
                16 => (cast.shared, Public::Edit(vec![doc(100 + n)])),
                17 => (ROOT, Public::Unchild(vec![cast.shared])),
                18 => (ROOT, Public::Children(vec![cast.shared])),
                19 => (subject, Public::Nda(text)),
                20 => (cast.buyer, Public::Agree(text, text)),
                21 => (cast.visitor, Public::Agree(text, text)),
                22 => (if on { cast.buyer } else { manager }, Public::Disown),
                23 => (ROSTER, Public::Drops(subject, vec![cast.secret])),
                24 => (cast.buyer, Public::Drop(cast.secret, dropped(300 + n))),
                25 => (cast.visitor, Public::Drop(cast.secret, dropped(310 + n))),
                26 => (cast.buyer, Public::Discard(vec![doc(300 + n)])),
                27 => (ROSTER, Public::Withdraw(subject, vec![cast.shared], vec![])),
                28 => (subject, Public::Withdrawn(vec![cast.shared])),
                29 => (team, epoch(on.then_some(ROOT), 400 + n)),
                30 => (team, Public::Granters(vec![Granter { member: manager, key: manager_key.public() }])),
                31 => (team, docs(500 + n)),
                32 => (subject, Public::Sendto(if on { vec![ScopeEpoch { scope: cast.secret, epoch: 0 }] } else { vec![] })),
                _ => (FRONT, Public::Title),
            };
            cast.room.now += pause / 20;
            let before = cast.room.fold.clone();
            if cast.room.push(chain, &key, public).is_err() {
                prop_assert_eq!(&before, &cast.room.fold);
            }
            // whatever happened: an owner is there and let in
            let front = cast.room.fold.front();
            let head = front.head();
            let mut owners = front.owners(&head);
            let open = owners.any(|id| {
                let member = cast.room.fold.roster().member(&id);
                let own = cast.room.fold.member(&id);
                member.is_none_or(|member| member.judge_open(own, cast.room.now).is_ok())
            });
            prop_assert!(open);
        }
        prop_assert_eq!(replay(&cast.room), cast.room.fold);
    }
}
