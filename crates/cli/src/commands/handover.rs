//! Handing a room over: the list that both sign, and the office that passes.

use std::path::{Path, PathBuf};

use room::artefact::Artefact;
use room::handover::{
    Afterwards, Deviation, DeviationKind, HandoverProgress, LIST, OFFER, Signatures, Stay,
    read_list, read_offer,
};
use room::{Control, Host, MemberId, Office, Room, ScopeId};
use serde_json::{Value, json};

use super::papers::{self, About};
use super::{Context, Found, find, share};
use crate::args::Handover;
use crate::binder::Hashing;
use crate::carrier::Files;
use crate::error::Error;
use crate::host::Machine;
use crate::out::{Out, size};

pub(super) async fn run(context: &Context, what: Handover) -> Result<(), Error> {
    match what {
        Handover::List {
            room,
            to,
            folders,
            output,
        } => list(context, &room, &to, &folders, &output).await,
        Handover::Check { room, file, sign } => check(context, &room, &file, sign).await,
        Handover::Offer {
            room,
            to,
            list,
            keep,
            until,
            reason,
            output,
        } => {
            let stay = (keep, until, reason);
            offer(context, &room, &to, list.as_deref(), &stay, &output).await
        }
        Handover::Accept { room, file } => accept(context, &room, &file).await,
        Handover::Destroyed {
            room,
            list,
            copies,
            kept,
            undertaking,
            output,
        } => {
            let (_, open) = context.enter(&room).await?;
            let list = list.as_deref().map(papers::read).transpose()?;
            let (copies, kept) = (pairs(&copies)?, pairs(&kept)?);
            let said = open.destruction_statement(list.as_ref(), !undertaking, &copies, &kept)?;
            papers::write(&output, &said)?;
            done(context, &output, "signed")
        }
    }
}

async fn list(
    context: &Context,
    room: &str,
    to: &str,
    folders: &[String],
    output: &Path,
) -> Result<(), Error> {
    let (person, open) = context.enter(room).await?;
    let to = member(&open, to).await?;
    let folders = folders_of(&open, folders)?;
    let carrier = Files::new(person.host.api());
    let (mut hashing, watch) = (Hashing, progress(context.out));
    let list = open
        .handover_list(
            &carrier,
            &mut hashing,
            (&folders, &to),
            &Control::new(),
            &watch,
        )
        .await?;
    context.out.progress("");
    let signed = open.sign_artefact(room::handover::LIST, &list)?;
    papers::write(output, &signed)?;
    let totals = &list.totals;
    let value = json!({ "file": output.display().to_string(), "documents": totals.documents,
        "bytes": totals.bytes, "persons": totals.persons });
    let line = format!(
        "{}: {} documents, {}, about {} persons; signed by {}",
        output.display(),
        totals.documents,
        size(totals.bytes),
        totals.persons,
        list.from.name
    );
    context.out.result(&value, &[line])
}

async fn check(context: &Context, room: &str, file: &Path, sign: bool) -> Result<(), Error> {
    let (person, open) = context.enter(room).await?;
    let paper = papers::read(file)?;
    let (list, _) = read_list(&paper).map_err(room::Error::from)?;
    let carrier = Files::new(person.host.api());
    let (mut hashing, watch) = (Hashing, progress(context.out));
    let found = open
        .check_handover(&list, &carrier, &mut hashing, &Control::new(), &watch)
        .await?;
    context.out.progress("");
    let lines: Vec<String> = found.iter().map(deviation).collect();
    let holds = found.is_empty();
    if holds && sign {
        papers::write(file, &open.countersign_artefact(&paper)?)?;
    }
    let value = json!({ "holds": holds, "differences": lines, "signed": holds && sign });
    let said = match (holds, sign) {
        (true, true) => vec!["everything is as it is listed; signed".to_owned()],
        (true, false) => vec!["everything is as it is listed".to_owned()],
        (false, _) => lines,
    };
    context.out.result(&value, &said)?;
    if holds { Ok(()) } else { Err(Error::Unsound) }
}

async fn offer(
    context: &Context,
    room: &str,
    to: &str,
    list: Option<&Path>,
    (keep, until, reason): &(Vec<String>, Option<String>, Option<String>),
    output: &Path,
) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    let to = member(&open, to).await?;
    let list = list.map(papers::read).transpose()?;
    let folders = match keep.is_empty() {
        true => Vec::new(),
        false => folders_of(&open, keep)?,
    };
    let stay = match (until, reason) {
        (Some(until), Some(reason)) => Stay::Reads {
            until: open.now().saturating_add(share::time(until)?),
            folders: &folders,
            reason,
        },
        _ if folders.is_empty() => Stay::Ends,
        _ => return Err(Error::usage("say until when, and why: --until, --reason")),
    };
    // who takes the room over has its keys before that
    let known = open.members().await?;
    let office = known.iter().find(|one| one.member == to);
    if office.and_then(|one| one.office) < Some(Office::Manager) {
        open.appoint(&to, Office::Manager).await?;
    }
    let signed = open.offer_handover(&to, list.as_ref(), stay).await?;
    papers::write(output, &signed)?;
    done(
        context,
        output,
        "signed; nothing changes until it is accepted",
    )
}

