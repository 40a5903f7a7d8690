//! Notes and their keys: one spelling, strict signatures, strangers ignored.

use ledger::evidence::note::*;
use ledger::testkit::Key;
use ledger::{PublicKey, Signature};
use proptest::prelude::*;

use crate::foreign::{EXAMPLE, EXAMPLE_KEY};
use crate::vectors::{add_order, unhex};

const TEXT: &str = "a text\n\nof two parts\n";

fn keys() -> [VerifierKey; 2] {
    [
        Key::new(1).verifier("one", KeyKind::Note),
        Key::new(2).verifier("two", KeyKind::Note),
    ]
}

fn note(signatures: Vec<NoteSignature>) -> Note {
    Note::assemble(TEXT.into(), signatures).unwrap()
}

#[test]
fn who_signed_is_told_and_strangers_are_not_heard() {
    let [one, two] = [(1, "one"), (2, "two")].map(|(n, name)| Key::new(n).sign_note(name, TEXT));
    let stranger = Key::new(3).sign_note("three", "another text\n");
    let note = note(vec![stranger, one.clone(), two, one]);
    let keys = keys();
    let names = |signers: Vec<Signer<'_>>| -> Vec<String> {
        signers
            .iter()
            .map(|signer| signer.key.name().to_string())
            .collect()
    };
    assert_eq!(names(note.verify(&keys).unwrap()), ["one", "two"]);
    assert_eq!(names(note.verify(&keys[1..]).unwrap()), ["two"]);
    assert_eq!(note.verify(&[]), Err(NoteError::Unsigned));
    assert_eq!(Note::parse(&note.encode()), Ok(note));
}

#[test]
fn one_false_signature_in_a_known_name_condemns_the_note() {
    let keys = keys();
    let good = Key::new(1).sign_note("one", TEXT);
    // by another key under the name and id of a known one
    let forged = NoteSignature::assemble(&keys[1], &Key::new(3).sign(TEXT.as_bytes()));
    for signatures in [
        vec![good.clone(), forged.clone()],
        vec![forged.clone(), good.clone()],
    ] {
        let note = note(signatures);
        assert_eq!(note.verify(&keys), Err(NoteError::Signature));
        assert!(note.verify(&keys[..1]).is_ok());
    }
    // over another text
    let other = NoteSignature::assemble(&keys[0], &Key::new(1).sign(b"another text\n"));
    assert_eq!(note(vec![other]).verify(&keys), Err(NoteError::Signature));
    // the name of one with the id of the other is nobody's
    let line = forged.line().replace("two", "one");
    let mixed = NoteSignature::parse(line.trim_end()).unwrap();
    assert_eq!(note(vec![mixed]).verify(&keys), Err(NoteError::Unsigned));
}

/// The group's order added to the second half of a signature, and a signature that a weak key has for all.
#[test]
fn a_signature_has_one_spelling() {
    let key = &keys()[0];
    let signature = Key::new(1).sign(TEXT.as_bytes());
    let high = unhex(&add_order(&signature.to_string()));
    let high = NoteSignature::assemble(key, &Signature(high.try_into().unwrap()));
    assert_eq!(note(vec![high]).verify(&keys()), Err(NoteError::Signature));
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let name = KeyName::parse("weak").unwrap();
    let weak = VerifierKey::new(name, KeyKind::Note, PublicKey(neutral));
    assert_eq!(weak, Err(NotAKey));
}

#[test]
fn row_40_a_note_has_one_spelling() {
    let example = EXAMPLE;
    let (text, line) = example.split_once("\n\n").unwrap();
    let dash = '\u{2014}';
    let bad = [
        String::new(),
        "\n".into(),
        "\n\n".into(),
        // no signature, no text, no empty line between them
        format!("{text}\n\n"),
        format!("{text}\n"),
        line.to_owned(),
        format!("\n{line}"),
        format!("{text}\n{line}"),
        // the end
        example.trim_end().to_owned(),
        format!("{example}\n"),
        format!("{example}x"),
        format!("{example}{text}\n"),
        // control characters, a line's other ends
        example.replace("example message", "example\tmessage"),
        example.replace("example message", "example\0message"),
        example.replace('\n', "\r\n"),
        example.replace("=\n", "=\r\n"),
        // the dash, spaces
        example.replace(dash, "-"),
        example.replace(dash, "\u{2013}"),
        example.replace(&format!("{dash} "), &format!("{dash}")),
        example.replace(&format!("{dash} "), &format!("{dash}  ")),
        example.replace("foo ", "foo  "),
        example.replace("foo ", "f oo "),
        example.replace("foo ", "f\u{a0}oo "),
        example.replace("foo ", "f\u{3000}oo "),
        example.replace("foo ", "f\u{85}oo "),
        example.replace("foo ", "f+oo "),
        example.replace("foo ", &format!("{} ", "x".repeat(256))),
        example.replace("example.com/foo", ""),
        // the signature's base64
        example.replace("aQM=", "aQM"),
        example.replace("aQM=", "aQN="),
        example.replace("aQM=", "aQM= "),
        example.replace("aQM=", "aQM=="),
        example.replace("Uw2QOkn8", "Uw2QOkn_"),
        format!("{text}\n\n{dash} example.com/foo Uw2QOg==\n"),
        format!("{text}\n\n{dash} example.com/foo Uw2Q\n"),
        format!("{text}\n\n{dash} example.com/foo \n"),
    ];
    for note in bad {
        assert_eq!(Note::parse(&note), Err(NoteError::Malformed), "{note:?}");
    }
}

