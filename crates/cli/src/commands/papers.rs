//! Signed papers, verified offline: who signed which text, and what it says.

use std::fs;
use std::io::Read;
use std::path::Path;

use room::artefact::{Artefact, LIMIT};
use serde_json::json;

use super::{Context, identity, incident};
use crate::error::Error;

/// Bytes in which a paper's file says what it is.
const HEAD: u64 = 256;

/// Whether a file is an artefact: those are JSON, and say so first.
pub(super) fn is_paper(path: &Path) -> Result<bool, Error> {
    if !path.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    fs::File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    let head = String::from_utf8_lossy(&head);
    let mut words = head.split('"').map(str::trim);
    let first = [words.next(), words.next(), words.next(), words.next()];
    Ok(
        matches!(first, [Some("{"), Some("sealroom"), Some(":"), Some(form)] if form.starts_with("artefact/")),
    )
}

/// Verifies one without an identity or a store.
pub(super) fn verify(context: &Context, path: &Path) -> Result<(), Error> {
    if fs::metadata(path)?.len() > LIMIT as u64 {
        return Err(room::Error::TooLarge.into());
    }
    let artefact = Artefact::parse(&fs::read(path)?).map_err(room::Error::from)?;
    let signers = artefact.signers();
    let mut lines = vec![
        format!("room    {}", artefact.room()),
        format!("kind    {}", artefact.kind()),
    ];
    for signer in &signers {
        let words = identity::words(&signer.fingerprint);
        lines.push(format!("signed  by {} ({words})", signer.name));
    }
    let about = incident::about(&artefact)?;
    let (about, more) = about.unzip();
    lines.extend(more.into_iter().flatten());
    let signers = signers.iter().map(|signer| {
        json!({ "name": signer.name, "key": signer.key.to_string(), "safety": identity::words(&signer.fingerprint) })
    });
    let value = json!({ "holds": true, "room": artefact.room().to_string(), "kind": artefact.kind(),
        "signers": signers.collect::<Vec<_>>(), "about": about });
    context.out.result(&value, &lines)
}
