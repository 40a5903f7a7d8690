//! A person's home where its store is lost, or where one follows a room.

use std::rc::Rc;

use ledger::ids::RoomId;
use seal::identity::Seed;

use crate::body::HomeRoom;
use crate::error::{Error, What};
use crate::home::Home;
use crate::host::Host;

impl<H: Host> Home<H> {
    /// The home of this seed as this device keeps it, without asking its store, which may be lost.
    pub async fn kept(host: Rc<H>, seed: &Seed) -> Result<Self, Error> {
        let home = Self::unread(host, seed);
        match home.read_copy().await? {
            true => Ok(home),
            false => Err(Error::NotFound),
        }
    }

    /// The home as this device keeps it, sealed: what who has lost every device needs beside a row of archives, for in
    /// those is no home.
    pub async fn to_file(&self) -> Result<Vec<u8>, Error> {
        self.copy().await?.ok_or(Error::NotFound)
    }

    /// The home of this seed from such a file.
    pub fn of_file(host: Rc<H>, seed: &Seed, file: &[u8]) -> Result<Self, Error> {
        let home = Self::unread(host, seed);
        home.take_object(file, What::Home)?;
        Ok(home)
    }

    /// Puts the home as this device keeps it to a store that has lost it, and goes on there.
    pub async fn put_back(host: Rc<H>, seed: &Seed) -> Result<Self, Error> {
        let home = Self::unread(host, seed);
        home.put_copy().await?;
        home.read().await?;
        Ok(home)
    }

    /// Takes a room along into this home, which is at the store where the room goes on.
    pub async fn take_along(&self, from: &Self, room: &RoomId) -> Result<(), Error> {
        let known = from.room(room).ok_or(Error::NotFound)?;
        if self.room(room).is_some() {
            return Ok(());
        }
        self.promise(HomeRoom {
            origin: None,
            ..known
        })
        .await
    }
}
