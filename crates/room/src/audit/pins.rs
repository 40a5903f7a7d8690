//! How far the record was read on this device, sealed: a store that serves less the next time is found out.
//!
//! Beside what the room itself pins, for an auditor reads chains that its own view of the room never has. The last
//! checkpoint of the index that held stands here, too.

use std::collections::BTreeMap;

use ledger::entry::Head;
use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::note::Note;
use ledger::ids::{ChainId, Hash};
use minicbor::{Decode, Encode};

use crate::body::{self, Pin};
use crate::error::{Error, What};
use crate::home::shelf::audit;
use crate::host::{Host, Shelf};
use crate::room::Room;

/// What a device keeps.
#[derive(Debug, Default, Encode, Decode)]
pub(super) struct Kept {
    #[n(0)]
    pins: Vec<Pin>,
    /// A note.
    #[n(1)]
    checkpoint: Option<String>,
    /// The lineage of both: another store's index is another one.
    #[n(2)]
    lineage: Option<Hash>,
}

impl Kept {
    /// The last checkpoint that held.
    pub(super) fn note(&self) -> Option<Note> {
        Note::parse(self.checkpoint.as_ref()?).ok()
    }
}

impl<H: Host> Room<H> {
    /// What this device has seen of every chain: in the record, and in the room.
    pub(super) async fn read_audit_pins(&self) -> Result<BTreeMap<ChainId, Head>, Error> {
        let mut pins = self.state.borrow().heads();
        farthest(&mut pins, self.kept_audit().await?.pins);
        Ok(pins)
    }

    /// Keeps how far it was read. What another tab of this device has kept meanwhile stays.
    pub(super) async fn keep_audit_pins(
        &self,
        heads: &BTreeMap<ChainId, Head>,
    ) -> Result<(), Error> {
        let mut kept = self.kept_audit().await?;
        let mut all = heads.clone();
        farthest(&mut all, kept.pins);
        let pins = all.into_iter().map(|(chain, head)| Pin { chain, head });
        kept.pins = pins.collect();
        self.keep_audit(&kept).await
    }

    /// Keeps a checkpoint that holds, unless another tab of this device has kept a later one.
    pub(crate) async fn keep_checkpoint(&self, note: &Note) -> Result<(), Error> {
        let mut kept = self.kept_audit().await?;
        let later = kept.note().is_some_and(|kept| size(&kept) > size(note));
        if !later {
            kept.checkpoint = Some(note.encode());
            self.keep_audit(&kept).await?;
        }
        Ok(())
    }

    pub(super) async fn kept_audit(&self) -> Result<Kept, Error> {
        let lineage = self.kept.borrow().lineage;
        let name = audit(&self.session.room, &self.session.member);
        let Some(sealed) = self.host.shelf().get(&name).await? else {
            return Ok(Kept {
                lineage,
                ..Kept::default()
            });
        };
        let plain = self
            .local
            .open(name.as_bytes(), &sealed)
            .map_err(Error::open(What::Shelf))?;
        let kept: Kept = body::decode(&plain).map_err(|_| Error::Tampered(What::Shelf))?;
        if kept.lineage == lineage {
            return Ok(kept);
        }
        Ok(Kept {
            lineage,
            ..Kept::default()
        })
    }

    async fn keep_audit(&self, kept: &Kept) -> Result<(), Error> {
        let name = audit(&self.session.room, &self.session.member);
        let plain = body::encode(kept);
        let sealed = self
            .local
            .seal(name.as_bytes(), &plain, &mut self.host.rng());
        self.host.shelf().put(&name, sealed).await
    }
}

fn size(note: &Note) -> u64 {
    let checkpoint = Checkpoint::parse(note.text());
    checkpoint.map_or(0, |checkpoint| checkpoint.head().size)
}

fn farthest(pins: &mut BTreeMap<ChainId, Head>, others: Vec<Pin>) {
    for pin in others {
        let known = pins.get(&pin.chain);
        if known.is_none_or(|known| known.next < pin.head.next) {
            pins.insert(pin.chain, pin.head);
        }
    }
}
