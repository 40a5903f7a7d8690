//! What labels ask for, worked out for every scope that can be granted.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ledger::ids::{DocId, Hash, ScopeId};

use super::Gate;
use crate::access::Tree;
use crate::body::{Answer, DataKind, Marking, Tier};
use crate::replay::{Marks, Plan, Relabel, Scope, Shown, Spot, State};

/// What one document, or the label of a folder for what comes into it, asks of whoever is given the scope.
#[derive(Debug, Clone)]
pub(crate) struct Demand {
    /// What would be granted.
    pub(crate) scope: ScopeId,
    /// The document, where it lies; of a copy in a selection the one of which it is one.
    pub(crate) doc: Option<Spot>,
    pub(crate) origin: Option<Hash>,
    /// When it was added first.
    pub(crate) added: Option<u64>,
    /// The folder in which it lies, and those above.
    pub(crate) above: Rc<[ScopeId]>,
    /// By what those who manage decided,
    pub(crate) decided: Needs,
    /// and by what others suggested, too.
    pub(crate) strict: Needs,
}

/// What there is to be asked about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) struct Needs {
    pub(crate) tier: Option<Tier>,
    pub(crate) personal: bool,
    pub(crate) sensitive: bool,
    pub(crate) kinds: BTreeSet<DataKind>,
}

impl Needs {
    pub(crate) fn of(marking: &Marking) -> Self {
        let sensitive = marking.sensitive() == Answer::Yes;
        let personal = sensitive || marking.personal() == Answer::Yes;
        let kinds = marking.found().filter(|_| personal).unwrap_or_default();
        let kinds = kinds.kinds.iter().map(|found| found.kind);
        Self {
            tier: marking.tier(),
            personal,
            sensitive,
            // codes of organisations are nobody's personal information
            kinds: kinds
                .filter(|kind| *kind != DataKind::CompanyCode)
                .collect(),
        }
    }

    /// Whether anything is asked for it.
    fn asks(&self, plan: &Plan) -> bool {
        self.personal || self.tier.is_some_and(|tier| plan.tiers.contains_key(&tier))
    }
}

/// A folder on the way down.
struct Above {
    marking: Rc<Marking>,
    path: Rc<[ScopeId]>,
}

impl Gate {
    /// Looks through all folders from the top down, then through selections.
    pub(super) fn look(&mut self, state: &State, plan: &Plan, tree: &Tree, thought: &[Relabel]) {
        let mut known: BTreeMap<ScopeId, Above> = BTreeMap::new();
        for id in tree.in_order() {
            let Some(scope) = state.scopes.get(&id) else {
                continue;
            };
            let place = tree.place(&id).and_then(|place| known.get(&place));
            let above = place
                .map(|above| Rc::clone(&above.marking))
                .unwrap_or_default();
            let up = place.map_or(&[][..], |above| &above.path);
            let path: Rc<[ScopeId]> = core::iter::once(id).chain(up.iter().copied()).collect();
            let own = scope.marks(plan, above.tier(), thought).decided;
            let marking = match own.is_empty() {
                true => above,
                false => Rc::new(own.under(&above)),
            };
            let here = Above { marking, path };
            self.look_into(state, plan, scope, &here, thought);
            self.folders.insert(id, Rc::clone(&here.marking));
            self.paths.insert(id, Rc::clone(&here.path));
            known.insert(id, here);
        }
        self.look_aside(state);
    }

    fn look_into(
        &mut self,
        state: &State,
        plan: &Plan,
        scope: &Scope,
        here: &Above,
        thought: &[Relabel],
    ) {
        let id = scope.fold.scope();
        let inherited = Needs::of(&here.marking);
        let mut demands = Vec::new();
        let demand = |doc: Option<(DocId, &Shown)>, decided: Needs, strict: Needs| Demand {
            scope: id,
            doc: doc.map(|(doc, _)| Spot { scope: id, doc }),
            origin: doc.map(|(_, shown)| shown.origin()),
            added: doc.map(|(_, shown)| since(shown)),
            above: Rc::clone(&here.path),
            decided,
            strict,
        };
        // what comes into it is as it says; a document's own scope holds that document alone
        if inherited.asks(plan) && !state.is_lived(&id) {
            demands.push(demand(None, inherited.clone(), inherited.clone()));
        }
        for (doc, shown) in &scope.docs {
            let meant = thought
                .iter()
                .any(|one| one.scope == id && one.doc == Some(*doc));
            if !scope.is_marked(doc) && !meant {
                if inherited.asks(plan) {
                    demands.push(demand(
                        Some((*doc, shown)),
                        inherited.clone(),
                        inherited.clone(),
                    ));
                }
                continue;
            }
            let own = scope.marks_of(doc, plan, here.marking.tier(), thought);
            let Marks {
                decided, suggested, ..
            } = own;
            let decided = decided.under(&here.marking);
            if let Some(of) = decided.variant_of() {
                self.variants.insert(
                    of,
                    Spot {
                        scope: id,
                        doc: *doc,
                    },
                );
            }
            let needs = Needs::of(&decided);
            let strict = Needs::of(&decided.with(&suggested));
            if needs.asks(plan) || strict.asks(plan) {
                demands.push(demand(Some((*doc, shown)), needs, strict));
            }
        }
        if !demands.is_empty() {
            self.demands.insert(id, demands);
        }
    }

    /// A copy in a selection is what its document is.
    fn look_aside(&mut self, state: &State) {
        let mut by_origin: BTreeMap<Hash, Vec<Demand>> = BTreeMap::new();
        if state.selections.is_empty() || self.demands.is_empty() {
            return;
        }
        for one in self.demands.values().flatten() {
            if let Some(origin) = one.origin {
                by_origin.entry(origin).or_default().push(one.clone());
            }
        }
        for id in &state.selections {
            let docs = state.scopes.get(id).into_iter();
            let docs = docs.flat_map(|scope| scope.docs.values());
            let found = docs.filter_map(|copy| by_origin.get(&copy.origin()));
            let demands: Vec<Demand> = found
                .flatten()
                .map(|one| Demand {
                    scope: *id,
                    ..one.clone()
                })
                .collect();
            if !demands.is_empty() {
                self.demands.insert(*id, demands);
            }
        }
    }

    /// What is asked for documents of folders that are to come into another scope.
    pub(crate) fn of_docs(&self, docs: &[Spot], scope: ScopeId) -> Vec<Demand> {
        let asked = docs.iter().flat_map(|doc| {
            let there = self.demands(&doc.scope).iter();
            there.filter(move |one| one.doc == Some(*doc))
        });
        let there = |one: &Demand| Demand {
            scope,
            ..one.clone()
        };
        asked.map(there).collect()
    }
}

/// When a document was added first, wherever managers have moved it since.
pub(crate) fn since(shown: &Shown) -> u64 {
    let first = shown.versions.first();
    let moved = first.and_then(|first| first.record.added);
    moved.unwrap_or(shown.added)
}
