//! Vectors of what is sealed to a key.

use seal::context::{Context, Kind};
use seal::grant::{self, Terms};
use seal::identity::Seed;
use seal::sealbox;
use seal::testkit::{Fixed, to_hex};

use super::*;

pub(super) fn envelope() -> File {
    let context = Context::new(Kind::Docs, ROOM, CHAIN, 3);
    let sealed = scope().seal(&context, TEXT, &mut Fixed::named("envelope"));
    let mut cases = vec![good(TEXT)];
    cases.extend(damage());
    cases.push(case("a bit of the commitment", Flip(40), "broken"));
    cases.extend(places(["title", "children"]));
    cases.push(other("another key", "key", to_hex(&[0x7d; 32]), "broken"));
    file(
        "envelope",
        &place("docs", ("key", to_hex(scope().expose()))),
        to_hex(&sealed),
        cases,
    )
}

pub(super) fn boxed() -> File {
    let context = Context::new(Kind::Issued, ROOM, CHAIN, 3);
    let sealed = sealbox::seal(
        &secret().keys().kem.public(),
        &context,
        TEXT,
        &mut Fixed::named("box"),
    );
    let mut cases = vec![good(TEXT)];
    cases.extend(damage());
    cases.push(case("a bit of the X25519 half", Flip(1100), "broken"));
    cases.extend(places(["join", "docs"]));
    cases.push(other(
        "another recipient",
        "secret",
        to_hex(&[0x6c; 32]),
        "broken",
    ));
    file(
        "box",
        &place("issued", ("secret", to_hex(secret().expose()))),
        to_hex(&sealed),
        cases,
    )
}

pub(super) fn grant_file() -> File {
    let keys = seed().room_keys(&SALT);
    let granter = Seed::parse(&[0x8d; 32]).unwrap().room_keys(&SALT).sign;
    let terms = Terms {
        room: ROOM,
        scope: [0x44; 16],
        epoch: 5,
        recipient: CHAIN,
        rights: 0,
        expires: Some(9000),
    };
    let sealed = grant::seal(&terms, &scope(), &keys.kem.public(), &granter);
    let mut cases = vec![good(scope().expose())];
    cases.extend(damage());
    for (name, at) in [
        ("room", 1),
        ("scope", 33),
        ("epoch", 49),
        ("recipient", 53),
        ("granter", 69),
        ("rights", 101),
        ("expiry", 102),
        ("recipient's key", 110),
        ("encapsulation", 142),
        ("ciphertext", 1262),
        ("signature", 1310),
    ] {
        cases.push(case(&format!("a bit of the {name}"), Flip(at), "broken"));
    }
    cases.push(other(
        "another room asks",
        "room",
        to_hex(&[0x12; 32]),
        "not mine",
    ));
    cases.push(other(
        "another recipient asks",
        "recipient",
        to_hex(&[0x23; 16]),
        "not mine",
    ));
    cases.push(other(
        "the same recipient with other keys",
        "salt",
        to_hex(&[0x34; 32]),
        "not mine",
    ));
    cases.push(other(
        "another person's keys",
        "seed",
        to_hex(&[0x5b; 32]),
        "not mine",
    ));
    let input = [
        ("seed", to_hex(seed().expose())),
        ("salt", to_hex(&SALT)),
        ("room", to_hex(&ROOM)),
        ("recipient", to_hex(&CHAIN)),
    ];
    file("grant", &input, to_hex(sealed.as_bytes()), cases)
}

pub(super) fn home() -> File {
    let sealed = seed()
        .home()
        .seal(7, TEXT, &mut Fixed::named("home"))
        .unwrap();
    let mut cases = vec![good(TEXT)];
    // its first byte is the number's
    cases.extend(
        damage()
            .into_iter()
            .filter(|case| !case.name.starts_with("format")),
    );
    cases.push(case("format 2", Set(8, 2), "broken"));
    cases.push(case("a bit of the number", Flip(0), "broken"));
    cases.push(case("a bit of the sealed bytes", Flip(200), "broken"));
    cases.push(other(
        "asked for under another number",
        "n",
        "8".into(),
        "broken",
    ));
    cases.push(other(
        "another person's",
        "seed",
        to_hex(&[0x5b; 32]),
        "broken",
    ));
    file(
        "home",
        &[("seed", to_hex(seed().expose())), ("n", "7".into())],
        to_hex(&sealed),
        cases,
    )
}
