//! What documents are called when they are saved.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::VersionId;
use room::{Doc, Spot, View, names};

use super::super::messages::Failure;

/// A document that is to be saved.
pub(super) struct Saving {
    pub(super) doc: Spot,
    /// Not the newest version, but this one.
    pub(super) version: Option<VersionId>,
    /// A name, or in an archive a path.
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) modified: u64,
}

/// These documents, or nothing if one is missing.
pub(super) fn find<'a>(view: &'a View, ids: &[Spot]) -> Result<Vec<&'a Doc>, Failure> {
    let known: BTreeMap<Spot, &Doc> = view.docs.iter().map(|doc| (doc.at, doc)).collect();
    let docs: Vec<&Doc> = ids.iter().filter_map(|id| known.get(id).copied()).collect();
    if docs.is_empty() || docs.len() != ids.len() {
        Err(Failure::NotFound)
    } else {
        Ok(docs)
    }
}

/// What each document is saved as. In an archive the folders below the one that holds all, and no two of one name.
pub(super) fn saving(view: &View, docs: &[&Doc], zip: bool) -> Vec<Saving> {
    let common = if zip { common(view, docs).len() } else { 0 };
    let mut taken = BTreeSet::new();
    let mut files = Vec::new();
    for doc in docs {
        let folders = if zip {
            view.path(&doc.folder).split_off(common)
        } else {
            Vec::new()
        };
        let path: String = folders.iter().map(|folder| format!("{folder}/")).collect();
        let name = names::free(&doc.name, |name| {
            taken.contains(&names::fold(&format!("{path}{name}")))
        });
        let name = format!("{path}{name}");
        taken.insert(names::fold(&name));
        files.push(Saving {
            doc: doc.at,
            version: None,
            name,
            size: doc.record.size,
            modified: doc.record.modified,
        });
    }
    files
}

/// The path of the folder that holds all of them.
fn common(view: &View, docs: &[&Doc]) -> Vec<String> {
    let mut paths = docs.iter().map(|doc| view.path(&doc.folder));
    let first = paths.next().unwrap_or_default();
    paths.fold(first, |common, path| {
        common
            .into_iter()
            .zip(path)
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a)
            .collect()
    })
}

/// The folder that holds all of them, or the room.
pub(super) fn archive_name(view: &View, docs: &[&Doc]) -> String {
    names::safe(
        common(view, docs)
            .last()
            .filter(|name| !name.is_empty())
            .unwrap_or(&view.title),
    )
}
