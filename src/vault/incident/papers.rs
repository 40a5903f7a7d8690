//! The papers of an incident as documents of the room: how they are called, where they lie, and reading one.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use ledger::ids::ScopeId;
use room::Room;
use room::artefact::Artefact;
use room::incident::Paper as Read;
use wasm_bindgen::JsCast;

use super::super::messages::{Failure, PaperKind, PaperView};
use super::super::rooms::doc_ref;
use super::super::session::Vault;
use super::super::transfer;
use crate::browser::host::Device;

pub(super) const MIME: &str = "application/json";
/// What the folder is called, in the language of whoever makes the first paper.
const FOLDERS: [&str; 2] = ["Incident papers", "安全事件文件"];
/// Before the name of what belongs to a drill.
const DRILL: &str = "drill-";
/// Of an incident's id, as much as stands in a name.
const BEGIN: usize = 8;
const KINDS: [(&str, PaperKind); 4] = [
    ("incident-evidence", PaperKind::Evidence),
    ("notice-authority", PaperKind::NoticeAuthority),
    ("notice-persons", PaperKind::NoticePersons),
    ("incident-report", PaperKind::Report),
];

pub(super) fn folder_name(chinese: bool) -> &'static str {
    FOLDERS[usize::from(chinese)]
}

/// `drill-incident-evidence-1a2b3c4d-20261127T080000Z.json`
pub(super) fn file_name(signed: &Artefact) -> Result<String, Failure> {
    let paper = Read::read(signed).map_err(room::Error::from)?;
    let paper = paper.ok_or(Failure::Internal)?;
    let (about, at) = (paper.incident(), &paper.made().at);
    let drill = if about.drill { DRILL } else { "" };
    let begin: String = about.id.chars().take(BEGIN).collect();
    let at: String = at.chars().filter(char::is_ascii_alphanumeric).collect();
    Ok(format!("{drill}{}-{begin}-{at}.json", signed.kind()))
}

/// The folders in which they lie: what lies elsewhere counts as none, for others may write there.
pub(super) fn folders(open: &Room<Device>) -> Result<Vec<ScopeId>, Failure> {
    let mut folders = Vec::new();
    for name in FOLDERS {
        folders.extend(open.incident_folders(name)?);
    }
    Ok(folders)
}

/// Those of one incident, the newest first.
pub(super) fn kept(open: &Room<Device>, folders: &[ScopeId], incident: &str) -> Vec<PaperView> {
    let begin = incident.get(..BEGIN).unwrap_or(incident);
    let kind = |name: &str| {
        let name = name.strip_prefix(DRILL).unwrap_or(name);
        let fits = |kind: &str| {
            let rest = name.strip_prefix(kind)?.strip_prefix('-')?;
            rest.strip_prefix(begin)?.strip_prefix('-')
        };
        let mut kinds = KINDS.iter();
        kinds.find(|one| fits(one.0).is_some()).map(|one| one.1)
    };
    let view = open.view();
    let docs = view.docs.iter().filter(|doc| folders.contains(&doc.folder));
    let paper = |doc: &room::Doc| {
        Some(PaperView {
            kind: kind(&doc.name)?,
            doc: doc_ref(&doc.at),
            folder: doc.folder.to_string(),
            name: doc.name.clone(),
            added: doc.added as f64,
        })
    };
    let mut all: Vec<PaperView> = docs.filter_map(paper).collect();
    all.sort_by(|a, b| {
        b.added
            .total_cmp(&a.added)
            .then_with(|| b.name.cmp(&a.name))
    });
    all
}

/// One of them, read as by anybody. None if it is no paper of this incident, whatever it is called.
pub(super) async fn read(
    vault: &Rc<Vault>,
    open: &Room<Device>,
    doc: &str,
    incident: &str,
) -> Result<Option<Artefact>, Failure> {
    let (_, bytes) = transfer::view(vault, &open.id().to_string(), doc).await?;
    let buffer = bytes.get(0).dyn_into::<ArrayBuffer>();
    let buffer = buffer.map_err(|_| Failure::Internal)?;
    let Ok(artefact) = Artefact::parse(&Uint8Array::new(&buffer).to_vec()) else {
        return Ok(None);
    };
    let paper = Read::read(&artefact);
    let ours = matches!(&paper, Ok(Some(paper)) if paper.incident().id == incident);
    Ok(Some(artefact).filter(|one| ours && one.room() == open.id()))
}
