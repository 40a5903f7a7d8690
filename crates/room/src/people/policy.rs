//! How the room stands for all but its owners: open, read only or locked, and until when.
//!
//! The front says it, so everybody reads it and the gate holds to it at once. A change says one thing
//! and leaves the other as it is: of two owners at once, one who locks and one who sets an end, both
//! are heard.

use ledger::entry::{Policy, Public, RoomState};
use ledger::ids::ChainId;

use crate::chains::append::Draft;
use crate::error::Error;
use crate::host::Host;
use crate::replay::State;
use crate::room::Room;

impl<H: Host> Room<H> {
    /// Locks the room, makes it read only, or opens it again; for owners. A locked room serves nobody
    /// else; in a read-only one nobody else writes.
    pub async fn set_room_state(&self, to: RoomState) -> Result<(), Error> {
        self.set_policy(|now| Policy { state: to, ..now }).await
    }

    /// Sets when the room ends, or that it does not; for owners. From then on nobody else is served.
    pub async fn set_room_end(&self, ends: Option<u64>) -> Result<(), Error> {
        if ends.is_some_and(|ends| ends <= self.now()) {
            return Err(Error::Expired);
        }
        self.set_policy(|now| Policy { ends, ..now }).await
    }

    pub(crate) async fn set_policy(&self, change: impl Fn(Policy) -> Policy) -> Result<(), Error> {
        self.append(|state: &State| {
            if !self.is_owner(state) {
                return Err(Error::NotAllowed);
            }
            let now = state.front.policy();
            let wanted = change(now);
            if wanted == now {
                return Ok(Vec::new());
            }
            let policy = Public::Policy(wanted);
            Ok(vec![Draft::new(ChainId::FRONT, 0, policy, None)])
        })
        .await
    }
}
