//! Object keys: where an object lies in a store.

use core::fmt;

/// A text that cannot be an object key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an object key")]
pub struct NotAKey;

/// A valid object key.
///
/// - One to sixteen segments, divided by `/`; none is empty, `.` or `..`.
/// - A segment holds lowercase ASCII letters, digits, `-`, `_` and `.`, and does not begin with a dot,
///   so that a key is the same file on every system and never leaves its folder.
/// - At most 512 bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// Reads a key.
    pub fn parse(text: impl Into<String>) -> Result<Self, NotAKey> {
        let text = text.into();
        let fits = text.len() <= 512 && text.split('/').count() <= 16;
        (fits && text.split('/').all(is_segment))
            .then_some(Self(text))
            .ok_or(NotAKey)
    }

    /// The key's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Whether the key lies under this folder.
    #[must_use]
    pub fn is_under(&self, folder: &Key) -> bool {
        self.0
            .strip_prefix(&folder.0)
            .is_some_and(|rest| rest.starts_with('/'))
    }
}

fn is_segment(segment: &str) -> bool {
    let plain = |c: u8| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
    !segment.is_empty() && !segment.starts_with('.') && segment.bytes().all(plain)
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_are_keys() {
        for good in ["a", "rooms/0f/chains/00/000000000001", "a.b-c_d"] {
            assert!(Key::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "", "/", "a/", "/a", "a//b", "..", "a/../b", ".a", "A", "a b", "a\\b", "a\0", "é",
            "a:b",
        ] {
            assert_eq!(Key::parse(bad), Err(NotAKey), "{bad}");
        }
        assert_eq!(Key::parse("a/".repeat(16) + "a"), Err(NotAKey));
        assert_eq!(Key::parse("a".repeat(513)), Err(NotAKey));
    }

    #[test]
    fn under_means_below_and_not_beside() {
        let folder = Key::parse("a/b").expect("key");
        assert!(Key::parse("a/b/c").expect("key").is_under(&folder));
        assert!(!Key::parse("a/bc").expect("key").is_under(&folder));
        assert!(!folder.is_under(&folder));
    }
}
