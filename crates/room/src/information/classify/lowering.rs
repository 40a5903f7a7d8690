//! Labels that wait for a second manager.

use std::collections::BTreeMap;

use ledger::ids::{DocId, PublicKey, ScopeId};

use crate::body::Tier;
use crate::docs::Author;
use crate::error::Error;
use crate::host::Host;
use crate::information::gate::Gate;
use crate::replay::{Marks, Plan, Spot, State, Word};
use crate::room::Room;

/// A label that lowers a level which takes two: it counts once a second manager agrees to [`crate::Op::Lower`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lowering {
    /// In whose chain it stands,
    pub scope: ScopeId,
    /// and where.
    pub seq: u64,
    /// The documents; none: it is the folder's own.
    pub docs: Vec<Spot>,
    /// Who said it, and when.
    pub by: Author,
    /// The server's time.
    pub time: u64,
}

impl<H: Host> Room<H> {
    /// Labels that wait for a second manager.
    pub fn lowerings(&self) -> Result<Vec<Lowering>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        Ok(self.lowered(&state, state.void_words()))
    }

    pub(super) fn lowered(
        &self,
        state: &State,
        all: BTreeMap<(ScopeId, u64), Void>,
    ) -> Vec<Lowering> {
        let lowering = |((scope, seq), word): ((ScopeId, u64), Void)| Lowering {
            scope,
            seq,
            docs: word
                .docs
                .into_iter()
                .map(|doc| Spot { scope, doc })
                .collect(),
            by: self.author(state, &word.by, ""),
            time: word.time,
        };
        all.into_iter().map(lowering).collect()
    }
}

/// An entry whose label does not count.
pub(super) struct Void {
    docs: Vec<DocId>,
    pub(super) by: PublicKey,
    time: u64,
}

/// The last of these words, if it says a level that does not count.
fn last_void<'w>(
    plan: &Plan,
    above: Option<Tier>,
    words: impl Iterator<Item = Word<'w>>,
) -> Option<(u64, PublicKey, u64)> {
    let (mut marks, mut last) = (Marks::default(), None);
    for word in words {
        let counts = marks.decide(plan, above, word);
        match word.by.filter(|_| !counts) {
            Some(by) => last = Some((word.seq, by, word.time)),
            None if word.said.tier.is_some() => last = None,
            None => {}
        }
    }
    last
}

impl State {
    /// Labels that lower a level which takes two, and do not count for that; the newest word of each only.
    pub(super) fn void_words(&self) -> BTreeMap<(ScopeId, u64), Void> {
        let mut all: BTreeMap<(ScopeId, u64), Void> = BTreeMap::new();
        if !self.plan.takes_two() {
            return all;
        }
        let gate = Gate::of(self, &self.plan, &self.tree(), &[]);
        for id in gate.folders.keys() {
            let Some(scope) = self.scopes.get(id) else {
                continue;
            };
            let mut say = |seq, doc: Option<DocId>, by, time| {
                let docs = Vec::new();
                let known = all.entry((*id, seq)).or_insert(Void { docs, by, time });
                known.docs.extend(doc);
            };
            let above = gate.above(id).tier();
            if let Some((seq, by, time)) = last_void(&self.plan, above, scope.words()) {
                say(seq, None, by, time);
            }
            let above = gate.marking(id).tier();
            for doc in scope.docs.keys().filter(|doc| scope.is_marked(doc)) {
                if let Some((seq, by, time)) = last_void(&self.plan, above, scope.words_of(doc)) {
                    say(seq, Some(*doc), by, time);
                }
            }
        }
        all
    }
}
