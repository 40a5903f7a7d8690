//! For how long a document is shown, also when nobody can say that it is shown no more: a tab is closed, a
//! machine stops.
//!
//! While a look goes on, its length so far is kept on this device, sealed. At its end a receipt says the
//! whole, and it is forgotten here; one that ended without a word gets its receipt when the room is next
//! read on this device. It is counted once:
//!
//! ```text
//! look over:  keep the final length ─> receipt ─> forget     a crash before forgetting leaves a length
//!                                                            that a receipt since then has: it is forgotten
//! left over:  not kept anew for a while ─> receipt ─> forget  a tab that lives all the same finds it
//!                                                            forgotten, and tells only what came after
//! ```

use std::collections::BTreeMap;

use ledger::entry::{Action, Opened};
use minicbor::{Decode, Encode};

use crate::activity::receipts::LONGEST;
use crate::body;
use crate::error::{Error, What};
use crate::home::shelf::looks;
use crate::host::{Host, Shelf, random};
use crate::replay::Wanted;
use crate::room::Room;

/// One that was not kept anew for so long has ended, in milliseconds: a page that lives says so more often.
const LEFT: u64 = 90_000;
/// One whose receipt cannot be written for so long never gets one.
const OLD: u64 = 30 * 24 * 3_600_000;
/// More than this many at once are no person's.
const MOST: usize = 64;

/// A look that goes on here, by the number that the page gives it.
#[derive(Debug)]
pub(crate) struct Look {
    id: [u8; 16],
    /// Where this reader's chain ended when it began.
    from: u64,
    /// The length that was kept last.
    kept: u32,
    /// What somebody else told of it already.
    told: u32,
}

/// Looks by the page's numbers.
pub(crate) type Looks = BTreeMap<u32, Look>;

/// All that this device keeps of looks in a room.
#[derive(Debug, Default, Encode, Decode)]
struct Kept {
    #[n(0)]
    looks: Vec<KeptLook>,
}

#[derive(Debug, Clone, Encode, Decode)]
struct KeptLook {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    id: [u8; 16],
    #[n(1)]
    opened: Opened,
    #[n(2)]
    from: u64,
    /// Not told yet.
    #[n(3)]
    seconds: u32,
    /// When it was kept, by this device's clock.
    #[n(4)]
    at: u64,
}

impl<H: Host> Room<H> {
    /// A look at a document has taken so long by now, and goes on. `look` is the page's number for it.
    pub async fn looking(
        &self,
        look: u32,
        doc: impl Into<Wanted>,
        seconds: u32,
    ) -> Result<(), Error> {
        self.keep_look(look, doc.into(), seconds).await.map(drop)
    }

    /// A look at a document is over, after so long: at most [`LONGEST`].
    pub async fn looked(
        &self,
        look: u32,
        doc: impl Into<Wanted>,
        seconds: u32,
    ) -> Result<(), Error> {
        let (id, opened, left) = self.keep_look(look, doc.into(), seconds).await?;
        if left > 0 {
            self.receipt(vec![opened], Action::Closed, left).await?;
        }
        self.looks.borrow_mut().remove(&look);
        self.change_looks(|kept| kept.looks.retain(|one| one.id != id))
            .await
    }

    /// Writes receipts of looks that ended without a word. What cannot be written now is written later.
    pub async fn tell_of_looks(&self) -> Result<(), Error> {
        let now = self.host.now();
        let kept = self.read_looks().await?;
        let here = |look: &KeptLook| self.looks.borrow().values().any(|one| one.id == look.id);
        let left = kept.looks.iter().filter(|look| !here(look));
        // a clock that was set back is no reason to wait for long
        let over = left.filter(|look| now.abs_diff(look.at) >= LEFT);
        for look in over.cloned().collect::<Vec<_>>() {
            if look.seconds > 0 && !self.has_receipt(&look) {
                let told = self.receipt(vec![look.opened], Action::Closed, look.seconds);
                match told.await {
                    Err(_) if now.abs_diff(look.at) < OLD => continue,
                    _ => {}
                }
            }
            self.change_looks(|kept| kept.looks.retain(|one| one.id != look.id))
                .await?;
        }
        Ok(())
    }

    /// Whether the receipt was written before a crash.
    fn has_receipt(&self, look: &KeptLook) -> bool {
        let (state, device) = (self.state.borrow(), self.session.device_key());
        let mut later = state.own.receipts().range(look.from..);
        later.any(|(_, taken)| {
            let said = &taken.receipt;
            let same = (said.action, said.seconds) == (Action::Closed, look.seconds);
            same && taken.device == device && said.docs == [look.opened]
        })
    }

    /// Keeps the length of a look so far. Answers what is not told of it yet.
    async fn keep_look(
        &self,
        look: u32,
        doc: Wanted,
        seconds: u32,
    ) -> Result<([u8; 16], Opened, u32), Error> {
        let opened = self.opened(&[doc])?.into_iter().next();
        let opened = opened.ok_or(Error::NotFound)?;
        let seconds = seconds.min(LONGEST);
        let (id, from) = {
            let mut looks = self.looks.borrow_mut();
            let one = looks.entry(look).or_insert_with(|| Look {
                id: random(&mut self.host.rng()),
                from: self.state.borrow().own.tip().head().next,
                kept: 0,
                told: 0,
            });
            (one.id, one.from)
        };
        let at = self.host.now();
        let mut left = 0;
        self.change_looks(|kept| {
            let mut looks = self.looks.borrow_mut();
            let Some(one) = looks.get_mut(&look) else {
                return;
            };
            let there = kept.looks.iter().position(|it| it.id == id);
            if there.is_none() && one.kept > one.told {
                // another tab took it for one that was left over
                one.told = one.kept;
            }
            one.kept = one.kept.max(seconds);
            left = one.kept - one.told;
            let now = KeptLook {
                id,
                opened,
                from,
                seconds: left,
                at,
            };
            match there.and_then(|at| kept.looks.get_mut(at)) {
                Some(before) => *before = now,
                None => kept.looks.push(now),
            }
            let more = kept.looks.len().saturating_sub(MOST);
            kept.looks.drain(..more);
        })
        .await?;
        Ok((id, opened, left))
    }

    async fn read_looks(&self) -> Result<Kept, Error> {
        let name = self.looks_name();
        let Some(sealed) = self.host.shelf().get(&name).await? else {
            return Ok(Kept::default());
        };
        let plain = self
            .local
            .open(name.as_bytes(), &sealed)
            .map_err(Error::open(What::Shelf))?;
        body::decode(&plain).map_err(|_| Error::Tampered(What::Shelf))
    }

    async fn change_looks(&self, change: impl FnOnce(&mut Kept)) -> Result<(), Error> {
        let _alone = self.keeping.lock().await;
        let mut kept = self.read_looks().await?;
        change(&mut kept);
        let name = self.looks_name();
        if kept.looks.is_empty() {
            return self.host.shelf().remove(&name).await;
        }
        let sealed = self
            .local
            .seal(name.as_bytes(), &body::encode(&kept), &mut self.host.rng());
        self.host.shelf().put(&name, sealed).await
    }

    fn looks_name(&self) -> String {
        looks(&self.session.room, &self.session.member)
    }
}
