//! Archives, wherever they lie: in files of this machine, or in a bucket of an S3-compatible store.

mod bucket;
mod file;

use std::fs;
use std::path::{Path, PathBuf};

use room::archive::{ArchiveSink, ArchiveSource, file_name};
use room::{Error, RoomId};

use self::bucket::Object;
use crate::error::Error as Failure;

/// A file or a folder, or a key or a prefix in a bucket.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    Here(PathBuf),
    Bucket(Object),
}

/// An archive that is read.
pub(crate) enum Source {
    Here(file::Source),
    Bucket(bucket::Source),
}

/// An archive that is being written; it stands at its place when it is whole.
pub(crate) enum Sink {
    Here(file::Sink),
    Bucket(bucket::Sink),
}

/// A row of archives of one room.
pub(crate) struct Row {
    pub(crate) files: Vec<Place>,
}

impl Place {
    /// Reads what was typed: `s3://bucket/prefix`, or a path.
    pub(crate) fn of(typed: &Path) -> Result<Self, Failure> {
        Ok(match Object::parse(&typed.to_string_lossy())? {
            Some(object) => Self::Bucket(object),
            None => Self::Here(typed.to_owned()),
        })
    }

    /// Was a bucket typed?
    pub(crate) fn is_bucket(typed: &Path) -> bool {
        bucket::is_address(&typed.to_string_lossy())
    }

    /// Does it hold archives, rather than be one? A bucket's key that ends as an archive does is one.
    pub(crate) fn is_folder(&self) -> bool {
        match self {
            Self::Here(path) => path.is_dir(),
            Self::Bucket(object) => !object.name().ends_with(".tar"),
        }
    }

    pub(crate) fn join(&self, name: &str) -> Self {
        match self {
            Self::Here(path) => Self::Here(path.join(name)),
            Self::Bucket(object) => Self::Bucket(object.join(name)),
        }
    }

    /// What it is called for people.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Here(path) => path.display().to_string(),
            Self::Bucket(object) => object.shown(),
        }
    }

    fn name(&self) -> String {
        match self {
            Self::Here(path) => {
                let name = path.file_name().unwrap_or_default();
                name.to_string_lossy().into_owned()
            }
            Self::Bucket(object) => object.name(),
        }
    }

    /// What lies in it, in the order of its names.
    async fn entries(&self) -> Result<Vec<Self>, Failure> {
        let mut entries = match self {
            Self::Here(path) => fs::read_dir(path)?
                .map(|entry| Ok(Self::Here(entry?.path())))
                .collect::<Result<Vec<_>, Failure>>()?,
            Self::Bucket(object) => {
                let below = object.below().await?;
                below.into_iter().map(Self::Bucket).collect()
            }
        };
        entries.sort_by_key(Self::name);
        Ok(entries)
    }
}

impl Source {
    pub(crate) fn open(place: &Place) -> Result<Self, Failure> {
        Ok(match place {
            Place::Here(path) => Self::Here(file::Source::open(path)?),
            Place::Bucket(object) => Self::Bucket(bucket::Source::open(object)),
        })
    }
}

impl ArchiveSource for Source {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        match self {
            Self::Here(file) => file.read(into).await,
            Self::Bucket(object) => object.read(into).await,
        }
    }

    async fn skip(&mut self, bytes: u64) -> Result<(), Error> {
        match self {
            Self::Here(file) => file.skip(bytes).await,
            Self::Bucket(object) => object.skip(bytes).await,
        }
    }
}

impl Sink {
    /// What stands at the place already stays: an archive is never replaced.
    pub(crate) async fn create(to: &Place) -> Result<Self, Failure> {
        Ok(match to {
            Place::Here(path) => Self::Here(file::Sink::create(path)?),
            Place::Bucket(object) => Self::Bucket(bucket::Sink::create(object).await?),
        })
    }

    /// Puts it in its place.
    pub(crate) async fn keep(self) -> Result<(), Failure> {
        match self {
            Self::Here(file) => file.keep(),
            Self::Bucket(object) => object.keep().await,
        }
    }

    /// Removes what was written.
    pub(crate) async fn discard(self) -> Result<(), Failure> {
        match self {
            Self::Here(file) => file.discard(),
            Self::Bucket(object) => object.discard().await,
        }
    }
}

impl ArchiveSink for Sink {
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Self::Here(file) => file.write(bytes).await,
            Self::Bucket(object) => object.write(bytes).await,
        }
    }
}

impl Row {
    /// The archives of a room in a folder, in their order.
    pub(crate) async fn of(folder: &Place, room: &RoomId) -> Result<Self, Failure> {
        let begin = begin_of(room);
        let rows = Self::all(folder).await?.into_iter();
        let mut mine =
            rows.filter(|row| row.files.iter().all(|file| file.name().starts_with(&begin)));
        Ok(mine.next().unwrap_or(Self { files: Vec::new() }))
    }

    /// Every row in a folder.
    pub(crate) async fn all(folder: &Place) -> Result<Vec<Self>, Failure> {
        let mut files = folder.entries().await?;
        files.retain(|file| {
            let name = file.name();
            name.starts_with("sealroom-") && name.ends_with(".tar")
        });
        let mut rows: Vec<Self> = Vec::new();
        for file in files {
            let of = |file: &Place| file.name().rsplit_once('-').map(|(of, _)| of.to_owned());
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

fn local(e: impl core::fmt::Display) -> Error {
    Error::Local(e.to_string())
}
