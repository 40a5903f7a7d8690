//! What was decided to be destroyed; and the certificate of it for whom the first one was lost, or who stopped before.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::{Hash, PublicKey};

use super::certify::{Known, Wishes};
use super::destroy::Destruction;
use super::doomed::Doomed;
use super::verify::Report;
use crate::body::Why;
use crate::docs::Author;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::{SaidDoom, Spot, State};
use crate::room::Room;

/// What was decided to be destroyed, as it is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destructions {
    /// By which a certificate is made later: [`Room::certify_destruction`].
    pub id: Hash,
    /// When.
    pub time: u64,
    /// By whom.
    pub by: Option<Author>,
    /// One decided it oneself, and can have a certificate made of it.
    pub mine: bool,
    /// Two decided it.
    pub two: bool,
    /// What one of the two asked for, and the other approved.
    pub request: Option<Hash>,
    /// How many documents; none: the room.
    pub docs: usize,
    /// Why.
    pub why: Why,
    /// In words.
    pub words: String,
}

impl<H: Host> Room<H> {
    /// What was decided to be destroyed, the newest first.
    pub fn destructions(&self) -> Result<Vec<Destructions>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let me = self.own_key()?;
        let all = state.plan.retention.dooms.iter().rev();
        let view = |said: &SaidDoom| Destructions {
            id: said.id,
            time: said.time,
            by: said.by.map(|by| self.author(&state, &by, "")),
            mine: said.by == Some(me),
            two: said.approved,
            request: said.request,
            docs: said.doom.docs.len(),
            why: said.doom.why.clone(),
            words: names::text(&said.doom.words),
        };
        Ok(all.map(view).collect())
    }

    /// Whether one approved what a certificate is about, and has not signed it: [`Room::countersign_artefact`].
    pub fn awaits_signature(&self, report: &Report) -> Result<bool, Error> {
        let me = self.own_key()?;
        let request = report.said.decided.request.as_ref();
        let approved = request.is_some_and(|request| request.approved_by.key == me.to_string());
        Ok(approved && !report.signers.iter().any(|signer| signer.key == me))
    }

    /// Erases again what was decided to be destroyed and makes a certificate of it: for whom the first one was lost, or
    /// who stopped before. It tells what the chains say of the documents, which is neither name nor level.
    pub async fn certify_destruction(&self, id: &Hash) -> Result<Destruction, Error> {
        self.judge_manager()?;
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        let (doomed, doom, request, at) = {
            let state = self.state.borrow();
            let dooms = &state.plan.retention.dooms;
            let said = dooms.iter().find(|said| said.id == *id);
            let said = said.ok_or(Error::NotFound)?;
            if said.by != Some(self.own_key()?) {
                return Err(Error::NotAllowed);
            }
            let doomed = state.destroyed_since(said).ok_or(Error::NotFound)?;
            let mut places = state.plans.iter();
            let at = places.find(|(_, one)| one.id == *id).map(|(seq, _)| *seq);
            (
                doomed,
                said.doom.clone(),
                said.request,
                at.ok_or(Error::NotFound)?,
            )
        };
        let known = Known::of(self, &self.state.borrow(), &doomed, &Wishes::default());
        self.finish(known, &doomed, &doom, request, at, &|_| {})
            .await
    }
}

impl State {
    /// What was destroyed by this decision: by the same author, before that one decided something else. None, if
    /// nothing was yet. Each place stands for itself: what they have in common was destroyed with the rest.
    fn destroyed_since(&self, said: &SaidDoom) -> Option<Doomed> {
        if said.doom.docs.is_empty() {
            self.front.destroyed()?;
            let mut all = Doomed::room(self);
            all.docs.extend(self.destroyed_spots(|_, _| true));
            return Some(all);
        }
        let mut later = self.plan.retention.dooms.iter();
        let later = later.find(|other| other.by == said.by && other.time > said.time);
        let until = later.map_or(u64::MAX, |later| later.time);
        let docs = self
            .destroyed_spots(|by, time| Some(by) == said.by && said.time <= time && time < until);
        (!docs.is_empty()).then_some(Doomed { whole: false, docs })
    }

    fn destroyed_spots(
        &self,
        by: impl Fn(PublicKey, u64) -> bool,
    ) -> BTreeMap<Hash, BTreeSet<Spot>> {
        let mut docs = BTreeMap::new();
        for (id, scope) in &self.scopes {
            for (seq, (author, time)) in &scope.destroyers {
                if !by(*author, *time) {
                    continue;
                }
                for (doc, _) in scope.fold.destroyed_by(*seq) {
                    let spot = Spot {
                        scope: *id,
                        doc: *doc,
                    };
                    docs.insert(spot.origin(&self.room()), BTreeSet::from([spot]));
                }
            }
        }
        docs
    }
}
