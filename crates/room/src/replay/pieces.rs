//! Bodies of folders' entries, piece by piece, some of which a store may keep back: what is gone by the signed
//! chain, from those who do not manage. Whatever else it keeps back is told; see [`ledger::pieces`].

use ledger::entry::Entry;
use ledger::pieces::{self, Piece, Pieces};
use minicbor::Decode;
use seal::context::Context;
use seal::scope::ScopeKey;

use super::scope::Broken;
use super::{Held, Scope, State};
use crate::body;

impl Scope {
    /// Notes what a body does not say, or nothing says where there is none.
    pub(super) fn note_kept_back(&mut self, entry: &Entry, body: Option<&Pieces>) {
        let named = pieces::about(&entry.public).unwrap_or_default();
        let mut there = body.into_iter().flat_map(Pieces::iter);
        let kept = named.into_iter().filter(|_| {
            let piece = there.next();
            !matches!(piece, Some(Piece::There(_)))
        });
        self.kept_back.extend(kept.map(|about| (about, entry.seq)));
    }

    /// Whether the store keeps back what is due: to those who manage everything, to others what is there. What is
    /// gone by the entries that were read is no loss of theirs, and what was destroyed is nobody's.
    pub(super) fn misses(&self, manages: bool) -> bool {
        let end = self.fold.tip().head().next;
        let mut kept_back = self.kept_back.iter();
        kept_back.any(|(about, said)| {
            let gone = !manages && self.fold.is_gone(about, *said, end);
            !gone && !self.fold.is_destroyed(about)
        })
    }
}

impl State {
    /// Forgets folders of which something was kept back, to be read again: who manages since is served all of it.
    pub(crate) fn forget_partial(&mut self) {
        let partial = |scope: &Scope| {
            let mut kept_back = scope.kept_back.iter();
            kept_back.any(|(about, _)| !scope.fold.is_destroyed(about))
        };
        let (scopes, log) = (&mut self.scopes, &mut self.log);
        log.retain(|deed| !scopes.get(&deed.place.0).is_some_and(partial));
        scopes.retain(|_, scope| !partial(scope));
    }

    /// What a body says of each thing that is there, as far as it was served: a manager who looks at the room with
    /// somebody else's keys is served more than that one.
    pub(super) fn open_each<T: for<'b> Decode<'b, ()>>(
        &self,
        scope: &Scope,
        key: &ScopeKey,
        context: &Context,
        held: &Held,
    ) -> Result<Vec<Option<T>>, Broken> {
        let (entry, body) = (&held.entry, held.body.as_deref().unwrap_or_default());
        let said = body::open_each(key, context, &entry.public, body);
        let mut said: Vec<Option<T>> = said.map_err(|_| Broken)?;
        let end = scope.fold.tip().head().next;
        let named = pieces::about(&entry.public).unwrap_or_default();
        for (one, about) in said.iter_mut().zip(&named) {
            if self.as_reader && scope.fold.is_gone(about, entry.seq, end) {
                *one = None;
            }
        }
        Ok(said)
    }
}
