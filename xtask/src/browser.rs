//! Tests in Chromium: the wasm crates' own, headless, and the end-to-end tests that drive two
//! people's browsers against the real server.

use std::{fs, path::PathBuf, process::Command};

use serde_json::json;

use crate::{
    app::Mode,
    failure::{At, Done, Failure},
    place::Place,
    run::programs,
    runner::{Closing, run_tests},
    setup::{Wasm, documents},
    shell::{find, is_root, run, say},
};

/// The crates that have tests for the browser.
const TESTED: [&str; 2] = ["sealroom-app", "seal"];

/// Runs the headless tests.
pub(crate) fn headless(place: &Place, wasm: &Wasm) -> Done<Closing> {
    say("headless tests of the browser's code");
    let mut cargo = place.web_command("cargo", wasm)?;
    // integration tests only: what a file tests beside its code runs natively
    cargo.args([
        "test",
        "--target=wasm32-unknown-unknown",
        "--locked",
        "--test=*",
        "--features=sealroom-app/browser-tests",
    ]);
    for package in TESTED {
        cargo.arg(format!("--package={package}"));
    }
    cargo
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            "wasm-bindgen-test-runner",
        )
        .env("WASM_BINDGEN_TEST_ONLY_WEB", "1")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", webdriver(place)?)
        .env("CHROMEDRIVER", program("chromedriver")?);
    run_tests(&mut cargo)
}

/// Runs the end-to-end tests against the app and the `programs` that were built. `rest` goes to nextest.
pub(crate) fn end_to_end(
    place: &Place,
    programs: Mode,
    full: bool,
    rest: &[String],
) -> Done<Closing> {
    say("browser end-to-end tests");
    let mut cargo = place.cargo(&["nextest", "run", "--package=e2e", "--locked"])?;
    name_programs(place, programs, &mut cargo)?;
    cargo.args(rest);
    if full {
        cargo.env("SEALROOM_FULL", "1");
    }
    run_tests(&mut cargo)
}

/// Compiles the end-to-end tests and what the programs are made of, before there is an app to embed.
pub(crate) fn compile(place: &Place, mode: Mode) -> Done {
    programs(place, mode)?;
    let words = ["nextest", "run", "--package=e2e", "--locked", "--no-run"];
    run(&mut place.cargo(&words)?)
}

/// Tells what drives browsers where everything is that it drives.
pub(crate) fn name_programs(place: &Place, mode: Mode, cargo: &mut Command) -> Done {
    cargo
        .env("SEALROOMD", place.binary("sealroomd", mode))
        .env("SEALROOM", place.binary("sealroom", mode))
        .env("SEALROOM_DOCUMENTS", documents(place))
        .env("AXE_CORE", place.modules.join("axe-core/axe.min.js"))
        .env("CHROMEDRIVER", program("chromedriver")?)
        .env("CHROMIUM", program("chromium")?);
    Ok(())
}

fn program(name: &str) -> Done<PathBuf> {
    find(name).ok_or_else(|| Failure::new(format!("{name} is not on the PATH.")))
}

/// Writes what the headless tests tell chromedriver.
fn webdriver(place: &Place) -> Done<PathBuf> {
    let path = place.web_target.join("webdriver.json");
    let capabilities = json!({ "goog:chromeOptions": { "args": flags(is_root()) } });
    fs::write(&path, capabilities.to_string()).at(&path)?;
    Ok(path)
}

/// Chromium's flags: nothing fetched in the background, and its sandbox kept unless we are root,
/// for whom it does not start with one.
fn flags(root: bool) -> Vec<&'static str> {
    let mut flags = vec![
        "--headless",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];
    if root {
        flags.push("--no-sandbox");
    }
    flags
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sandbox_goes_only_for_root() {
        assert!(flags(true).contains(&"--no-sandbox"));
        assert!(!flags(false).contains(&"--no-sandbox"));
    }
}
