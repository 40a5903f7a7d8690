//! How far the record was read on this device, sealed: a store that serves less the next time is found out.
//!
//! Beside what the room itself pins, for an auditor reads chains that its own view of the room never has.

use std::collections::BTreeMap;

use ledger::entry::Head;
use ledger::ids::ChainId;
use minicbor::{Decode, Encode};

use crate::body::{self, Pin};
use crate::error::{Error, What};
use crate::host::{Host, Shelf};
use crate::room::Room;
use crate::shelf::audit;

#[derive(Debug, Default, Encode, Decode)]
struct Kept {
    #[n(0)]
    pins: Vec<Pin>,
}

impl<H: Host> Room<H> {
    /// What this device has seen of every chain: in the record, and in the room.
    pub(super) async fn read_audit_pins(&self) -> Result<BTreeMap<ChainId, Head>, Error> {
        let mut pins = self.state.borrow().heads();
        farthest(&mut pins, self.kept_audit_pins().await?);
        Ok(pins)
    }

    /// Keeps how far it was read. What another tab of this device has kept meanwhile stays.
    pub(super) async fn keep_audit_pins(
        &self,
        heads: &BTreeMap<ChainId, Head>,
    ) -> Result<(), Error> {
        let mut all = heads.clone();
        farthest(&mut all, self.kept_audit_pins().await?);
        let pins = all.into_iter().map(|(chain, head)| Pin { chain, head });
        let kept = Kept {
            pins: pins.collect(),
        };
        let name = audit(&self.session.room, &self.session.member);
        let plain = body::encode(&kept);
        let sealed = self
            .local
            .seal(name.as_bytes(), &plain, &mut self.host.rng());
        self.host.shelf().put(&name, sealed).await
    }

    async fn kept_audit_pins(&self) -> Result<Vec<Pin>, Error> {
        let name = audit(&self.session.room, &self.session.member);
        let Some(sealed) = self.host.shelf().get(&name).await? else {
            return Ok(Vec::new());
        };
        let plain = self
            .local
            .open(name.as_bytes(), &sealed)
            .map_err(Error::open(What::Shelf))?;
        let kept: Kept = body::decode(&plain).map_err(|_| Error::Tampered(What::Shelf))?;
        Ok(kept.pins)
    }
}

fn farthest(pins: &mut BTreeMap<ChainId, Head>, others: Vec<Pin>) {
    for pin in others {
        let known = pins.get(&pin.chain);
        if known.is_none_or(|known| known.next < pin.head.next) {
            pins.insert(pin.chain, pin.head);
        }
    }
}
