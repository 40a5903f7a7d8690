//! The person's devices: one list over all rooms, and each revoked alone.
//!
//! A device has a key of its own in every room, certified in the person's chain. That
//! these keys are one device's, and what it is called, stands in the home object only.
//! Revoking is written down there first, so that a room that cannot be reached now is
//! tried again when it is opened.
//!
//! Revoking is enough for as long as the seed on the device stays locked: whoever opens
//! it there may certify another key. Then the identity is to be changed ([`crate::disown`]).

use std::collections::BTreeSet;
use std::rc::Rc;

use ledger::entry::Public;
use ledger::ids::{PublicKey, RoomId};

use crate::append::Draft;
use crate::body::{DeviceId, HomeBody, HomeDevice, HomeRoom};
use crate::error::Error;
use crate::home::{DEVICE, Home};
use crate::host::{Host, random};
use crate::names;
use crate::room::Room;
use crate::session::Me;
use crate::shelf::RoomShelf;
use crate::upload::Plans;

/// The longest name of a device, in bytes.
pub const MAX_DEVICE_NAME: usize = 100;
/// So many revoked devices stay in the list.
const REMEMBERED: usize = 16;

/// A device as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceView {
    /// Which.
    pub device: DeviceId,
    /// As the person calls it.
    pub name: String,
    /// The one that asks.
    pub this: bool,
    /// When it was first used, by its own clock.
    pub added: u64,
    /// When it was last used.
    pub seen: u64,
    /// Since when it is to be revoked.
    pub revoked: Option<u64>,
    /// The rooms in which it is certified, as far as it said so.
    pub rooms: Vec<RoomId>,
}

/// A device's key in one room, as the room's own records have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceKey {
    /// The key.
    pub key: PublicKey,
    /// Whose it is; `None`: no device of the list said so.
    pub device: Option<DeviceId>,
    /// When it last opened a document.
    pub seen: Option<u64>,
}

/// A room in which something could not be done, and why.
pub type LeftOver = (RoomId, Error);

/// Checks a device's name.
pub fn check_device_name(name: &str) -> Result<(), names::BadName> {
    if name.trim().is_empty() {
        return Err(names::BadName::Empty);
    }
    if name.len() > MAX_DEVICE_NAME {
        return Err(names::BadName::Long);
    }
    if name.contains(names::hidden) {
        Err(names::BadName::Control)
    } else {
        Ok(())
    }
}

impl<H: Host> Home<H> {
    /// What this device is called until the person names it. Written with the next change.
    pub fn introduce(&self, name: &str) {
        let shown: String = names::shown(name).chars().take(40).collect();
        *self.called.borrow_mut() = shown;
    }

    /// Every device, this one first, then the one used last.
    pub async fn devices(&self) -> Result<Vec<DeviceView>, Error> {
        let this = self.this_device().await?;
        let seen = self.seen.borrow();
        let view = |device: &HomeDevice| DeviceView {
            device: device.id,
            name: names::shown(&device.name),
            this: device.id == this,
            added: device.added,
            seen: device.seen,
            revoked: device.revoked,
            rooms: rooms_of(&seen.body, &device.id),
        };
        let mut all: Vec<_> = seen.body.devices.iter().map(view).collect();
        if all.iter().all(|device| !device.this) {
            // nothing was written from here yet
            let now = self.host.now();
            all.push(DeviceView {
                device: this,
                name: self.called.borrow().clone(),
                this: true,
                added: now,
                seen: now,
                revoked: None,
                rooms: Vec::new(),
            });
        }
        all.sort_by_key(|device| {
            let last = core::cmp::Reverse(device.seen);
            (device.revoked.is_some(), !device.this, last)
        });
        Ok(all)
    }

    /// Names a device.
    pub async fn name_device(&self, device: &DeviceId, name: &str) -> Result<(), Error> {
        let name = name.trim();
        check_device_name(name)?;
        self.change(|body| {
            if let Some(known) = body.devices.iter_mut().find(|known| known.id == *device) {
                name.clone_into(&mut known.name);
            }
        })
        .await
    }

    /// The keys that are certified in a room, by the room's own records.
    pub async fn keys_in(&self, me: &Me, room: &RoomId) -> Result<Vec<DeviceKey>, Error> {
        let known = self.room(room).ok_or(Error::NotFound)?;
        let open = self.open_own(me, &known).await?;
        let state = open.state.borrow();
        let live = state.own.devices().iter();
        let live = live.filter(|(_, device)| device.revoked.is_none());
        Ok(live
            .map(|(key, _)| DeviceKey {
                key: *key,
                device: known
                    .devices
                    .iter()
                    .find(|known| known.key == *key)
                    .map(|known| known.device),
                seen: state
                    .own
                    .receipts()
                    .values()
                    .filter(|taken| taken.device == *key)
                    .map(|taken| taken.time)
                    .max(),
            })
            .collect())
    }

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
    /// list, and forgets what it keeps of the rooms. The shelf itself is wiped by [`crate::doors::wipe`].
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

    /// Opens as little of a room as one's own chain needs.
    pub(crate) async fn open_own(&self, me: &Me, known: &HomeRoom) -> Result<Room<H>, Error> {
        let (session, kept) = self.session(me, known).await?;
        let local = me.seed.local("room");
        Room::load_own(Rc::clone(&self.host), session, local, kept).await
    }

    /// This device's id. One that was revoked becomes a new device, as its keys do.
    pub(crate) async fn this_device(&self) -> Result<DeviceId, Error> {
        let revoked = |id: &DeviceId| {
            let seen = self.seen.borrow();
            let mut devices = seen.body.devices.iter();
            devices.any(|device| device.id == *id && device.revoked.is_some())
        };
        let known = match self.device.get() {
            Some(id) => Some(id),
            None => self.sealed(DEVICE).await?,
        };
        let id = match known {
            Some(id) if self.leaving.get() || !revoked(&id) => id,
            _ => {
                let id = DeviceId(random(&mut self.host.rng()));
                self.seal(DEVICE, id).await?;
                id
            }
        };
        self.device.set(Some(id));
        Ok(id)
    }

    /// Puts this device into the list, with every change that is written from it.
    pub(crate) fn present(&self, body: &mut HomeBody, id: DeviceId) {
        if self.leaving.get() {
            return;
        }
        let now = self.host.now();
        match body.devices.iter_mut().find(|device| device.id == id) {
            Some(device) => device.seen = device.seen.max(now),
            None => body.devices.push(HomeDevice {
                id,
                name: self.called.borrow().clone(),
                added: now,
                seen: now,
                revoked: None,
            }),
        }
        let gone: Vec<DeviceId> = {
            let idle = |device: &&HomeDevice| {
                device.revoked.is_some() && rooms_of(body, &device.id).is_empty()
            };
            let mut idle: Vec<_> = body.devices.iter().filter(idle).collect();
            idle.sort_by_key(|device| core::cmp::Reverse(device.revoked));
            idle.iter()
                .skip(REMEMBERED)
                .map(|device| device.id)
                .collect()
        };
        body.devices.retain(|device| !gone.contains(&device.id));
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

fn rooms_of(body: &HomeBody, device: &DeviceId) -> Vec<RoomId> {
    let held = |room: &&HomeRoom| room.devices.iter().any(|known| known.device == *device);
    body.rooms
        .iter()
        .filter(held)
        .map(|room| room.room)
        .collect()
}
