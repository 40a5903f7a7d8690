//! The vector files: for each format one good example and many that must fail, each
//! with the answer that it must get.
//!
//! A case is the file's `input` and `sealed` bytes, with what the case changes in
//! them. `expect` is `ok:` and what came out, or the error's name. The files are
//! written by the crate's tests (`SEALROOM_BLESS=1`), and read here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::testkit::{Failure, ensure, from_hex, to_hex};

mod formats;

/// Every file: format and text.
pub const FILES: &[(&str, &str)] = &[
    ("box", include_str!("../../vectors/box.json")),
    ("card", include_str!("../../vectors/card.json")),
    ("content", include_str!("../../vectors/content.json")),
    ("envelope", include_str!("../../vectors/envelope.json")),
    ("fragment", include_str!("../../vectors/fragment.json")),
    ("grant", include_str!("../../vectors/grant.json")),
    ("home", include_str!("../../vectors/home.json")),
    ("link-card", include_str!("../../vectors/link-card.json")),
    ("padme", include_str!("../../vectors/padme.json")),
    ("pair", include_str!("../../vectors/pair.json")),
    ("pair-code", include_str!("../../vectors/pair-code.json")),
    ("passkey", include_str!("../../vectors/passkey.json")),
    ("plan", include_str!("../../vectors/plan.json")),
    ("seed", include_str!("../../vectors/seed.json")),
    ("words", include_str!("../../vectors/words.json")),
];

/// Named values, as hex or as text.
pub type Input = BTreeMap<String, String>;

/// A vector file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Which format it is about.
    pub format: String,
    /// What the good example opens with.
    pub input: Input,
    /// The good example: hex, or text where the format is text.
    pub sealed: String,
    /// The cases.
    pub cases: Vec<Case>,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// What is special about it.
    pub name: String,
    /// Replaces values of the file's input.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub input: Input,
    /// Changes the sealed bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// The answer.
    pub expect: String,
}

/// A change to bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// The lowest bit of the byte at this place, counted from the end if negative.
    Flip(i64),
    /// Only so many bytes are left, or so many fewer if negative.
    Cut(i64),
    /// The byte at this place is that.
    Set(usize, u8),
    /// These bytes follow.
    Append(String),
    /// Something else altogether.
    Whole(String),
}

/// Runs every case of every file; answers how many there were.
pub fn run() -> Result<usize, Failure> {
    let mut count = 0;
    for (format, text) in FILES {
        let file = read(text).ok_or_else(|| Failure {
            case: (*format).to_owned(),
            what: "not a vector file".into(),
        })?;
        ensure(file.format == *format, format, "another format's file")?;
        for case in &file.cases {
            let answer = answer(&file, case);
            let name = format!("{format}: {}", case.name);
            ensure(
                answer == case.expect,
                &name,
                format!("expected {}, got {answer}", case.expect),
            )?;
            count += 1;
        }
    }
    Ok(count)
}

/// Reads a file.
pub fn read(text: &str) -> Option<File> {
    serde_json::from_str(text).ok()
}

/// What this program answers to a case.
pub fn answer(file: &File, case: &Case) -> String {
    let mut input = file.input.clone();
    input.extend(case.input.clone());
    let text = matches!(file.format.as_str(), "words" | "fragment" | "pair-code");
    let decode = |sealed: &str| {
        if text {
            Some(sealed.as_bytes().to_vec())
        } else {
            from_hex(sealed)
        }
    };
    let changed = decode(&file.sealed).and_then(|bytes| match &case.change {
        None => Some(bytes),
        Some(change) => changed(bytes, change, decode),
    });
    match changed {
        Some(bytes) => {
            formats::open(&file.format, &Fields(input), &bytes).unwrap_or_else(|error| error)
        }
        None => "this case cannot be made".to_owned(),
    }
}

fn changed(
    mut bytes: Vec<u8>,
    change: &Change,
    decode: impl Fn(&str) -> Option<Vec<u8>>,
) -> Option<Vec<u8>> {
    let len = bytes.len() as i64;
    let place = |at: i64| usize::try_from(if at < 0 { len + at } else { at }).ok();
    match change {
        Change::Flip(at) => *bytes.get_mut(place(*at)?)? ^= 1,
        Change::Cut(at) => bytes.truncate(place(*at)?),
        Change::Set(at, to) => *bytes.get_mut(*at)? = *to,
        Change::Append(more) => bytes.extend(decode(more)?),
        Change::Whole(other) => bytes = decode(other)?,
    }
    Some(bytes)
}

/// Input by name.
struct Fields(Input);

impl Fields {
    fn text(&self, name: &str) -> Result<&str, String> {
        self.0
            .get(name)
            .map(String::as_str)
            .ok_or_else(|| format!("the case has no {name}"))
    }

    fn bytes<const N: usize>(&self, name: &str) -> Result<[u8; N], String> {
        let bytes = from_hex(self.text(name)?).ok_or_else(|| format!("{name} is not hex"))?;
        bytes
            .try_into()
            .map_err(|_| format!("{name} has another length"))
    }

    fn number<T: core::str::FromStr>(&self, name: &str) -> Result<T, String> {
        self.text(name)?
            .parse()
            .map_err(|_| format!("{name} is not a number"))
    }
}

/// What came out.
fn ok(bytes: &[u8]) -> String {
    format!("ok:{}", to_hex(bytes))
}
