//! Files as people have them, as they should not be, and as somebody made them on purpose.

use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{KEY, persons};
use crate::{Findings, Format, Kind, Limits, Scan, Unread, read};

fn tight() -> Limits {
    Limits {
        bytes: 1 << 16,
        entries: 16,
        unpacked: 1 << 20,
        shared: 1 << 16,
        cells: 10_000,
        cell: 256,
        depth: 16,
    }
}

fn look(bytes: &[u8], name: &str, limits: &Limits) -> (Result<Format, Unread>, Findings) {
    let mut scan = Scan::new(KEY);
    let result = read(Cursor::new(bytes), name, limits, &mut scan);
    (result, scan.finish())
}

fn opened(bytes: &[u8], name: &str) -> Findings {
    let (result, findings) = look(bytes, name, &Limits::default());
    result.unwrap();
    assert!(!findings.partial);
    findings
}

fn archive(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn workbook(count: usize) -> Vec<u8> {
    let mut book = Workbook::new();
    for part in 0..2 {
        let sheet = book.add_worksheet();
        sheet.set_hidden(part == 1);
        sheet.write(0, 0, "客户名单").unwrap();
        for (column, head) in (0..).zip(["序号", "姓名", "身份证号", "手机", "银行卡号", "备注"])
        {
            sheet.write(1, column, head).unwrap();
        }
        let half = persons::some(count).into_iter().skip(part).step_by(2);
        for (row, it) in (2..).zip(half) {
            sheet.write(row, 0, row - 1).unwrap();
            sheet.write(row, 1, it.name).unwrap();
            sheet.write(row, 2, it.resident).unwrap();
            // Excel makes a number of it
            sheet
                .write(row, 3, it.mobile.parse::<f64>().unwrap())
                .unwrap();
            sheet.write(row, 4, it.card).unwrap();
            sheet.write(row, 5, "订单号 13900139000").unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_of_a_thousand_persons() {
    let findings = opened(&workbook(1000), "客户名单.XLSX");
    for kind in [Kind::Name, Kind::ResidentId, Kind::Mobile, Kind::BankCard] {
        assert_eq!(findings.count(kind), 1000, "{kind:?}");
    }
    assert_eq!(findings.distinct(Kind::ResidentId), 1000);
    assert_eq!(findings.distinct(Kind::Name), 100);
    assert_eq!(
        (findings.persons, findings.rows, findings.kinds.len()),
        (1000, 1000, 4)
    );
}

#[test]
fn texts_that_stand_in_cells_themselves_and_in_comments() {
    let sheet = "<worksheet><sheetData>\
        <row><c t=\"inlineStr\"><is><t>姓名</t></is></c><c r=\"C1\" t=\"str\"><v>手机</v></c></row>\
        <row><c t=\"inlineStr\"><is><r><t>张</t></r><r><t>伟</t></r><rPh><t>zhang</t></rPh></is></c>\
        <c r=\"C2\"><v>1.3800138E10</v></c></row></sheetData></worksheet>";
    let comments = "<comments><commentList><comment><text><r><t>致电 139</t></r><r><t>00139000</t></r></text>\
        </comment><comment><text><t>&#x31;3700137000 &amp; 银行</t></text></comment></commentList></comments>";
    let bytes = archive(&[
        ("xl/worksheets/sheet1.xml", sheet),
        ("xl/comments1.xml", comments),
    ]);
    let findings = opened(&bytes, "a.xlsx");
    assert_eq!(
        (findings.count(Kind::Name), findings.count(Kind::Mobile)),
        (1, 3)
    );
    assert_eq!(findings.rows, 1);
}

#[test]
fn a_table_in_gb18030() {
    let mut text = "姓名,手机,邮箱,地址\r\n".to_owned();
    for it in persons::some(2000) {
        text += &format!(
            "\"{}\",{},{},\"{}，\"\"附近\"\"\"\r\n",
            it.name, it.mobile, it.email, it.address
        );
    }
    let (bytes, _, _) = GB18030.encode(&text);
    let utf8 = [&b"\xef\xbb\xbf"[..], text.as_bytes()].concat();
    let short = text.replace("\r\n", "\n");
    for bytes in [&bytes[..], &utf8[..], short.as_bytes()] {
        let findings = opened(bytes, "客户.csv");
        for kind in [Kind::Name, Kind::Mobile, Kind::Email, Kind::Address] {
            assert_eq!(findings.count(kind), 2000, "{kind:?}");
        }
        assert_eq!(
            (findings.persons, findings.rows, findings.kinds.len()),
            (2000, 2000, 4)
        );
    }
    let tabs = text.replace(',', "\t");
    assert_eq!(opened(tabs.as_bytes(), "客户.tsv").rows, 2000);
}

fn paragraph(text: &str) -> String {
    format!("<w:p><w:pPr/><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn document() -> Vec<u8> {
    let persons = persons::some(30);
    let mut body = paragraph("员工名单");
    body += "<w:p><w:r><w:t>联系人：138</w:t></w:r><w:r><w:t xml:space=\"preserve\"> 0013 </w:t></w:r>\
        <w:r><w:noBreakHyphen/><w:t>8000</w:t></w:r></w:p>";
    body += &paragraph("1380013");
    body += &paragraph("8000");
    body += "<w:tbl>";
    let row = |cells: &[&str]| {
        let cells = cells
            .iter()
            .map(|cell| format!("<w:tc>{}</w:tc>", paragraph(cell)));
        format!("<w:tr>{}</w:tr>", cells.collect::<String>())
    };
    body += &row(&["姓名", "身份证号", "邮箱"]);
    for it in &persons {
        body += &row(&[&it.name, &it.resident, &it.email]);
    }
    body += "</w:tbl>";
    // what is shown instead says the same again; what was struck out is still there
    body += "<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>13700137000</w:t></w:r></w:p></mc:Choice>\
        <mc:Fallback><w:p><w:r><w:t>13700137000</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>\
        <w:p><w:del><w:r><w:delText>13600136000</w:delText></w:r></w:del></w:p>";
    let xml = format!("<?xml version=\"1.0\"?><w:document><w:body>{body}</w:body></w:document>");
    let footer = format!("<w:ftr>{}</w:ftr>", paragraph("电话 010-62345678"));
    archive(&[
        ("word/document.xml", &xml),
        ("word/footer1.xml", &footer),
        ("word/styles.xml", "<a/>"),
    ])
}

#[test]
fn a_document_with_paragraphs_and_a_table() {
    let findings = opened(&document(), "名单.docx");
    for (kind, count) in [
        (Kind::Name, 30),
        (Kind::ResidentId, 30),
        (Kind::Email, 30),
        (Kind::Mobile, 3),
        (Kind::Landline, 1),
    ] {
        assert_eq!(findings.count(kind), count, "{kind:?}");
    }
    assert_eq!((findings.persons, findings.rows), (30, 30));
}

#[test]
fn files_that_are_not_read_say_so() {
    let compound = [
        &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1][..],
        &[0; 512],
    ]
    .concat();
    let other = archive(&[("a.txt", "13800138000")]);
    for (bytes, name, why) in [
        (&compound[..], "a.xlsx", Unread::Locked),
        (&compound[..], "a.xls", Unread::Unknown),
        (&b"no archive"[..], "a.docx", Unread::Broken),
        (&b"PK\x03\x04 no archive"[..], "a.docx", Unread::Broken),
        (&other[..], "a.zip", Unread::Unknown),
        (&b"\x89PNG\r\n"[..], "a.png", Unread::Unknown),
        (&b"a\0b"[..], "a.txt", Unread::Unknown),
        (&b"text"[..], "no ending", Unread::Unknown),
    ] {
        let (result, findings) = look(bytes, name, &Limits::default());
        assert_eq!((result, findings.partial), (Err(why), true), "{name}");
    }
    assert_eq!(opened(b"", "a.txt").kinds.len(), 0);
    assert_eq!(opened(b"", "a.csv").kinds.len(), 0);
}

/// A sheet of so many mobiles.
fn sheet(count: usize) -> String {
    let row = "<row><c t=\"inlineStr\"><is><t>13800138000</t></is></c></row>";
    format!(
        "<worksheet><sheetData>{}</sheetData></worksheet>",
        row.repeat(count)
    )
}

#[test]
fn each_limit_is_kept_and_told() {
    let all = Limits::default();
    let (empty, sheet) = ("<worksheet/>".to_owned(), sheet(20_000));
    let strings = format!(
        "<sst>{}</sst>",
        "<si><t>13800138000</t></si>".repeat(10_000)
    );
    let nested = format!(
        "<worksheet>{}{}</worksheet>",
        "<row>".repeat(100),
        "</row>".repeat(100)
    );
    let long = format!(
        "<worksheet><row><c><v>{}</v></c></row></worksheet>",
        "1".repeat(10_000)
    );
    let name = |n: usize| format!("xl/worksheets/{n}.xml");
    let many: Vec<(String, &String)> = (0..100).map(|n| (name(n), &empty)).collect();
    for (parts, limits) in [
        (
            vec![(name(0), &sheet)],
            Limits {
                unpacked: 1 << 16,
                ..all
            },
        ),
        (vec![(name(0), &sheet)], Limits { cells: 1000, ..all }),
        (
            vec![
                (name(0), &empty),
                ("xl/sharedStrings.xml".to_owned(), &strings),
            ],
            Limits {
                shared: 1 << 16,
                ..all
            },
        ),
        (vec![(name(0), &nested)], Limits { depth: 16, ..all }),
        (vec![(name(0), &long)], Limits { cell: 256, ..all }),
        (many, Limits { entries: 16, ..all }),
    ] {
        let parts: Vec<(&str, &str)> = parts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        let bytes = archive(&parts);
        let (result, findings) = look(&bytes, "a.xlsx", &limits);
        assert_eq!(result, Ok(Format::Workbook));
        assert!(findings.partial, "{limits:?}");
        // so much fits into what may be unpacked
        assert!(findings.count(Kind::Mobile) <= 1200, "{limits:?}");
        assert!(!look(&bytes, "a.xlsx", &all).1.partial, "{limits:?}");
    }
}

#[test]
fn what_breaks_off_is_read_up_to_there() {
    let whole = sheet(10);
    let broken = archive(&[("xl/worksheets/1.xml", &whole[..whole.len() - 40])]);
    let (result, findings) = look(&broken, "a.xlsx", &Limits::default());
    assert_eq!(result, Ok(Format::Workbook));
    assert!(findings.partial && findings.count(Kind::Mobile) >= 9);
}

#[test]
fn a_quote_that_nobody_closes_is_read_as_text() {
    let mut text = "姓名,备注\n张伟,\"".to_owned();
    for it in persons::some(1000) {
        text += &format!("致电{}，\n", it.mobile);
    }
    let (result, findings) = look(text.as_bytes(), "a.csv", &tight());
    assert_eq!(result, Ok(Format::Table));
    assert_eq!(findings.count(Kind::Mobile), 1000);
    assert!(!findings.partial);
}

#[test]
fn a_large_table_is_read_to_its_limit() {
    let rows = "张伟,13800138000\n".repeat(20_000);
    let (_, findings) = look(rows.as_bytes(), "a.csv", &tight());
    assert!(findings.partial && findings.count(Kind::Mobile) > 1000);
    let many = Limits {
        cells: 10,
        ..Limits::default()
    };
    let (_, findings) = look(rows.as_bytes(), "a.csv", &many);
    assert!(findings.partial);
    assert_eq!(findings.count(Kind::Mobile), 5);
}

/// Whatever is done to these, nothing panics, and there are never more different ones than there are.
fn survives(bytes: &[u8], name: &str) {
    let (_, findings) = look(bytes, name, &tight());
    for found in findings.kinds.values() {
        assert!(found.distinct <= found.count);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn damage_is_survived(
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20),
        end in any::<prop::sample::Index>(),
    ) {
        for (whole, name) in [(workbook(10), "a.xlsx"), (document(), "a.docx"), (b"a,\"b\xc4\xe3\n1,2".to_vec(), "a.csv")] {
            let mut bytes = whole;
            for (at, byte) in &damage {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            survives(&bytes, name);
            bytes.truncate(end.index(bytes.len()));
            survives(&bytes, name);
        }
    }

    #[test]
    fn any_xml_is_survived(xml in "(<[/?!]?[a-z]{0,3}( [rt]=\"[sA-Z0-9]{0,4}\")?/?>|<c t=\"s\">|<v>|<si>|<t>|<row>|&[a-z#0-9]{0,4};|[0-9]{0,3}){0,40}") {
        survives(&archive(&[("xl/worksheets/a.xml", &xml), ("xl/sharedStrings.xml", &xml)]), "a.xlsx");
        survives(&archive(&[("word/document.xml", &xml)]), "a.docx");
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        for name in ["a.txt", "a.csv", "a.xlsx", "a.docx"] {
            survives(&bytes, name);
        }
    }
}
