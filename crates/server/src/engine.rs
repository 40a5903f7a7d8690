//! The engine beneath the gate: objects in a local folder, by the crate `object_store`.
//!
//! A create writes `<key>#<n>`, flushes it to disk, publishes it by a hard link (which fails if the
//! key exists), and flushes the folder. So a kill at any moment leaves either no object or a whole
//! one; what stays behind is an unpublished file, which listings hide and [`clear_unpublished`] removes.

use std::error::Error as _;
use std::io;
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use blobs::{Bytes, Created, Engine, Key, Meta, StoreError};
use futures::TryStreamExt;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Place;
use object_store::{Error, GetOptions, GetRange, ObjectMeta, ObjectStore, PutMode, PutOptions};

/// Objects in a store of the crate `object_store`.
#[derive(Debug)]
pub struct Objects<S> {
    store: S,
}

impl Objects<LocalFileSystem> {
    /// Objects in a folder, which exists.
    pub fn in_folder(folder: &Path) -> Result<Self, StoreError> {
        let store = LocalFileSystem::new_with_prefix(folder).map_err(translate)?;
        Ok(Self {
            store: store.with_fsync(true),
        })
    }
}

#[async_trait]
impl<S: ObjectStore> Engine for Objects<S> {
    async fn create(&self, key: &Key, bytes: Bytes) -> Result<Created, StoreError> {
        let once = PutOptions {
            mode: PutMode::Create,
            ..PutOptions::default()
        };
        match self.store.put_opts(&place(key), bytes.into(), once).await {
            Ok(_) => Ok(Created::New),
            Err(Error::AlreadyExists { .. }) => Ok(Created::Exists),
            Err(other) => Err(translate(other)),
        }
    }

    async fn read(&self, key: &Key, range: Option<Range<u64>>) -> Result<Bytes, StoreError> {
        let Some(range) = range else {
            let found = self
                .store
                .get_opts(&place(key), GetOptions::default())
                .await
                .map_err(translate)?;
            return found.bytes().await.map_err(translate);
        };
        // stores word a bad range differently, so it is judged here
        let size = self.meta(key).await?.size;
        if range.start >= range.end || range.start >= size {
            return Err(StoreError::Range);
        }
        let bounded = GetRange::Bounded(range.start..range.end.min(size));
        let options = GetOptions {
            range: Some(bounded),
            ..GetOptions::default()
        };
        let found = self
            .store
            .get_opts(&place(key), options)
            .await
            .map_err(translate)?;
        found.bytes().await.map_err(translate)
    }

    async fn meta(&self, key: &Key) -> Result<Meta, StoreError> {
        let options = GetOptions {
            head: true,
            ..GetOptions::default()
        };
        let found = self
            .store
            .get_opts(&place(key), options)
            .await
            .map_err(translate)?;
        meta(&found.meta).ok_or(StoreError::Absent)
    }

    async fn list(&self, folder: &Key) -> Result<Vec<Meta>, StoreError> {
        let found: Vec<ObjectMeta> = self
            .store
            .list(Some(&place(folder)))
            .try_collect()
            .await
            .map_err(translate)?;
        Ok(found.iter().filter_map(meta).collect())
    }

    async fn folders(&self, folder: &Key) -> Result<Vec<String>, StoreError> {
        let found = self
            .store
            .list_with_delimiter(Some(&place(folder)))
            .await
            .map_err(translate)?;
        Ok(found
            .common_prefixes
            .iter()
            .filter_map(|path| path.filename().map(str::to_owned))
            .collect())
    }

    async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        let place = place(key);
        let one = futures::stream::once(async { Ok(place) });
        let mut done = self.store.delete_stream(Box::pin(one));
        match done.try_next().await {
            Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
            Err(other) => Err(translate(other)),
        }
    }
}

/// Removes files that were being written when a process died. Fresh ones may be another process's work.
pub fn clear_unpublished(folder: &Path) -> io::Result<()> {
    for item in std::fs::read_dir(folder)? {
        let item = item?;
        if item.file_type()?.is_dir() {
            clear_unpublished(&item.path())?;
        } else if item.file_name().to_string_lossy().contains('#') {
            let age = SystemTime::now()
                .duration_since(item.metadata()?.modified()?)
                .unwrap_or_default();
            if age > Duration::from_secs(3600) {
                std::fs::remove_file(item.path())?;
            }
        }
    }
    Ok(())
}

fn place(key: &Key) -> Place {
    Place::from(key.as_str())
}

fn meta(found: &ObjectMeta) -> Option<Meta> {
    let key = Key::parse(found.location.as_ref()).ok()?;
    let modified = u64::try_from(found.last_modified.timestamp_millis()).unwrap_or(0);
    Some(Meta {
        key,
        size: found.size,
        modified,
    })
}

fn translate(error: Error) -> StoreError {
    match error {
        Error::NotFound { .. } => StoreError::Absent,
        other if is_full(&other) => StoreError::Full,
        other => StoreError::Failed(other.to_string()),
    }
}

/// Whether somewhere beneath the error the disk is full.
fn is_full(error: &Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>()
            && matches!(
                error.kind(),
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
            )
        {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use blobs::contract;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_folder_keeps_the_contract() {
        let folder = tempfile::tempdir().expect("a folder");
        let engine = Objects::in_folder(folder.path()).expect("an engine");
        contract::engine(&engine, &contract::Plain::new("suite")).await;
    }

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        let wrapped = |kind: io::ErrorKind| Error::Generic {
            store: "x",
            source: Box::new(io::Error::from(kind)),
        };
        assert_eq!(
            translate(wrapped(io::ErrorKind::StorageFull)),
            StoreError::Full
        );
        assert_ne!(
            translate(wrapped(io::ErrorKind::PermissionDenied)),
            StoreError::Full
        );
    }
}
