//! What the vault holds while it runs: whose keys are open, and which rooms.
//!
//! ```text
//! Locked ──unlock──> Open(person) ──lock, or nobody there──> Locked
//! Locked ──make──> Offered(person, until the words are confirmed) ──confirm──> Open
//! ```
//!
//! Locking drops the person and every room, whose keys zeroize themselves; transfers end,
//! because they hold keys too. A link is opened without a person, so its room may be there
//! while the identity is locked; it is locked as well. An offer waits for as long as the page
//! shows its words: writing them down takes the time that it takes.

use core::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use futures::lock::Mutex;
use js_sys::Array;
use ledger::ids::RoomId;
use room::doors::SealedSeed;
use room::reports::Report;
use room::{Control, Error, Home, Me, Room};

use super::closing::Closing;
use super::me::Pending;
use super::messages::{Event, Failure, IdentityState, RoomRef};
use super::service::post;
use super::transfer::{self, Transfers};
use super::wire::Answer;
use crate::browser::carrier::Mover;
use crate::browser::clock;
use crate::browser::host::{Device, Rng};
use crate::browser::store::Store;
use crate::browser::worker;

/// After so long without a sign from the page the vault locks by itself. The page locks
/// earlier; this is for a page that sleeps or crashed.
pub(crate) const IDLE: u64 = 20 * 60 * 1000;

/// Everything that the vault holds.
pub(crate) struct Vault {
    pub(crate) shelf: Rc<Store>,
    pub(crate) rng: Rng,
    pub(crate) host: Rc<Device>,
    pub(crate) origin: String,
    pub(crate) transfers: Transfers,
    state: RefCell<State>,
    rooms: RefCell<HashMap<RoomRef, Opened>>,
    mover: RefCell<Option<Rc<Mover>>>,
    /// What the person has begun and not finished.
    pub(crate) pending: Pending,
    /// The reading of a record that runs, by the page's number.
    pub(crate) auditing: RefCell<(f64, Control)>,
    /// The report that was made last, to be put into a table.
    pub(crate) reported: RefCell<Option<(RoomRef, Report)>>,
    /// Papers of handovers, and the list or check that runs.
    pub(crate) closing: Closing,
    /// The check of files that runs, by the page's number.
    pub(crate) verifying: RefCell<(f64, Control)>,
    /// The restoring of a room that runs, by the page's number.
    pub(crate) restoring: RefCell<(f64, Control)>,
    /// Is a sealed identity kept here?
    known: Cell<bool>,
    last_sign: Cell<u64>,
}

enum State {
    Locked,
    Offered(Offer),
    Open(Rc<Person>),
}

/// An identity whose words are not confirmed yet.
pub(crate) struct Offer {
    pub(crate) me: Me,
    pub(crate) sealed: SealedSeed,
}

/// Someone whose keys are open.
pub(crate) struct Person {
    pub(crate) me: Me,
    pub(crate) home: Mutex<Option<Rc<Home<Device>>>>,
}

#[derive(Clone)]
struct Opened {
    room: Rc<Room<Device>>,
    visitor: bool,
    /// Read for what is new in it, and not shown yet.
    quiet: Cell<bool>,
}

impl Vault {
    /// A locked vault; `known` says that a sealed identity is on the shelf.
    pub(crate) fn new(shelf: Rc<Store>, rng: Rng, origin: String, known: bool) -> Rc<Self> {
        Rc::new(Self {
            host: Rc::new(Device::new(&origin, Rc::clone(&shelf), rng.clone())),
            shelf,
            rng,
            origin,
            transfers: Transfers::default(),
            state: RefCell::new(State::Locked),
            rooms: RefCell::default(),
            mover: RefCell::new(None),
            pending: Pending::default(),
            auditing: RefCell::default(),
            closing: Closing::default(),
            verifying: RefCell::default(),
            restoring: RefCell::default(),
            reported: RefCell::default(),
            known: Cell::new(known),
            last_sign: Cell::new(clock::now()),
        })
    }

    /// Tells the page.
    pub(crate) fn tell(&self, event: Event) {
        post(&Answer::Event {
            event,
            attachments: Array::new(),
        });
    }

    pub(crate) fn identity(&self) -> IdentityState {
        match &*self.state.borrow() {
            State::Open(_) => IdentityState::Unlocked,
            _ if self.known.get() => IdentityState::Locked,
            _ => IdentityState::None,
        }
    }

    /// The person, if open.
    pub(crate) fn person(&self) -> Result<Rc<Person>, Failure> {
        match &*self.state.borrow() {
            State::Open(person) => Ok(Rc::clone(person)),
            _ if self.known.get() => Err(Failure::Locked),
            _ => Err(Failure::NoIdentity),
        }
    }

    pub(crate) fn offer(&self, offer: Offer) {
        *self.state.borrow_mut() = State::Offered(offer);
    }

    /// The offered identity, taken.
    pub(crate) fn accept(&self) -> Result<Offer, Failure> {
        let mut state = self.state.borrow_mut();
        match core::mem::replace(&mut *state, State::Locked) {
            State::Offered(offer) => Ok(offer),
            other => {
                *state = other;
                Err(Failure::NoIdentity)
            }
        }
    }

    /// Forgets an identity whose words were not confirmed.
    pub(crate) fn withdraw(&self) {
        let mut state = self.state.borrow_mut();
        if matches!(*state, State::Offered(_)) {
            *state = State::Locked;
        }
    }

