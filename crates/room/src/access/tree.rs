//! The folders of a room as managers arrange them, which is not how their keys are sealed.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::ScopeId;

use crate::replay::{Placed, Plan, Scope, State};

/// The room's folders as managers arrange them.
#[derive(Debug, Clone)]
pub(crate) struct Tree {
    /// Where each lies, the root and those beside it nowhere.
    places: BTreeMap<ScopeId, Option<ScopeId>>,
    below: BTreeMap<Option<ScopeId>, Vec<ScopeId>>,
    /// Clean teams' folders.
    clean: Vec<ScopeId>,
}

impl Tree {
    /// Of every folder that is known, selections and the like left out.
    pub(crate) fn of(state: &State, plan: &Plan) -> Self {
        let known = state
            .scopes
            .iter()
            .filter(|(id, scope)| scope.fold.epoch().is_some() && !state.is_aside(id))
            .filter(|(id, scope)| state.is_announced(id, scope))
            // a clean team's folder that this one was taken out of
            .filter(|(id, _)| state.is_granter(id) || state.current(id).is_ok());
        // where something takes two, no manager moves a folder by its chain alone
        let two = plan.takes_two();
        let above = |scope: &Scope| match two {
            true => scope.fold.first_parent(),
            false => scope.fold.parent(),
        };
        let mut places: BTreeMap<ScopeId, Option<ScopeId>> =
            known.map(|(id, scope)| (*id, above(scope))).collect();
        // one whose parent is not known lies in none
        let all: BTreeSet<ScopeId> = places.keys().copied().collect();
        for place in places.values_mut() {
            *place = place.filter(|place| all.contains(place));
        }
        // in the order in which they were put there: one that would come to lie below itself stays
        let mut planned: Vec<(&ScopeId, &Placed)> = plan.places.iter().collect();
        // nothing gets out of a clean team's folder by a plan
        planned.retain(|(id, _)| all.contains(*id) && !state.is_named(id));
        planned.sort_by_key(|(_, placed)| placed.order);
        for (id, placed) in planned {
            let last = (placed.under, placed.approved);
            for (under, approved) in placed.earlier.iter().copied().chain([last]) {
                // nor comes anything into one
                let fits = under.is_none_or(|under| {
                    let known = all.contains(&under) && !state.is_named(&under);
                    known && !bites(&places, id, &under)
                });
                let loosens = || two && !approved && loosens(state, plan, &places, id, under);
                if fits && !loosens() {
                    places.insert(*id, under);
                }
            }
        }
        let mut below: BTreeMap<Option<ScopeId>, Vec<ScopeId>> = BTreeMap::new();
        // the root comes before what lies beside it
        let root = state.root.map(|(_, id)| id);
        let mut sorted: Vec<(&ScopeId, &Option<ScopeId>)> = places.iter().collect();
        sorted.sort_by_key(|(id, _)| root != Some(**id));
        for (id, place) in sorted {
            below.entry(*place).or_default().push(*id);
        }
        let tops = below.get(&None).into_iter().flatten();
        let clean = tops.filter(|id| state.is_named(id)).copied().collect();
        Self {
            places,
            below,
            clean,
        }
    }

    /// Clean teams' folders.
    pub(crate) fn clean(&self) -> &[ScopeId] {
        &self.clean
    }

    /// Every folder.
    pub(crate) fn folders(&self) -> impl Iterator<Item = &ScopeId> {
        self.places.keys()
    }

    /// The folder above, as managers see it.
    pub(crate) fn place(&self, id: &ScopeId) -> Option<ScopeId> {
        self.places.get(id).copied().flatten()
    }

    /// Whether a folder is known.
    pub(crate) fn knows(&self, id: &ScopeId) -> bool {
        self.places.contains_key(id)
    }

    /// Folders right below.
    pub(crate) fn below(&self, id: Option<ScopeId>) -> &[ScopeId] {
        self.below.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Parents before children.
    pub(crate) fn in_order(&self) -> Vec<ScopeId> {
        self.from(self.below(None))
    }

    /// These folders and all below them, parents before children.
    pub(crate) fn from(&self, tops: &[ScopeId]) -> Vec<ScopeId> {
        let mut order = tops.to_vec();
        let mut at = 0;
        while let Some(id) = order.get(at).copied() {
            order.extend(self.below(Some(id)));
            at += 1;
        }
        order
    }
}

/// Whether a folder would be handled with less care there, of which a level that takes two asks more where it is.
fn loosens(
    state: &State,
    plan: &Plan,
    places: &BTreeMap<ScopeId, Option<ScopeId>>,
    id: &ScopeId,
    under: Option<ScopeId>,
) -> bool {
    // from the top down: what a folder says of itself counts by what lies above it
    let tier = |place: Option<ScopeId>| {
        let up = |id: &ScopeId| places.get(id).copied().flatten();
        let path = core::iter::successors(place, up).take(ledger::limits::DEPTH);
        let path: Vec<ScopeId> = path.collect();
        let down = path.iter().rev();
        let above = down.fold(None, |above, id| state.tier_below(plan, id, above));
        state.tier_below(plan, id, above)
    };
    let now = tier(places.get(id).copied().flatten());
    plan.is_second(now) && tier(under) < now
}

/// Whether a folder would lie below itself.
fn bites(places: &BTreeMap<ScopeId, Option<ScopeId>>, id: &ScopeId, place: &ScopeId) -> bool {
    let mut at = Some(*place);
    for _ in 0..=ledger::limits::DEPTH {
        match at {
            Some(above) if above == *id => return true,
            Some(above) => at = places.get(&above).copied().flatten(),
            None => return false,
        }
    }
    true
}
