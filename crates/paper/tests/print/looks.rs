//! What papers look like: every glyph stands within the margins, nothing stands on anything else, no box stands for a
//! letter. `PAPER_PICTURES=DIR` puts the pages there, for who looks at them.

use paper::{Align, Block, Cell, Column, Date, Lang, Paper, SignedBy, Table, Tone};

use crate::support::*;

const CHINESE: &str = "数据室把客户信息从收集之日管到销毁之日。文件在发送者的浏览器里加密，服务器从不持有密钥；谁打开了什么、\
何时打开，都由读者的设备签名，并由服务器会签。《个人信息保护法》第二十三条要求：向其他处理者提供个人信息的，应当告知接收方的名称、\
联系方式、处理目的、处理方式和种类（并取得单独同意）。本页用来检查排版：行首没有“，。；：！？）》”，行尾没有“（《“”，\
中文与 English、数字 12,345 之间留有空隙，连续标点（如此）。。会靠拢。";
const ENGLISH: &str = "A data room in which the server never holds a key. Every file is encrypted in the sender\u{2019}s browser, wrapped \
for each recipient, and kept in a store that could be handed to the adversary. Each step leaves a signed entry in a chain, so that the \
operator can show what was done; the product records decisions and never asserts compliance by itself.";
const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn column(title: &str, align: Align) -> Column {
    Column {
        title: title.to_owned(),
        align,
    }
}

fn toned(text: &str, tone: Tone) -> Cell {
    Cell {
        tone,
        ..Cell::text(text)
    }
}

fn sample(lang: Lang, rows: usize) -> Paper {
    let zh = lang == Lang::Chinese;
    let say = |chinese: &str, english: &str| if zh { chinese } else { english }.to_owned();
    let row = |n: usize| {
        let name = say(
            "客户名单（华东区，含联系方式与开票信息）.xlsx",
            "Customers of the eastern region, with contacts and invoicing.xlsx",
        );
        let state = match n % 3 {
            0 => toned(&say("已销毁", "Destroyed"), Tone::Good),
            1 => toned(&say("保留", "Kept"), Tone::Plain),
            _ => toned(&say("逾期", "Overdue"), Tone::Bad),
        };
        vec![
            Cell::text(format!("1.{}", n + 1)),
            Cell::text(if n.is_multiple_of(4) {
                name
            } else {
                say("合同台账.pdf", "Contracts.pdf")
            }),
            state,
            Cell::text(format!("{}", 1234 * (n + 1))),
            Cell::mono(&HASH[..16]),
        ]
    };
    Paper {
        lang,
        title: say("销毁证书", "Certificate of destruction"),
        subtitle: say(
            "莲花项目 · 客户资料室",
            "Project Lotus \u{b7} the room of customers",
        ),
        lead: say(
            "生成时间：2026-11-27 12:30:06 UTC\n制作人：邓敏",
            "Made at: 2026-11-27 12:30:06 UTC\nMade by: Deng Min",
        ),
        date: Date::parse("2026-11-27T12:30:06Z"),
        foot: format!("destruction-certificate \u{b7} SHA-256 {}", &HASH[..32]),
        blocks: vec![
            Block::Text(if zh { CHINESE } else { ENGLISH }.to_owned()),
            Block::Facts(vec![
                (
                    say("范围", "Scope"),
                    Cell::text(say(
                        "文件夹“客户”及其下全部内容",
                        "The folder of customers and all below it",
                    )),
                ),
                (
                    say("理由", "Reason"),
                    Cell::text(say(
                        "处理目的已实现，保存期限届满（第十九条、第四十七条）",
                        "The purpose is met and the period is over (PIPL 19 and 47)",
                    )),
                ),
                (
                    say("批准", "Approved by"),
                    Cell::text(say("陈立、邓敏", "Chen Li, Deng Min")),
                ),
                (say("证据哈希", "Hash of the evidence"), Cell::mono(HASH)),
            ]),
            Block::Heading {
                level: 1,
                text: say("销毁清单", "What was destroyed"),
            },
            Block::Table(Table {
                columns: vec![
                    column(&say("序号", "No."), Align::Left),
                    column(&say("文件", "Document"), Align::Left),
                    column(&say("状态", "State"), Align::Left),
                    column(&say("人数", "Persons"), Align::Right),
                    column(&say("哈希", "Hash"), Align::Left),
                ],
                rows: (0..rows).map(row).collect(),
            }),
            Block::Heading {
                level: 2,
                text: say("不包括", "What it does not cover"),
            },
            Block::Note {
                tone: Tone::Warn,
                text: say(
                    "已下载的副本、已导出的归档不在此列：它们在接收方手中，无法收回。",
                    "Copies that were downloaded and archives that were exported: they are in the hands of those who have them, and cannot be recalled.",
                ),
            },
            Block::Note {
                tone: Tone::Good,
                text: say(
                    "所有分片均已从存储中移除并复核。",
                    "Every part was removed from the store, and that was checked.",
                ),
            },
            Block::Note {
                tone: Tone::Bad,
                text: say("存储引擎保留旧版本。", "The engine keeps versions."),
            },
            Block::Heading {
                level: 1,
                text: say("签名", "Signatures"),
            },
            Block::Signed(vec![SignedBy {
                name: say("邓敏", "Deng Min"),
                facts: vec![
                    (say("指纹", "Fingerprint"), Cell::mono(HASH)),
                    (say("资料室内的密钥", "Key in the room"), Cell::mono(HASH)),
                ],
            }]),
            Block::SignHere(vec![
                say("转让方（签字、日期）", "Seller (signature, date)"),
                say("受让方（签字、日期）", "Buyer (signature, date)"),
            ]),
        ],
        ..Paper::default()
    }
}

