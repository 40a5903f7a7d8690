//! Vectors of what a person is made of.

use seal::card::LinkCard;
use seal::passphrase::{self, Kdf};
use seal::testkit::{Fixed, to_hex};
use seal::words::{self, Language};

use super::*;

pub(super) fn card() -> File {
    let root = seed().root();
    let card = root.card(ROOM, &seed().room_keys(&SALT), "王小明").unwrap();
    let words = root.fingerprint().words(Language::English).join(" ");
    let mut cases = vec![case("good", None, &format!("ok:王小明 {words}"))];
    cases.extend(damage());
    cases.push(other(
        "of another room",
        "room",
        to_hex(&[0x12; 32]),
        "not mine",
    ));
    for (name, at) in [
        ("room", 1),
        ("root key", 33),
        ("signing key", 65),
        ("X-Wing key", 97),
        ("name", 1314),
    ] {
        cases.push(case(&format!("a bit of the {name}"), Flip(at), "broken"));
    }
    cases.push(case("another length of the name", Set(1313, 8), "broken"));
    file(
        "card",
        &[("room", to_hex(&ROOM))],
        to_hex(card.as_bytes()),
        cases,
    )
}

pub(super) fn link_card() -> File {
    let card = secret().keys().card();
    let cases = vec![
        good(&card.sign),
        case("empty", Whole(String::new()), "broken"),
        case("without its last byte", Cut(-1), "broken"),
        case("one byte more", Append("00".into()), "broken"),
        case("format 0", Set(0, 0), "broken"),
        case("format 2", Set(0, 2), "newer"),
        case("a coefficient beyond the modulus", Set(34, 0xff), "broken"),
    ];
    assert_eq!(card.to_bytes().len(), LinkCard::LEN);
    file("link-card", &[], to_hex(&card.to_bytes()), cases)
}

pub(super) fn seed_file() -> File {
    let mut rng = Fixed::named("seed");
    let sealed =
        passphrase::seal_seed(&seed(), "caf\u{e9} 汉语 9", &Kdf::floor(&mut rng), &mut rng)
            .unwrap();
    let cases = vec![
        good(seed().expose()),
        other(
            "typed with a combining accent",
            "passphrase",
            "cafe\u{301} 汉语 9".into(),
            &ok_seed(),
        ),
        other(
            "typed with a wide space",
            "passphrase",
            "caf\u{e9}\u{3000}汉语 9".into(),
            &ok_seed(),
        ),
        other(
            "another passphrase",
            "passphrase",
            "cafe 汉语 9".into(),
            "wrong",
        ),
        other("no passphrase", "passphrase", String::new(), "wrong"),
        case("empty", Whole(String::new()), "damaged"),
        case("without its last byte", Cut(-1), "damaged"),
        case("one byte more", Append("00".into()), "damaged"),
        case("format 0", Set(0, 0), "damaged"),
        case("format 2", Set(0, 2), "newer"),
        case("memory below the floor", Set(2, 0), "weak"),
        case("one pass", Set(5, 1), "weak"),
        case("no lane", Set(9, 0), "weak"),
        case("4 GiB of memory", Set(3, 0x40), "heavy"),
        case("more memory than there is", Set(4, 0xff), "heavy"),
        case("too many passes", Set(5, 11), "heavy"),
        case("too many lanes", Set(9, 5), "heavy"),
        case("one pass more, within the limits", Set(5, 3), "wrong"),
        case("a bit of the salt", Flip(13), "wrong"),
        case("a bit of the commitment", Flip(70), "wrong"),
        case("a bit of the tag", Flip(-1), "wrong"),
    ];
    file(
        "seed",
        &[("passphrase", "caf\u{e9} 汉语 9".into())],
        to_hex(&sealed),
        cases,
    )
}

fn ok_seed() -> String {
    format!("ok:{}", to_hex(seed().expose()))
}

pub(super) fn recovery() -> File {
    let english = words::recovery(&seed(), Language::English).to_string();
    let chinese = words::recovery(&seed(), Language::Chinese).to_string();
    let (first, rest) = english.split_once(' ').unwrap();
    let (second, others) = rest.split_once(' ').unwrap();
    let cases = vec![
        good(seed().expose()),
        case(
            "in capitals, on lines",
            Whole(english.to_uppercase().replace(' ', "\n")),
            &ok_seed(),
        ),
        case("in Chinese", Whole(chinese.clone()), &ok_seed()),
        case(
            "in Chinese, with wide spaces",
            Whole(chinese.replace(' ', "\u{3000}")),
            &ok_seed(),
        ),
        case("none", Whole(String::new()), "0 words"),
        case("23 of them", Whole(rest.to_owned()), "23 words"),
        case("one twice", Whole(format!("{first} {english}")), "25 words"),
        case(
            "two exchanged",
            Whole(format!("{second} {first} {others}")),
            "checksum",
        ),
        case(
            "a word on no list",
            Whole(format!("sealroom {rest}")),
            "unknown word 1",
        ),
        case(
            "one in the other language",
            Whole(format!("的 {rest}")),
            "unknown word 2",
        ),
    ];
    file("words", &[], english, cases)
}
