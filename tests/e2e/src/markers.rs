//! Words that must not be found anywhere but in the two browsers.
//!
//! A marker is a name, a text, a passphrase or a key. It is looked for in every spelling that a
//! careless program might write: UTF-8, UTF-16, percent-encoded, JSON-escaped, hex, and base64
//! in both alphabets at all three offsets. Forms under eight bytes are left out: in a gibibyte
//! of ciphertext they would be found by chance.

use std::{
    fmt::Write as _,
    fs::{self, File},
    io::Read,
    path::Path,
};

use aho_corasick::AhoCorasick;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};

use crate::{Done, fault};

const SHORTEST: usize = 8;
/// Where the secret stands in a fragment (docs/PROTOCOL.md).
const SECRET: std::ops::Range<usize> = 37..69;
const CHUNK: usize = 1 << 20;

/// What to look for.
#[derive(Debug, Default, Clone)]
pub struct Markers {
    forms: Vec<(Vec<u8>, String)>,
}

/// Where one was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The marker and its spelling.
    pub what: String,
    /// A path, a request or a log.
    pub place: String,
}

impl Markers {
    /// A name, a text, a passphrase.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.add(text.as_bytes().to_vec(), text, "UTF-8");
        let units: Vec<u16> = text.encode_utf16().collect();
        self.add(
            units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
            text,
            "UTF-16LE",
        );
        self.add(
            units.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
            text,
            "UTF-16BE",
        );
        if !text.is_ascii() {
            self.add(percent(text).into_bytes(), text, "percent-encoded");
            self.add(escaped(&units).into_bytes(), text, "JSON-escaped");
        }
        self.encodings(text.as_bytes(), text);
        self
    }

    /// A key or a secret, under a name for the report.
    pub fn key(&mut self, name: &str, bytes: &[u8]) -> &mut Self {
        self.add(bytes.to_vec(), name, "raw");
        self.encodings(bytes, name);
        self
    }

    /// What an invite or a link carries after `#`: the text, and the secret in it.
    pub fn fragment(&mut self, name: &str, url: &str) -> Done<&mut Self> {
        let Some((_, fragment)) = url.split_once('#') else {
            return fault(format!("{name}: no fragment in the address"));
        };
        let bytes = URL_SAFE_NO_PAD.decode(fragment)?;
        let Some(secret) = bytes.get(SECRET) else {
            return fault(format!("{name}: the fragment is too short for a secret"));
        };
        self.add(fragment.as_bytes().to_vec(), name, "whole fragment");
        Ok(self.key(&format!("{name}'s secret"), secret))
    }

    /// Looks through bytes.
    pub fn in_bytes(&self, place: &str, bytes: &[u8]) -> Done<Vec<Hit>> {
        self.in_reader(place, bytes)
    }

    /// Looks through every file below a folder, and at the files' names.
    pub fn in_folder(&self, folder: &Path) -> Done<Vec<Hit>> {
        let mut hits = Vec::new();
        let mut left = vec![folder.to_path_buf()];
        let finder = self.finder()?;
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(&folder)? {
                let path = entry?.path();
                let name = path.display().to_string();
                hits.extend(self.scan(&finder, &format!("the name {name}"), name.as_bytes())?);
                if path.is_dir() {
                    left.push(path);
                } else {
                    hits.extend(self.scan(&finder, &name, File::open(&path)?)?);
                }
            }
        }
        Ok(hits)
    }

    fn in_reader(&self, place: &str, from: impl Read) -> Done<Vec<Hit>> {
        self.scan(&self.finder()?, place, from)
    }

    fn scan(&self, finder: &AhoCorasick, place: &str, mut from: impl Read) -> Done<Vec<Hit>> {
        let overlap = self
            .forms
            .iter()
            .map(|(form, _)| form.len())
            .max()
            .unwrap_or(1)
            - 1;
        let mut window = Vec::with_capacity(CHUNK + overlap);
        let mut hits: Vec<Hit> = Vec::new();
        loop {
            let kept = window.len();
            let read = from.by_ref().take(CHUNK as u64).read_to_end(&mut window)?;
            for found in finder.find_iter(&window) {
                let what = self.forms[found.pattern().as_usize()].1.clone();
                if !hits.iter().any(|hit| hit.what == what) {
                    hits.push(Hit {
                        what,
                        place: place.to_owned(),
                    });
                }
            }
            if read == 0 {
                return Ok(hits);
            }
            let end = kept + read;
            window.drain(..end.saturating_sub(overlap));
        }
    }

    fn finder(&self) -> Done<AhoCorasick> {
        if self.forms.is_empty() {
            return fault("there is no marker to look for");
        }
        Ok(AhoCorasick::new(self.forms.iter().map(|(form, _)| form))?)
    }

    fn encodings(&mut self, bytes: &[u8], name: &str) {
        let hex: String = bytes.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        self.add(hex.to_uppercase().into_bytes(), name, "HEX");
        self.add(hex.into_bytes(), name, "hex");
        for offset in 0..3 {
            for (alphabet, label) in [
                (&STANDARD_NO_PAD, "base64"),
                (&URL_SAFE_NO_PAD, "base64url"),
            ] {
                let mut shifted = vec![0; offset];
                shifted.extend_from_slice(bytes);
                let spelled = alphabet.encode(&shifted);
                // what depends on the neighbours is cut off at both ends
                let from = [0, 2, 3][offset];
                let to = if shifted.len().is_multiple_of(3) {
                    spelled.len()
                } else {
                    spelled.len() - 1
                };
                if from < to {
                    self.add(spelled.as_bytes()[from..to].to_vec(), name, label);
                }
            }
        }
    }

    fn add(&mut self, form: Vec<u8>, name: &str, spelling: &str) {
        if form.len() >= SHORTEST && !self.forms.iter().any(|(known, _)| *known == form) {
            self.forms.push((form, format!("{name} ({spelling})")));
        }
    }
}

