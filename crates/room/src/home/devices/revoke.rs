//! Revoking: written down first, then done in every room that can be reached.

use std::collections::BTreeSet;

use ledger::entry::Public;
use ledger::ids::{PublicKey, RoomId};

use super::LeftOver;
use crate::body::{DeviceId, HomeRoom};
use crate::chains::append::Draft;
use crate::docs::upload::Plans;
use crate::error::Error;
use crate::home::Home;
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::room::Room;
use crate::session::Me;

impl<H: Host> Home<H> {
    /// Revokes a device in every room; answers the rooms in which it could not be done yet.
    /// `progress` hears how many rooms are done, and of how many.
    pub async fn revoke_device(
        &self,
        me: &Me,
        device: &DeviceId,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Vec<LeftOver>, Error> {
        if *device == self.this_device().await? {
            // that would come back by itself: signing out is for this one
            return Err(Error::NotAllowed);
        }
        let now = self.host.now();
        self.change(|body| {
            for known in body.devices.iter_mut().filter(|known| known.id == *device) {
                known.revoked = known.revoked.or(Some(now));
            }
        })
        .await?;
        self.finish_revoking(me, progress).await
    }

    /// Revokes keys in one room of which no device of the list said that they are its own.
    pub async fn revoke_keys(
        &self,
        me: &Me,
        room: &RoomId,
        keys: &[PublicKey],
    ) -> Result<(), Error> {
        let known = self.room(room).ok_or(Error::NotFound)?;
        let open = self.open_own(me, &known).await?;
        if keys.contains(&open.session.device_key()) {
            return Err(Error::NotAllowed);
        }
        open.undevice(keys).await
    }

    /// Goes on where revoking stopped; answers what is still left.
    pub async fn finish_revoking(
        &self,
        me: &Me,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Vec<LeftOver>, Error> {
        let todo = self.to_revoke();
        let (mut done, mut left) = (Vec::new(), Vec::new());
        for (at, (room, keys)) in todo.iter().enumerate() {
            progress(at, todo.len());
            match self.revoke_keys(me, room, keys).await {
                // where one has no access any more, no device of one's has
                Ok(()) | Err(Error::Ended | Error::Expired | Error::NotFound) => {
                    done.push((*room, keys.clone()));
                }
                Err(why) => left.push((*room, why)),
            }
        }
        progress(todo.len() - left.len(), todo.len());
        if !done.is_empty() {
            self.change(|body| {
                for (id, keys) in &done {
                    for room in body.rooms.iter_mut().filter(|room| room.room == *id) {
                        room.devices.retain(|known| !keys.contains(&known.key));
                    }
                }
            })
            .await?;
        }
        Ok(left)
    }

    /// Leaves this device: revokes it in its rooms as far as they can be reached, takes it off the
    /// list, and forgets what it keeps of the rooms. The shelf itself is wiped by [`crate::home::doors::wipe`].
    pub async fn leave_device(
        &self,
        me: &Me,
        progress: &dyn Fn(usize, usize),
    ) -> Result<Vec<LeftOver>, Error> {
        let this = self.this_device().await?;
        self.leaving.set(true);
        let rooms: Vec<HomeRoom> = self.seen.borrow().body.rooms.clone();
        let (mut left, mut failed) = (Vec::new(), BTreeSet::new());
        for (at, known) in rooms.iter().enumerate() {
            progress(at, rooms.len());
            let local = me.seed.local("room");
            let kept = RoomShelf::find(&*self.host, &local, &known.room, &known.member).await;
            let Ok(Some(kept)) = kept else { continue };
            let key = PublicKey(kept.device()?.public());
            let gone = match self.open_own(me, known).await {
                Ok(open) => open.undevice(&[key]).await,
                Err(e) => Err(e),
            };
            match gone {
                Ok(()) | Err(Error::Ended | Error::Expired | Error::NotFound) => {}
                Err(why) => {
                    failed.insert(known.room);
                    left.push((known.room, why));
                }
            }
            RoomShelf::remove(&*self.host, &known.room, &known.member).await?;
            Plans::remove(&*self.host, &known.room).await?;
        }
        progress(rooms.len() - left.len(), rooms.len());
        let now = self.host.now();
        let written = self
            .change(|body| {
                for room in &mut body.rooms {
                    let stays = failed.contains(&room.room);
                    room.devices.retain(|known| known.device != this || stays);
                }
                if failed.is_empty() {
                    body.devices.retain(|known| known.id != this);
                }
                // another device of the person's goes on where this one could not
                for known in body.devices.iter_mut().filter(|known| known.id == this) {
                    known.revoked = Some(now);
                }
            })
            .await;
        // a home that nothing was ever written to needs no change
        match written {
            Err(Error::Unreachable) => Ok(left),
            other => other.map(|()| left),
        }
    }

    /// What of that concerns a room that is open anyway.
    pub(crate) async fn finish_revoking_in(&self, open: &Room<H>) -> Result<(), Error> {
        let (id, mut todo) = (open.id(), self.to_revoke());
        todo.retain(|(room, _)| *room == id);
        for (_, keys) in todo {
            open.undevice(&keys).await?;
            self.change(|body| {
                for room in body.rooms.iter_mut().filter(|room| room.room == id) {
                    room.devices.retain(|known| !keys.contains(&known.key));
                }
            })
            .await?;
        }
        Ok(())
    }

    /// What is revoked in the list and, as far as is known, not in these rooms.
    fn to_revoke(&self) -> Vec<(RoomId, Vec<PublicKey>)> {
        let seen = self.seen.borrow();
        let revoked: BTreeSet<DeviceId> = seen
            .body
            .devices
            .iter()
            .filter(|device| device.revoked.is_some())
            .map(|device| device.id)
            .collect();
        let keys = |room: &HomeRoom| {
            let gone = room.devices.iter();
            let gone = gone.filter(|known| revoked.contains(&known.device));
            (room.room, gone.map(|known| known.key).collect::<Vec<_>>())
        };
        let rooms = seen.body.rooms.iter().filter(|room| room.done);
        rooms
            .map(keys)
            .filter(|(_, keys)| !keys.is_empty())
            .collect()
    }
}

impl<H: Host> Room<H> {
    /// Revokes keys of one's own devices, those that are certified.
    pub(crate) async fn undevice(&self, keys: &[PublicKey]) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        self.write_all(|state| {
            let certified = keys.iter().filter(|key| state.own.device(key).is_some());
            let draft =
                |key: &PublicKey| Draft::new(self.session.chain, 0, Public::Undevice(*key), None);
            Ok(certified.map(draft).collect())
        })
        .await
    }
}
