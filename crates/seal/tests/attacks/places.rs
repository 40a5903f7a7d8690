//! Rows 5, 6, 25, 26, 32, 34, 36: each sealed thing in its own place, and what its failure tells.

use std::collections::HashSet;

use seal::OpenError;
use seal::card::Card;
use seal::context::{Context, Kind};
use seal::floe::{ContentKey, Lengths, Params, Sealer};
use seal::fragment::Fragment;
use seal::grant::Grant;
use seal::kem::KemSecret;
use seal::passphrase::{self, Kdf};
use seal::rng::Platform;
use seal::testkit::Fixed;
use seal::{Plain, content::Layout, sealbox};

use crate::{ALICE, BOB, ROOM, card, grant_to_alice, keys, scope, seed};

const KINDS: [Kind; 23] = [
    Kind::Title,
    Kind::Epoch,
    Kind::Children,
    Kind::Docs,
    Kind::Delete,
    Kind::Member,
    Kind::Grants,
    Kind::End,
    Kind::Keys,
    Kind::Manager,
    Kind::Propose,
    Kind::Plan,
    Kind::Edit,
    Kind::Label,
    Kind::Issued,
    Kind::Join,
    Kind::Visitor,
    Kind::Device,
    Kind::Nda,
    Kind::Agree,
    Kind::Drop,
    Kind::Next,
    Kind::Discard,
];

type Opener = Box<dyn Fn(&[u8]) -> bool>;

/// Every kind of sealed thing, sealed with the same scope key or to the same person, and its own opener.
fn slots() -> Vec<(String, Vec<u8>, Opener)> {
    let mut rng = Fixed::named("slots");
    let mut all: Vec<(String, Vec<u8>, Opener)> = vec![];
    let base = Context::new(Kind::Docs, ROOM, ALICE, 1);
    let mut contexts: Vec<Context> = KINDS
        .iter()
        .map(|kind| Context {
            kind: *kind,
            ..base
        })
        .collect();
    contexts.push(Context {
        room: [9; 32],
        ..base
    });
    contexts.push(Context { chain: BOB, ..base });
    contexts.push(Context { epoch: 2, ..base });
    contexts.push(Context {
        id: [1; 32],
        ..base
    });
    for context in contexts {
        let body = scope(7).seal(&context, b"body", &mut rng);
        all.push((
            format!("{context:?}"),
            body,
            Box::new(move |bytes| scope(7).open(&context, bytes).is_ok()),
        ));
        let boxed = sealbox::seal(&scope(7).kem_public(), &context, b"boxed", &mut rng);
        let open = move |bytes: &[u8]| scope(7).open_box(&context, bytes).is_ok();
        all.push((format!("box {context:?}"), boxed, Box::new(open)));
    }
    let home = seed(10).home().seal(1, b"home", &mut rng).unwrap();
    all.push((
        "home".into(),
        home,
        Box::new(|bytes| seed(10).home().open(1, bytes).is_ok()),
    ));
    let home = seed(10).home().seal(2, b"home", &mut rng).unwrap();
    all.push((
        "home 2".into(),
        home,
        Box::new(|bytes| seed(10).home().open(2, bytes).is_ok()),
    ));
    for name in ["plan", "pins"] {
        let local = seed(10)
            .local("device")
            .seal(name.as_bytes(), b"local", &mut rng);
        let open = move |bytes: &[u8]| {
            seed(10)
                .local("device")
                .open(name.as_bytes(), bytes)
                .is_ok()
        };
        all.push((name.into(), local, Box::new(open)));
    }
    let grant = grant_to_alice().as_bytes().to_vec();
    let open = |bytes: &[u8]| {
        Grant::parse(bytes).is_ok_and(|grant| grant.open(&ROOM, &ALICE, &keys(10).kem).is_ok())
    };
    all.push(("grant".into(), grant, Box::new(open)));
    let card = card(10, ROOM, "Alice").as_bytes().to_vec();
    all.push((
        "card".into(),
        card,
        Box::new(|bytes| Card::parse(bytes, &ROOM).is_ok()),
    ));
    all
}

#[test]
fn row_05_each_sealed_thing_in_each_other_slot() {
    let slots = slots();
    for (i, (name, bytes, _)) in slots.iter().enumerate() {
        for (j, (slot, _, open)) in slots.iter().enumerate() {
            assert_eq!(open(bytes), i == j, "{name} in the slot of {slot}");
        }
    }
}

#[test]
fn row_06_every_failure_is_the_same_error() {
    let context = Context::new(Kind::Docs, ROOM, ALICE, 1);
    let body = scope(7).seal(&context, b"body", &mut Fixed::named("oracle"));
    let to = keys(10).kem;
    let boxed = sealbox::seal(
        &to.public(),
        &context,
        b"boxed",
        &mut Fixed::named("oracle"),
    );
    let answers = |sealed: &[u8], open: &dyn Fn(&[u8]) -> Result<Plain, OpenError>| {
        let mut seen = HashSet::new();
        for at in (1..sealed.len()).step_by(7) {
            let mut changed = sealed.to_vec();
            changed[at] ^= 1;
            seen.insert(open(&changed).unwrap_err().to_string());
            seen.insert(open(&sealed[..at]).unwrap_err().to_string());
        }
        seen
    };
    let one = HashSet::from([OpenError::Broken.to_string()]);
    assert_eq!(answers(&body, &|bytes| scope(7).open(&context, bytes)), one);
    assert_eq!(
        answers(&boxed, &|bytes| sealbox::open(&to, &context, bytes)),
        one
    );
}

