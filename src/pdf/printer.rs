//! What is signed, on paper and on the screen, by `paper`.

use paper::artefact::{Signer, Source, paper, shown};
use paper::{Align, Block, Cell, Face, Fonts, Lang, PaperError, Tone, Words};

use super::messages::Fault;
use super::sheet::{
    ROWS, Sheet, SheetBlock, SheetCell, SheetLang, SheetOf, SheetTable, SheetTone, SheetWords,
};

/// Lays it out for the screen.
pub(super) fn sheet(of: &SheetOf) -> Result<Sheet, Fault> {
    let signers = signers(of);
    let said = shown(&source(of, &signers, &[]), lang(of.lang)).map_err(fault)?;
    Ok(Sheet {
        title: said.title,
        subtitle: said.subtitle,
        lead: said.lead,
        blocks: said.blocks.into_iter().filter_map(block).collect(),
    })
}

/// Prints it, with the file that proves it inside.
pub(super) fn print(of: &SheetOf, file: &[u8], fonts: &Fonts) -> Result<Vec<u8>, Fault> {
    let signers = signers(of);
    let printed = paper(&source(of, &signers, file), lang(of.lang));
    printed.and_then(|paper| paper.print(fonts)).map_err(fault)
}

/// What things are called.
pub(super) fn words(kind: &str, of: SheetLang) -> SheetWords {
    let (fields, codes) = Words::of(kind, lang(of)).all();
    let codes = codes
        .into_iter()
        .map(|((field, code), word)| (field, code, word));
    SheetWords {
        fields: fields.into_iter().collect(),
        codes: codes.collect(),
    }
}

fn lang(of: SheetLang) -> Lang {
    match of {
        SheetLang::Chinese => Lang::Chinese,
        SheetLang::English => Lang::English,
    }
}

fn signers(of: &SheetOf) -> Vec<Signer> {
    let signers = of.signers.iter().map(|one| Signer {
        name: one.name.clone(),
        fingerprint: one.words.clone(),
        key: one.key.clone(),
    });
    signers.collect()
}

fn source<'s>(of: &'s SheetOf, signers: &'s [Signer], file: &'s [u8]) -> Source<'s> {
    Source {
        kind: &of.kind,
        payload: &of.payload,
        hash: &of.hash,
        signers,
        file,
        name: &of.name,
        mime: &of.mime,
    }
}

fn block(block: Block) -> Option<SheetBlock> {
    Some(match block {
        Block::Heading { level, text } => SheetBlock::Heading(level, text),
        Block::Text(text) => SheetBlock::Text(text),
        Block::Facts(all) => {
            let all = all.into_iter().map(|(name, it)| (name, cell(it)));
            SheetBlock::Facts(all.collect())
        }
        Block::Table(table) => {
            let columns = table.columns.into_iter();
            let columns = columns.map(|it| (it.title, it.align == Align::Right));
            let more = table.rows.len().saturating_sub(ROWS);
            let rows = table.rows.into_iter().take(ROWS);
            let rows = rows.map(|row| row.into_iter().map(cell).collect());
            SheetBlock::Table(SheetTable {
                columns: columns.collect(),
                rows: rows.collect(),
                more: u32::try_from(more).unwrap_or(u32::MAX),
            })
        }
        Block::Note { tone: how, text } => SheetBlock::Note(tone(how), text),
        // for hands, and for paper
        Block::Signed(_) | Block::SignHere(_) => return None,
    })
}

fn cell(cell: Cell) -> SheetCell {
    SheetCell {
        text: cell.text,
        mono: cell.face == Face::Mono,
        tone: tone(cell.tone),
    }
}

fn tone(tone: Tone) -> SheetTone {
    match tone {
        Tone::Plain => SheetTone::Plain,
        Tone::Quiet => SheetTone::Quiet,
        Tone::Good => SheetTone::Good,
        Tone::Warn => SheetTone::Warn,
        Tone::Bad => SheetTone::Bad,
    }
}

fn fault(error: PaperError) -> Fault {
    match error {
        PaperError::Payload => Fault::Damaged,
        PaperError::TooLong => Fault::TooSlow,
        PaperError::Font | PaperError::Pdf(_) => Fault::Crashed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(payload: &str) -> SheetOf {
        SheetOf {
            kind: "permission-matrix".to_owned(),
            payload: payload.to_owned(),
            hash: String::new(),
            signers: Vec::new(),
            name: "matrix.json".to_owned(),
            mime: "application/json".to_owned(),
            lang: SheetLang::Chinese,
        }
    }

    #[test]
    fn a_long_table_is_cut_and_says_by_how_much() {
        let row = r#"{ "holder-name": "a", "level": "read" }"#;
        let rows = vec![row; ROWS + 3].join(",");
        let payload = format!(
            r#"{{ "room": {{ "id": "00", "title": "t" }}, "made": {{ "at": "", "by": "b" }}, "rights": [{rows}] }}"#
        );
        let sheet = sheet(&of(&payload)).unwrap();
        assert_eq!(sheet.subtitle, "t");
        let table = sheet.blocks.iter().find_map(|block| match block {
            SheetBlock::Table(table) => Some(table),
            _ => None,
        });
        let table = table.unwrap();
        assert_eq!((table.rows.len(), table.more), (ROWS, 3));
        assert_eq!(table.rows[0][1].text, "阅读");
    }

    #[test]
    fn what_is_no_object_is_damaged_and_words_are_told() {
        assert_eq!(sheet(&of("[]")).unwrap_err(), Fault::Damaged);
        let words = words("permission-matrix", SheetLang::English);
        let holder = ("holder-name".to_owned(), "Holder".to_owned());
        assert!(words.fields.contains(&holder));
        let code = |(field, code, _): &(String, String, String)| field == "level" && code == "read";
        assert!(words.codes.iter().any(code));
    }
}
