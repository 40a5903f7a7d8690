//! Turns `locales/*.toml` into the typed table that `src/i18n.rs` includes.

#![allow(
    clippy::disallowed_methods,
    reason = "a build script runs where it is built, not in a browser"
)]

#[path = "src/i18n/table.rs"]
mod table;

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=src/i18n/table.rs");
    if env::var("CARGO_FEATURE_PDF").is_ok() && env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32" {
        // what a PDF claims to need ends with the reader, and not with the whole tab
        println!("cargo::rustc-link-arg-bin=pdf=--max-memory={}", 1 << 30);
    }
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let locales = Path::new(&root).join("locales");
    let en = fs::read_to_string(locales.join("en.toml"))?;
    let zh = fs::read_to_string(locales.join("zh-CN.toml"))?;
    let source = table::compile(&en, &zh)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), source)?;
    Ok(())
}
