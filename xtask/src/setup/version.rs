//! Version numbers as programs and lock files print them.

/// `major.minor.patch`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Version(pub(super) u32, pub(super) u32, pub(super) u32);

impl Version {
    /// The first version in what a program prints about itself, such as `trunk 0.21.14`.
    pub(super) fn in_output(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(Self::parse)
    }

    /// The version of `package` in the text of a `Cargo.lock`.
    pub(super) fn in_lock(lock: &str, package: &str) -> Option<Self> {
        let (_, after) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
        Self::parse(after.split('"').next()?)
    }

    fn parse(word: &str) -> Option<Self> {
        let word = word.trim_start_matches('v');
        let word = word.split(['-', '+']).next()?;
        let mut parts = word.split('.').map(|part| part.parse().ok());
        let version = Self(parts.next()??, parts.next()??, parts.next()??);
        parts.next().is_none().then_some(version)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_version_that_a_program_prints() {
        assert_eq!(
            Version::in_output("trunk 0.21.14"),
            Some(Version(0, 21, 14))
        );
        let nextest = "cargo-nextest 0.9.138 (abc 2026-01-02)\nrelease: 0.9.138";
        assert_eq!(Version::in_output(nextest), Some(Version(0, 9, 138)));
        assert_eq!(Version::in_output("v20.20.2"), Some(Version(20, 20, 2)));
        assert_eq!(
            Version::in_output("rustc 1.97.0-nightly (x)"),
            Some(Version(1, 97, 0))
        );
        assert_eq!(Version::in_output("no number, 1.2, 1.2.3.4"), None);
    }

    #[test]
    fn finds_the_version_in_a_lock_file_by_the_whole_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            Version::in_lock(lock, "wasm-bindgen"),
            Some(Version(0, 2, 130))
        );
        assert_eq!(Version::in_lock(lock, "absent"), None);
    }

    #[test]
    fn orders_by_number_not_by_letter() {
        assert!(Version(0, 9, 138) > Version(0, 9, 99));
    }
}
