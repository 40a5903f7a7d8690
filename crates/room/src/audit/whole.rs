//! The whole room at one moment, or an error: for who copies it, a gap is no finding but the end.

use ledger::RoomFold;
use ledger::ids::ChainId;

use super::chains::Everything;
use super::{AuditProgress, FindingKind};
use crate::control::Control;
use crate::error::{Error, What};
use crate::host::Host;
use crate::room::Room;

/// How often it is read again because something was written in between.
const ROUNDS: usize = 4;

impl<H: Host> Room<H> {
    /// Every chain of the room, each to an end that this device has not seen more of before. Beside it the chains that
    /// an entry names and of which nothing is served: a manager may have named one that there never was.
    pub(crate) async fn read_whole(
        &self,
        control: &Control,
        progress: &dyn Fn(AuditProgress),
    ) -> Result<(RoomFold, Vec<ChainId>), Error> {
        let mut read = Err(Error::NotFound);
        for _ in 0..ROUNDS {
            self.read_audit(control, progress).await?;
            read = self.audited.borrow().whole();
            if read.as_ref().is_ok_and(|(_, unserved)| unserved.is_empty()) {
                break;
            }
        }
        read
    }
}

impl Everything {
    fn whole(&self) -> Result<(RoomFold, Vec<ChainId>), Error> {
        let mut unserved = Vec::new();
        if let Some((_, kind)) = self.broken.values().next() {
            return Err(Error::Tampered(match kind {
                FindingKind::Missing | FindingKind::Skipped { .. } => What::MissingEntry,
                _ => What::Entry,
            }));
        }
        for chain in self.wanted() {
            let next = self.head(&chain).next;
            if self.pins.get(&chain).is_some_and(|pin| next < pin.next) {
                return Err(Error::RolledBack);
            }
            if next == 0 && self.met.contains(&chain) {
                return Err(Error::Tampered(What::MissingEntry));
            }
            if next == 0 {
                unserved.push(chain);
            }
        }
        let fold = self.fold.clone().ok_or(Error::NotFound)?;
        Ok((fold, unserved))
    }
}
