//! Taking in what a read answered: verify, judge, keep the body until its key is there.

use blobs::wire::{ChainPart, Stored};
use ledger::entry::{Entry, Head, Public};
use ledger::ids::{ChainId, RoomId};
use ledger::pieces::{self, Pieces};
use ledger::{FrontFold, Refusal, Verified, Wrapped};

use super::{AlarmKind, SignedEntry, State, fresh_scope, tampered};
use crate::error::{Error, What};
use crate::session::Session;

/// An entry whose body is not opened yet.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) entry: Entry,
    pub(crate) time: u64,
    pub(crate) body: Option<Vec<u8>>,
}

/// How far a chain could be taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taken {
    /// Everything.
    All,
    /// Up to an entry that names a front head which has to be read first.
    NeedsFront,
}

/// Why an entry is not taken in.
pub(crate) enum Trouble {
    /// It does not follow what this device has seen.
    Fork,
    /// It breaks a rule.
    Rule(Refusal),
}

impl From<Refusal> for Trouble {
    fn from(why: Refusal) -> Self {
        Self::Rule(why)
    }
}

/// A room's first entry, which must be the one that the room is named by.
pub(crate) fn first(room: &RoomId, stored: &Stored) -> Result<(Verified, u64), Error> {
    let broken = || tampered(What::Entry);
    let wrapped = Wrapped::parse(&stored.wrapped).map_err(|_| broken())?;
    let signed = wrapped.signed();
    if signed.hash().0 != room.0 {
        return Err(broken());
    }
    let verified = signed.verify().map_err(|_| broken())?;
    let Public::Open(open) = &verified.entry().public else {
        return Err(broken());
    };
    wrapped.verify(&open.server).map_err(|_| broken())?;
    Ok((verified, wrapped.time()))
}

/// Starts a room from its first entry.
pub(crate) fn start(room: &RoomId, stored: &Stored) -> Result<FrontFold, Error> {
    let (verified, time) = first(room, stored)?;
    FrontFold::start(&verified, time).map_err(|_| tampered(What::Entry))
}

/// An entry as it is served, after its signatures were verified.
pub(crate) struct Checked {
    pub(crate) verified: Verified,
    pub(crate) wrapped: Wrapped,
}

/// Verifies what is served as the entry after `head`, before a fold judges it: both signatures, its chain, and that it
/// follows what this device has seen. `None`: it is known already, for a read that crossed with an append shows the
/// same again.
pub(crate) fn check(
    front: &FrontFold,
    chain: ChainId,
    head: &Head,
    pin: Option<&Head>,
    stored: &Stored,
) -> Result<Option<Checked>, Trouble> {
    let wrapped = Wrapped::parse(&stored.wrapped).map_err(Refusal::from)?;
    let verified = front.verify(&wrapped)?;
    let entry = verified.entry();
    if entry.chain != chain {
        return Err(Refusal::Elsewhere.into());
    }
    if entry.seq < head.next {
        return Ok(None);
    }
    let pinned_otherwise = |pin: &Head| pin.next == entry.seq + 1 && pin.hash != verified.hash();
    if (entry.seq == head.next && entry.prev != head.hash) || pin.is_some_and(pinned_otherwise) {
        return Err(Trouble::Fork);
    }
    Ok(Some(Checked { verified, wrapped }))
}

impl State {
    /// Takes in a chain's next entries. Entries that are known already are compared and skipped.
    pub(crate) fn take(&mut self, session: &Session, part: &ChainPart) -> Result<Taken, Error> {
        let chain = ChainId(part.chain.0);
        for stored in &part.entries {
            match self.take_one(session, chain, stored) {
                Ok(()) => {}
                Err(Trouble::Fork) => return Err(Error::RolledBack),
                Err(Trouble::Rule(Refusal::UnknownFront)) if chain != ChainId::FRONT => {
                    return Ok(Taken::NeedsFront);
                }
                Err(Trouble::Rule(why)) => {
                    self.note_gap(chain, why, stored);
                    self.refuse(chain, why)?;
                    break;
                }
            }
        }
        Ok(Taken::All)
    }

