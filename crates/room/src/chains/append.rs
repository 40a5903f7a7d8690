//! Appending: create-if-absent, and what to do when someone else was faster.
//!
//! A use-case says what is still to be written as a function of the state ([`Plan`]).
//! It is asked again after every attempt, with the state as it then is: what it meant
//! may be done (its own entries are in the state, whoever's answer got lost), no longer
//! right (an error), or sealed under a key that was superseded (it seals again). So
//! nothing is written twice and nothing is written on top of what was not looked at.

use std::collections::{BTreeMap, BTreeSet};

use blobs::Api;
use blobs::wire::{
    Append, Appended, ChainPart, Code, Id, Item, Outcome, SealedGrant, Stored, limits,
};
use ledger::entry::{Entry, FORMAT, Head, Public};
use ledger::ids::{ChainId, Hash, MemberId, PublicKey, RoomId};
use seal::grant::Grant;
use seal::sign::{Message, SigningKey};

use crate::chains::care::Care;
use crate::error::{Error, What};
use crate::host::Host;
use crate::replay::{State, Taken};
use crate::room::Room;

/// How often a race is run again.
const ATTEMPTS: usize = 12;
/// What one request carries, in bytes.
const WEIGHT: usize = 12 << 20;

/// An entry that is meant to be written.
pub(crate) struct Draft {
    pub(crate) chain: ChainId,
    pub(crate) epoch: u32,
    pub(crate) public: Public,
    /// Sealed.
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) by: By,
    /// The grants that the entry names.
    pub(crate) grants: Vec<SealedGrant>,
}

/// Which of one's keys signs an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Person,
    Device,
}

impl Draft {
    pub(crate) fn new(chain: ChainId, epoch: u32, public: Public, body: Option<Vec<u8>>) -> Self {
        Self {
            chain,
            epoch,
            public,
            body,
            by: By::Person,
            grants: Vec::new(),
        }
    }

    pub(crate) fn by_device(mut self) -> Self {
        self.by = By::Device;
        self
    }

    pub(crate) fn with(mut self, member: MemberId, grant: &Grant) -> Self {
        self.grants.push(SealedGrant {
            member: Id(member.0),
            bytes: grant.as_bytes().to_vec(),
        });
        self
    }

    fn weight(&self) -> usize {
        let grants: usize = self.grants.iter().map(|grant| grant.bytes.len()).sum();
        2048 + self.body.as_ref().map_or(0, Vec::len) + grants
    }
}

/// Entries in a row, each at the end of its chain.
pub(crate) struct Writer<'a> {
    pub(crate) room: Option<RoomId>,
    pub(crate) heads: BTreeMap<ChainId, Head>,
    pub(crate) now: u64,
    pub(crate) head: &'a dyn Fn(&ChainId) -> Head,
}

impl Writer<'_> {
    /// Signs a draft at its place and moves the chain's end past it.
    pub(crate) fn write(&mut self, draft: &Draft, key: &SigningKey) -> Result<(Item, Hash), Error> {
        let head = self.at(&draft.chain);
        let named = |body: &Vec<u8>| {
            let named = ledger::pieces::named(&draft.public, body);
            named.ok_or(Error::TooLarge)
        };
        let named = draft.body.as_ref().map(named).transpose()?;
        let entry = Entry {
            format: FORMAT,
            room: self.room,
            chain: draft.chain,
            seq: head.next,
            prev: head.hash,
            front: self.at(&ChainId::FRONT),
            author: PublicKey(key.public()),
            at: self.now,
            epoch: draft.epoch,
            public: draft.public.clone(),
            body: named,
        };
        let bytes = ledger::Signed::statement(&entry);
        if bytes.len() > limits::ENTRY
            || draft
                .body
                .as_ref()
                .is_some_and(|body| body.len() > ledger::limits::body(&draft.public))
        {
            return Err(Error::TooLarge);
        }
        let sig = key
            .sign(Message::Entry(&bytes))
            .map_err(|_| Error::TooLarge)?;
        let hash = Hash::of(&bytes);
        self.heads.insert(
            draft.chain,
            Head {
                next: head.next + 1,
                hash,
            },
        );
        Ok((
            Item {
                entry: bytes,
                sig: Id(sig),
                body: draft.body.clone(),
            },
            hash,
        ))
    }

    fn at(&self, chain: &ChainId) -> Head {
        self.heads
            .get(chain)
            .copied()
            .unwrap_or_else(|| (self.head)(chain))
    }
}

