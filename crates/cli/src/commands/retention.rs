//! What is due, destroying it, and the certificate of that.

use std::fs;
use std::path::{Path, PathBuf};

use ledger::PublicKey;
use ledger::evidence::erasure::{EngineFacts, Fact};
use room::artefact::Artefact;
use room::reports::utc;
use room::retention::certificate::KIND;
use room::retention::verify::{Report, verify_artefact};
use room::retention::{Destruction, Due, Standing, Wishes};
use room::{Hash, Keep, Room, Why};
use serde_json::{Value, json};

use super::papers::About;
use super::{Context, Found, find};
use crate::error::Error;
use crate::host::Machine;

/// Why something is destroyed.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub(crate) enum Reason {
    /// What it was collected for is done
    PurposeMet,
    /// The period is over for which it was to be kept
    PeriodOver,
    /// The persons withdrew their consent
    ConsentWithdrawn,
    /// A statute asks for it
    Statutory,
    /// A contract asks for it, or is over
    Contract,
    /// The persons asked for it
    AskedFor,
    /// Another one: say it with --words
    Other,
}

/// What is to be destroyed, why, and what the certificate is to tell.
#[derive(Debug, clap::Args)]
pub(crate) struct Destroy {
    /// Title or id
    room: String,
    /// Documents and folders with all below
    #[arg(required_unless_present_any = ["whole_room", "approved", "late"])]
    paths: Vec<String>,
    /// The whole room
    #[arg(long, conflicts_with_all = ["paths", "approved"])]
    whole_room: bool,
    /// What was asked for with --ask and approved, by its id
    #[arg(long, value_name = "ID", conflicts_with_all = ["paths", "ask"])]
    approved: Option<String>,
    /// Only make a certificate of what was destroyed last, for the one that was lost on the way
    #[arg(long, conflicts_with_all = ["paths", "ask", "approved", "whole_room"])]
    late: bool,
    /// Ask a second manager for it, and destroy nothing yet
    #[arg(long)]
    ask: bool,
    /// Why
    #[arg(long, value_enum, default_value = "period-over")]
    why: Reason,
    /// Why, in words
    #[arg(long, default_value = "")]
    words: String,
    /// What the documents were called goes into the certificate
    #[arg(long)]
    names: bool,
    /// Who saved or printed something of them goes into the certificate
    #[arg(long)]
    people: bool,
    /// Where the certificate goes
    #[arg(long, short, value_name = "FILE", required_unless_present = "ask")]
    output: Option<PathBuf>,
}

impl From<Reason> for Why {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::PurposeMet => Self::PurposeMet,
            Reason::PeriodOver => Self::PeriodOver,
            Reason::ConsentWithdrawn => Self::ConsentWithdrawn,
            Reason::Statutory => Self::Statutory,
            Reason::Contract => Self::Contract,
            Reason::AskedFor => Self::AskedFor,
            Reason::Other => Self::Other,
        }
    }
}

/// What is due, comes due within so many days, or is held. Something that is due ends with the code 9.
pub(super) async fn list(context: &Context, room: &str, within: u32) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    let found = open.retention(within)?;
    let value = json!({ "docs": found.docs.iter().map(due).collect::<Vec<_>>(), "of": found.of,
        "without_clock": found.without, "room_due": found.room.map(utc) });
    let mut lines: Vec<String> = found.docs.iter().map(line).collect();
    lines.extend(
        found
            .room
            .map(|end| format!("the room itself: {}", utc(end))),
    );
    lines.push(format!(
        "{} documents, no clock runs for {}",
        found.of, found.without
    ));
    context.out.result(&value, &lines)?;
    let over = found
        .docs
        .iter()
        .filter(|one| one.standing == Standing::Due);
    match over.count() + usize::from(found.room.is_some_and(|end| end <= open.now())) {
        0 => Ok(()),
        n => Err(Error::Due(n)),
    }
}

fn due(one: &Due) -> Value {
    json!({ "name": one.name, "scope": one.doc.scope.to_string(), "document": one.doc.doc.to_string(),
        "due": one.due.as_ref().map(|(end, _)| utc(*end)), "standing": standing(one.standing),
        "holds": one.held.len(), "takes_two": one.takes_two })
}

fn line(one: &Due) -> String {
    let due = one.due.as_ref().map(|(end, _)| utc(*end));
    let two = if one.takes_two { "  takes two" } else { "" };
    format!(
        "{:<20}  {:<4}  {}{two}",
        due.unwrap_or_default(),
        standing(one.standing),
        one.name
    )
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Due => "due",
        Standing::Soon => "soon",
        Standing::Held => "held",
    }
}

/// Destroys, or asks for it.
pub(super) async fn destroy(context: &Context, asked: &Destroy) -> Result<(), Error> {
    let (_, open) = context.enter(&asked.room).await?;
    let what = what(&open, asked)?;
    let why = Why::from(asked.why);
    if asked.ask {
        let id = open.ask_destruction(&what, &why, &asked.words, "").await?;
        let line = format!("asked for: {id}");
        return context
            .out
            .result(&json!({ "request": id.to_string() }), &[line]);
    }
    let output = asked.output.as_deref();
    let output = output.ok_or_else(|| Error::usage("say where the certificate goes: -o FILE"))?;
    // nothing is destroyed for which there is no place to say so
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(output)?;
    let wishes = Wishes {
        names: asked.names,
        people: asked.people,
    };
    let done = match &asked.approved {
        None if asked.late => {
            let last = open.destructions()?.into_iter().next();
            match last {
                Some(last) => open.certify_destruction(&last.id).await,
                None => Err(room::Error::NotFound),
            }
        }
        Some(id) => {
            let id =
                Hash::parse(id).map_err(|_| Error::usage("--approved is an id of 64 letters"))?;
            open.destroy_approved(&id, wishes).await
        }
        None => open.destroy(&what, &why, &asked.words, wishes).await,
    };
    let done = match done {
        Ok(done) => done,
        Err(error) => {
            // the file is empty, and this command made it
            fs::remove_file(output)?;
            return Err(error.into());
        }
    };
    let file = done.certificate.encode().map_err(room::Error::from)?;
    fs::write(output, file)?;
    tell(context, &done, output)
}

