//! Vectors of the ways to a seed: a passkey, and a code shown on another device.

use seal::pair::{Newcomer, PairCode};
use seal::passkey::{self, Passkey, PrfOutput};
use seal::testkit::{Fixed, to_hex};
use seal::words::Language;

use super::*;

const CREDENTIAL: [u8; 20] = [0xc1; 20];

pub(super) fn passkey_file() -> File {
    let passkey = Passkey::new([0x9e; 32], &CREDENTIAL, "room.example").unwrap();
    let prf = PrfOutput::parse(&[0x8f; 32]).unwrap();
    let sealed = passkey::seal_seed(&seed(), &passkey, &prf, &mut Fixed::named("passkey"));
    let cases = vec![
        good(seed().expose()),
        other("another passkey", "prf", to_hex(&[0x80; 32]), "wrong"),
        case("empty", Whole(String::new()), "damaged"),
        case("only the format byte", Cut(1), "damaged"),
        case("without its last byte", Cut(-1), "damaged"),
        case("one byte more", Append("00".into()), "damaged"),
        case("format 0", Set(0, 0), "damaged"),
        case("format 2", Set(0, 2), "newer"),
        case("a bit of the salt", Flip(1), "wrong"),
        case("another length of the id", Set(33, 21), "damaged"),
        case("no id", Set(33, 0), "damaged"),
        case("an id longer than all", Set(34, 0xff), "damaged"),
        case("a bit of the id", Flip(35), "wrong"),
        case("another length of the host", Set(55, 13), "damaged"),
        case("a letter of the host", Flip(56), "wrong"),
        case("a host that is no text", Set(56, 0xff), "damaged"),
        case("a bit of the commitment", Flip(110), "wrong"),
        case("a bit of the tag", Flip(-1), "wrong"),
    ];
    let input = [("prf", to_hex(prf.expose()))];
    file("passkey", &input, to_hex(&sealed), cases)
}

pub(super) fn pair_file() -> File {
    let code = PairCode::make(&mut Fixed::named("pair code"));
    let newcomer = Newcomer::parse(&[0x71; 32]).unwrap();
    let (nonce, identity) = ([0x72; 32], seed().root().fingerprint());
    let said = code.transcript(&nonce, &identity, &newcomer.public());
    let sealed = said.seal(&seed(), &newcomer.public(), &mut Fixed::named("pair"));
    let words = said.words(Language::English).join(" ");
    let mut cases = vec![case(
        "good",
        None,
        &format!("ok:{} {words}", to_hex(seed().expose())),
    )];
    cases.extend(damage());
    let elsewhere = PairCode::make(&mut Fixed::named("another code"));
    for (name, field, value) in [
        ("another code", "code", elsewhere.encode().to_string()),
        ("another newcomer", "newcomer", to_hex(&[0x70; 32])),
        ("another nonce", "nonce", to_hex(&[0x73; 32])),
        ("another identity", "fingerprint", to_hex(&[0x74; 32])),
    ] {
        cases.push(other(name, field, value, "broken"));
    }
    let input = [
        ("code", code.encode().to_string()),
        ("newcomer", to_hex(newcomer.expose())),
        ("nonce", to_hex(&nonce)),
        ("fingerprint", to_hex(&identity.0)),
    ];
    file("pair", &input, to_hex(&sealed), cases)
}

pub(super) fn pair_code() -> File {
    let code = PairCode::make(&mut Fixed::named("pair code"));
    let text = code.encode().to_string();
    let ok = format!("ok:{}", to_hex(&code.home().sign.public()));
    let swapped = {
        let mut letters: Vec<char> = text.chars().collect();
        let at = (0..4).find(|at| letters[*at] != letters[at + 1]).unwrap();
        letters.swap(at, at + 1);
        letters.into_iter().collect::<String>()
    };
    let cases = vec![
        case("good", None, &ok),
        case("small letters", Whole(text.to_lowercase()), &ok),
        case("without hyphens", Whole(text.replace('-', "")), &ok),
        case("on lines", Whole(text.replace('-', "\r\n ")), &ok),
        case(
            "letters that look like numbers",
            Whole(text.replace('0', "o").replace('1', "l")),
            &ok,
        ),
        case(
            "in an address",
            Whole(format!("https://room.example/d#{text}")),
            &ok,
        ),
        case("empty", Whole(String::new()), "not a code"),
        case("without its last letter", Cut(-1), "not a code"),
        case("a letter more", Append("A".into()), "not a code"),
        case(
            "a sign that no code has",
            Whole(text.replacen('-', "_", 1)),
            "not a code",
        ),
        case("a letter that no code has", Set(3, b'U'), "not a code"),
        case("two letters exchanged", Whole(swapped), "mistyped"),
        case("another letter", Whole(another(&text, 7)), "mistyped"),
        case("another last letter", Whole(another(&text, 34)), "mistyped"),
    ];
    file("pair-code", &[], text, cases)
}

/// The text with another letter at this place.
fn another(text: &str, at: usize) -> String {
    let to = if text.as_bytes()[at] == b'7' {
        "8"
    } else {
        "7"
    };
    format!("{}{to}{}", &text[..at], &text[at + 1..])
}
