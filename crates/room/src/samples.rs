//! One of each artefact that is made here, as files beside the crate that prints them (`crates/paper/samples`): its tests
//! have words for all that is in there, so whoever adds a field or a code is told there. `SEALROOM_BLESS=1` writes them.
//!
//! A module that makes artefacts has a `samples` of its own, with every code that can stand in them.

use std::fs;
use std::path::PathBuf;

use serde::Serialize;

pub(crate) const AT: u64 = 1_795_781_406_000;
pub(crate) const HASH: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
pub(crate) const ID: &str = "9f86d081884c7d659a2feaa0c55ad015";
pub(crate) const ROOM: &str = "莲花项目 · 客户资料室";

/// A list of an enum's variants that does not compile with one too few.
macro_rules! all {
    ($list:ident, $listed:ident, $of:ident: $($name:ident),* $(,)?) => {
        const $list: &[$of] = &[$($of::$name),*];
        const fn $listed(one: $of) -> usize {
            match one { $($of::$name => $list.len()),* }
        }
        const _: usize = $listed($list[0]);
    };
}
pub(crate) use all;

/// Compares with the file of this kind, or writes it.
pub(crate) fn written(kind: &str, payload: &impl Serialize) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../paper/samples");
    let path = folder.join(format!("{kind}.json"));
    let text = serde_json::to_string_pretty(payload).unwrap() + "\n";
    if std::env::var_os("SEALROOM_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(there, text, "{}", path.display());
}
