//! Builds the app: Trunk compiles and collects, [`finish`] makes the result safe to serve and compresses
//! it, and `dist/` is replaced in one step, so that the server never embeds half an app.

mod finish;
mod integrity;
mod reproduce;
mod sheet;
mod stamp;
mod twins;

pub(crate) use reproduce::reproduce;

use std::fs;

use crate::{
    failure::{At, Done, Failure},
    place::Place,
    setup::{Font, Wasm},
    shell::{ask, run, say},
};

/// How the app is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// What ships and what the browser tests drive.
    Release,
    /// Compiles fast, runs slowly.
    Dev,
}

/// Builds the app into `dist/` and gives the digest over all of it.
pub(crate) fn build(place: &Place, wasm: &Wasm, mode: Mode) -> Done<String> {
    let compiler = ask(place.web_command("rustc", wasm)?.arg("--version"))
        .ok_or_else(|| Failure::new("rustc does not tell its version."))?;
    let stamp = stamp::of_sources(place, &compiler, mode)?;
    if let Some(tree) = stamp::made(place, &stamp) {
        say(&format!(
            "the app in dist/ is up to date, its digest is {tree}"
        ));
        return Ok(tree);
    }
    say("building the app");
    let staging = place.web_target.join("trunk");
    fs::create_dir_all(&staging).at(&staging)?;
    // offline, Trunk downloads no tools, but neither does its cargo download crates
    run(&mut place.cargo(&["fetch", "--locked", "--quiet"])?)?;
    let mut trunk = place.web_command("trunk", wasm)?;
    trunk.args(["build", "--offline=true", "--skip-version-check"]);
    trunk.arg("--dist").arg(&staging);
    if mode == Mode::Release {
        trunk.arg("--release");
    }
    // Trunk reads NO_COLOR as a boolean and refuses what others set there
    trunk.env_remove("NO_COLOR");
    // its own traces bury the sentence that says what is wrong
    trunk.env("RUST_BACKTRACE", "0");
    run(&mut trunk)?;

    let finished = place.web_target.join("finished");
    clear(&finished)?;
    let font = Font::read(place)?;
    let tree = finish::finish(&staging, &finished, compiler.trim(), font, mode)?;
    stamp::keep(place, None)?;
    clear(&place.dist)?;
    fs::rename(&finished, &place.dist).at(&place.dist)?;
    stamp::keep(place, Some((&stamp, &tree)))?;
    say(&format!("the app is in dist/, its digest is {tree}"));
    Ok(tree)
}

fn clear(folder: &std::path::Path) -> Done {
    if folder.exists() {
        fs::remove_dir_all(folder).at(folder)?;
    }
    Ok(())
}
