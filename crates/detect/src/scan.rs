//! A scan of one document, or of several that are counted together.

use std::collections::BTreeMap;

use super::{
    kind::Kind,
    table::{Table, Tools},
    tally::{Key, Tally},
    words::{Hit, Words},
};

/// Reads text and tables, and counts what they hold of persons.
///
/// Text and rows may come in any order; a text ends with [`end_text`](Self::end_text), a table with
/// [`end_table`](Self::end_table). No value is kept: of each a keyed hash is made, to tell different ones apart.
///
/// ```
/// use detect::{Kind, Scan};
///
/// // a key that is made for this scan and kept nowhere
/// let mut scan = Scan::new([7; 16]);
/// scan.text("请联系 138-0013-");
/// scan.text("8000，订单号：13900139000。");
/// let findings = scan.finish();
/// assert_eq!(findings.count(Kind::Mobile), 1);
/// ```
pub struct Scan {
    tally: Tally,
    /// Running text, which may be cut anywhere.
    text: Words,
    /// Cells, each a text of its own.
    cells: Words,
    table: Option<Table>,
    partial: bool,
}

/// How many values of a kind there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// With those that come more than once.
    pub count: u64,
    /// Different ones.
    pub distinct: u64,
}

/// What a scan counted. It holds numbers only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// By kind; a kind that was not found is not in it.
    pub kinds: BTreeMap<Kind, Found>,
    /// About how many persons.
    pub persons: u64,
    /// Rows of tables that are about a person.
    pub rows: u64,
    /// No number of different values is an estimate.
    pub exact: bool,
    /// Something was not read: it was too large, or broken.
    pub partial: bool,
}

impl Scan {
    /// A scan; the key is random, for this scan alone.
    pub fn new(key: [u8; 16]) -> Self {
        Self {
            tally: Tally::new(Key::new(key)),
            text: Words::new(),
            cells: Words::new(),
            table: None,
            partial: false,
        }
    }

    /// Reads on in a running text.
    pub fn text(&mut self, chunk: &str) {
        let tally = &mut self.tally;
        self.text.push(chunk, &mut |hit| loose(tally, &hit));
    }

    /// What comes now has nothing to do with the text before: another paragraph, another page.
    pub fn end_text(&mut self) {
        let tally = &mut self.tally;
        self.text.finish(&mut |hit| loose(tally, &hit));
    }

    /// The next row of a table.
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) {
        let table = self.table.get_or_insert_default();
        let mut tools = Tools {
            tally: &mut self.tally,
            words: &mut self.cells,
        };
        table.row(cells, &mut tools);
    }

    /// The table ends; the next row is another one's.
    pub fn end_table(&mut self) {
        let Some(table) = self.table.take() else {
            return;
        };
        table.finish(&mut Tools {
            tally: &mut self.tally,
            words: &mut self.cells,
        });
    }

    /// Something could not be read.
    pub fn skipped(&mut self) {
        self.partial = true;
    }

    /// The numbers.
    pub fn finish(mut self) -> Findings {
        self.end_text();
        self.end_table();
        let kinds = self.tally.kinds.iter().map(|(kind, count)| {
            let found = Found {
                count: count.all,
                distinct: count.distinct.count(),
            };
            (*kind, found)
        });
        Findings {
            kinds: kinds.collect(),
            persons: self.tally.persons(),
            rows: self.tally.rows,
            exact: self.tally.is_exact(),
            partial: self.partial,
        }
    }
}

impl Findings {
    /// How many values of a kind, with those that come more than once.
    pub fn count(&self, kind: Kind) -> u64 {
        self.kinds.get(&kind).map_or(0, |found| found.count)
    }

    /// How many different values of a kind.
    pub fn distinct(&self, kind: Kind) -> u64 {
        self.kinds.get(&kind).map_or(0, |found| found.distinct)
    }
}

fn loose(tally: &mut Tally, hit: &Hit<'_>) {
    let mark = tally.key.mark(hit.kind, hit.value);
    tally.loose(hit.kind, mark);
}
