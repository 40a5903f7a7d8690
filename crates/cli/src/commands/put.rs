//! Sending and deleting.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use room::artefact::MIME;
use room::{Control, Host, Picked, ScopeId, UploadEvent};
use serde_json::json;

use super::{Context, Found, find};
use crate::carrier::Files;
use crate::error::Error;
use crate::out::{Out, size};

pub(super) async fn put(
    context: &Context,
    room: &str,
    files: &[PathBuf],
    to: &str,
) -> Result<(), Error> {
    let picked = pick(files)?;
    let (person, open) = context.enter(room).await?;
    let view = open.view();
    let folder: ScopeId = match find(&view, to) {
        Ok(Found::Folder(folder)) => folder,
        Ok(Found::Doc(_)) => return Err(Error::usage("--to names a document")),
        Err(_) => {
            open.make_folder(
                view.root().ok_or(room::Error::NotFound)?,
                to.trim_matches('/'),
            )
            .await?
        }
    };
    let shown = Shown::new(context.out, picked.len());
    let carrier = Files::<_>::new(person.host.api());
    let sent = open
        .upload(&carrier, folder, &picked, &Control::new(), &|event| {
            shown.event(event)
        })
        .await?;
    context.out.progress("");
    for (number, why) in &sent.failed {
        context
            .out
            .warn(&format!("{}: {why}", picked[*number].path));
    }
    let done: Vec<_> = sent
        .done
        .iter()
        .map(|(n, doc)| json!({ "path": picked[*n].path, "id": doc.to_string() }))
        .collect();
    let failed: Vec<_> = sent
        .failed
        .iter()
        .map(|(n, why)| json!({ "path": picked[*n].path, "error": why.to_string() }))
        .collect();
    let line = format!(
        "{} of {} files are in the room",
        sent.done.len(),
        picked.len()
    );
    context
        .out
        .result(&json!({ "done": done, "failed": failed }), &[line])?;
    match sent.failed.len() {
        0 => Ok(()),
        failed => Err(Error::Some {
            failed,
            total: picked.len(),
        }),
    }
}

pub(super) async fn remove(context: &Context, room: &str, paths: &[String]) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    let view = open.view();
    let docs: Vec<_> = paths
        .iter()
        .map(|path| match find(&view, path)? {
            Found::Doc(doc) => Ok(doc),
            Found::Folder(_) => Err(Error::usage(format!("{path} is a folder"))),
        })
        .collect::<Result<_, _>>()?;
    open.delete(&docs).await?;
    context.out.result(
        &json!({ "deleted": docs.len() }),
        &[format!("{} documents deleted", docs.len())],
    )
}

/// Files, and what is in folders, with their paths below what was named.
fn pick(named: &[PathBuf]) -> Result<Vec<Picked<PathBuf>>, Error> {
    let mut picked = Vec::new();
    for path in named {
        let path =
            fs::canonicalize(path).map_err(|e| Error::usage(format!("{}: {e}", path.display())))?;
        walk(
            &path,
            &text(path.file_name().unwrap_or_default().as_ref())?,
            &mut picked,
        )?;
    }
    if picked.is_empty() {
        Err(Error::usage("there is no file in it"))
    } else {
        Ok(picked)
    }
}

fn walk(path: &Path, name: &str, picked: &mut Vec<Picked<PathBuf>>) -> Result<(), Error> {
    if !fs::metadata(path)?.is_dir() {
        let extension = path
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or_default();
        picked.push(Picked {
            path: name.to_owned(),
            mime: match extension {
                "json" if is_artefact(path)? => MIME.to_owned(),
                _ => mime(extension).to_owned(),
            },
            source: path.to_owned(),
        });
        return Ok(());
    }
    let mut entries: Vec<_> = fs::read_dir(path)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        // a link inside a folder could lead anywhere, or round in circles
        if !entry.file_type()?.is_symlink() {
            walk(
                &entry.path(),
                &format!("{name}/{}", text(entry.file_name().as_ref())?),
                picked,
            )?;
        }
    }
    Ok(())
}

fn text(path: &Path) -> Result<String, Error> {
    path.to_str()
        .map(str::to_owned)
        .ok_or_else(|| Error::usage(format!("{}: the name is no text", path.display())))
}

/// Whether a file begins as this program writes a signed form or list.
fn is_artefact(path: &Path) -> Result<bool, Error> {
    const FIRST: &[u8] = b"{\n  \"sealroom\": \"artefact/";
    let mut head = Vec::new();
    fs::File::open(path)?
        .take(FIRST.len() as u64)
        .read_to_end(&mut head)?;
    Ok(head == FIRST)
}

fn mime(extension: &str) -> &'static str {
    match extension.to_ascii_lowercase().as_str() {
        "pdf" => "application/pdf",
        "txt" | "log" => "text/plain",
        "md" => "text/markdown",
        "csv" => "text/csv",
        "html" | "htm" => "text/html",
        "json" => "application/json",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "zip" => "application/zip",
        "doc" => "application/msword",
        "xls" => "application/vnd.ms-excel",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        _ => "application/octet-stream",
    }
}

/// How far it is.
struct Shown {
    out: Out,
    total: usize,
    done: Cell<usize>,
    bytes: RefCell<BTreeMap<usize, u64>>,
}

impl Shown {
    fn new(out: Out, total: usize) -> Self {
        Self {
            out,
            total,
            done: Cell::new(0),
            bytes: RefCell::default(),
        }
    }

    fn event(&self, event: &UploadEvent) {
        match event {
            UploadEvent::Bytes(file, bytes) => _ = self.bytes.borrow_mut().insert(*file, *bytes),
            UploadEvent::Done(..) => self.done.set(self.done.get() + 1),
            UploadEvent::Waiting => return self.out.say("the store cannot be reached; waiting"),
            UploadEvent::Going => return self.out.say("the store is reached again"),
            _ => return,
        }
        let bytes = self.bytes.borrow().values().sum();
        self.out.progress(&format!(
            "{} of {} files, {} sent",
            self.done.get(),
            self.total,
            size(bytes)
        ));
    }
}
