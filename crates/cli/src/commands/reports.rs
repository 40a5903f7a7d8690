//! Reports of a room, and artefacts on paper.

use std::fs;
use std::path::{Path, PathBuf};

use paper::artefact::{Signer, Source, paper};
use paper::{Date, Fonts, Lang, PaperError, Words};
use room::artefact::{self, Artefact};
use room::reports::{Period, Report, ReportKind, ReportWords};
use room::{Action, CSV_COLUMNS, Control, Filter, Happening, Hash, Language, Room};
use serde_json::json;

use super::{Context, papers};
use crate::error::Error;
use crate::host::Machine;

/// What is asked of a report.
#[derive(Debug, clap::Args)]
pub(crate) struct ReportOf {
    /// Title or id
    room: String,
    /// permission-matrix, audit-report, transparency-report or activity-report
    kind: String,
    /// What was done from this day or moment on (2026-01-01, 2026-01-01T08:00:00Z)
    #[arg(long, value_name = "WHEN")]
    from: Option<String>,
    /// What was done before it
    #[arg(long, value_name = "WHEN")]
    until: Option<String>,
    /// Where to save it signed, as a file that strangers verify. A signature names who signed, and the room
    #[arg(long, value_name = "FILE")]
    artefact: Option<PathBuf>,
    /// Where to save its text alone, which nobody signed
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// Where to save it as a table for a spreadsheet
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,
    /// Where to save it as PDF, signed: a transparency report only if --artefact is asked for, too
    #[arg(long, value_name = "FILE")]
    pdf: Option<PathBuf>,
    #[command(flatten)]
    print: Printing,
}

/// How something is printed.
#[derive(Debug, clap::Args)]
pub(crate) struct Printing {
    /// zh-CN or en
    #[arg(long, value_name = "LANG", default_value = "zh-CN")]
    lang: String,
    /// For PDF: a font with Chinese (TrueType, OpenType, or a collection); others fill in what the first one lacks
    #[arg(long, value_name = "FILE", env = "SEALROOM_FONT")]
    font: Vec<PathBuf>,
}

impl Printing {
    fn lang(&self) -> Result<Lang, Error> {
        Lang::parse(&self.lang).ok_or_else(|| Error::usage("--lang is zh-CN or en"))
    }

    fn fonts(&self) -> Result<Fonts, Error> {
        if self.font.is_empty() {
            return Err(Error::usage("say with which font: --font FILE"));
        }
        let files: Result<Vec<_>, _> = self.font.iter().map(fs::read).collect();
        Ok(Fonts::read(files?)?)
    }
}

/// Makes a report, and saves it in the forms that are asked for.
pub(super) async fn report(context: &Context, asked: &ReportOf) -> Result<(), Error> {
    let kind = ReportKind::parse(&asked.kind).ok_or_else(|| {
        let all = ReportKind::ALL.map(ReportKind::name);
        Error::usage(format!("a report is one of: {}", all.join(", ")))
    })?;
    let lang = asked.print.lang()?;
    // what cannot be printed is known before anything is read
    let fonts = match asked.pdf {
        Some(_) => Some(asked.print.fonts()?),
        None => None,
    };
    let period = Period {
        from: asked.from.as_deref().map(moment).transpose()?,
        until: asked.until.as_deref().map(moment).transpose()?,
    };
    let (_, open) = context.enter(&asked.room).await?;
    let report = open.report(kind, &period, &Control::new()).await?;
    let text = report.json()?;
    let signs = kind != ReportKind::Transparency || asked.artefact.is_some();
    let signed = match signs {
        true => Some(open.sign_report(&report)?),
        false => None,
    };
    let mut saved = Vec::new();
    if let (Some(to), Some(signed)) = (&asked.artefact, &signed) {
        save(to, &signed.encode().map_err(room::Error::from)?, &mut saved)?;
    }
    if let Some(to) = &asked.text {
        save(to, text.as_bytes(), &mut saved)?;
    }
    if let Some(to) = &asked.csv {
        save(
            to,
            csv(&open, &report, &period, lang)?.as_bytes(),
            &mut saved,
        )?;
    }
    if let (Some(to), Some(fonts)) = (&asked.pdf, &fonts) {
        let pdf = match &signed {
            Some(signed) => printed(signed, lang, fonts)?,
            None => unsigned(kind, &text, lang, fonts)?,
        };
        save(to, &pdf, &mut saved)?;
    }
    let files: Vec<String> = saved
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    let value = json!({ "kind": kind.name(), "files": files });
    match saved.is_empty() {
        // nothing was to be saved: here it is
        true => context
            .out
            .result(&serde_json::from_str(&text).unwrap_or(value), &[text]),
        false => context.out.result(&value, &files),
    }
}

/// Prints an artefact whose signatures hold.
pub(super) fn print(
    context: &Context,
    file: &Path,
    to: &Path,
    how: &Printing,
) -> Result<(), Error> {
    let (lang, fonts) = (how.lang()?, how.fonts()?);
    let artefact = papers::read(file)?;
    let mut saved = Vec::new();
    save(to, &printed(&artefact, lang, &fonts)?, &mut saved)?;
    let signers: Vec<String> = artefact.signers().into_iter().map(|one| one.name).collect();
    let value = json!({ "kind": artefact.kind(), "room": artefact.room().to_string(), "signers": signers,
        "file": to.display().to_string() });
    let line = format!(
        "{}: {}, signed by {}",
        to.display(),
        artefact.kind(),
        signers.join(", ")
    );
    context.out.result(&value, &[line])
}

