//! Legal bases: why somebody may be given personal information.
//!
//! A document with personal information, by its own label or by its folder's, is granted to nobody for whom no basis
//! is recorded that covers it. Bases stand in the roster's plan: those who manage record them, coordinators read them,
//! and nobody else knows of them. When one is withdrawn or its time is over, what rests on it is taken at once.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::{Hash, MemberId};

use crate::access::Target;
use crate::body::{Basis, BasisId, Cover, MAX_DESCRIPTION, Op, Principal};
use crate::chains::append::Draft;
use crate::chains::rotate::pending;
use crate::docs::Author;
use crate::error::Error;
use crate::host::{Host, random};
use crate::information::gate::Gate;
use crate::names;
use crate::replay::{Decision, Recorded, State};
use crate::room::Room;

/// A legal basis as it is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BasisView {
    /// What it is asked for by.
    pub id: BasisId,
    /// What was recorded.
    pub basis: Basis,
    /// What the recipient is called.
    pub recipient: String,
    /// Who recorded it, and when.
    pub by: Author,
    /// The server's time.
    pub time: u64,
    /// Whether something may rest on it now.
    pub live: bool,
    /// Who withdrew it, when, and why.
    pub withdrawn: Option<(Author, u64, String)>,
}

/// How much personal information bases give into one country, by what labels say of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CountryCount {
    /// Two capital letters.
    pub country: String,
    /// Whether any of it leaves the country by what the bases say.
    pub abroad: bool,
    /// Documents.
    pub docs: usize,
    /// Persons: no more than so many, for one may stand in two documents.
    pub persons: u64,
    /// Of them in documents with sensitive personal information.
    pub sensitive: u64,
    /// Documents of which nobody said how many persons they concern: they are in no sum.
    pub uncounted: usize,
}

impl<H: Host> Room<H> {
    /// Records a legal basis.
    pub async fn record_basis(&self, basis: &Basis) -> Result<BasisId, Error> {
        self.judge_manager()?;
        let basis = basis.check()?;
        {
            let state = self.state.borrow();
            let group = state.plan.groups.contains_key(&basis.recipient);
            let member = ledger::ids::ChainId(basis.recipient.0);
            if !group && state.roster.member(&member).is_none() {
                return Err(Error::NotFound);
            }
        }
        let id = BasisId(random(&mut self.host.rng()));
        self.decide(&[Op::Basis(id, Box::new(basis))]).await?;
        self.settle().await?;
        Ok(id)
    }

    /// Withdraws a legal basis, and in the same request takes what rests on it.
    pub async fn withdraw_basis(&self, id: &BasisId, reason: &str) -> Result<(), Error> {
        self.judge_manager()?;
        let reason = check_reason(reason)?;
        let change = [Op::Unbasis(*id, reason)];
        let me = self.own_key()?;
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        self.write_all(|state| {
            let known = state.plan.bases.get(id).ok_or(Error::NotFound)?;
            if known.ended.is_some() {
                return Ok(Vec::new());
            }
            let mut drafts = vec![self.plan_draft(state, change.to_vec())?];
            let now = self.now();
            let target = Target::planned(state, Some((&me, &change)), now);
            drafts.extend(self.withdraw_drafts(state, &target, &pending(state, now))?);
            Ok(drafts)
        })
        .await?;
        self.settle_now().await
    }

    /// Every legal basis, the newest first; also for those who coordinate.
    pub fn bases(&self) -> Result<Vec<BasisView>, Error> {
        let state = self.state.borrow();
        if !self.is_officer(&state) {
            return Err(Error::NotAllowed);
        }
        let now = self.now();
        let mut all: Vec<BasisView> = state
            .plan
            .bases
            .iter()
            .map(|(id, known)| self.basis_view(&state, *id, known, now))
            .collect();
        all.sort_by_key(|one| core::cmp::Reverse(one.time));
        Ok(all)
    }

