//! What a store does, as two traits.
//!
//! [`BlobStore`] is the client's view; its futures need not be `Send`, because a browser's are not.
//! [`Engine`] is the server's, with futures that are, and usable as `Arc<dyn Engine>`. Every engine
//! is a store, so that one [`contract`](crate::contract) serves both.
//!
//! Objects are immutable. The only write is "create if absent", and it is atomic: of any number of
//! writers at once exactly one is told [`Created::New`], and no reader ever sees half an object.

use core::future::Future;
use core::ops::Range;

use async_trait::async_trait;
use bytes::Bytes;

use crate::key::Key;

/// What a create came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    /// The object was made, and outlives a crash from now on.
    New,
    /// There was an object of this key before; nothing was changed.
    Exists,
}

/// Why a store did not do as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no such object, or none that the asker may know of.
    #[error("there is no such object")]
    Absent,
    /// The range begins behind the object's end, or ends before it begins.
    #[error("the range lies outside the object")]
    Range,
    /// No space is left.
    #[error("the store is full")]
    Full,
    /// The store refuses the request itself.
    #[error("the store refuses: {0}")]
    Refused(String),
    /// The store failed or cannot be reached.
    #[error("the store failed: {0}")]
    Failed(String),
}

/// An object as a listing shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Where it lies.
    pub key: Key,
    /// Its length in bytes.
    pub size: u64,
    /// When it was made, in milliseconds since 1970, by the store's clock.
    pub modified: u64,
}

/// A client's view of a store.
pub trait BlobStore {
    /// Makes an object unless there is one of this key.
    fn create(&self, key: &Key, bytes: Bytes) -> impl Future<Output = Result<Created, StoreError>>;

    /// Reads an object or a part of it. A range that ends behind the object's end is cut there.
    fn read(
        &self,
        key: &Key,
        range: Option<Range<u64>>,
    ) -> impl Future<Output = Result<Bytes, StoreError>>;

    /// An object's length.
    fn size(&self, key: &Key) -> impl Future<Output = Result<u64, StoreError>>;
}

/// A server's view of a store.
#[async_trait]
pub trait Engine: Send + Sync + 'static {
    /// See [`BlobStore::create`].
    async fn create(&self, key: &Key, bytes: Bytes) -> Result<Created, StoreError>;

    /// See [`BlobStore::read`].
    async fn read(&self, key: &Key, range: Option<Range<u64>>) -> Result<Bytes, StoreError>;

    /// What a listing says of one object.
    async fn meta(&self, key: &Key) -> Result<Meta, StoreError>;

    /// All objects under a folder, in no order. An absent folder is an empty one.
    async fn list(&self, folder: &Key) -> Result<Vec<Meta>, StoreError>;

    /// The names of the folders right below a folder, in no order.
    async fn folders(&self, folder: &Key) -> Result<Vec<String>, StoreError>;

    /// Deletes an object. Deleting what is absent is no error.
    async fn delete(&self, key: &Key) -> Result<(), StoreError>;
}

impl<E: Engine + ?Sized> BlobStore for E {
    async fn create(&self, key: &Key, bytes: Bytes) -> Result<Created, StoreError> {
        Engine::create(self, key, bytes).await
    }

    async fn read(&self, key: &Key, range: Option<Range<u64>>) -> Result<Bytes, StoreError> {
        Engine::read(self, key, range).await
    }

    async fn size(&self, key: &Key) -> Result<u64, StoreError> {
        Ok(Engine::meta(self, key).await?.size)
    }
}
