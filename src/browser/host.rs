//! What `room` asks of a device, answered by the browser.

use core::cell::RefCell;
use core::convert::Infallible;
use core::time::Duration;
use std::rc::Rc;

use blobs::http::HttpApi;
use rand_core::{TryCryptoRng, TryRng};
use room::{Error, Host, Shelf};
use seal::rng::{NoRandomness, Platform};

use super::clock;
use super::http::{self, Fetch};
use super::store::Store;
use super::trouble::Trouble;

/// A store at an origin, seen from this browser.
pub struct Device {
    api: HttpApi<Fetch>,
    origin: String,
    shelf: Rc<Store>,
    rng: Rng,
}

impl Device {
    /// A store at `origin`.
    pub fn new(origin: &str, shelf: Rc<Store>, rng: Rng) -> Self {
        Self {
            api: HttpApi::new(Fetch, origin),
            origin: origin.to_owned(),
            shelf,
            rng,
        }
    }
}

impl Host for Device {
    type Api = HttpApi<Fetch>;
    type Shelf = Store;
    type Rng = Rng;

    fn api(&self) -> &Self::Api {
        &self.api
    }

    fn origin(&self) -> &str {
        &self.origin
    }

    fn shelf(&self) -> &Store {
        &self.shelf
    }

    fn rng(&self) -> Rng {
        self.rng.clone()
    }

    fn now(&self) -> u64 {
        clock::now()
    }

    async fn sleep(&self, millis: u64) {
        http::wait(Duration::from_millis(millis)).await;
    }
}

impl Shelf for Store {
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        Store::get(self, name).await.map_err(refused)
    }

    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), Error> {
        Store::put(self, name, &bytes).await.map_err(refused)
    }

    async fn remove(&self, name: &str) -> Result<(), Error> {
        Store::remove(self, name).await.map_err(refused)
    }

    async fn names(&self) -> Result<Vec<String>, Error> {
        Store::names(self, "").await.map_err(refused)
    }
}

fn refused(trouble: Trouble) -> Error {
    match trouble {
        Trouble::Full => Error::Local(trouble.to_string()),
        _ => Error::ShelfRefused,
    }
}

/// The platform's generator, tried once, handed to everyone.
#[derive(Debug, Clone)]
pub struct Rng(Rc<RefCell<Platform>>);

impl Rng {
    /// Tries the generator.
    pub fn new() -> Result<Self, NoRandomness> {
        Ok(Self(Rc::new(RefCell::new(Platform::new()?))))
    }
}

impl TryRng for Rng {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.0.borrow_mut().try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0.borrow_mut().try_next_u64()
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        self.0.borrow_mut().try_fill_bytes(out)
    }
}

impl TryCryptoRng for Rng {}
