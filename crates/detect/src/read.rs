//! Files into text and rows. Their bytes may be anything.

mod csv;
mod docx;
mod office;
mod text;
mod xlsx;
mod xml;

use std::io::{Read, Seek, SeekFrom};

use thiserror::Error;

use super::scan::Scan;

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text: UTF-8, UTF-16 with a mark, or else GB18030.
    Text,
    /// Rows with commas, tabs, semicolons or bars between cells, encoded like text.
    Table,
    /// A workbook of Office Open XML.
    Workbook,
    /// A text document of Office Open XML.
    Document,
}

/// Why a file was not read. What was counted before stays counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unread {
    /// It is none of the formats that are read here.
    #[error("this kind of file is not looked into")]
    Unknown,
    /// It is encrypted.
    #[error("the file is protected by a password")]
    Locked,
    /// It is not what it says, or damaged.
    #[error("the file is damaged")]
    Broken,
    /// Its bytes did not come.
    #[error("the file could not be read")]
    Lost,
}

/// How much of a file is read. What lies beyond is left out, and the findings say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a text or a table.
    pub bytes: u64,
    /// Files inside an archive.
    pub entries: usize,
    /// Bytes that these have when unpacked, all together.
    pub unpacked: u64,
    /// Bytes of the texts that a workbook's cells share.
    pub shared: usize,
    /// Cells of a table or workbook.
    pub cells: u64,
    /// Bytes of one cell; a longer one is read as text.
    pub cell: usize,
    /// Elements inside one another.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 256 << 20,
            entries: 10_000,
            unpacked: 512 << 20,
            shared: 64 << 20,
            cells: 20_000_000,
            cell: 32 << 10,
            depth: 128,
        }
    }
}

/// What an encrypted document of Office and the older formats begin with.
const COMPOUND: [u8; 8] = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ZIP: &[u8] = b"PK\x03\x04";
const OFFICE: [&str; 4] = ["xlsx", "xlsm", "docx", "docm"];
const TABLES: [&str; 3] = ["csv", "tsv", "tab"];
const TEXTS: [&str; 12] = [
    "txt", "text", "md", "log", "json", "jsonl", "xml", "html", "htm", "sql", "yaml", "yml",
];

/// Reads a file into a scan. The name says what it is; whether it is that, its bytes say.
pub fn read<R: Read + Seek>(
    mut source: R,
    name: &str,
    limits: &Limits,
    scan: &mut Scan,
) -> Result<Format, Unread> {
    let mut head = Vec::with_capacity(COMPOUND.len());
    let start = source
        .by_ref()
        .take(COMPOUND.len() as u64)
        .read_to_end(&mut head);
    start.map_err(|_| Unread::Lost)?;
    source.seek(SeekFrom::Start(0)).map_err(|_| Unread::Lost)?;
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let ending = ending.to_ascii_lowercase();
    let is = |endings: &[&str]| endings.contains(&ending.as_str());
    let read = if head.starts_with(ZIP) {
        office::read(source, limits, scan)
    } else if is(&OFFICE) {
        Err(match head == COMPOUND {
            true => Unread::Locked,
            false => Unread::Broken,
        })
    } else if is(&TABLES) {
        csv::read(source, limits, scan).map(|()| Format::Table)
    } else if is(&TEXTS) {
        text::read(source, limits, scan).map(|()| Format::Text)
    } else {
        Err(Unread::Unknown)
    };
    // whatever was begun has nothing to do with the next file
    scan.end_text();
    scan.end_table();
    if read.is_err() {
        scan.skipped();
    }
    read
}
