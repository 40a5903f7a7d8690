//! SLIP-0039 by its own vectors, and trustees.
#![allow(clippy::unwrap_used, missing_docs)]
#![cfg(not(target_family = "wasm"))]

use seal::identity::{Fingerprint, Seed};
use seal::kem::KemPublic;
use seal::rng::Platform;
use seal::slip39::{MOST, Share, ShareError, combine, split};
use seal::trustees::{SealedShare, entrust, recover};
use seal::{OpenError, secret::Secret};

fn rng() -> Platform {
    Platform::new().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn every_vector_of_the_standard_gets_its_answer() {
    let text = include_str!("../slip39/vectors.json");
    let vectors: Vec<(String, Vec<String>, String, String)> = serde_json::from_str(text).unwrap();
    assert_eq!(vectors.len(), 45);
    let mut good = 0;
    for (name, words, secret, _) in vectors {
        let shares: Result<Vec<Share>, _> = words.iter().map(|words| Share::parse(words)).collect();
        let combined = shares.as_ref().map_err(|e| *e);
        let combined = combined.and_then(|shares| combine(shares, b"TREZOR"));
        assert_eq!(
            combined.as_deref().map_or(String::new(), |one| hex(one)),
            secret,
            "{name}"
        );
        if let (Ok(shares), false) = (shares, secret.is_empty()) {
            good += 1;
            for (share, words) in shares.iter().zip(&words) {
                assert_eq!(*share.words(), *words, "{name}");
            }
        }
    }
    assert_eq!(good, 15);
}

#[test]
fn any_as_many_as_are_needed_give_the_secret_back_and_fewer_do_not() {
    let secret = Secret::parse(&[0x5a; 32]).unwrap();
    for (need, count) in [(2, 2), (2, 3), (3, 5), (5, 5), (2, MOST), (MOST, MOST)] {
        let shares = split(&secret, need, count, &mut rng()).unwrap();
        assert_eq!(shares.len(), usize::from(count));
        let all = usize::from(need);
        for from in 0..shares.len() {
            let mut some: Vec<Share> = shares
                .iter()
                .cycle()
                .skip(from)
                .take(all)
                .cloned()
                .collect();
            assert_eq!(combine(&some, b"").unwrap()[..], secret.expose()[..]);
            some.reverse();
            assert_eq!(combine(&some, b"").unwrap()[..], secret.expose()[..]);
            some.pop();
            let few = ShareError::TooFew {
                have: all - 1,
                need: all,
            };
            assert_eq!(combine(&some, b""), Err(few));
        }
        // more than are needed are right as well
        assert_eq!(combine(&shares, b"").unwrap()[..], secret.expose()[..]);
        assert!(
            shares
                .iter()
                .all(|share| share.words().split(' ').count() == 33)
        );
    }
    for (need, count) in [(0, 3), (1, 1), (1, 3), (4, 3), (2, 17)] {
        assert_eq!(
            split(&secret, need, count, &mut rng()),
            Err(ShareError::Numbers)
        );
    }
}

#[test]
fn what_is_mistyped_exchanged_or_of_another_time_is_told() {
    let secret = Secret::parse(&[7; 32]).unwrap();
    let shares = split(&secret, 2, 3, &mut rng()).unwrap();
    let words = shares[0].words();
    let again = Share::parse(&words.to_uppercase().replace(' ', "\n\t")).unwrap();
    assert_eq!(again, shares[0]);
    // four letters of a word are enough
    let short: Vec<&str> = words.split(' ').map(|word| &word[..4]).collect();
    assert_eq!(Share::parse(&short.join(" ")).unwrap(), shares[0]);
    let list: Vec<&str> = include_str!("../src/slip39/words.txt").lines().collect();
    let said: Vec<&str> = words.split(' ').collect();
    for at in 0..said.len() {
        let mut other = said.clone();
        let now = list.iter().position(|word| *word == other[at]).unwrap();
        other[at] = list[(now + 1) % list.len()];
        assert_eq!(
            Share::parse(&other.join(" ")),
            Err(ShareError::Checksum),
            "word {at}"
        );
        other[at] = "lotus";
        assert_eq!(
            Share::parse(&other.join(" ")),
            Err(ShareError::Unknown(at + 1))
        );
        other.remove(at);
        assert!(Share::parse(&other.join(" ")).is_err());
    }
    assert_eq!(Share::parse(""), Err(ShareError::Count(0)));
    let twice = [shares[0].clone(), shares[0].clone()];
    assert_eq!(combine(&twice, b""), Err(ShareError::Twice));
    let later = split(&secret, 2, 3, &mut rng()).unwrap();
    assert!(combine(&[shares[0].clone(), later[1].clone()], b"").is_err());
    assert_eq!(format!("{:?}", shares[0]), "Share(..)");
}

/// A trustee's id, and the card's key.
type Trustee = ([u8; 16], KemPublic);

/// A seed's owner and five who hold shares of it.
fn five() -> (Seed, Vec<Seed>, Vec<Trustee>) {
    let seed = Seed::make(&mut rng());
    let trustees: Vec<Seed> = (0..5).map(|_| Seed::make(&mut rng())).collect();
    let keys = trustees.iter().zip(1..);
    let keys = keys.map(|(trustee, n)| ([n; 16], trustee.room_keys(&[n; 32]).kem.public()));
    let keys = keys.collect();
    (seed, trustees, keys)
}

#[test]
fn trustees_give_the_seed_back_and_each_opens_its_own_share_only() {
    let (seed, trustees, keys) = five();
    let owner = seed.root().fingerprint();
    let room = [9; 32];
    let sealed = entrust(&seed, 3, room, &keys, &mut rng()).unwrap();
    let mut shares = Vec::new();
    for ((trustee, sealed), n) in trustees.iter().zip(&sealed).zip(1u8..) {
        assert_eq!(
            (sealed.room, sealed.trustee, sealed.owner),
            (room, [n; 16], owner)
        );
        let bytes = sealed.encode();
        assert_eq!(SealedShare::parse(&bytes).as_ref(), Ok(sealed));
        let kem = trustee.room_keys(&[n; 32]).kem;
        let share = sealed.open(&kem).unwrap();
        // nobody else's key, and no changed byte: neither of where it belongs nor of what is sealed
        let other = trustees[usize::from(n) % 5].room_keys(&[n % 5 + 1; 32]).kem;
        assert_eq!(sealed.open(&other), Err(OpenError::Broken));
        for at in (0..81).chain((81..bytes.len()).step_by(97)) {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let opened = SealedShare::parse(&changed).and_then(|sealed| sealed.open(&kem));
            assert!(opened.is_err(), "byte {at}");
        }
        for end in [0, 1, 80, 81, bytes.len() - 1] {
            let opened = SealedShare::parse(&bytes[..end]).and_then(|sealed| sealed.open(&kem));
            assert!(opened.is_err(), "{end} bytes");
        }
        // a sealed share holds no word of it
        for word in share.words().split(' ') {
            assert!(
                !bytes
                    .windows(word.len())
                    .any(|some| some == word.as_bytes())
            );
        }
        shares.push(share);
    }
    assert!(recover(&shares[1..4], Some(&owner)).unwrap() == seed);
    assert!(recover(&shares[2..], None).unwrap() == seed);
    let few = ShareError::TooFew { have: 2, need: 3 };
    assert_eq!(recover(&shares[..2], Some(&owner)), Err(few));
    // right shares of somebody else's seed
    let other = Fingerprint([1; 32]);
    assert_eq!(recover(&shares[..3], Some(&other)), Err(ShareError::Others));
    let mut twice = keys.clone();
    twice[1].0 = twice[0].0;
    assert_eq!(
        entrust(&seed, 3, room, &twice, &mut rng()),
        Err(ShareError::Twice)
    );
}

#[test]
fn each_splitting_is_another_one() {
    let secret = Secret::parse(&[1; 32]).unwrap();
    let mut seen = std::collections::BTreeSet::new();
    for _ in 0..32 {
        for share in split(&secret, 3, 3, &mut rng()).unwrap() {
            assert!(seen.insert(share.words().to_string()));
        }
    }
}
