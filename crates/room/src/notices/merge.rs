//! The merge: a table is looked through first, so that what is missing is said before anything is made; then a notice is
//! made of each row, and handed on before the next one.

use std::collections::{BTreeMap, BTreeSet};

use zeroize::Zeroizing;

use super::table::{delimiter, each_row};
use super::template::Template;
use crate::activity::csv;

/// Bytes of a table,
const BYTES: usize = 256 << 20;
/// and its rows.
const ROWS: usize = 1_000_000;
/// Rows that are told by their numbers.
const TOLD: usize = 1_000;

/// What is larger than it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Limit {
    /// The whole table.
    #[error("the table is too large")]
    Bytes,
    /// Its rows.
    #[error("the table has too many rows")]
    Rows,
    /// Its columns.
    #[error("the table has too many columns")]
    Columns,
}

/// Why nothing, or nothing more, is made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// No template, or braces in it that name nothing.
    #[error("the template has braces that name nothing, or is too long")]
    Template,
    /// More than there may be.
    #[error(transparent)]
    Limit(#[from] Limit),
    /// The table is not in UTF-8.
    #[error("the table is not in UTF-8: save it as CSV UTF-8")]
    NotUtf8,
    /// There is no row below its head.
    #[error("the table has no rows")]
    Empty,
    /// Two columns are called so, or one has no name.
    #[error("the column \"{0}\" is there twice, or has no name")]
    Twice(String),
    /// Places of the template for which there is neither a column nor a word.
    #[error("nothing is said for: {}", .0.join(", "))]
    Missing(Vec<String>),
    /// A row, counted from 1 below the head, has more cells than the head, or is too long.
    #[error("row {0} has more cells than the head of the table, or is too long")]
    Row(usize),
    /// Whoever takes the notices takes no more.
    #[error("stopped")]
    Stopped,
}

/// A template with a table.
#[derive(Debug)]
pub struct MailMerge<'a> {
    table: &'a str,
    delimiter: u8,
    subject: Template,
    text: Template,
    said: BTreeMap<String, String>,
    columns: Vec<String>,
    rows: usize,
    skipped: Skipped,
}

/// A notice for one person.
#[derive(Debug)]
pub struct Merged<'a> {
    /// The row, counted from 1 below the head.
    pub row: usize,
    /// Its cells.
    pub cells: &'a [&'a str],
    /// The subject.
    pub subject: &'a str,
    /// The text.
    pub text: &'a str,
}

/// Rows of which no notice is made, since a place would be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Skipped {
    /// How many.
    pub count: usize,
    /// The first of them, counted from 1 below the head.
    pub rows: Vec<usize>,
    /// Of each of these, the first column that is empty.
    pub lacks: Vec<String>,
}

impl<'a> MailMerge<'a> {
    /// Looks through the whole table. `said`: what is the same in every notice; a column of that name goes before it.
    pub fn new(
        table: &'a [u8],
        subject: Template,
        text: Template,
        said: BTreeMap<String, String>,
    ) -> Result<Self, MergeError> {
        if table.len() > BYTES {
            return Err(Limit::Bytes.into());
        }
        let table = core::str::from_utf8(table).map_err(|_| MergeError::NotUtf8)?;
        let table = table.trim_start_matches('\u{feff}');
        let mut merge = Self {
            table,
            delimiter: delimiter(table),
            subject,
            text,
            said,
            columns: Vec::new(),
            rows: 0,
            skipped: Skipped::default(),
        };
        merge.look()?;
        Ok(merge)
    }

    fn look(&mut self) -> Result<(), MergeError> {
        let (mut columns, mut rows, mut skipped) = (Vec::new(), 0, Skipped::default());
        let mut needed = Vec::new();
        each_row(self.table, self.delimiter, &mut |cells| {
            if columns.is_empty() {
                columns = head(cells)?;
                needed = self.needed(&columns)?;
                return Ok(());
            }
            rows += 1;
            if rows > ROWS {
                return Err(Limit::Rows.into());
            }
            if cells.len() > columns.len() {
                return Err(MergeError::Row(rows));
            }
            if let Some(at) = blank(&needed, cells) {
                skipped.count += 1;
                if skipped.rows.len() < TOLD {
                    skipped.rows.push(rows);
                    skipped.lacks.extend(columns.get(at).cloned());
                }
            }
            Ok(())
        })?;
        if rows == 0 {
            return Err(MergeError::Empty);
        }
        (self.columns, self.rows, self.skipped) = (columns, rows, skipped);
        Ok(())
    }

