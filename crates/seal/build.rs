//! Finds the FLOE known-answer files, which are not part of the project, and writes the
//! list that `testkit` includes: empty when they are not there.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

const NAMES: [&str; 6] = [
    "cpp_GCM256_IV256_64",
    "go_GCM256_IV256_64",
    "cpp_GCM256_IV256_4K",
    "go_GCM256_IV256_4K",
    "cpp_rotation",
    "go_rotation",
];

fn main() {
    println!("cargo::rerun-if-env-changed=SEALROOM_KATS");
    if env::var_os("CARGO_FEATURE_TESTKIT").is_none() {
        return;
    }
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let beside = manifest.join("../../../shared/floe-kats");
    let folder = env::var_os("SEALROOM_KATS").map_or(beside, PathBuf::from);
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut list = String::from("&[\n");
    for name in NAMES {
        let (plain, sealed) = (
            folder.join(format!("{name}_pt.txt")),
            folder.join(format!("{name}_ct.txt")),
        );
        if plain.is_file() && sealed.is_file() {
            writeln!(
                list,
                "    ({name:?}, include_str!({plain:?}), include_str!({sealed:?})),"
            )
            .expect("a string takes every write");
        }
    }
    list.push(']');
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("kats.rs");
    fs::write(out, list).expect("the build folder takes files");
}
