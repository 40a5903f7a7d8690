//! Installs what is missing, and nothing else. Each part first asks what is there, which takes
//! milliseconds, so that a second call goes straight to its job.

mod cargo_tools;
mod components;
mod debian;
mod documents;
mod engine;
mod font;
mod npm;
mod rust_web;
mod version;
mod wasm;

pub(crate) use documents::folder as documents;
pub(crate) use font::Font;
pub(crate) use wasm::Wasm;

use crate::{failure::Done, place::Place};

/// What the machine is to be ready for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// Building and running the app and the server.
    Run,
    /// All of that, and every check and test.
    Test,
}

/// Makes the machine ready and says which compiler builds for the browser.
pub(crate) fn ready(place: &Place, purpose: For) -> Done<Wasm> {
    debian::install(purpose)?;
    components::install(place, purpose)?;
    let wasm = wasm::ready(place, purpose)?;
    cargo_tools::install(place, purpose)?;
    npm::install(place)?;
    font::fetch(place)?;
    if purpose == For::Test {
        documents::fetch(place)?;
        engine::install(place)?;
    }
    Ok(wasm)
}
