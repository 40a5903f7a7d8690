//! Verify: a room read again from its first entry, with nothing taken on trust.

use std::collections::BTreeMap;
use std::rc::Rc;

use blobs::wire::Slot;
use ledger::entry::{Head, Part};
use ledger::ids::{ChainId, Hash, ScopeId};

use crate::error::Error;
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::replay::{Alarm, Shown};
use crate::room::Room;

/// What verifying a room found.
#[derive(Debug, Clone)]
pub struct Report {
    /// Chains that were read, with their ends.
    pub chains: Vec<(ChainId, Head)>,
    /// Entries whose signatures, places, times and rights hold.
    pub entries: u64,
    /// Documents whose records opened.
    pub docs: usize,
    /// Parts that they name.
    pub parts: usize,
    /// Parts that the store does not have; `None` for those who may not ask without opening.
    pub missing_parts: Option<usize>,
    /// Everything that is missing or broken.
    pub alarms: Vec<Alarm>,
    /// The server's time of the newest entry.
    pub as_of: u64,
}

impl Report {
    /// Whether nothing is missing or broken.
    pub fn holds(&self) -> bool {
        self.alarms.is_empty() && self.missing_parts.unwrap_or_default() == 0
    }
}

/// The parts of all versions, each once.
fn parts_of(shown: &Shown) -> Vec<Part> {
    let all = shown.versions.iter().flat_map(|kept| &kept.record.parts);
    let named: BTreeMap<Hash, Part> = all.map(|part| (part.hash, *part)).collect();
    named.into_values().collect()
}

impl<H: Host> Room<H> {
    /// Reads every chain from its beginning and compares with what this device has seen.
    pub async fn verify(&self) -> Result<Report, Error> {
        let kept = RoomShelf::load(
            &*self.host,
            &self.local,
            &self.session.room,
            &self.session.member,
        )
        .await?;
        let again = Self::load(
            Rc::clone(&self.host),
            self.session.clone(),
            self.local.clone(),
            kept,
        )
        .await?;
        let view = again.view();
        let (chains, parts) = {
            let state = again.state.borrow();
            let chains: Vec<(ChainId, Head)> = state.heads().into_iter().collect();
            let docs = state
                .reachable()
                .into_iter()
                .filter_map(|id| Some((id, state.scopes.get(&id)?)));
            let parts: Vec<(ScopeId, Vec<Part>)> = docs
                .map(|(id, scope)| (id, scope.docs.values().flat_map(parts_of).collect()))
                .collect();
            (chains, parts)
        };
        let missing_parts = if view.manage {
            Some(again.count_missing(&parts).await?)
        } else {
            None
        };
        Ok(Report {
            entries: chains.iter().map(|(_, head)| head.next).sum(),
            chains,
            docs: view.docs.len(),
            parts: parts.iter().map(|(_, parts)| parts.len()).sum(),
            missing_parts,
            alarms: view.alarms,
            as_of: view.as_of,
        })
    }

    async fn count_missing(&self, parts: &[(ScopeId, Vec<Part>)]) -> Result<usize, Error> {
        let mut missing = 0;
        for (scope, parts) in parts {
            for some in parts.chunks(256) {
                let slots = self.lease(*scope, some).await?;
                missing += slots.iter().filter(|slot| **slot != Slot::Have).count();
            }
        }
        Ok(missing)
    }
}
