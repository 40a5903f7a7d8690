//! A store in memory: for tests, and for a room that is to vanish with its process.

use core::ops::Range;
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;

use crate::key::Key;
use crate::store::{Created, Engine, Meta, StoreError};

/// Objects in a map, under one lock that is never held across an await.
#[derive(Debug, Default)]
pub struct Memory {
    objects: Mutex<BTreeMap<Key, Bytes>>,
}

impl Memory {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Bytes>> {
        // a panic between two map operations cannot leave the map half-changed
        self.objects.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Engine for Memory {
    async fn create(&self, key: &Key, bytes: Bytes) -> Result<Created, StoreError> {
        let mut objects = self.lock();
        if objects.contains_key(key) {
            return Ok(Created::Exists);
        }
        objects.insert(key.clone(), bytes);
        Ok(Created::New)
    }

    async fn read(&self, key: &Key, range: Option<Range<u64>>) -> Result<Bytes, StoreError> {
        let bytes = self.lock().get(key).cloned().ok_or(StoreError::Absent)?;
        cut(bytes, range)
    }

    async fn meta(&self, key: &Key) -> Result<Meta, StoreError> {
        let size = self.lock().get(key).ok_or(StoreError::Absent)?.len() as u64;
        Ok(Meta {
            key: key.clone(),
            size,
            modified: 0,
        })
    }

    async fn list(&self, folder: &Key) -> Result<Vec<Meta>, StoreError> {
        let meta = |(key, bytes): (&Key, &Bytes)| Meta {
            key: key.clone(),
            size: bytes.len() as u64,
            modified: 0,
        };
        Ok(self
            .lock()
            .iter()
            .filter(|(key, _)| key.is_under(folder))
            .map(meta)
            .collect())
    }

    async fn folders(&self, folder: &Key) -> Result<Vec<String>, StoreError> {
        let below = |key: &Key| {
            let (name, _) = key
                .as_str()
                .strip_prefix(folder.as_str())?
                .strip_prefix('/')?
                .split_once('/')?;
            Some(name.to_owned())
        };
        let mut names: Vec<String> = self.lock().keys().filter_map(below).collect();
        names.dedup();
        Ok(names)
    }

    async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        self.lock().remove(key);
        Ok(())
    }
}

fn cut(bytes: Bytes, range: Option<Range<u64>>) -> Result<Bytes, StoreError> {
    let Some(range) = range else { return Ok(bytes) };
    let len = bytes.len() as u64;
    if range.start >= len || range.start >= range.end {
        return Err(StoreError::Range);
    }
    Ok(bytes.slice(range.start as usize..range.end.min(len) as usize))
}
