//! A compiler that builds for the browser.
//!
//! With an ordinary rustup that is one `rustup target add`. Where rustup may not download
//! (`RUSTUP_AUTO_INSTALL=0`) or fails to, Debian's `rustc-web` is, with a standard library that we
//! build from its source ([`super::rust_web`]). Whether a compiler works is seen by compiling a
//! test with it, which also finds a standard library that an upgrade of the compiler left behind.

use std::{env, fs, process::Command};

use super::{For, rust_web};
use crate::{
    failure::{At, Done},
    place::Place,
    shell::{ask, run, say},
};

/// The target that everything for the browser is compiled to.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// Which compiler builds for the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wasm {
    /// The rustup toolchain's name, or none for the one that is active anyway.
    pub(crate) toolchain: Option<String>,
}

/// What the decision hangs on.
#[derive(Debug, Clone, Copy)]
struct Facts {
    active_works: bool,
    linked_works: bool,
    may_download: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum Way {
    Active,
    Linked,
    AskRustup,
    BuildStd,
}

/// Finds such a compiler, or makes one.
pub(super) fn ready(place: &Place, purpose: For) -> Done<Wasm> {
    let active = Wasm { toolchain: None };
    let linked = Wasm {
        toolchain: Some(rust_web::TOOLCHAIN.to_owned()),
    };
    let active_works = works(place, &active)?;
    let facts = Facts {
        active_works,
        linked_works: !active_works && works(place, &linked)?,
        may_download: may_download(),
    };
    let way = way(facts);
    if way == Way::AskRustup {
        say("asking rustup for the browser's target");
        let added = run(Command::new("rustup").args(["target", "add", TARGET]));
        if added.is_ok() && works(place, &active)? {
            return Ok(active);
        }
        say("rustup could not: taking Debian's compiler instead");
    }
    match way {
        Way::Active => return Ok(active),
        Way::Linked => {}
        Way::AskRustup | Way::BuildStd => rust_web::install(place)?,
    }
    if purpose == For::Test {
        rust_web::install_clippy()?;
    }
    Ok(linked)
}

fn way(facts: Facts) -> Way {
    match facts {
        Facts {
            active_works: true, ..
        } => Way::Active,
        Facts {
            linked_works: true, ..
        } => Way::Linked,
        Facts {
            may_download: true, ..
        } => Way::AskRustup,
        _ => Way::BuildStd,
    }
}

/// rustup's own switch: with 0 it downloads nothing that it is not told to, and we tell it nothing.
pub(super) fn may_download() -> bool {
    allows(env::var("RUSTUP_AUTO_INSTALL").ok().as_deref())
}

fn allows(auto_install: Option<&str>) -> bool {
    auto_install != Some("0")
}

fn works(place: &Place, wasm: &Wasm) -> Done<bool> {
    let folder = place.web_target.join("probe");
    fs::create_dir_all(&folder).at(&folder)?;
    let source = folder.join("probe.rs");
    fs::write(&source, "#[test]\nfn works() {}\n").at(&source)?;
    let mut rustc = place.web_command("rustc", wasm)?;
    rustc
        .args(["--test", "--edition=2024", "--target", TARGET])
        .arg("--out-dir")
        .arg(&folder)
        .arg(&source);
    Ok(ask(&mut rustc).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(active_works: bool, linked_works: bool, may_download: bool) -> Facts {
        Facts {
            active_works,
            linked_works,
            may_download,
        }
    }

    #[test]
    fn what_works_is_taken_as_it_is() {
        assert_eq!(way(facts(true, true, true)), Way::Active);
        assert_eq!(way(facts(false, true, true)), Way::Linked);
        assert_eq!(way(facts(false, true, false)), Way::Linked);
    }

    #[test]
    fn rustup_is_asked_only_where_it_may_download() {
        assert_eq!(way(facts(false, false, true)), Way::AskRustup);
        assert_eq!(way(facts(false, false, false)), Way::BuildStd);
        assert!(!allows(Some("0")));
        assert!(allows(Some("1")) && allows(None));
    }
}
