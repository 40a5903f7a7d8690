//! What lies in a folder.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::failure::{At, Done};

/// The files and folders right in `folder`, sorted by name, so that every machine sees one order.
pub(crate) fn entries(folder: &Path) -> Done<Vec<PathBuf>> {
    let entries: Result<Vec<_>, _> = fs::read_dir(folder)
        .at(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect();
    let mut entries = entries.at(folder)?;
    entries.sort();
    Ok(entries)
}
