//! Reports of a room: read with progress, made, signed, and put into a table.

use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use room::reports::{Period, Report, ReportKind, ReportWords, utc};
use room::{Error, FormError, FormKind};

use super::audit;
use super::messages::{
    Content, Failure, MadeReport, Reply, ReportTerms, ReportWhat, ReportsReply, ReportsRequest,
    RoomRef,
};
use super::session::Vault;
use crate::browser::clock;

/// Answers one request.
pub(crate) async fn answer(
    vault: &Rc<Vault>,
    request: ReportsRequest,
) -> Result<(Reply, Array), Failure> {
    match request {
        ReportsRequest::Make {
            room,
            what,
            from,
            until,
            reading,
        } => {
            let period = Period {
                from: from.map(|time| time as u64),
                until: until.map(|time| time as u64),
            };
            match kind(what) {
                Kind::Report(kind) => report(vault, room, kind, &period, reading).await,
                Kind::Form(kind) => form(vault, &room, kind).await,
            }
        }
        ReportsRequest::Table { room, words } => table(vault, &room, &words),
    }
}

/// What the room calls it.
enum Kind {
    Report(ReportKind),
    Form(FormKind),
}

fn kind(what: ReportWhat) -> Kind {
    match what {
        ReportWhat::Matrix => Kind::Report(ReportKind::PermissionMatrix),
        ReportWhat::Audit => Kind::Report(ReportKind::Audit),
        ReportWhat::Transparency => Kind::Report(ReportKind::Transparency),
        ReportWhat::Activity => Kind::Report(ReportKind::Activity),
        ReportWhat::Training => Kind::Form(FormKind::TrainingRecord),
        ReportWhat::Responsibilities => Kind::Form(FormKind::Responsibilities),
    }
}

async fn report(
    vault: &Rc<Vault>,
    room: RoomRef,
    kind: ReportKind,
    period: &Period,
    reading: f64,
) -> Result<(Reply, Array), Failure> {
    let open = vault.room(&room)?;
    let control = match kind {
        // what is read in here is what is new since; stopping it stops that as well
        ReportKind::PermissionMatrix | ReportKind::Audit => {
            audit::read(vault, &room, reading).await?
        }
        ReportKind::Transparency | ReportKind::Activity => audit::begin(vault, reading),
    };
    let report = open.report(kind, period, &control).await?;
    let signed = open.sign_report(&report)?.encode().map_err(Error::from)?;
    vault.reported.replace(Some((room, report)));
    Ok(made(kind.name(), true, true, &signed))
}

/// What the room knows of a form. One that a person has to fill first is a draft.
async fn form(vault: &Vault, room: &str, kind: FormKind) -> Result<(Reply, Array), Failure> {
    let open = vault.room(room)?;
    let form = open.draft(kind)?;
    match open.sign_form(&form, None).await {
        Ok(signed) => {
            let signed = signed.encode().map_err(Error::from)?;
            Ok(made(kind.code(), true, false, &signed))
        }
        Err(Error::Form(FormError::Missing(_))) => {
            let draft = serde_json::to_vec_pretty(&form).map_err(|_| Failure::Internal)?;
            Ok(made(kind.code(), false, false, &draft))
        }
        Err(error) => Err(error.into()),
    }
}

fn made(kind: &str, signed: bool, tabular: bool, file: &[u8]) -> (Reply, Array) {
    let day: String = utc(clock::now()).chars().take(10).collect();
    let made = MadeReport {
        name: format!("{kind}-{day}.json"),
        kind: kind.to_owned(),
        signed,
        tabular,
    };
    let beside = Array::of1(&Uint8Array::from(file).buffer());
    (Reply::Reports(ReportsReply::Made(made)), beside)
}

/// The report that was made last, as bytes of a file.
fn table(vault: &Vault, room: &str, words: &ReportTerms) -> Result<(Reply, Array), Failure> {
    let kept = vault.reported.borrow();
    let (_, report): &(RoomRef, Report) = kept
        .as_ref()
        .filter(|(of, _)| of == room)
        .ok_or(Failure::NotFound)?;
    let fields: BTreeMap<&str, &String> = words
        .fields
        .iter()
        .map(|(field, word)| (field.as_str(), word))
        .collect();
    let codes: BTreeMap<(&str, &str), &String> = words
        .codes
        .iter()
        .map(|(field, code, word)| ((field.as_str(), code.as_str()), word))
        .collect();
    let text = report.csv(&ReportWords {
        field: &|field| {
            let word = fields.get(field).map(|word| (*word).clone());
            word.unwrap_or_else(|| field.to_owned())
        },
        code: &|field, code| codes.get(&(field, code)).map(|word| (*word).clone()),
    })?;
    let content = Content {
        name: String::new(),
        mime: "text/csv".to_owned(),
        size: text.len() as f64,
    };
    let bytes = Uint8Array::from(text.as_bytes());
    Ok((Reply::Content(content), Array::of1(&bytes.buffer())))
}
