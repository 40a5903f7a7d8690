//! Compiles the two language files into one Rust table.
//!
//! A language file is flat TOML, `key = "text"`. Text with `{name}` placeholders becomes a method
//! of `Lang` that takes them; text without becomes a variant of `Text`. Keys that end in `_one`
//! and `_other` are the two English plurals of one method, chosen by its `n`; Chinese has no
//! plural, so its file spells the key once, without a suffix.
//!
//! The build stops when a key stands in one file only, when placeholders differ, or when a key
//! stands twice: a screen is never half translated. This file is part of `build.rs` and, for its
//! tests, of the library.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

type Table = BTreeMap<String, String>;

/// The Rust source of both languages, or what is wrong with them.
pub(crate) fn compile(en: &str, zh: &str) -> Result<String, String> {
    let en = parse(en).map_err(|wrong| format!("en.toml: {wrong}"))?;
    let zh = parse(zh).map_err(|wrong| format!("zh-CN.toml: {wrong}"))?;
    let texts = pair(&en, &zh)?;
    Ok(source(&texts))
}

/// One message in both languages.
struct Message {
    one: Option<String>,
    en: String,
    zh: String,
    names: BTreeSet<String>,
}

fn parse(text: &str) -> Result<Table, String> {
    let mut table = Table::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = || format!("line {}: not `key = \"text\"`", number + 1);
        let (key, value) = line.split_once('=').ok_or_else(wrong)?;
        let value = value
            .trim()
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .ok_or_else(wrong)?;
        let value = value.replace("\\\"", "\"").replace("\\n", "\n");
        if table.insert(key.trim().to_owned(), value).is_some() {
            return Err(format!(
                "line {}: `{}` stands twice",
                number + 1,
                key.trim()
            ));
        }
    }
    Ok(table)
}

fn pair(en: &Table, zh: &Table) -> Result<BTreeMap<String, Message>, String> {
    let mut texts = BTreeMap::new();
    for (key, text) in en {
        if key.ends_with("_one") {
            let other = key.replace("_one", "_other");
            if !en.contains_key(&other) {
                return Err(format!("en.toml: `{key}` has no `_other`"));
            }
            continue;
        }
        let base = key.strip_suffix("_other").unwrap_or(key);
        let chinese = zh
            .get(base)
            .ok_or_else(|| format!("zh-CN.toml: `{base}` is missing"))?;
        let names = placeholders(text);
        if names != placeholders(chinese) {
            return Err(format!("`{base}`: the placeholders differ"));
        }
        let one = (base != key).then(|| en.get(&format!("{base}_one")).cloned());
        let one = match one {
            Some(None) => return Err(format!("en.toml: `{key}` has no `_one`")),
            Some(found) => found,
            None => None,
        };
        let message = Message {
            one,
            en: text.clone(),
            zh: chinese.clone(),
            names,
        };
        texts.insert(base.to_owned(), message);
    }
    match zh.keys().find(|key| !texts.contains_key(*key)) {
        Some(extra) => Err(format!("en.toml: `{extra}` is missing")),
        None => Ok(texts),
    }
}

fn placeholders(text: &str) -> BTreeSet<String> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name.to_owned())
        .collect()
}

fn source(texts: &BTreeMap<String, Message>) -> String {
    let (plain, filled): (Vec<_>, Vec<_>) = texts
        .iter()
        .partition(|(_, message)| message.names.is_empty());
    let mut out = String::from(
        "/// Every text without a placeholder.\n\
         #[allow(clippy::enum_variant_names)]\n\
         #[derive(Debug, Clone, Copy, PartialEq, Eq)]\npub(crate) enum Text {\n",
    );
    for (key, _) in &plain {
        let _ = writeln!(out, "    {},", camel(key));
    }
    out.push_str("}\n\n");
    for (lang, pick) in [
        ("EN", (|m| &m.en) as fn(&Message) -> &String),
        ("ZH", |m| &m.zh),
    ] {
        let _ = writeln!(out, "static {lang}: [&str; {}] = [", plain.len());
        for (_, message) in &plain {
            let _ = writeln!(out, "    {:?},", pick(message));
        }
        out.push_str("];\n\n");
    }
    out.push_str("#[rustfmt::skip]\nimpl Lang {\n");
    for (key, message) in &filled {
        out.push_str(&method(key, message));
    }
    out.push_str("}\n");
    out
}

/// A method that fills the placeholders; `n` is a number and comes first.
fn method(key: &str, message: &Message) -> String {
    let mut arguments = String::new();
    let mut first = "";
    if message.names.contains("n") {
        arguments.push_str(", n: usize");
        first = "let n = format::grouped(n); ";
    }
    for name in message.names.iter().filter(|name| *name != "n") {
        let _ = write!(arguments, ", {name}: &str");
    }
    let english = match &message.one {
        Some(one) if *one != message.en => {
            let (one, other) = (filling(one), filling(&message.en));
            first = "let (n, single) = (format::grouped(n), n == 1); ";
            format!("if single {{ {one} }} else {{ {other} }}")
        }
        _ => filling(&message.en),
    };
    format!(
        "    pub(crate) fn {key}(self{arguments}) -> String {{ {first}match self {{ \
         Self::En => {english}, Self::Zh => {} }} }}\n",
        filling(&message.zh)
    )
}

/// The expression that makes a text.
fn filling(text: &str) -> String {
    if placeholders(text).is_empty() {
        format!("{text:?}.to_owned()")
    } else {
        format!("format!({text:?})")
    }
}

fn camel(key: &str) -> String {
    key.split('_')
        .map(|word| {
            let (first, rest) = word.split_at(word.len().min(1));
            first.to_uppercase() + rest
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::compile;

    #[test]
    fn a_key_of_one_language_stops_the_build() {
        assert!(compile("a = \"A\"", "").unwrap_err().contains("zh-CN.toml"));
        assert!(compile("", "a = \"甲\"").unwrap_err().contains("en.toml"));
    }

    #[test]
    fn placeholders_must_agree() {
        let wrong = compile("a = \"{name} left\"", "a = \"{who} 离开\"");
        assert!(wrong.unwrap_err().contains("placeholders"));
    }

    #[test]
    fn a_plural_has_both_forms() {
        let wrong = compile("a_other = \"{n} files\"", "a = \"{n} 个文件\"");
        assert!(wrong.unwrap_err().contains("_one"));
        let good = compile(
            "a_one = \"one file\"\na_other = \"{n} files\"",
            "a = \"{n} 个文件\"",
        );
        let good = good.unwrap();
        assert!(good.contains("fn a(self, n: usize)") && good.contains("if single"));
    }

    #[test]
    fn a_key_twice_stops_the_build() {
        assert!(compile("a = \"A\"\na = \"B\"", "a = \"甲\"").is_err());
    }
}
