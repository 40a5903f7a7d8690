//! Where documents of a handover go: into nothing but their hash, or into one zip file.
//!
//! In the zip everything is stored as it is: whoever verifies it needs no decompression, and nothing in it can become
//! larger than the file. Dates are the format's first, so the same bible is the same bytes.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use room::Hash;
use room::carrier::CarrierError;
use room::handover::Binder;
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::error::Error;

/// Larger files say their length in the wide fields.
const WIDE: u64 = u32::MAX as u64;

type Zip = ZipWriter<BufWriter<File>>;

/// Hashes what it is given, and keeps nothing.
#[derive(Debug, Default)]
pub(crate) struct Hashing;

/// Writes a zip file beside its place, and puts it there when it is whole.
pub(crate) struct Zipping {
    zip: Rc<RefCell<Zip>>,
    temporary: PathBuf,
    place: PathBuf,
}

/// What passes is hashed, and written if there is somewhere to write it.
pub(crate) struct Hashed {
    hash: Sha256,
    bytes: u64,
    to: Option<Rc<RefCell<Zip>>>,
}

impl Hashed {
    fn new(to: Option<Rc<RefCell<Zip>>>) -> Self {
        Self {
            hash: Sha256::new(),
            bytes: 0,
            to,
        }
    }

    fn end(self) -> (Hash, u64) {
        (Hash(self.hash.finalize().into()), self.bytes)
    }
}

impl Write for Hashed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = match &self.to {
            Some(zip) => zip.borrow_mut().write(bytes)?,
            None => bytes.len(),
        };
        self.hash.update(&bytes[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Binder for Hashing {
    type Sink = Hashed;

    async fn begin(&mut self, _: &str, _: u64) -> Result<Hashed, CarrierError> {
        Ok(Hashed::new(None))
    }

    async fn end(&mut self, sink: Hashed) -> Result<(Hash, u64), CarrierError> {
        Ok(sink.end())
    }

    async fn write(&mut self, _: &str, _: &[u8]) -> Result<(), CarrierError> {
        Ok(())
    }
}

impl Binder for Zipping {
    type Sink = Hashed;

    async fn begin(&mut self, path: &str, size: u64) -> Result<Hashed, CarrierError> {
        start(&mut self.zip.borrow_mut(), path, size)?;
        Ok(Hashed::new(Some(Rc::clone(&self.zip))))
    }

    async fn end(&mut self, sink: Hashed) -> Result<(Hash, u64), CarrierError> {
        Ok(sink.end())
    }

    async fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), CarrierError> {
        let mut zip = self.zip.borrow_mut();
        start(&mut zip, path, bytes.len() as u64)?;
        zip.write_all(bytes).map_err(local)
    }
}

impl Zipping {
    /// A new file.
    pub(crate) fn create(place: &Path) -> Result<Self, Error> {
        if place.exists() {
            let there = format!("{} is there already", place.display());
            return Err(Error::usage(there));
        }
        let name = place
            .file_name()
            .ok_or_else(|| Error::usage("say a file's name to write to"))?;
        let temporary = place.with_file_name(format!(".{}.part", name.to_string_lossy()));
        let file = BufWriter::new(File::create(&temporary)?);
        Ok(Self {
            zip: Rc::new(RefCell::new(ZipWriter::new(file))),
            temporary,
            place: place.to_owned(),
        })
    }

    /// Puts it in its place.
    pub(crate) fn keep(self) -> Result<(), Error> {
        let temporary = self.temporary.clone();
        let zip = Rc::into_inner(self.zip).ok_or_else(|| Error::usage("still being written"))?;
        let file = zip.into_inner().finish().map_err(broken)?;
        let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(std::fs::rename(temporary, self.place)?)
    }

    /// Removes what was written of it.
    pub(crate) fn discard(self) -> Result<(), Error> {
        Ok(std::fs::remove_file(self.temporary)?)
    }

    /// The writer, for what is copied as it is.
    pub(crate) fn writer(&self) -> std::cell::RefMut<'_, Zip> {
        self.zip.borrow_mut()
    }
}

fn start(zip: &mut Zip, path: &str, size: u64) -> Result<(), CarrierError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644)
        .large_file(size >= WIDE);
    zip.start_file(path, options)
        .map_err(|e| CarrierError::Local(e.to_string()))
}

fn local(e: io::Error) -> CarrierError {
    CarrierError::Local(e.to_string())
}

/// A zip file that cannot be written or read.
pub(crate) fn broken(e: zip::result::ZipError) -> Error {
    match e {
        zip::result::ZipError::Io(e) => Error::Io(e),
        other => Error::Io(io::Error::other(other.to_string())),
    }
}
