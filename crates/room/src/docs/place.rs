//! Moving documents with rights of their own: their scopes get other places, and nothing is sealed again.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::ScopeId;

use super::edit::{Change, taken};
use super::shift::Moved;
use crate::body::Op;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::{Index, State, Wanted};
use crate::room::Room;

/// A document's own scope on its way into another folder.
pub(super) struct Way {
    own: ScopeId,
    from: Option<ScopeId>,
    to: ScopeId,
}

impl<H: Host> Room<H> {
    /// How a document comes into a folder: with its own scope, which is answered, or out of where it is.
    pub(super) fn way(
        &self,
        state: &State,
        index: &Index,
        doc: Wanted,
        to: &ScopeId,
    ) -> Result<Option<Way>, Error> {
        let Some(spot) = index.follow(doc) else {
            return Ok(None);
        };
        if state.is_apart(to) {
            // a document's own scope takes back that document, and nothing else
            let shown = state.shown(&spot).ok_or(Error::NotFound)?;
            return match state.was_in(to, &shown.origin()) {
                true => Ok(None),
                false => Err(Error::NotAllowed),
            };
        }
        state.current(to)?;
        // a clean team's key is not the desk's, and a document's own key is
        let stays = state.is_aside(to) || state.is_below_clean(to);
        Ok((state.is_apart(&spot.scope) && !stays).then(|| Way {
            own: spot.scope,
            from: state.home(&spot.scope),
            to: *to,
        }))
    }

    /// Gives documents' own scopes other places, and the documents names that are free there.
    pub(super) async fn place_each(
        &self,
        placed: &BTreeMap<Wanted, Way>,
    ) -> Result<Vec<Moved>, Error> {
        let new = placed.values().filter(|way| way.from != Some(way.to));
        let ops: Vec<Op> = new.map(|way| Op::Place(way.own, Some(way.to))).collect();
        if !ops.is_empty() {
            for way in placed.values() {
                self.keep_label(way.own, way.to).await?;
            }
            self.apply(&ops).await?;
        }
        let mut renamed = Vec::new();
        let mut moved = Vec::new();
        {
            let state = self.state.borrow();
            let index = state.index();
            let mut given: BTreeMap<ScopeId, BTreeSet<String>> = BTreeMap::new();
            for (doc, Way { own, from, to }) in placed {
                let Some(spot) = index.follow(doc) else {
                    continue;
                };
                let seen = state.scope(&spot.scope)?.said(&spot.doc).name;
                let given = given.entry(*to).or_default();
                let others: BTreeSet<String> = taken(&state, own, Some(spot.doc)).collect();
                let free = names::free(&seen, |name| {
                    others.contains(&names::fold(name)) || given.contains(&names::fold(name))
                });
                given.insert(names::fold(&free));
                if free != seen {
                    renamed.push((spot, Change::name(&seen, &free)));
                }
                moved.push(Moved {
                    doc: doc.id(),
                    now: spot.doc,
                    from: from.unwrap_or(*own),
                    to: *to,
                });
            }
        }
        if !renamed.is_empty() {
            self.edit(&renamed).await?;
        }
        Ok(moved)
    }
}
