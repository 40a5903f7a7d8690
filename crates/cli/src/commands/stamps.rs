//! Time stamps of an authority on checkpoints: saved in a folder, and verified there without a network or an identity.
//!
//! ```text
//! FOLDER/<size>.checkpoint   the note that the store signed over the index of so many entries
//! FOLDER/<size>.tst          the authority's token over its SHA-256; where there is none, it is not stamped
//! ```
//!
//! Both are what other programs read: `openssl ts -verify -token_in -in <size>.tst -data <size>.checkpoint -CAfile …`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::note::{KeyKind, KeyName, Note, VerifierKey};
use ledger::{Hash, PublicKey};
use room::Stamped;
use serde_json::{Value, json};
use stamp::{Authority, Invalid, Stamp, TOKEN, Token};

use super::Context;
use crate::config;
use crate::error::Error;

/// What the names of files end with.
const CHECKPOINT: &str = "checkpoint";
const TST: &str = "tst";
/// Bytes of a checkpoint's file.
const NOTE: u64 = 64 * 1024;
/// How a room's log is called.
const ORIGIN: &str = "sealroom/log/";

/// What a token proves for a checkpoint, or why it proves nothing.
pub(super) type Judged = (Stamped, Result<Stamp, Invalid>);

/// Reads an authority's certificates.
pub(super) fn authority(path: &Path) -> Result<Authority, Error> {
    let authority = Authority::from_pem(&fs::read(path)?);
    authority.map_err(|error| Error::usage(format!("--authority: {error}")))
}

/// Judges each token by its checkpoint.
pub(super) fn judge(stamps: Vec<Stamped>, authority: &Authority) -> Vec<Judged> {
    let judged = stamps.into_iter().map(|one| {
        let hash = Hash::of(one.checkpoint.as_bytes()).0;
        let token = Token::parse(&one.token);
        let stamp = token.and_then(|token| token.verify(authority, &hash));
        (one, stamp)
    });
    judged.collect()
}

/// Saves checkpoints with their tokens, and the newest one also if it has none.
pub(super) fn save(to: &Path, stamps: &[Stamped], newest: &str) -> Result<(), Error> {
    config::make_folder(to)?;
    let path = |size: u64, kind: &str| to.join(format!("{size:012}.{kind}"));
    for one in stamps {
        fs::write(path(one.size, CHECKPOINT), &one.checkpoint)?;
        fs::write(path(one.size, TST), &one.token)?;
    }
    if let Some((_, size)) = open(newest, None)
        && stamps.iter().all(|one| one.size != size)
    {
        fs::write(path(size, CHECKPOINT), newest)?;
    }
    Ok(())
}

/// Lines for people, and the same for programs.
pub(super) fn report(judged: &[Judged], unstamped: &[u64]) -> (Vec<String>, Value) {
    let mut lines = Vec::new();
    let mut values = Vec::new();
    for (one, stamp) in judged {
        let size = one.size;
        match stamp {
            Ok(stamp) => {
                let within = stamp
                    .accuracy
                    .map(|millis| format!(", give or take {millis} ms"));
                let within = within.unwrap_or_default();
                let (time, by) = (stamp.time, &stamp.by);
                lines.push(format!(
                    "{size} entries were there at {time} ms since 1970{within}, by {by}"
                ));
                values.push(
                    json!({ "size": size, "time": time, "accuracy": stamp.accuracy,
                    "by": by, "policy": stamp.policy, "serial": stamp.serial }),
                );
            }
            Err(why) => {
                lines.push(format!("{size} entries: {why}"));
                values.push(json!({ "size": size, "wrong": why.to_string() }));
            }
        }
    }
    for size in unstamped {
        lines.push(format!("{size} entries: not stamped"));
    }
    (lines, json!({ "stamps": values, "unstamped": unstamped }))
}

/// Whether a path is a folder of checkpoints.
pub(super) fn is_saved(path: &Path) -> Result<bool, Error> {
    if !path.is_dir() {
        return Ok(false);
    }
    for entry in fs::read_dir(path)? {
        if entry?
            .path()
            .extension()
            .is_some_and(|kind| kind == CHECKPOINT)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Verifies what was saved, with nothing but the folder, the authority's certificates and the store's key.
pub(super) fn verify(
    context: &Context,
    folder: &Path,
    authority: &Authority,
    key: Option<&PublicKey>,
) -> Result<(), Error> {
    let (mut notes, mut log) = (BTreeMap::new(), None);
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == CHECKPOINT) {
            let note = read(&path, NOTE)?;
            let note = String::from_utf8(note).map_err(|_| not_a_checkpoint(&path))?;
            let (origin, size) = open(&note, key).ok_or_else(|| not_a_checkpoint(&path))?;
            let other = log.get_or_insert_with(|| origin.clone()) != &origin;
            // two trees of one size are two histories, or one file twice
            if other || notes.insert(size, (path.clone(), note)).is_some() {
                return Err(not_a_checkpoint(&path));
            }
        }
    }
    let (mut stamps, mut unstamped) = (Vec::new(), Vec::new());
    for (size, (path, checkpoint)) in notes {
        let token = path.with_extension(TST);
        if token.exists() {
            let token = read(&token, TOKEN as u64)?;
            stamps.push(Stamped {
                size,
                checkpoint,
                token,
            });
        } else {
            unstamped.push(size);
        }
    }
    let judged = judge(stamps, authority);
    let holds = !judged.is_empty() && judged.iter().all(|(_, stamp)| stamp.is_ok());
    let (mut lines, mut value) = report(&judged, &unstamped);
    match key {
        Some(key) => lines.push(format!("signed by the store {key}")),
        None => {
            lines.push("whose store signed this was not asked: name its key by --key".to_owned())
        }
    }
    value["holds"] = Value::from(holds);
    value["key"] = json!(key.map(ToString::to_string));
    context.out.result(&value, &lines)?;
    if holds { Ok(()) } else { Err(Error::Unstamped) }
}

/// Which log and what size a checkpoint of a room says; signed by this key, if one is named.
fn open(note: &str, key: Option<&PublicKey>) -> Option<(String, u64)> {
    let note = Note::parse(note).ok()?;
    let checkpoint = Checkpoint::parse(note.text()).ok()?;
    if !checkpoint.origin().starts_with(ORIGIN) {
        return None;
    }
    if let Some(key) = key {
        let name = KeyName::parse(checkpoint.origin()).ok()?;
        let key = VerifierKey::new(name, KeyKind::Note, *key).ok()?;
        note.verify(&[key])
            .ok()
            .filter(|signers| !signers.is_empty())?;
    }
    Some((checkpoint.origin().to_owned(), checkpoint.head().size))
}

fn not_a_checkpoint(path: &Path) -> Error {
    Error::NotACheckpoint(path.display().to_string())
}

fn read(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    if fs::metadata(path)?.len() > most {
        return Err(room::Error::TooLarge.into());
    }
    Ok(fs::read(path)?)
}
