//! Whom an incident may touch: what was opened, times what labels say of it.
//!
//! A document counts once, whoever opened it how often, in whichever folder or link and in which version. Labels say
//! numbers of persons and not which persons, so the same person may stand in two documents: the sum of all is the most
//! that it can be, the largest document alone the least. Where a document has no number, or
//! a receipt may be missing, there is no most.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Office;
use ledger::ids::{ChainId, Hash};
use serde::{Deserialize, Serialize};

use super::paper;
use crate::activity::{Filter, People, Places};
use crate::body::{Answer, Cover, Mark, Principal, Tier};
use crate::host::Host;
use crate::information::gate::Gate;
use crate::replay::{Recorded, Spot, State};
use crate::room::Room;

/// Whom and what it touches, by receipts and labels.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Touched {
    /// Different documents that were shown, saved or printed.
    pub documents: u64,
    /// Members and visitors who did.
    pub readers: u64,
    /// Documents that hold personal information, by their labels.
    pub personal: u64,
    /// Documents that hold some, or of which nobody said that they hold none, without a number of persons.
    pub uncounted: u64,
    /// No fewer persons than this: the largest number of one document.
    pub at_least: u64,
    /// No more than this: the sum of all documents; none while one has no number, or receipts may be missing.
    pub at_most: Option<u64>,
    /// The sum of the documents that have a number.
    pub counted: u64,
    /// Some of it is sensitive by law.
    pub sensitive: bool,
    /// The highest level.
    pub level: Option<String>,
    /// Kinds of data.
    pub kinds: Vec<String>,
    /// Whose information it is.
    pub subjects: Vec<String>,
    /// The countries of the legal bases by which they read it.
    pub countries: Vec<String>,
    /// Documents with personal information that were opened without a basis that covers them.
    pub without_basis: u64,
}

impl<H: Host> Room<H> {
    /// What was opened by receipts that fit, by whom, and whom that touches.
    pub(super) fn touched(&self, state: &State, filter: &Filter) -> Touched {
        let opened = self.opened_docs(state, filter);
        let gate = Gate::of(state, &state.plan, &state.tree(), &[]);
        let mut sum = Touched {
            documents: opened.len() as u64,
            at_most: Some(0),
            ..Touched::default()
        };
        let (mut readers, mut kinds) = (BTreeSet::new(), BTreeSet::new());
        let (mut subjects, mut countries) = (BTreeSet::new(), BTreeSet::new());
        let mut level: Option<Tier> = None;
        for (origin, (spot, by)) in &opened {
            readers.extend(by.iter().copied());
            let [decided, marking] = gate.classified(state, &state.plan, spot);
            level = level.max(marking.tier());
            let personal = paper::personal(&marking);
            if personal == Answer::No {
                continue;
            }
            let known = personal == Answer::Yes;
            sum.personal += u64::from(known);
            sum.sensitive |= marking.sensitive() == Answer::Yes;
            if let Some(found) = marking.found() {
                kinds.extend(found.kinds.iter().map(|one| one.kind));
            }
            if let Some(Mark::Is(all)) = &marking.subjects {
                subjects.extend(all.iter().map(|one| paper::whose(*one)));
            }
            match marking.persons() {
                Some(persons) => {
                    sum.counted = sum.counted.saturating_add(persons);
                    // what is only suggested makes nothing certain
                    sum.at_least = sum.at_least.max(decided.persons().unwrap_or(0));
                }
                None => sum.uncounted += 1,
            }
            let path = gate.path(&spot.scope);
            let place = (*origin, &*path);
            let mut bare = false;
            for reader in by {
                let there = based(state, reader, place, filter);
                let office = state.front.office(reader, &state.front.head());
                // who manages holds everything by the office
                bare |= there.is_empty() && office.is_none_or(|office| office < Office::Manager);
                countries.extend(there);
            }
            sum.without_basis += u64::from(bare && known);
        }
        sum.readers = readers.len() as u64;
        let bounded = sum.uncounted == 0 && !self.has_gaps(state, filter);
        sum.at_most = bounded.then_some(sum.counted);
        sum.level = level.map(|level| paper::tier(level).to_owned());
        sum.kinds = kinds
            .into_iter()
            .map(paper::data_kind)
            .map(str::to_owned)
            .collect();
        sum.subjects = subjects.into_iter().map(str::to_owned).collect();
        sum.countries = countries.into_iter().collect();
        sum
    }

    /// Whether receipts of those who are asked about may be missing.
    fn has_gaps(&self, state: &State, filter: &Filter) -> bool {
        let people = People::of(self, state);
        let asked = |chain: &ChainId| filter.person.is_none_or(|one| people.fits(chain, &one));
        state.lost() > 0 || state.gaps.keys().any(asked)
    }

    /// Each document once, by its origin: where it lies or lay, and who opened it.
    fn opened_docs(
        &self,
        state: &State,
        filter: &Filter,
    ) -> BTreeMap<Hash, (Spot, BTreeSet<ChainId>)> {
        let (people, places) = (People::of(self, state), Places::of(self, state));
        let mut opened: BTreeMap<Hash, (Spot, BTreeSet<ChainId>)> = BTreeMap::new();
        for (chain, fold) in people.chains(state, true) {
            let asked = filter.person;
            if asked.is_some_and(|person| !people.fits(&chain, &person)) {
                continue;
            }
            let receipts = fold.receipts().values();
            for taken in receipts.filter(|one| filter.spans(one.time)) {
                let said = &taken.receipt;
                if !said.action.opens() {
                    continue;
                }
                for one in &said.docs {
                    let at = Spot {
                        scope: one.scope,
                        doc: one.doc,
                    };
                    let known = opened
                        .entry(state.origin_at(&at))
                        .or_insert_with(|| (places.now(at), BTreeSet::new()));
                    known.1.insert(chain);
                }
            }
        }
        opened
    }
}

/// The countries of the bases that somebody had for a document in this time.
fn based(
    state: &State,
    reader: &ChainId,
    (origin, path): (Hash, &[ledger::ids::ScopeId]),
    filter: &Filter,
) -> BTreeSet<String> {
    let visited = state.visitors.get(reader).map(|visitor| visitor.link);
    let member = visited.unwrap_or(*reader);
    let groups: BTreeSet<Principal> = state.plan.groups_of(&member).collect();
    let (from, until) = (filter.from.unwrap_or(0), filter.until.unwrap_or(u64::MAX));
    let fits = |known: &&Recorded| {
        let to = &known.basis.recipient;
        let covers = known.basis.covers.iter().any(|cover| match cover {
            Cover::Folder(folder) => path.contains(folder),
            Cover::Doc(doc) => *doc == origin,
        });
        let theirs = *to == Principal::member(&member) || groups.contains(to);
        theirs && covers && known.held_in(from, until)
    };
    let all = state.plan.bases.values().filter(fits);
    all.map(|known| known.basis.country.clone()).collect()
}
