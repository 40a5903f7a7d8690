//! Saving: into a temporary file beside the place, renamed when the last byte is checked.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use blobs::Api;
use room::{Action, Control, Doc, Host, Progress, RECEIPT, Room, ScopeId, View};
use serde_json::json;

use super::{Context, Found, below_top, find};
use crate::carrier::Files;
use crate::error::Error;
use crate::host::Machine;
use crate::out::size;

pub(super) async fn get(
    context: &Context,
    room: &str,
    path: &str,
    output: Option<PathBuf>,
) -> Result<(), Error> {
    let (person, open) = context.enter(room).await?;
    save(context, &open, person.host.api(), path, output).await
}

/// Saves a document or a folder.
pub(super) async fn save(
    context: &Context,
    open: &Room<Machine>,
    api: &impl Api,
    path: &str,
    output: Option<PathBuf>,
) -> Result<(), Error> {
    let view = open.view();
    super::look::warn(context, &view.alarms);
    let wanted: Vec<(Doc, PathBuf)> = match find(&view, path)? {
        Found::Doc(at) => {
            let doc = open.doc(at)?;
            let to = match output {
                Some(to) if to.is_dir() => to.join(&doc.name),
                Some(to) => to,
                None => PathBuf::from(&doc.name),
            };
            vec![(doc, to)]
        }
        Found::Folder(folder) => {
            let top = output.unwrap_or_else(|| PathBuf::from(name_of(&view, &folder)));
            below(&view, &folder, &top)
        }
    };
    if wanted.is_empty() {
        return Err(Error::Room(room::Error::NotFound));
    }
    let total = wanted.len();
    let mut saved = Vec::new();
    let mut failed = 0;
    for some in wanted.chunks(RECEIPT) {
        let ids: Vec<_> = some.iter().map(|(doc, _)| doc.at).collect();
        let ticket = open.announce(&ids, Action::Download).await?;
        for (doc, to) in some {
            let one = async {
                let (temporary, mut sink) = begin(to)?;
                let shown = |progress| {
                    if let Progress::Bytes(bytes) = progress {
                        context.out.progress(&format!(
                            "{}: {} of {}",
                            doc.name,
                            size(bytes),
                            size(doc.record.size)
                        ));
                    }
                };
                let carrier = Files::new(api);
                let done = open
                    .fetch_doc(
                        &carrier,
                        &ticket,
                        doc.at,
                        &mut sink,
                        &Control::new(),
                        &shown,
                    )
                    .await;
                let done = done
                    .map_err(Error::from)
                    .and_then(|()| Ok(sink.sync_all()?));
                match done {
                    Ok(()) => Ok(fs::rename(&temporary, to)?),
                    Err(e) => {
                        fs::remove_file(&temporary)?;
                        Err(e)
                    }
                }
            };
            match one.await {
                Ok(()) => saved.push(to.display().to_string()),
                Err(e) if total == 1 => return Err(e),
                Err(e) => {
                    failed += 1;
                    context.out.warn(&format!("{}: {e}", to.display()));
                }
            }
        }
    }
    context.out.progress("");
    let line = if total == 1 {
        saved.join("")
    } else {
        format!("{} of {total} documents saved", saved.len())
    };
    context
        .out
        .result(&json!({ "saved": saved, "failed": failed }), &[line])?;
    if failed == 0 {
        Ok(())
    } else {
        Err(Error::Some { failed, total })
    }
}

/// A new file beside the place. What stands at the place stays until the new one is whole.
fn begin(to: &Path) -> Result<(PathBuf, File), Error> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let name = to
        .file_name()
        .ok_or_else(|| Error::usage("say a file's name to save to"))?
        .to_string_lossy();
    let temporary = to.with_file_name(format!(
        ".{}.part",
        name.chars().take(50).collect::<String>()
    ));
    let file = File::create(&temporary)?;
    Ok((temporary, file))
}

/// Documents below a folder, and where each is saved. Names were made safe, so none leaves the top.
fn below(view: &View, folder: &ScopeId, top: &Path) -> Vec<(Doc, PathBuf)> {
    let within = below_top(view, folder);
    let mut taken = std::collections::BTreeSet::new();
    let inside = view.docs.iter().filter_map(|doc| {
        let path = below_top(view, &doc.folder);
        let path = path.strip_prefix(within.as_slice())?.to_vec();
        Some((doc, path))
    });
    inside
        .map(|(doc, path)| {
            let folder = path.iter().fold(top.to_owned(), |to, name| to.join(name));
            let name = room::names::free(&doc.name, |name| {
                taken.contains(&(folder.clone(), room::names::fold(name)))
            });
            taken.insert((folder.clone(), room::names::fold(&name)));
            (doc.clone(), folder.join(name))
        })
        .collect()
}

fn name_of(view: &View, folder: &ScopeId) -> String {
    let name = view
        .folders
        .iter()
        .find(|known| known.id == *folder)
        .map(|folder| folder.name.clone());
    name.filter(|name| !name.is_empty())
        .unwrap_or_else(|| room::names::safe(&view.title))
}
