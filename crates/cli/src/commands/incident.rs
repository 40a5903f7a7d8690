//! Incidents: opening one, its steps, and the papers that are made of it.

mod asked;
mod show;

use std::fs;
use std::path::Path;

use room::artefact::Artefact;
use room::incident::{EvidenceFilter, IncidentView, Notice, Said};
use room::{
    Audience, ChainId, Control, Deadline, Hash, Incident, IncidentId, Outcome, Principal, Room,
    Step, Turn,
};
use serde_json::{Value, json};

use super::share::{one_of, time};
use super::{Context, papers};
use crate::error::Error;
use crate::host::Machine;

pub(crate) use asked::What;
use asked::Window;
pub(super) use show::about;
use show::{lines, name, value};

pub(super) async fn run(context: &Context, what: What) -> Result<(), Error> {
    match what {
        What::Open {
            room,
            summary,
            kind,
            known_for,
            drill,
            deadlines,
        } => {
            let known_for = known_for.as_deref().map(time).transpose()?;
            let deadlines = deadlines
                .as_deref()
                .map_or_else(|| Ok(Deadline::usual()), dates)?;
            let (_, open) = context.enter(&room).await?;
            let incident = Incident {
                kind: kind.into(),
                summary,
                knew: open.now().saturating_sub(known_for.unwrap_or(0)),
                drill,
                deadlines,
            };
            let id = open.open_incident(&incident).await?;
            let seen = found(&open, &id)?;
            let line = match (drill, seen.asks_lock) {
                (true, _) => "a drill: nothing was locked",
                (false, true) => "an owner is to lock the room: sealroom incident lock",
                (false, false) => "the room is locked for all but its owners",
            };
            let value = json!({ "incident": name(&id), "drill": drill, "locked": !drill && !seen.asks_lock });
            context.out.result(&value, &[name(&id), line.to_owned()])
        }
        What::List { room } => {
            let (_, open) = context.enter(&room).await?;
            let all = open.incidents()?;
            let lines: Vec<String> = all.iter().flat_map(lines).collect();
            context.out.result(&all.iter().map(value).collect(), &lines)
        }
        What::Lock { room, incident } => {
            let (_, open) = context.enter(&room).await?;
            open.lock_for_incident(&one(&open, &incident)?).await?;
            let line = "the room is locked for all but its owners".to_owned();
            context.out.result(&json!({ "locked": true }), &[line])
        }
        What::Step {
            room,
            incident,
            phase,
            member,
            name,
            due,
            done,
            give_up,
            words,
        } => {
            let due = due.as_deref().map(time).transpose()?;
            let (_, open) = context.enter(&room).await?;
            let id = one(&open, &incident)?;
            let member = match &member {
                Some(member) => Some(Principal::member(
                    &one_of(&open.members().await?, member)?.member,
                )),
                None => None,
            };
            let outcome = match (done, &give_up) {
                (true, _) => Outcome::Done(open.now()),
                (false, Some(_)) => Outcome::GivenUp,
                (false, None) => Outcome::Open,
            };
            let step = Step {
                phase: phase.into(),
                member,
                name: name.unwrap_or_default(),
                due: due.map(|due| open.now() + due),
                outcome,
                words: give_up.unwrap_or(words),
            };
            open.step_incident(&id, &step).await?;
            shown(context, &open, &id)
        }
        What::Close {
            room,
            incident,
            words,
        } => {
            let (_, open) = context.enter(&room).await?;
            let id = one(&open, &incident)?;
            open.turn_incident(&id, &Turn::Closed(words)).await?;
            shown(context, &open, &id)
        }
        What::Evidence {
            room,
            incident,
            window,
            names,
            archive,
            output,
        } => {
            let archive = archive.as_deref().map(Hash::parse).transpose();
            let archive = archive.map_err(|_| Error::usage("--archive is 64 letters of hex"))?;
            let (_, open) = context.enter(&room).await?;
            let id = one(&open, &incident)?;
            let filter = EvidenceFilter {
                names,
                archive,
                ..filter(&open, &window).await?
            };
            let control = Control::new();
            let signed = open
                .incident_evidence(&id, &filter, &control, &|_| {})
                .await?;
            save(context, &signed, &output)
        }
        What::Notices {
            room,
            incident,
            to,
            window,
            said,
            revises,
            output,
        } => {
            let said: Option<Said> = said.as_deref().map(json).transpose()?;
            let before = revises.as_deref().map(papers::read).transpose()?;
            let (_, open) = context.enter(&room).await?;
            let id = one(&open, &incident)?;
            let filter = filter(&open, &window).await?;
            open.read_activity().await?;
            let draft = open.draft_notice(&id, to.into(), &filter, 0)?;
            match said {
                Some(said) => {
                    let filled = Notice { said, ..draft };
                    let signed = open.sign_notice(&id, &filled, before.as_ref())?;
                    save(context, &signed, &output)
                }
                None => {
                    let text = serde_json::to_vec_pretty(&draft).map_err(wrong)?;
                    fs::write(&output, text)?;
                    let line = format!("to be filled in: {}", draft.missing.join(", "));
                    let value = json!({ "missing": draft.missing, "signed": false });
                    context.out.result(&value, &[line])
                }
            }
        }
        What::Report {
            room,
            incident,
            papers,
            output,
        } => {
            let papers: Vec<Artefact> = papers
                .iter()
                .map(|one| papers::read(one))
                .collect::<Result<_, _>>()?;
            let (_, open) = context.enter(&room).await?;
            let id = one(&open, &incident)?;
            let signed = open.incident_report(&id, &papers)?;
            save(context, &signed, &output)
        }
    }
}

