//! Checks that run nothing: formatting, clippy, cargo deny, the dependency law.

use crate::{
    failure::Done,
    law,
    place::Place,
    setup::Wasm,
    shell::{ask, run, say},
};

/// All of them.
pub(crate) fn all(place: &Place, wasm: &Wasm) -> Done {
    say("formatting");
    run(&mut place.cargo(&["fmt", "--all", "--check"])?)?;
    law::check(place)?;
    deny(place)?;
    clippy(place, wasm)
}

fn clippy(place: &Place, wasm: &Wasm) -> Done {
    say("clippy, native");
    let native = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--features=sealroom-app/pdf",
    ];
    run(place.cargo(&native)?.args(["--", "-D", "warnings"]))?;
    say("clippy, for the browser");
    run(place
        .web_command("cargo", wasm)?
        // stricter there: no clock, no environment, no threads
        .env("CLIPPY_CONF_DIR", place.root.join("clippy_wasm"))
        .args(["clippy", "--target=wasm32-unknown-unknown", "--locked"])
        .args([
            "--package=sealroom-app",
            "--package=room",
            "--package=detect",
            "--package=paper",
            "--package=seal",
        ])
        .args(["--package=ledger", "--package=blobs"])
        .arg("--features=sealroom-app/pdf")
        .args(["--", "-D", "warnings"]))
}

fn deny(place: &Place) -> Done {
    say("licences, bans and sources of dependencies");
    run(&mut place.cargo(&["deny", "--locked", "check", "licenses", "bans", "sources"])?)?;
    // the advisories' database is a download of its own, which some machines cannot make
    let fetched = ask(&mut place.cargo(&["deny", "--locked", "fetch", "db"])?);
    if fetched.is_none() {
        say("security advisories NOT checked: their database cannot be reached from here");
        return Ok(());
    }
    run(&mut place.cargo(&["deny", "--locked", "check", "advisories"])?)
}