    /// Opens someone's keys.
    pub(crate) fn open(&self, me: Me) {
        self.known.set(true);
        self.rooms.borrow_mut().retain(|_, opened| opened.visitor);
        let person = Person {
            me,
            home: Mutex::new(None),
        };
        *self.state.borrow_mut() = State::Open(Rc::new(person));
    }

    /// Forgets every key.
    pub(crate) fn lock(&self) {
        transfer::end_all(self);
        self.auditing.borrow().1.cancel();
        self.restoring.borrow().1.cancel();
        self.reported.replace(None);
        self.closing.clear();
        *self.state.borrow_mut() = State::Locked;
        self.pending.clear();
        self.rooms.borrow_mut().clear();
    }

    /// Forgets the person for good.
    pub(crate) fn forget(&self) {
        self.lock();
        self.known.set(false);
    }

    /// The page is there.
    pub(crate) fn sign_of_life(&self) {
        self.last_sign.set(clock::now());
    }

    /// Locks if nobody has been there for long. A transfer that moves counts as somebody, a paused
    /// one does not.
    pub(crate) fn lock_if_idle(&self) {
        if self.transfers.any_moving() {
            return self.sign_of_life();
        }
        let long = clock::now().saturating_sub(self.last_sign.get()) > IDLE;
        if long && self.is_open() {
            self.tell(Event::Locked);
            self.lock();
        }
    }

    /// Is there anything that locking would close?
    fn is_open(&self) -> bool {
        match &*self.state.borrow() {
            State::Open(_) => true,
            State::Locked => !self.rooms.borrow().is_empty(),
            State::Offered(_) => false,
        }
    }

    /// A room that was opened before.
    pub(crate) fn room(&self, room: &str) -> Result<Rc<Room<Device>>, Failure> {
        let opened = self
            .rooms
            .borrow()
            .get(room)
            .map(|opened| Rc::clone(&opened.room));
        opened.ok_or(Failure::NotFound)
    }

    /// A room that was opened with the person's identity.
    pub(crate) fn own_room(&self, room: &str) -> Option<Rc<Room<Device>>> {
        let rooms = self.rooms.borrow();
        let opened = rooms.get(room).filter(|opened| !opened.visitor);
        opened.map(|opened| Rc::clone(&opened.room))
    }

    /// Keeps a room that nobody looks at yet, unless another was opened meanwhile.
    pub(crate) fn keep_quietly(&self, room: Room<Device>) -> Rc<Room<Device>> {
        let room = Rc::new(room);
        let opened = Opened {
            room: Rc::clone(&room),
            visitor: false,
            quiet: Cell::new(true),
        };
        let mut rooms = self.rooms.borrow_mut();
        rooms.entry(room.id().to_string()).or_insert(opened);
        room
    }

    /// Is it shown for the first time now, after it was only kept?
    pub(crate) fn is_first_shown(&self, room: &str) -> bool {
        let rooms = self.rooms.borrow();
        rooms
            .get(room)
            .is_some_and(|opened| opened.quiet.replace(false))
    }

    /// Closes a room.
    pub(crate) fn close_room(&self, room: &str) {
        self.rooms.borrow_mut().remove(room);
    }

    /// Closes what links opened.
    pub(crate) fn close_visits(&self) {
        self.rooms.borrow_mut().retain(|_, opened| !opened.visitor);
    }

    /// Keeps a room open under its id.
    pub(crate) fn keep_room(&self, room: Room<Device>, visitor: bool) -> Rc<Room<Device>> {
        let room = Rc::new(room);
        let opened = Opened {
            room: Rc::clone(&room),
            visitor,
            quiet: Cell::new(false),
        };
        self.rooms
            .borrow_mut()
            .insert(room.id().to_string(), opened);
        room
    }

    /// What moves content, once there is a need for it.
    pub(crate) fn mover(&self) -> Result<Rc<Mover>, Failure> {
        let mut slot = self.mover.borrow_mut();
        if let Some(mover) = &*slot {
            return Ok(Rc::clone(mover));
        }
        let mover = Rc::new(Mover::new(&self.origin)?);
        *slot = Some(Rc::clone(&mover));
        Ok(mover)
    }
}

impl Person {
    /// The person's sealed list of rooms, read once and again when asked.
    pub(crate) async fn home(
        &self,
        host: &Rc<Device>,
        fresh: bool,
    ) -> Result<Rc<Home<Device>>, Failure> {
        let mut slot = self.home.lock().await;
        if let Some(home) = slot.as_ref().filter(|_| !fresh) {
            return Ok(Rc::clone(home));
        }
        let home = Home::load(Rc::clone(host), &self.me.seed).await;
        let home = Rc::new(home.map_err(|error| match error {
            // of the list itself: a store may be lost, and this device has a copy
            Error::RolledBack => Failure::RoomsLost,
            other => other.into(),
        })?);
        home.introduce(&worker::device_name());
        *slot = Some(Rc::clone(&home));
        Ok(home)
    }

    /// Puts the list as this device keeps it to a store that has lost it.
    pub(crate) async fn put_home_back(&self, host: &Rc<Device>) -> Result<(), Failure> {
        let mut slot = self.home.lock().await;
        let home = Home::put_back(Rc::clone(host), &self.me.seed).await?;
        home.introduce(&worker::device_name());
        *slot = Some(Rc::new(home));
        Ok(())
    }
}

/// A room's id as it stands in a message.
pub(crate) fn room_id(room: &str) -> Result<RoomId, Failure> {
    RoomId::parse(room).map_err(|_| Failure::NotFound)
}
