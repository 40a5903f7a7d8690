//! A room that is open: who one is in it, what was read of it, and what this device keeps of it.
//!
//! [`crate::chains::load`] opens one, [`crate::chains::read`] brings it up to date, [`crate::chains::append`] writes.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use futures::lock::Mutex;
use ledger::ids::RoomId;
use seal::identity::LocalKey;

use crate::activity::looks::Looks;
use crate::audit::Everything;
use crate::error::Error;
use crate::home::owners_of;
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::replay::State;
use crate::session::{KeySigner, Session, Who};

/// How far this device's clock may be ahead of the server's, before it is believed that something is over.
const DAY: u64 = 24 * 3600 * 1000;

/// How far the two clocks may be apart without a word.
pub const APART: u64 = 5 * 60 * 1000;

/// An open room. Every method takes `&self`; what writes waits for its turn.
pub struct Room<H: Host> {
    pub(crate) host: Rc<H>,
    pub(crate) session: Session,
    pub(crate) state: RefCell<State>,
    pub(crate) local: LocalKey,
    /// The server's clock minus this device's.
    pub(crate) skew: Cell<i64>,
    pub(crate) turn: Mutex<()>,
    /// What is pending is being finished; see [`crate::people::end`].
    pub(crate) settling: Cell<bool>,
    /// When the last reading of everything began.
    pub(crate) read_at: Cell<u64>,
    /// As it was last written.
    pub(crate) kept: RefCell<RoomShelf>,
    /// Documents that are looked at here.
    pub(crate) looks: RefCell<Looks>,
    /// Held while what is kept of looks is read and written.
    pub(crate) keeping: Mutex<()>,
    /// Every chain of the room without bodies, for one who audits.
    pub(crate) audited: RefCell<Everything>,
    /// Held while it is read.
    pub(crate) auditing: Mutex<()>,
    /// Of how many deeds it is kept what they erased.
    pub(crate) noted: Cell<usize>,
}

impl<H: Host> Room<H> {
    /// The room's id.
    pub fn id(&self) -> RoomId {
        self.session.room
    }

    /// The time, by this device's clock corrected by the server's.
    pub fn now(&self) -> u64 {
        self.host.now().saturating_add_signed(self.skew.get())
    }

    /// How far the server's clock is from this device's, if that is to be told.
    pub(crate) fn clock_apart(&self) -> Option<i64> {
        let skew = self.skew.get();
        (skew.unsigned_abs() > APART).then_some(skew)
    }

    /// The time by which something is over: the server's, and a day behind it this device's own. A store that turns
    /// its clock back lets nobody's program read on.
    pub(crate) fn latest(&self) -> u64 {
        self.now().max(self.host.now().saturating_sub(DAY))
    }

    /// Refuses when the time of what was granted is over, or the room's.
    pub(crate) fn judge_time(&self) -> Result<(), Error> {
        let state = self.state.borrow();
        let closes = state.front.policy().ends.filter(|_| !self.is_owner(&state));
        let mut ends = [state.expires, closes].into_iter().flatten();
        let now = self.latest();
        if ends.any(|end| now >= end) {
            Err(Error::Expired)
        } else {
            Ok(())
        }
    }

    /// A device that is not certified yet cannot ask; the room key itself can.
    pub(crate) fn reader(session: &Session, certified: bool) -> KeySigner<'_> {
        match &session.who {
            Who::Person { keys, .. } if !certified => KeySigner::member(session.chain, &keys.sign),
            _ => session.signer(),
        }
    }

    pub(crate) fn signer(&self) -> KeySigner<'_> {
        let certified = self
            .state
            .borrow()
            .own
            .device(&self.session.device_key())
            .is_some();
        Self::reader(&self.session, certified)
    }

    /// Refuses one who does not manage, before anything is asked of the store.
    pub(crate) fn judge_manager(&self) -> Result<(), Error> {
        if self.is_manager(&self.state.borrow()) {
            Ok(())
        } else {
            Err(Error::NotAllowed)
        }
    }

    /// Whether this session's key is an owner's or a manager's, by the front.
    pub(crate) fn is_manager(&self, state: &State) -> bool {
        match &self.session.who {
            Who::Person { keys, .. } if !state.as_reader => state
                .front
                .manages(&ledger::PublicKey(keys.sign.public()), &state.front.head()),
            Who::Person { .. } | Who::Visitor { .. } | Who::Invite { .. } => false,
        }
    }

    /// Whether this session's key is an owner's, a manager's or a coordinator's, by the front.
    pub(crate) fn is_officer(&self, state: &State) -> bool {
        match &self.session.who {
            Who::Person { keys, .. } => state
                .front
                .officer(&ledger::PublicKey(keys.sign.public()), &state.front.head())
                .is_some(),
            Who::Visitor { .. } | Who::Invite { .. } => false,
        }
    }

    /// Whether the room takes what one writes beyond reading: it is open, or one owns it.
    pub(crate) fn may_write(&self, state: &State) -> bool {
        if state.front.destroyed().is_some() {
            return false;
        }
        let policy = state.front.policy();
        let over = policy.ends.is_some_and(|ends| self.now() >= ends);
        self.is_owner(state) || (policy.state == ledger::entry::RoomState::Open && !over)
    }

    /// Whether this session's key is an owner's, by the front.
    pub(crate) fn is_owner(&self, state: &State) -> bool {
        match &self.session.who {
            Who::Person { keys, .. } => state
                .front
                .owns(&ledger::PublicKey(keys.sign.public()), &state.front.head()),
            Who::Visitor { .. } | Who::Invite { .. } => false,
        }
    }

    /// Pins what was read, here. What another tab of this device has pinned meanwhile stays.
    pub(crate) async fn keep(&self) -> Result<(), Error> {
        if let Who::Invite { .. } = &self.session.who {
            return Ok(());
        }
        let mut seen = self.kept.borrow().clone();
        {
            let mut state = self.state.borrow_mut();
            state.pins = state.heads();
            seen.certified = state.own.device(&self.session.device_key()).is_some();
            seen.unproven = state.unproven;
            seen.see(&state.pins, &state.given);
            seen.see_owners(owners_of(&state));
        }
        self.keep_gone().await?;
        if seen == *self.kept.borrow() {
            return Ok(());
        }
        let (room, member) = (&self.session.room, &self.session.member);
        if let Some(there) = RoomShelf::find(&*self.host, &self.local, room, member).await? {
            if there.lineage.is_some() && there.lineage != seen.lineage {
                // another tab has confirmed that the room goes on otherwise
                return Err(Error::RolledBack);
            }
            seen.add(&there);
        }
        seen.save(&*self.host, &self.local, room, member).await?;
        *self.kept.borrow_mut() = seen;
        Ok(())
    }
}
