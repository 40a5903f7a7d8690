//! Lineages: a room that went on in another store, from an archive.
//!
//! ```text
//! front   0 Open(server A) … 7 │ 8 Restored(server B) … │ 20 Restored(server C) …
//!         wrapped by A         │ by B                   │ by C
//! ```
//!
//! Every other chain is cut at the same place by the front heads that its entries name: what names a head from after
//! Restored is wrapped by the new key, everything else by the old one. Heads never go back within a chain, so no chain
//! goes back to a key; and a store that was left behind cannot say anything in a room that went on without it.

use super::front::FrontFold;
use crate::entry::{Entry, Public, Restored};
use crate::ids::{ChainId, Hash, PublicKey};
use crate::refusal::Refusal;
use crate::signed::{SignedError, Verified};
use crate::wrapped::Wrapped;

/// A room that went on in another store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lineage {
    /// The entry in the front that says so: what tells this lineage from every other.
    pub entry: Hash,
    /// Its place in the front.
    pub seq: u64,
    /// What it says.
    pub restored: Restored,
    /// The owner who signed it.
    pub author: PublicKey,
    /// The server's time of it.
    pub time: u64,
}

impl Lineage {
    pub(super) fn of(verified: &Verified, restored: &Restored, time: u64) -> Self {
        let entry = verified.entry();
        Self {
            entry: verified.hash(),
            seq: entry.seq,
            restored: *restored,
            author: entry.author,
            time,
        }
    }
}

impl FrontFold {
    /// How often the room went on in another store, the newest last.
    pub fn lineages(&self) -> &[Lineage] {
        &self.lineages
    }

    /// The lineage that the room is in; none before it was ever restored.
    pub fn lineage(&self) -> Option<&Lineage> {
        self.lineages.last()
    }

    /// The key that wraps the room's entries now.
    pub fn server_key(&self) -> PublicKey {
        self.server_at(u64::MAX)
    }

    /// The key that wrapped what names a front head with this `next`.
    pub fn server_at(&self, next: u64) -> PublicKey {
        let mut newest = self.lineages.iter().rev();
        let held = newest.find(|lineage| lineage.seq < next);
        held.map_or(self.first_server(), |lineage| lineage.restored.server)
    }

    /// The key that wraps an entry.
    fn server_of(&self, entry: &Entry) -> PublicKey {
        match (entry.chain, &entry.public) {
            // it says itself who takes the room over
            (ChainId::FRONT, Public::Restored(restored)) => restored.server,
            (ChainId::FRONT, _) => self.server_at(entry.seq),
            _ => self.server_at(entry.front.next),
        }
    }

    /// Verifies an entry's signatures: its author's, and that of the server that had the room then.
    ///
    /// [`Refusal::UnknownFront`]: the front is to be read first, for it says which server that was.
    pub fn verify(&self, wrapped: &Wrapped) -> Result<Verified, Refusal> {
        let verified = wrapped.signed().verify()?;
        let entry = verified.entry();
        if entry.chain != ChainId::FRONT && entry.front.next > self.head().next {
            return Err(Refusal::UnknownFront);
        }
        self.taken(wrapped, verified)
    }

    /// The same where the front that is known may end before a head that the entry names: what comes behind it was taken
    /// by the newest server.
    pub fn verify_ahead(&self, wrapped: &Wrapped) -> Result<Verified, Refusal> {
        self.taken(wrapped, wrapped.signed().verify()?)
    }

    fn taken(&self, wrapped: &Wrapped, verified: Verified) -> Result<Verified, Refusal> {
        match wrapped.is_by(&self.server_of(verified.entry())) {
            true => Ok(verified),
            false => Err(SignedError::Signature.into()),
        }
    }

    /// Whether this server has the room, or had it.
    pub fn was_at(&self, server: &PublicKey) -> bool {
        let went = self.lineages.iter().map(|one| one.restored.server);
        went.chain([self.first_server()]).any(|one| one == *server)
    }

    /// A room goes on at a server that it was never at.
    pub(super) fn judge_restored(&self, restored: &Restored) -> Result<(), Refusal> {
        if self.was_at(&restored.server) {
            return Err(Refusal::Exists);
        }
        match usize::try_from(restored.lineage) {
            Ok(number) if number == self.lineages.len() + 1 => Ok(()),
            _ => Err(Refusal::Malformed),
        }
    }
}
