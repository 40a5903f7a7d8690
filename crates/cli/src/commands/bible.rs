//! Closing bibles: bound, signed by the other party, and verified without a room.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use room::Hash;
use room::artefact::{Artefact, LIMIT};
use room::handover::{
    BibleCheck, BibleOf, BibleReport, Binder, Flaw, FlawKind, MANIFEST, Signatures,
};
use room::{Control, Host};
use serde_json::json;
use sha2::{Digest, Sha256};
use zip::{CompressionMethod, ZipArchive};

use super::{Context, handover, papers};
use crate::binder::{Zipping, broken};
use crate::carrier::Files;
use crate::error::Error;

/// The longest text that is looked into: a chain or a paper.
const TEXT: u64 = 256 << 20;
/// Files of a bible.
const MOST: usize = 200_000;

/// What is bound.
pub(super) struct Asked {
    pub(super) room: String,
    pub(super) to: PathBuf,
    pub(super) member: Option<String>,
    pub(super) with: Option<String>,
    pub(super) list: Option<PathBuf>,
    pub(super) papers: Vec<PathBuf>,
}

pub(super) async fn bind(context: &Context, asked: &Asked) -> Result<(), Error> {
    let (person, open) = context.enter(&asked.room).await?;
    let member = match &asked.member {
        Some(name) => Some(handover::member(&open, name).await?),
        None => None,
    };
    let to = match &asked.with {
        Some(name) => Some(handover::member(&open, name).await?),
        None => None,
    };
    let list = asked.list.as_deref().map(papers::read).transpose()?;
    let papers: Result<Vec<(String, Artefact)>, Error> = asked
        .papers
        .iter()
        .map(|path| {
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            Ok((name.into_owned(), papers::read(path)?))
        })
        .collect();
    let papers = papers?;
    let papers: Vec<(&str, &Artefact)> = papers.iter().map(|(name, one)| (&**name, one)).collect();
    let of = BibleOf {
        member,
        to,
        list: list.as_ref(),
        papers: &papers,
    };
    let mut zipping = Zipping::create(&asked.to)?;
    let carrier = Files::new(person.host.api());
    let watch = handover::progress(context.out);
    let bound = open
        .closing_bible(&of, &carrier, &mut zipping, &Control::new(), &watch)
        .await;
    context.out.progress("");
    let signed = match bound {
        Ok(signed) => signed,
        Err(e) => {
            zipping.discard()?;
            return Err(e.into());
        }
    };
    zipping.keep()?;
    let bible: room::handover::Bible = signed
        .read(room::handover::BIBLE)
        .map_err(room::Error::from)?;
    let value = json!({ "file": asked.to.display().to_string(), "documents": bible.documents,
        "files": bible.files.len(), "role": bible.role_name });
    let line = format!(
        "{}: {} documents of {}, signed by {} alone",
        asked.to.display(),
        bible.documents,
        bible.role_name,
        bible.from.name
    );
    context.out.result(&value, &[line])
}

/// Signs a paper, or a bible that holds, beside who did already. Everything else of the file stays as it is.
pub(super) async fn countersign(context: &Context, room: &str, file: &Path) -> Result<(), Error> {
    let (_, open) = context.enter(room).await?;
    if !is_zip(file)? {
        let signed = open.countersign_artefact(&papers::read(file)?)?;
        papers::write(file, &signed)?;
        return told(context, file);
    }
    let report = check(context, file)?;
    if !report.holds() {
        return Err(Error::Unsound);
    }
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let place = file.with_file_name(format!("{name}.signed"));
    let mut zipping = Zipping::create(&place)?;
    let copied = async {
        let mut archive = open_zip(file)?;
        let mut manifest = None;
        for n in 0..archive.len() {
            let mut entry = archive.by_index_raw(n).map_err(broken)?;
            if entry.name().map_err(broken)? == MANIFEST {
                let mut bytes = Vec::new();
                (&mut entry)
                    .take(LIMIT as u64 + 1)
                    .read_to_end(&mut bytes)?;
                manifest = Some(Artefact::parse(&bytes).map_err(room::Error::from)?);
            } else {
                zipping.writer().raw_copy_file(entry).map_err(broken)?;
            }
        }
        let manifest = manifest.ok_or(Error::Unsound)?;
        let signed = open.countersign_artefact(&manifest)?;
        let bytes = signed.encode().map_err(room::Error::from)?;
        let written = zipping.write(MANIFEST, &bytes).await;
        written.map_err(room::Error::from)?;
        Ok::<_, Error>(())
    };
    match copied.await {
        Ok(()) => zipping.keep()?,
        Err(e) => {
            zipping.discard()?;
            return Err(e);
        }
    }
    fs::rename(place, file)?;
    told(context, file)
}

