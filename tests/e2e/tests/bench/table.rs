//! What was measured, as a table.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::time::Duration;

use crate::room_of_many::{FOLDERS, Size};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Row {
    First,
    Again,
    View,
    People,
    Matrix,
    MatrixPeople,
    MatrixScroll,
    Review,
    Grant,
    Refused,
    Rotated,
}

/// Figures by row.
#[derive(Debug, Default)]
pub(crate) struct Table {
    native: BTreeMap<Row, Duration>,
    /// How long it took, and the longest time for which the page did not answer meanwhile.
    browser: BTreeMap<Row, (Duration, Duration)>,
}

const ROWS: [(Row, &str); 11] = [
    (Row::First, "the room opened on a new device"),
    (Row::Again, "the room opened again"),
    (Row::View, "what is shown of it, worked out"),
    (Row::People, "the list of people"),
    (Row::Matrix, "the matrix opened (columns: groups)"),
    (Row::MatrixPeople, "its columns turned to people"),
    (Row::MatrixScroll, "scrolled to its far corner"),
    (
        Row::Review,
        "a grant of the large folder to everybody reviewed",
    ),
    (Row::Grant, "and applied"),
    (Row::Refused, "one ended: until the gate refuses"),
    (
        Row::Rotated,
        "one ended: until everybody else has the new keys",
    ),
];

impl Table {
    pub(crate) fn native(&mut self, row: Row, took: Duration) {
        self.native.insert(row, took);
    }

    pub(crate) fn browser(&mut self, row: Row, took: Duration, blocked: Duration) {
        self.browser.insert(row, (took, blocked));
    }

    /// In Markdown.
    pub(crate) fn print(&self, size: Size) -> String {
        let mut out = format!(
            "\n{} members, {} documents in {} folders; {}\n\n| what | native | Chromium | ratio | page blocked at most |\n|---|---|---|---|---|\n",
            size.members,
            size.docs,
            FOLDERS + 1,
            machine()
        );
        for (row, what) in ROWS {
            let (native, browser) = (self.native.get(&row), self.browser.get(&row));
            if native.is_none() && browser.is_none() {
                continue;
            }
            // what natively is nothing but a look into memory is no measure of the page's work
            let native_counts = native.filter(|took| **took >= Duration::from_millis(50));
            let ratio = native_counts.zip(browser).map(|(native, (browser, _))| {
                format!("{:.1}", browser.as_secs_f64() / native.as_secs_f64())
            });
            let shown = |time: Option<&Duration>| time.map(seconds).unwrap_or_default();
            let _ = writeln!(
                out,
                "| {what} | {} | {} | {} | {} |",
                shown(native),
                shown(browser.map(|(took, _)| took)),
                ratio.unwrap_or_default(),
                shown(browser.map(|(_, blocked)| blocked)),
            );
        }
        out
    }
}

fn seconds(time: &Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}

/// Cores, memory and system; no name.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    let memory = kilobytes.map_or(String::new(), |all| {
        format!(", {} GiB", all.div_ceil(1 << 20))
    });
    format!("{cores} cores{memory}, {}", std::env::consts::OS)
}
