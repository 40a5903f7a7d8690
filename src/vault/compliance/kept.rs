//! What is made here and kept as a document of the room, and what lies there and is read here.

use std::collections::BTreeMap;

use ledger::entry::Action;
use ledger::ids::{ScopeId, VersionId};
use room::{Control, Doc, Room, Spot, artefact};

use super::super::identity::safety_words;
use super::super::messages::Failure;
use super::super::messages::compliance::PaperSigner;
use super::super::session::Vault;
use crate::browser::file::Picked;
use crate::browser::host::Device;
use crate::browser::sink::{Finished, Sink};

/// A file as it is to lie in the room.
pub(super) struct File<'a> {
    pub(super) name: &'a str,
    pub(super) mime: &'a str,
    pub(super) bytes: &'a [u8],
}

/// Where a file is put.
#[derive(Clone, Copy)]
pub(super) enum Put {
    /// A document of its own.
    Into(ScopeId),
    /// The next version of one.
    Onto(Spot),
    /// Where one may not read.
    Sent(ScopeId),
}

/// Puts it there.
pub(super) async fn put(
    vault: &Vault,
    open: &Room<Device>,
    to: Put,
    file: File<'_>,
) -> Result<Spot, Failure> {
    let mover = vault.mover()?;
    let files = [room::Picked {
        path: file.name.to_owned(),
        mime: file.mime.to_owned(),
        source: Picked::of_bytes(file.name, file.bytes).ok_or(Failure::Internal)?,
    }];
    let (control, watch) = (Control::new(), |_: &room::UploadEvent| {});
    let sent = match to {
        Put::Sent(scope) => {
            open.send_in(&*mover, &scope, &files, &control, &watch)
                .await?
        }
        Put::Into(folder) => {
            let onto = BTreeMap::<usize, Spot>::new();
            let sent = open.upload_onto(&*mover, folder, &files, &onto, &control, &watch);
            sent.await?
        }
        Put::Onto(at) => {
            let folder = open.doc(at)?.folder;
            let onto = BTreeMap::from([(0_usize, at)]);
            let sent = open.upload_onto(&*mover, folder, &files, &onto, &control, &watch);
            sent.await?
        }
    };
    if let Some((_, error)) = sent.failed.into_iter().next() {
        return Err(error.into());
    }
    let (_, doc) = sent.done.into_iter().next().ok_or(Failure::Internal)?;
    Ok(match to {
        Put::Onto(at) => at,
        Put::Into(scope) | Put::Sent(scope) => Spot { scope, doc },
    })
}

/// A document, or one version of it, with its receipt as whoever opens one leaves it.
pub(super) async fn get(
    vault: &Vault,
    open: &Room<Device>,
    at: Spot,
    version: Option<VersionId>,
) -> Result<(Doc, Vec<u8>), Failure> {
    let (mover, control) = (vault.mover()?, Control::new());
    let doc = open.doc(at)?;
    let size = match version {
        None => doc.record.size,
        Some(version) => {
            let mut versions = open.versions(at)?.into_iter();
            let found = versions.find(|one| one.version == version);
            found.ok_or(Failure::NotFound)?.size
        }
    };
    if size > artefact::LIMIT as u64 {
        return Err(Failure::TooLarge);
    }
    // below 32 MiB
    let mut sink = Sink::buffer(size as u32);
    match version {
        None => {
            let read = open.open_doc(&*mover, at, Action::View, &mut sink, &control, &|_| {});
            read.await?;
        }
        Some(version) => {
            let action = Action::View;
            let read =
                open.open_version(&*mover, at, version, action, &mut sink, &control, &|_| {});
            read.await?;
        }
    }
    match sink.finish().await? {
        Finished::Buffer(bytes) => Ok((doc, bytes.to_vec())),
        _ => Err(Failure::Internal),
    }
}

/// A file that a person picked, if it is no longer than that.
pub(super) async fn picked(file: &wasm_bindgen::JsValue, most: u64) -> Result<Vec<u8>, Failure> {
    let file = Picked::parse(file).ok_or(Failure::NothingChosen)?;
    if file.size() > most {
        return Err(Failure::TooLarge);
    }
    Ok(file.read(0..file.size()).await?.to_vec())
}

/// Who signed.
pub(super) fn signer(signer: &artefact::Signer) -> PaperSigner {
    PaperSigner {
        name: room::names::safe(&signer.name),
        words: safety_words(&signer.fingerprint.0),
    }
}
