//! Home: what a person finds again with nothing but the seed.
//!
//! A sealed object per version, `home/<key>/<n>`, created if absent: of two devices
//! that write at once one loses, reads what the other wrote and puts its change on top.
//! A room stands in it before it is made or joined, so that no crash in between loses
//! the salt from which one's keys in the room come. What a lost room's salt leaves
//! behind is an entry that is never done, and harmless.

pub(crate) mod desk;
pub mod devices;
pub(crate) mod disown;
pub mod doors;
pub(crate) mod join;
pub(crate) mod make;
pub(crate) mod news;
pub mod pair;
mod sealed;
pub(crate) mod shelf;
pub(crate) mod succeed;
pub(crate) mod trustees;

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::lock::Mutex;
use ledger::entry::Office;
use ledger::ids::{ChainId, PublicKey, RoomId};
use seal::home::HomeKeys;
use seal::identity::{LocalKey, Seed};

use crate::body::{DeviceId, HomeBody, HomeRoom, KeyBytes, Pin, RoomDevice};
use crate::docs::upload::Plans;
use crate::error::Error;
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::replay::State;
use crate::room::Room;
use crate::session::{Me, Session};

/// The number of the newest version that this device has seen.
const NEWEST: &str = "home";
/// The newest version itself, as it is stored: a store may be lost.
const COPY: &str = "home-copy";
/// When this device found a home that it had not written: a restore.
const RESTORED: &str = "home-restored";
/// This device's id.
pub(crate) const DEVICE: &str = "device";

/// A person's sealed list of rooms, at one store.
pub struct Home<H: Host> {
    pub(crate) host: Rc<H>,
    keys: HomeKeys,
    local: LocalKey,
    pub(crate) seen: RefCell<Seen>,
    /// This device, once it is known.
    pub(crate) device: Cell<Option<DeviceId>>,
    /// What this device is called before the person names it.
    pub(crate) called: RefCell<String>,
    /// This device signs out: it is not to be listed again.
    pub(crate) leaving: Cell<bool>,
    /// Two that open a room at once are one device.
    making: Mutex<()>,
}

pub(crate) struct Seen {
    /// The number of the newest version; `None` before the first.
    pub(crate) n: Option<u64>,
    pub(crate) body: HomeBody,
}

/// A room that one made or joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomSummary {
    /// The room.
    pub room: RoomId,
    /// As last seen.
    pub title: String,
    /// Made by oneself.
    pub mine: bool,
    /// The owner's name, as last seen.
    pub owner: String,
    /// The store, if it is another than home's.
    pub origin: Option<String>,
    /// Until when one's grants hold.
    pub expires: Option<u64>,
    /// When it was opened last.
    pub opened: u64,
}

impl<H: Host> Home<H> {
    /// Reads the newest version, which must not be older than this device has seen.
    pub async fn load(host: Rc<H>, seed: &Seed) -> Result<Self, Error> {
        let home = Self::unread(host, seed);
        home.read().await?;
        Ok(home)
    }

    pub(crate) fn unread(host: Rc<H>, seed: &Seed) -> Self {
        let (keys, local) = (seed.home(), seed.local("home"));
        Self {
            host,
            keys,
            local,
            seen: RefCell::new(Seen {
                n: None,
                body: HomeBody::default(),
            }),
            device: Cell::new(None),
            called: RefCell::default(),
            leaving: Cell::new(false),
            making: Mutex::new(()),
        }
    }

    /// The name on one's cards, as one last said it; empty before that.
    pub fn name(&self) -> String {
        self.seen.borrow().body.name.clone()
    }

    /// Rooms that were made or joined, the one opened last first.
    pub fn rooms(&self) -> Vec<RoomSummary> {
        let mut rooms: Vec<_> = self
            .seen
            .borrow()
            .body
            .rooms
            .iter()
            .filter(|room| room.done)
            .map(summary)
            .collect();
        rooms.sort_by_key(|room| core::cmp::Reverse(room.opened));
        rooms
    }

    /// Says one's name.
    pub async fn set_name(&self, name: &str) -> Result<(), Error> {
        if self.name() == name {
            return Ok(());
        }
        self.change(|body| name.clone_into(&mut body.name)).await
    }

    /// Opens a room of one's own or one that was joined.
    pub async fn open(&self, me: &Me, room: &RoomId) -> Result<Room<H>, Error> {
        // on the heap, as below: every use-case begins with it
        Box::pin(self.enter(me, room, true)).await
    }

    /// The same to see what is new in it: that is not remembered as the last time it was opened.
    pub async fn look(&self, me: &Me, room: &RoomId) -> Result<Room<H>, Error> {
        Box::pin(self.enter(me, room, false)).await
    }

    async fn enter(&self, me: &Me, room: &RoomId, opens: bool) -> Result<Room<H>, Error> {
        if self.leaving.get() {
            // it would certify again what is being revoked
            return Err(Error::Cancelled);
        }
        let known = self.room(room).ok_or(Error::NotFound)?;
        let (session, kept) = self.session(me, &known).await?;
        let local = me.seed.local("room");
        let load = Room::load(Rc::clone(&self.host), session, local, kept);
        let open = Box::pin(load).await?;
        open.state.borrow_mut().view_only = known.view_only == Some(true);
        self.write_note(&open, opens).await?;
        // what a crash or a time that ran out left behind
        {
            let _turn = open.turn.lock().await;
            open.settle_soon().await?;
        }
        self.finish_revoking_in(&open).await?;
        // what that wrote is worth pinning too
        self.write_note(&open, opens).await?;
        Ok(open)
    }

