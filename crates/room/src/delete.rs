//! Deleting documents for good: a signed tombstone in each scope that holds them.

use ledger::ids::DocId;

use crate::docs::Batch;
use crate::error::Error;
use crate::host::Host;
use crate::room::Room;

impl<H: Host> Room<H> {
    /// Deletes documents with all their versions, wherever they are now, and in the selections that hold
    /// copies. What is to be found again goes into the bin instead: see [`Room::bin`].
    pub async fn delete(&self, docs: &[DocId]) -> Result<(), Error> {
        self.judge_manager()?;
        let mut found = false;
        self.append(|state| {
            let index = state.index();
            let mut batch = Batch::default();
            for doc in docs {
                for spot in index.spots(doc) {
                    batch.delete(spot.scope, spot.doc);
                    let shown = state.shown(&spot);
                    for copy in shown.into_iter().flat_map(|shown| state.copies_of(shown)) {
                        batch.delete(copy.scope, copy.doc);
                    }
                }
                // what could not be opened is not shown, and is deleted all the same
                for (id, scope) in &state.scopes {
                    let folded = scope.fold.docs().get(doc);
                    if folded.is_some_and(|folded| folded.deleted.is_none()) {
                        batch.delete(*id, *doc);
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
