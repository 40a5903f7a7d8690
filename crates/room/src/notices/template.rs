//! Templates: texts with places in double braces.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use seal::words::Language;
use serde::{Deserialize, Serialize};

use super::merge::MergeError;

/// Bytes of a template, and of the name of a place.
const TEXT: usize = 64 * 1024;
const NAME: usize = 64;
/// Places of one template.
const PLACES: usize = 256;

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// Information passes to another company.
    Transfer,
    /// How it is processed changes.
    Change,
    /// Security was breached.
    Breach,
}

/// A notice as it is written for nobody in particular.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// What it is about.
    pub notice: NoticeKind,
    /// `zh-CN` or `en`.
    pub language: String,
    /// Articles.
    pub law: Vec<String>,
    /// A line above it.
    pub subject: String,
    /// The text, with places such as `{{name}}`.
    pub text: String,
}

// a file that is none is found by the test below
static NOTICES: LazyLock<Vec<Notice>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../forms/data/notices.json")).unwrap_or_default()
});

/// All that there are.
pub fn notices() -> &'static [Notice] {
    &NOTICES
}

/// The notice of this kind in a language.
pub fn notice(kind: NoticeKind, language: Language) -> Option<&'static Notice> {
    let language = match language {
        Language::Chinese => "zh-CN",
        Language::English => "en",
    };
    let mut all = NOTICES.iter();
    all.find(|one| one.notice == kind && one.language == language)
}

/// A text that was taken apart at its places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Place(String),
}

impl Template {
    /// Reads one. Braces that name no place are refused: nobody is to be sent `{{nam`.
    pub fn parse(text: &str) -> Result<Self, MergeError> {
        if text.len() > TEXT {
            return Err(MergeError::Template);
        }
        let (mut pieces, mut rest) = (Vec::new(), text);
        while let Some((before, after)) = rest.split_once("{{") {
            let (name, after) = after.split_once("}}").ok_or(MergeError::Template)?;
            let name = name.trim();
            let odd = name.is_empty() || name.len() > NAME || name.contains(['{', '}', '\n']);
            if odd || before.contains("}}") || pieces.len() > 2 * PLACES {
                return Err(MergeError::Template);
            }
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Place(name.to_owned()));
            rest = after;
        }
        if rest.contains("}}") {
            return Err(MergeError::Template);
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Self(pieces))
    }

    /// The names of its places.
    pub fn places(&self) -> BTreeSet<&str> {
        let named = self.0.iter().filter_map(|piece| match piece {
            Piece::Place(name) => Some(name.as_str()),
            Piece::Text(_) => None,
        });
        named.collect()
    }

    /// The text with what is said for each place, and nothing in that read again.
    pub(super) fn fill<'a>(&self, out: &mut String, value: impl Fn(&str) -> &'a str) {
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Place(name) => out.push_str(value(name)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_notice_is_there_in_both_languages_with_the_same_places() {
        let all: Vec<Notice> =
            serde_json::from_str(include_str!("../forms/data/notices.json")).unwrap();
        assert_eq!(all.len(), 6);
        for kind in [NoticeKind::Transfer, NoticeKind::Change, NoticeKind::Breach] {
            let [zh, en] =
                [Language::Chinese, Language::English].map(|it| notice(kind, it).unwrap());
            let places = |one: &Notice| {
                let template = Template::parse(&one.text).unwrap();
                template
                    .places()
                    .into_iter()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            assert_eq!(places(zh), places(en));
            assert!(places(zh).contains(&"name".to_owned()));
            assert!(Template::parse(&zh.subject).is_ok() && !zh.law.is_empty());
            assert!(zh.text.contains('您') && en.text.contains("Dear"));
        }
    }

    #[test]
    fn braces_that_name_nothing_are_refused() {
        for odd in [
            "{{", "{{name", "{{name}", "}}", "{{}}", "{{ }}", "{{a{b}}", "{{a\nb}}", "a}}{{b}}",
        ] {
            assert_eq!(Template::parse(odd), Err(MergeError::Template), "{odd}");
        }
        let template = Template::parse("{{ 姓名 }}, {a} {{b}}").unwrap();
        let mut out = String::new();
        template.fill(
            &mut out,
            |name| if name == "b" { "{{姓名}}" } else { "王芳" },
        );
        assert_eq!(out, "王芳, {a} {{姓名}}");
    }
}
