//! The pages of a closing bible, each one file that fetches nothing: the index, and the verifier.
//!
//! Their policy forbids everything but this very script and style, by hash. The script stands in `page/verify.js`; it
//! implements what PROTOCOL.md says of artefacts, cards, notes and wrapped entries a second time, in the browser.

use core::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ledger::ids::Hash;
use seal::words::Language;

use super::bible::BibleDoc;

const TOKENS: &str = include_str!("../../../../style/tokens.css");
const STYLE: &str = include_str!("page/page.css");
const SCRIPT: &str = include_str!("page/verify.js");
const VERIFY: &str = include_str!("page/verify.html");
const INDEX: &str = include_str!("page/index.html");

/// The verifier.
pub fn verify() -> String {
    let style = style();
    let words = |language: Language, between: &str| language.words().join(between);
    let script = SCRIPT
        .replace("{{words-en}}", &words(Language::English, " "))
        .replace("{{words-zh}}", &words(Language::Chinese, " "));
    let policy = format!(
        "default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
        source(&script),
        source(&style)
    );
    fill(
        VERIFY,
        &[("policy", &policy), ("style", &style), ("script", &script)],
    )
}

/// The index, without any script.
pub fn index(title: &str, role: &str, docs: &[BibleDoc]) -> String {
    let style = style();
    let policy = format!(
        "default-src 'none'; style-src {}; base-uri 'none'; form-action 'none'",
        source(&style)
    );
    let mut rows = String::new();
    for doc in docs {
        // writing into a text does not fail
        _ = writeln!(
            rows,
            "            <tr><td class=\"table__number\">{}</td><td><a href=\"{}\">{}</a></td><td class=\"table__size\">{}</td><td class=\"table__hash mono\">{}</td></tr>",
            escape(&doc.number),
            address(&doc.path),
            escape(&doc.name),
            size(doc.size),
            escape(&doc.sha256),
        );
    }
    fill(
        INDEX,
        &[
            ("policy", &policy),
            ("style", &style),
            ("title", &escape(title)),
            ("role", &escape(role)),
            ("count", &docs.len().to_string()),
            ("rows", &rows),
        ],
    )
}

fn style() -> String {
    format!("{TOKENS}\n{STYLE}")
}

/// What a policy calls a script or a style by.
fn source(text: &str) -> String {
    let hash = STANDARD.encode(Hash::of(text.as_bytes()).0);
    format!("'sha256-{hash}'")
}

/// Fills places of a page in one pass: what is put in is not looked at again.
fn fill(page: &str, places: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, after)) = after.split_once("}}") else {
            break;
        };
        let found = places.iter().find(|(known, _)| *known == name);
        out.push_str(found.map_or("", |(_, text)| text));
        rest = after;
    }
    out + rest
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A path in the archive as a relative address.
fn address(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            // writing into a text does not fail
            _ => _ = write!(out, "%{byte:02X}"),
        }
    }
    out
}

/// Bytes for people.
fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if value < 1024.0 {
            return match unit {
                "B" => format!("{bytes} B"),
                unit => format!("{value:.1} {unit}"),
            };
        }
        value /= 1024.0;
    }
    format!("{value:.1} TiB")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn between<'p>(page: &'p str, from: &str, to: &str) -> &'p str {
        page.split_once(from).unwrap().1.split_once(to).unwrap().0
    }

    #[test]
    fn a_page_allows_its_own_script_and_style_and_nothing_else() {
        for page in [verify(), index("Lotus", "Buyer", &[])] {
            let policy = between(&page, "Policy\" content=\"", "\"");
            assert!(policy.starts_with("default-src 'none'; "), "{policy}");
            let style = between(&page, "<style>", "</style>");
            assert!(policy.contains(&format!("style-src {};", source(style))));
            match page.contains("<script>") {
                true => {
                    let script = between(&page, "<script>", "</script>");
                    assert!(policy.contains(&format!("script-src {};", source(script))));
                }
                false => assert!(!policy.contains("script")),
            }
            for not in ["unsafe", "http:", "https:", "{{", " style=", " onclick"] {
                assert!(!page.contains(not), "{not}");
            }
        }
    }

    #[test]
    fn what_others_wrote_is_text_in_the_index() {
        let doc = BibleDoc {
            path: "files/1 <a> \"b\"%#?.pdf".to_owned(),
            number: "1".to_owned(),
            name: "<script>alert(1)</script> {{policy}}".to_owned(),
            size: 2048,
            sha256: "00".to_owned(),
            media_type: String::new(),
            version: String::new(),
            added: String::new(),
            changed: String::new(),
            by: String::new(),
            description: String::new(),
            tags: Vec::new(),
        };
        let page = index("<b>", "'\"", &[doc]);
        assert!(!page.contains("<script>") && !page.contains("<b>"));
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt; {{policy}}"));
        assert!(page.contains("href=\"files/1%20%3Ca%3E%20%22b%22%25%23%3F.pdf\""));
        assert!(page.contains("2.0 KiB"));
    }
}
