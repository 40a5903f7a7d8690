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
/// Papers of one shape share a file.
const KINDS: [(&str, &str); 17] = [
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
    (
        "destruction-certificate",
        include_str!("../words/destruction-certificate.json"),
    ),
    (
        "incident-evidence",
        include_str!("../words/incident-evidence.json"),
    ),
    (
        "notice-authority",
        include_str!("../words/incident-notice.json"),
    ),
    (
        "notice-persons",
        include_str!("../words/incident-notice.json"),
    ),
    (
        "incident-report",
        include_str!("../words/incident-report.json"),
    ),
    ("handover-list", include_str!("../words/handover-list.json")),
    (
        "handover-offer",
        include_str!("../words/handover-offer.json"),
    ),
    (
        "seller-destruction-statement",
        include_str!("../words/seller-destruction-statement.json"),
    ),
    ("closing-bible", include_str!("../words/closing-bible.json")),
    ("restore-drill", include_str!("../words/restore-drill.json")),
    (
        "report-channel",
        include_str!("../words/report-channel.json"),
    ),
    ("report", include_str!("../words/report-channel.json")),
    (
        "report-answer",
        include_str!("../words/report-channel.json"),
    ),
];

/// What fields are called.
pub type Fields = BTreeMap<String, String>;
/// What codes mean, by the field and the code.
pub type Codes = BTreeMap<(String, String), String>;

/// In Chinese, in English.
pub(crate) type Both = [String; 2];

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
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
    /// What is said above the rest where a field is true, or false.
    notes: BTreeMap<String, Remark>,
    /// Members that are for programs alone.
    left_out: Vec<String>,
}

/// Something that is to be noticed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remark {
    /// Where the field says this.
    pub(crate) when: bool,
    tone: Mood,
    text: Both,
}

/// How a list of objects is laid out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(crate) struct Section {
    /// Which members are columns, and in which order; without any all of them.
    pub(crate) columns: Vec<String>,
    /// Each row stands for itself: what it is called, and below it what it holds.
    pub(crate) records: bool,
    /// Inside a cell the first of these members that says something stands for the row.
    pub(crate) line: Vec<String>,
    /// It proves, and says nothing to a reader: how much of it there is stands on the paper.
    pub(crate) in_file: bool,
    /// It is the text of an object.
    pub(crate) json: bool,
    /// Its rows have no names: what their places are called.
    pub(crate) pairs: Vec<String>,
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

impl From<Mood> for Tone {
    fn from(mood: Mood) -> Self {
        match mood {
            Mood::Quiet => Self::Quiet,
            Mood::Good => Self::Good,
            Mood::Warn => Self::Warn,
            Mood::Bad => Self::Bad,
        }
    }
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
        let title = title.map(|both| self.pick(both).to_owned());
        let form = || Some(crate::forms::schema(kind)?.title.pick(self.lang).to_owned());
        title.or_else(form).unwrap_or_else(|| spelled(kind))
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
        found.next().copied().map_or(Tone::Plain, Tone::from)
    }

    pub(crate) fn section(&self, field: &str) -> Option<&'static Section> {
        self.files().find_map(|file| file.sections.get(field))
    }

    /// Whether a member is for programs alone.
    pub(crate) fn leaves_out(&self, field: &str) -> bool {
        self.files()
            .any(|file| file.left_out.iter().any(|one| one == field))
    }

    /// What is to be noticed where a field says this.
    pub(crate) fn note(&self, field: &str, says: bool) -> Option<(Tone, &'static str)> {
        let mut found = self.files().filter_map(|file| file.notes.get(field));
        let note = found.next().filter(|note| note.when == says)?;
        Some((note.tone.into(), self.pick(&note.text)))
    }

    /// What fields are called, and what codes mean: with what they are a code of.
    #[must_use]
    pub fn all(&self) -> (Fields, Codes) {
        let (mut fields, mut codes) = (Fields::new(), Codes::new());
        for file in self.files() {
            for (field, both) in &file.fields {
                let word = || self.pick(both).to_owned();
                fields.entry(field.clone()).or_insert_with(word);
            }
            for (field, all) in &file.codes {
                for (code, both) in all {
                    let word = || self.pick(both).to_owned();
                    let place = (field.clone(), code.clone());
                    codes.entry(place).or_insert_with(word);
                }
            }
        }
        (fields, codes)
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
            let notes = file.notes.values().map(|it| &it.text);
            let all = file
                .title
                .iter()
                .chain(&file.about)
                .chain(file.kinds.values());
            let all = all.chain(file.fields.values()).chain(sections).chain(notes);
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
