//! Vectors of content and lengths.

use seal::content;
use seal::floe::{ContentKey, Params, soft};
use seal::testkit::{Fixed, to_hex};

use super::*;

pub(super) fn content_file() -> File {
    let (document, version, key) = (
        [0x66; 16],
        [0x77; 16],
        ContentKey::parse(&[0x88; 32]).unwrap(),
    );
    let plain: Vec<u8> = (0..100).collect();
    let aad = content::aad(&ROOM, &document, &version);
    let params = Params::new(64).unwrap();
    let sealed = soft::seal_all(&key, &aad, params, &plain, &mut Fixed::named("content")).unwrap();
    let segments: Vec<&[u8]> = sealed[74..].chunks(64).collect();
    let with = |parts: &[&[u8]]| Whole(to_hex(&[&sealed[..74], &parts.concat()].concat()));
    let [one, two, three, four] = segments[..] else {
        panic!("four segments")
    };
    let mut cases = vec![good(&plain)];
    cases.push(case("empty", Whole(String::new()), "broken"));
    for (name, at) in [
        ("segment length", 5),
        ("IV", 10),
        ("header's tag", 73),
        ("first marker", 74),
        ("first segment's IV", 78),
        ("first ciphertext byte", 90),
        ("first tag", 137),
        ("second marker", 138),
        ("last length", 269),
        ("last tag", -1),
    ] {
        cases.push(case(&format!("a bit of the {name}"), Flip(at), "broken"));
    }
    cases.push(case("only the header", Cut(74), "broken"));
    cases.push(case("the first segment only", Cut(138), "broken"));
    cases.push(case("without the last segment", Cut(266), "broken"));
    cases.push(case("without the last byte", Cut(-1), "broken"));
    cases.push(case("one byte more", Append("00".into()), "broken"));
    cases.push(case(
        "segments exchanged",
        with(&[two, one, three, four]),
        "broken",
    ));
    cases.push(case(
        "a segment twice",
        with(&[one, one, two, three, four]),
        "broken",
    ));
    cases.push(case(
        "a segment left out",
        with(&[one, three, four]),
        "broken",
    ));
    cases.push(case(
        "the last segment twice",
        with(&[one, two, three, four, four]),
        "broken",
    ));
    cases.push(other("another room", "room", to_hex(&[0x12; 32]), "broken"));
    cases.push(other(
        "another document",
        "document",
        to_hex(&[0x67; 16]),
        "broken",
    ));
    cases.push(other(
        "another version",
        "version",
        to_hex(&[0x78; 16]),
        "broken",
    ));
    cases.push(other("another key", "key", to_hex(&[0x89; 32]), "broken"));
    cases.push(other(
        "another segment length",
        "segment",
        "65".into(),
        "broken",
    ));
    cases.push(other(
        "a segment length that does not exist",
        "segment",
        "32".into(),
        "length",
    ));
    let input = [
        ("room", to_hex(&ROOM)),
        ("document", to_hex(&document)),
        ("version", to_hex(&version)),
        ("key", to_hex(key.expose())),
        ("segment", "64".into()),
    ];
    file("content", &input, to_hex(&sealed), cases)
}

pub(super) fn padme() -> File {
    let cases = [
        (0_u64, 256_u64),
        (1, 256),
        (255, 256),
        (256, 256),
        (257, 272),
        (1000, 1024),
        (4097, 4352),
        (1_000_000, 1_015_808),
        (1_048_576, 1_048_576),
        (1_048_577, 1_081_344),
        (1 << 30, 1 << 30),
        ((1 << 30) + 1, (1 << 30) + (1 << 25)),
        (1 << 60, 1 << 60),
    ];
    let cases = cases
        .map(|(len, to)| {
            other(
                &format!("{len} bytes"),
                "length",
                len.to_string(),
                &format!("ok:{to}"),
            )
        })
        .to_vec();
    file("padme", &[], String::new(), cases)
}

pub(super) fn plan() -> File {
    let one = |name: &str, length: u64, part: u64, expect: &str| Case {
        input: [
            ("length".to_owned(), length.to_string()),
            ("part".to_owned(), part.to_string()),
        ]
        .into(),
        ..case(name, None, expect)
    };
    let cases = vec![
        one(
            "an empty file",
            0,
            0,
            "ok:0 of 1 parts, 362 bytes, segments 0 to 0, last 74..362 holds 0..0 and 256 zeros",
        ),
        one(
            "a small file",
            1000,
            0,
            "ok:0 of 1 parts, 1130 bytes, segments 0 to 0, last 74..1130 holds 0..1000 and 24 zeros",
        ),
        one(
            "the first part of 10 MiB",
            10 << 20,
            0,
            "ok:0 of 2 parts, 8388682 bytes, segments 0 to 15, last 7864394..8388682 holds 7863840..8388096 and 0 zeros",
        ),
        one(
            "its second part",
            10 << 20,
            1,
            "ok:1 of 2 parts, 2097824 bytes, segments 16 to 20, last 2097152..2097824 holds 10485120..10485760 and 0 zeros",
        ),
        one("no third part", 10 << 20, 2, "position"),
        one("no file is so long", u64::MAX, 0, "length"),
    ];
    file(
        "plan",
        &[("segment", "524288".into())],
        String::new(),
        cases,
    )
}
