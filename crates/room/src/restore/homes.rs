//! A person's home where its store is lost, or where one follows a room.

use std::rc::Rc;

use ledger::ids::RoomId;
use seal::identity::Seed;

use crate::body::HomeRoom;
use crate::error::Error;
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
