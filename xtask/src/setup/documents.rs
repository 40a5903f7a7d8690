//! Real documents for the browser tests: Chinese PDFs and a nested folder of Chinese pages and
//! pictures, from Debian's packages. They are unpacked, not installed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::debian;
use crate::{
    failure::{At, Done, Failure},
    place::Place,
    shell::{run, say},
};

const PACKAGES: [&str; 3] = [
    "debian-reference-zh-cn",
    "maint-guide-zh-cn",
    "gimp-help-zh-cn",
];

/// Where they lie, each package in a folder of its name.
pub(crate) fn folder(place: &Place) -> PathBuf {
    place.tools.join("documents")
}

/// Fetches those that are missing.
pub(super) fn fetch(place: &Place) -> Done {
    unpacked(&folder(place), &PACKAGES, "documents for the tests")
}

/// Unpacks those of Debian's `packages` that are missing in `folder`, each below its own name.
pub(super) fn unpacked(folder: &Path, packages: &[&str], what: &str) -> Done {
    let missing: Vec<_> = packages
        .iter()
        .copied()
        .filter(|name| !folder.join(name).is_dir())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if !debian::has_apt() {
        return Err(Failure::new(format!(
            "Here are missing {what}: on this system, please unpack Debian's {} into folders of these names in {}.",
            missing.join(", "),
            folder.display()
        )));
    }
    say(&format!("fetching {what}"));
    let packed = folder.join("packed");
    fs::create_dir_all(&packed).at(&packed)?;
    let mut download = Command::new("apt-get");
    download.current_dir(&packed).arg("download").args(&missing);
    if run(&mut download).is_err() {
        debian::update()?;
        run(&mut download)?;
    }
    for name in missing {
        unpack(&packed, name, folder)?;
    }
    fs::remove_dir_all(&packed).at(&packed)
}

/// Unpacks beside its place and renames, so that half a folder never counts as there.
fn unpack(packed: &Path, name: &str, folder: &Path) -> Done {
    for entry in fs::read_dir(packed).at(packed)? {
        let file = entry.at(packed)?.path();
        let is_it = file
            .file_name()
            .is_some_and(|found| found.to_string_lossy().starts_with(&format!("{name}_")));
        if is_it {
            let half = packed.join(name);
            run(Command::new("dpkg-deb").arg("-x").arg(&file).arg(&half))?;
            return fs::rename(&half, folder.join(name)).at(&half);
        }
    }
    Err(Failure::new(format!("apt brought no {name}.")))
}
