//! Debian's compiler for the web, completed.
//!
//! Debian packages a newer Rust as `rustc-web`, with the source of its standard library but not
//! the library for wasm32. We build that library (`std`, and `test` for headless tests), put it
//! where the compiler looks for it, lend the compiler rustup's linker, and give the whole a name
//! that rustup knows.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::{debian, wasm::TARGET};
use crate::{
    failure::{At, Done, Failure},
    place::Place,
    shell::{as_root, ask, run, say},
};

/// The name under which rustup knows it.
pub(super) const TOOLCHAIN: &str = "sealroom-wasm";

const PACKAGES: [&str; 3] = ["rustc-web", "cargo-web", "rust-web-src"];
const CLIPPY: &str = "rust-web-clippy";
const RUSTLIB: &str = "/usr/lib/rustlib";
const STD: &str = "sealroom_std";

/// Installs, builds and links it.
pub(super) fn install(place: &Place) -> Done {
    let there = debian::installed(&PACKAGES);
    let missing: Vec<_> = PACKAGES
        .into_iter()
        .filter(|name| !there.contains(*name))
        .collect();
    debian::packages(&missing)?;
    let linker = Linker::of_active_toolchain()?;
    let libraries = build_std(&place.target.join("std"), &linker)?;
    place_in(Path::new(RUSTLIB), &libraries, &linker)?;
    // what was compiled against an older library cannot be linked with this one
    let stale = place.web_target.join(TARGET);
    if stale.exists() {
        fs::remove_dir_all(&stale).at(&stale)?;
    }
    run(Command::new("rustup").args(["toolchain", "link", TOOLCHAIN, "/usr"]))
}

/// Its clippy, which only the checks need.
pub(super) fn install_clippy() -> Done {
    let there = debian::installed(&[CLIPPY]);
    debian::packages(if there.contains(CLIPPY) {
        &[]
    } else {
        &[CLIPPY]
    })
}

/// The folder of rustup's `rust-lld`. A copy of the program alone would not find its LLVM.
struct Linker {
    host: String,
    folder: PathBuf,
}

impl Linker {
    fn of_active_toolchain() -> Done<Self> {
        let none = || Failure::new("rustc does not tell its host and sysroot.");
        let about = ask(Command::new("rustc").arg("-vV")).ok_or_else(none)?;
        let host = host(&about).ok_or_else(none)?.to_owned();
        let sysroot = ask(Command::new("rustc").args(["--print", "sysroot"])).ok_or_else(none)?;
        let folder = Path::new(sysroot.trim())
            .join("lib/rustlib")
            .join(&host)
            .join("bin");
        if !folder.join("rust-lld").is_file() {
            return Err(Failure::new(format!(
                "{} has no rust-lld: install a Rust toolchain with rustup.",
                folder.display()
            )));
        }
        Ok(Self { host, folder })
    }
}

/// Builds the standard library in `folder` and gives its files.
fn build_std(folder: &Path, linker: &Linker) -> Done<Vec<PathBuf>> {
    say("building the standard library for the browser, about a minute");
    let source = folder.join("src");
    fs::create_dir_all(&source).at(&source)?;
    let manifest =
        "[package]\nname = \"sealroom-std\"\nedition = \"2024\"\n\n[lib]\n\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), manifest).at(folder)?;
    fs::write(source.join("lib.rs"), "#![no_std]\n").at(&source)?;
    let mut cargo = Command::new("/usr/bin/cargo");
    cargo
        .current_dir(folder)
        .args(["build", "--release", "--target", TARGET])
        .arg("-Zbuild-std=std,panic_abort,test")
        .env("RUSTC", "/usr/bin/rustc")
        .env("RUSTC_BOOTSTRAP", "1")
        // a release build with LTO reads the bitcode
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER",
            linker.folder.join("rust-lld"),
        )
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTUP_TOOLCHAIN");
    run(&mut cargo)?;
    let built = folder.join("target").join(TARGET).join("release/deps");
    let mut libraries = Vec::new();
    for entry in fs::read_dir(&built).at(&built)? {
        let path = entry.at(&built)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if is_library(&name) {
            libraries.push(path);
        }
    }
    Ok(libraries)
}

/// Puts the libraries and the link to the linker below `rustlib`.
fn place_in(rustlib: &Path, libraries: &[PathBuf], linker: &Linker) -> Done {
    let ours = rustlib.join(TARGET).join("lib");
    // two generations side by side would be ambiguous
    run(as_root("rm")?.arg("-rf").arg(&ours))?;
    run(as_root("mkdir")?.arg("-p").arg(&ours))?;
    run(as_root("cp")?.args(libraries).arg(&ours))?;
    let host = rustlib.join(&linker.host);
    if host.join("bin/rust-lld").is_file() {
        return Ok(());
    }
    run(as_root("mkdir")?.arg("-p").arg(&host))?;
    run(as_root("ln")?
        .arg("-sfn")
        .arg(&linker.folder)
        .arg(host.join("bin")))
}

fn host(about: &str) -> Option<&str> {
    about.lines().find_map(|line| line.strip_prefix("host: "))
}

fn is_library(name: &str) -> bool {
    name.ends_with(".rlib") && !name.starts_with(&format!("lib{STD}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_read_from_rustc() {
        let about = "rustc 1.95.0 (abc)\nbinary: rustc\nhost: x86_64-unknown-linux-gnu\n";
        assert_eq!(host(about), Some("x86_64-unknown-linux-gnu"));
        assert_eq!(host("rustc 1.95.0"), None);
    }

    #[test]
    fn the_empty_crate_itself_stays_behind() {
        assert!(is_library("libstd-723a93f9dad40af0.rlib"));
        assert!(!is_library("libstd-723a93f9dad40af0.rmeta"));
        assert!(!is_library("libsealroom_std-0123.rlib"));
    }
}
