//! Writing records: one entry per folder for what has arrived since the last time.

use std::collections::{BTreeMap, VecDeque};

use ledger::entry::Public;
use ledger::ids::ScopeId;
use seal::context::{Context, Kind};

use super::{Ready, UploadEvent, Uploaded, Work, fail};
use crate::append::Draft;
use crate::body::{self, Record, Records};
use crate::carrier::Carrier;
use crate::error::Error;
use crate::host::Host;
use crate::link::version;
use crate::replay::State;
use crate::retry::Patience;
use crate::room::Room;

/// Documents of one entry at most.
const DOCS: usize = 256;
/// Parts of one entry at most: about 40 bytes each, below the limit of an entry.
const PARTS: usize = 4096;

impl<H: Host> Room<H> {
    pub(super) async fn write_records<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        ready: Vec<Ready>,
        outcome: &mut Uploaded,
    ) -> Result<(), Error> {
        if ready.is_empty() {
            return Ok(());
        }
        let mut patience = Patience::new();
        let written = loop {
            match self.append(|state| self.record_drafts(state, &ready)).await {
                Err(e) if e.passes() => {
                    (work.watch)(&UploadEvent::Waiting);
                    if patience.wait(&*self.host).await.is_err() {
                        break Err(e);
                    }
                }
                other => break other,
            }
        };
        let there = |one: &Ready| is_there(&self.state.borrow(), one);
        let mut dropped = false;
        for one in &ready {
            if there(one) {
                dropped |= work.plans.borrow_mut().drop(&one.record.doc);
                (work.watch)(&UploadEvent::Done(one.number, one.record.doc));
                outcome.done.push((one.number, one.record.doc));
            } else {
                let why = written.as_ref().err().cloned().unwrap_or(Error::Contended);
                fail(work, outcome, one.number, why);
            }
        }
        if dropped {
            self.keep_plans(work).await
        } else {
            Ok(())
        }
    }

    fn record_drafts(&self, state: &State, ready: &[Ready]) -> Result<Vec<Draft>, Error> {
        let mut by_scope: BTreeMap<ScopeId, VecDeque<&Record>> = BTreeMap::new();
        for one in ready.iter().filter(|one| !is_there(state, one)) {
            by_scope
                .entry(one.scope)
                .or_default()
                .push_back(&one.record);
        }
        let mut drafts = Vec::new();
        for (scope, mut records) in by_scope {
            let (epoch, key) = state.current(&scope)?;
            while !records.is_empty() {
                let mut parts = 0;
                let mut some = Vec::new();
                while let Some(record) = records.front() {
                    parts += record.parts.len();
                    if some.len() == DOCS || (parts > PARTS && !some.is_empty()) {
                        break;
                    }
                    some.extend(records.pop_front().cloned());
                }
                let listed = some.iter().map(version).collect();
                let said = body::encode(&Records { records: some });
                let context = Context::new(Kind::Docs, self.session.room.0, scope.0, epoch);
                let sealed = key.seal(&context, &said, &mut self.host.rng());
                drafts.push(Draft::new(scope, epoch, Public::Docs(listed), Some(sealed)));
            }
        }
        Ok(drafts)
    }
}

fn is_there(state: &State, one: &Ready) -> bool {
    let scope = state.scopes.get(&one.scope);
    scope.is_some_and(|scope| {
        scope
            .fold
            .version(&one.record.doc, &one.record.version)
            .is_some()
    })
}
