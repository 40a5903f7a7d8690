//! What an app in `dist/` was made of, so that it is not made again from the same.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{Mode, integrity::sha256};
use crate::{
    failure::{At, Done},
    folder::entries,
    place::Place,
};

/// Files and folders that the app is made of.
const SOURCES: [&str; 14] = [
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "build.rs",
    "crates/blobs",
    "crates/ledger",
    "crates/room",
    "crates/seal",
    "index.html",
    "locales",
    "public",
    "src",
    "style",
    "xtask/src/app",
];

/// One digest over the sources, the compiler and how it is called.
pub(super) fn of_sources(place: &Place, compiler: &str, mode: Mode) -> Done<String> {
    let mut lines = format!("{compiler}\n{mode:?}\n");
    for source in SOURCES {
        add(&place.root.join(source), &mut lines)?;
    }
    Ok(sha256(lines.as_bytes()))
}

/// The digest of the app in `dist/`, if it was made of what `stamp` says.
pub(super) fn made(place: &Place, stamp: &str) -> Option<String> {
    let kept = fs::read_to_string(path(place)).ok()?;
    let (of, tree) = kept.split_once('\n')?;
    let there = place.dist.join("hashes.json").is_file();
    (of == stamp && there).then(|| tree.to_owned())
}

/// Writes down what `dist/` was made of; `None` before it changes.
pub(super) fn keep(place: &Place, made: Option<(&str, &str)>) -> Done {
    let text = made.map_or_else(String::new, |(stamp, tree)| format!("{stamp}\n{tree}"));
    let path = path(place);
    fs::write(&path, text).at(&path)
}

fn path(place: &Place) -> PathBuf {
    place.web_target.join("dist.stamp")
}

fn add(path: &Path, lines: &mut String) -> Done {
    if !path.is_dir() {
        let bytes = fs::read(path).at(path)?;
        lines.push_str(&format!("{} {}\n", sha256(&bytes), path.display()));
        return Ok(());
    }
    entries(path)?
        .iter()
        .try_for_each(|entry| add(entry, lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_source_or_compiler_or_mode_is_another_stamp() {
        let place = Place::here();
        let stamp = of_sources(&place, "rustc 1", Mode::Release).expect("reads");
        let again = of_sources(&place, "rustc 1", Mode::Release).expect("reads");
        assert_eq!(stamp, again);
        for (compiler, mode) in [("rustc 2", Mode::Release), ("rustc 1", Mode::Dev)] {
            assert_ne!(stamp, of_sources(&place, compiler, mode).expect("reads"));
        }
        let folder = place.target.join("stamp-test");
        fs::create_dir_all(&folder).expect("makes");
        let mut before = String::new();
        fs::write(folder.join("a"), "1").expect("writes");
        add(&folder, &mut before).expect("reads");
        let mut after = String::new();
        fs::write(folder.join("a"), "2").expect("writes");
        add(&folder, &mut after).expect("reads");
        assert_ne!(before, after);
    }
}
