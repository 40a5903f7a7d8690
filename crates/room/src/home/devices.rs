//! The person's devices: one list over all rooms, and each revoked alone.
//!
//! A device has a key of its own in every room, certified in the person's chain. That
//! these keys are one device's, and what it is called, stands in the home object only.
//! Revoking is written down there first, so that a room that cannot be reached now is
//! tried again when it is opened.
//!
//! Revoking is enough for as long as the seed on the device stays locked: whoever opens
//! it there may certify another key. Then the identity is to be changed ([`crate::home::disown`]).

mod revoke;

use std::rc::Rc;

use ledger::ids::{PublicKey, RoomId};

use crate::body::{DeviceId, HomeBody, HomeDevice, HomeRoom};
use crate::error::Error;
use crate::home::{DEVICE, Home};
use crate::host::{Host, random};
use crate::names;
use crate::room::Room;
use crate::session::Me;

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

fn rooms_of(body: &HomeBody, device: &DeviceId) -> Vec<RoomId> {
    let held = |room: &&HomeRoom| room.devices.iter().any(|known| known.device == *device);
    body.rooms
        .iter()
        .filter(held)
        .map(|room| room.room)
        .collect()
}
