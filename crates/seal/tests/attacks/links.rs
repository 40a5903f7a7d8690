//! Rows 24, 30, 31: passphrases.

use seal::OpenError;
use seal::fragment::{Fragment, FragmentError, LinkKind};
use seal::grant::{self, Terms};
use seal::link::LinkSecret;
use seal::passphrase::{self, Kdf, KdfRefused, UnlockError};
use seal::testkit::Fixed;

use crate::{ROOM, SCOPE, keys, scope, seed};

#[test]
fn row_24_parameters_outside_the_limits_are_refused_before_any_memory() {
    let refused = [
        (8, 3, 1, KdfRefused::Weak),
        (19 * 1024 - 1, 2, 1, KdfRefused::Weak),
        (64 * 1024, 1, 1, KdfRefused::Weak),
        (64 * 1024, 3, 0, KdfRefused::Weak),
        (4 << 20, 3, 1, KdfRefused::Heavy),
        (u32::MAX, 3, 1, KdfRefused::Heavy),
        (64 * 1024, 11, 1, KdfRefused::Heavy),
        (64 * 1024, 3, 5, KdfRefused::Heavy),
    ];
    let mut rng = Fixed::named("kdf");
    let mut sealed =
        passphrase::seal_seed(&seed(1), "correct", &Kdf::floor(&mut rng), &mut rng).unwrap();
    for (m, t, p, why) in refused {
        assert_eq!(Kdf::new(m, t, p, [0; 16]), Err(why));
        for (at, value) in [(1, m), (5, t), (9, p)] {
            sealed[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        assert_eq!(
            passphrase::open_seed(&sealed, "correct"),
            Err(UnlockError::Kdf(why))
        );
    }
}

#[test]
fn row_24_parameters_are_bound_within_the_limits_too() {
    let mut rng = Fixed::named("kdf");
    let kdf = Kdf::new(20 * 1024, 3, 1, [1; 16]).unwrap();
    let sealed = passphrase::seal_seed(&seed(1), "correct", &kdf, &mut rng).unwrap();
    assert!(passphrase::open_seed(&sealed, "correct").unwrap() == seed(1));
    let mut weaker = sealed.clone();
    weaker[5] = 2;
    assert_eq!(
        passphrase::open_seed(&weaker, "correct"),
        Err(UnlockError::Wrong)
    );
}

#[test]
fn row_30_a_link_does_not_open_without_its_passphrase() {
    let secret = LinkSecret::parse(&[6; 32]).unwrap();
    let kdf = Kdf::floor(&mut Fixed::named("link"));
    let with = secret.keys_with("7 Äpfel", &kdf).unwrap();
    let recipient = secret.chain_id();
    let terms = Terms {
        room: ROOM,
        scope: SCOPE,
        epoch: 0,
        recipient,
        rights: 0,
        expires: Some(1),
    };
    let grant = grant::seal(&terms, &scope(7), &with.kem.public(), &keys(9).sign);
    assert_eq!(
        grant.open(&ROOM, &recipient, &with.kem).as_ref(),
        Ok(&scope(7))
    );
    // the server skips the gate: the secret alone, another passphrase, other parameters
    assert_eq!(
        grant.open(&ROOM, &recipient, &secret.keys().kem),
        Err(OpenError::NotMine)
    );
    let wrong = secret.keys_with("7 Apfel", &kdf).unwrap();
    assert_eq!(
        grant.open(&ROOM, &recipient, &wrong.kem),
        Err(OpenError::NotMine)
    );
    let other = Kdf::new(19 * 1024, 2, 1, [0; 16]).unwrap();
    assert_ne!(secret.keys_with("7 Äpfel", &other).unwrap(), with);
    assert_ne!(
        wrong.sign.public(),
        with.sign.public(),
        "a wrong passphrase signs with another key"
    );
    // what needs no passphrase says nothing about it
    assert_ne!(secret.state_key().public(), with.sign.public());
}

#[test]
fn row_31_the_passphrase_alone_is_nothing_to_guess_with() {
    let kdf = Kdf::floor(&mut Fixed::named("link"));
    let right = LinkSecret::parse(&[6; 32])
        .unwrap()
        .keys_with("known", &kdf)
        .unwrap();
    for guess in 0..6 {
        let other = LinkSecret::parse(&[guess; 32]).unwrap();
        assert_ne!(other.keys_with("known", &kdf).unwrap(), right);
    }
}

#[test]
fn a_fragment_comes_back_and_no_cut_or_changed_one_does() {
    let fragment = Fragment {
        kind: LinkKind::Link,
        room: ROOM,
        secret: LinkSecret::parse(&[6; 32]).unwrap(),
        first: [8; 32],
        kdf: Some(Kdf::floor(&mut Fixed::named("link"))),
        origin: Some(seal::fragment::Origin::parse("https://[::1]:8443").unwrap()),
    };
    let text = fragment.encode();
    assert_eq!(Fragment::parse(&text).as_ref(), Ok(&fragment));
    for len in 4..text.len() {
        assert_eq!(
            Fragment::parse(&text[..len]),
            Err(FragmentError::Truncated),
            "{len}"
        );
    }
    for at in 0..text.len() {
        for other in ["A", "b", "_"] {
            let mut changed = text.to_string();
            changed.replace_range(at..=at, other);
            assert!(
                changed == *text || Fragment::parse(&changed).is_err(),
                "{at} {other}"
            );
        }
    }
    for bad in [
        "",
        "https://",
        "ftp://a",
        "https://a/b",
        "https://u@a",
        "https://a?b",
        "https://ä",
    ] {
        assert!(seal::fragment::Origin::parse(bad).is_err(), "{bad}");
    }
}
