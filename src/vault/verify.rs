//! Checks what somebody was given: backups, and certificates, lists and forms. It takes neither a key nor a store.

use core::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use ledger::evidence::proof::{FIRST, PROOF};
use room::archive::{ArchiveCheck, ArchiveError};
use room::artefact::{Artefact, LIMIT, Signer};
use room::{Control, PublicKey, verify_disclosure};
use wasm_bindgen::JsCast;

use super::identity::safety_words;
use super::messages::{
    ArchiveView, ArtefactView, EntryView, Event, Failure, Reply, RowView, SignerView, Verified,
    VerifyRequest,
};
use super::retention::certificate;
use super::session::Vault;
use crate::browser::archive::Source;
use crate::browser::clock;
use crate::browser::file::Picked;

/// Milliseconds between two tellings of how far it is.
const RHYTHM: u64 = 200;

/// Answers one request. The files ride beside it.
pub(crate) async fn answer(
    vault: &Rc<Vault>,
    request: VerifyRequest,
    files: &Array,
) -> Result<Reply, Failure> {
    match request {
        VerifyRequest::Check { run, key } => {
            let control = Control::new();
            vault.verifying.replace((run, control.clone()));
            let picked = files.iter().map(|file| Picked::parse(&file));
            let picked: Option<Vec<Picked>> = picked.collect();
            let picked = picked.ok_or(Failure::Internal)?;
            Ok(Reply::Verified(Box::new(
                check(vault, &picked, &key, &control).await?,
            )))
        }
        VerifyRequest::Artefact => {
            let bytes = files.get(0).dyn_into::<ArrayBuffer>();
            let bytes = bytes.map_err(|_| Failure::Internal)?;
            if bytes.byte_length() as usize > LIMIT {
                return Err(Failure::Artefact);
            }
            let artefact = view(&Uint8Array::new(&bytes).to_vec())?;
            Ok(Reply::Verified(Box::new(Verified::Artefact(artefact))))
        }
        VerifyRequest::Stop { run } => {
            let (running, control) = &*vault.verifying.borrow();
            if *running == run {
                control.cancel();
            }
            Ok(Reply::Done)
        }
    }
}

async fn check(
    vault: &Vault,
    files: &[Picked],
    key: &str,
    control: &Control,
) -> Result<Verified, Failure> {
    let first = files.first().ok_or(Failure::NothingChosen)?;
    // a proof says what it is, a tar begins with a name, JSON with a brace
    let head = first.size().min(FIRST.len() as u64);
    let head = first.read(0..head).await?.to_vec();
    let proof = head == FIRST.as_bytes();
    match files {
        [one] if proof => entry(one, key).await,
        [one] if head.first() == Some(&b'{') => artefact(one).await,
        [_, _, ..] if proof || head.first() == Some(&b'{') => Err(Failure::OneByOne),
        _ => row(vault, files, control).await,
    }
}

/// An entry with its proof, by the key of the store that the person has from somebody.
async fn entry(file: &Picked, key: &str) -> Result<Verified, Failure> {
    let key = key.trim().to_ascii_lowercase();
    if key.is_empty() {
        return Err(Failure::KeyNeeded);
    }
    let key = PublicKey::parse(&key).map_err(|_| Failure::NotProven)?;
    if file.size() > PROOF as u64 {
        return Err(Failure::NotProven);
    }
    let bytes = file.read(0..file.size()).await?.to_vec();
    let text = String::from_utf8(bytes).map_err(|_| Failure::NotProven)?;
    let proven = verify_disclosure(&text, Some(key), None)?;
    let (shown, entry) = (&proven.shown, proven.shown.entry.entry());
    Ok(Verified::Entry(EntryView {
        room: proven.room.to_string(),
        chain: entry.chain.to_string(),
        entry: entry.seq as f64 + 1.0,
        author: entry.author.to_string(),
        time: shown.time as f64,
        index: shown.index as f64 + 1.0,
        size: shown.witnessed.checkpoint.head().size as f64,
        says: format!("{:?}", entry.public),
    }))
}

async fn artefact(file: &Picked) -> Result<Verified, Failure> {
    if file.size() > LIMIT as u64 {
        return Err(Failure::Artefact);
    }
    let bytes = file.read(0..file.size()).await?.to_vec();
    let artefact = Artefact::parse(&bytes).map_err(room::Error::from)?;
    if artefact.kind() == room::retention::certificate::KIND {
        // what is signed is not what is so: receipts and decision are verified as well
        let report = certificate::report(&artefact)?;
        return Ok(Verified::Destruction(Box::new(certificate::view(&report))));
    }
    Ok(Verified::Artefact(view(&bytes)?))
}

/// What a file says whose signatures hold; any other is an error.
fn view(bytes: &[u8]) -> Result<ArtefactView, Failure> {
    let artefact = Artefact::parse(bytes).map_err(room::Error::from)?;
    Ok(ArtefactView {
        kind: artefact.kind().to_owned(),
        hash: artefact.hash().to_string(),
        room: artefact.room().to_string(),
        signers: artefact.signers().iter().map(signer).collect(),
        says: artefact.payload().to_owned(),
    })
}

/// Who signed, as a page shows it.
pub(super) fn signer(signer: &Signer) -> SignerView {
    SignerView {
        name: room::names::shown(&signer.name),
        safety_words: safety_words(&signer.fingerprint.0),
        key: signer.key.to_string(),
    }
}

/// Archives in the order in which they were made.
async fn row(vault: &Vault, files: &[Picked], control: &Control) -> Result<Verified, Failure> {
    let total: u64 = files.iter().map(Picked::size).sum();
    let next = Cell::new(0);
    let watch = |read: u64| {
        vault.sign_of_life();
        if clock::now() >= next.get() {
            next.set(clock::now() + RHYTHM);
            vault.tell(Event::VerifyProgress {
                bytes: read as f64,
                total: total as f64,
            });
        }
    };
    Ok(Verified::Row(row_of(files, control, &watch).await?))
}

/// The same, told to `watch`: how many bytes were read.
pub(super) async fn row_of(
    files: &[Picked],
    control: &Control,
    watch: &dyn Fn(u64),
) -> Result<RowView, Failure> {
    let mut check = ArchiveCheck::new();
    let (mut archives, mut before) = (Vec::new(), 0);
    let (mut out, mut room) = (RowView::default(), String::new());
    for file in files {
        let seen = |read: u64| watch(before + read);
        let mut source = Source::new(file.clone());
        let report = check.take(&mut source, control, &seen).await;
        let report = report.map_err(|error| match error {
            ArchiveError::Room(error) => error.into(),
            ArchiveError::Flaw(_) | ArchiveError::Frame => Failure::Archive,
        })?;
        before += file.size();
        out.entries += report.entries as f64;
        out.bodies += report.bodies as f64;
        out.parts += report.parts as f64;
        out.bytes += report.bytes as f64;
        // what is missing is what the last one says
        out.missing = report.manifest.missing.len() as u32;
        out.chains = report.manifest.heads.len() as u32;
        room = report.manifest.room.to_string();
        archives.push(ArchiveView {
            n: report.manifest.n as f64,
            at: report.manifest.at as f64,
        });
    }
    Ok(RowView {
        room,
        archives,
        ..out
    })
}
