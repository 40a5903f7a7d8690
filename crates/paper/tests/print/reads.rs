//! What another program reads in a paper.

use paper::{Attached, Block, Cell, Column, Date, Fonts, Lang, Paper, PaperError, Table};

use crate::support::*;

fn paper(text: &str) -> Paper {
    Paper {
        lang: Lang::Chinese,
        title: "标题".to_owned(),
        date: Date::parse("2026-11-27T12:30:06Z"),
        blocks: vec![Block::Text(text.to_owned())],
        ..Paper::default()
    }
}

#[test]
fn what_is_copied_out_is_what_was_printed() {
    let said = "统一社会信用代码 91350211M000100Y43，接收方：厦门莲花数据有限公司（“受让方”）；Naïve café — 12,345 人。";
    let pdf = paper(said).print(fonts()).unwrap();
    assert!(dense(&text(&pdf)).contains(&dense(said)), "{}", text(&pdf));
}

#[test]
fn a_letter_and_its_accent_are_printed_as_one() {
    let pdf = paper("cafe\u{301}").print(fonts()).unwrap();
    assert!(text(&pdf).contains("café"));
}

#[test]
fn a_character_that_no_font_has_is_a_geta_and_is_named() {
    let pdf = paper("张\u{2a6a5}、\u{1f600}").print(fonts()).unwrap();
    let text = dense(&text(&pdf));
    assert!(text.contains("张〓、〓"), "{text}");
    assert!(text.contains("U+1F600、U+2A6A5"), "{text}");
}

#[test]
fn what_turns_a_line_around_or_cannot_be_seen_is_not_printed() {
    let pdf = paper("a\u{202e}b\u{200b}c\u{0}d\u{feff}e")
        .print(fonts())
        .unwrap();
    assert!(text(&pdf).contains("abcde"));
}

#[test]
fn files_are_inside_as_what_the_paper_was_made_from() {
    let bytes = vec![7; 5000];
    let paper = Paper {
        attached: vec![Attached {
            name: "certificate.json".to_owned(),
            mime: "application/vnd.sealroom.artefact+json".to_owned(),
            about: "证书".to_owned(),
            source: true,
            bytes: bytes.clone(),
        }],
        ..paper("正文")
    };
    let pdf = paper.print(fonts()).unwrap();
    assert_eq!(
        attached(&pdf),
        [("certificate.json".to_owned(), "Source".to_owned(), bytes)]
    );
    let raw = String::from_utf8_lossy(&pdf);
    // as it says of itself, for archives and for who hears it
    assert!(
        raw.contains("<pdfaid:part>3</pdfaid:part>")
            && raw.contains("<pdfaid:conformance>A</pdfaid:conformance>")
    );
    assert!(raw.contains("pdfuaid:part"));
    assert!(raw.contains("/Lang (zh-CN)") || raw.contains("/Lang(zh-CN)"));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let one = paper("相同").print(fonts()).unwrap();
    let again = Fonts::read(vec![font_file()]).unwrap();
    assert_eq!(one, paper("相同").print(&again).unwrap());
    assert_ne!(one, paper("不同").print(fonts()).unwrap());
}

#[test]
fn only_the_letters_that_are_used_are_inside() {
    let pdf = paper("字").print(fonts()).unwrap();
    assert!(pdf.len() < 80_000, "{}", pdf.len());
}

#[test]
fn what_is_no_font_is_refused() {
    for bytes in [
        vec![],
        b"OTTO".to_vec(),
        vec![0; 4096],
        font_file()[..20_000].to_vec(),
    ] {
        assert_eq!(Fonts::read(vec![bytes]).unwrap_err(), PaperError::Font);
    }
    assert_eq!(Fonts::read(vec![]).unwrap_err(), PaperError::Font);
}

#[test]
fn a_cell_higher_than_a_page_goes_on_on_the_next() {
    let long = "很长的一格。".repeat(2_000);
    let table = Table {
        columns: ["甲", "乙"]
            .map(|title| Column {
                title: title.to_owned(),
                ..Column::default()
            })
            .to_vec(),
        rows: vec![vec![Cell::text(long.clone()), Cell::text("短")]],
    };
    let paper = Paper {
        blocks: vec![Block::Table(table)],
        ..paper("")
    };
    let pdf = paper.print(fonts()).unwrap();
    assert!(glyphs(&pdf).len() > 3);
    assert_eq!(text(&pdf).matches('很').count(), 2_000);
}

#[test]
fn more_than_one_pdf_is_to_have_is_refused() {
    let table = Table {
        columns: vec![Column::default(); 17],
        ..Table::default()
    };
    let paper = Paper {
        blocks: vec![Block::Table(table)],
        ..paper("")
    };
    assert_eq!(paper.print(fonts()).unwrap_err(), PaperError::TooLong);
}
