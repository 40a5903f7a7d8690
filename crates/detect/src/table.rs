//! Tables: rows of cells, of which the first may say what the columns hold.
//!
//! The first rows are kept until it is clear what each column is: by its head, or by the share of its cells that
//! are values. An order number that happens to pass as a card is one cell in ten of its column, and does not count;
//! in a column of cards all do. A table without a head whose cells name what stands beside them is a form, which is
//! about one person, however many rows it has.

mod columns;

use zeroize::Zeroizing;

use self::columns::{Column, Columns};
use super::{
    fold::fold,
    kind::Kind,
    labels::{Label, label},
    names::may_be_name,
    rules::{card, digits, passport, phone, resident},
    tally::{Seen, Tally},
    words::{Hit, Words},
};

/// So many rows are looked at before columns are judged.
const SAMPLE: usize = 200;
/// And so many bytes at most.
const SAMPLE_BYTES: usize = 1 << 20;
/// Cells further right are read as text.
const COLUMNS: usize = 512;

/// What a table is read with.
pub(super) struct Tools<'a> {
    pub(super) tally: &'a mut Tally,
    pub(super) words: &'a mut Words,
}

impl Tools<'_> {
    /// The values in a cell.
    fn look(&mut self, cell: &str) -> Vec<Seen> {
        let letters = cell.chars().filter_map(fold);
        let letters = letters.filter(|c| c.is_alphanumeric()).count();
        let mut seen = Vec::new();
        let key = &self.tally.key;
        let mut sink = |hit: Hit<'_>| {
            seen.push(Seen {
                kind: hit.kind,
                mark: key.mark(hit.kind, hit.value),
                whole: hit.covers == letters,
            });
        };
        self.words.push(cell, &mut sink);
        self.words.finish(&mut sink);
        seen
    }

    /// A cell that belongs to no column.
    fn loose(&mut self, cell: &str) {
        for seen in self.look(cell) {
            self.tally.loose(seen.kind, seen.mark);
        }
    }
}

/// A table that is being read.
#[derive(Default)]
pub(super) struct Table {
    sample: Vec<Vec<Zeroizing<String>>>,
    bytes: usize,
    columns: Option<Columns>,
}

impl Table {
    pub(super) fn row<S: AsRef<str>>(&mut self, cells: &[S], tools: &mut Tools<'_>) {
        if let Some(columns) = &self.columns {
            return columns.take(cells, tools);
        }
        let kept = cells
            .iter()
            .map(|cell| Zeroizing::new(cell.as_ref().to_owned()));
        self.sample.push(kept.collect());
        self.bytes += cells.iter().map(|cell| cell.as_ref().len()).sum::<usize>();
        if self.sample.len() >= SAMPLE || self.bytes >= SAMPLE_BYTES {
            self.judge(tools);
        }
    }

    pub(super) fn finish(mut self, tools: &mut Tools<'_>) {
        if self.columns.is_none() {
            self.judge(tools);
        }
    }

    fn judge(&mut self, tools: &mut Tools<'_>) {
        let sample = std::mem::take(&mut self.sample);
        let columns = Columns::judge(&sample, tools);
        for (n, row) in sample.iter().enumerate() {
            if n >= columns.first {
                columns.take(row, tools);
            } else {
                // titles above the head, and the head
                row.iter().for_each(|cell| tools.loose(cell));
            }
        }
        self.columns = Some(columns);
    }
}

impl Columns {
    /// Counts a row.
    fn take<S: AsRef<str>>(&self, cells: &[S], tools: &mut Tools<'_>) {
        if self.form {
            return take_form(cells, tools);
        }
        let mut row = Row::default();
        for (n, cell) in cells.iter().map(|cell| cell.as_ref().trim()).enumerate() {
            match self.of.get(n) {
                _ if is_blank(cell) => {}
                Some(column) => column.take(cell, &mut row, tools),
                None => tools.loose(cell),
            }
        }
        row.count(tools);
    }
}

