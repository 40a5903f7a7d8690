//! Tools from npm, in the versions of `package-lock.json`: binaryen (wasm-opt) and axe-core.

use std::{fs, path::Path};

use serde_json::Value;

use crate::{
    failure::{At, Done, Failure},
    place::Place,
    shell::{run, say},
};

/// Installs what `node_modules/` lacks.
pub(super) fn install(place: &Place) -> Done {
    let wanted = wanted(&read(&place.root.join("package.json"))?);
    let all_there = wanted.iter().all(|(name, version)| {
        let manifest = place.modules.join(name).join("package.json");
        read(&manifest).is_ok_and(|found| found["version"] == **version)
    });
    if all_there {
        return Ok(());
    }
    say("installing binaryen and axe-core");
    run(place
        .command("npm")?
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))
}

fn read(path: &Path) -> Done<Value> {
    let text = fs::read_to_string(path).at(path)?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))
}

fn wanted(manifest: &Value) -> Vec<(String, String)> {
    let Some(list) = manifest["devDependencies"].as_object() else {
        return Vec::new();
    };
    list.iter()
        .filter_map(|(name, version)| Some((name.clone(), version.as_str()?.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pinned_versions_are_read_from_the_manifest() {
        let manifest = serde_json::json!({ "devDependencies": { "binaryen": "132.0.0" } });
        assert_eq!(
            wanted(&manifest),
            [("binaryen".to_owned(), "132.0.0".to_owned())]
        );
        assert!(wanted(&serde_json::json!({})).is_empty());
    }
}
