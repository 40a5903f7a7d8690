//! Signed papers, verified offline: who signed which text, and what it says.

use std::fs;
use std::io::Read;
use std::path::Path;

use ledger::PublicKey;
use room::artefact::{Artefact, LIMIT};
use serde_json::{Value, json};

use super::{Context, forms, handover, identity, incident, retention};
use crate::error::Error;

/// What a kind of paper says, beside who signed it.
pub(super) struct About {
    /// Not where it contradicts itself, or something of it is still to come.
    pub(super) holds: bool,
    pub(super) value: Value,
    pub(super) lines: Vec<String>,
}

/// None of a paper of another kind.
type Says = fn(&Artefact) -> Result<Option<About>, Error>;

/// Whether a file is an artefact, or means to be: those are JSON, and nothing else that is verified is.
pub(super) fn is_paper(path: &Path) -> Result<bool, Error> {
    let mut first = [0];
    if !path.is_file() {
        return Ok(false);
    }
    let read = fs::File::open(path)?.read(&mut first)?;
    Ok(read == 1 && first[0] == b'{')
}

/// A paper whose signatures hold.
pub(super) fn read(path: &Path) -> Result<Artefact, Error> {
    let mut file = Vec::new();
    let most = u64::try_from(LIMIT).unwrap_or(u64::MAX);
    fs::File::open(path)?
        .take(most.saturating_add(1))
        .read_to_end(&mut file)?;
    Ok(Artefact::parse(&file).map_err(room::Error::from)?)
}

/// Writes one, whole or not at all.
pub(super) fn write(path: &Path, paper: &Artefact) -> Result<(), Error> {
    let bytes = paper.encode().map_err(room::Error::from)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.part"));
    fs::write(&temporary, bytes)?;
    Ok(fs::rename(temporary, path)?)
}

/// Verifies one without an identity or a store, whose key may be known.
pub(super) fn verify(
    context: &Context,
    path: &Path,
    server: Option<&PublicKey>,
) -> Result<(), Error> {
    let artefact = read(path)?;
    let signers = artefact.signers();
    let mut lines = vec![
        format!("room    {}", artefact.room()),
        format!("kind    {}", artefact.kind()),
    ];
    for one in &signers {
        let words = identity::words(&one.fingerprint);
        lines.push(format!("signed  by {} ({words})", one.name));
    }
    let about = about(&artefact, server)?;
    lines.extend(about.lines);
    let signers = signers.iter().map(|one| {
        json!({ "name": one.name, "key": one.key.to_string(), "safety": identity::words(&one.fingerprint) })
    });
    let value = json!({ "holds": about.holds, "room": artefact.room().to_string(), "kind": artefact.kind(),
        "signers": signers.collect::<Vec<_>>(), "about": about.value });
    context.out.result(&value, &lines)?;
    if about.holds {
        Ok(())
    } else {
        Err(Error::Unsound)
    }
}

/// A kind that has no words of its own here is shown as it is written.
fn about(artefact: &Artefact, server: Option<&PublicKey>) -> Result<About, Error> {
    if let Some(about) = retention::about(artefact, server)? {
        return Ok(about);
    }
    let kinds: [Says; 3] = [forms::about, handover::about, incident::about];
    for said in kinds {
        if let Some(about) = said(artefact)? {
            return Ok(about);
        }
    }
    let value = serde_json::from_str(artefact.payload()).map_err(std::io::Error::from)?;
    let lines = artefact.payload().lines().map(str::to_owned).collect();
    Ok(About {
        holds: true,
        value,
        lines,
    })
}
