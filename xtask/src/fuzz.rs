//! Fuzzing: random and half-right bytes for the parsers that meet the bytes of others. The
//! targets are in `fuzz/`; what they begin with are the vector files' bytes.
//!
//! libFuzzer needs no more of the compiler than its coverage passes, which a stable one has.

use std::{fs, path::Path, time::Duration};

use serde_json::Value;

use crate::{
    failure::{At, Done, Failure},
    folder::entries,
    place::Place,
    shell::{ask, run, say},
};

/// The folders of vector files.
const VECTORS: [&str; 3] = [
    "crates/ledger/vectors",
    "crates/seal/vectors",
    "crates/stamp/vectors",
];
const FLAGS: [&str; 10] = [
    "--cfg=fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Cllvm-args=-simplifycfg-branch-fold-threshold=0",
    "-Cdebug-assertions",
    "-Coverflow-checks",
    "-Ccodegen-units=1",
];

/// Runs each target for so long. What breaks one is left in the folder that libFuzzer names.
pub(crate) fn all(place: &Place, each: Duration) -> Done {
    say(&format!("fuzzing, {} s for each target", each.as_secs()));
    let target = place.target.join("fuzz");
    let host = host(place)?;
    let mut cargo = place.cargo(&["build", "--release", "--locked", "--target", &host])?;
    run(cargo
        .arg("--manifest-path=fuzz/Cargo.toml")
        .env("CARGO_TARGET_DIR", &target)
        // build scripts and macros are compiled without coverage, because a target is named
        .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
        .env_remove("RUSTFLAGS"))?;
    let seeds = target.join("seeds");
    write_seeds(place, &seeds)?;
    for name in targets(place)? {
        let (found, broken) = (target.join("found").join(&name), target.join("broken"));
        for folder in [&found, &broken] {
            fs::create_dir_all(folder).at(folder)?;
        }
        let program = target.join(&host).join("release").join(&name);
        run(place
            .command(&program.to_string_lossy())?
            .args([&found, &seeds])
            .arg(format!("-max_total_time={}", each.as_secs()))
            .arg(format!("-artifact_prefix={}/", broken.display()))
            .args([
                "-max_len=16384",
                "-timeout=10",
                "-verbosity=0",
                "-print_final_stats=1",
            ]))?;
    }
    Ok(())
}

/// The triple of this machine, as the compiler calls it.
fn host(place: &Place) -> Done<String> {
    let version = ask(place.command("rustc")?.arg("-vV")).unwrap_or_default();
    let line = version.lines().find_map(|line| line.strip_prefix("host: "));
    line.map(str::to_owned)
        .ok_or_else(|| Failure::new("rustc does not tell its host."))
}

fn targets(place: &Place) -> Done<Vec<String>> {
    let folder = place.root.join("fuzz/fuzz_targets");
    let mut names = Vec::new();
    for path in entries(&folder)? {
        names.extend(
            path.file_stem()
                .map(|name| name.to_string_lossy().into_owned()),
        );
    }
    if names.is_empty() {
        return Err(Failure::new("There is no fuzz target."));
    }
    Ok(names)
}

/// Every text and every run of hex in the vector files, a file each.
fn write_seeds(place: &Place, to: &Path) -> Done {
    fs::create_dir_all(to).at(to)?;
    let mut n = 0;
    for folder in VECTORS {
        for path in entries(&place.root.join(folder))? {
            let text = fs::read(&path).at(&path)?;
            let vectors: Value = serde_json::from_slice(&text)
                .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
            let mut seeds = Vec::new();
            collect(&vectors, &mut seeds);
            for seed in seeds {
                let file = to.join(format!("{n}"));
                fs::write(&file, seed).at(&file)?;
                n += 1;
            }
        }
    }
    Ok(())
}

fn collect(value: &Value, seeds: &mut Vec<Vec<u8>>) {
    match value {
        Value::String(text) => seeds.push(from_hex(text).unwrap_or_else(|| text.clone().into())),
        Value::Array(values) => values.iter().for_each(|value| collect(value, seeds)),
        Value::Object(fields) => fields.values().for_each(|value| collect(value, seeds)),
        _ => {}
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    if text.len() < 16 || !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&text[at..at + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_the_texts_and_the_bytes_of_vectors() {
        let vectors = serde_json::json!([{ "name": "a", "bytes": "00ff00ff00ff00ff" }]);
        let mut seeds = Vec::new();
        collect(&vectors, &mut seeds);
        seeds.sort();
        assert_eq!(seeds, [vec![0, 255, 0, 255, 0, 255, 0, 255], b"a".to_vec()]);
    }

    #[test]
    fn every_target_has_its_binary() {
        let place = Place::here();
        let manifest = fs::read_to_string(place.root.join("fuzz/Cargo.toml")).expect("reads");
        for name in targets(&place).expect("reads") {
            assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        }
    }
}
