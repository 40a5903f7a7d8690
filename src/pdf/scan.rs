//! Looks for personal information in a file: `detect` over tables and texts, and over what the pages of a PDF say.

use std::io::Cursor;

use detect::{Kind, Limits, Scan, Unread, suggest};

use super::messages::{Fault, Findings, Grade};
use super::paper::Paper;

/// Readers take a PDF whose head stands within so many bytes.
const HEAD: usize = 1024;

/// A file that is looked through.
pub(super) struct Looking(Scan);

/// How far it is.
pub(super) enum Looked {
    /// All of it was looked at.
    Whole(Findings),
    /// Its pages are to be looked at one by one.
    Pages(Box<(Paper, Looking)>),
}

impl Looking {
    /// Nothing was looked at yet; the key is random, for one file alone.
    pub(super) fn new(key: [u8; 16]) -> Self {
        Self(Scan::new(key))
    }

    /// Looks through a file, or opens it.
    pub(super) fn file(mut self, bytes: Vec<u8>, name: &str) -> Result<Looked, Fault> {
        if is_pdf(&bytes, name) {
            return Ok(Looked::Pages(Box::new((Paper::open(bytes)?, self))));
        }
        let read = detect::read(Cursor::new(bytes), name, &Limits::default(), &mut self.0);
        let findings = self.finish(false);
        match read {
            Ok(_) => Ok(Looked::Whole(findings)),
            // what was found before the damage is there
            Err(Unread::Broken | Unread::Lost) if !findings.kinds.is_empty() => {
                Ok(Looked::Whole(findings))
            }
            Err(Unread::Broken | Unread::Lost) => Err(Fault::Damaged),
            Err(Unread::Locked) => Err(Fault::Locked),
            Err(Unread::Unknown) => Err(Fault::Unknown),
        }
    }

    /// Looks through a page. One that cannot be read is left out, and the findings say so.
    pub(super) fn page(&mut self, paper: &mut Paper, page: u32) {
        match paper.text(page) {
            Ok(text) => {
                self.0.text(&text.text);
                self.0.end_text();
                if text.is_partial() {
                    self.0.skipped();
                }
            }
            Err(_) => self.0.skipped(),
        }
    }

    /// The numbers.
    pub(super) fn finish(mut self, partial: bool) -> Findings {
        if partial {
            self.0.skipped();
        }
        let found = self.0.finish();
        let place = |kind: Kind| Kind::ALL.iter().position(|one| *one == kind);
        let kinds = found.kinds.iter().filter_map(|(kind, found)| {
            let place = u8::try_from(place(*kind)?).ok()?;
            Some((place, found.count, found.distinct))
        });
        let said = suggest(&found);
        let grade = match said.grade {
            detect::Grade::Public => Grade::Public,
            detect::Grade::Internal => Grade::Internal,
            detect::Grade::Sensitive => Grade::Sensitive,
        };
        Findings {
            grade,
            personal: said.personal,
            sensitive: said.sensitive,
            kinds: kinds.collect(),
            persons: found.persons,
            rows: found.rows,
            exact: found.exact,
            partial: found.partial,
        }
    }
}

fn is_pdf(bytes: &[u8], name: &str) -> bool {
    let head = &bytes[..bytes.len().min(HEAD)];
    name.to_ascii_lowercase().ends_with(".pdf") || head.windows(5).any(|five| five == b"%PDF-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looked(bytes: &[u8], name: &str) -> Result<Findings, Fault> {
        match Looking::new([1; 16]).file(bytes.to_vec(), name)? {
            Looked::Whole(findings) => Ok(findings),
            Looked::Pages(opened) => {
                let (mut paper, mut looking) = *opened;
                let pages = paper.outline().pages;
                (0..pages).for_each(|page| looking.page(&mut paper, page));
                Ok(looking.finish(false))
            }
        }
    }

    fn mobile() -> u8 {
        let place = Kind::ALL.iter().position(|kind| *kind == Kind::Mobile);
        u8::try_from(place.unwrap()).unwrap()
    }

    #[test]
    fn tables_and_pages_are_looked_through() {
        let table = "姓名,手机\n张三,13800138000\n李四,13900139000\n";
        let findings = looked(table.as_bytes(), "客户.csv").unwrap();
        assert!(findings.kinds.contains(&(mobile(), 2, 2)), "{findings:?}");
        assert_eq!(findings.persons, 2);
        assert_eq!(findings.grade, Grade::Internal);
        assert!(findings.personal && !findings.sensitive);

        let page =
            "BT /F 10 Tf 10 80 Td (call 1380013) Tj (8000 or) Tj 0 -12 Td (138 0013 8000) Tj ET";
        let findings = looked(&crate::pdf::paper::tests::written(page), "letter.pdf").unwrap();
        assert_eq!(findings.kinds, [(mobile(), 2, 1)]);
        assert!(!findings.partial);
    }

    #[test]
    fn what_is_not_read_is_no_empty_result() {
        assert_eq!(looked(b"\x00\x01", "photo.jpg"), Err(Fault::Unknown));
        assert_eq!(looked(b"PK\x03\x04rest", "a.xlsx"), Err(Fault::Damaged));
        assert_eq!(looked(b"%PDF-1.7", "a.pdf"), Err(Fault::Damaged));
        let cut = Looking::new([1; 16]).finish(true);
        assert!(cut.partial && cut.kinds.is_empty());
    }
}
