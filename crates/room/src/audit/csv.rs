//! A record as a table for a spreadsheet, by the rules of [`crate::activity::csv`].

use std::collections::BTreeMap;

use ledger::ids::ChainId;

use super::AuditLine;
use super::acts::Act;
use super::who::{Party, Place};
use crate::activity::csv::row;
use crate::dates::iso;

/// Time, who, what, whom, chain, entry, documents, folders, people, seconds, until, who's id, whose id, chain's id.
pub const AUDIT_COLUMNS: usize = 14;

/// What is called how, in the reader's language.
pub struct AuditWords<'w> {
    /// Acts.
    pub act: &'w dyn Fn(Act) -> String,
    /// People.
    pub party: &'w dyn Fn(&Party) -> String,
    /// Chains.
    pub place: &'w dyn Fn(&Place) -> String,
}

pub(super) fn write(
    lines: impl Iterator<Item = AuditLine>,
    parties: &BTreeMap<ChainId, Party>,
    offset: i32,
    head: &[String; AUDIT_COLUMNS],
    words: &AuditWords<'_>,
) -> String {
    let mut out = String::from("\u{feff}");
    row(&mut out, head.iter().map(String::as_str));
    let party = |id: Option<ChainId>| {
        let party = id.and_then(|id| parties.get(&id));
        party.map(words.party).unwrap_or_default()
    };
    let number = |n: u32| if n == 0 { String::new() } else { n.to_string() };
    let id = |id: Option<ChainId>| id.map(|id| id.to_string()).unwrap_or_default();
    for line in lines {
        let until = line.until.map(|until| iso(until, offset));
        let cells: [String; AUDIT_COLUMNS] = [
            iso(line.time, offset),
            party(line.by),
            (words.act)(line.act),
            party(line.about),
            (words.place)(&line.place),
            (line.seq + 1).to_string(),
            number(line.docs),
            number(line.scopes),
            number(line.people),
            number(line.seconds),
            until.unwrap_or_default(),
            id(line.by),
            id(line.about),
            id(Some(line.place.chain)),
        ];
        row(&mut out, cells.iter().map(String::as_str));
    }
    out
}
