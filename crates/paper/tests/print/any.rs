//! Whatever the text is: it is printed, and no panic, no error and no endless loop comes of it.

use paper::artefact::{Source, paper};
use paper::{Block, Cell, Column, Lang, Paper, SignedBy, Table, Tone};
use proptest::prelude::*;

use crate::support::*;

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(any::<char>(), 0..80).prop_map(String::from_iter),
        "[\\PC\n\t （《“”》），。：a-z0-9-]{0,120}",
        Just("\n\n\n".to_owned()),
        Just("\u{f8ff}\u{fffe}\u{10ffff}\u{feff}".to_owned()),
        Just("a".repeat(3_000)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn any_text_anywhere_is_printed(texts in proptest::collection::vec(any_text(), 12), wide in any::<bool>(), columns in 1usize..9) {
        let mut next = texts.iter().cycle().cloned();
        let mut some = || next.next().unwrap();
        let paper = Paper {
            title: some(),
            subtitle: some(),
            lead: some(),
            foot: some(),
            wide,
            blocks: vec![
                Block::Heading { level: 1, text: some() },
                Block::Heading { level: 9, text: some() },
                Block::Text(some()),
                Block::Facts(vec![(some(), Cell::text(some())), (some(), Cell::mono(some()))]),
                Block::Note { tone: Tone::Bad, text: some() },
                Block::Table(Table {
                    columns: (0..columns).map(|_| Column { title: some(), ..Column::default() }).collect(),
                    rows: (0..6).map(|n| (0..n).map(|_| Cell::text(some())).collect()).collect(),
                }),
                Block::Signed(vec![SignedBy { name: some(), facts: vec![(some(), Cell::mono(some()))] }]),
                Block::SignHere(vec![some(), some(), some()]),
            ],
            ..Paper::default()
        };
        let pdf = paper.print(fonts()).unwrap();
        prop_assert!(pdf.starts_with(b"%PDF-1.7"));
    }

    #[test]
    fn any_payload_is_printed_or_refused(name in any_text(), value in any_text(), kind in "[a-z-]{1,40}") {
        let payload = serde_json::json!({
            "room": { "id": value, "title": name }, "made": { "at": value },
            &name: &value, "list": [{ &name: [&value, { &value: &name }] }, { "x": null }, 5],
            "deep": { "a": { "b": { "c": { &name: &value } } } }, "empty": [], "n": -12345.5, "yes": true,
        }).to_string();
        let source = Source {
            kind: &kind, payload: &payload, hash: &value, signers: &[], file: payload.as_bytes(), name: "payload.json", mime: "application/json",
        };
        for lang in [Lang::Chinese, Lang::English] {
            let paper = paper(&source, lang).unwrap();
            prop_assert!(paper.print(fonts()).unwrap().starts_with(b"%PDF"));
        }
    }

    #[test]
    fn what_is_no_payload_is_refused(payload in any_text()) {
        let source = Source {
            kind: "x", payload: &payload, hash: "", signers: &[], file: b"", name: "x.json", mime: "application/json",
        };
        let _ = paper(&source, Lang::English);
    }
}
