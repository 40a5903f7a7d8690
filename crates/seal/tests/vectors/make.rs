//! Makes the vector files from fixed keys: the answers are written here by hand.

use seal::identity::Seed;
use seal::link::LinkSecret;
use seal::scope::ScopeKey;
use seal::testkit::to_hex;
use seal::testkit::vectors::Change::{self, Append, Cut, Flip, Set, Whole};
use seal::testkit::vectors::{Case, File, Input};

#[path = "make/doors.rs"]
mod doors;
#[path = "make/files.rs"]
mod files;
#[path = "make/links.rs"]
mod links;
#[path = "make/people.rs"]
mod people;
#[path = "make/sealed.rs"]
mod sealed;

const ROOM: [u8; 32] = [0x11; 32];
const CHAIN: [u8; 16] = [0x22; 16];
const SALT: [u8; 32] = [0x33; 32];
const TEXT: &[u8] = "Kundenliste 客户名单".as_bytes();

pub(crate) fn all() -> Vec<File> {
    vec![
        sealed::boxed(),
        people::card(),
        files::content_file(),
        sealed::envelope(),
        links::fragment(),
        sealed::grant_file(),
        sealed::home(),
        people::link_card(),
        files::padme(),
        doors::pair_file(),
        doors::pair_code(),
        doors::passkey_file(),
        files::plan(),
        people::seed_file(),
        people::recovery(),
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