    /// Who one is in a room, and what this device keeps of it.
    pub(crate) async fn session(
        &self,
        me: &Me,
        known: &HomeRoom,
    ) -> Result<(Session, RoomShelf), Error> {
        let (local, room) = (me.seed.local("room"), &known.room);
        let _turn = self.making.lock().await;
        let mut kept = match RoomShelf::find(&*self.host, &local, room, &known.member).await? {
            Some(kept) => kept,
            // a store that turned the room back could not be noticed
            None => {
                let mut fresh = RoomShelf::make(&*self.host);
                fresh.unproven = self.sealed(RESTORED).await?;
                fresh.save(&*self.host, &local, room, &known.member).await?;
                fresh
            }
        };
        kept.take_home(known.lineage, &known.pins, known.owners.as_ref());
        let device = kept.device()?;
        let session = Session::person(me, *room, known.salt.expose(), known.member, device)?;
        Ok((session, kept))
    }

    /// Writes what is worth finding again: title, owner, expiry, head of the front.
    pub async fn note(&self, open: &Room<H>) -> Result<(), Error> {
        self.write_note(open, true).await
    }

    async fn write_note(&self, open: &Room<H>, opens: bool) -> Result<(), Error> {
        let (id, now) = (open.id(), open.now());
        let lineage = open.kept.borrow().lineage;
        let (title, owner, expires, pins, owners) = {
            let state = open.state.borrow();
            let owner = state.owner.as_ref().map(|card| card.name().to_owned());
            let chains = [ChainId::FRONT, ChainId::ROSTER, open.session.chain];
            let heads = state.heads();
            let pins = chains.into_iter().filter_map(|chain| {
                let head = *heads.get(&chain)?;
                Some(Pin { chain, head })
            });
            let pins: Vec<Pin> = pins.collect();
            (
                state.title.clone().unwrap_or_default(),
                owner.unwrap_or_default(),
                state.expires,
                pins,
                Some(owners_of(&state)),
            )
        };
        let known = self.room(&id).ok_or(Error::NotFound)?;
        let device = RoomDevice {
            device: self.this_device().await?,
            key: open.session.device_key(),
        };
        let same = known.done
            && known.news.is_some()
            && known.title == title
            && known.owner_name == owner
            && known.expires == expires
            && (known.lineage, &known.owners) == (lineage, &owners)
            && known.devices.contains(&device);
        // the time of opening alone is worth a version an hour
        let late = opens && now.saturating_sub(known.opened) >= 3_600_000;
        if same && known.pins == pins && !late {
            return Ok(());
        }
        let first = open.first_mark();
        self.change(|body| {
            if let Some(room) = body.rooms.iter_mut().find(|room| room.room == id) {
                room.title.clone_from(&title);
                room.owner_name.clone_from(&owner);
                room.expires = expires;
                if opens {
                    room.opened = now;
                }
                room.done = true;
                room.news.get_or_insert_with(|| first.clone());
                if room.lineage != lineage {
                    room.pins.clear();
                }
                room.lineage = lineage;
                room.owners.clone_from(&owners);
                merge(&mut room.pins, &pins);
                // a device has one key in a room; what is to be revoked stays until it is
                room.devices.retain(|known| known.device != device.device);
                room.devices.push(device);
            }
        })
        .await
    }

    /// Takes a room that somebody else owns off the list, with what this device keeps of it. The keys
    /// are gone with it: who wants to come back needs another invite. One's own room stays.
    pub async fn forget_room(&self, room: &RoomId) -> Result<(), Error> {
        let known = self.room(room).ok_or(Error::NotFound)?;
        if known.owner {
            return Err(Error::NotAllowed);
        }
        self.change(|body| body.rooms.retain(|known| known.room != *room))
            .await?;
        RoomShelf::remove(&*self.host, room, &known.member).await?;
        Plans::remove(&*self.host, room).await
    }

    pub(crate) fn room(&self, room: &RoomId) -> Option<HomeRoom> {
        self.seen
            .borrow()
            .body
            .rooms
            .iter()
            .find(|known| known.room == *room)
            .cloned()
    }

    /// Writes down a room that is about to be made or joined.
    pub(crate) async fn promise(&self, room: HomeRoom) -> Result<(), Error> {
        self.change(|body| {
            body.rooms.retain(|known| known.room != room.room);
            body.rooms.push(room.clone());
        })
        .await
    }
}

impl HomeRoom {
    pub(crate) fn new(room: RoomId, salt: &[u8; 32], member: ChainId, owner: bool) -> Self {
        Self {
            room,
            salt: KeyBytes::new(salt),
            member,
            owner,
            origin: None,
            title: String::new(),
            owner_name: String::new(),
            expires: None,
            opened: 0,
            pins: Vec::new(),
            done: false,
            news: None,
            devices: Vec::new(),
            view_only: None,
            lineage: None,
            owners: None,
        }
    }
}

/// The room keys of the owners by the front as it is.
pub(crate) fn owners_of(state: &State) -> Vec<PublicKey> {
    let held = state.front.certificates().iter();
    let owners = held.filter(|held| held.office == Office::Owner && held.until.is_none());
    owners.map(|held| held.key).collect()
}

fn summary(room: &HomeRoom) -> RoomSummary {
    RoomSummary {
        room: room.room,
        title: room.title.clone(),
        mine: room.owner,
        owner: room.owner_name.clone(),
        origin: room.origin.clone(),
        expires: room.expires,
        opened: room.opened,
    }
}

fn merge(pins: &mut Vec<Pin>, new: &[Pin]) {
    for pin in new {
        match pins.iter_mut().find(|known| known.chain == pin.chain) {
            Some(known) if known.head.next > pin.head.next => {}
            Some(known) => *known = *pin,
            None => pins.push(*pin),
        }
    }
}
