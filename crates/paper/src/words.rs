//! What kinds, fields and codes of payloads are called, in Chinese and English. The words are files: `words/common.json`
//! for all kinds, and one for each kind that has words or a layout of its own.
//!
//! ```json
//! { "title": ["权限矩阵", "Permission matrix"],
//!   "fields": { "holder": ["持有人", "Holder"] },
//!   "codes": { "level": { "read": ["阅读", "Read"] } },
//!   "tones": { "finding": { "missing": "bad" } },
//!   "sections": { "rights": { "columns": ["place-name", "holder-name"], "empty": ["无", "None"] } } }
//! ```
//!
//! Codes belong to a field: what people typed into another one is never taken for one. A kind or a field that nobody
//! wrote words for is printed as it is called in the payload.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{Lang, Tone};

const COMMON: &str = include_str!("../words/common.json");
const KINDS: [(&str, &str); 4] = [
    (
        "permission-matrix",
        include_str!("../words/permission-matrix.json"),
    ),
    ("audit-report", include_str!("../words/audit-report.json")),
    (
        "transparency-report",
        include_str!("../words/transparency-report.json"),
    ),
    (
        "activity-report",
        include_str!("../words/activity-report.json"),
    ),
];

/// In Chinese, in English.
type Both = [String; 2];

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    title: Option<Both>,
    /// What kinds without a file of their own are called.
    kinds: BTreeMap<String, Both>,
    /// What the paper is, in a sentence or two.
    about: Option<Both>,
    fields: BTreeMap<String, Both>,
    codes: BTreeMap<String, BTreeMap<String, Both>>,
    tones: BTreeMap<String, BTreeMap<String, Mood>>,
    sections: BTreeMap<String, Section>,
}

/// How a list of objects is laid out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Section {
    /// Which members are columns, and in which order; without any all of them.
    pub(crate) columns: Vec<String>,
    /// What is said when there is nothing in it; otherwise it is left out.
    empty: Option<Both>,
    /// What is said below its heading.
    about: Option<Both>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Mood {
    Quiet,
    Good,
    Warn,
    Bad,
}

struct All {
    common: File,
    kinds: BTreeMap<&'static str, File>,
}

fn all() -> &'static All {
    static ALL: OnceLock<All> = OnceLock::new();
    // a file that cannot be read leaves things called as in the payload; a test reads them all
    let read = |text: &str| serde_json::from_str(text).unwrap_or_default();
    ALL.get_or_init(|| All {
        common: read(COMMON),
        kinds: KINDS
            .iter()
            .map(|(kind, text)| (*kind, read(text)))
            .collect(),
    })
}

/// The words for one kind, in one language.
#[derive(Clone, Copy)]
pub struct Words {
    lang: Lang,
    own: Option<&'static File>,
    common: &'static File,
}

impl Words {
    /// Words for a kind, which need not be known.
    #[must_use]
    pub fn of(kind: &str, lang: Lang) -> Self {
        let all = all();
        Self {
            lang,
            own: all.kinds.get(kind),
            common: &all.common,
        }
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    fn pick<'b>(&self, both: &'b Both) -> &'b str {
        let [chinese, english] = both;
        match self.lang {
            Lang::Chinese => chinese,
            Lang::English => english,
        }
    }

    fn files(&self) -> impl Iterator<Item = &'static File> {
        self.own.into_iter().chain([self.common])
    }

    /// What the kind is called.
    #[must_use]
    pub fn title(&self, kind: &str) -> String {
        let own = self.own.and_then(|file| file.title.as_ref());
        let title = own.or_else(|| self.common.kinds.get(kind));
        title.map_or_else(|| spelled(kind), |both| self.pick(both).to_owned())
    }

    /// What it is, in a sentence.
    pub(crate) fn about(&self) -> Option<&str> {
        let about = self.own?.about.as_ref()?;
        Some(self.pick(about))
    }

    /// What a field is called.
    #[must_use]
    pub fn field(&self, field: &str) -> String {
        let mut found = self.files().filter_map(|file| file.fields.get(field));
        found
            .next()
            .map_or_else(|| spelled(field), |both| self.pick(both).to_owned())
    }

    /// Whether somebody wrote words for a field, in both languages.
    #[must_use]
    pub fn knows(&self, field: &str) -> bool {
        self.files().any(|file| file.fields.contains_key(field))
    }

    /// What a code in this field means, if it is one.
    #[must_use]
    pub fn code(&self, field: &str, code: &str) -> Option<String> {
        let mut found = self
            .files()
            .filter_map(|file| file.codes.get(field)?.get(code));
        found.next().map(|both| self.pick(both).to_owned())
    }

    /// Whether there are codes in this field.
    #[must_use]
    pub fn has_codes(&self, field: &str) -> bool {
        self.files().any(|file| file.codes.contains_key(field))
    }

    /// How a code is meant.
    pub(crate) fn tone(&self, field: &str, code: &str) -> Tone {
        let mut found = self
            .files()
            .filter_map(|file| file.tones.get(field)?.get(code));
        match found.next() {
            None => Tone::Plain,
            Some(Mood::Quiet) => Tone::Quiet,
            Some(Mood::Good) => Tone::Good,
            Some(Mood::Warn) => Tone::Warn,
            Some(Mood::Bad) => Tone::Bad,
        }
    }

    pub(crate) fn section(&self, field: &str) -> Option<&'static Section> {
        self.files().find_map(|file| file.sections.get(field))
    }

    /// What is said of a list in which nothing is.
    pub(crate) fn empty(&self, field: &str) -> Option<&'static str> {
        let empty = self.section(field)?.empty.as_ref()?;
        Some(self.pick(empty))
    }

    /// What is said below a list's heading.
    pub(crate) fn about_section(&self, field: &str) -> Option<&'static str> {
        let about = self.section(field)?.about.as_ref()?;
        Some(self.pick(about))
    }
}

/// `prepared-by` as `Prepared by`.
fn spelled(name: &str) -> String {
    let text = name.replace(['-', '_'], " ");
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_of_words_can_be_read_and_says_each_thing_in_both_languages() {
        for (name, text) in KINDS.iter().chain([&("common", COMMON)]) {
            let file: File = serde_json::from_str(text).unwrap_or_else(|e| panic!("{name}: {e}"));
            let sections = file.sections.values();
            let sections = sections.flat_map(|it| it.empty.iter().chain(&it.about));
            let all = file
                .title
                .iter()
                .chain(&file.about)
                .chain(file.kinds.values());
            let all = all.chain(file.fields.values()).chain(sections);
            let all = all.chain(file.codes.values().flat_map(BTreeMap::values));
            for [chinese, english] in all {
                assert!(!chinese.is_empty() && !english.is_empty(), "{name}");
                let same = english
                    .chars()
                    .all(|c| c.is_ascii_uppercase() || !c.is_alphabetic());
                assert!(
                    chinese != english || same || chinese.starts_with("SHA"),
                    "{name}: {english}"
                );
                assert!(
                    english.is_ascii() || english.contains('’'),
                    "{name}: {english}"
                );
            }
        }
    }

    #[test]
    fn what_nobody_wrote_words_for_is_called_as_it_is() {
        let words = Words::of("novel-kind", Lang::Chinese);
        assert_eq!(words.title("novel-kind"), "Novel kind");
        assert_eq!(words.field("prepared-by-whom"), "Prepared by whom");
        assert_eq!(words.code("name", "read"), None);
    }
}
