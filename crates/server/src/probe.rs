//! Before a server starts: can the engine do what chains need?
//!
//! Appending is creating an object if it is absent. An engine on which two writers may both
//! succeed would lose entries silently, so it is tried out, and refused if it fails.

use blobs::{Bytes, Created, Engine, Key, StoreError};
use futures::future::join_all;

const RACERS: u8 = 16;
const ROUNDS: u8 = 4;

/// Why an engine is refused.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// It fails altogether.
    #[error("The store does not work: {0}. Check that the data folder is writable and has space.")]
    Broken(#[from] StoreError),
    /// It lets an object be written twice.
    #[error(
        "The store lets two writers create the same object, and Sealroom's chains need that exactly one wins. \
         Use a file system with hard links (ext4, XFS, APFS, NTFS), not a share or FAT."
    )]
    NotAtomic,
    /// It does not give back what was written.
    #[error("The store does not give back what was written to it.")]
    Forgetful,
}

/// Creates an object twice and then in a race, reads it back, and deletes it.
pub async fn probe(engine: &dyn Engine, token: u64) -> Result<(), Unfit> {
    for round in 0..ROUNDS {
        let key =
            Key::parse(format!("probe/{token:016x}/{round}")).map_err(|_| Unfit::Forgetful)?;
        let racers = (0..RACERS).map(|n| engine.create(&key, Bytes::from(vec![n; 64])));
        let outcomes = join_all(racers)
            .await
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        let again = engine.create(&key, Bytes::new()).await?;
        let read = engine.read(&key, None).await?;
        engine.delete(&key).await?;
        let winners: Vec<u8> = (0..RACERS)
            .zip(&outcomes)
            .filter(|(_, o)| **o == Created::New)
            .map(|(n, _)| n)
            .collect();
        let [winner] = winners[..] else {
            return Err(Unfit::NotAtomic);
        };
        if again != Created::Exists {
            return Err(Unfit::NotAtomic);
        }
        if read != vec![winner; 64] {
            return Err(Unfit::Forgetful);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use async_trait::async_trait;
    use blobs::{Memory, Meta};

    use super::*;

    #[tokio::test]
    async fn memory_is_fit() {
        assert!(probe(&Memory::new(), 1).await.is_ok());
    }

    /// Overwrites, as many stores do.
    struct Overwriting(Memory);

    #[async_trait]
    impl Engine for Overwriting {
        async fn create(&self, key: &Key, bytes: Bytes) -> Result<Created, StoreError> {
            self.0.delete(key).await?;
            Engine::create(&self.0, key, bytes).await
        }
        async fn read(&self, key: &Key, range: Option<Range<u64>>) -> Result<Bytes, StoreError> {
            Engine::read(&self.0, key, range).await
        }
        async fn meta(&self, key: &Key) -> Result<Meta, StoreError> {
            self.0.meta(key).await
        }
        async fn list(&self, folder: &Key) -> Result<Vec<Meta>, StoreError> {
            self.0.list(folder).await
        }
        async fn folders(&self, folder: &Key) -> Result<Vec<String>, StoreError> {
            self.0.folders(folder).await
        }
        async fn delete(&self, key: &Key) -> Result<(), StoreError> {
            self.0.delete(key).await
        }
    }

    #[tokio::test]
    async fn a_store_that_overwrites_is_refused() {
        let refused = probe(&Overwriting(Memory::new()), 1).await;
        assert!(matches!(refused, Err(Unfit::NotAtomic)));
    }
}
