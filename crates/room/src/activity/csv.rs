//! A history as a table for a spreadsheet: UTF-8 with a mark at its head, lines and quotes as RFC 4180
//! has them, times as ISO 8601 with their zone.
//!
//! Names come from others. A cell that a spreadsheet would take for a formula is made a text.

use std::collections::BTreeSet;

use super::history::{History, Line, Named};
use super::people::People;
use super::places::Places;
use super::{Happening, Someone};
use crate::dates::iso;
use crate::replay::Spot;

/// Time, who, note or link, what, whom, document, folder, version, seconds, device, receipt.
pub const CSV_COLUMNS: usize = 11;

/// The head, and what is called what.
pub(super) type Words<'w> = (&'w [String; CSV_COLUMNS], &'w dyn Fn(&Happening) -> String);

pub(super) fn write(
    history: &History<'_>,
    people: &People,
    places: &Places<'_>,
    offset: i32,
    words: Words<'_>,
    within: Option<&BTreeSet<Spot>>,
) -> String {
    let (head, word) = words;
    let mut out = String::from("\u{feff}");
    row(&mut out, head.iter().map(String::as_str));
    let show = |id| people.show(&id);
    for line in history.lines() {
        let who = line.who.and_then(show);
        let whom = line.about.and_then(show);
        let (time, what) = (iso(line.time, offset), word(&line.what));
        let told =
            |named: &Named| within.is_none_or(|all| all.contains(&places.touched(*named).doc));
        let mut docs: Vec<Option<Named>> = line.docs().filter(told).map(Some).collect();
        if docs.is_empty() && within.is_none() {
            docs.push(None);
        }
        for named in docs {
            let (doc, version) = match named {
                Some(named) => (
                    places.get(&named.0),
                    places.touched(named).version.map(|n| n.to_string()),
                ),
                None => (None, None),
            };
            let (device, receipt) = numbers(line);
            let cells: [&str; CSV_COLUMNS] = [
                &time,
                &who.as_ref().map(name).unwrap_or_default(),
                // what managers call somebody is not for that one
                who.as_ref()
                    .filter(|_| within.is_none())
                    .map(|who| who.label.as_str())
                    .unwrap_or_default(),
                &what,
                &whom.as_ref().map(name).unwrap_or_default(),
                doc.map(|doc| doc.name.as_str()).unwrap_or_default(),
                // where it lies for the maker is not where it lies for one who sees less
                doc.filter(|_| within.is_none())
                    .map(|doc| doc.folder.as_str())
                    .unwrap_or_default(),
                &version.unwrap_or_default(),
                &seconds(line),
                &device,
                &receipt,
            ];
            row(&mut out, cells.into_iter());
        }
    }
    out
}

fn name(who: &Someone) -> String {
    let name = if who.name.is_empty() {
        &who.label
    } else {
        &who.name
    };
    match who.link {
        // an unverified name is told from a card's
        Some(_) if !who.name.is_empty() => format!("\u{201c}{name}\u{201d}"),
        _ => name.clone(),
    }
}

fn seconds(line: &Line<'_>) -> String {
    match line.seconds {
        0 => String::new(),
        seconds => seconds.to_string(),
    }
}

fn numbers(line: &Line<'_>) -> (String, String) {
    line.receipt()
        .map(|(device, n)| (device.to_string(), n.to_string()))
        .unwrap_or_default()
}

pub(crate) fn row<'a>(out: &mut String, cells: impl Iterator<Item = &'a str>) {
    for (i, text) in cells.enumerate() {
        if i > 0 {
            out.push(',');
        }
        cell(out, text);
    }
    out.push_str("\r\n");
}

/// One cell. What begins like a formula gets an apostrophe before it, also behind spaces; and so does what would begin
/// a cell where a program separates by semicolons or tabs: to that one quotes in mid-line are characters.
fn cell(out: &mut String, text: &str) {
    let formula = is_formula(text) || text.starts_with(['\t', '\r', '\n']);
    let quoted = formula || text.contains([',', '"', '\r', '\n', ';', '\t']);
    if quoted {
        out.push('"');
    }
    if formula {
        out.push('\'');
    }
    for (at, c) in text.char_indices() {
        if c == '"' {
            out.push('"');
        }
        out.push(c);
        let rest = &text[at + c.len_utf8()..];
        if matches!(c, ';' | '\t' | '\r' | '\n') && is_formula(rest) {
            out.push('\'');
        }
    }
    if quoted {
        out.push('"');
    }
}

/// Whether a spreadsheet could take a cell that begins so for a formula, of which quotes and spaces may be gone.
fn is_formula(text: &str) -> bool {
    let bare = text.trim_start_matches(|c: char| c == '"' || c.is_whitespace());
    bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> String {
        let mut out = String::new();
        cell(&mut out, text);
        out
    }

    #[test]
    fn what_looks_like_a_formula_is_a_text() {
        for begins in ["=", "+", "-", "@", "\t", "\r", " =", "＝", "\u{a0}@"] {
            let text = format!("{begins}HYPERLINK(1)");
            assert_eq!(one(&text), format!("\"'{text}\""), "{text:?}");
        }
        assert_eq!(one("a=b-c@d"), "a=b-c@d");
        assert_eq!(one("合同, \"终稿\".pdf"), "\"合同, \"\"终稿\"\".pdf\"");
        assert_eq!(one("two\r\nlines"), "\"two\r\nlines\"");
        assert_eq!(one(""), "");
    }

    /// What a program makes of a line that separates by semicolons and takes a quote for one only where a cell begins.
    fn by_semicolons(line: &str) -> Vec<String> {
        let mut cells = Vec::new();
        let mut rest = line;
        loop {
            let mut cell = String::new();
            let mut inside = rest.starts_with('"');
            let mut chars = rest.char_indices().skip(usize::from(inside)).peekable();
            let mut end = rest.len();
            while let Some((at, c)) = chars.next() {
                match c {
                    '"' if inside && chars.peek().is_some_and(|(_, next)| *next == '"') => {
                        chars.next();
                        cell.push('"');
                    }
                    '"' if inside => inside = false,
                    ';' | '\t' | '\r' | '\n' if !inside => {
                        end = at;
                        break;
                    }
                    c => cell.push(c),
                }
            }
            cells.push(cell);
            if end == rest.len() {
                return cells;
            }
            rest = &rest[end + 1..];
        }
    }

    #[test]
    fn nothing_behind_a_semicolon_or_a_tab_is_a_formula() {
        let signs = ["=", "+", "-", "@", "＝"];
        let before = [
            "x;", "x;;", "x; ", "x;\u{a0}", "x\t", "x\n", "x;\"", "x;\"\"", "x;\" \"", "x\";", ";",
            "\";", "x\"\";",
        ];
        for (before, sign) in before.iter().flat_map(|it| signs.map(|sign| (*it, sign))) {
            let mut line = String::new();
            let name = format!("{before}{sign}cmd|'/C calc'!A0;y");
            let cells = [
                "2026-11-25T16:05:19+08:00",
                name.as_str(),
                "a, b",
                name.as_str(),
            ];
            row(&mut line, cells.into_iter());
            for cell in by_semicolons(line.trim_end()) {
                let begins = cell.trim_start_matches(|c: char| c == '"' || c.is_whitespace());
                assert!(
                    !begins.starts_with(['=', '+', '-', '@', '＝']),
                    "{name:?}: {line:?}"
                );
            }
        }
    }
}
