//! Tools from crates.io. One on the PATH in the right version is taken; else ours goes to
//! `.tools/`, so that nothing of the machine's own is replaced.

use std::fs;

use super::{For, version::Version};
use crate::{
    failure::{At, Done, Failure},
    place::Place,
    shell::{ask, run, say},
};

struct Tool {
    program: &'static str,
    package: &'static str,
    wanted: Wanted,
    /// How `cargo install` gets it built: each line was tried.
    flags: &'static [&'static str],
}

#[derive(Debug, Clone, Copy)]
enum Wanted {
    Exactly(Version),
    AtLeast(Version),
}

impl Wanted {
    fn met_by(self, found: Option<Version>) -> bool {
        match self {
            Self::Exactly(wanted) => found == Some(wanted),
            Self::AtLeast(wanted) => found.is_some_and(|found| found >= wanted),
        }
    }

    fn version(self) -> Version {
        match self {
            Self::Exactly(version) | Self::AtLeast(version) => version,
        }
    }
}

/// Installs the tools that are missing.
pub(super) fn install(place: &Place, purpose: For) -> Done {
    let shared = place.target.join("tools");
    for tool in tools(place, purpose)? {
        let printed = ask(place.command(tool.program)?.arg("--version"));
        if tool
            .wanted
            .met_by(printed.as_deref().and_then(Version::in_output))
        {
            continue;
        }
        say(&format!("installing {}, some minutes", tool.package));
        let mut cargo = place.command("cargo")?;
        cargo
            .args(["install", tool.package, "--force", "--version"])
            .arg(tool.wanted.version().to_string())
            .arg("--root")
            .arg(&place.tools)
            .args(tool.flags)
            // what several of them need is compiled once; nobody debugs them
            .env("CARGO_TARGET_DIR", &shared)
            .env("CARGO_PROFILE_DEV_DEBUG", "0");
        run(&mut cargo)?;
    }
    if shared.exists() {
        fs::remove_dir_all(&shared).at(&shared)?;
    }
    Ok(())
}

fn tools(place: &Place, purpose: For) -> Done<Vec<Tool>> {
    let lock = place.root.join("Cargo.lock");
    let text = fs::read_to_string(&lock).at(&lock)?;
    let bindgen = Version::in_lock(&text, "wasm-bindgen")
        .ok_or_else(|| Failure::new("Cargo.lock names no wasm-bindgen."))?;
    let mut tools = vec![
        Tool {
            program: "wasm-bindgen",
            package: "wasm-bindgen-cli",
            // it refuses what another version of the library prepared
            wanted: Wanted::Exactly(bindgen),
            // its lock file names a crate that is gone
            flags: &[],
        },
        Tool {
            program: "trunk",
            package: "trunk",
            wanted: Wanted::Exactly(Version(0, 21, 14)),
            flags: &[
                "--locked",
                "--debug",
                "--no-default-features",
                "--features=rustls",
            ],
        },
    ];
    if purpose == For::Test {
        tools.extend([
            Tool {
                program: "cargo-deny",
                package: "cargo-deny",
                wanted: Wanted::AtLeast(Version(0, 20, 2)),
                flags: &["--locked", "--debug"],
            },
            Tool {
                program: "cargo-nextest",
                package: "cargo-nextest",
                wanted: Wanted::AtLeast(Version(0, 9, 143)),
                flags: &["--locked", "--debug"],
            },
        ]);
    }
    Ok(tools)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pinned_tool_of_another_version_counts_as_missing() {
        let pinned = Wanted::Exactly(Version(0, 21, 14));
        assert!(pinned.met_by(Some(Version(0, 21, 14))));
        assert!(!pinned.met_by(Some(Version(0, 22, 1))));
        assert!(!pinned.met_by(None));
    }

    #[test]
    fn a_newer_checker_will_do() {
        let floor = Wanted::AtLeast(Version(0, 9, 100));
        assert!(floor.met_by(Some(Version(0, 9, 138))));
        assert!(!floor.met_by(Some(Version(0, 9, 99))));
        assert!(!floor.met_by(None));
    }
}