    fn basis_view(&self, state: &State, id: BasisId, known: &Recorded, now: u64) -> BasisView {
        let who = |by: Option<ledger::ids::PublicKey>| {
            self.author(state, &by.unwrap_or(ledger::ids::PublicKey([0; 32])), "")
        };
        let withdrawn = known.ended.as_ref().map(|ended: &Decision| {
            let why = names::text(&ended.why);
            (who(ended.by), ended.time, why)
        });
        BasisView {
            id,
            basis: known.basis.clone(),
            recipient: self.principal_name(state, &known.basis.recipient),
            by: who(known.by),
            time: known.time,
            live: known.is_live(now),
            withdrawn,
        }
    }

    /// What a group or member is called.
    pub(crate) fn principal_name(&self, state: &State, who: &Principal) -> String {
        match state.plan.groups.get(who) {
            Some(name) => names::shown(name),
            None => self.member_name(state, &ledger::ids::ChainId(who.0)),
        }
    }

    /// What bases gave into each country in this time (a year, say), by what labels say of the documents that they
    /// cover.
    pub fn country_counts(&self, from: u64, until: u64) -> Result<Vec<CountryCount>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let gate = Gate::of(&state, &state.plan, &state.tree(), &[]);
        let mut all: BTreeMap<String, (CountryCount, BTreeSet<Hash>)> = BTreeMap::new();
        for known in state
            .plan
            .bases
            .values()
            .filter(|it| it.held_in(from, until))
        {
            let basis = &known.basis;
            let (count, seen) = all.entry(basis.country.clone()).or_default();
            count.abroad |= basis.abroad.is_some();
            for demand in gate.personal() {
                let (Some(spot), Some(origin)) = (demand.doc, demand.origin) else {
                    continue;
                };
                let covered = |cover: &Cover| match cover {
                    Cover::Folder(folder) => demand.above.contains(folder),
                    Cover::Doc(doc) => *doc == origin,
                };
                if !basis.covers.iter().any(covered) || !seen.insert(origin) {
                    continue;
                }
                let [marking, _] = gate.classified(&state, &state.plan, &spot);
                count.docs += 1;
                match marking.persons() {
                    Some(persons) => {
                        count.persons = count.persons.saturating_add(persons);
                        if demand.decided.sensitive {
                            count.sensitive = count.sensitive.saturating_add(persons);
                        }
                    }
                    None => count.uncounted += 1,
                }
            }
        }
        let counted = all
            .into_iter()
            .map(|(country, (count, _))| CountryCount { country, ..count });
        Ok(counted.collect())
    }

    /// Bases that are to be recorded, as far as they are not there.
    pub(crate) fn basis_drafts(&self, state: &State, bases: &[Op]) -> Result<Vec<Draft>, Error> {
        let there = |op: &Op| match op {
            Op::Basis(id, _) => state.plan.bases.contains_key(id),
            _ => true,
        };
        match bases.iter().all(there) {
            true => Ok(Vec::new()),
            false => Ok(vec![self.plan_draft(state, bases.to_vec())?]),
        }
    }

    /// The changes that record bases for somebody who is about to be entered.
    pub(crate) fn bases_for(&self, id: &MemberId, bases: &[Basis]) -> Result<Vec<Op>, Error> {
        let each = bases.iter().map(|basis| {
            let mut basis = basis.check()?;
            basis.recipient = Principal::member(id);
            let id = BasisId(random(&mut self.host.rng()));
            Ok(Op::Basis(id, Box::new(basis)))
        });
        each.collect()
    }
}

impl Recorded {
    /// Whether something rested on it at any moment of this time.
    pub(crate) fn held_in(&self, from: u64, until: u64) -> bool {
        let begin = self.basis.from.max(self.time);
        let ended = self.ended.as_ref().map(|ended| ended.time);
        let end = [self.basis.until, ended].into_iter().flatten().min();
        begin < until && end.is_none_or(|end| end > from && end > begin)
    }
}

/// A reason in words; there is one.
pub(crate) fn check_reason(text: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(names::BadName::Empty.into());
    }
    if text.len() > MAX_DESCRIPTION {
        return Err(Error::TooLarge);
    }
    match text.contains(|c| c != '\n' && names::hidden(c)) {
        true => Err(names::BadName::Control.into()),
        false => Ok(text.to_owned()),
    }
}
