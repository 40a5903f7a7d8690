//! What the front says of the room, and the roster and members' chains of the members, to those who hold the keys.

use ledger::entry::{MemberKind, Public};
use ledger::ids::{ChainId, Hash, MemberId};
use ledger::{MemberFold, Refusal, Verified};
use seal::card::{Card, LinkCard};
use seal::context::{Context, Kind};

use super::{AlarmKind, Held, Planned, Source, State};
use crate::body::{self, EpochBody, JoinCard, Keys as KeysBody, MemberNote, Op, Title};
use crate::names;

/// A member's chain as a manager reads it.
#[derive(Debug)]
pub(crate) struct Note {
    pub(crate) fold: MemberFold,
    /// The card of a person who joined.
    pub(crate) card: Option<Card>,
    pub(crate) card_hash: Hash,
    /// The hash of its first entry, and the server's time of it.
    pub(crate) first: Hash,
    /// Where the newest text was asked for, and where the invite was taken.
    pub(crate) asked: Option<u64>,
    pub(crate) joined: Option<u64>,
    pub(crate) since: u64,
}

impl State {
    /// The card of one who joined; none if it is another one than was approved.
    pub(crate) fn card(&self, id: &MemberId) -> Option<&Card> {
        let card = self.people.get(id)?.card.as_ref();
        card.filter(|_| !self.is_other(id))
    }

    /// Whether what this client was served of a member is not the one whose card was approved: the store shows one
    /// manager this newcomer and the other one that.
    pub(crate) fn is_other(&self, id: &MemberId) -> bool {
        let Some(approved) = self.plan.approved.get(id) else {
            return false;
        };
        // one's own card is nobody's to exchange
        let own = *id == self.own.tip().chain();
        let note = self.people.get(id).filter(|note| note.card.is_some());
        !own && note.is_none_or(|note| note.card_hash != *approved)
    }

    pub(super) fn accept_person(
        &mut self,
        id: MemberId,
        verified: &Verified,
        time: u64,
    ) -> Result<(), Refusal> {
        let room = self.front.room();
        let member = self.roster.member(&id).ok_or(Refusal::NotFound)?;
        let note = self.people.entry(id).or_insert_with(|| Note {
            fold: MemberFold::new(room, id),
            card: None,
            card_hash: Hash::ZERO,
            first: Hash::ZERO,
            asked: None,
            joined: None,
            since: time,
        });
        note.fold
            .accept(verified, time, &self.front, &member.subject())?;
        if verified.entry().seq == 0 {
            (note.first, note.since) = (verified.hash(), time);
        }
        match verified.entry().public {
            Public::Nda(_) => note.asked = Some(verified.entry().seq),
            Public::Join(_) => note.joined = Some(verified.entry().seq),
            _ => {}
        }
        Ok(())
    }

    /// Opens what waits in the front, the roster and members' chains.
    pub(super) fn unlock_front_and_roster(&mut self) {
        self.settle_roster();
        // newest epochs first: each gives the key of the one before
        let (epochs, others): (Vec<Held>, Vec<Held>) = core::mem::take(&mut self.held)
            .into_iter()
            .partition(|held| matches!(held.entry.public, Public::Epoch(_)));
        let mut waiting = Vec::new();
        for one in epochs.into_iter().rev() {
            match self.open_held(&one) {
                Some(true) => self.settle_roster(),
                Some(false) => self.alarm(one.entry.chain, AlarmKind::BrokenRecord),
                None => waiting.push(one),
            }
        }
        waiting.reverse();
        self.held = waiting;
        for one in others {
            match self.open_held(&one) {
                Some(true) => {}
                Some(false) => self.alarm(one.entry.chain, AlarmKind::BrokenRecord),
                None => self.held.push(one),
            }
        }
    }

    fn settle_roster(&mut self) {
        let roster = &self.roster;
        let settled = self
            .keys
            .settle(&ChainId::ROSTER, |epoch| roster.kem(epoch));
        if settled.1 {
            self.alarm(ChainId::ROSTER, AlarmKind::WrongKey);
        }
    }

    /// `None`: its key is not there. Otherwise whether it says what it should.
    fn open_held(&mut self, held: &Held) -> Option<bool> {
        let (room, chain) = (self.room().0, held.entry.chain);
        let body = held.body.as_deref().unwrap_or_default();
        let context = |kind| Context::new(kind, room, chain.0, held.entry.epoch);
        let open = |kind| {
            let key = self.keys.get(&chain, held.entry.epoch)?;
            Some(key.open(&context(kind), body).ok())
        };
        Some(match &held.entry.public {
            Public::Title => open(Kind::Title)?.is_some_and(|plain| self.take_title(&plain)),
            Public::Epoch(_) => {
                open(Kind::Epoch)?.is_some_and(|plain| self.take_roster_epoch(held, &plain))
            }
            Public::Keys(_) => {
                let plain = self.open_keys(body)?;
                self.take_keys(held, &plain)
            }
            Public::Propose => self.open_proposal(held)?,
            Public::Plan => open(Kind::Plan)?.is_some_and(|plain| self.take_plan(held, &plain)),
            Public::Member(member) => {
                let mut context = context(Kind::Member);
                context.id[..16].copy_from_slice(&member.member.0);
                let plain = self
                    .keys
                    .get(&chain, held.entry.epoch)?
                    .open(&context, body)
                    .ok();
                let (id, kind, key) = (member.member, member.kind, member.key);
                plain.is_some_and(|plain| self.take_member(id, kind, key, &plain))
            }
            Public::Join(_) if self.roster.member(&chain).is_some() => {
                let roster = self.keys.get(&ChainId::ROSTER, 0)?;
                let plain = roster.open_box(&context(Kind::Join), body).ok();
                plain.is_some_and(|plain| self.take_join(chain, &plain))
            }
            Public::Visitor(..) => self.open_visitor(held)?,
            Public::Drop(scope, listed) => self.open_drop(held, scope, listed)?,
            Public::Agree(text, said) => self.open_agreed(held, text, said)?,
            // what is said to others stays shut
            _ => true,
        })
    }

