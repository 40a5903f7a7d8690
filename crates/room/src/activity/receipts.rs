//! What a reader says of what it opened, in its own chain: signed by the device, numbered by it, and
//! countersigned with the time by the gate.

use ledger::entry::{Action, Opened, Public, Receipt};
use ledger::fold::Taken;

use crate::chains::append::Draft;
use crate::docs::open::Ticket;
use crate::error::{Error, What};
use crate::host::Host;
use crate::replay::{State, Wanted};
use crate::room::Room;

/// The longest time that one look at a document counts for, in seconds.
pub const LONGEST: u32 = 4 * 3600;

impl<H: Host> Room<H> {
    /// Says that a document is printed; comes before the printing.
    pub async fn printed(&self, doc: impl Into<Wanted>) -> Result<Ticket, Error> {
        self.announce(&[doc.into()], Action::Print).await
    }

    /// Says that a document is shown no more, and for how long it was, at most [`LONGEST`].
    pub async fn closed(&self, doc: impl Into<Wanted>, seconds: u32) -> Result<(), Error> {
        let opened = self.opened(&[doc.into()])?;
        let seconds = seconds.min(LONGEST);
        self.receipt(opened, Action::Closed, seconds).await?;
        Ok(())
    }

    /// Writes one receipt, whatever answer gets lost.
    pub(crate) async fn receipt(
        &self,
        opened: Vec<Opened>,
        action: Action,
        seconds: u32,
    ) -> Result<Ticket, Error> {
        let device = self.session.device_key();
        let from = self.state.borrow().own.tip().head().next;
        let mine = |state: &State| {
            let mut later = state.own.receipts().range(from..);
            let same = |taken: &Taken| {
                let said = &taken.receipt;
                (taken.device, said.action, &said.docs, said.seconds)
                    == (device, action, &opened, seconds)
            };
            later.find(|(_, taken)| same(taken)).map(|(seq, _)| *seq)
        };
        self.append(|state| {
            if mine(state).is_some() {
                return Ok(Vec::new());
            }
            let n = state.own.device(&device).ok_or(Error::NotAllowed)?.receipts;
            let receipt = Public::Receipt(Receipt {
                n,
                action,
                docs: opened.clone(),
                seconds,
            });
            Ok(vec![
                Draft::new(self.session.chain, 0, receipt, None).by_device(),
            ])
        })
        .await?;
        let seq = mine(&self.state.borrow()).ok_or(Error::Tampered(What::Answer))?;
        Ok(Ticket::new(seq, opened))
    }
}
