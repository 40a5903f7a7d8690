//! What destroying something would mean, before anybody decides it: what goes, what a hold keeps, what nobody reaches.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::MemberKind;
use ledger::ids::{Hash, ScopeId};

use super::Holds;
use super::certificate::Uncovered;
use super::certify::{Wishes, uncovered};
use super::destroy::doom_in;
use super::doomed::{Doomed, main_place};
use crate::body::{Doom, Keep};
use crate::error::Error;
use crate::host::Host;
use crate::information::gate::Gate;
use crate::names;
use crate::replay::{Spot, State};
use crate::room::Room;

/// What would become of what somebody wants destroyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoomedView {
    /// What is to be asked for, so that exactly this goes: without what is held. Nothing, if all of it is.
    pub what: Vec<Keep>,
    /// What goes.
    pub docs: Vec<DoomedDoc>,
    /// What a hold keeps.
    pub held: Vec<DoomedDoc>,
    /// People and links to whom any of it is granted, those who manage not among them.
    pub people: usize,
    /// Links.
    pub links: usize,
    /// It takes two.
    pub takes_two: bool,
    /// What stays with others whatever is destroyed here.
    pub uncovered: Uncovered,
}

/// A document of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoomedDoc {
    /// Where it lies, or lay last.
    pub doc: Spot,
    /// Fit to be shown; empty if it could never be read.
    pub name: String,
    /// How many versions.
    pub versions: usize,
    /// About how many persons it is about, if that was said.
    pub persons: Option<u64>,
}

impl<H: Host> Room<H> {
    /// What destroying this would mean now.
    pub fn preview_destruction(&self, what: &[Keep]) -> Result<DoomedView, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let doomed = Doomed::of(&state, what)?;
        let mut view = self.doomed_view(&state, doomed)?;
        // a folder may have more in it than can be named one by one
        if view.held.is_empty() {
            view.what = what.to_vec();
        }
        Ok(view)
    }

    /// The same of what a second manager is asked for; none, if nothing of it is there any more.
    pub fn preview_asked_destruction(&self, id: &Hash) -> Result<Option<DoomedView>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let request = state.plan.requests.get(id).ok_or(Error::NotFound)?;
        let doom: &Doom = doom_in(request).ok_or(Error::NotFound)?;
        let doomed = Doomed::named(&state, &doom.docs);
        if doomed.docs.is_empty() && !doomed.whole {
            return Ok(None);
        }
        self.doomed_view(&state, doomed).map(Some)
    }

    fn doomed_view(&self, state: &State, mut doomed: Doomed) -> Result<DoomedView, Error> {
        let gate = Gate::of(state, &state.plan, &state.tree(), &[]);
        let holds = Holds::of(state);
        let view = |spots: &BTreeSet<Spot>| doc_view(state, &gate, spots);
        let mut held = Vec::new();
        doomed.docs.retain(|_, spots| {
            let kept = spots.iter().any(|spot| holds.judge(state, spot).is_err());
            if kept {
                held.extend(view(spots));
            }
            !kept
        });
        // the room goes whole or not at all
        if doomed.whole && !holds.is_empty() {
            doomed.docs.clear();
        }
        let docs: Vec<DoomedDoc> = doomed.docs.values().filter_map(view).collect();
        let takes_two = match docs.is_empty() {
            true => false,
            false => doomed.judge(state, self.is_owner(state))?,
        };
        let scopes = doomed.docs.values().flatten().map(|spot| spot.scope);
        let (people, links) = self.holders(state, scopes.collect());
        Ok(DoomedView {
            what: docs.iter().map(|one| Keep::Doc(one.doc.into())).collect(),
            held,
            people,
            links,
            takes_two,
            uncovered: uncovered(self, state, &doomed, &Wishes::default()),
            docs,
        })
    }

    /// To how many people and links any of these scopes is granted, by itself or by one above.
    fn holders(&self, state: &State, mut scopes: BTreeSet<ScopeId>) -> (usize, usize) {
        let mut up: Vec<ScopeId> = scopes.iter().copied().collect();
        while let Some(id) = up.pop() {
            let parent = state.scopes.get(&id).and_then(|scope| scope.fold.parent());
            up.extend(parent.filter(|parent| scopes.insert(*parent)));
        }
        let (now, head) = (self.now(), state.front.head());
        let mut count: BTreeMap<bool, usize> = BTreeMap::new();
        for (id, member) in state.roster.members() {
            let holds = member.grants.keys().any(|scope| scopes.contains(scope));
            if holds && state.is_open(member, now) && state.front.office(id, &head).is_none() {
                let link = member.member.kind == MemberKind::Link;
                *count.entry(link).or_default() += 1;
            }
        }
        let of = |link| count.get(&link).copied().unwrap_or_default();
        (of(false), of(true))
    }
}

fn doc_view(state: &State, gate: &Gate, spots: &BTreeSet<Spot>) -> Option<DoomedDoc> {
    let spot = main_place(state, spots)?;
    let scope = state.scopes.get(&spot.scope)?;
    let shown = scope
        .docs
        .get(&spot.doc)
        .or_else(|| scope.gone.get(&spot.doc));
    let said = scope.fold.docs().get(&spot.doc);
    let [decided, _] = gate.classified(state, &state.plan, &spot);
    Some(DoomedDoc {
        doc: spot,
        name: match shown {
            Some(_) => names::safe(&scope.said(&spot.doc).name),
            None => String::new(),
        },
        versions: said.map_or(0, |doc| doc.versions.len()),
        persons: decided.persons(),
    })
}
