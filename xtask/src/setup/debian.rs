//! Debian's packages: programs that neither cargo nor npm brings.

use std::{collections::BTreeSet, process::Command};

use super::For;
use crate::{
    failure::{Done, Failure},
    shell::{as_root, ask, find, run, say},
};

/// What is needed, how we see that it is there, and what brings it.
struct Need {
    package: &'static str,
    probe: Probe,
    tests_only: bool,
}

/// How a need shows that it is met.
enum Probe {
    /// A program on the PATH, wherever it came from.
    Program(&'static str),
    /// One of these packages.
    Package(&'static [&'static str]),
}

const NEEDS: [Need; 6] = [
    // wasm-opt is npm's `binaryen`, a program for node
    Need {
        package: "nodejs",
        probe: Probe::Program("node"),
        tests_only: false,
    },
    Need {
        package: "npm",
        probe: Probe::Program("npm"),
        tests_only: false,
    },
    Need {
        package: "chromium",
        probe: Probe::Program("chromium"),
        tests_only: true,
    },
    Need {
        package: "chromium-driver",
        probe: Probe::Program("chromedriver"),
        tests_only: true,
    },
    // libFuzzer is written in C++
    Need {
        package: "g++",
        probe: Probe::Program("c++"),
        tests_only: true,
    },
    // without a Chinese font a browser draws boxes
    Need {
        package: "fonts-noto-cjk",
        probe: Probe::Package(&["fonts-noto-cjk", "fonts-wqy-microhei"]),
        tests_only: true,
    },
];

/// Installs the programs that are missing.
pub(super) fn install(purpose: For) -> Done {
    let missing = missing(
        purpose,
        |program| find(program).is_some(),
        &installed_fonts(purpose),
    );
    packages(&missing)
}

/// Installs `names` with apt, if there are any.
pub(super) fn packages(names: &[&str]) -> Done {
    if names.is_empty() {
        return Ok(());
    }
    if find("apt-get").is_none() {
        return Err(Failure::new(format!(
            "This set-up installs by itself on Debian only: here, please install what Debian calls {} and run this again.",
            names.join(", ")
        )));
    }
    say(&format!("installing Debian's {}", names.join(", ")));
    update()?;
    run(apt()?
        .args(["install", "-y", "--no-install-recommends"])
        .args(names))
}

/// Refreshes apt's lists, without which a bare machine knows no package.
pub(super) fn update() -> Done {
    run(apt()?.arg("update").arg("-qq"))
}

/// Which of `names` dpkg has installed.
pub(super) fn installed(names: &[&str]) -> BTreeSet<String> {
    let mut query = Command::new("dpkg-query");
    query.args(["-W", "-f=${Package} ${db:Status-Status}\\n"]);
    // absent names make dpkg-query fail, but it still prints the others
    let output = query.args(names).output();
    let text = output.map(|output| output.stdout).unwrap_or_default();
    parse_installed(&String::from_utf8_lossy(&text))
}

/// Whether apt is there to be asked.
pub(super) fn has_apt() -> bool {
    ask(Command::new("apt-get").arg("--version")).is_some()
}

fn apt() -> Done<Command> {
    let mut apt = as_root("env")?;
    apt.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    Ok(apt)
}

fn installed_fonts(purpose: For) -> BTreeSet<String> {
    if purpose == For::Run || !has_apt() {
        return BTreeSet::new();
    }
    installed(&["fonts-noto-cjk", "fonts-wqy-microhei"])
}

fn missing(
    purpose: For,
    on_path: impl Fn(&str) -> bool,
    installed: &BTreeSet<String>,
) -> Vec<&'static str> {
    let met = |need: &Need| match need.probe {
        Probe::Program(program) => on_path(program),
        Probe::Package(names) => names.iter().any(|name| installed.contains(*name)),
    };
    NEEDS
        .iter()
        .filter(|need| purpose == For::Test || !need.tests_only)
        .filter(|need| !met(need))
        .map(|need| need.package)
        .collect()
}

fn parse_installed(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_machine_needs_everything_and_a_ready_one_nothing() {
        let none = BTreeSet::new();
        assert_eq!(missing(For::Run, |_| false, &none), ["nodejs", "npm"]);
        assert_eq!(missing(For::Test, |_| false, &none).len(), NEEDS.len());
        let fonts = BTreeSet::from(["fonts-wqy-microhei".to_owned()]);
        assert!(missing(For::Test, |_| true, &fonts).is_empty());
    }

    #[test]
    fn running_needs_no_browser() {
        let none = BTreeSet::new();
        assert!(missing(For::Run, |name| name.starts_with('n'), &none).is_empty());
    }

    #[test]
    fn a_removed_package_is_not_installed() {
        let text = "fonts-noto-cjk installed\nfonts-wqy-microhei config-files\n";
        assert_eq!(
            parse_installed(text),
            BTreeSet::from(["fonts-noto-cjk".to_owned()])
        );
    }
}
