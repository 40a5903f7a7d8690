//! A form of the law: its fields in the order of its schema, by the labels and lists of that.

use super::printer::{COLUMNS, Printer};
use crate::forms::{self, Field, Is, Schema};
use crate::json::Json;
use crate::model::{Align, Cell, Column, Lang, Table, Tone};
use crate::values::grouped;

/// Columns above which each row of a form stands for itself: words need more room than numbers.
const WORDY: usize = 8;
/// Texts longer than that stand below each other.
const SHORT: usize = 40;

impl Printer {
    /// Prints what a form says.
    pub(super) fn form(&mut self, schema: &Schema, payload: &Json) {
        let lang = self.words.lang();
        self.text(schema.about.pick(lang));
        self.fact(self.words.field("form-law"), laws(&schema.law, lang));
        for name in ["previous", "review", "keep-until"] {
            if let Some(value) = payload.get(name).filter(|it| !it.is_empty()) {
                self.fact(self.words.field(name), self.cell(name, value));
            }
        }
        if let Some(Json::List(changed)) = payload.get("changed").filter(|it| !it.is_empty()) {
            let said = self.words.code("form", "changed").unwrap_or_default();
            let names = changed.iter().filter_map(Json::text);
            let names: Vec<String> = names.map(|place| named(schema, place, lang)).collect();
            self.note(
                Tone::Warn,
                said.replace("{fields}", &names.join(self.comma())),
            );
        }
        let fields = payload.get("fields");
        let mut plain = false;
        for field in &schema.fields {
            let value = fields.and_then(|all| all.get(&field.name));
            if field.is == Is::Rows {
                self.form_rows(field, value);
                plain = false;
                continue;
            }
            if !plain {
                self.heading(1, self.words.field("form-says"));
                plain = true;
            }
            let cell = value.map(|value| self.form_cell(field, value));
            self.fact(label(field, lang), cell.unwrap_or_default());
        }
    }

    fn form_rows(&mut self, field: &Field, value: Option<&Json>) {
        let lang = self.words.lang();
        self.heading(1, field.label.pick(lang).to_owned());
        if !field.law.is_empty() {
            self.text(&laws(&field.law, lang).text);
        }
        let rows = match value {
            Some(Json::List(rows)) if !rows.is_empty() => rows,
            _ => {
                let none = self.words.code("form", "none").unwrap_or_default();
                return self.note(Tone::Quiet, none);
            }
        };
        let says = |field: &&Field| {
            let mut all = rows.iter().filter_map(|row| row.get(&field.name));
            all.any(|value| !value.is_empty())
        };
        let said: Vec<&Field> = field.fields.iter().filter(says).collect();
        if said.len() > WORDY.min(COLUMNS) {
            return self.form_records(field, rows);
        }
        let cell = |row: &Json, field: &&Field| {
            let value = row.get(&field.name);
            value
                .map(|it| self.form_cell(field, it))
                .unwrap_or_default()
        };
        let table = Table {
            columns: said
                .iter()
                .map(|field| Column {
                    title: field.label.pick(lang).to_owned(),
                    align: match field.is {
                        Is::Number => Align::Right,
                        _ => Align::Left,
                    },
                })
                .collect(),
            rows: rows
                .iter()
                .map(|row| said.iter().map(|field| cell(row, field)).collect())
                .collect(),
        };
        self.table(table);
    }

    /// A row speaks of what stands in its first field.
    fn form_records(&mut self, field: &Field, rows: &[Json]) {
        let lang = self.words.lang();
        for (row, number) in rows.iter().zip(1_usize..) {
            let mut fields = field.fields.iter();
            let first = fields.next().and_then(|first| {
                let value = row.get(&first.name)?;
                Some(self.form_cell(first, value).text)
            });
            let first = first.unwrap_or_default();
            self.heading(2, format!("{number}. {first}"));
            for inner in fields {
                let cell = row.get(&inner.name).map(|it| self.form_cell(inner, it));
                self.fact(label(inner, lang), cell.unwrap_or_default());
            }
        }
    }

    fn form_cell(&self, field: &Field, value: &Json) -> Cell {
        let lang = self.words.lang();
        match (field.is, value) {
            (_, Json::Null) => Cell::default(),
            (Is::Choice, Json::Text(code)) => Cell::text(field.choice(code, lang).unwrap_or(code)),
            (Is::Choices, Json::List(codes)) => {
                let codes = codes.iter().filter_map(Json::text);
                let said = codes.map(|code| field.choice(code, lang).unwrap_or(code));
                Cell::text(joined(said.collect(), self.comma()))
            }
            (Is::Texts, Json::List(all)) => {
                let all = all.iter().filter_map(Json::text);
                Cell::text(joined(all.collect(), self.comma()))
            }
            (Is::Text, Json::Text(text)) if is_hash(text) => Cell::mono(text.clone()),
            // what somebody typed is no code, and no date
            (Is::Text | Is::Date, Json::Text(text)) => Cell::text(text.clone()),
            (Is::Number, Json::Number(number)) => Cell::text(grouped(&number.to_string())),
            (_, value) => self.cell("", value),
        }
    }
}

fn is_hash(text: &str) -> bool {
    text.len() >= 32 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn joined(all: Vec<&str>, comma: &str) -> String {
    let long = all.iter().any(|text| text.chars().count() > SHORT);
    all.join(if long { "\n" } else { comma })
}

/// What a field is called, with the articles that ask for it.
fn label(field: &Field, lang: Lang) -> String {
    let label = field.label.pick(lang);
    match field.law.is_empty() {
        true => label.to_owned(),
        false => format!("{label}\n{}", laws(&field.law, lang).text),
    }
}

fn laws(all: &[String], lang: Lang) -> Cell {
    Cell {
        tone: Tone::Quiet,
        ..Cell::text(forms::laws(all, lang))
    }
}

/// A place as it is named (`risks[2].level`), in words.
fn named(schema: &Schema, place: &str, lang: Lang) -> String {
    let (name, rest) = place.split_once('[').unwrap_or((place, ""));
    let Some(field) = schema.fields.iter().find(|field| field.name == name) else {
        return place.to_owned();
    };
    let label = field.label.pick(lang);
    let inner = rest.split_once("].").and_then(|(row, inner)| {
        let number = row.parse::<usize>().ok()?.checked_add(1)?;
        let inner = field.fields.iter().find(|field| field.name == inner)?;
        Some((number, inner.label.pick(lang)))
    });
    match (inner, lang) {
        (None, _) => label.to_owned(),
        (Some((number, inner)), Lang::Chinese) => format!("{label}第{number}行的{inner}"),
        (Some((number, inner)), Lang::English) => format!("{label}, row {number}: {inner}"),
    }
}
