//! Archives as files on this machine.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use room::archive::{ArchiveSink, ArchiveSource, file_name};
use room::{Error, RoomId};

use crate::error::Error as Failure;

/// An archive that is read.
pub(crate) struct Source(File);

/// An archive that is being written, beside its place: it comes there when it is whole.
pub(crate) struct Sink {
    file: File,
    temporary: PathBuf,
    to: PathBuf,
}

/// A row of archives of one room.
pub(crate) struct Row {
    pub(crate) files: Vec<PathBuf>,
}

impl Source {
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path)
            .map_err(|e| std::io::Error::new(e.kind(), format!("{}: {e}", path.display())))?;
        Ok(Self(file))
    }
}

impl ArchiveSource for Source {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        tokio::task::block_in_place(|| {
            let mut filled = 0;
            while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
                match self.0.read(rest) {
                    Ok(0) => break,
                    Ok(read) => filled += read,
                    Err(e) if e.kind() == ErrorKind::Interrupted => {}
                    Err(e) => return Err(local(&e)),
                }
            }
            Ok(filled)
        })
    }

    async fn skip(&mut self, bytes: u64) -> Result<(), Error> {
        let by = i64::try_from(bytes).map_err(|_| Error::TooLarge)?;
        self.0.seek(SeekFrom::Current(by)).map_err(|e| local(&e))?;
        Ok(())
    }
}

impl Sink {
    /// What stands at the place already stays: an archive is never replaced.
    pub(crate) fn create(to: &Path) -> Result<Self, Failure> {
        if to.exists() {
            let there = format!("{} is there already; name another file", to.display());
            return Err(Failure::usage(there));
        }
        let name = to
            .file_name()
            .ok_or_else(|| Failure::usage("name a file"))?;
        let temporary = to.with_file_name(format!(".{}.part", name.to_string_lossy()));
        let file = File::create_new(&temporary).map_err(|e| match e.kind() {
            ErrorKind::AlreadyExists => Failure::usage(format!(
                "another backup writes {0}, or was broken off: then remove that file",
                temporary.display()
            )),
            _ => Failure::Io(e),
        })?;
        Ok(Self {
            file,
            temporary,
            to: to.to_owned(),
        })
    }

    /// Puts it in its place.
    pub(crate) fn keep(self) -> Result<(), Failure> {
        self.file.sync_all()?;
        Ok(fs::rename(&self.temporary, &self.to)?)
    }

    /// Removes what was written.
    pub(crate) fn discard(self) -> Result<(), Failure> {
        Ok(fs::remove_file(&self.temporary)?)
    }
}

impl ArchiveSink for Sink {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        tokio::task::block_in_place(|| self.file.write_all(bytes)).map_err(|e| local(&e))
    }
}

impl Row {
    /// The archives of a room in a folder, in their order.
    pub(crate) fn of(folder: &Path, room: &RoomId) -> Result<Self, Failure> {
        let begin = begin_of(room);
        let rows = Self::all(folder)?.into_iter();
        let mut mine = rows.filter(|row| {
            row.files
                .iter()
                .all(|file| called(file).starts_with(&begin))
        });
        Ok(mine.next().unwrap_or(Self { files: Vec::new() }))
    }

    /// Every row in a folder.
    pub(crate) fn all(folder: &Path) -> Result<Vec<Self>, Failure> {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = called(&path);
            if name.starts_with("sealroom-") && name.ends_with(".tar") {
                files.push(path);
            }
        }
        files.sort();
        let mut rows: Vec<Self> = Vec::new();
        for file in files {
            let of = |path: &PathBuf| called(path).rsplit_once('-').map(|(of, _)| of.to_owned());
            match rows.last_mut() {
                Some(row) if row.files.first().and_then(of) == of(&file) => row.files.push(file),
                _ => rows.push(Self { files: vec![file] }),
            }
        }
        Ok(rows)
    }
}

/// What the archive of this number is called in a folder.
pub(crate) fn name_of(room: &RoomId, n: u64) -> String {
    file_name(room, n)
}

fn begin_of(room: &RoomId) -> String {
    let first = file_name(room, 0);
    first.trim_end_matches("000000.tar").to_owned()
}

fn called(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

fn local(e: &std::io::Error) -> Error {
    Error::Local(e.to_string())
}
