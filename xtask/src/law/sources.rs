//! The law over the code: names that only one folder may write, and no inline style, which the
//! content security policy would refuse.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::failure::{At, Done};

/// A name, and the only folder whose code may write it.
struct Rule {
    name: &'static str,
    only: &'static str,
}

const RULES: [Rule; 7] = [
    Rule {
        name: "aes_gcm",
        only: "crates/seal/",
    },
    Rule {
        name: "hpke",
        only: "crates/seal/",
    },
    Rule {
        name: "argon2",
        only: "crates/seal/",
    },
    Rule {
        name: "web_sys",
        only: "src/browser/",
    },
    Rule {
        name: "gloo",
        only: "src/browser/",
    },
    Rule {
        name: "hayro",
        only: "src/pdf/",
    },
    Rule {
        name: "krilla",
        only: "crates/paper/",
    },
];

/// A sentence for each line below `root` that breaks a rule.
pub(super) fn breaches(root: &Path) -> Done<Vec<String>> {
    let mut breaches = Vec::new();
    for file in shipped(root)? {
        let text = fs::read_to_string(&file).at(&file)?;
        let name = file.strip_prefix(root).unwrap_or(&file);
        breaches.extend(in_file(&name.to_string_lossy(), &text));
    }
    Ok(breaches)
}

/// The Rust files that ship: the app's and the crates', without their `tests/` and `benches/`.
fn shipped(root: &Path) -> Done<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![root.join("src")];
    let crates = root.join("crates");
    for entry in fs::read_dir(&crates).at(&crates)? {
        folders.push(entry.at(&crates)?.path().join("src"));
    }
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder).at(&folder)? {
            let path = entry.at(&folder)?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn in_file(file: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.split("//").next().unwrap_or_default();
        let broken = RULES
            .iter()
            .filter(|rule| !file.starts_with(rule.only) && names(code, rule.name));
        found.extend(broken.map(|rule| {
            format!(
                "{file}:{number} names {}, which only {} may",
                rule.name, rule.only
            )
        }));
        if file.starts_with("src/") && has_inline_style(code) {
            found.push(format!(
                "{file}:{number} has an inline style: use a class of style/"
            ));
        }
    }
    found
}

/// Whether `code` uses the crate `name`: the word itself, as a path's head.
fn names(code: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + name.len()..];
        let whole = !before.is_some_and(|c| is_word(c) || c == '"' || c == '.')
            && !after.chars().next().is_some_and(is_word);
        whole && (after.starts_with("::") || after.starts_with(';') || after.starts_with(" as "))
    })
}

fn has_inline_style(code: &str) -> bool {
    code.match_indices("style=").any(|(at, _)| {
        code[..at].ends_with([' ', '\t']) && code[at + 6..].starts_with(['"', '{', '('])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_src_browser_names_the_browser() {
        let line = "use web_sys::Window;";
        assert!(in_file("src/browser/window.rs", line).is_empty());
        assert_eq!(in_file("src/pages/room.rs", line).len(), 1);
        assert_eq!(in_file("crates/room/src/lib.rs", line).len(), 1);
    }

    #[test]
    fn only_seal_names_ciphers() {
        let line = "    let key = aes_gcm::Key::from(bytes);";
        assert!(in_file("crates/seal/src/envelope.rs", line).is_empty());
        assert_eq!(in_file("crates/room/src/open.rs", line).len(), 1);
    }

    #[test]
    fn a_mention_is_not_a_use() {
        assert!(!names("let label = \"argon2\";", "argon2"));
        assert!(!names("params.argon2.memory", "argon2"));
        assert!(!names("mod my_argon2;", "argon2"));
        assert!(in_file("src/lib.rs", "// never web_sys::Window here").is_empty());
    }

    #[test]
    fn inline_style_is_found_and_classes_are_not() {
        assert!(has_inline_style(r#"<p style="color:red">"#));
        assert!(!has_inline_style(r#"<p class="quiet" data-style="x">"#));
        assert!(!has_inline_style("let style = 3;"));
    }
}