/// The seed that recovery words stand for.
pub fn seed(words: &[String]) -> Done<Vec<u8>> {
    Ok(bip39::Mnemonic::parse_in(bip39::Language::English, words.join(" "))?.to_entropy())
}

fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

fn escaped(units: &[u16]) -> String {
    units.iter().fold(String::new(), |mut out, unit| {
        match u8::try_from(*unit) {
            Ok(byte) if byte.is_ascii() => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
        out
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use base64::engine::general_purpose::STANDARD;

    use super::*;

    fn found(markers: &Markers, bytes: &[u8]) -> bool {
        !markers.in_bytes("here", bytes).unwrap().is_empty()
    }

    #[test]
    fn a_text_is_found_in_every_spelling_and_at_every_offset() {
        let mut markers = Markers::default();
        markers.text("客户名单-甲方");
        let text = "客户名单-甲方";
        for before in 0..4 {
            let plain = format!("{}{text}zz", "x".repeat(before));
            assert!(found(&markers, plain.as_bytes()));
            assert!(
                found(&markers, STANDARD.encode(&plain).as_bytes()),
                "base64 at {before}"
            );
            assert!(found(&markers, URL_SAFE_NO_PAD.encode(&plain).as_bytes()));
            let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
            assert!(found(&markers, &wide));
        }
        assert!(found(&markers, percent(text).as_bytes()));
        assert!(found(
            &markers,
            serde_json::to_vec(text).unwrap().as_slice()
        ));
        assert!(!found(&markers, "客户名录".as_bytes()));
    }

    #[test]
    fn a_marker_across_two_reads_is_found() {
        let mut markers = Markers::default();
        markers.key("a key", &[7; 32]);
        let mut bytes = vec![0; CHUNK - 16];
        bytes.extend_from_slice(&[7; 32]);
        bytes.extend_from_slice(&vec![0; CHUNK]);
        assert!(found(&markers, &bytes));
    }

    #[test]
    fn a_file_s_name_counts() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("a")).unwrap();
        fs::write(folder.path().join("a/秘密的客户名单"), b"").unwrap();
        let mut markers = Markers::default();
        markers.text("秘密的客户名单");
        assert_eq!(markers.in_folder(folder.path()).unwrap().len(), 1);
    }
}
