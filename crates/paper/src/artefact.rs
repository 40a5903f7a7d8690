//! From a payload to a paper: its fields in their order, objects as lists of names and values, arrays of objects as
//! tables, by the words and layouts in [`crate::words`]. Kinds that nobody described are printed, too.

use crate::PaperError;
use crate::json::Json;
use crate::model::{
    Align, Attached, Block, Cell, Column, Date, Face, Lang, Paper, SignedBy, Table, Tone,
};
use crate::values::{grouped, moment};
use crate::words::Words;

/// Columns above which a paper is wider than high.
const PORTRAIT: usize = 7;
/// The most columns of a table.
const COLUMNS: usize = 16;
/// How deep objects are printed below each other; what lies deeper stands in one line.
const DEPTH: u8 = 2;
/// Letters of the hash at the foot of each page; whole it stands where the signatures are.
const FOOT: usize = 32;
/// Bytes of a payload.
const LIMIT: usize = 32 * 1024 * 1024;

/// What is to be printed. Whoever prints has verified the signatures: here they are only told.
#[derive(Debug, Clone, Copy)]
pub struct Source<'s> {
    /// Of which kind it is.
    pub kind: &'s str,
    /// The JSON text.
    pub payload: &'s str,
    /// SHA-256 of the text, in hex.
    pub hash: &'s str,
    /// Who signed it.
    pub signers: &'s [Signer],
    /// What is attached: the file that proves it, or the text itself.
    pub file: &'s [u8],
    /// What that is called.
    pub name: &'s str,
    /// Its media type.
    pub mime: &'s str,
}

/// Somebody who signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// The name on the card.
    pub name: String,
    /// Who that is, as safety words.
    pub fingerprint: String,
    /// The key in the room.
    pub key: String,
}

/// The paper.
pub fn paper(source: &Source<'_>, lang: Lang) -> Result<Paper, PaperError> {
    if source.payload.len() > LIMIT {
        return Err(PaperError::TooLong);
    }
    let payload = Json::parse(source.payload).ok_or(PaperError::Payload)?;
    let Json::Object(members) = &payload else {
        return Err(PaperError::Payload);
    };
    let words = Words::of(source.kind, lang);
    let mut printer = Printer {
        words,
        blocks: Vec::new(),
        facts: Vec::new(),
        wide: false,
    };
    if let Some(about) = words.about() {
        printer.blocks.push(Block::Text(about.to_owned()));
    }
    let rest = members
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "room" | "made"));
    for (name, value) in rest {
        printer.member(name, value, 1);
    }
    printer.flush();
    printer.proof(source);
    let (room, made) = (payload.get("room"), payload.get("made"));
    let text = |of: Option<&Json>, name| {
        let text = of.and_then(|it| it.get(name)?.text());
        text.unwrap_or_default().to_owned()
    };
    let at = text(made, "at");
    Ok(Paper {
        lang,
        title: words.title(source.kind),
        subtitle: text(room, "title"),
        lead: lead(&words, &at, &text(made, "by"), &text(room, "id")),
        wide: printer.wide,
        date: Date::parse(&at),
        foot: format!(
            "{} \u{b7} SHA-256 {}",
            source.kind,
            source.hash.chars().take(FOOT).collect::<String>()
        ),
        blocks: printer.blocks,
        attached: vec![Attached {
            name: source.name.to_owned(),
            mime: source.mime.to_owned(),
            about: words.title(source.kind),
            source: true,
            bytes: source.file.to_vec(),
        }],
    })
}

fn lead(words: &Words, at: &str, by: &str, room: &str) -> String {
    let mut lead = Vec::new();
    let at = moment(at).unwrap_or_else(|| at.to_owned());
    for (field, text) in [
        ("made-at", &at),
        ("made-by", &by.to_owned()),
        ("room-id", &room.to_owned()),
    ] {
        if !text.is_empty() {
            lead.push(match words.lang() {
                Lang::Chinese => format!("{}：{text}", words.field(field)),
                Lang::English => format!("{}: {text}", words.field(field)),
            });
        }
    }
    lead.join("\n")
}

