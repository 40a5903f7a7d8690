//! This machine as a host of `room`.

use core::time::Duration;
use std::fs;
use std::io;
use std::path::PathBuf;

use blobs::http::HttpApi;
use room::{Error, Host, Shelf};
use seal::rng::Platform;

use crate::config;
use crate::net::{Net, now};

/// One store, from this machine.
pub(crate) struct Machine {
    api: HttpApi<Net>,
    origin: String,
    shelf: FolderShelf,
}

/// A folder of sealed files.
pub(crate) struct FolderShelf(PathBuf);

impl Machine {
    pub(crate) fn new(net: Net, origin: &str, shelf: PathBuf) -> Self {
        Self {
            api: HttpApi::new(net, origin),
            origin: origin.to_owned(),
            shelf: FolderShelf(shelf),
        }
    }
}

impl Host for Machine {
    type Api = HttpApi<Net>;
    type Shelf = FolderShelf;
    type Rng = Platform;

    fn api(&self) -> &Self::Api {
        &self.api
    }

    fn origin(&self) -> &str {
        &self.origin
    }

    fn shelf(&self) -> &FolderShelf {
        &self.shelf
    }

    fn rng(&self) -> Platform {
        // it was tried when the program began; without randomness nothing may go on
        Platform::new().unwrap_or_else(|e| panic!("{e}"))
    }

    fn now(&self) -> u64 {
        now()
    }

    async fn sleep(&self, millis: u64) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

impl Shelf for FolderShelf {
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        match fs::read(self.0.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(_) => Err(Error::ShelfRefused),
        }
    }

    async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), Error> {
        config::write(&self.0.join(name), &bytes).map_err(|_| Error::ShelfRefused)
    }

    async fn remove(&self, name: &str) -> Result<(), Error> {
        match fs::remove_file(self.0.join(name)) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(Error::ShelfRefused),
            _ => Ok(()),
        }
    }

    async fn names(&self) -> Result<Vec<String>, Error> {
        let (mut names, mut folders) = (Vec::new(), vec![String::new()]);
        while let Some(folder) = folders.pop() {
            let entries = match fs::read_dir(self.0.join(&folder)) {
                Ok(entries) => entries,
                Err(e) if e.kind() == io::ErrorKind::NotFound => continue,
                Err(_) => return Err(Error::ShelfRefused),
            };
            for entry in entries {
                let entry = entry.map_err(|_| Error::ShelfRefused)?;
                let name = format!("{folder}{}", entry.file_name().to_string_lossy());
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() => folders.push(format!("{name}/")),
                    Ok(_) => names.push(name),
                    Err(_) => return Err(Error::ShelfRefused),
                }
            }
        }
        Ok(names)
    }
}