impl<H: Host> Room<H> {
    /// Writes until the plan has nothing left to write.
    pub(crate) async fn append(
        &self,
        plan: impl FnMut(&State) -> Result<Vec<Draft>, Error>,
    ) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        self.write_all(plan).await
    }

    /// As [`Room::append`], for one who has the turn already.
    ///
    /// What would be sealed under a key that somebody is to have no more waits until that key is turned, which
    /// one who manages does first.
    pub(crate) async fn write_all(
        &self,
        mut plan: impl FnMut(&State) -> Result<Vec<Draft>, Error>,
    ) -> Result<(), Error> {
        let mut care = Care::default();
        self.write_with(&mut care, |state, _| plan(state)).await
    }

    /// The same, with care for what the gate refuses.
    pub(crate) async fn write_with(
        &self,
        care: &mut Care,
        mut plan: impl FnMut(&State, &Care) -> Result<Vec<Draft>, Error>,
    ) -> Result<(), Error> {
        let (mut races, mut settled) = (0, false);
        loop {
            let planned = plan(&self.state.borrow(), care);
            care.unplanned = planned.is_err();
            let mut drafts = planned?;
            if drafts.is_empty() {
                return Ok(());
            }
            let leaves = |draft: &Draft| self.state.borrow().is_leaving(draft);
            if !self.settling.get() && drafts.iter().any(leaves) {
                if settled {
                    return Err(Error::Contended);
                }
                settled = true;
                Box::pin(self.settle_soon()).await?;
                continue;
            }
            fit(&mut drafts);
            match self.send(&drafts).await? {
                Sent::Stored(some) => {
                    self.state.borrow_mut().open_up(&self.session);
                    care.count(drafts.get(..some).unwrap_or_default())?;
                }
                Sent::Refused(at, why) => {
                    let draft = drafts.get(at).ok_or(Error::Tampered(What::Answer))?;
                    care.leave(draft, why)?;
                }
                Sent::Race(at, _) if races >= ATTEMPTS => {
                    let draft = drafts.get(at).ok_or(Error::Tampered(What::Answer))?;
                    care.leave(draft, Error::Contended)?;
                    races = 0;
                }
                Sent::Race(_, moved) => {
                    // nothing that somebody else wrote explains it
                    races += if moved { 1 } else { ATTEMPTS / 3 };
                    settled = false;
                    if races > 2 {
                        self.host.sleep(50 << races.min(6)).await;
                    }
                    self.catch_up().await?;
                }
            }
        }
    }

    /// Sends drafts in a row and takes in those that were stored.
    async fn send(&self, drafts: &[Draft]) -> Result<Sent, Error> {
        let (batch, hashes) = self.sign(drafts)?;
        if batch.items.is_empty() {
            return Ok(Sent::Refused(0, Error::TooLarge));
        }
        let appended = self
            .host
            .api()
            .append(&self.signer(), &Id(self.session.room.0), &batch)
            .await?;
        let stored = self.take_appended(&batch, &appended)?;
        self.keep().await?;
        match appended.outcomes.last() {
            Some(Outcome::Stored(_)) if stored == batch.items.len() => Ok(Sent::Stored(stored)),
            Some(Outcome::Conflict(..)) => Ok(Sent::Race(stored, true)),
            Some(Outcome::Refused(code, _)) => {
                self.after_refusal(*code, stored, &hashes[stored..]).await
            }
            _ => Err(Error::Tampered(What::Answer)),
        }
    }

    /// As many as there is room for in their entries.
    fn sign(&self, drafts: &[Draft]) -> Result<(Append, Vec<Hash>), Error> {
        let state = self.state.borrow();
        let head = |chain: &ChainId| state.head(chain);
        let mut writer = Writer {
            room: Some(self.session.room),
            heads: BTreeMap::new(),
            now: self.host.now(),
            head: &head,
        };
        let (mut batch, mut hashes) = (Append::default(), Vec::new());
        for draft in drafts {
            let key = match draft.by {
                By::Device => &self.session.device,
                By::Person => &self.session.keys()?.sign,
            };
            let (item, hash) = match writer.write(draft, key) {
                Err(Error::TooLarge) => break,
                written => written?,
            };
            batch.items.push(item);
            batch.grants.extend(draft.grants.iter().cloned());
            hashes.push(hash);
        }
        Ok((batch, hashes))
    }

    /// What the gate says it stored must be what was sent, wrapped; anything else is no answer.
    fn take_appended(&self, batch: &Append, appended: &Appended) -> Result<usize, Error> {
        let mut state = self.state.borrow_mut();
        let mut stored = 0;
        for (item, outcome) in batch.items.iter().zip(&appended.outcomes) {
            let Outcome::Stored(wrapped) = outcome else {
                break;
            };
            let parsed =
                ledger::Wrapped::parse(wrapped).map_err(|_| Error::Tampered(What::Answer))?;
            if parsed.signed().bytes() != item.entry {
                return Err(Error::Tampered(What::Answer));
            }
            let verified = parsed
                .signed()
                .verify()
                .map_err(|_| Error::Tampered(What::Answer))?;
            let chain = Id(verified.entry().chain.0);
            let entries = vec![Stored {
                wrapped: wrapped.clone(),
                body: item.body.clone(),
            }];
            let before = state.head(&verified.entry().chain).next;
            let taken = state.take(&self.session, &ChainPart { chain, entries })?;
            if taken != Taken::All || state.head(&verified.entry().chain).next == before {
                return Err(Error::Tampered(What::Answer));
            }
            stored += 1;
        }
        Ok(stored)
    }

    /// A refusal may be a race that the gate tells by its rule: an old front head, a superseded epoch.
    async fn after_refusal(&self, code: Code, at: usize, unsent: &[Hash]) -> Result<Sent, Error> {
        if !matches!(code, Code::Rule | Code::Exists | Code::Outdated) {
            return Ok(Sent::Refused(at, code.into()));
        }
        let heads = |room: &Self| room.state.borrow().heads();
        let before = heads(self);
        self.state.borrow_mut().taken = BTreeSet::new();
        self.catch_up().await?;
        let ours = unsent
            .iter()
            .any(|hash| self.state.borrow().taken.contains(hash));
        let moved = ours || heads(self) != before;
        if moved || code != Code::Rule {
            Ok(Sent::Race(at, moved))
        } else {
            Ok(Sent::Refused(at, code.into()))
        }
    }
}