fn tell(context: &Context, done: &Destruction, output: &Path) -> Result<(), Error> {
    let looked = &done.said.looked;
    let value = json!({ "certificate": output.display().to_string(), "complete": done.complete,
        "documents": done.said.documents.len(), "parts": looked.parts,
        "still_served": looked.still_served, "words_still_served": looked.words_still_served });
    let lines = [
        format!(
            "{} documents destroyed, {} parts gone",
            done.said.documents.len(),
            looked.parts
        ),
        format!("certificate: {}", output.display()),
    ];
    context.out.result(&value, &lines)?;
    match done.complete {
        true => Ok(()),
        false => {
            context
                .out
                .warn("something of it is left at the store: see the certificate");
            Err(Error::Unsound)
        }
    }
}

fn what(open: &Room<Machine>, asked: &Destroy) -> Result<Vec<Keep>, Error> {
    if asked.whole_room {
        return Ok(vec![Keep::Room]);
    }
    let view = open.view();
    let found = asked.paths.iter().map(|path| {
        Ok(match find(&view, path)? {
            Found::Folder(folder) => Keep::Folder(folder),
            Found::Doc(spot) => Keep::Doc(spot.into()),
        })
    });
    found.collect()
}

/// A certificate of destruction, verified offline. `server` is the store's key, if somebody who is trusted said it.
pub(super) fn about(
    artefact: &Artefact,
    server: Option<&PublicKey>,
) -> Result<Option<About>, Error> {
    if artefact.kind() != KIND {
        return Ok(None);
    }
    let report = verify_artefact(artefact, server)?;
    let said = &report.said;
    let value = json!({ "complete": report.complete(),
        "key": report.server.to_string(), "destroyed": utc(report.destroyed), "erased": utc(report.erased),
        "gone": report.gone, "shared": report.shared, "unlisted": report.unlisted,
        "countersigned": report.countersigned, "certificate": said });
    Ok(Some(About {
        holds: report.complete() && report.countersigned,
        value,
        lines: words(&report),
    }))
}

fn words(report: &Report) -> Vec<String> {
    let (said, left) = (&report.said, report.uncovered());
    let mut lines = vec![
        format!("room       {} ({})", said.room.title, said.room.id),
        format!(
            "destroyed  {}, gone by {}",
            utc(report.destroyed),
            utc(report.erased)
        ),
        format!("documents  {}", said.documents.len()),
        format!("because    {:?} {}", said.why.code, said.why.words),
        format!(
            "by         {} {}",
            said.decided.by.name, said.decided.by.key
        ),
    ];
    if let Some(request) = &said.decided.request {
        let by = &request.approved_by;
        lines.push(format!("approved   {} {}", by.name, by.key));
    }
    for signer in &report.signers {
        lines.push(format!("signed     {} {}", signer.name, signer.key));
    }
    if !report.countersigned {
        lines.push("NOT signed yet by who approved it".to_owned());
    }
    lines.push(format!("store      {}", report.server));
    lines.push(format!("parts      {} gone", report.gone));
    if report.shared > 0 {
        lines.push(format!(
            "           {} NOT gone: others have them",
            report.shared
        ));
    }
    if report.unlisted > 0 {
        lines.push(format!(
            "           {} objects more, not named",
            report.unlisted
        ));
    }
    for part in &said.looked.still_served {
        lines.push(format!("           STILL SERVED: {part}"));
    }
    if said.looked.words_still_served > 0 {
        let n = said.looked.words_still_served;
        lines.push(format!("           STILL SERVED: {n} sealed words"));
    }
    for document in &said.documents {
        let name = document.name.as_deref().unwrap_or("");
        let level = document.level.as_deref().unwrap_or("");
        lines.push(format!("document   {} {level} {name}", document.origin));
    }
    lines.extend(report.engines.iter().map(engine));
    lines.push("not covered:".to_owned());
    lines.push(format!(
        "  saved or printed by {} devices, complete on {}, shown to {}",
        left.saved_by_devices, left.completed_by_devices, left.shown_to_devices
    ));
    for at in &left.archives {
        lines.push(format!("  an archive of {at}"));
    }
    lines.push(
        "  what was saved, printed or remembered elsewhere; keys that people kept".to_owned(),
    );
    lines
}

fn engine(facts: &EngineFacts) -> String {
    let said = |fact: Fact| match fact {
        Fact::Unknown => "unknown",
        Fact::No => "no",
        Fact::Yes => "YES",
        Fact::SaidNo => "no (the operator)",
        Fact::SaidYes => "YES (the operator)",
    };
    let words = facts.words.as_deref().unwrap_or("");
    format!(
        "engine     {}: versions {}, locks {}, copies {} {words}",
        facts.kind,
        said(facts.versions),
        said(facts.locks),
        said(facts.replicas)
    )
}