#[test]
fn row_25_and_26_no_other_version_opens() {
    for (name, bytes, open) in slots() {
        let at = if name.starts_with("home") { 8 } else { 0 };
        for version in (0..=255).filter(|version| *version != 1) {
            let mut other = bytes.clone();
            other[at] = version;
            assert!(!open(&other), "{name} as version {version}");
        }
    }
    let mut rng = Fixed::named("content");
    let (key, lengths) = (
        ContentKey::make(&mut rng),
        Lengths::new(Params::STANDARD, 1000).unwrap(),
    );
    let header = *Sealer::new(&key, b"", lengths, &mut rng).header();
    for at in 0..10 {
        let mut other = header;
        other[at] = other[at].wrapping_add(1);
        assert!(
            seal::floe::Opener::new(&key, b"", lengths, &other).is_err(),
            "suite byte {at}"
        );
    }
}

#[test]
fn row_32_one_sealed_body_is_no_oracle_for_many_keys() {
    // the ciphertext of one key behind the commitment of another opens under neither
    let context = Context::new(Kind::Docs, ROOM, ALICE, 1);
    let one = scope(7).seal(&context, b"body", &mut Fixed::named("same salt"));
    let two = scope(8).seal(&context, b"body", &mut Fixed::named("same salt"));
    assert_eq!(one[..33], two[..33]);
    let mixed = [&one[..65], &two[65..]].concat();
    for key in [scope(7), scope(8)] {
        assert_eq!(key.open(&context, &mixed), Err(OpenError::Broken));
    }
    for byte in 9..60 {
        assert_eq!(scope(byte).open(&context, &one), Err(OpenError::Broken));
    }
}

#[test]
fn row_34_no_iv_and_no_salt_twice() {
    let mut rng = Platform::new().unwrap();
    let lengths = Lengths::new(Params::new(64).unwrap(), 320).unwrap();
    let (key, mut ivs, mut headers) = (ContentKey::make(&mut rng), HashSet::new(), HashSet::new());
    for _ in 0..200 {
        let sealer = Sealer::new(&key, b"", lengths, &mut rng);
        assert!(headers.insert(*sealer.header()));
        for position in (0..10).chain(0..10) {
            assert!(
                ivs.insert(sealer.plan(position, &mut rng).unwrap().iv),
                "an IV twice"
            );
        }
    }
    let context = Context::new(Kind::Docs, ROOM, ALICE, 1);
    let salts: HashSet<_> = (0..500)
        .map(|_| scope(7).seal(&context, b"same", &mut rng)[1..33].to_vec())
        .collect();
    assert_eq!(salts.len(), 500);
}

#[test]
fn row_36_lengths_of_one_bucket_look_the_same() {
    let mut rng = Fixed::named("lengths");
    let context = Context::new(Kind::Docs, ROOM, ALICE, 1);
    let sizes = |len: usize, rng: &mut Fixed| {
        let plain = vec![7; len];
        (
            scope(7).seal(&context, &plain, rng).len(),
            sealbox::seal(&keys(10).kem.public(), &context, &plain, rng).len(),
            Layout::new(Params::STANDARD, len as u64)
                .unwrap()
                .lengths()
                .sealed(),
        )
    };
    let small = sizes(0, &mut rng);
    assert!(
        (1..=248)
            .step_by(31)
            .all(|len| sizes(len, &mut rng) == small)
    );
    assert_eq!(sizes(100_000, &mut rng), sizes(100_300, &mut rng));
    let layouts: HashSet<u64> = (0..200_000)
        .map(|len| {
            Layout::new(Params::STANDARD, len)
                .unwrap()
                .lengths()
                .sealed()
        })
        .collect();
    assert!(
        layouts.len() < 200,
        "{} sizes for 200,000 lengths",
        layouts.len()
    );
    let mut rng = Fixed::named("seed");
    let kdf = Kdf::floor(&mut rng);
    assert_eq!(
        passphrase::seal_seed(&seed(1), "", &kdf, &mut rng)
            .unwrap()
            .len(),
        1 + 28 + 81 + 256
    );
}

#[test]
fn no_secret_prints_itself() {
    let (seed, keys, kem): (_, _, KemSecret) = (seed(0x41), keys(0x41), keys(0x42).kem);
    let shown = format!(
        "{seed:?} {keys:?} {kem:?} {:?} {:?} {:?} {:?}",
        seed.home(),
        seed.root(),
        scope(0x41),
        Fragment::parse("U1").err(),
    );
    for secret in ["65, 65", "4141", "AAAA"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}