#[test]
fn row_40_a_note_is_not_larger_than_it_may_be() {
    let signature = Key::new(1).sign_note("one", TEXT);
    let some = |n| Note::assemble(TEXT.into(), vec![signature.clone(); n]);
    assert_eq!(some(0), Err(NoteError::Malformed));
    assert!(some(SIGNATURES).is_ok());
    assert_eq!(some(SIGNATURES + 1), Err(NoteError::Malformed));
    let full = some(SIGNATURES).unwrap();
    assert!(Note::parse(&full.encode()).is_ok());
    let over = full.encode() + &signature.line();
    assert_eq!(Note::parse(&over), Err(NoteError::Malformed));
    assert_eq!(full.sign(signature.clone()), Err(NoteError::Malformed));
    // as long as may be, and by one byte longer
    let rest = 1 + signature.line().len();
    let text = |length| "x".repeat(length - 1) + "\n";
    let longest = Note::assemble(text(NOTE - rest), vec![signature.clone()]).unwrap();
    assert_eq!(longest.encode().len(), NOTE);
    assert!(Note::parse(&longest.encode()).is_ok());
    let over = Note::assemble(text(NOTE - rest + 1), vec![signature]);
    assert_eq!(over, Err(NoteError::Malformed));
    let over = format!("x{}", longest.encode());
    assert_eq!(Note::parse(&over), Err(NoteError::Malformed));
}

#[test]
fn a_note_that_could_not_be_read_is_not_put_together() {
    let signature = Key::new(1).sign_note("one", TEXT);
    for text in ["", "no end", "a\tb\n", "a\r\n"] {
        let found = Note::assemble(text.into(), vec![signature.clone()]);
        assert_eq!(found, Err(NoteError::Malformed), "{text:?}");
    }
    for text in [
        "\n",
        "\n\n",
        "a\n\n\n",
        "\n\na\n",
        "\u{2014} one AAAAAAA=\n",
    ] {
        let note = Note::assemble(text.into(), vec![signature.clone()]).unwrap();
        assert_eq!(Note::parse(&note.encode()), Ok(note), "{text:?}");
    }
}

#[test]
fn row_40_a_key_has_one_spelling() {
    let bad = [
        String::new(),
        "+".into(),
        "++".into(),
        "example.com/foo".into(),
        "example.com/foo+530d903a".into(),
        EXAMPLE_KEY.replace("example.com/foo", ""),
        EXAMPLE_KEY.replace("example.com/foo", "example.com/bar"),
        EXAMPLE_KEY.replace("example.com/foo", "example.com/f oo"),
        EXAMPLE_KEY.replace("530d903a", "530D903A"),
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY.replace("530d903a", "0530d903a"),
        EXAMPLE_KEY.replace("530d903a", ""),
        EXAMPLE_KEY.replace("Aeky", "Beky"),
        EXAMPLE_KEY.replace("U2k", "U2"),
        format!("{EXAMPLE_KEY} "),
        format!("{EXAMPLE_KEY}="),
        format!("{EXAMPLE_KEY}\n"),
        // of a type that we do not verify: ECDSA
        "a+00000000+AgAA".into(),
    ];
    for vkey in bad {
        assert_eq!(VerifierKey::parse(&vkey), Err(NotAKey), "{vkey:?}");
    }
    // one key has another id for each of its names and kinds
    let key = Key::new(1);
    let ids = [
        ("a", KeyKind::Note),
        ("b", KeyKind::Note),
        ("a", KeyKind::Cosigner),
    ];
    let [a, b, c] = ids.map(|(name, kind)| key.verifier(name, kind).id());
    assert!(a != b && b != c && a != c);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn row_40_a_changed_note_never_stands(at in any::<prop::sample::Index>(), what in 1..128u8, cut in any::<bool>()) {
        let honest = EXAMPLE.as_bytes();
        let (mut bytes, place) = (honest.to_vec(), at.index(honest.len()));
        bytes[place] ^= what;
        if cut {
            bytes.truncate(place);
        }
        let key = [VerifierKey::parse(EXAMPLE_KEY).unwrap()];
        if let Some(note) = String::from_utf8(bytes).ok().and_then(|text| Note::parse(&text).ok()) {
            prop_assert!(note.verify(&key).is_err());
        }
    }

    #[test]
    fn row_40_what_is_read_is_written_alike(
        text in "(—|é| |\n|one|AAAAAAA=|[a-z+=]|\u{85}|\t){0,40}", lines in 0..3usize,
    ) {
        let lines = "— one AAAAAAA=\n".repeat(lines);
        for note in [text.clone(), format!("{text}\n\n{lines}"), format!("{text}{lines}")] {
            if let Ok(read) = Note::parse(&note) {
                prop_assert_eq!(read.encode(), note);
            }
        }
        if let Ok(key) = VerifierKey::parse(&text) {
            prop_assert_eq!(key.to_string(), text);
        }
    }
}
