//! The forms of the law: drafted from a room, signed, filed; what is due.

use std::fs;
use std::path::{Path, PathBuf};

use room::artefact::{self, Artefact};
use room::{Due, DueKind, Form, FormKind, Room, day};
use serde_json::json;

use super::papers::{self, About};
use super::{Context, Found, find};
use crate::args::Forms;
use crate::error::Error;
use crate::host::Machine;

const DAY: u64 = 24 * 3600 * 1000;

pub(super) async fn run(context: &Context, what: Forms) -> Result<(), Error> {
    match what {
        Forms::Draft {
            room,
            form,
            after,
            output,
        } => draft(context, &room, form.as_deref(), after.as_deref(), output).await,
        Forms::Sign {
            room,
            draft,
            after,
            output,
        } => sign(context, &room, &draft, after.as_deref(), &output).await,
        Forms::File { room, path, form } => file(context, &room, &path, &form).await,
        Forms::List { room } => list(context, &room).await,
        Forms::Due { room, days } => due(context, &room, days).await,
    }
}

async fn draft(
    context: &Context,
    room: &str,
    form: Option<&str>,
    after: Option<&Path>,
    output: Option<PathBuf>,
) -> Result<(), Error> {
    let kind = form.map(kind).transpose()?;
    let (_, open) = context.enter(room).await?;
    let draft = match (after, kind) {
        (Some(before), _) => open.draft_after(&papers::read(before)?)?,
        (None, Some(kind)) => open.draft(kind)?,
        (None, None) => return Err(Error::usage("name a form, or the one before with --after")),
    };
    let text = serde_json::to_string_pretty(&draft).map_err(std::io::Error::from)?;
    let Some(output) = output else {
        let value = serde_json::to_value(&draft).map_err(std::io::Error::from)?;
        return context.out.result(&value, &[text]);
    };
    crate::config::write(&output, text.as_bytes())?;
    let value = json!({ "form": draft.form.code(), "file": output.display().to_string() });
    let line = format!("{}: fill what is missing, then sign it", output.display());
    context.out.result(&value, &[line])
}

async fn sign(
    context: &Context,
    room: &str,
    draft: &Path,
    after: Option<&Path>,
    output: &Path,
) -> Result<(), Error> {
    let form = Form::parse(&text(draft)?).map_err(room::Error::from)?;
    let before = after.map(papers::read).transpose()?;
    let (_, open) = context.enter(room).await?;
    let signed = open.sign_form(&form, before.as_ref()).await?;
    papers::write(output, &signed)?;
    let said = signed.form().map_err(room::Error::from)?;
    said.changed.iter().for_each(|place| {
        context
            .out
            .warn(&format!("the room says something else in {place}"));
    });
    let value = json!({ "form": said.form.code(), "file": output.display().to_string(),
        "hash": signed.hash().to_string(), "previous": said.previous, "changed": said.changed });
    context
        .out
        .result(&value, &[format!("{}: signed", output.display())])
}

async fn file(context: &Context, room: &str, path: &str, form: &Path) -> Result<(), Error> {
    let form = papers::read(form)?;
    let (_, open) = context.enter(room).await?;
    let Found::Doc(doc) = find(&open.view(), path)? else {
        return Err(Error::usage(
            "this is a folder; name the document that the form is",
        ));
    };
    open.file_form(doc, &form).await?;
    let value = json!({ "form": form.kind(), "hash": form.hash().to_string() });
    context
        .out
        .result(&value, &[format!("{path} is filed as {}", form.kind())])
}

async fn list(context: &Context, room: &str) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    let forms = open.forms()?;
    let value = forms.iter().map(|one| {
        json!({ "form": one.kind.map(FormKind::code), "name": one.name, "hash": one.hash.to_string(),
            "versions": one.versions, "by": one.by.name, "time": one.time,
            "review": one.review.map(day), "keep_until": one.keep_until.map(day) })
    });
    let lines: Vec<String> = forms
        .iter()
        .map(|one| {
            let kind = one.kind.map_or("newer", FormKind::code);
            let review = one.review.map_or_else(|| "no date".to_owned(), day);
            format!(
                "{review:<10}  {kind:<28} {} ({} versions)",
                one.name, one.versions
            )
        })
        .collect();
    context.out.result(&value.collect(), &lines)
}

async fn due(context: &Context, room: &str, days: u64) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    let all = open.due_until(until(&open, days))?;
    let value = all
        .iter()
        .map(|one| json!({ "what": what(one), "name": one.name, "day": day(one.day) }));
    let lines: Vec<String> = all
        .iter()
        .map(|one| format!("{}  {:<28} {}", day(one.day), what(one), one.name))
        .collect();
    context.out.result(&value.collect(), &lines)
}

fn until(open: &Room<Machine>, days: u64) -> u64 {
    open.now().saturating_add(days.saturating_mul(DAY))
}

fn what(due: &Due) -> &'static str {
    match due.what {
        DueKind::Form(kind) => kind.map_or("newer form", FormKind::code),
        DueKind::Review => "review",
        DueKind::Finding => "finding",
        DueKind::Right => "request",
    }
}

/// A form, verified offline: which version it is, and what was changed by hand.
pub(super) fn about(artefact: &Artefact) -> Result<Option<About>, Error> {
    if FormKind::parse(artefact.kind()).is_none() {
        return Ok(None);
    }
    let form = artefact.form().map_err(room::Error::from)?;
    let value = json!({ "hash": artefact.hash().to_string(), "previous": form.previous,
        "keep_until": form.keep_until, "changed": form.changed });
    let changed = form.changed.len();
    let lines = vec![
        format!("hash    {}", artefact.hash()),
        format!("made    {} by {}", form.made.at, form.made.by),
        format!("by hand {changed} of the fields that the room fills"),
    ];
    Ok(Some(About {
        holds: true,
        value,
        lines,
    }))
}

fn kind(code: &str) -> Result<FormKind, Error> {
    FormKind::parse(code).ok_or_else(|| {
        let all: Vec<_> = FormKind::ALL.into_iter().map(FormKind::code).collect();
        Error::usage(format!("the forms are: {}", all.join(", ")))
    })
}

/// A text that is no longer than an artefact may be.
fn text(path: &Path) -> Result<String, Error> {
    if fs::metadata(path)?.len() > artefact::LIMIT as u64 {
        return Err(room::Error::TooLarge.into());
    }
    Ok(fs::read_to_string(path)?)
}