/// A signed text on paper, with the file that proves it inside.
fn printed(artefact: &Artefact, lang: Lang, fonts: &Fonts) -> Result<Vec<u8>, Error> {
    let language = match lang {
        Lang::Chinese => Language::Chinese,
        Lang::English => Language::English,
    };
    let signers = artefact.signers().into_iter().map(|one| Signer {
        name: one.name,
        fingerprint: one.fingerprint.words(language).join(" "),
        key: one.key.to_string(),
    });
    let signers: Vec<Signer> = signers.collect();
    let file = artefact.encode().map_err(room::Error::from)?;
    let source = Source {
        kind: artefact.kind(),
        payload: artefact.payload(),
        hash: &Hash::of(artefact.payload().as_bytes()).to_string(),
        signers: &signers,
        file: &file,
        name: &format!("{}.json", artefact.kind()),
        mime: artefact::MIME,
    };
    Ok(paper(&source, lang)?.print(fonts)?)
}

fn unsigned(kind: ReportKind, text: &str, lang: Lang, fonts: &Fonts) -> Result<Vec<u8>, Error> {
    let source = Source {
        kind: kind.name(),
        payload: text,
        hash: &Hash::of(text.as_bytes()).to_string(),
        signers: &[],
        file: text.as_bytes(),
        name: &format!("{}.json", kind.name()),
        mime: "application/json",
    };
    Ok(paper(&source, lang)?.print(fonts)?)
}

/// What people opened is a table of its own, line by line; the others are made of the report.
fn csv(
    open: &Room<Machine>,
    report: &Report,
    period: &Period,
    lang: Lang,
) -> Result<String, Error> {
    let words = Words::of(report.kind().name(), lang);
    if report.kind() == ReportKind::Activity {
        let head: [&str; CSV_COLUMNS] = [
            "time", "who", "label", "what", "whom", "document", "folder", "version", "seconds",
            "device", "receipt",
        ];
        let head = head.map(|field| words.field(field));
        let filter = Filter {
            from: period.from,
            until: period.until,
            ..Filter::default()
        };
        let word = |what: &Happening| {
            let code = happening(what);
            words
                .code("happening", code)
                .unwrap_or_else(|| code.to_owned())
        };
        return Ok(open.activity_csv(&filter, &head, &word));
    }
    let table = report.csv(&ReportWords {
        field: &|field| words.field(field),
        code: &|field, code| words.code(field, code),
    });
    Ok(table?)
}

fn happening(what: &Happening) -> &'static str {
    match what {
        Happening::Receipt(Action::View) => "view",
        Happening::Receipt(Action::Download) => "download",
        Happening::Receipt(Action::Complete) => "complete",
        Happening::Receipt(Action::Print) => "print",
        Happening::Receipt(Action::Closed) => "closed",
        Happening::Receipt(Action::Copy) => "copy",
        Happening::Joined => "joined",
        Happening::Visited => "visited",
        Happening::Entered(_) => "entered",
        Happening::Granted => "granted",
        Happening::Ended => "ended",
        Happening::Suspended(true) => "suspended",
        Happening::Suspended(false) => "resumed",
        Happening::Dated(_) => "dated",
        Happening::Office(_) => "office",
        Happening::Policy(_) => "policy",
        Happening::Added => "added",
        Happening::Versioned => "versioned",
        Happening::Moved => "moved",
        Happening::Deleted => "deleted",
        Happening::Dropped => "dropped",
        Happening::Agreed => "agreed",
        Happening::Proposed => "proposed",
    }
}

fn save(to: &Path, bytes: &[u8], saved: &mut Vec<PathBuf>) -> Result<(), Error> {
    fs::write(to, bytes)?;
    saved.push(to.to_owned());
    Ok(())
}

/// Milliseconds since 1970 of a day or a moment in UTC.
fn moment(text: &str) -> Result<u64, Error> {
    let whole = match text.contains('T') {
        true => text.to_owned(),
        false => format!("{text}T00:00:00Z"),
    };
    let date = Date::parse(&whole).filter(|date| date.year >= 1970);
    let date = date.ok_or_else(|| Error::usage("a time is 2026-01-01 or 2026-01-01T08:00:00Z"))?;
    let (year, month) = (u64::from(date.year), u64::from(date.month));
    // March is the first month of a year of which the leap day is the last
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100
        + year / 400
        + (month * 153 + 2) / 5
        + u64::from(date.day);
    let days = days - 719_469;
    let seconds =
        u64::from(date.hour) * 3600 + u64::from(date.minute) * 60 + u64::from(date.second);
    Ok((days * 86_400 + seconds) * 1000)
}

impl From<PaperError> for Error {
    fn from(error: PaperError) -> Self {
        Self::Paper(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_moments_are_milliseconds() {
        let known = [
            ("1970-01-01", 0),
            ("1970-03-01", 59 * 86_400_000),
            ("2024-02-29T23:59:59Z", 1_709_251_199_000),
            ("2026-11-27T12:30:06Z", 1_795_782_606_000),
        ];
        for (text, millis) in known {
            assert_eq!(moment(text).ok(), Some(millis), "{text}");
        }
        for text in ["", "yesterday", "2026-13-01", "1969-12-31", "2026-1-1"] {
            assert!(moment(text).is_err(), "{text}");
        }
    }
}