fn told(context: &Context, file: &Path) -> Result<(), Error> {
    let value = json!({ "file": file.display().to_string(), "signed": true });
    context
        .out
        .result(&value, &[format!("{}: signed", file.display())])
}

/// Whether a file is a zip, or a folder an unpacked bible.
pub(super) fn is_bible(path: &Path) -> Result<bool, Error> {
    match path.is_dir() {
        true => Ok(path.join(MANIFEST).is_file()),
        false => is_zip(path),
    }
}

fn is_zip(path: &Path) -> Result<bool, Error> {
    if !path.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    File::open(path)?.take(4).read_to_end(&mut head)?;
    Ok(head == b"PK\x03\x04")
}

/// Verifies one, offline.
pub(super) fn verify(context: &Context, path: &Path) -> Result<(), Error> {
    let report = check(context, path)?;
    let flaws: Vec<String> = report.flaws.iter().map(flaw).collect();
    let bible = &report.bible;
    let value = json!({ "holds": report.holds(), "complete": report.is_complete(), "room": bible.room.id,
        "title": bible.room.title, "role": bible.role_name, "made": bible.made.at,
        "documents": bible.documents, "files": bible.files.len(), "chains": report.chains,
        "entries": report.entries, "flaws": flaws,
        "from": { "name": bible.from.name, "fingerprint": bible.from.fingerprint, "signed": report.signed.from },
        "to": bible.to.as_ref().map(|to| json!({ "name": to.name, "fingerprint": to.fingerprint, "signed": report.signed.to })),
        "list": report.list.as_ref().map(Signatures::is_complete) });
    let signed = |yes: bool| if yes { "signed" } else { "has NOT signed" };
    let mut lines = flaws.clone();
    lines.push(format!(
        "{} ({}): what {} can open, made {}",
        bible.room.title, bible.room.id, bible.role_name, bible.made.at
    ));
    lines.push(format!(
        "{} {}",
        bible.from.name,
        signed(report.signed.from)
    ));
    if let Some(to) = &bible.to {
        lines.push(format!("{} {}", to.name, signed(report.signed.to)));
    }
    lines.push(format!(
        "{} files; {} entries in {} chains",
        bible.files.len(),
        report.entries,
        report.chains
    ));
    context.out.result(&value, &lines)?;
    match report.holds() {
        true => Ok(()),
        false => Err(Error::Unsound),
    }
}

/// A place from which the files of a bible are read.
enum Bound {
    Zip(Box<ZipArchive<BufReader<File>>>, BTreeMap<String, usize>),
    Folder(PathBuf, Vec<String>),
}

impl Bound {
    fn open(path: &Path) -> Result<Self, Error> {
        if path.is_dir() {
            let mut files = Vec::new();
            walk(path, "", &mut files)?;
            return Ok(Self::Folder(path.to_owned(), files));
        }
        let mut archive = open_zip(path)?;
        let mut names = BTreeMap::new();
        for n in 0..archive.len() {
            let entry = archive.by_index_raw(n).map_err(broken)?;
            names.insert(entry.name().map_err(broken)?.into_owned(), n);
        }
        Ok(Self::Zip(Box::new(archive), names))
    }

    fn paths(&self) -> Vec<String> {
        match self {
            Self::Zip(_, names) => names.keys().cloned().collect(),
            Self::Folder(_, files) => files.clone(),
        }
    }

