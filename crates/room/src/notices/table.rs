//! Tables, row by row: cells with something between them (RFC 4180), within limits.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};
use zeroize::Zeroizing;

use super::merge::{Limit, MergeError};

/// Columns,
pub(super) const COLUMNS: usize = 512;
/// and bytes of one row.
pub(super) const LONGEST: usize = 256 << 10;
/// What may stand between cells.
const DELIMITERS: [u8; 3] = *b",;\t";

/// What the first line has most of outside quotes.
pub(super) fn delimiter(table: &str) -> u8 {
    let line = table.lines().next().unwrap_or_default();
    let count = |delimiter: &u8| {
        let (mut quoted, mut count) = (false, 0);
        for byte in line.bytes() {
            quoted ^= byte == b'"';
            count += usize::from(byte == *delimiter && !quoted);
        }
        count
    };
    // of equally many the first
    let best = DELIMITERS.iter().rev().max_by_key(|one| count(one));
    best.copied().unwrap_or(b',')
}

/// Reads a table row by row (RFC 4180). Lines without a cell are none.
pub(super) fn each_row(
    table: &str,
    delimiter: u8,
    take: &mut dyn FnMut(&[&str]) -> Result<(), MergeError>,
) -> Result<(), MergeError> {
    let mut reader: Reader = ReaderBuilder::new().delimiter(delimiter).build();
    let mut row = Zeroizing::new(vec![0_u8; LONGEST]);
    let mut ends: Vec<usize> = Vec::new();
    let (mut input, mut filled, mut number) = (table.as_bytes(), 0, 0);
    loop {
        let (result, read, wrote) = reader.read_field(input, &mut row[filled..]);
        input = input.get(read..).unwrap_or_default();
        filled += wrote;
        match result {
            // what is left is given out by another call, which ends it
            ReadFieldResult::InputEmpty => {}
            ReadFieldResult::OutputFull => return Err(MergeError::Row(number)),
            ReadFieldResult::Field { record_end } => {
                ends.push(filled);
                if ends.len() > COLUMNS {
                    return Err(Limit::Columns.into());
                }
                if record_end {
                    hand_on(&row, &ends, take)?;
                    number += 1;
                    (filled, ends) = (0, Vec::new());
                }
            }
            ReadFieldResult::End => return Ok(()),
        }
    }
}

fn hand_on(
    row: &[u8],
    ends: &[usize],
    take: &mut dyn FnMut(&[&str]) -> Result<(), MergeError>,
) -> Result<(), MergeError> {
    let mut start = 0;
    let mut cells = Vec::with_capacity(ends.len());
    for end in ends {
        let cell = row.get(start..*end).unwrap_or_default();
        // the table is UTF-8, and cells end where characters do
        cells.push(core::str::from_utf8(cell).map_err(|_| MergeError::NotUtf8)?);
        start = *end;
    }
    take(&cells)
}
