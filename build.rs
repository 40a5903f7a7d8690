//! Turns `locales/*.toml` into the typed table that `src/i18n.rs` includes.

#[path = "src/i18n/table.rs"]
mod table;

use std::{env, error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=src/i18n/table.rs");
    let root = env::var("CARGO_MANIFEST_DIR")?;
    let locales = Path::new(&root).join("locales");
    let en = fs::read_to_string(locales.join("en.toml"))?;
    let zh = fs::read_to_string(locales.join("zh-CN.toml"))?;
    let source = table::compile(&en, &zh)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("texts.rs"), source)?;
    Ok(())
}
