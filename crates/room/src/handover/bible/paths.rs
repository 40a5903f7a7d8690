//! Where each document lies in the archive: by index number and name, as any system can save it.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::ScopeId;

use crate::docs::natural;
use crate::names;
use crate::view::{Doc, View};

/// Every document of a view with its path, in the room's order. No path leaves `files`, and no two are the same to a
/// system that ignores case.
pub(super) fn paths(view: &View) -> Vec<(Doc, String)> {
    let mut folders: BTreeMap<ScopeId, String> = BTreeMap::new();
    let mut taken: BTreeSet<(String, String)> = BTreeSet::new();
    let mut free = |folder: &str, name: &str| {
        let there = |name: &str| taken.contains(&(folder.to_owned(), names::fold(name)));
        let name = names::free(&numbered_fits(name), there);
        taken.insert((folder.to_owned(), names::fold(&name)));
        format!("{folder}/{name}")
    };
    // parents come before children
    for folder in &view.folders {
        let above = folder.parent.and_then(|above| folders.get(&above).cloned());
        let above = above.unwrap_or_else(|| "files".to_owned());
        let name = numbered(&folder.number, &folder.name);
        let path = match name.is_empty() {
            true => above,
            false => free(&above, &name),
        };
        folders.insert(folder.id, path);
    }
    let place = |doc: &Doc| {
        let folder = folders.get(&doc.folder);
        let folder = folder.map_or("files", String::as_str);
        let path = free(folder, &numbered(&doc.number, &doc.name));
        (doc.clone(), path)
    };
    let mut docs: Vec<&Doc> = view.docs.iter().collect();
    docs.sort_by(|a, b| natural(&a.number, &b.number).then_with(|| a.name.cmp(&b.name)));
    docs.into_iter().map(place).collect()
}

fn numbered(number: &str, name: &str) -> String {
    match (number, name) {
        ("", name) => name.to_owned(),
        (number, "") => number.to_owned(),
        (number, name) => format!("{number} {name}"),
    }
}

/// A name that can be saved; one that is too long keeps its ending.
fn numbered_fits(name: &str) -> String {
    if name.len() <= names::MAX {
        return names::safe(name);
    }
    let (stem, ending) = match name.rfind('.') {
        Some(dot) if name.len() - dot <= 16 => name.split_at(dot),
        _ => (name, ""),
    };
    let mut stem = stem.to_owned();
    while stem.len() + ending.len() > names::MAX && stem.pop().is_some() {}
    names::safe(&(stem + ending))
}
