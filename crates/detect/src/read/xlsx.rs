//! Workbooks: the texts that cells share, sheets, and what is noted beside cells.

use zeroize::Zeroizing;

use super::{
    Limits,
    xml::{Attributes, Reads},
};
use crate::scan::Scan;

/// Columns of a row that are kept; what lies further right is read as text.
const WIDEST: usize = 1024;
/// Shared texts lie in blocks of this size, which never move, so that they are wiped where they are.
const BLOCK: usize = 64 << 10;

/// The texts that cells share.
pub(super) struct Strings {
    blocks: Vec<Zeroizing<String>>,
    /// Block, beginning and end of each.
    places: Vec<(u32, u32, u32)>,
    text: Zeroizing<String>,
    left: usize,
    longest: usize,
    in_text: bool,
    /// Inside how something is pronounced, which is no content.
    in_sound: bool,
    cut: bool,
}

impl Strings {
    pub(super) fn new(limits: &Limits) -> Self {
        Self {
            blocks: Vec::new(),
            places: Vec::new(),
            text: Zeroizing::new(String::new()),
            left: limits.shared,
            longest: limits.cell.min(BLOCK),
            in_text: false,
            in_sound: false,
            cut: false,
        }
    }

    /// Whether some are missing.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    fn get(&self, n: usize) -> Option<&str> {
        let (block, start, end) = *self.places.get(n)?;
        self.blocks
            .get(block as usize)?
            .get(start as usize..end as usize)
    }

    fn add(&mut self) {
        // what an entry costs beside its text
        let cost = self.text.len() + size_of::<(u32, u32, u32)>();
        if cost > self.left {
            self.left = 0;
            self.cut = true;
            return;
        }
        self.left -= cost;
        let fits = |block: &Zeroizing<String>| block.len() + self.text.len() <= BLOCK;
        if !self.blocks.last().is_some_and(fits) {
            self.blocks
                .push(Zeroizing::new(String::with_capacity(BLOCK)));
        }
        let number = self.blocks.len() - 1;
        let block = &mut self.blocks[number];
        let start = block.len();
        block.push_str(&self.text);
        self.places
            .push((number as u32, start as u32, block.len() as u32));
    }
}

impl Reads for Strings {
    fn open(&mut self, name: &str, _: &Attributes<'_>) {
        match name {
            "si" => self.text.clear(),
            "rPh" => self.in_sound = true,
            "t" => self.in_text = !self.in_sound,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "si" => self.add(),
            "rPh" => self.in_sound = false,
            "t" => self.in_text = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text {
            self.cut |= !push(&mut self.text, text, self.longest);
        }
    }

    fn goes_on(&self) -> bool {
        self.left > 0
    }
}

/// What a cell says its value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    Number,
    Shared,
    Text,
    Nothing,
}

/// A sheet.
pub(super) struct Sheet<'a> {
    strings: &'a Strings,
    scan: &'a mut Scan,
    cells_left: u64,
    longest: usize,
    row: Vec<Zeroizing<String>>,
    /// The column of the next cell.
    column: usize,
    is: Is,
    value: Zeroizing<String>,
    in_value: bool,
    in_sound: bool,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(
        strings: &'a Strings,
        limits: &Limits,
        cells_left: u64,
        scan: &'a mut Scan,
    ) -> Self {
        Self {
            strings,
            scan,
            cells_left,
            longest: limits.cell,
            row: Vec::new(),
            column: 0,
            is: Is::Nothing,
            value: Zeroizing::new(String::new()),
            in_value: false,
            in_sound: false,
        }
    }

    /// The sheet ends; says how many cells may still be read.
    pub(super) fn end(mut self) -> u64 {
        self.end_row();
        self.scan.end_table();
        self.cells_left
    }

    fn end_row(&mut self) {
        if !self.row.is_empty() {
            let cells: Vec<&str> = self.row.iter().map(|cell| cell.as_str()).collect();
            self.scan.row(&cells);
        }
        self.row.clear();
        self.column = 0;
    }

    fn end_cell(&mut self) {
        let value = std::mem::take(&mut self.value);
        let text = match self.is {
            Is::Text => value,
            Is::Number => number(&value),
            Is::Shared => {
                let place = value.trim().parse().ok();
                let text = place.and_then(|n| self.strings.get(n)).unwrap_or_default();
                Zeroizing::new(text.to_owned())
            }
            Is::Nothing => return,
        };
        self.cells_left = self.cells_left.saturating_sub(1);
        if text.is_empty() {
            return;
        }
        if self.column >= WIDEST {
            self.scan.text(&text);
            self.scan.end_text();
            return;
        }
        while self.row.len() <= self.column {
            self.row.push(Zeroizing::new(String::new()));
        }
        self.row[self.column] = text;
    }
}