/// Every glyph has a text and stands within the page's margins.
fn judge(pdf: &[u8], wide: f64, high: f64) {
    for (n, page) in glyphs(pdf).into_iter().enumerate() {
        assert!(!page.is_empty(), "page {n} is empty");
        for glyph in page {
            // of a bracket at the edge the empty half stands outside
            let text = glyph.text.as_deref().unwrap_or_default();
            let left = if "（「《【".contains(text) {
                49.0
            } else {
                61.0
            };
            let across = (left..=wide - 61.0).contains(&glyph.x);
            let inside = across && (30.0..=high - 30.0).contains(&glyph.y);
            assert!(inside, "page {n}: {glyph:?}");
            assert!(glyph.text.is_some(), "page {n}: {glyph:?}");
        }
    }
}

#[test]
fn a_certificate_in_chinese_and_one_in_english_stand_within_their_margins() {
    for (name, lang) in [
        ("certificate-zh", Lang::Chinese),
        ("certificate-en", Lang::English),
    ] {
        let pdf = sample(lang, 14).print(fonts()).unwrap();
        judge(&pdf, 595.0, 842.0);
        let pictures = look(name, &pdf);
        assert!(pictures.len() >= 2);
        // something is drawn, and most of the page is white
        for (_, _, pixels) in pictures {
            let dark = pixels.chunks(4).filter(|pixel| pixel[0] < 128).count();
            assert!(dark > 500 && dark < pixels.len() / 4 / 4, "{dark}");
        }
    }
}

#[test]
fn long_tables_go_on_with_their_head_on_each_page() {
    let pdf = sample(Lang::Chinese, 120).print(fonts()).unwrap();
    judge(&pdf, 595.0, 842.0);
    look("long-table", &pdf);
    let pages = glyphs(&pdf);
    let says =
        |page: &Vec<Glyph>| -> String { page.iter().filter_map(|it| it.text.clone()).collect() };
    let with_rows = pages.iter().filter(|page| says(page).contains("合同台账"));
    let heads = with_rows.clone().filter(|page| says(page).contains("状态"));
    assert!(with_rows.clone().count() > 3);
    assert_eq!(heads.count(), with_rows.count());
    for (n, page) in pages.iter().enumerate() {
        let number = format!("第{}页，共{}页", n + 1, pages.len());
        assert!(dense(&says(page)).contains(&number), "{number}");
    }
}

#[test]
fn a_heading_and_a_head_stand_on_the_page_of_the_first_row() {
    let says =
        |page: &Vec<Glyph>| -> String { page.iter().filter_map(|it| it.text.clone()).collect() };
    let heading = |level, text: &str| Block::Heading {
        level,
        text: text.to_owned(),
    };
    for filler in 20..60 {
        let rows = [HASH.repeat(8), "次行".to_owned()];
        let paper = Paper {
            blocks: vec![
                Block::Text("文\n".repeat(filler)),
                heading(1, "大标题"),
                heading(2, "小标题"),
                Block::Table(Table {
                    columns: vec![column("表头", Align::Left), column("别列", Align::Left)],
                    rows: rows
                        .map(|text| vec![Cell::text("首格"), Cell::mono(text)])
                        .into(),
                }),
            ],
            ..Paper::default()
        };
        let pages = glyphs(&paper.print(fonts()).unwrap());
        let page_of = |text: &str| pages.iter().position(|page| says(page).contains(text));
        let row = page_of("首格");
        assert!(row.is_some());
        for text in ["大标题", "小标题", "表头"] {
            assert_eq!(page_of(text), row, "{text} after {filler} lines");
        }
    }
}

#[test]
fn no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one() {
    let text = CHINESE.repeat(8);
    let paper = Paper {
        title: "避头尾".to_owned(),
        blocks: vec![Block::Text(text)],
        ..Paper::default()
    };
    let pdf = paper.print(fonts()).unwrap();
    judge(&pdf, 595.0, 842.0);
    look("justified", &pdf);
    let mut lines = 0;
    for page in glyphs(&pdf) {
        let mut rows: Vec<(i64, Vec<Glyph>)> = Vec::new();
        for glyph in page {
            let y = (glyph.y * 10.0).round() as i64;
            match rows.iter_mut().find(|(at, _)| *at == y) {
                Some((_, row)) => row.push(glyph),
                None => rows.push((y, vec![glyph])),
            }
        }
        for (_, row) in rows {
            let line: String = row.iter().filter_map(|it| it.text.clone()).collect();
            let line = line.trim();
            lines += 1;
            let begins = |c: char| "，。；：！？）》、”".contains(c);
            let ends = |c: char| "（《“".contains(c);
            assert!(!line.starts_with(begins), "{line}");
            assert!(!line.ends_with(ends), "{line}");
        }
    }
    assert!(lines > 30, "{lines}");
}

#[test]
fn ten_thousand_rows_take_seconds() {
    let begun = std::time::Instant::now();
    let pdf = sample(Lang::Chinese, 10_000).print(fonts()).unwrap();
    let took = begun.elapsed();
    println!("{} bytes in {took:?}", pdf.len());
    // without optimising, on a busy machine
    assert!(took.as_secs() < 60, "{took:?}");
    assert!(pdf.len() < 12 << 20, "{}", pdf.len());
}