    fn take_one(
        &mut self,
        session: &Session,
        chain: ChainId,
        stored: &Stored,
    ) -> Result<(), Trouble> {
        let head = self.head(&chain);
        let checked = check(&self.front, chain, &head, self.pins.get(&chain), stored)?;
        let Some(Checked { verified, wrapped }) = checked else {
            return Ok(());
        };
        let time = wrapped.time();
        self.accept(session, chain, &verified, time)
            .map_err(Trouble::from)?;
        self.as_of = self.as_of.max(time);
        self.heals(chain);
        self.log_entry(verified.entry(), time);
        if let Public::Member(member) = &verified.entry().public {
            let by = (verified.entry().author, time);
            self.entered.insert(member.member, by);
        }
        self.hear(session, verified.entry());
        self.taken.insert(verified.hash());
        if let Some(scope) = self.scopes.get_mut(&chain) {
            scope.note_entry(verified.entry(), time);
        }
        let signed = || SignedEntry {
            bytes: wrapped.signed().bytes().to_vec(),
            signature: wrapped.signed().signature().0,
            key: verified.entry().author,
            front: verified.entry().front.next,
            wrapped: stored.wrapped.clone(),
            time,
        };
        self.hear_text(session, &verified, signed, stored.body.as_deref());
        self.hear_sendto(session, &verified, stored.body.as_deref());
        self.hear_answer(session, &verified, stored.body.as_deref());
        self.keep_body(&verified, time, stored.body.clone());
        Ok(())
    }

    /// What another person signed after this device was restored shows what that person had seen by
    /// then. Older entries show nothing: a store that turned back serves them too.
    fn hear(&mut self, session: &Session, entry: &Entry) {
        let Ok(keys) = session.keys() else { return };
        let other = entry.chain != session.chain && entry.author.0 != keys.sign.public();
        if other && self.unproven.is_some_and(|since| entry.at > since) {
            self.unproven = None;
        }
    }

    fn accept(
        &mut self,
        session: &Session,
        chain: ChainId,
        verified: &Verified,
        time: u64,
    ) -> Result<(), Refusal> {
        match chain {
            ChainId::FRONT => self.front.accept(verified, time),
            ChainId::ROSTER => self.roster.accept(verified, time, &self.front),
            own if own == session.chain => self.accept_own(session, verified, time),
            link if self.is_link(session, &link) => self.accept_link(session, verified, time),
            visitor if self.visitors.contains_key(&visitor) => {
                self.accept_visitor(visitor, verified, time)
            }
            other if self.roster.member(&other).is_some() => {
                self.accept_person(other, verified, time)
            }
            other => {
                let room = self.front.room();
                let scope = self
                    .scopes
                    .entry(other)
                    .or_insert_with(|| fresh_scope(room, other));
                scope.fold.accept(verified, time, &self.front)
            }
        }
    }

    fn keep_body(&mut self, verified: &Verified, time: u64, body: Option<Vec<u8>>) {
        let entry = verified.entry().clone();
        let chain = entry.chain;
        let Some(named) = entry.body else { return };
        // no longer than the gate takes it: what is decoded is short
        let fits = |body: &[u8]| {
            body.len() <= ledger::limits::body(&entry.public)
                && pieces::named(&entry.public, body) == Some(named)
        };
        let in_pieces = pieces::about(&entry.public).is_some();
        if let (Some(scope), true) = (self.scopes.get_mut(&chain), in_pieces)
            && body.as_deref().is_none_or(fits)
        {
            let pieces = body
                .as_deref()
                .map(|body| Pieces::parse(&entry.public, body));
            scope.note_kept_back(&entry, pieces.and_then(Result::ok).as_ref());
        }
        let held = match body {
            Some(body) if fits(&body) => Held {
                entry,
                time,
                body: Some(body),
            },
            Some(_) => {
                self.alarm(chain, AlarmKind::BrokenRecord);
                return;
            }
            // told once all was read, if what it names is there
            None if in_pieces || self.may_be_erased(&entry) => return,
            None => {
                self.alarm(chain, AlarmKind::MissingBody);
                return;
            }
        };
        match self.scopes.get_mut(&chain) {
            Some(scope) => scope.held.push(held),
            None => self.held.push(held),
        }
    }

    /// A deletion's own body is no one's loss, nor is anything of a room that was destroyed but its front.
    fn may_be_erased(&self, entry: &Entry) -> bool {
        let left = self.front.destroyed().is_none() || entry.chain == ChainId::FRONT;
        matches!(entry.public, Public::Delete(_)) || !left
    }

    /// The front and one's own chain must hold; another chain ends here, with an alarm.
    fn refuse(&mut self, chain: ChainId, why: Refusal) -> Result<(), Error> {
        let vital = [ChainId::FRONT, ChainId::ROSTER, self.own.tip().chain()].contains(&chain);
        if vital {
            return Err(tampered(What::Entry));
        }
        self.alarm(
            chain,
            if why == Refusal::NotNext {
                AlarmKind::MissingEntry
            } else {
                AlarmKind::ForgedEntry
            },
        );
        Ok(())
    }
}