struct Printer {
    words: Words,
    blocks: Vec<Block>,
    /// Those that stand together.
    facts: Vec<(String, Cell)>,
    wide: bool,
}

impl Printer {
    fn flush(&mut self) {
        if !self.facts.is_empty() {
            self.blocks
                .push(Block::Facts(core::mem::take(&mut self.facts)));
        }
    }

    fn heading(&mut self, level: u8, text: String) {
        self.flush();
        self.blocks.push(Block::Heading { level, text });
    }

    fn member(&mut self, name: &str, value: &Json, level: u8) {
        match value {
            Json::Object(members) if span(value).is_none() && level <= DEPTH => {
                if members.is_empty() {
                    return;
                }
                self.heading(level, self.words.field(name));
                if let Some(about) = self.words.about_section(name) {
                    self.blocks.push(Block::Text(about.to_owned()));
                }
                for (name, value) in members {
                    self.member(name, value, level + 1);
                }
                self.flush();
            }
            Json::List(rows) if rows.iter().any(|row| matches!(row, Json::Object(_))) => {
                self.heading(level.min(DEPTH), self.words.field(name));
                if let Some(about) = self.words.about_section(name) {
                    self.blocks.push(Block::Text(about.to_owned()));
                }
                self.table(name, rows);
            }
            Json::List(rows) if rows.is_empty() => {
                if let Some(empty) = self.words.empty(name) {
                    self.heading(level.min(DEPTH), self.words.field(name));
                    self.blocks.push(Block::Note {
                        tone: Tone::Good,
                        text: empty.to_owned(),
                    });
                }
            }
            _ => {
                let mut cell = self.cell(name, value);
                if cell.text.is_empty() {
                    cell = Cell {
                        text: "—".to_owned(),
                        tone: Tone::Quiet,
                        ..cell
                    };
                }
                self.facts.push((self.words.field(name), cell));
            }
        }
    }

    fn table(&mut self, name: &str, rows: &[Json]) {
        let section = self.words.section(name);
        let mut names: Vec<&str> = match section {
            Some(section) if !section.columns.is_empty() => {
                section.columns.iter().map(String::as_str).collect()
            }
            _ => all_names(rows),
        };
        // what no row has takes no room
        names.retain(|name| {
            let mut all = rows.iter().filter_map(|row| row.get(name));
            all.any(|value| !value.is_empty())
        });
        names.truncate(COLUMNS);
        if names.is_empty() {
            names.extend(all_names(rows).first());
        }
        self.wide |= names.len() > PORTRAIT;
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
        self.blocks.push(Block::Table(table));
    }

    /// A value in one place.
    fn cell(&self, field: &str, value: &Json) -> Cell {
        match value {
            Json::Text(text) => self.text(field, text),
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

    fn text(&self, field: &str, text: &str) -> Cell {
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

    fn comma(&self) -> &'static str {
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

    /// What proves it, and who signed.
    fn proof(&mut self, source: &Source<'_>) {
        let signed = !source.signers.is_empty();
        self.heading(
            1,
            self.words.field(if signed { "signed" } else { "origin" }),
        );
        let said = self
            .words
            .code("proof", if signed { "signed" } else { "unsigned" });
        let text = said.unwrap_or_default().replace("{file}", source.name);
        self.blocks.push(Block::Note {
            tone: Tone::Plain,
            text,
        });
        self.facts
            .push((self.words.field("text-hash"), Cell::mono(source.hash)));
        self.flush();
        let signers = source.signers.iter().map(|signer| SignedBy {
            name: signer.name.clone(),
            facts: vec![
                (
                    self.words.field("fingerprint"),
                    Cell::text(signer.fingerprint.clone()),
                ),
                (self.words.field("room-key"), Cell::mono(signer.key.clone())),
            ],
        });
        let signers: Vec<SignedBy> = signers.collect();
        if signed {
            self.blocks.push(Block::Signed(signers));
        }
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
            if names.len() < 4 * COLUMNS && !names.contains(&name.as_str()) {
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
