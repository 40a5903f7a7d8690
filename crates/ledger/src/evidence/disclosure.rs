//! One entry of a room, shown to somebody who sees nothing else of it.
//!
//! C2SP tlog-proof fits as it is ([`Proof`]): the wrapped entry stands in its `extra`, and the leaf is made from the
//! entry, so nothing in the file is said twice. Tools for that format verify path and checkpoint when they are given
//! the leaf. A format of our own would show no more.
//!
//! ```text
//! leaf  = as in the index, made of the entry and the server's time
//! extra = the wrapped entry, as the store serves it
//! ```
//!
//! **What it proves**: this key said this; the room's server took it at this time; and the entry has this one place
//! in the index that the log and its witnesses signed. **What it does not**: that the author had the right to say so,
//! for which one replays the chains; what the body holds, for which one compares the body that one was given with the
//! hash in the entry ([`pieces::named`](crate::pieces::named)); and whose key it is.
//!
//! **What else it shows**: the size of the index, and hashes. A neighbour's leaf holds a chain's random id and the
//! hash of an entry with random bytes in it, so from its hash nobody guesses the neighbour who does not know it
//! already.
//!
//! Whoever verifies knows beforehand the server's key, which is the log's as well, and the room, if it matters which.
//! The room's first entry has the server's key and is named by the room's id, so it can be disclosed in the same way.

use super::index::Leaf;
use super::note::Note;
use super::policy::{Policy, Witnessed};
use super::proof::{Proof, ProofError};
use crate::ids::{Hash, PublicKey, RoomId};
use crate::signed::{SignedError, Verified};
use crate::wrapped::Wrapped;

/// An entry with its proof, not verified yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosure {
    proof: Proof,
    wrapped: Wrapped,
}

/// An entry that was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disclosed {
    /// What its author said.
    pub entry: Verified,
    /// When the server took it, in milliseconds since 1970.
    pub time: u64,
    /// Its place in the index.
    pub index: u64,
    /// The checkpoint, and who witnessed it.
    pub witnessed: Witnessed,
}

/// A disclosure that is none, or proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DisclosureError {
    /// Path or checkpoint prove nothing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// No entry of an author, taken by the server.
    #[error(transparent)]
    Entry(#[from] SignedError),
    /// An entry of another room.
    #[error("of another room")]
    Elsewhere,
}

impl Disclosure {
    /// Puts together an entry, its place in the index, the path to the root, and the checkpoint over it.
    pub fn assemble(
        wrapped: Wrapped,
        index: u64,
        path: Vec<Hash>,
        checkpoint: Note,
    ) -> Result<Self, DisclosureError> {
        let proof = Proof::assemble(Some(wrapped.encode()), index, path, checkpoint)?;
        Ok(Self { proof, wrapped })
    }

    /// Reads a file.
    pub fn parse(file: &str) -> Result<Self, DisclosureError> {
        let proof = Proof::parse(file)?;
        let extra = proof.extra().ok_or(ProofError::Malformed)?;
        let wrapped = Wrapped::parse(extra)?;
        Ok(Self { proof, wrapped })
    }

    /// The file.
    pub fn encode(&self) -> String {
        self.proof.encode()
    }

    /// The room of which it says that it is: by its author's word, until all of it was verified.
    pub fn room(&self) -> Result<RoomId, DisclosureError> {
        Ok(room_of(&self.wrapped.signed().verify()?))
    }

    /// Verifies all of it: author and server, the room, the entry's place, and the checkpoint's signatures.
    pub fn verify(
        &self,
        room: &RoomId,
        server: &PublicKey,
        policy: &Policy,
    ) -> Result<Disclosed, DisclosureError> {
        let entry = self.wrapped.verify(server)?;
        if room_of(&entry) != *room {
            return Err(DisclosureError::Elsewhere);
        }
        let time = self.wrapped.time();
        let leaf = Leaf::of(&entry, time).hash();
        let witnessed = self.proof.verify(&leaf, policy)?;
        Ok(Disclosed {
            entry,
            time,
            index: self.proof.index(),
            witnessed,
        })
    }
}

/// A room's first entry names no room: it is the room.
fn room_of(entry: &Verified) -> RoomId {
    entry.entry().room.unwrap_or(RoomId(entry.hash().0))
}
