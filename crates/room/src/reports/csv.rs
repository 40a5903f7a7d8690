//! Reports as tables for spreadsheets, by the rules of [`crate::activity::csv`]: what people typed is no formula.
//!
//! A matrix is one line for each right. The others are lists within lists: one line for each value, with where it
//! stands.

use serde_json::Value;

use super::{Report, ReportKind};
use crate::activity::csv::row;
use crate::error::Error;

/// What fields and codes are called, in the reader's language.
pub struct ReportWords<'w> {
    /// Fields.
    pub field: &'w dyn Fn(&str) -> String,
    /// Codes of a field; none for what is no code.
    pub code: &'w dyn Fn(&str, &str) -> Option<String>,
}

/// A right's columns.
const RIGHT: [&str; 10] = [
    "place",
    "place-kind",
    "place-name",
    "holder",
    "holder-kind",
    "holder-name",
    "level",
    "since",
    "until",
    "bases",
];

/// How deep lists are written out.
const DEPTH: usize = 8;

impl Report {
    /// As a table for a spreadsheet. The words come from outside.
    pub fn csv(&self, words: &ReportWords<'_>) -> Result<String, Error> {
        let value: Value = serde_json::from_str(&self.json()?).unwrap_or(Value::Null);
        let mut out = String::from("\u{feff}");
        match self.kind() {
            ReportKind::PermissionMatrix => rights(&mut out, &value, words),
            ReportKind::Audit | ReportKind::Transparency | ReportKind::Activity => {
                let head = ["section", "item", "field", "value"].map(|it| (words.field)(it));
                row(&mut out, head.iter().map(String::as_str));
                let Value::Object(members) = &value else {
                    return Ok(out);
                };
                for (name, value) in members {
                    let section = (words.field)(name);
                    walk(&mut out, words, [&section, "", name], value, 0);
                }
            }
        }
        Ok(out)
    }
}

fn rights(out: &mut String, value: &Value, words: &ReportWords<'_>) {
    let head = RIGHT.map(|it| (words.field)(it));
    row(out, head.iter().map(String::as_str));
    let rights = value.get("rights").and_then(Value::as_array);
    for right in rights.into_iter().flatten() {
        let cells = RIGHT.map(|name| right.get(name).map(|it| text(words, name, it)));
        let cells = cells.map(Option::unwrap_or_default);
        row(out, cells.iter().map(String::as_str));
    }
}

fn walk(
    out: &mut String,
    words: &ReportWords<'_>,
    [section, item, name]: [&str; 3],
    value: &Value,
    depth: usize,
) {
    match value {
        Value::Object(members) if depth < DEPTH => {
            for (name, value) in members {
                walk(out, words, [section, item, name], value, depth + 1);
            }
        }
        Value::Array(all) if depth < DEPTH => {
            for (place, value) in all.iter().enumerate() {
                let item = (place + 1).to_string();
                walk(out, words, [section, &item, name], value, depth + 1);
            }
        }
        value => {
            let (field, text) = ((words.field)(name), text(words, name, value));
            row(out, [section, item, &field, &text].into_iter());
        }
    }
}

fn text(words: &ReportWords<'_>, name: &str, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => (words.code)(name, text).unwrap_or_else(|| text.clone()),
        Value::Array(all) => {
            let all: Vec<String> = all.iter().map(|it| text(words, name, it)).collect();
            all.join(" / ")
        }
        Value::Object(members) => {
            let all = members.iter().map(|(name, it)| text(words, name, it));
            let all: Vec<String> = all.filter(|text| !text.is_empty()).collect();
            all.join(" ")
        }
        Value::Bool(yes) => {
            let code = if *yes { "yes" } else { "no" };
            (words.code)("yes-no", code).unwrap_or_else(|| code.to_owned())
        }
        Value::Number(number) => number.to_string(),
    }
}
