//! Keys of epochs to come that managers sealed to each other's cards, and who planned what.

use std::collections::BTreeSet;

use ledger::entry::Head;
use ledger::ids::{ChainId, Hash, MemberId, PublicKey, ScopeId};
use seal::context::{Context, Kind};
use seal::scope::ScopeKey;
use seal::sealbox;

use super::{AlarmKind, Held, Source, State};
use crate::body::{NextKey, Op};
use crate::session::Session;

/// Changes of the plan that one entry says.
#[derive(Debug)]
pub(crate) struct Planned {
    /// Who signed them.
    pub(crate) by: PublicKey,
    /// The server's time of the entry.
    pub(crate) time: u64,
    /// The front head that it names.
    pub(crate) front: Head,
    /// The entry's hash.
    pub(crate) id: Hash,
    pub(crate) ops: Vec<Op>,
}

/// A key of an epoch to come, as one entry hands it to managers.
#[derive(Debug)]
pub(crate) struct Next {
    /// Who signed it.
    pub(crate) by: PublicKey,
    /// To whom it was sealed.
    pub(crate) to: BTreeSet<MemberId>,
    /// The box for this one, until it is opened.
    sealed: Option<Vec<u8>>,
    pub(crate) key: Option<ScopeKey>,
}

/// Where a next key's box belongs: that scope's epoch, and one member.
pub(crate) fn next_place(
    room: [u8; 32],
    scope: &ScopeId,
    epoch: u32,
    member: &MemberId,
) -> Context {
    let mut context = Context::new(Kind::Next, room, scope.0, epoch);
    context.id[..16].copy_from_slice(&member.0);
    context
}

impl State {
    /// Notes who was sealed a next key, and the box for this one.
    pub(super) fn take_next(
        &mut self,
        held: &Held,
        scope: ScopeId,
        epoch: u32,
        keys: Vec<NextKey>,
    ) {
        let me = self.own.tip().chain();
        let to = keys.iter().map(|key| key.member).collect();
        let mine = keys.into_iter().find(|key| key.member == me);
        let next = Next {
            by: held.entry.author,
            to,
            sealed: mine.map(|key| key.sealed),
            key: None,
        };
        let all = self.nexts.entry((scope, epoch)).or_default();
        all.insert(held.entry.seq, next);
    }

    /// Opens what is there as far as keys are, with what others sealed to this one's card as well. Answers
    /// scopes whose chain is to be read.
    pub(crate) fn open_up(&mut self, session: &Session) -> Vec<ScopeId> {
        loop {
            let unread = self.unlock();
            if !self.adopt(session) {
                return unread;
            }
        }
    }

    /// Opens the boxes to this one's card. Whether there was any.
    fn adopt(&mut self, session: &Session) -> bool {
        let (room, me, desk) = (self.room().0, session.member, self.desk());
        let keys = &mut self.keys;
        // what came after gives what was before
        self.nexts
            .retain(|(scope, epoch), _| !keys.holds_from(scope, *epoch));
        let (mut any, mut broken) = (false, false);
        for ((scope, epoch), all) in &mut self.nexts {
            let place = next_place(room, scope, *epoch, &me);
            for next in all.values_mut() {
                let Some(sealed) = next.sealed.take() else {
                    continue;
                };
                let plain = sealbox::open(session.kem(), &place, &sealed).ok();
                let Some(key) = plain.and_then(|plain| ScopeKey::parse(&plain).ok()) else {
                    broken = true;
                    continue;
                };
                any = true;
                keys.offer(*scope, *epoch, key.clone(), Source::Planned(next.by));
                // who came into office in the middle of a turn was not granted the desk yet
                if *scope == desk {
                    self.tops.insert(desk);
                }
                next.key = Some(key);
            }
        }
        if broken {
            self.alarm(ChainId::ROSTER, AlarmKind::BrokenRecord);
        }
        any
    }

    /// Whether a next key that this author says counts for a scope: who manages now and, where the scope
    /// names its granters, is one of them.
    pub(crate) fn turns(&self, scope: &ScopeId, by: &PublicKey) -> bool {
        let officer = self.front.officer(by, &self.front.head());
        officer.is_some_and(|(member, office)| {
            let named = |list: &std::collections::BTreeMap<MemberId, PublicKey>| {
                list.get(&member) == Some(by)
            };
            office >= ledger::entry::Office::Manager && self.granters(scope).is_none_or(named)
        })
    }

    /// Whether a key of an epoch to come was sealed to all of these, by somebody whose word counts.
    pub(crate) fn is_sealed_to(
        &self,
        scope: &ScopeId,
        epoch: u32,
        key: &ScopeKey,
        all: &BTreeSet<MemberId>,
    ) -> bool {
        let said = self.nexts.get(&(*scope, epoch));
        said.into_iter().flat_map(|said| said.values()).any(|next| {
            let fits = next.key.as_ref() == Some(key) && self.turns(scope, &next.by);
            fits && all.is_subset(&next.to)
        })
    }
}
