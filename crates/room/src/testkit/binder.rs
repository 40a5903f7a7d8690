//! A closing bible in memory.

use std::collections::BTreeMap;

use ledger::ids::Hash;

use crate::carrier::CarrierError;
use crate::handover::Binder;

/// Files by their paths.
#[derive(Debug, Clone, Default)]
pub struct MemoryBinder {
    /// Those that are whole.
    pub files: BTreeMap<String, Vec<u8>>,
    begun: Option<String>,
}

impl MemoryBinder {
    fn put(&mut self, path: String, bytes: Vec<u8>) -> Result<(), CarrierError> {
        match self.files.insert(path, bytes) {
            None => Ok(()),
            Some(_) => Err(CarrierError::Local("twice".to_owned())),
        }
    }
}

impl Binder for MemoryBinder {
    type Sink = Vec<u8>;

    async fn begin(&mut self, path: &str, _: u64) -> Result<Vec<u8>, CarrierError> {
        self.begun = Some(path.to_owned());
        Ok(Vec::new())
    }

    async fn end(&mut self, sink: Vec<u8>) -> Result<(Hash, u64), CarrierError> {
        let path = self.begun.take().ok_or(CarrierError::Broken)?;
        let found = (Hash::of(&sink), sink.len() as u64);
        self.put(path, sink)?;
        Ok(found)
    }

    async fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), CarrierError> {
        self.put(path.to_owned(), bytes.to_vec())
    }
}