async fn accept(context: &Context, room: &str, file: &Path) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    let paper = papers::read(file)?;
    let (terms, _) = read_offer(&paper).map_err(room::Error::from)?;
    let signed = open.accept_handover(&paper).await?;
    papers::write(file, &signed)?;
    let after = match &terms.afterwards {
        Afterwards::Ends => "their access has ended".to_owned(),
        Afterwards::Stays { until_date, .. } => format!("they read on until {until_date}"),
    };
    let value = json!({ "room": terms.room.id, "from": terms.from.name, "owns": true });
    let line = format!(
        "{} is yours; of {}: {after}",
        terms.room.title, terms.from.name
    );
    context.out.result(&value, &[line])
}

/// Reads a paper and verifies who signed it.
/// A list or an offer, verified offline: of a paper with two parties it matters whose the signatures are.
pub(super) fn about(artefact: &Artefact) -> Result<Option<About>, Error> {
    let signed = match artefact.kind() {
        LIST => read_list(artefact).map_err(room::Error::from)?.1,
        OFFER => read_offer(artefact).map_err(room::Error::from)?.1,
        _ => return Ok(None),
    };
    let said: Value = serde_json::from_str(artefact.payload()).map_err(std::io::Error::from)?;
    let mut lines = vec![standing(&signed).to_owned()];
    let others = signed.others.iter().map(|one| one.name.as_str());
    lines.extend(others.map(|name| format!("{name} is no party to it")));
    Ok(Some(About {
        holds: signed.others.is_empty(),
        value: json!({ "complete": signed.is_complete(), "says": said }),
        lines,
    }))
}

fn standing(signed: &Signatures) -> &'static str {
    match (signed.from, signed.to) {
        (true, true) => "both parties have signed",
        (true, false) => "only who hands over has signed",
        (false, true) => "only who takes over has signed",
        (false, false) => "neither party has signed",
    }
}

pub(super) async fn member(open: &Room<Machine>, name: &str) -> Result<MemberId, Error> {
    let known = open.members().await?;
    Ok(share::one_of(&known, name)?.member)
}

pub(super) fn progress(out: Out) -> impl Fn(HandoverProgress) {
    move |at: HandoverProgress| {
        let (done, of) = (size(at.bytes), size(at.total));
        out.progress(&format!(
            "{} of {} documents, {done} of {of}",
            at.docs, at.of
        ));
    }
}

fn folders_of(open: &Room<Machine>, paths: &[String]) -> Result<Vec<ScopeId>, Error> {
    let view = open.view();
    let folder = |path: &String| match find(&view, path)? {
        Found::Folder(id) => Ok(id),
        Found::Doc(_) => Err(Error::usage("this is a document; name a folder")),
    };
    match paths.is_empty() {
        true => Ok(vec![view.root().ok_or(room::Error::NotFound)?]),
        false => paths.iter().map(folder).collect(),
    }
}

/// `what=how`
fn pairs(said: &[String]) -> Result<Vec<(String, String)>, Error> {
    let pair = |text: &String| {
        let (what, how) = text
            .split_once('=')
            .ok_or_else(|| Error::usage("write WHAT=HOW"))?;
        Ok((what.trim().to_owned(), how.trim().to_owned()))
    };
    said.iter().map(pair).collect()
}

fn deviation(one: &Deviation) -> String {
    let what = match one.kind {
        DeviationKind::Missing => "is not there",
        DeviationKind::Size => "has another length",
        DeviationKind::Content => "has other content",
        DeviationKind::Unreadable => "is not what was sealed",
        DeviationKind::Name => "has another name",
        DeviationKind::Unlisted => "is not listed",
        DeviationKind::Totals => "the list's sums are not its documents'",
    };
    match one.path.is_empty() {
        true => what.to_owned(),
        false => format!("{}: {what}", one.path),
    }
}

fn done(context: &Context, output: &Path, said: &str) -> Result<(), Error> {
    let file: PathBuf = output.to_owned();
    let value: Value = json!({ "file": file.display().to_string() });
    let line = format!("{}: {said}", file.display());
    context.out.result(&value, &[line])
}