    /// The columns that the template needs; what is in none of them is said, or missing.
    fn needed(&self, columns: &[String]) -> Result<Vec<usize>, MergeError> {
        let mut places: BTreeSet<&str> = self.text.places();
        places.extend(self.subject.places());
        let (mut needed, mut missing) = (Vec::new(), Vec::new());
        for place in places {
            match columns.iter().position(|column| column == place) {
                Some(at) => needed.push(at),
                None if self
                    .said
                    .get(place)
                    .is_some_and(|said| !said.trim().is_empty()) => {}
                None => missing.push(place.to_owned()),
            }
        }
        match missing.is_empty() {
            true => Ok(needed),
            false => Err(MergeError::Missing(missing)),
        }
    }

    /// The names of the columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Of which of them no notice is made.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// Makes a notice of each row, one after the other. `take` says whether it goes on. Answers how many were made.
    pub fn each(&self, take: &mut dyn FnMut(&Merged<'_>) -> bool) -> Result<usize, MergeError> {
        let needed = self.needed(&self.columns)?;
        let (mut row, mut made, mut headed) = (0, 0, false);
        let (mut subject, mut text) =
            (Zeroizing::new(String::new()), Zeroizing::new(String::new()));
        each_row(self.table, self.delimiter, &mut |cells| {
            if !headed {
                headed = true;
                return Ok(());
            }
            row += 1;
            if blank(&needed, cells).is_some() {
                return Ok(());
            }
            let value = |name: &str| {
                let column = self.columns.iter().position(|column| column == name);
                let cell = column.and_then(|at| cells.get(at).copied());
                let said = || self.said.get(name).map(String::as_str);
                cell.or_else(said).unwrap_or_default()
            };
            for (template, out) in [(&self.subject, &mut subject), (&self.text, &mut text)] {
                out.clear();
                template.fill(out, value);
            }
            made += 1;
            let merged = Merged {
                row,
                cells,
                subject: &subject,
                text: &text,
            };
            take(&merged).then_some(()).ok_or(MergeError::Stopped)
        })?;
        Ok(made)
    }

    /// The head of a table with the notices in it: the columns, and these names for subject and text.
    pub fn table_head(&self, subject: &str, text: &str) -> String {
        let mut out = String::from("\u{feff}");
        let columns = self.columns.iter().map(String::as_str);
        csv::row(&mut out, columns.chain([subject, text]));
        out
    }

    /// A row of it. No cell is a formula, whoever wrote it into the table.
    pub fn table_row(&self, one: &Merged<'_>, out: &mut String) {
        let cells =
            (0..self.columns.len()).map(|at| one.cells.get(at).copied().unwrap_or_default());
        csv::row(out, cells.chain([one.subject, one.text]));
    }
}

/// Names of columns.
fn head(cells: &[&str]) -> Result<Vec<String>, MergeError> {
    let mut columns: Vec<String> = Vec::with_capacity(cells.len());
    for cell in cells {
        let name = cell.trim();
        if name.is_empty() || columns.iter().any(|known| known == name) {
            return Err(MergeError::Twice(name.to_owned()));
        }
        columns.push(name.to_owned());
    }
    Ok(columns)
}

/// The column by which a place would be empty.
fn blank(needed: &[usize], cells: &[&str]) -> Option<usize> {
    let empty = |at: &usize| cells.get(*at).is_none_or(|cell| cell.trim().is_empty());
    needed.iter().copied().find(empty)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::table::{COLUMNS, LONGEST};
    use super::*;

    const TEXT: &str = "尊敬的{{name}}，{{company}}";

    fn merge<'a>(table: &'a [u8], text: &str) -> Result<MailMerge<'a>, MergeError> {
        let said = BTreeMap::from([("company".to_owned(), "甲公司".to_owned())]);
        let subject = Template::parse("Notice {{id}}")?;
        MailMerge::new(table, subject, Template::parse(text)?, said)
    }

    fn made(table: &str) -> (usize, Vec<(usize, String, String)>) {
        let merge = merge(table.as_bytes(), TEXT).unwrap();
        let mut all = Vec::new();
        let count = merge.each(&mut |one| {
            all.push((one.row, one.subject.to_owned(), one.text.to_owned()));
            true
        });
        (count.unwrap(), all)
    }

    fn said(row: usize, subject: &str, text: &str) -> (usize, String, String) {
        (row, subject.to_owned(), text.to_owned())
    }

    #[test]
    fn a_notice_is_made_of_each_row_whatever_stands_between_its_cells() {
        let right = [
            said(1, "Notice 1", "尊敬的王芳，甲公司"),
            said(3, "Notice 3", "尊敬的Li, \"Wei\"\nJr，甲公司"),
        ];
        for table in [
            "name,id\n王芳,1\n,2\n\"Li, \"\"Wei\"\"\nJr\",3",
            "\u{feff}id;name\r\n1;王芳\r\n2;\r\n\r\n3;\"Li, \"\"Wei\"\"\nJr\"\r\n",
            "id\tname\n1\t王芳\n2\n3\t\"Li, \"\"Wei\"\"\nJr\"\n",
        ] {
            let (count, all) = made(table);
            assert_eq!((count, all.as_slice()), (2, right.as_slice()), "{table:?}");
            let merge = merge(table.as_bytes(), TEXT).unwrap();
            assert_eq!(
                (merge.rows(), merge.skipped().rows.as_slice()),
                (3, [2].as_slice())
            );
            assert_eq!(merge.skipped().lacks, ["name"]);
        }
    }

    #[test]
    fn what_is_missing_is_said_before_anything_is_made() {
        let missing = merge(b"phone,name\n1,2\n", "{{name}}{{date}}{{kinds}}").unwrap_err();
        let names = ["date", "id", "kinds"].map(str::to_owned).to_vec();
        assert_eq!(missing, MergeError::Missing(names));
        let odd = |table: &[u8]| merge(table, TEXT).map(drop).unwrap_err();
        assert_eq!(odd(b""), MergeError::Empty);
        assert_eq!(odd(b"name,id\n"), MergeError::Empty);
        assert_eq!(
            odd(b"name,id,name\n1,2,3\n"),
            MergeError::Twice("name".to_owned())
        );
        assert_eq!(odd(b"name,id,\n1,2,3\n"), MergeError::Twice(String::new()));
        assert_eq!(odd(b"name,id\n1,2\n1,2,3\n"), MergeError::Row(2));
        // 王 as a program for GBK writes it
        assert_eq!(odd(b"name,id\n\xcd\xf5,2\n"), MergeError::NotUtf8);
        let stopped = merge(b"name,id\n1,2\n1,2\n", TEXT)
            .unwrap()
            .each(&mut |_| false);
        assert_eq!(stopped, Err(MergeError::Stopped));
    }

    #[test]
    fn a_table_beyond_its_limits_is_refused() {
        let wide = format!("name,id{}\n", ",c".repeat(COLUMNS));
        let refused = |table: &[u8]| merge(table, TEXT).map(drop).unwrap_err();
        assert_eq!(refused(wide.as_bytes()), Limit::Columns.into());
        // a quote that nobody closes is a cell without an end
        let open = format!("name,id\n1,\"{}", "x".repeat(LONGEST + 1));
        assert_eq!(refused(open.as_bytes()), MergeError::Row(1));
        let long = format!("name,id\n{}", "a,1\n".repeat(ROWS + 1));
        assert_eq!(refused(long.as_bytes()), Limit::Rows.into());
        assert_eq!(refused(&vec![b'a'; BYTES + 1]), Limit::Bytes.into());
    }

    #[test]
    fn no_cell_that_comes_out_is_a_formula() {
        let table = "name,id\n\"=HYPERLINK(\"\"http://evil\"\")\",1\n@SUM(A1),2\n";
        let merge = merge(table.as_bytes(), "{{name}}").unwrap();
        let mut out = merge.table_head("subject", "=text");
        merge
            .each(&mut |one| {
                merge.table_row(one, &mut out);
                true
            })
            .unwrap();
        assert_eq!(
            out.lines().next().unwrap(),
            "\u{feff}name,id,subject,\"'=text\""
        );
        assert_eq!(out.matches("\"'=HYPERLINK").count(), 2);
        assert_eq!(out.matches("\"'@SUM").count(), 2);
        // what is written is read again, and still is no formula
        let mut cells = 0;
        each_row(out.trim_start_matches('\u{feff}'), b',', &mut |row| {
            cells += row.len();
            assert!(
                row.iter()
                    .all(|cell| !cell.starts_with(['=', '@', '+', '-']))
            );
            Ok(())
        })
        .unwrap();
        assert_eq!(cells, 12);
    }
}
