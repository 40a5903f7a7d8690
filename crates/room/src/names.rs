//! Names of files and folders: checked where they enter, on the way in and on the way out.
//!
//! A name is one segment: no separator, no control or direction character, nothing
//! that a file system reads as something else. Who reads a room checks again, for a
//! manager's program may be hostile too; [`safe`] makes a name that can be saved.

pub(crate) use seal::text::hidden;

/// Why a name is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// Nothing, or only spaces and dots.
    #[error("it is empty")]
    Empty,
    /// More than 255 bytes.
    #[error("it is too long")]
    Long,
    /// A control character, or one that turns the direction of writing.
    #[error("it holds a control or direction character")]
    Control,
    /// `/`, `\`, `:` and what else a file system reads as something else.
    #[error("it holds a character that file systems do not allow")]
    Character,
    /// A device's name (`CON`), or a dot or space at the end.
    #[error("systems reserve it")]
    Reserved,
}

/// The longest name, in bytes.
pub const MAX: usize = 255;

/// Checks one name.
pub fn check(name: &str) -> Result<(), BadName> {
    if name
        .trim_matches(|c: char| c.is_whitespace() || c == '.')
        .is_empty()
    {
        return Err(BadName::Empty);
    }
    if name.len() > MAX {
        return Err(BadName::Long);
    }
    if name.contains(hidden) {
        return Err(BadName::Control);
    }
    if name.contains(['/', '\\', ':', '*', '?', '"', '<', '>', '|']) {
        return Err(BadName::Character);
    }
    if name.ends_with(['.', ' ']) || name.starts_with(' ') || is_device(name) {
        return Err(BadName::Reserved);
    }
    Ok(())
}

/// Splits a path of picked files into checked segments.
pub fn path(path: &str) -> Result<Vec<&str>, BadName> {
    path.split('/')
        .map(|segment| check(segment).map(|()| segment))
        .collect()
}

/// A name that can be saved and shown, made from any.
#[must_use]
pub fn safe(name: &str) -> String {
    if check(name).is_ok() {
        return name.to_owned();
    }
    let mut out: String = name
        .chars()
        .filter(|c| !hidden(*c))
        .map(|c| if r#"/\:*?"<>|"#.contains(c) { '_' } else { c })
        .collect();
    while out.len() > MAX {
        out.pop();
    }
    let trimmed = out.trim_start().trim_end_matches(['.', ' ']);
    if check(trimmed).is_ok() {
        trimmed.to_owned()
    } else {
        format!("_{}", trimmed.trim_start_matches('.'))
    }
}

/// `name`, or `name (2).ext` and so on while it is taken. Case does not tell names apart.
#[must_use]
pub fn free(name: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(name) {
        return name.to_owned();
    }
    let (stem, extension) = match name.rfind('.') {
        Some(dot) if dot > 0 => name.split_at(dot),
        _ => (name, ""),
    };
    for n in 2_u32.. {
        let suffix = format!(" ({n}){extension}");
        let mut stem = stem.to_owned();
        while stem.len() + suffix.len() > MAX && stem.pop().is_some() {}
        let candidate = stem + &suffix;
        if !taken(&candidate) {
            return candidate;
        }
    }
    name.to_owned()
}

/// How names are compared: systems that ignore case must be able to save both.
#[must_use]
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// What another person wrote, fit to be shown on one line: nothing hidden in it, and no longer than a name.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut out: String = text.chars().filter(|c| !hidden(*c)).collect();
    while out.len() > MAX {
        out.pop();
    }
    out.trim().to_owned()
}

/// What another person wrote in several lines, fit to be shown.
#[must_use]
pub fn text(text: &str) -> String {
    let mut out: String = text.chars().filter(|c| *c == '\n' || !hidden(*c)).collect();
    while out.len() > crate::body::MAX_DESCRIPTION {
        out.pop();
    }
    out.trim().to_owned()
}

/// The longest media type, in bytes.
pub(crate) const MAX_TYPE: usize = 127;

/// A media type as far as one may have such bytes.
pub(crate) fn media_type(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_graphic)
        .take(MAX_TYPE)
        .collect()
}

fn is_device(name: &str) -> bool {
    let stem = name
        .split('.')
        .next()
        .unwrap_or(name)
        .trim_end()
        .to_ascii_uppercase();
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || matches!(
            stem.as_bytes(),
            [b'C', b'O', b'M', b'1'..=b'9'] | [b'L', b'P', b'T', b'1'..=b'9']
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_are_refused_and_made_safe() {
        for (name, why) in [
            ("", BadName::Empty),
            ("..", BadName::Empty),
            (" . ", BadName::Empty),
            ("../etc/passwd", BadName::Character),
            ("a\\b", BadName::Character),
            ("C:x", BadName::Character),
            ("a\u{202e}fdp.exe", BadName::Control),
            ("a\u{200b}b", BadName::Control),
            ("a\nb", BadName::Control),
            ("a\0", BadName::Control),
            ("con.txt", BadName::Reserved),
            ("LPT1", BadName::Reserved),
            ("trailing.", BadName::Reserved),
            (&"长".repeat(86), BadName::Long),
        ] {
            assert_eq!(check(name), Err(why), "{name:?}");
            assert_eq!(check(&safe(name)), Ok(()), "{name:?} -> {:?}", safe(name));
        }
        for name in [
            "合同.pdf",
            "a b.c",
            ".gitignore",
            "console.log",
            "résumé",
            "a (2)",
        ] {
            assert_eq!((check(name), safe(name).as_str()), (Ok(()), name));
        }
    }

    #[test]
    fn duplicates_are_numbered() {
        let taken = ["a.pdf", "a (2).pdf", "b", ".x"];
        let free = |name| free(name, |name| taken.contains(&name));
        assert_eq!(
            [free("a.pdf"), free("b"), free("c"), free(".x")],
            ["a (3).pdf", "b (2)", "c", ".x (2)"]
        );
        let long = "é".repeat(127);
        let other = super::free(&long, |name| name == long);
        assert!(other.len() <= MAX && other.ends_with(" (2)"));
    }

    #[test]
    fn paths_are_split_and_every_segment_is_checked() {
        assert_eq!(path("a/b/c.pdf"), Ok(vec!["a", "b", "c.pdf"]));
        assert!(path("a//b").is_err() && path("/a").is_err() && path("a/../b").is_err());
    }
}
