//! What the columns of a table are.

use super::{COLUMNS, Tools, is_blank};
use crate::{
    labels::{Label, label},
    names::is_likely_name,
};

/// The head is one of the first rows.
const HEAD: usize = 10;
/// From so many cells on, names are told without a head.
const NAMES: usize = 5;

/// The columns, and where their rows begin.
pub(super) struct Columns {
    /// The first row below the head.
    pub(super) first: usize,
    /// There is no head, and cells name what stands beside them.
    pub(super) form: bool,
    pub(super) of: Vec<Column>,
}

/// A column.
pub(super) struct Column {
    /// What its head says.
    pub(super) label: Option<Label>,
    /// Most of its cells are values.
    pub(super) trusted: bool,
    /// Nearly all of its cells are names, and there is no head.
    pub(super) names: bool,
}

impl Columns {
    /// Judges by the first rows.
    pub(super) fn judge<S: AsRef<str>>(sample: &[Vec<S>], tools: &mut Tools<'_>) -> Self {
        let head = head(sample, tools);
        let first = head.map_or(0, |row| row + 1);
        let form = head.is_none() && sample.iter().any(|row| is_form(row));
        let width = sample.iter().map(Vec::len).max().unwrap_or(0).min(COLUMNS);
        let column = |n: usize| {
            let said = head.and_then(|row| sample[row].get(n));
            let cells = sample[first..].iter().filter_map(|row| row.get(n));
            let cells = cells.map(|cell| cell.as_ref().trim());
            let filled: Vec<&str> = cells.filter(|cell| !is_blank(cell)).collect();
            let mut values = 0;
            for cell in &filled {
                values += usize::from(tools.look(cell).iter().any(|seen| seen.whole));
            }
            let names = filled.iter().filter(|cell| is_likely_name(cell)).count();
            Column {
                label: said.and_then(|cell| label(cell.as_ref())),
                trusted: values > 0 && values * 2 >= filled.len(),
                names: head.is_none() && names >= NAMES && names * 5 >= filled.len() * 4,
            }
        };
        Self {
            first,
            form,
            of: (0..width).map(column).collect(),
        }
    }
}

/// The row with the most labels, if it is a head: most of it labels, or the first row and nothing like a value in it.
fn head<S: AsRef<str>>(sample: &[Vec<S>], tools: &mut Tools<'_>) -> Option<usize> {
    let filled = |row: &[S]| {
        let cells = row.iter().map(|cell| cell.as_ref().trim());
        cells.filter(|cell| !is_blank(cell)).count()
    };
    // a title stands alone in its row
    let least = if sample.iter().any(|row| filled(row) > 1) {
        2
    } else {
        1
    };
    let mut best: Option<(usize, usize)> = None;
    let mut is_first = true;
    for (n, row) in sample.iter().enumerate().take(HEAD) {
        let cells: Vec<&str> = row.iter().map(|cell| cell.as_ref().trim()).collect();
        let cells: Vec<&str> = cells.into_iter().filter(|cell| !is_blank(cell)).collect();
        if cells.len() < least {
            continue;
        }
        let labels = cells.iter().filter(|cell| label(cell).is_some()).count();
        let bare = |cell: &&str| label(cell).is_some() || !is_like_value(cell);
        let reads = labels * 2 > cells.len() || is_first && cells.iter().all(bare);
        is_first = false;
        if labels > best.map_or(0, |(most, _)| most)
            && reads
            && !cells.iter().any(|cell| !tools.look(cell).is_empty())
        {
            best = Some((labels, n));
        }
    }
    best.map(|(_, n)| n)
}

/// Whether a cell is more likely content than head.
fn is_like_value(cell: &str) -> bool {
    is_likely_name(cell) || cell.chars().any(|c| c.is_ascii_digit()) || cell.chars().count() > 16
}

/// Whether a label of a person stands before something that is none.
fn is_form<S: AsRef<str>>(row: &[S]) -> bool {
    let cells = row.iter().map(|cell| cell.as_ref().trim());
    let cells: Vec<&str> = cells.filter(|cell| !is_blank(cell)).collect();
    cells
        .windows(2)
        .any(|pair| matches!(label(pair[0]), Some(Label::Of(_))) && label(pair[1]).is_none())
}
