//! Backups, and the check of them, which needs neither an identity nor a store.

use std::path::{Path, PathBuf};

use room::archive::{ArchiveCheck, Former};
use room::{BackupProgress, Control, RoomId};
use serde_json::{Value, json};

use super::Context;
use crate::archive::{Place, Row, Sink, Source, name_of};
use crate::error::Error;
use crate::out::size;

pub(super) async fn back_up(context: &Context, room: &str, to: &Path) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    let to = Place::of(to)?;
    let folder = to.is_folder();
    let mut former = Former::new();
    if folder {
        for file in Row::of(&to, &open.id()).await?.files {
            former.add(&mut Source::open(&file)?).await?;
        }
    }
    let place = match folder {
        true => to.join(&name_of(&open.id(), former.next())),
        false => to,
    };
    let mut sink = Sink::create(&place).await?;
    let watch = |progress| match progress {
        BackupProgress::Reading(entries) => {
            context.out.progress(&format!("{entries} entries read"))
        }
        BackupProgress::Writing { done, of } => {
            let line = format!("{} of {} written", size(done), size(of));
            context.out.progress(&line);
        }
        BackupProgress::Waiting => context.out.progress("the store cannot be reached; waiting"),
    };
    let done = open
        .back_up(&former, &mut sink, &Control::new(), &watch)
        .await;
    context.out.progress("");
    let done = match done {
        Ok(done) => done,
        Err(e) => {
            sink.discard().await?;
            return Err(e.into());
        }
    };
    sink.keep().await?;
    let (manifest, missing) = (&done.manifest, done.manifest.missing.len());
    if done.without_grants > 0 {
        let line = "of {} members the store has not every grant; they get new ones from a manager";
        let line = line.replace("{}", &done.without_grants.to_string());
        context.out.warn(&line);
    }
    let value = json!({ "archive": place.shown(), "room": manifest.room.to_string(),
        "n": manifest.n, "manifest": done.hash.to_string(), "at": manifest.at,
        "objects": manifest.objects, "bytes": done.bytes, "missing": missing });
    let line = format!(
        "{}: {} objects, {}",
        place.shown(),
        manifest.objects,
        size(done.bytes)
    );
    context.out.result(&value, &[line])?;
    whole(context, missing)
}

pub(super) async fn verify(
    context: &Context,
    paths: &[PathBuf],
    room: Option<&str>,
) -> Result<(), Error> {
    let room = room.map(RoomId::parse).transpose();
    let room = room.map_err(|_| Error::usage("a room's id has 64 letters and digits"))?;
    let (mut rows, mut single) = (Vec::new(), Vec::new());
    for path in paths {
        let place = Place::of(path)?;
        match place.is_folder() {
            true => rows.extend(Row::all(&place).await?),
            false => single.push(place),
        }
    }
    if !single.is_empty() {
        rows.push(Row { files: single });
    }
    if rows.is_empty() {
        return Err(Error::usage("there is no archive in this folder"));
    }
    let (mut values, mut lines, mut missing) = (Vec::new(), Vec::new(), 0);
    for row in rows {
        let (value, told, lacks) = verify_row(context, &row, room).await?;
        values.push(value);
        lines.extend(told);
        missing += lacks;
    }
    let value = json!({ "holds": true, "rooms": values });
    context.out.result(&value, &lines)?;
    whole(context, missing)
}

/// Judges one row. What is missing is what its last archive says.
async fn verify_row(
    context: &Context,
    row: &Row,
    room: Option<RoomId>,
) -> Result<(Value, Vec<String>, usize), Error> {
    let mut check = room.map_or_else(ArchiveCheck::new, ArchiveCheck::of);
    let mut reports = Vec::new();
    for file in &row.files {
        let watch = |read| {
            let line = format!("{}: {} read", file.shown(), size(read));
            context.out.progress(&line);
        };
        let mut source = Source::open(file)?;
        let report = check.take(&mut source, &Control::new(), &watch).await;
        context.out.progress("");
        if report.is_err() {
            context.out.warn(&format!("{}:", file.shown()));
        }
        reports.push(report?);
    }
    let (Some(last), Some(fold)) = (reports.last(), check.fold()) else {
        return Err(Error::usage("there is no archive"));
    };
    let manifest = &last.manifest;
    let archives = reports.iter().map(|one| {
        json!({ "n": one.manifest.n, "manifest": one.hash.to_string(), "at": one.manifest.at,
            "by": one.manifest.member.to_string(), "entries": one.entries, "bodies": one.bodies,
            "grants": one.grants, "opens": one.opens, "parts": one.parts, "bytes": one.bytes })
    });
    let sum = |of: fn(&_) -> u64| reports.iter().map(of).sum::<u64>();
    let owner = fold.front().founder_key();
    let value = json!({ "room": manifest.room.to_string(), "owner": owner.to_string(),
        "archives": archives.collect::<Vec<_>>(), "missing": manifest.missing.len() });
    let lines = vec![
        format!("room {}", manifest.room),
        format!("made by whoever holds the key {owner}"),
        format!(
            "{} entries in {} chains: signatures, order, times and rights hold",
            sum(|one| one.entries),
            manifest.heads.len()
        ),
        format!(
            "{} archives with {} bodies, {} grants, {} openings, {} parts ({}): each one named, none besides",
            reports.len(),
            sum(|one| one.bodies),
            sum(|one| one.grants),
            sum(|one| one.opens),
            sum(|one| one.parts),
            size(sum(|one| one.bytes)),
        ),
    ];
    Ok((value, lines, manifest.missing.len()))
}

fn whole(context: &Context, missing: usize) -> Result<(), Error> {
    if missing == 0 {
        return Ok(());
    }
    let line = format!("{missing} objects are missing: the store did not have them");
    context.out.warn(&line);
    Err(Error::Room(room::Error::Incomplete))
}
