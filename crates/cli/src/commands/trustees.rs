//! Trustees: shares of one's identity, given to others and told by them.

use std::fs;
use std::path::Path;

use seal::slip39::Share;
use seal::trustees::recover;
use serde_json::json;

use super::{Context, identity, share};
use crate::args::Trustees;
use crate::config;
use crate::error::Error;
use crate::secret;

/// Bytes of a sealed share, with room to grow.
const LONGEST: u64 = 64 << 10;

pub(super) async fn run(context: &Context, what: Trustees) -> Result<(), Error> {
    match what {
        Trustees::Give {
            room,
            members,
            need,
            to,
        } => give(context, &room, &members, need, &to).await,
        Trustees::Tell { room, file } => tell(context, &room, &file).await,
    }
}

async fn give(
    context: &Context,
    room: &str,
    members: &[String],
    need: u8,
    to: &Path,
) -> Result<(), Error> {
    let (person, open) = context.enter(room).await?;
    let known = open.members().await?;
    let chosen = members.iter().map(|name| share::one_of(&known, name));
    let chosen: Vec<_> = chosen.collect::<Result<_, _>>()?;
    let ids: Vec<_> = chosen.iter().map(|one| one.member).collect();
    let shares = open.entrust(&person.me, need, &ids)?;
    let (mut values, mut lines) = (Vec::new(), Vec::new());
    for (one, (member, bytes)) in chosen.iter().zip(&shares) {
        let file = to.join(format!("sealroom-share-{member}"));
        if file.exists() {
            let there = format!("{} is there already", file.display());
            return Err(Error::usage(there));
        }
        config::write(&file, bytes)?;
        let name = one.name.as_deref().unwrap_or(&one.label);
        let safety = one.fingerprint.as_ref().map(identity::words);
        values.push(
            json!({ "member": member.to_string(), "name": name, "safety": safety,
            "file": file.display().to_string() }),
        );
        let safety = safety.unwrap_or_default();
        lines.push(format!("{name} ({safety}): {}", file.display()));
    }
    lines.push(format!(
        "Compare the safety words with each of them, and give each the own file. Any {need} of them give your identity \
         back, to whoever asks them: choose people who call you first."
    ));
    context
        .out
        .result(&json!({ "need": need, "shares": values }), &lines)
}

async fn tell(context: &Context, room: &str, file: &Path) -> Result<(), Error> {
    if fs::metadata(file)?.len() > LONGEST {
        return Err(Error::Room(room::Error::TooLarge));
    }
    let (_, open) = context.enter(room).await?;
    let told = open.tell_share(&fs::read(file)?)?;
    let owner = identity::words(&told.owner);
    let words: Vec<&str> = told.words.split(' ').collect();
    let value = json!({ "owner": owner, "need": told.need, "words": words });
    let lines = [
        format!("A share of the identity that others know by: {owner}"),
        format!(
            "{} shares are needed. Tell these words to that person only:",
            told.need
        ),
        String::new(),
        told.words.to_string(),
    ];
    context.out.result(&value, &lines)
}

/// Keeps the identity of which the words on standard input are shares, or says only whose it is.
pub(super) fn take(context: &Context, name: &str, rehearse: bool) -> Result<(), Error> {
    context
        .out
        .say("Type the words of each trustee in a line of its own, then end the input (Ctrl-D).");
    let text = secret::stdin()?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let shares: Vec<Share> = lines.map(Share::parse).collect::<Result<_, _>>()?;
    let seed = recover(&shares, None)?;
    if !rehearse {
        let passphrase = context.passphrase(true)?;
        context
            .folder
            .keep(&seed, name, context.server(), &passphrase)?;
    }
    identity::shown(context, name, &seed)
}