impl Reads for Sheet<'_> {
    fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        match name {
            "c" => {
                if let Some(column) = attributes.get("r").and_then(|place| column(&place)) {
                    self.column = column;
                }
                self.is = match attributes.get("t").as_deref() {
                    Some("s") => Is::Shared,
                    Some("str" | "inlineStr" | "d") => Is::Text,
                    Some("n") | None => Is::Number,
                    Some(_) => Is::Nothing,
                };
                self.value.clear();
            }
            "rPh" => self.in_sound = true,
            "v" => self.in_value = true,
            "t" => self.in_value = !self.in_sound,
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "c" => {
                self.end_cell();
                self.column = self.column.saturating_add(1);
            }
            "row" => self.end_row(),
            "rPh" => self.in_sound = false,
            "v" | "t" => self.in_value = false,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_value && !push(&mut self.value, text, self.longest) {
            self.scan.skipped();
        }
    }

    fn goes_on(&self) -> bool {
        self.cells_left > 0
    }
}

/// Comments and the texts of drawings.
pub(super) struct Notes<'a> {
    scan: &'a mut Scan,
    in_text: bool,
}

impl<'a> Notes<'a> {
    pub(super) fn new(scan: &'a mut Scan) -> Self {
        Self {
            scan,
            in_text: false,
        }
    }
}

impl Reads for Notes<'_> {
    fn open(&mut self, name: &str, _: &Attributes<'_>) {
        self.in_text = matches!(name, "t" | "text");
    }

    fn close(&mut self, name: &str) {
        self.in_text = false;
        if matches!(name, "p" | "comment" | "threadedComment") {
            self.scan.end_text();
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text {
            self.scan.text(text);
        }
    }
}

/// Adds a text as far as it fits; says whether it did.
pub(super) fn push(to: &mut String, text: &str, longest: usize) -> bool {
    let room = longest.saturating_sub(to.len());
    if text.len() <= room {
        to.push_str(text);
        return true;
    }
    let cut = (0..=room).rev().find(|at| text.is_char_boundary(*at));
    to.push_str(&text[..cut.unwrap_or(0)]);
    false
}

/// The column of a place like BC12, counted from 0.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.take(4).fold(0, |number, letter| {
        number * 26 + usize::from(letter - b'A') + 1
    });
    number.checked_sub(1)
}

/// A number as it was typed: Excel writes long ones with an exponent.
fn number(value: &str) -> Zeroizing<String> {
    /// Whole numbers up to here are exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let value = value.trim();
    if value.contains(['e', 'E'])
        && let Ok(number) = value.parse::<f64>()
        && number.fract() == 0.0
        && number.abs() < EXACT
    {
        return Zeroizing::new(format!("{number:.0}"));
    }
    Zeroizing::new(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        for (place, right) in [
            ("A1", Some(0)),
            ("Z9", Some(25)),
            ("AA1", Some(26)),
            ("XFD1048576", Some(16383)),
            ("1", None),
            ("", None),
        ] {
            assert_eq!(column(place), right, "{place}");
        }
        assert!(column(&"Z".repeat(1000)).is_some());
    }

    #[test]
    fn numbers() {
        for (written, read) in [
            ("13800138000", "13800138000"),
            ("1.3800138E10", "13800138000"),
            ("12.5", "12.5"),
            ("1.1010119900307E+17", "1.1010119900307E+17"),
            ("1E-3", "1E-3"),
            ("1e999", "1e999"),
            ("e", "e"),
        ] {
            assert_eq!(number(written).as_str(), read);
        }
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        let mut text = String::new();
        assert!(push(&mut text, "姓", 5));
        assert!(!push(&mut text, "名", 5));
        assert_eq!(text, "姓");
    }
}
