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
        steps in vec((0..5usize, 0..9usize, 0..4u64, 0..1_500_000u64), 0..40),
    ) {
        let mut cast = Cast::new();
        let second = Key::new(95);
        for (who, what, n, pause) in steps {
            let keys = [
                &cast.owner, &cast.buyer_key, &cast.buyer_device, &cast.link_key, &cast.visitor_key,
            ];
            let key = keys[who].clone();
            let given = testkit::grant(cast.shared, n as u32, Some(LINK_ENDS));
            let (chain, public) = match what {
                0 => (cast.shared, docs(100 + n)),
                1 => (cast.shared, Public::Delete(vec![doc(100 + n)])),
                2 => (cast.shared, epoch(Some(ROOT), 200 + n)),
                3 => (ROSTER, Public::Grants(vec![MemberGrant { member: cast.link, grant: given }])),
                4 => (ROSTER, Public::End(cast.link, vec![])),
                5 => (cast.buyer, Public::Device(second.public())),
                6 => (cast.buyer, receipt(n, vec![opened(cast.shared, 20)])),
                7 => (cast.visitor, receipt(n, vec![opened(cast.shared, 20)])),
                _ => (FRONT, Public::Title),
            };
            cast.room.now += pause / 20;
            let before = cast.room.fold.clone();
            if cast.room.push(chain, &key, public).is_err() {
                prop_assert_eq!(&before, &cast.room.fold);
            }
        }
        prop_assert_eq!(replay(&cast.room), cast.room.fold);
    }
}
