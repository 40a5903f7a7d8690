//! Row 40: no decoder panics, whatever it is given; and what it accepts has one encoding.

use proptest::prelude::*;
use seal::card::{Card, LinkCard};
use seal::context::{Context, Kind};
use seal::floe::{ContentKey, Params, soft};
use seal::fragment::Fragment;
use seal::grant::Grant;
use seal::kem::KemPublic;
use seal::testkit::Fixed;
use seal::{home, padme, sealbox, words};

use crate::{ALICE, ROOM, card, grant_to_alice, keys, scope, seed};

/// Gives the bytes to every decoder but Argon2id's, which has its own tests.
fn decode(bytes: &[u8]) {
    let context = Context::new(Kind::Docs, ROOM, ALICE, 1);
    let _ = Card::parse(bytes, &ROOM);
    let _ = LinkCard::parse(bytes);
    let _ = KemPublic::parse(bytes);
    let _ = Grant::parse(bytes).map(|grant| grant.open(&ROOM, &ALICE, &keys(10).kem));
    let _ = scope(7).open(&context, bytes);
    let _ = sealbox::open(&keys(10).kem, &context, bytes);
    let _ = seed(10)
        .home()
        .open(home::number(bytes).unwrap_or(0), bytes);
    let key = ContentKey::parse(&[1; 32]).unwrap();
    let _ = soft::open_all(&key, b"", Params::new(64).unwrap(), bytes);
    let text = String::from_utf8_lossy(bytes);
    let _ = Fragment::parse(&text);
    let _ = words::restore(&text);
}

fn good() -> Vec<Vec<u8>> {
    let (mut rng, context) = (
        Fixed::named("good"),
        Context::new(Kind::Docs, ROOM, ALICE, 1),
    );
    vec![
        card(10, ROOM, "Alice").as_bytes().to_vec(),
        grant_to_alice().as_bytes().to_vec(),
        scope(7).seal(&context, b"body", &mut rng),
        sealbox::seal(&keys(10).kem.public(), &context, b"boxed", &mut rng),
        seed(10).home().seal(1, b"home", &mut rng).unwrap(),
        b"U1IBAQAREREREREREREREREREREREREREREREREREREREREREWtra2tra2tra2tra2tra2tra2tra2s".to_vec(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn row_40_random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..1500)) {
        decode(&bytes);
    }

    #[test]
    fn row_40_changed_bytes(which in 0..6_usize, at in any::<usize>(), to in any::<u8>(), cut in any::<usize>()) {
        let mut bytes = good()[which].clone();
        let at = at % bytes.len();
        bytes[at] = to;
        bytes.truncate(bytes.len() - cut % 3 * (cut % bytes.len()) / 2);
        decode(&bytes);
    }

    #[test]
    fn bodies_come_back(plain in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let (mut rng, context) = (Fixed::named("body"), Context::new(Kind::Docs, ROOM, ALICE, 1));
        let sealed = scope(7).seal(&context, &plain, &mut rng);
        prop_assert_eq!(&*scope(7).open(&context, &sealed).unwrap(), &plain);
    }

    #[test]
    fn padding_never_shrinks(len in 0..u64::MAX / 2) {
        let padded = padme::padded_with_floor(len);
        prop_assert!(padded >= len && padded >= 256);
        prop_assert_eq!(padme::padded_with_floor(padded), padded);
    }
}
