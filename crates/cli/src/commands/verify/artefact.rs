//! Certificates, lists and reports: who signed which text, without an identity or a store.

use std::fs;
use std::io::Read;
use std::path::Path;

use room::artefact::{Artefact, LIMIT};
use serde_json::{Value, json};

use crate::commands::Context;
use crate::error::Error;

/// Whether a file is an artefact, or means to be: those are JSON.
pub(super) fn is_one(path: &Path) -> Result<bool, Error> {
    let mut first = [0];
    if !path.is_file() {
        return Ok(false);
    }
    let read = fs::File::open(path)?.read(&mut first)?;
    Ok(read == 1 && first[0] == b'{')
}

pub(super) fn verify(context: &Context, path: &Path) -> Result<(), Error> {
    let mut file = Vec::new();
    let most = u64::try_from(LIMIT).unwrap_or(u64::MAX);
    fs::File::open(path)?
        .take(most.saturating_add(1))
        .read_to_end(&mut file)?;
    let artefact = Artefact::parse(&file).map_err(room::Error::from)?;
    let says: Value = serde_json::from_str(artefact.payload()).map_err(std::io::Error::from)?;
    let signers = artefact.signers();
    let value = json!({ "holds": true, "kind": artefact.kind(), "room": artefact.room().to_string(),
        "signers": signers.iter().map(|one| json!({ "name": one.name, "key": one.key.to_string() })).collect::<Vec<_>>(),
        "says": says });
    let mut lines = vec![format!("{} of room {}", artefact.kind(), artefact.room())];
    lines.extend(signers.iter().map(|one| {
        let (name, key) = (&one.name, one.key);
        format!("signed by {name}, who holds the key {key}")
    }));
    lines.extend(artefact.payload().lines().map(str::to_owned));
    context.out.result(&value, &lines)
}