async fn filter(open: &Room<Machine>, window: &Window) -> Result<EvidenceFilter, Error> {
    let since = window.since.as_deref().map(time).transpose()?;
    let person: Option<ChainId> = match &window.of {
        Some(of) => Some(one_of(&open.members().await?, of)?.member),
        None => None,
    };
    Ok(EvidenceFilter {
        from: since.map(|since| open.now().saturating_sub(since)),
        person,
        ..EvidenceFilter::default()
    })
}

/// The incident whose id begins so.
fn one(open: &Room<Machine>, begin: &str) -> Result<IncidentId, Error> {
    let all = open.incidents()?;
    let fits = |seen: &&IncidentView| begin.len() >= 4 && name(&seen.id).starts_with(begin);
    let found: Vec<_> = all.iter().filter(fits).collect();
    match found.as_slice() {
        [one] => Ok(one.id),
        _ => Err(Error::usage(
            "name one incident by its id (sealroom incident list)",
        )),
    }
}

fn found(open: &Room<Machine>, id: &IncidentId) -> Result<IncidentView, Error> {
    let all = open.incidents()?.into_iter();
    let mut fits = all.filter(|seen| seen.id == *id);
    fits.next().ok_or_else(|| room::Error::NotFound.into())
}

fn shown(context: &Context, open: &Room<Machine>, id: &IncidentId) -> Result<(), Error> {
    let seen = found(open, id)?;
    context.out.result(&value(&seen), &lines(&seen))
}

fn save(context: &Context, signed: &Artefact, output: &Path) -> Result<(), Error> {
    papers::write(output, signed)?;
    match about(signed)? {
        Some(about) => context.out.result(&about.value, &about.lines),
        None => Ok(()),
    }
}

fn json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Error> {
    serde_json::from_slice(&fs::read(path)?).map_err(wrong)
}

fn wrong(why: serde_json::Error) -> Error {
    Error::usage(format!("the file is not what is asked: {why}"))
}

/// Dates, as the operator writes them down.
fn dates(path: &Path) -> Result<Vec<Deadline>, Error> {
    let all: Vec<Value> = json(path)?;
    let each = all.iter().map(|one| {
        let text = |field: &str| one[field].as_str().map(str::to_owned);
        let to = match one["to"].as_str()? {
            "authority" => Audience::Authority,
            "persons" => Audience::Persons,
            _ => return None,
        };
        Some(Deadline {
            to,
            law: text("law")?,
            source: text("source")?,
            minutes: one["minutes"].as_u64(),
        })
    });
    let all: Option<Vec<_>> = each.collect();
    all.ok_or_else(|| Error::usage("a date has to, law, source and perhaps minutes"))
}
