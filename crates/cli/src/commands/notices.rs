//! Notices to many, from a template and a table. No store is asked, and no identity.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use room::{MailMerge, MergeError, Merged, NoticeKind, Template, notice, notices};
use seal::words::Language;
use serde_json::json;
use zeroize::Zeroizing;

use super::Context;
use crate::args::{Merge, Notices};
use crate::config::make_folder;
use crate::error::Error;

/// Bytes of a template in a file.
const LONGEST: u64 = 1 << 20;

pub(super) fn run(context: &Context, what: Notices) -> Result<(), Error> {
    match what {
        Notices::List => list(context),
        Notices::Merge(asked) => merge(context, &asked),
    }
}

fn list(context: &Context) -> Result<(), Error> {
    let value = notices().iter().map(|one| json!(one));
    let lines = notices().iter().map(|one| {
        let kind = name(one.notice);
        format!("{kind:<9} {:<6} {}", one.language, one.subject)
    });
    let lines: Vec<String> = lines.collect();
    context.out.result(&value.collect(), &lines)
}

fn merge(context: &Context, asked: &Merge) -> Result<(), Error> {
    let (subject, text) = templates(asked)?;
    let mut said = BTreeMap::new();
    for one in &asked.say {
        let (name, value) = one
            .split_once('=')
            .ok_or_else(|| Error::usage("--say is NAME=VALUE"))?;
        said.insert(name.trim().to_owned(), value.to_owned());
    }
    let table = Zeroizing::new(fs::read(&asked.table)?);
    let merge = MailMerge::new(&table, subject, text, said)?;
    let made = match (&asked.output, &asked.texts) {
        (Some(output), None) => into_table(&merge, output)?,
        (None, Some(folder)) => into_texts(&merge, folder)?,
        _ => {
            return Err(Error::usage(
                "say where to: --output FILE, or --texts FOLDER",
            ));
        }
    };
    let skipped = merge.skipped();
    if skipped.count > 0 {
        let rows: Vec<String> = skipped
            .rows
            .iter()
            .take(20)
            .map(ToString::to_string)
            .collect();
        let said = format!(
            "{} rows lack something and were left out: {}",
            skipped.count,
            rows.join(", ")
        );
        context.out.warn(&said);
    }
    let value = json!({ "rows": merge.rows(), "made": made, "skipped": skipped.count, "skipped_rows": skipped.rows });
    let line = format!("{made} notices of {} rows", merge.rows());
    context.out.result(&value, &[line])
}

fn templates(asked: &Merge) -> Result<(Template, Template), Error> {
    let language = match asked.language.as_str() {
        "zh-CN" | "zh" => Language::Chinese,
        "en" => Language::English,
        _ => return Err(Error::usage("--language is zh-CN or en")),
    };
    let kind = match asked.notice.as_str() {
        "transfer" => NoticeKind::Transfer,
        "change" => NoticeKind::Change,
        "breach" => NoticeKind::Breach,
        _ => return Err(Error::usage("the notices are: transfer, change, breach")),
    };
    let known = notice(kind, language).ok_or(room::Error::NotFound)?;
    let own = match &asked.template {
        None => None,
        Some(path) if fs::metadata(path)?.len() > LONGEST => {
            return Err(room::Error::TooLarge.into());
        }
        Some(path) => Some(fs::read_to_string(path)?),
    };
    let subject = Template::parse(&known.subject)?;
    Ok((
        subject,
        Template::parse(own.as_ref().unwrap_or(&known.text))?,
    ))
}

/// A table with the notices in it, readable by its owner only.
fn into_table(merge: &MailMerge<'_>, output: &Path) -> Result<usize, Error> {
    let mut file = BufWriter::new(create(output)?);
    file.write_all(merge.table_head("subject", "notice").as_bytes())?;
    let mut row = Zeroizing::new(String::new());
    let made = each(merge, &mut |one| {
        row.clear();
        merge.table_row(one, &mut row);
        file.write_all(row.as_bytes())
    })?;
    file.flush()?;
    Ok(made)
}

/// A text for each row.
fn into_texts(merge: &MailMerge<'_>, folder: &Path) -> Result<usize, Error> {
    make_folder(folder)?;
    each(merge, &mut |one| {
        let mut file = create(&folder.join(format!("{:06}.txt", one.row)))?;
        write!(file, "{}\n\n{}", one.subject, one.text)
    })
}

fn each(
    merge: &MailMerge<'_>,
    write: &mut dyn FnMut(&Merged<'_>) -> io::Result<()>,
) -> Result<usize, Error> {
    let mut failed = None;
    let made = merge.each(&mut |one| match write(one) {
        Ok(()) => true,
        Err(error) => {
            failed = Some(error);
            false
        }
    });
    match (made, failed) {
        (_, Some(error)) => Err(error.into()),
        (made, None) => Ok(made?),
    }
}

/// What is there already stays.
fn create(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn name(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Transfer => "transfer",
        NoticeKind::Change => "change",
        NoticeKind::Breach => "breach",
    }
}

impl From<MergeError> for Error {
    fn from(error: MergeError) -> Self {
        Self::usage(error.to_string())
    }
}
