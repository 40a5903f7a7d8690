//! Rows of cells with something between them (RFC 4180, and what is written instead).

use std::io::{Read, Seek};

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use zeroize::Zeroizing;

use super::{Limits, Unread, text::decode};
use crate::scan::Scan;

/// What may stand between cells.
const DELIMITERS: &[u8] = b",\t;|";
/// Lines by which it is told.
const LINES: usize = 20;
/// Cells of one row; a longer row goes on as the next.
const WIDEST: usize = 4096;
/// Bytes of one row.
const LONGEST: usize = 1 << 20;

/// Reads a table.
pub(super) fn read<R: Read + Seek>(
    source: R,
    limits: &Limits,
    scan: &mut Scan,
) -> Result<(), Unread> {
    let mut rows: Option<Rows<'_>> = None;
    let mut scan = Some(scan);
    let whole = decode(source, limits.bytes, &mut |text| {
        if let Some(scan) = scan.take() {
            rows = Some(Rows::new(delimiter(text), limits, scan));
        }
        rows.as_mut().is_some_and(|rows| rows.feed(text.as_bytes()))
    })?;
    if let Some(mut rows) = rows {
        rows.end();
        if !whole {
            rows.scan.skipped();
        }
    }
    Ok(())
}

/// What most lines have equally many of, outside quotes; of those, what there are most of.
fn delimiter(text: &str) -> u8 {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .take(LINES)
        .collect();
    let score = |delimiter: u8| {
        let counts: Vec<usize> = lines
            .iter()
            .map(|line| outside_quotes(line, delimiter))
            .collect();
        let some = counts.iter().filter(|count| **count > 0);
        // how many lines have so many, and how many that is
        some.map(|usual| {
            (
                counts.iter().filter(|count| *count == usual).count(),
                *usual,
            )
        })
        .max()
    };
    let best = DELIMITERS
        .iter()
        .rev()
        .max_by_key(|delimiter| score(**delimiter));
    best.copied().unwrap_or(b',')
}

fn outside_quotes(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for b in line.bytes() {
        quoted ^= b == b'"';
        count += usize::from(b == delimiter && !quoted);
    }
    count
}

/// Rows as they come. A cell that is too long, as after a quote that nobody closed, is read as text.
struct Rows<'a> {
    reader: Reader,
    scan: &'a mut Scan,
    cells_left: u64,
    cell: Zeroizing<Vec<u8>>,
    filled: usize,
    /// The cell is read as text.
    spilled: bool,
    row: Zeroizing<String>,
    ends: Vec<usize>,
}

impl<'a> Rows<'a> {
    fn new(delimiter: u8, limits: &Limits, scan: &'a mut Scan) -> Self {
        Self {
            reader: ReaderBuilder::new().delimiter(delimiter).build(),
            scan,
            cells_left: limits.cells,
            cell: Zeroizing::new(vec![0; limits.cell.max(64)]),
            filled: 0,
            spilled: false,
            row: Zeroizing::new(String::new()),
            ends: Vec::new(),
        }
    }

    /// Says whether more is wanted.
    fn feed(&mut self, mut input: &[u8]) -> bool {
        while !input.is_empty() && self.cells_left > 0 {
            let (_, read) = self.step(input);
            input = &input[read..];
        }
        self.cells_left > 0
    }

    fn end(&mut self) {
        // an empty input is the end; what is buffered comes out first
        while self.cells_left > 0 && !matches!(self.step(&[]).0, ReadFieldResult::End) {}
        self.end_row();
    }

    fn step(&mut self, input: &[u8]) -> (ReadFieldResult, usize) {
        if self.filled == self.cell.len() {
            self.spill();
        }
        let (result, read, wrote) = self.reader.read_field(input, &mut self.cell[self.filled..]);
        self.filled += wrote;
        match &result {
            ReadFieldResult::OutputFull => self.spill(),
            ReadFieldResult::Field { record_end } => {
                self.end_cell();
                if *record_end || self.ends.len() >= WIDEST || self.row.len() >= LONGEST {
                    self.end_row();
                }
            }
            ReadFieldResult::InputEmpty | ReadFieldResult::End => {}
        }
        (result, read)
    }

    /// Reads as text what is there of a cell, but for a character that is not there yet.
    fn spill(&mut self) {
        self.spilled = true;
        let there = &self.cell[..self.filled];
        let valid = match std::str::from_utf8(there) {
            Ok(text) => {
                self.scan.text(text);
                self.filled
            }
            Err(error) => {
                let valid = error.valid_up_to();
                self.scan
                    .text(std::str::from_utf8(&there[..valid]).unwrap_or_default());
                // what is no character is dropped
                valid + error.error_len().unwrap_or(0)
            }
        };
        self.cell.copy_within(valid..self.filled, 0);
        self.filled -= valid;
    }

    fn end_cell(&mut self) {
        if self.spilled {
            self.spill();
            self.scan.end_text();
            self.spilled = false;
        } else {
            let cell = String::from_utf8_lossy(&self.cell[..self.filled]);
            self.row.push_str(&cell);
        }
        self.filled = 0;
        self.ends.push(self.row.len());
        self.cells_left -= 1;
    }

    fn end_row(&mut self) {
        if self.ends.is_empty() {
            return;
        }
        let mut start = 0;
        let mut cells = Vec::with_capacity(self.ends.len());
        for end in &self.ends {
            cells.push(&self.row[start..*end]);
            start = *end;
        }
        self.scan.row(&cells);
        self.row.clear();
        self.ends.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters() {
        for (text, right) in [
            ("a,b,c\n1,2,3\n", b','),
            ("a\tb\n1,5\t2,5\n", b'\t'),
            ("a;b\n1,5;2\n", b';'),
            ("a|b|c\n1|2|3\n", b'|'),
            ("\"a;b;c\",d\n\"x\",y\n", b','),
            ("a title, and\na\tb\n1\t2\n", b'\t'),
            ("one column\nof text\n", b','),
            ("", b','),
        ] {
            assert_eq!(delimiter(text), right, "{text}");
        }
    }
}
