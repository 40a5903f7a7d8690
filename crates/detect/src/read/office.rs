//! Documents of Office Open XML (ECMA-376): an archive of XML.
//!
//! Every sheet is read, hidden or not, and every comment, header and footnote: they are sent with the rest.

use std::{
    cell::Cell,
    io::{BufReader, Read, Seek},
};

use zip::{ZipArchive, result::ZipError};

use super::{
    Format, Limits, Unread,
    docx::Body,
    xlsx::{Notes, Sheet, Strings},
    xml,
};
use crate::scan::Scan;

/// Reads a workbook or a document, whichever the archive is.
pub(super) fn read<R: Read + Seek>(
    source: R,
    limits: &Limits,
    scan: &mut Scan,
) -> Result<Format, Unread> {
    let mut parts = Parts::open(source, limits)?;
    let format = parts.format()?;
    match format {
        Format::Workbook => workbook(&mut parts, limits, scan)?,
        _ => document(&mut parts, limits, scan)?,
    }
    if parts.cut.get() {
        scan.skipped();
    }
    Ok(format)
}

fn workbook<R: Read + Seek>(
    parts: &mut Parts<R>,
    limits: &Limits,
    scan: &mut Scan,
) -> Result<(), Unread> {
    let mut strings = Strings::new(limits);
    for part in parts.which(|name| name.ends_with("/sharedstrings.xml")) {
        parts.each(part, limits, &mut strings)?;
    }
    let mut cells = limits.cells;
    for part in parts.which(|name| name.starts_with("xl/worksheets/")) {
        let mut sheet = Sheet::new(&strings, limits, cells, scan);
        parts.each(part, limits, &mut sheet)?;
        cells = sheet.end();
    }
    let notes = |name: &str| {
        name.starts_with("xl/comments")
            || name.starts_with("xl/threadedcomments/")
            || name.starts_with("xl/drawings/")
    };
    for part in parts.which(notes) {
        let mut notes = Notes::new(scan);
        parts.each(part, limits, &mut notes)?;
        scan.end_text();
    }
    if strings.is_cut() || cells == 0 {
        scan.skipped();
    }
    Ok(())
}

fn document<R: Read + Seek>(
    parts: &mut Parts<R>,
    limits: &Limits,
    scan: &mut Scan,
) -> Result<(), Unread> {
    let texts = [
        "document",
        "header",
        "footer",
        "footnotes",
        "endnotes",
        "comments",
    ];
    let is_text = |name: &str| {
        let name = name.strip_prefix("word/");
        name.is_some_and(|name| texts.iter().any(|text| name.starts_with(text)))
    };
    for part in parts.which(is_text) {
        let mut body = Body::new(limits, scan);
        parts.each(part, limits, &mut body)?;
        body.end();
    }
    Ok(())
}

/// The files of an archive, and how much of them may still be unpacked.
struct Parts<R> {
    archive: ZipArchive<R>,
    names: Vec<String>,
    left: Cell<u64>,
    /// Something was left out.
    cut: Cell<bool>,
}

impl<R: Read + Seek> Parts<R> {
    fn open(source: R, limits: &Limits) -> Result<Self, Unread> {
        let archive = ZipArchive::new(source).map_err(|_| Unread::Broken)?;
        let count = archive.len().min(limits.entries);
        let name = |n: usize| {
            let name = archive.name_for_index(n).and_then(Result::ok);
            // names are compared without case (ECMA-376, part 2)
            let name = name.map(|it| it.trim_start_matches('/').to_lowercase());
            name.unwrap_or_default()
        };
        let names = (0..count).map(name).collect();
        Ok(Self {
            cut: Cell::new(archive.len() > count),
            archive,
            names,
            left: Cell::new(limits.unpacked),
        })
    }

    fn format(&self) -> Result<Format, Unread> {
        let has = |start: &str| self.names.iter().any(|name| name.starts_with(start));
        match (has("word/document"), has("xl/worksheets/")) {
            (true, _) => Ok(Format::Document),
            (_, true) => Ok(Format::Workbook),
            _ => Err(Unread::Unknown),
        }
    }

    /// The parts of XML that are meant.
    fn which(&self, meant: impl Fn(&str) -> bool) -> Vec<usize> {
        let names = self.names.iter().enumerate();
        names
            .filter(|(_, name)| name.ends_with(".xml") && meant(name))
            .map(|(n, _)| n)
            .collect()
    }

    /// Reads a part. A part that breaks off is read up to there.
    fn each(
        &mut self,
        part: usize,
        limits: &Limits,
        reader: &mut dyn xml::Reads,
    ) -> Result<(), Unread> {
        let file = match self.archive.by_index(part) {
            Ok(file) => file,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Unread::Locked);
            }
            // the others may be whole
            Err(_) => {
                self.cut.set(true);
                return Ok(());
            }
        };
        let metered = Metered {
            file,
            left: &self.left,
            cut: &self.cut,
        };
        if !xml::read(BufReader::new(metered), limits.depth, reader) {
            self.cut.set(true);
        }
        Ok(())
    }
}

/// A file that ends where no more may be unpacked.
struct Metered<'a, F> {
    file: F,
    left: &'a Cell<u64>,
    cut: &'a Cell<bool>,
}

impl<F: Read> Read for Metered<'_, F> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let left = self.left.get();
        let wanted = buffer
            .len()
            .min(usize::try_from(left).unwrap_or(usize::MAX));
        if wanted == 0 {
            self.cut.set(true);
            return Ok(0);
        }
        let count = self.file.read(&mut buffer[..wanted])?;
        self.left.set(left.saturating_sub(count as u64));
        Ok(count)
    }
}
