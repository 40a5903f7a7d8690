//! From a payload to a paper: its fields in their order, objects as lists of names and values, arrays of objects as
//! tables, by the words and layouts in [`crate::words`]; forms by their schemas. Kinds that nobody described are
//! printed, too.

mod form;
mod printer;

use self::printer::Printer;
use crate::PaperError;
use crate::forms;
use crate::json::Json;
use crate::model::{Attached, Block, Cell, Date, Lang, Paper, SignedBy, Tone};
use crate::values::moment;
use crate::words::Words;

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

/// The paper, with the file that proves it inside.
pub fn paper(source: &Source<'_>, lang: Lang) -> Result<Paper, PaperError> {
    let mut paper = read(source, lang)?;
    let words = Words::of(source.kind, lang);
    proof(&words, source, &mut paper.blocks);
    paper.attached = vec![Attached {
        name: source.name.to_owned(),
        mime: source.mime.to_owned(),
        about: paper.title.clone(),
        source: true,
        bytes: source.file.to_vec(),
    }];
    Ok(paper)
}

/// The same for a screen: what is said. Who signed is for whoever shows it, and has verified it there.
pub fn shown(source: &Source<'_>, lang: Lang) -> Result<Paper, PaperError> {
    read(source, lang)
}

fn read(source: &Source<'_>, lang: Lang) -> Result<Paper, PaperError> {
    if source.payload.len() > LIMIT {
        return Err(PaperError::TooLong);
    }
    let payload = Json::parse(source.payload).ok_or(PaperError::Payload)?;
    let Json::Object(members) = &payload else {
        return Err(PaperError::Payload);
    };
    let words = Words::of(source.kind, lang);
    let mut printer = Printer::new(words);
    match forms::schema(source.kind) {
        Some(schema) => printer.form(schema, &payload),
        None => {
            if let Some(about) = words.about() {
                printer.text(about);
            }
            printer.members(members);
        }
    }
    let (blocks, wide) = printer.done();
    let (room, made) = (payload.get("room"), payload.get("made"));
    let text = |of: Option<&Json>, name| {
        let text = of.and_then(|it| it.get(name)?.text());
        text.unwrap_or_default().to_owned()
    };
    let at = text(made, "at");
    let by = made.and_then(|made| made.get("by"));
    let by = maker(by, source.signers);
    Ok(Paper {
        lang,
        title: words.title(source.kind),
        subtitle: text(room, "title"),
        lead: lead(&words, &at, &by, &text(room, "id")),
        wide,
        date: Date::parse(&at),
        foot: format!(
            "{} \u{b7} SHA-256 {}",
            source.kind,
            source.hash.chars().take(FOOT).collect::<String>()
        ),
        blocks,
        attached: Vec::new(),
    })
}

/// Who made it: a name, a person, or a key, which is told by the name on the card that signed.
fn maker(by: Option<&Json>, signers: &[Signer]) -> String {
    match by {
        Some(Json::Text(text)) => {
            let signer = signers.iter().find(|one| one.key == *text);
            signer.map_or_else(|| text.clone(), |one| one.name.clone())
        }
        Some(person) => {
            let name = person.get("name").and_then(Json::text);
            name.unwrap_or_default().to_owned()
        }
        None => String::new(),
    }
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

/// What proves it, and who signed.
fn proof(words: &Words, source: &Source<'_>, blocks: &mut Vec<Block>) {
    let signed = !source.signers.is_empty();
    blocks.push(Block::Heading {
        level: 1,
        text: words.field(if signed { "signed" } else { "origin" }),
    });
    let said = words.code("proof", if signed { "signed" } else { "unsigned" });
    blocks.push(Block::Note {
        tone: Tone::Plain,
        text: said.unwrap_or_default().replace("{file}", source.name),
    });
    let hash = (words.field("text-hash"), Cell::mono(source.hash));
    blocks.push(Block::Facts(vec![hash]));
    let signers = source.signers.iter().map(|signer| SignedBy {
        name: signer.name.clone(),
        facts: vec![
            (
                words.field("fingerprint"),
                Cell::text(signer.fingerprint.clone()),
            ),
            (words.field("room-key"), Cell::mono(signer.key.clone())),
        ],
    });
    if signed {
        blocks.push(Block::Signed(signers.collect()));
    }
}
