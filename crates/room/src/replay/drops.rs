//! What was dropped, as those who manage read it.

use ledger::entry::{DocVersion, Public};
use ledger::ids::{ChainId, ScopeId};

use super::{Held, State};
use crate::body::{self, Record, Records};
use crate::intake::drops::drop_context;

/// A document that was dropped.
#[derive(Debug, Clone)]
pub(crate) struct Dropped {
    pub(crate) record: Record,
    /// The server's time.
    pub(crate) time: u64,
    /// By whom.
    pub(crate) chain: ChainId,
}

impl State {
    /// `None`: its key is not there. Otherwise whether it says what it should.
    pub(super) fn open_drop(
        &mut self,
        held: &Held,
        scope: &ScopeId,
        listed: &[DocVersion],
    ) -> Option<bool> {
        let (chain, epoch) = (held.entry.chain, held.entry.epoch);
        if chain == self.own.tip().chain() || !matches!(held.entry.public, Public::Drop(..)) {
            return Some(true);
        }
        let key = self.keys.get(scope, epoch)?;
        let context = drop_context(&self.front.room().0, &chain, scope, epoch);
        let plain = key.open_box(&context, held.body.as_deref().unwrap_or_default());
        let said = plain
            .ok()
            .and_then(|plain| body::decode::<Records>(&plain).ok());
        let Some(said) = said else { return Some(false) };
        let same = |(record, version): (&Record, &DocVersion)| {
            let whole =
                record.fits() && record.layout().is_some() && record.content_key().is_some();
            whole
                && (record.doc, record.version, &record.parts)
                    == (version.doc, version.version, &version.parts)
        };
        if said.records.len() != listed.len() || !said.records.iter().zip(listed).all(same) {
            return Some(false);
        }
        for mut record in said.records {
            // what only those who manage say of a document
            (record.sealed, record.added, record.from) = (None, None, None);
            // nor is a sender's word for what it sent repeated under a manager's name
            (record.origin, record.digest) = (None, None);
            let dropped = Dropped {
                time: held.time,
                chain,
                record,
            };
            let place = (*scope, dropped.record.doc);
            // an id is the first one's who used it
            let first = self.dropped.get(&place);
            let order = |it: &Dropped| (it.time, it.chain);
            if first.is_none_or(|first| order(&dropped) < order(first)) {
                self.dropped.insert(place, dropped);
            }
        }
        Some(true)
    }
}
