//! The desk: a scope that owners and managers hold and nobody else, whose key seals the keys of all
//! scopes that have no folder above them.
//!
//! The roster's key does not, because coordinators hold it: they see who is in the room and open nothing.
//! Roster and desk have nothing above them that could keep a new key until everybody has it. So
//! whoever gives them one seals it first to each manager's card (see [`crate::body::Op::Next`]).

use ledger::ids::{ChainId, RoomId, ScopeId};
use seal::Plain;
use seal::context::{Context, Kind};
use seal::scope::ScopeKey;

use crate::error::Error;
use crate::host::Host;
use crate::replay::State;
use crate::room::Room;

/// The desk of a room.
pub(crate) fn desk(room: &RoomId) -> ScopeId {
    ScopeId::of_desk(room)
}

/// Where a Keys body belongs: the desk's epoch that seals it, whatever the roster's is.
fn place(room: &RoomId, epoch: u32) -> Context {
    Context::new(Kind::Keys, room.0, desk(room).0, epoch)
}

impl State {
    /// The desk of this room.
    pub(crate) fn desk(&self) -> ScopeId {
        desk(&self.room())
    }

    /// Whether a scope is no folder: the desk, or one that lies beside the folders.
    pub(crate) fn is_aside(&self, id: &ScopeId) -> bool {
        *id == self.desk() || self.selections.contains(id) || self.bins.contains(id)
    }

    /// Opens a Keys body by whichever epoch of the desk seals it. `None`: no key fits.
    pub(crate) fn open_keys(&self, sealed: &[u8]) -> Option<Plain> {
        let (room, desk) = (self.room(), self.desk());
        let newest = self.keys.newest(&desk)?;
        (0..=newest).rev().find_map(|epoch| {
            let key = self.keys.get(&desk, epoch)?;
            key.open(&place(&room, epoch), sealed).ok()
        })
    }

    /// Scopes whose new key no scope above keeps: the roster, the desk, and folders whose key the desk
    /// does not have.
    pub(crate) fn keeps_itself(&self, id: &ScopeId) -> bool {
        let top = self
            .scopes
            .get(id)
            .is_some_and(|scope| scope.fold.epoch().is_some() && scope.fold.parent().is_none());
        *id == ChainId::ROSTER || (top && !self.listed.contains(id))
    }
}

impl<H: Host> Room<H> {
    /// Seals a Keys body under the desk's current key.
    pub(crate) fn seal_keys(&self, state: &State, plain: &[u8]) -> Result<Vec<u8>, Error> {
        let (epoch, key) = state.current(&state.desk())?;
        Ok(self.seal_keys_with(epoch, key, plain))
    }

    fn seal_keys_with(&self, epoch: u32, key: &ScopeKey, plain: &[u8]) -> Vec<u8> {
        seal_keys(&self.session.room, epoch, key, plain, &mut self.host.rng())
    }
}

/// Seals a Keys body.
pub(crate) fn seal_keys(
    room: &RoomId,
    epoch: u32,
    key: &ScopeKey,
    plain: &[u8],
    rng: &mut impl rand_core::CryptoRng,
) -> Vec<u8> {
    key.seal(&place(room, epoch), plain, rng)
}
