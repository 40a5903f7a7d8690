//! Makes the vector files from fixed keys: the answers are written here by hand.

use seal::card::LinkCard;
use seal::content;
use seal::context::{Context, Kind};
use seal::floe::{ContentKey, Params, soft};
use seal::fragment::{Fragment, LinkKind, Origin};
use seal::grant::{self, Terms};
use seal::identity::Seed;
use seal::link::LinkSecret;
use seal::passphrase::{self, Kdf};
use seal::scope::ScopeKey;
use seal::sealbox;
use seal::testkit::vectors::{Case, Change, File, Input};
use seal::testkit::{Fixed, to_hex};
use seal::words::{self, Language};

use Change::{Append, Cut, Flip, Set, Whole};

const ROOM: [u8; 32] = [0x11; 32];
const CHAIN: [u8; 16] = [0x22; 16];
const SALT: [u8; 32] = [0x33; 32];
const TEXT: &[u8] = "Kundenliste 客户名单".as_bytes();

pub(crate) fn all() -> Vec<File> {
    vec![
        boxed(),
        card(),
        content_file(),
        envelope(),
        fragment(),
        grant_file(),
        home(),
        link_card(),
        padme(),
        plan(),
        seed_file(),
        recovery(),
    ]
}

fn file(format: &str, input: &[(&str, String)], sealed: String, cases: Vec<Case>) -> File {
    let input = input
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    File {
        format: format.to_owned(),
        input,
        sealed,
        cases,
    }
}

fn case(name: &str, change: impl Into<Option<Change>>, expect: &str) -> Case {
    Case {
        name: name.to_owned(),
        input: Input::new(),
        change: change.into(),
        expect: expect.to_owned(),
    }
}

fn other(name: &str, field: &str, value: String, expect: &str) -> Case {
    Case {
        input: [(field.to_owned(), value)].into(),
        ..case(name, None, expect)
    }
}

fn good(plain: &[u8]) -> Case {
    case("good", None, &format!("ok:{}", to_hex(plain)))
}

/// What no sealed format survives.
fn damage() -> Vec<Case> {
    vec![
        case("empty", Whole(String::new()), "broken"),
        case("only the format byte", Cut(1), "broken"),
        case("without its last byte", Cut(-1), "broken"),
        case("half of it", Cut(60), "broken"),
        case("one byte more", Append("00".into()), "broken"),
        case("format 0", Set(0, 0), "broken"),
        case("format 2", Set(0, 2), "newer"),
        case("format 255", Set(0, 255), "newer"),
        case("a bit after the format", Flip(1), "broken"),
        case("a bit in the middle", Flip(90), "broken"),
        case("a bit of the last byte", Flip(-1), "broken"),
        case(
            "a bit of the tag's or signature's first byte",
            Flip(-16),
            "broken",
        ),
    ]
}

fn seed() -> Seed {
    Seed::parse(&[0x5a; 32]).unwrap()
}

fn secret() -> LinkSecret {
    LinkSecret::parse(&[0x6b; 32]).unwrap()
}

fn scope() -> ScopeKey {
    ScopeKey::parse(&[0x7c; 32]).unwrap()
}

fn places(kinds: [&str; 2]) -> Vec<Case> {
    vec![
        other("another kind", "kind", kinds[0].into(), "broken"),
        other("yet another kind", "kind", kinds[1].into(), "broken"),
        other("another room", "room", to_hex(&[0x12; 32]), "broken"),
        other("another chain", "chain", to_hex(&[0x23; 16]), "broken"),
        other("another epoch", "epoch", "4".into(), "broken"),
        other("another id", "id", to_hex(&[1; 32]), "broken"),
    ]
}

fn place(kind: &str, key: (&'static str, String)) -> [(&'static str, String); 6] {
    [
        ("kind", kind.to_owned()),
        ("room", to_hex(&ROOM)),
        ("chain", to_hex(&CHAIN)),
        ("epoch", "3".into()),
        ("id", to_hex(&[0; 32])),
        key,
    ]
}