    fn read<T>(
        &mut self,
        path: &str,
        how: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> Result<T, Error> {
        match self {
            Self::Folder(top, _) => Ok(how(&mut BufReader::new(File::open(top.join(path))?))?),
            Self::Zip(archive, names) => {
                let n = names.get(path).ok_or(Error::Unsound)?;
                // stored, so these are the bytes; the zip's own sum says less than the manifest
                Ok(how(&mut archive.by_index_raw(*n).map_err(broken)?)?)
            }
        }
    }
}

/// Opens a zip in which every byte belongs to an entry that is listed, stored as it is: nothing hides between two, and
/// nothing becomes larger than the file.
fn open_zip(path: &Path) -> Result<ZipArchive<BufReader<File>>, Error> {
    let mut archive = ZipArchive::new(BufReader::new(File::open(path)?)).map_err(broken)?;
    let mut places = Vec::new();
    let plain = archive.offset() == 0 && archive.len() <= MOST;
    for n in 0..if plain { archive.len() } else { 0 } {
        let entry = archive.by_index_raw(n).map_err(broken)?;
        let stored = entry.compression() == CompressionMethod::Stored && !entry.encrypted();
        let begin = entry.data_start().filter(|_| stored);
        let (Some(begin), true) = (begin, entry.size() == entry.compressed_size()) else {
            return Err(Error::Io(io::Error::other(
                "not a closing bible's zip file",
            )));
        };
        places.push((entry.header_start(), begin + entry.size()));
    }
    places.sort_unstable();
    let mut at = 0;
    let row = places.iter().all(|(from, to)| {
        let fits = *from == at;
        at = *to;
        fits
    });
    if plain && row && at == archive.central_directory_start() {
        Ok(archive)
    } else {
        Err(Error::Io(io::Error::other(
            "not a closing bible's zip file",
        )))
    }
}

fn walk(top: &Path, below: &str, files: &mut Vec<String>) -> Result<(), Error> {
    for entry in fs::read_dir(top.join(below))? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let path = match below {
            "" => name.into_owned(),
            below => format!("{below}/{name}"),
        };
        // a link to elsewhere is a file that nobody signed
        match entry.file_type()?.is_dir() {
            true if path.split('/').count() < 100 => walk(top, &path, files)?,
            _ => files.push(path),
        }
        if files.len() > MOST {
            return Err(room::Error::TooLarge.into());
        }
    }
    Ok(())
}

fn check(context: &Context, path: &Path) -> Result<BibleReport, Error> {
    let mut bound = Bound::open(path)?;
    let mut paths = bound.paths();
    if !paths.iter().any(|path| path == MANIFEST) {
        return Err(Error::Io(io::Error::other("there is no manifest")));
    }
    let manifest = bound.read(MANIFEST, |from| whole(from, LIMIT as u64))?;
    let mut check = BibleCheck::begin(&manifest).map_err(room::Error::from)?;
    // the front comes first
    let front = BibleCheck::front_path();
    paths.retain(|path| path != MANIFEST);
    paths.sort_by_key(|path| *path != front);
    let (of, mut twice) = (paths.len(), BTreeSet::new());
    for (n, path) in paths.iter().enumerate() {
        context
            .out
            .progress(&format!("{} of {of} files verified", n + 1));
        if !twice.insert(path) {
            return Err(Error::Unsound);
        }
        if BibleCheck::wants(path) {
            let text = bound.read(path, |from| whole(from, TEXT))?;
            check.file(path, text.len() as u64, &Hash::of(&text));
            check.text(path, &text);
            continue;
        }
        let (hash, bytes) = bound.read(path, hashed)?;
        check.file(path, bytes, &hash);
    }
    context.out.progress("");
    Ok(check.finish())
}

fn whole(from: &mut dyn Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > most {
        true => Err(io::Error::other("too large")),
        false => Ok(bytes),
    }
}

fn hashed(from: &mut dyn Read) -> io::Result<(Hash, u64)> {
    let (mut hash, mut bytes, mut piece) = (Sha256::new(), 0, vec![0; 1 << 16]);
    loop {
        let read = from.read(&mut piece)?;
        if read == 0 {
            return Ok((Hash(hash.finalize().into()), bytes));
        }
        hash.update(&piece[..read]);
        bytes += read as u64;
    }
}

fn flaw(one: &Flaw) -> String {
    let what = match one.kind {
        FlawKind::Missing => "is missing",
        FlawKind::Added => "was not signed",
        FlawKind::Changed => "was changed",
        FlawKind::Path => "has a name that is not safe, or twice",
        FlawKind::Ledger => "a chain that is not right",
        FlawKind::Paper => "a paper that proves nothing",
        FlawKind::Stranger => "signed by somebody who is not named",
        FlawKind::Unsigned => "not signed by who made it",
    };
    format!("{}: {what}", one.path)
}
