//! Lays a payload out: what stands for itself, what stands in a table, what stands in one cell.

use crate::json::Json;
use crate::model::{Align, Block, Cell, Column, Face, Lang, Table, Tone};
use crate::values::{grouped, moment};
use crate::words::Words;

/// Columns above which a paper is wider than high.
pub(super) const PORTRAIT: usize = 7;
/// Columns above which each row stands for itself.
pub(super) const COLUMNS: usize = 11;
/// Rows above which they stand in a table nevertheless.
const RECORDS: usize = 200;
/// How deep objects are printed below each other; what lies deeper stands in one line.
const DEPTH: u8 = 3;
/// Names of members that are looked at.
const NAMES: usize = 64;

pub(super) struct Printer {
    pub(super) words: Words,
    blocks: Vec<Block>,
    /// Those that stand together.
    facts: Vec<(String, Cell)>,
    wide: bool,
}

impl Printer {
    pub(super) fn new(words: Words) -> Self {
        Self {
            words,
            blocks: Vec::new(),
            facts: Vec::new(),
            wide: false,
        }
    }

    /// What came of it, and whether it is to be wider than high.
    pub(super) fn done(mut self) -> (Vec<Block>, bool) {
        self.flush();
        (self.blocks, self.wide)
    }

    /// A payload's members; how it begins stands above it.
    pub(super) fn members(&mut self, members: &[(String, Json)]) {
        let rest = members
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "room" | "made"));
        self.ordered(rest, 1);
    }

    /// What stands in one line comes first: below a part with a title of its own it would seem to be of that part.
    fn ordered<'j>(&mut self, members: impl Iterator<Item = &'j (String, Json)>, level: u8) {
        let (parts, lines): (Vec<_>, Vec<_>) =
            members.partition(|(name, value)| self.is_part(name, value, level));
        for (name, value) in lines.into_iter().chain(parts) {
            self.member(name, value, level);
        }
        self.flush();
    }

    /// Whether it has a title of its own.
    fn is_part(&self, name: &str, value: &Json, level: u8) -> bool {
        let section = self.words.section(name);
        match value {
            _ if section.is_some_and(|section| section.in_file) => false,
            Json::Text(_) => section.is_some_and(|section| section.json),
            Json::Object(_) => {
                let line = section.is_some_and(|section| !section.line.is_empty());
                !line && span(value).is_none() && level <= DEPTH
            }
            Json::List(all) => all.is_empty() || !all.iter().all(Json::is_plain),
            _ => false,
        }
    }

    fn flush(&mut self) {
        if !self.facts.is_empty() {
            self.blocks
                .push(Block::Facts(core::mem::take(&mut self.facts)));
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        self.flush();
        self.blocks.push(Block::Text(text.to_owned()));
    }

    pub(super) fn note(&mut self, tone: Tone, text: String) {
        self.flush();
        self.blocks.push(Block::Note { tone, text });
    }

    pub(super) fn heading(&mut self, level: u8, text: String) {
        self.flush();
        self.blocks.push(Block::Heading { level, text });
    }

    /// A name and what it names. What is empty says so.
    pub(super) fn fact(&mut self, name: String, mut cell: Cell) {
        if cell.text.is_empty() {
            cell = Cell {
                text: "—".to_owned(),
                tone: Tone::Quiet,
                ..cell
            };
        }
        self.facts.push((name, cell));
    }

    pub(super) fn table(&mut self, table: Table) {
        self.flush();
        self.wide |= table.columns.len() > PORTRAIT;
        self.blocks.push(Block::Table(table));
    }

    fn section_heading(&mut self, name: &str, level: u8) {
        self.heading(level, self.words.field(name));
        if let Some(about) = self.words.about_section(name) {
            self.text(about);
        }
    }

    fn member(&mut self, name: &str, value: &Json, level: u8) {
        if self.words.leaves_out(name) {
            return;
        }
        let section = self.words.section(name);
        if section.is_some_and(|section| section.in_file) {
            let cell = self.in_file(value);
            return self.fact(self.words.field(name), cell);
        }
        if section.is_some_and(|section| section.json)
            && let Some(Json::Object(members)) = value.text().and_then(Json::parse)
        {
            self.section_heading(name, level);
            return self.members(&members);
        }
        match value {
            // one that is called by a word of its own
            Json::Object(_) if section.is_some_and(|section| !section.line.is_empty()) => {
                self.fact(self.words.field(name), self.cell(name, value));
            }
            Json::Object(members) if span(value).is_none() && level <= DEPTH => {
                if members.is_empty() {
                    return;
                }
                self.section_heading(name, level);
                self.ordered(members.iter(), level + 1);
            }
            Json::List(rows) if rows.iter().any(|row| matches!(row, Json::Object(_))) => {
                self.section_heading(name, level.min(DEPTH));
                self.rows(name, rows, level);
            }
            Json::List(rows) if !rows.is_empty() && rows.iter().all(Json::is_list) => {
                self.section_heading(name, level.min(DEPTH));
                self.pairs(name, rows);
            }
            Json::List(rows) if rows.is_empty() => {
                if let Some(empty) = self.words.empty(name) {
                    self.heading(level.min(DEPTH), self.words.field(name));
                    self.note(Tone::Good, empty.to_owned());
                }
            }
            Json::Bool(says) => match self.words.note(name, *says) {
                Some((tone, text)) => self.note(tone, text.to_owned()),
                None => self.fact(self.words.field(name), self.cell(name, value)),
            },
            _ => self.fact(self.words.field(name), self.cell(name, value)),
        }
    }

    /// What proves and is not read: how much of it there is.
    fn in_file(&self, value: &Json) -> Cell {
        let said = |code: &str| self.words.code("in-file", code).unwrap_or_default();
        let text = match value {
            Json::List(all) if all.is_empty() => String::new(),
            Json::List(all) => said("many").replace("{n}", &grouped(&all.len().to_string())),
            value if value.is_empty() => String::new(),
            _ => said("one"),
        };
        Cell {
            tone: Tone::Quiet,
            ..Cell::text(text)
        }
    }

    fn rows(&mut self, name: &str, rows: &[Json], level: u8) {
        let section = self.words.section(name);
        let mut names: Vec<&str> = match section {
            Some(section) if !section.columns.is_empty() => {
                section.columns.iter().map(String::as_str).collect()
            }
            _ => all_names(rows),
        };
        names.retain(|name| !self.words.leaves_out(name));
        // what no row has takes no room
        names.retain(|name| {
            let mut all = rows.iter().filter_map(|row| row.get(name));
            all.any(|value| !value.is_empty())
        });
        if names.is_empty() {
            names.extend(all_names(rows).first());
        }
        let wanted = section.is_some_and(|section| section.records) && rows.len() <= RECORDS;
        if wanted || names.len() > COLUMNS {
            return self.records(name, &names, rows, level);
        }
        let columns = names.iter().map(|column| {
            let mut values = rows.iter().filter_map(|row| row.get(column));
            let number = |it: &Json| matches!(it, Json::Number(_)) || it.is_empty();
            Column {
                title: self.words.field(column),
                align: match values.all(number) {
                    true => Align::Right,
                    false => Align::Left,
                },
            }
        });
        let cell = |row: &Json, column: &&str| {
            let value = row.get(column);
            value.map(|it| self.cell(column, it)).unwrap_or_default()
        };
        let table = Table {
            columns: columns.collect(),
            rows: rows
                .iter()
                .map(|row| names.iter().map(|name| cell(row, name)).collect())
                .collect(),
        };
        self.table(table);
    }

    /// Rows that stand for themselves, each under what it is called.
    fn records(&mut self, name: &str, names: &[&str], rows: &[Json], level: u8) {
        let line = self.words.section(name).map(|it| it.line.as_slice());
        for (row, number) in rows.iter().zip(1_usize..) {
            let says = |name: &&str| row.get(name).is_some_and(|it| !it.is_empty());
            let line = line.into_iter().flatten().map(String::as_str);
            let own = line.chain(names.first().copied()).find(says);
            let said = own.and_then(|name| Some(self.cell(name, row.get(name)?).text));
            let said = said.unwrap_or_default();
            self.heading((level + 1).min(DEPTH), format!("{number}. {said}"));
            for name in names.iter().filter(|name| Some(**name) != own) {
                if let Some(value) = row.get(name) {
                    self.member(name, value, DEPTH);
                }
            }
            self.flush();
        }
    }

    /// Rows without names.
    fn pairs(&mut self, name: &str, rows: &[Json]) {
        let section = self.words.section(name);
        let named = section.map_or(&[][..], |section| section.pairs.as_slice());
        let columns = named.iter().map(|column| Column {
            title: self.words.field(column),
            align: Align::Left,
        });
        let columns: Vec<Column> = columns.collect();
        let cells = |row: &Json| match row {
            Json::List(all) => all.iter().map(|it| self.cell("", it)).collect(),
            _ => Vec::new(),
        };
        let rows: Vec<Vec<Cell>> = rows.iter().map(cells).collect();
        match columns.is_empty() {
            false => self.table(Table { columns, rows }),
            true => {
                for row in rows {
                    let texts: Vec<String> = row.into_iter().map(|cell| cell.text).collect();
                    self.text(&texts.join(self.comma()));
                }
            }
        }
    }

    /// A value in one place.
    pub(super) fn cell(&self, field: &str, value: &Json) -> Cell {
        match value {
            Json::Text(text) => self.said(field, text),
            Json::List(all) if all.iter().all(Json::is_plain) => {
                let cells: Vec<Cell> = all.iter().map(|it| self.cell(field, it)).collect();
                let mono = !cells.is_empty() && cells.iter().all(|it| it.face == Face::Mono);
                let tone = cells.first().map_or(Tone::Plain, |it| it.tone);
                let texts: Vec<&str> = cells.iter().map(|it| it.text.as_str()).collect();
                Cell {
                    text: texts.join(if mono { "\n" } else { self.comma() }),
                    face: if mono { Face::Mono } else { Face::Text },
                    tone: if cells.iter().all(|it| it.tone == tone) {
                        tone
                    } else {
                        Tone::Plain
                    },
                }
            }
            Json::List(all) => {
                let lines: Vec<String> = all.iter().map(|it| self.cell(field, it).text).collect();
                Cell::text(lines.join("\n"))
            }
            Json::Object(members) => {
                if let Some([from, until]) = span(value) {
                    return Cell::text(self.period(from, until));
                }
                let line = self.words.section(field).map(|section| &section.line);
                if let Some((name, value)) = line.into_iter().flatten().find_map(|name| {
                    let said = value.get(name).filter(|it| !it.is_empty());
                    said.map(|said| (name, said))
                }) {
                    return self.cell(name, value);
                }
                let said = members.iter().filter(|(_, value)| !value.is_empty());
                let said: Vec<String> = said
                    .map(|(name, value)| {
                        let text = self.cell(name, value).text;
                        match self.words.has_codes(name) {
                            true => text,
                            false => self.named(&self.words.field(name), &text),
                        }
                    })
                    .collect();
                Cell::text(said.join(self.comma()))
            }
            Json::Null => Cell::default(),
            Json::Bool(yes) => {
                let word = self.words.code("yes-no", if *yes { "yes" } else { "no" });
                Cell {
                    tone: if *yes { Tone::Plain } else { Tone::Quiet },
                    ..Cell::text(word.unwrap_or_else(|| yes.to_string()))
                }
            }
            Json::Number(number) => Cell::text(grouped(&number.to_string())),
        }
    }

    fn said(&self, field: &str, text: &str) -> Cell {
        if let Some(word) = self.words.code(field, text) {
            return Cell {
                tone: self.words.tone(field, text),
                ..Cell::text(word)
            };
        }
        if let Some(moment) = moment(text) {
            return Cell::text(moment);
        }
        match text.len() >= 32 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            true => Cell::mono(text),
            false => Cell::text(text),
        }
    }

    pub(super) fn comma(&self) -> &'static str {
        match self.words.lang() {
            Lang::Chinese => "、",
            Lang::English => ", ",
        }
    }

    fn named(&self, name: &str, text: &str) -> String {
        match self.words.lang() {
            Lang::Chinese => format!("{name}：{text}"),
            Lang::English => format!("{name}: {text}"),
        }
    }

    fn period(&self, from: &Json, until: &Json) -> String {
        let side = |it: &Json, open: &str| match it.text() {
            Some(text) => moment(text).unwrap_or_else(|| text.to_owned()),
            None => self.words.code("period-end", open).unwrap_or_default(),
        };
        format!("{} – {}", side(from, "begin"), side(until, "now"))
    }
}

/// The members that any row has, in the order in which they come.
fn all_names(rows: &[Json]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for row in rows {
        let Json::Object(members) = row else {
            continue;
        };
        for (name, _) in members {
            if names.len() < NAMES && !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    names
}

/// A time from and until.
fn span(value: &Json) -> Option<[&Json; 2]> {
    match value {
        Json::Object(members) => match members.as_slice() {
            [(from, a), (until, b)] if from == "from" && until == "until" => {
                let fits = |it: &Json| matches!(it, Json::Null | Json::Text(_));
                (fits(a) && fits(b)).then_some([a, b])
            }
            _ => None,
        },
        _ => None,
    }
}
