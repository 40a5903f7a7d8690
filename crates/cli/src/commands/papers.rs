//! Signed papers, verified without a room: who signed, and whether that is who was to sign.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use room::artefact::Signer;
use room::handover::{LIST, OFFER, Signatures, read_list, read_offer};
use serde_json::{Value, json};

use super::{Context, handover, identity};
use crate::error::Error;

/// Bytes in which a paper says what it is.
const HEAD: u64 = 64;

/// Whether a file says that it is one.
pub(super) fn is_paper(path: &Path) -> Result<bool, Error> {
    if !path.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    let head = String::from_utf8_lossy(&head);
    Ok(head.trim_start().starts_with('{') && head.contains("\"sealroom\""))
}

pub(super) fn verify(context: &Context, path: &Path) -> Result<(), Error> {
    let paper = handover::read(path)?;
    // of a paper with two parties it matters whose the signatures are
    let parties = match paper.kind() {
        LIST => Some(read_list(&paper).map_err(room::Error::from)?.1),
        OFFER => Some(read_offer(&paper).map_err(room::Error::from)?.1),
        _ => None,
    };
    let mut lines = vec![format!("{} of room {}", paper.kind(), paper.room())];
    lines.extend(paper.signers().iter().map(line));
    if let Some(signed) = &parties {
        lines.push(standing(signed).to_owned());
        let others = signed.others.iter().map(|one| one.name.as_str());
        lines.extend(others.map(|name| format!("{name} is no party to it")));
    }
    let said: Value = serde_json::from_str(paper.payload()).unwrap_or(Value::Null);
    let signers: Vec<Value> = paper.signers().iter().map(signer).collect();
    let strangers = parties.as_ref().is_some_and(|it| !it.others.is_empty());
    let value = json!({ "holds": !strangers, "kind": paper.kind(), "room": paper.room().to_string(),
        "signers": signers, "complete": parties.as_ref().map(Signatures::is_complete), "says": said });
    context.out.result(&value, &lines)?;
    match strangers {
        true => Err(Error::Unsound),
        false => Ok(()),
    }
}

fn standing(signed: &Signatures) -> &'static str {
    match (signed.from, signed.to) {
        (true, true) => "both parties have signed",
        (true, false) => "only who hands over has signed",
        (false, true) => "only who takes over has signed",
        (false, false) => "neither party has signed",
    }
}

fn line(one: &Signer) -> String {
    format!(
        "signed by {} ({})",
        one.name,
        identity::words(&one.fingerprint)
    )
}

fn signer(one: &Signer) -> Value {
    let fingerprint: String = one
        .fingerprint
        .0
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    json!({ "name": one.name, "fingerprint": fingerprint, "words": identity::words(&one.fingerprint) })
}
