//! An engine that says what was done with it, and in which others do things meanwhile.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use blobs::{Bytes, Created, Engine, Key as Place, Memory, Meta, StoreError};
use tokio::sync::RwLock;

type Event = Box<dyn FnOnce() + Send>;

/// Memory, watched.
#[derive(Default)]
pub struct Watched {
    pub inner: Arc<Memory>,
    calls: Mutex<Vec<String>>,
    events: Mutex<Vec<(String, Event)>>,
    /// Nothing is created while somebody holds it.
    pub door: RwLock<()>,
    /// Nothing is read while somebody holds it.
    pub shelf: RwLock<()>,
}

impl Watched {
    /// Everything that was done since the last time, as `verb key`.
    pub fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }

    /// When this folder is listed the next time, this happens right after.
    pub fn after_listing<F: Future>(
        &self,
        folder: String,
        event: impl FnOnce(Arc<Memory>) -> F + Send + 'static,
    ) {
        let memory = Arc::clone(&self.inner);
        let event = Box::new(move || elsewhere(move || event(memory)));
        self.events.lock().unwrap().push((folder, event));
    }

    fn note(&self, verb: &str, key: &Place) {
        self.calls.lock().unwrap().push(format!("{verb} {key}"));
    }
}

/// Does something as another process would: beside this one, which waits for it.
fn elsewhere<F: Future>(make: impl FnOnce() -> F + Send) {
    let run = || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(make());
    };
    std::thread::scope(|scope| scope.spawn(run).join().unwrap());
}

/// Creates an object in a store.
pub async fn plant(store: &Memory, key: &str, bytes: impl Into<Bytes>) {
    let key = Place::parse(key).unwrap();
    let created = Engine::create(store, &key, bytes.into()).await;
    assert_eq!(created, Ok(Created::New));
}

#[async_trait]
impl Engine for Watched {
    async fn create(&self, key: &Place, bytes: Bytes) -> Result<Created, StoreError> {
        self.note("create", key);
        let _open = self.door.read().await;
        Engine::create(&*self.inner, key, bytes).await
    }

    async fn read(&self, key: &Place, range: Option<Range<u64>>) -> Result<Bytes, StoreError> {
        self.note("read", key);
        let _open = self.shelf.read().await;
        Engine::read(&*self.inner, key, range).await
    }

    async fn meta(&self, key: &Place) -> Result<Meta, StoreError> {
        self.note("meta", key);
        self.inner.meta(key).await
    }

    async fn list(&self, folder: &Place) -> Result<Vec<Meta>, StoreError> {
        self.note("list", folder);
        let found = self.inner.list(folder).await;
        let events: Vec<_> = {
            let mut events = self.events.lock().unwrap();
            let now = events.extract_if(.., |(at, _)| at == folder.as_str());
            now.map(|(_, event)| event).collect()
        };
        for event in events {
            event();
        }
        found
    }

    async fn folders(&self, folder: &Place) -> Result<Vec<String>, StoreError> {
        self.note("folders", folder);
        self.inner.folders(folder).await
    }

    async fn delete(&self, key: &Place) -> Result<(), StoreError> {
        self.note("delete", key);
        self.inner.delete(key).await
    }
}
