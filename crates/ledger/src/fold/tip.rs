//! The end of a chain: what the next entry must follow.

use crate::entry::{Entry, Head};
use crate::ids::{ChainId, Hash, RoomId};
use crate::refusal::Refusal;
use crate::signed::Verified;

/// The end of a chain. Every fold holds one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    room: RoomId,
    chain: ChainId,
    head: Head,
    front: u64,
    time: u64,
}

impl Tip {
    /// The end of a chain that has no entry yet.
    pub(super) fn empty(room: RoomId, chain: ChainId) -> Self {
        Self {
            room,
            chain,
            head: Head {
                next: 0,
                hash: Hash::ZERO,
            },
            front: 0,
            time: 0,
        }
    }

    /// The room.
    pub fn room(&self) -> RoomId {
        self.room
    }

    /// The chain.
    pub fn chain(&self) -> ChainId {
        self.chain
    }

    /// What the next entry names: its `seq` and its `prev`.
    pub fn head(&self) -> Head {
        self.head
    }

    /// The server's time of the last entry: the next one's is not before it.
    pub fn time(&self) -> u64 {
        self.time
    }

    /// Room, chain, position, and time. In this order: an entry of another room is no race.
    pub(super) fn follows(&self, entry: &Entry, time: u64) -> Result<(), Refusal> {
        if entry.room != Some(self.room) || entry.chain != self.chain {
            return Err(Refusal::Elsewhere);
        }
        if (entry.seq, entry.prev) != (self.head.next, self.head.hash) {
            return Err(Refusal::NotNext);
        }
        if time < self.time {
            return Err(Refusal::Time);
        }
        Ok(())
    }

    /// The front head that the last entry named: how many front entries its author saw.
    pub(super) fn front(&self) -> u64 {
        self.front
    }

    /// Moves past an entry that was judged.
    pub(super) fn advance(&mut self, verified: &Verified, time: u64) {
        self.head = Head {
            next: verified.entry().seq + 1,
            hash: verified.hash(),
        };
        self.front = verified.entry().front.next;
        self.time = time;
    }
}
