//! Text documents: paragraphs and tables.

use zeroize::Zeroizing;

use super::{
    Limits,
    xlsx::push,
    xml::{Attributes, Reads},
};
use crate::scan::Scan;

/// Cells of a row that are kept; further ones are read as text.
const WIDEST: usize = 256;

/// A body: of the document, a header, a comment.
pub(super) struct Body<'a> {
    scan: &'a mut Scan,
    longest: usize,
    in_text: bool,
    /// How deep inside what older programs show instead, which says the same again.
    in_fallback: usize,
    /// Tables inside one another; those inside are text of the outermost one's cells.
    tables: usize,
    row: Vec<Zeroizing<String>>,
    cell: Zeroizing<String>,
}

impl<'a> Body<'a> {
    pub(super) fn new(limits: &Limits, scan: &'a mut Scan) -> Self {
        Self {
            scan,
            longest: limits.cell,
            in_text: false,
            in_fallback: 0,
            tables: 0,
            row: Vec::new(),
            cell: Zeroizing::new(String::new()),
        }
    }

    /// The body ends, perhaps too early.
    pub(super) fn end(mut self) {
        self.end_cell();
        self.end_row();
        self.scan.end_table();
        self.scan.end_text();
    }

    fn say(&mut self, text: &str) {
        if self.tables == 0 {
            self.scan.text(text);
        } else if !push(&mut self.cell, text, self.longest) {
            self.scan.skipped();
        }
    }

    fn end_cell(&mut self) {
        let cell = std::mem::take(&mut self.cell);
        if self.row.len() < WIDEST {
            self.row.push(cell);
        } else {
            self.scan.text(&cell);
            self.scan.end_text();
        }
    }

    fn end_row(&mut self) {
        if self.row.iter().any(|cell| !cell.is_empty()) {
            let cells: Vec<&str> = self.row.iter().map(|cell| cell.as_str()).collect();
            self.scan.row(&cells);
        }
        self.row.clear();
    }
}

impl Reads for Body<'_> {
    fn open(&mut self, name: &str, _: &Attributes<'_>) {
        if self.in_fallback > 0 || name == "Fallback" {
            self.in_fallback += 1;
            return;
        }
        match name {
            "t" | "delText" => self.in_text = true,
            "tab" => self.say("\t"),
            "br" | "cr" => self.say("\n"),
            "noBreakHyphen" => self.say("-"),
            "tbl" => {
                if self.tables == 0 {
                    self.scan.end_text();
                }
                self.tables += 1;
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.in_fallback > 0 {
            self.in_fallback -= 1;
            return;
        }
        match (name, self.tables) {
            ("t" | "delText", _) => self.in_text = false,
            ("p", 0) => self.scan.end_text(),
            ("p", _) => self.say("\n"),
            ("tc", 1) => self.end_cell(),
            ("tr", 1) => self.end_row(),
            ("tbl", 1) => {
                self.scan.end_table();
                self.tables = 0;
            }
            ("tbl", 2..) => self.tables -= 1,
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text && self.in_fallback == 0 {
            self.say(text);
        }
    }
}
