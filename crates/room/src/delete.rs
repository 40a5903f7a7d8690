//! Deleting documents: a signed tombstone in each scope that holds them.

use std::collections::BTreeMap;

use ledger::entry::Public;
use ledger::ids::{DocId, ScopeId};

use crate::append::Draft;
use crate::error::Error;
use crate::host::Host;
use crate::room::Room;

impl<H: Host> Room<H> {
    /// Deletes documents, in folders and in the selections that hold copies.
    pub async fn delete(&self, docs: &[DocId]) -> Result<(), Error> {
        self.judge_manager()?;
        let mut found = false;
        self.append(|state| {
            let mut by_scope: BTreeMap<ScopeId, Vec<DocId>> = BTreeMap::new();
            for (id, scope) in &state.scopes {
                let there = |doc: &&DocId| {
                    scope
                        .fold
                        .docs()
                        .get(*doc)
                        .is_some_and(|doc| doc.deleted.is_none())
                };
                let mine: Vec<DocId> = docs.iter().filter(there).copied().collect();
                if !mine.is_empty() {
                    by_scope.insert(*id, mine);
                }
            }
            found |= !by_scope.is_empty();
            let drafts = by_scope.into_iter().map(|(scope, docs)| {
                let (epoch, _) = state.current(&scope)?;
                Ok(Draft::new(scope, epoch, Public::Delete(docs), None))
            });
            drafts.collect()
        })
        .await?;
        if found { Ok(()) } else { Err(Error::NotFound) }
    }
}
