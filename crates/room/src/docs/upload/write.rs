//! Writing records: one entry per folder for what has arrived since the last time.

use std::collections::BTreeSet;

use blobs::wire::Code;
use ledger::entry::Part;

use super::{Goal, Ready, UploadEvent, Uploaded, Work, fail};
use crate::body::Edit;
use crate::carrier::Carrier;
use crate::chains::append::Draft;
use crate::docs::{Batch, taken};
use crate::error::Error;
use crate::home::shelf::SentNote;
use crate::host::Host;
use crate::intake::drops::is_sent;
use crate::names;
use crate::replay::{Spot, State};
use crate::retry::Patience;
use crate::room::Room;

/// How often parts are leased again because their document was moved.
const AGAIN: usize = 4;

impl<H: Host> Room<H> {
    pub(super) async fn write_records<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        mut ready: Vec<Ready>,
        outcome: &mut Uploaded,
    ) -> Result<(), Error> {
        if ready.is_empty() {
            return Ok(());
        }
        let (mut patience, mut moved) = (Patience::new(), 0);
        let written = loop {
            let plan = |state: &State| match &work.goal {
                Goal::Folders => self.record_drafts(state, &ready),
                Goal::Drop(to) => self.drop_drafts(state, &to.scope, &ready),
            };
            match self.append(plan).await {
                Err(e) if e.passes() => {
                    (work.watch)(&UploadEvent::Waiting);
                    if patience.wait(&*self.host).await.is_err() {
                        break Err(e);
                    }
                }
                // the document went to another folder, for which its parts are not leased
                Err(Error::Refused(Code::Missing)) if moved < AGAIN => {
                    moved += 1;
                    if let Err(e) = self.lease_again(&mut ready).await {
                        break Err(e);
                    }
                }
                other => break other,
            }
        };
        let there = |one: &Ready| match &work.goal {
            Goal::Folders => is_there(&self.state.borrow(), one),
            Goal::Drop(_) => is_sent(&self.state.borrow().own, one),
        };
        let (mut dropped, mut sent) = (false, Vec::new());
        for one in &ready {
            if there(one) {
                if let Goal::Drop(to) = &work.goal {
                    sent.push(SentNote::of(&one.record, to));
                }
                dropped |= work.plans.borrow_mut().drop(&one.record.version);
                let doc = spot(&self.state.borrow(), one).map_or(one.record.doc, |spot| spot.doc);
                (work.watch)(&UploadEvent::Done(one.number, doc));
                outcome.done.push((one.number, doc));
            } else {
                let known = self.judge_target(&self.state.borrow(), one);
                let why = written.as_ref().err().cloned();
                let why = known.err().or(why).unwrap_or(Error::Contended);
                fail(work, outcome, one.number, why);
            }
        }
        self.note_sent(sent).await?;
        if dropped {
            self.keep_plans(work).await
        } else {
            Ok(())
        }
    }

    fn record_drafts(&self, state: &State, ready: &[Ready]) -> Result<Vec<Draft>, Error> {
        let mut batch = Batch::default();
        for one in ready.iter().filter(|one| !is_there(state, one)) {
            let Ok(spot) = self.judge_target(state, one) else {
                // it fails alone
                continue;
            };
            let record = one.record.under(spot.doc, one.record.version);
            if one.onto.is_some() {
                let name = name_for(state, &spot, &record.name);
                batch.say(
                    spot.scope,
                    Edit {
                        name: name.filter(|_| self.may_edit(state, &spot)),
                        ..Edit::of(spot.doc)
                    },
                );
            }
            batch.add(spot.scope, record);
        }
        batch.drafts(self, state)
    }

    /// Where a record goes, if one may write there.
    fn judge_target(&self, state: &State, one: &Ready) -> Result<Spot, Error> {
        let spot = spot(state, one).ok_or(Error::NotFound)?;
        if self.may_add(state, &spot.scope) {
            Ok(spot)
        } else {
            Err(Error::NotAllowed)
        }
    }

    async fn lease_again(&self, ready: &mut [Ready]) -> Result<(), Error> {
        for one in ready {
            let spot = spot(&self.state.borrow(), one);
            if let Some(spot) = spot.filter(|spot| spot.scope != one.scope) {
                for some in one.record.parts.chunks(256) {
                    let parts: Vec<Part> = some.to_vec();
                    self.lease(spot.scope, &parts).await?;
                }
                one.scope = spot.scope;
                one.onto = one.onto.map(|_| spot.doc);
            }
        }
        Ok(())
    }
}

/// The folder and the id under which a record is to be written.
fn spot(state: &State, one: &Ready) -> Option<Spot> {
    let scope = one.scope;
    match one.onto {
        Some(doc) => state.follow(Spot { scope, doc }),
        None => Some(Spot {
            scope,
            doc: one.record.doc,
        }),
    }
}

fn is_there(state: &State, one: &Ready) -> bool {
    let holds = |spot: Spot| {
        let scope = state.scopes.get(&spot.scope);
        let version = &one.record.version;
        scope.is_some_and(|scope| scope.fold.version(&spot.doc, version).is_some())
    };
    spot(state, one).is_some_and(holds)
}

/// A document that becomes one of another kind gets that kind's ending: what is called a text is one.
fn name_for(state: &State, spot: &Spot, file: &str) -> Option<String> {
    let now = state.scopes.get(&spot.scope)?.said(&spot.doc).name;
    let ending = |name: &str| match name.rsplit_once('.') {
        Some((stem, ending)) if !stem.is_empty() => (stem.to_owned(), ending.to_owned()),
        _ => (name.to_owned(), String::new()),
    };
    let ((stem, old), (_, new)) = (ending(&now), ending(file));
    if new.is_empty() || names::fold(&old) == names::fold(&new) {
        return None;
    }
    let others: BTreeSet<String> = taken(state, &spot.scope, Some(spot.doc)).collect();
    let name = format!("{stem}.{new}");
    let name = names::free(&name, |name| others.contains(&names::fold(name)));
    names::check(&name).is_ok().then_some(name)
}
