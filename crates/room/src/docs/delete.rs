//! Deleting documents for good: a signed tombstone in each scope that holds them.

use ledger::ids::ScopeId;

use crate::docs::Batch;
use crate::error::Error;
use crate::host::Host;
use crate::information::gate::Gate;
use crate::replay::{Spot, State, Wanted};
use crate::room::Room;

impl<H: Host> Room<H> {
    /// Deletes documents with all their versions, wherever they are now, and in the selections that hold
    /// copies. What is to be found again goes into the bin instead: see [`Room::bin`]; of what takes two, and of what is
    /// to go at once and with a certificate, see [`Room::destroy`].
    pub async fn delete(&self, docs: &[impl Into<Wanted> + Copy]) -> Result<(), Error> {
        self.judge_manager()?;
        let mut found = false;
        self.append(|state| {
            let index = state.index();
            let mut batch = Batch::default();
            let gate = Gate::of(state, &state.plan, &state.tree(), &[]);
            for doc in docs {
                let wanted: Wanted = (*doc).into();
                let mut spots = index.spots(wanted).peekable();
                if spots.peek().is_none() {
                    // what could not be opened is not shown, and is deleted all the same
                    if let Some(spot) = state.unopened(&wanted) {
                        batch.delete(spot.scope, spot.doc);
                    }
                }
                for spot in spots {
                    // one alone brings about by no other way what takes two
                    if state.plan.is_second(gate.level_of(state, &spot)) {
                        return Err(Error::TakesTwo);
                    }
                    batch.delete(spot.scope, spot.doc);
                    let shown = state.shown(&spot);
                    for copy in shown.into_iter().flat_map(|shown| state.copies_of(shown)) {
                        batch.delete(copy.scope, copy.doc);
                    }
                }
            }
            found |= !batch.is_empty();
            batch.drafts(self, state)
        })
        .await?;
        if found { Ok(()) } else { Err(Error::NotFound) }
    }
}

impl State {
    /// A document of which no version could be opened, if no other one has the id.
    pub(crate) fn unopened(&self, wanted: &Wanted) -> Option<Spot> {
        let there = |scope: &ScopeId| {
            let doc = wanted.id();
            let spot = Spot { scope: *scope, doc };
            let folded = self.scopes.get(scope)?.fold.docs().get(&doc)?;
            (folded.deleted.is_none() && wanted.is(&spot)).then_some(spot)
        };
        let mut found = self.scopes.keys().filter_map(there);
        found.next().filter(|_| found.next().is_none())
    }
}