impl State {
    /// Whether a draft is sealed under a key that this one can turn and that waits to be turned.
    fn is_leaving(&self, draft: &Draft) -> bool {
        let (scope, epoch) = match draft.public {
            Public::Epoch(_) => return false,
            Public::Keys(_) => {
                let desk = self.desk();
                (desk, self.current(&desk).map_or(0, |(epoch, _)| epoch))
            }
            _ => (draft.chain, draft.epoch),
        };
        draft.body.is_some() && self.roster.waits(&scope, epoch) && self.tended(&scope).is_ok()
    }
}

/// What became of a row of drafts.
enum Sent {
    /// So many of them were stored, and none refused.
    Stored(usize),
    /// At this one somebody else may have been faster; whether that was seen.
    Race(usize, bool),
    /// This one is not taken.
    Refused(usize, Error),
}

/// Cuts a row of drafts to what one request carries.
fn fit(drafts: &mut Vec<Draft>) {
    let (mut weight, mut grants, mut count) = (0, 0, 0);
    for draft in drafts.iter() {
        weight += draft.weight();
        grants += draft.grants.len();
        if count == limits::ITEMS || (count > 0 && (weight > WEIGHT || grants > limits::GRANTS)) {
            break;
        }
        count += 1;
    }
    drafts.truncate(count);
}
