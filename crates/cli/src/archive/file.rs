//! Archives as files of this machine.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use room::Error;

use super::local;
use crate::error::Error as Failure;

/// An archive that is read.
pub(crate) struct Source(File);

/// An archive that is being written, beside its place: it comes there when it is whole.
pub(crate) struct Sink {
    file: File,
    temporary: PathBuf,
    to: PathBuf,
}

impl Source {
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let file = File::open(path)
            .map_err(|e| std::io::Error::new(e.kind(), format!("{}: {e}", path.display())))?;
        Ok(Self(file))
    }
}

impl Source {
    pub(crate) async fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        tokio::task::block_in_place(|| {
            let mut filled = 0;
            while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
                match self.0.read(rest) {
                    Ok(0) => break,
                    Ok(read) => filled += read,
                    Err(e) if e.kind() == ErrorKind::Interrupted => {}
                    Err(e) => return Err(local(e)),
                }
            }
            Ok(filled)
        })
    }

    pub(crate) async fn skip(&mut self, bytes: u64) -> Result<(), Error> {
        let by = i64::try_from(bytes).map_err(|_| Error::TooLarge)?;
        self.0.seek(SeekFrom::Current(by)).map_err(local)?;
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

impl Sink {
    pub(crate) async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        tokio::task::block_in_place(|| self.file.write_all(bytes)).map_err(local)
    }
}
