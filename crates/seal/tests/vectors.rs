//! The vector files are what this code makes, and every case gets its answer.
//!
//! `SEALROOM_BLESS=1 cargo test -p seal --test vectors` writes them again.
#![allow(clippy::unwrap_used, missing_docs)]
#![cfg(not(target_family = "wasm"))]

#[path = "vectors/make.rs"]
mod make;

use seal::testkit::vectors::{self, answer};

#[test]
fn every_case_gets_its_answer() {
    if std::env::var_os("SEALROOM_BLESS").is_none() {
        let count = vectors::run().unwrap();
        assert!(count > 150, "{count} cases");
    }
}

#[test]
fn the_files_are_what_this_code_makes() {
    let made = make::all();
    for (format, text) in vectors::FILES {
        let file = made.iter().find(|file| file.format == *format).unwrap();
        let wrong: Vec<_> = file
            .cases
            .iter()
            .filter(|case| answer(file, case) != case.expect)
            .map(|case| {
                format!(
                    "{format}: {}: expected {}, got {}",
                    case.name,
                    case.expect,
                    answer(file, case)
                )
            })
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let made = serde_json::to_string_pretty(file).unwrap() + "\n";
        if std::env::var_os("SEALROOM_BLESS").is_some() {
            let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
            std::fs::write(folder.join(format!("{format}.json")), made).unwrap();
        } else {
            assert!(made == *text, "{format}.json is not what this code makes");
        }
    }
}