fn envelope() -> File {
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

fn boxed() -> File {
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

fn grant_file() -> File {
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

fn card() -> File {
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

fn link_card() -> File {
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

fn home() -> File {
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

fn seed_file() -> File {
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

fn fragment() -> File {
    let make = |kind, kdf, origin: Option<&str>| Fragment {
        kind,
        room: ROOM,
        secret: secret(),
        first: [0x55; 32],
        kdf,
        origin: origin.map(|origin| Origin::parse(origin).unwrap()),
    };
    let plain = make(LinkKind::Link, None, None).encode().to_string();
    let invite = make(LinkKind::Invite, None, Some("https://store.example:8443"))
        .encode()
        .to_string();
    let locked = make(
        LinkKind::Link,
        Some(Kdf::floor(&mut Fixed::named("kdf"))),
        None,
    )
    .encode()
    .to_string();
    let good = format!("ok:{} link here open", to_hex(&secret().chain_id()));
    let spaced = format!("{}\r\n {}", &plain[..70], &plain[70..]);
    let cases = vec![
        case("good", None, &good),
        case(
            "in a URL",
            Whole(format!("https://app.example/l#{plain}")),
            &good,
        ),
        case("broken into lines by mail", Whole(spaced), &good),
        case(
            "an invite to another store",
            Whole(invite.clone()),
            &good.replace("link here open", "invite https://store.example:8443 open"),
        ),
        case(
            "with a passphrase",
            Whole(locked.clone()),
            &good.replace("open", "passphrase"),
        ),
        case("empty", Whole(String::new()), "not a link"),
        case("some word", Whole("documents".into()), "not a link"),
        case(
            "a URL of something else",
            Whole("https://example.com/i#top".into()),
            "not a link",
        ),
        case("very long", Whole("U1I".repeat(400)), "not a link"),
        case("without its last character", Cut(-1), "truncated"),
        case("without its last two", Cut(-2), "truncated"),
        case("without its last three", Cut(-3), "truncated"),
        case("half of it", Cut(60), "truncated"),
        case("its first four characters", Cut(4), "truncated"),
        case(
            "an invite without its end",
            Whole(invite[..invite.len() - 5].into()),
            "truncated",
        ),
        case(
            "a locked link without its end",
            Whole(locked[..locked.len() - 5].into()),
            "truncated",
        ),
        case("one character changed", Set(50, b'_'), "damaged"),
        case("characters more", Append("AAAA".into()), "damaged"),
        case("a character that no link has", Set(50, b'%'), "damaged"),
        case(
            "format 2, and its checksum right",
            Whole(checked(&plain, 2, 2)),
            "newer",
        ),
        case(
            "format 0, and its checksum right",
            Whole(checked(&plain, 2, 0)),
            "damaged",
        ),
        case(
            "kind 3, and its checksum right",
            Whole(checked(&plain, 3, 3)),
            "damaged",
        ),
        case(
            "an unknown flag, and its checksum right",
            Whole(checked(&plain, 4, 4)),
            "damaged",
        ),
        case(
            "a weak KDF, and its checksum right",
            Whole(checked(&locked, 105, 1)),
            "weak",
        ),
        case(
            "a heavy KDF, and its checksum right",
            Whole(checked(&locked, 104, 1)),
            "heavy",
        ),
    ];
    file("fragment", &[], plain, cases)
}

/// The fragment with one byte set, and the checksum of that.
fn checked(text: &str, at: usize, to: u8) -> String {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use sha2::{Digest, Sha256};
    let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
    bytes[at] = to;
    bytes.truncate(bytes.len() - 4);
    let check = Sha256::new()
        .chain_update("sealroom/1/fragment")
        .chain_update(&bytes)
        .finalize();
    bytes.extend_from_slice(&check[..4]);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

fn recovery() -> File {
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

fn content_file() -> File {
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

fn padme() -> File {
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

fn plan() -> File {
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
