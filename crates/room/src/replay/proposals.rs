//! What was proposed, withdrawn and answered, in the roster's order.

use std::collections::BTreeMap;

use ledger::ids::{ChainId, Hash, PublicKey};
use seal::context::{Context, Kind};

use super::{Held, State};
use crate::body::{self, Op, Propose, Wishes};

/// Every proposal, and what became of it.
#[derive(Debug, Default)]
pub(crate) struct Proposals {
    /// By its entry's hash.
    pub(crate) made: BTreeMap<Hash, Proposed>,
    /// Where one was withdrawn, and by whom; it counts if that is who made it.
    withdrawn: BTreeMap<Hash, Vec<(u64, PublicKey)>>,
    /// Where one was answered.
    answers: BTreeMap<Hash, BTreeMap<u64, Answer>>,
}

/// A proposal.
#[derive(Debug, Clone)]
pub(crate) struct Proposed {
    pub(crate) by: PublicKey,
    /// The server's time.
    pub(crate) time: u64,
    pub(crate) wishes: Wishes,
}

/// What those who manage said of it.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) by: PublicKey,
    pub(crate) time: u64,
    pub(crate) yes: bool,
    pub(crate) reason: String,
}

impl Proposals {
    /// The answer that holds: the first one, unless the proposal was withdrawn before.
    pub(crate) fn answer(&self, id: &Hash) -> Option<&Answer> {
        let (at, answer) = self.answers.get(id)?.first_key_value()?;
        let before = self.withdrawn_at(id).is_some_and(|seq| seq < *at);
        (!before).then_some(answer)
    }

    /// Where its author withdrew it, unanswered.
    pub(crate) fn is_withdrawn(&self, id: &Hash) -> bool {
        self.answer(id).is_none() && self.withdrawn_at(id).is_some()
    }

    fn withdrawn_at(&self, id: &Hash) -> Option<u64> {
        let by = self.made.get(id)?.by;
        let all = self.withdrawn.get(id)?.iter();
        all.filter(|(_, who)| *who == by).map(|(seq, _)| *seq).min()
    }

    /// Every answer that holds, with what it is to.
    pub(crate) fn answered(&self) -> impl Iterator<Item = (&Proposed, &Answer)> {
        let made = self.made.iter();
        made.filter_map(|(id, one)| Some((one, self.answer(id)?)))
    }
}

impl State {
    /// `None`: its key is not there. Otherwise whether it says what it should.
    pub(super) fn open_proposal(&mut self, held: &Held) -> Option<bool> {
        let entry = &held.entry;
        let key = self.keys.get(&ChainId::ROSTER, entry.epoch)?;
        let context = proposal_place(&self.room().0, entry.epoch, &entry.author);
        let plain = key.open(&context, held.body.as_deref().unwrap_or_default());
        let said = plain.ok().and_then(|it| body::decode::<Propose>(&it).ok());
        let Some(said) = said.filter(|said| fits(&said.wishes)) else {
            return Some(false);
        };
        match said.withdraws {
            Some(id) => {
                let all = self.proposals.withdrawn.entry(id).or_default();
                all.push((entry.seq, entry.author));
            }
            None => {
                let id = Hash::of(&ledger::Signed::statement(entry));
                let made = Proposed {
                    by: entry.author,
                    time: held.time,
                    wishes: said.wishes,
                };
                self.proposals.made.insert(id, made);
            }
        }
        Some(true)
    }

    /// Remembers the answers of a plan's entry.
    pub(super) fn hear_answers(&mut self, held: &Held, ops: &[Op]) {
        for op in ops {
            let Op::Answered(id, yes, reason) = op else {
                continue;
            };
            let answer = Answer {
                by: held.entry.author,
                time: held.time,
                yes: *yes,
                reason: reason.clone(),
            };
            let all = self.proposals.answers.entry(*id).or_default();
            all.entry(held.entry.seq).or_insert(answer);
        }
    }
}

/// The one place of a proposal: by this author, so that nobody passes it off as an own one.
pub(crate) fn proposal_place(room: &[u8; 32], epoch: u32, by: &PublicKey) -> Context {
    let mut context = Context::new(Kind::Propose, *room, ChainId::ROSTER.0, epoch);
    context.id = by.0;
    context
}

/// Groups and who is in them is all that is proposed of the plan: folders, approvals and texts are for those
/// to decide who see them.
pub(crate) fn fits(wishes: &Wishes) -> bool {
    let may = |op: &Op| matches!(op, Op::Group(..) | Op::Belongs(..));
    wishes.changes.iter().all(may)
}
