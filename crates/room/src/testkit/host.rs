//! A host in memory.

use core::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use blobs::Api;
use seal::rng::Platform;

use crate::error::Error;
use crate::host::{Host, Shelf};

/// A clock that a test moves; sleeping moves it too.
pub trait TestClock {
    /// Milliseconds since 1970.
    fn now(&self) -> u64;
    /// Moves it forward.
    fn advance(&self, millis: u64);
}

impl TestClock for Cell<u64> {
    fn now(&self) -> u64 {
        self.get()
    }

    fn advance(&self, millis: u64) {
        self.set(self.get() + millis);
    }
}

/// Storage that can be looked into and made to refuse.
#[derive(Debug, Default)]
pub struct MemoryShelf {
    /// What is stored.
    pub objects: RefCell<BTreeMap<String, Vec<u8>>>,
    /// Whether it refuses.
    pub refuses: Cell<bool>,
}

impl Shelf for MemoryShelf {
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        Ok(self.objects.borrow().get(name).cloned())
    }

    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), Error> {
        if self.refuses.get() {
            return Err(Error::ShelfRefused);
        }
        self.objects.borrow_mut().insert(name.to_owned(), bytes);
        Ok(())
    }

    async fn remove(&self, name: &str) -> Result<(), Error> {
        self.objects.borrow_mut().remove(name);
        Ok(())
    }

    async fn names(&self) -> Result<Vec<String>, Error> {
        Ok(self.objects.borrow().keys().cloned().collect())
    }
}

/// A device at a store.
pub struct TestHost<A> {
    api: A,
    origin: String,
    /// Its storage.
    pub shelf: Rc<MemoryShelf>,
    clock: Rc<dyn TestClock>,
}

impl<A: Api> TestHost<A> {
    /// A new device.
    pub fn new(api: A, clock: Rc<dyn TestClock>) -> Rc<Self> {
        Rc::new(Self {
            api,
            origin: "https://test.invalid".to_owned(),
            shelf: Rc::default(),
            clock,
        })
    }

    /// The same device, at another store or after a restart.
    pub fn again<B: Api>(&self, api: B) -> Rc<TestHost<B>> {
        self.at(api, &self.origin)
    }

    /// The same device, at a store elsewhere.
    pub fn at<B: Api>(&self, api: B, origin: &str) -> Rc<TestHost<B>> {
        Rc::new(TestHost {
            api,
            origin: origin.to_owned(),
            shelf: Rc::clone(&self.shelf),
            clock: Rc::clone(&self.clock),
        })
    }
}

impl<A: Api> Host for TestHost<A> {
    type Api = A;
    type Shelf = MemoryShelf;
    type Rng = Platform;

    fn api(&self) -> &A {
        &self.api
    }

    fn origin(&self) -> &str {
        &self.origin
    }

    fn shelf(&self) -> &MemoryShelf {
        &self.shelf
    }

    fn rng(&self) -> Platform {
        Platform::new().unwrap_or_else(|e| panic!("{e}"))
    }

    fn now(&self) -> u64 {
        self.clock.now()
    }

    async fn sleep(&self, millis: u64) {
        self.clock.advance(millis);
    }
}