impl Column {
    fn take(&self, cell: &str, row: &mut Row, tools: &mut Tools<'_>) {
        let named = match self.label {
            Some(Label::Of(kind)) => Some(kind),
            _ if self.names => Some(Kind::Name),
            _ => None,
        };
        // a head that is repeated further down
        if self.label.is_some() && label(cell) == self.label {
            return;
        }
        let seen = tools.look(cell);
        if let Some(kind) = named
            && !seen.iter().any(|seen| seen.whole)
            && let Some((kind, value)) = value_of(kind, cell)
        {
            let mark = tools.tally.key.mark(kind, &value);
            tools.tally.cell(kind, mark);
            row.add(kind, mark);
        }
        let other = self.label == Some(Label::Other);
        let counts = |seen: &Seen| match (named, other) {
            (Some(_), _) => true,
            (None, false) => self.trusted || seen.kind.is_checked(),
            // one order number in a thousand passes as a resident's
            (None, true) => self.trusted && seen.kind.is_checked(),
        };
        for seen in seen {
            if !seen.whole {
                tools.tally.loose(seen.kind, seen.mark);
            } else if counts(&seen) {
                tools.tally.cell(seen.kind, seen.mark);
                row.add(seen.kind, seen.mark);
            }
        }
    }
}

/// Whom a row is about.
#[derive(Default)]
struct Row {
    /// The best that tells a person, and how good it is.
    best: Option<(u8, u64)>,
    name: bool,
    /// What tells a person where there is nothing better.
    soft: Vec<u64>,
}

impl Row {
    fn add(&mut self, kind: Kind, mark: u64) {
        if let Some(rank) = kind.identifies() {
            if self.best.is_none_or(|(best, _)| rank < best) {
                self.best = Some((rank, mark));
            }
        } else {
            self.name |= kind == Kind::Name;
            let soft = [Kind::Name, Kind::BirthDate, Kind::Address, Kind::Landline];
            if soft.contains(&kind) {
                self.soft.push(mark);
            }
        }
    }

    fn count(&self, tools: &mut Tools<'_>) {
        match self.best {
            Some((_, mark)) => tools.tally.row(&[mark]),
            None if self.name => tools.tally.row(&self.soft),
            None => {}
        }
    }
}

/// A row of a form: what stands behind a label is what it says.
fn take_form<S: AsRef<str>>(cells: &[S], tools: &mut Tools<'_>) {
    let mut said = None;
    for cell in cells.iter().map(|cell| cell.as_ref().trim()) {
        if is_blank(cell) {
            continue;
        }
        let seen = tools.look(cell);
        if seen.is_empty()
            && let Some(label) = label(cell)
        {
            said = Some(label);
            continue;
        }
        let whole = seen.iter().any(|seen| seen.whole);
        if let Some(Label::Of(kind)) = said
            && !whole
            && let Some((kind, value)) = value_of(kind, cell)
        {
            let mark = tools.tally.key.mark(kind, &value);
            tools.tally.loose(kind, mark);
        }
        for seen in seen {
            let other = said == Some(Label::Other) && seen.whole;
            if !other || seen.kind.is_checked() {
                tools.tally.loose(seen.kind, seen.mark);
            }
        }
        said = None;
    }
}

/// What a cell holds because its label says so, in the spelling in which it is compared.
fn value_of(kind: Kind, cell: &str) -> Option<(Kind, Zeroizing<String>)> {
    let letters = cell.chars().filter_map(fold);
    let letters = letters.filter(|c| c.is_alphanumeric());
    let value = Zeroizing::new(letters.flat_map(char::to_uppercase).collect::<String>());
    let count = value.chars().count();
    let kind = match kind {
        Kind::ResidentId if resident::in_column(&value) => kind,
        Kind::Passport if passport::in_column(&value) => kind,
        Kind::Mobile | Kind::Landline if phone::is_local(&value, "") => Kind::Landline,
        Kind::Mobile if digits(&value) && count == 11 && value.starts_with('1') => kind,
        Kind::BankCard | Kind::Account if card::is_account(&value) => Kind::Account,
        Kind::Name if may_be_name(cell) => kind,
        Kind::Address if count >= 4 && !digits(&value) => kind,
        Kind::BirthDate if value.chars().filter(char::is_ascii_digit).count() >= 4 => kind,
        Kind::Health | Kind::Belief | Kind::Biometric | Kind::Whereabouts if count > 0 => kind,
        _ => return None,
    };
    Some((kind, value))
}

/// Whether a cell says that there is nothing.
fn is_blank(cell: &str) -> bool {
    let nothing = [
        "无", "無", "暂无", "未知", "不详", "na", "n/a", "null", "none", "nil",
    ];
    !cell.chars().any(char::is_alphanumeric)
        || cell.len() <= 6 && nothing.contains(&cell.to_lowercase().as_str())
}