    fn take_title(&mut self, plain: &[u8]) -> bool {
        let Ok(said) = body::decode::<Title>(plain) else {
            return false;
        };
        let Ok(card) = Card::parse(&said.owner, &self.room().0) else {
            return false;
        };
        // the card's key must be the one that the room's id anchors
        if *card.sign_key() != self.front.founder_key().0 {
            return false;
        }
        // nor does the owner become someone else later
        if self
            .owner
            .as_ref()
            .is_some_and(|known| known.fingerprint() != card.fingerprint())
        {
            return false;
        }
        self.title = Some(names::shown(&said.title));
        self.owner = Some(card);
        true
    }

    fn take_roster_epoch(&mut self, held: &Held, plain: &[u8]) -> bool {
        let Ok(said) = body::decode::<EpochBody>(plain) else {
            return false;
        };
        let before = said.before.and_then(|key| key.scope_key());
        if let (Some(epoch), Some(key)) = (held.entry.epoch.checked_sub(1), before) {
            self.keys.offer(ChainId::ROSTER, epoch, key, Source::Handed);
        }
        true
    }

    fn take_keys(&mut self, held: &Held, plain: &[u8]) -> bool {
        let Ok(said) = body::decode::<KeysBody>(plain) else {
            return false;
        };
        let Public::Keys(listed) = &held.entry.public else {
            return false;
        };
        if said
            .keys
            .iter()
            .map(|key| key.scope)
            .ne(listed.iter().copied())
        {
            return false;
        }
        for one in said.keys {
            let Some(key) = one.key.scope_key() else {
                return false;
            };
            let by = Source::Entry(held.entry.author);
            self.keys.offer(one.scope, one.epoch, key, by);
            self.tops.insert(one.scope);
            self.listed.insert(one.scope);
            let first = (held.entry.seq, one.scope);
            self.root = Some(self.root.map_or(first, |known| known.min(first)));
            if said.selection {
                self.selections.insert(one.scope);
            }
            if let Some(folder) = said.inbox {
                let known = self.inboxes.get(&folder).copied();
                self.inboxes
                    .insert(folder, known.map_or(first, |known| known.min(first)));
            }
            if said.bin == Some(true) && !self.bins.contains(&one.scope) {
                self.bins.push(one.scope);
            }
        }
        true
    }

    /// Changes hold in the order of the chain, whichever was opened first.
    fn take_plan(&mut self, held: &Held, plain: &[u8]) -> bool {
        let Ok(said) = body::decode::<body::Plan>(plain) else {
            return false;
        };
        self.hear_answers(held, &said.ops);
        let (seq, mut ops) = (held.entry.seq, Vec::new());
        for op in said.ops {
            match op {
                Op::Next(scope, epoch, keys) => self.take_next(held, scope, epoch, keys),
                other => ops.push(other),
            }
        }
        let last = self.plans.keys().next_back().copied();
        let planned = Planned {
            by: held.entry.author,
            time: held.time,
            front: held.entry.front,
            id: Hash::of(&ledger::Signed::statement(&held.entry)),
            ops,
        };
        self.plans.insert(seq, planned);
        let from = if last.is_none_or(|last| last < seq) {
            seq
        } else {
            (self.plan, self.texts) = Default::default();
            0
        };
        for said in self.plans.range(from..).map(|(_, said)| said) {
            self.plan.take(said, &self.front, true);
            said.ops.iter().for_each(|op| self.texts.apply(op));
        }
        true
    }

    fn take_member(
        &mut self,
        id: MemberId,
        kind: MemberKind,
        key: ledger::PublicKey,
        plain: &[u8],
    ) -> bool {
        let Ok(said) = body::decode::<MemberNote>(plain) else {
            return false;
        };
        if kind != MemberKind::Person {
            let card = LinkCard::parse(&said.card);
            if !card.is_ok_and(|card| card.sign == key.0) {
                return false;
            }
        }
        self.notes.insert(id, said);
        true
    }

    fn take_join(&mut self, id: MemberId, plain: &[u8]) -> bool {
        let room = self.room().0;
        let Some(note) = self.people.get_mut(&id) else {
            return false;
        };
        let Some((join, _)) = note.fold.joined() else {
            return false;
        };
        let Ok(said) = body::decode::<JoinCard>(plain) else {
            return false;
        };
        let Ok(card) = Card::parse(&said.card, &room) else {
            return false;
        };
        if *card.sign_key() != join.key.0 {
            return false;
        }
        (note.card_hash, note.card) = (Hash::of(card.as_bytes()), Some(card));
        true
    }
}
