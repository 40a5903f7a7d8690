//! What the room knows, folder by folder: what is in them by their labels, who may read them, what that rests on.

use std::collections::{BTreeMap, BTreeSet};

use ledger::fold::RosterMember;
use ledger::ids::{Hash, ScopeId};

use super::codes;
use crate::access::Target;
use crate::body::{Answer, BasisId, Cover, DataKind, Mark, Marking, Matter, Subject, Tier};
use crate::error::Error;
use crate::host::Host;
use crate::replay::{Recorded, State};
use crate::room::Room;
use crate::view::{Doc, View};

/// Everything, in the order of the folders.
pub(super) struct Facts {
    pub(super) folders: Vec<FolderFacts>,
    /// Codes of measures that hold.
    pub(super) measures: Vec<&'static str>,
    /// What bases cover, in words.
    pub(super) covers: BTreeMap<BasisId, Vec<String>>,
}

/// One folder, without what lies below it.
#[derive(Debug, Default)]
pub(super) struct FolderFacts {
    pub(super) path: String,
    pub(super) docs: u64,
    pub(super) unknown: u64,
    /// Of which nobody said whether they hold what is sensitive by law.
    unsure: u64,
    pub(super) personal: Count,
    /// Of what is sensitive by law.
    pub(super) sensitive: Count,
    pub(super) level: Option<Tier>,
    pub(super) subjects: BTreeSet<Subject>,
    pub(super) matters: BTreeSet<Matter>,
    pub(super) sources: BTreeSet<String>,
    pub(super) owners: BTreeSet<String>,
    pub(super) purposes: BTreeSet<String>,
    pub(super) recipients: BTreeSet<String>,
    pub(super) bases: BTreeSet<&'static str>,
    pub(super) countries: BTreeSet<String>,
    pub(super) retention: Option<u32>,
}

/// Documents and persons, by labels.
#[derive(Debug, Default, Clone)]
pub(super) struct Count {
    pub(super) docs: u64,
    pub(super) persons: u64,
    /// Documents without a number of persons.
    pub(super) uncounted: u64,
    pub(super) kinds: BTreeSet<DataKind>,
}

impl Count {
    pub(super) fn add(&mut self, other: &Self) {
        self.docs += other.docs;
        self.persons = self.persons.saturating_add(other.persons);
        self.uncounted += other.uncounted;
        self.kinds.extend(&other.kinds);
    }

    fn take(&mut self, marking: &Marking) {
        self.docs += 1;
        match marking.persons() {
            Some(persons) => self.persons = self.persons.saturating_add(persons),
            None => self.uncounted += 1,
        }
        let found = marking.found().unwrap_or_default();
        self.kinds.extend(found.kinds.iter().map(|one| one.kind));
    }

    pub(super) fn codes(&self) -> Vec<&'static str> {
        self.kinds.iter().copied().map(codes::data).collect()
    }
}

impl Facts {
    /// All folders together.
    pub(super) fn personal(&self) -> Count {
        let mut all = Count::default();
        self.folders.iter().for_each(|one| all.add(&one.personal));
        all
    }
}

impl FolderFacts {
    /// Whether anything in it is sensitive by law; nobody knows while somebody has not looked.
    pub(super) fn is_sensitive(&self) -> Answer {
        match (self.sensitive.docs, self.unsure) {
            (0, 0) => Answer::No,
            (0, _) => Answer::Unknown,
            _ => Answer::Yes,
        }
    }

    fn hear(&mut self, marking: &Marking) {
        self.docs += 1;
        let sensitive = marking.sensitive() == Answer::Yes;
        let (personal, unsure) = (marking.personal(), marking.sensitive() == Answer::Unknown);
        if !sensitive && personal == Answer::Unknown {
            self.unknown += 1;
        }
        if unsure && personal != Answer::No {
            self.unsure += 1;
        }
        if sensitive || personal == Answer::Yes {
            self.personal.take(marking);
        }
        if sensitive {
            self.sensitive.take(marking);
        }
        self.level = self.level.max(marking.tier());
        if let Some(Mark::Is(subjects)) = &marking.subjects {
            self.subjects.extend(subjects);
        }
        if let Some(Mark::Is(matters)) = &marking.matters {
            self.matters.extend(matters);
        }
        text(&marking.source, &mut self.sources);
        text(&marking.owner, &mut self.owners);
        text(&marking.purpose, &mut self.purposes);
    }

    fn rest_on(&mut self, known: &Recorded) {
        self.bases.insert(codes::basis(&known.basis.kind));
        self.purposes.insert(known.basis.purpose.clone());
        self.countries.insert(known.basis.country.clone());
    }
}

fn text(said: &Option<Mark<String>>, into: &mut BTreeSet<String>) {
    if let Some(Mark::Is(text)) = said
        && !text.is_empty()
    {
        into.insert(text.clone());
    }
}

/// A folder as it is called in a form.
pub(super) fn path(view: &View, folder: &ScopeId) -> String {
    format!("/{}", view.path(folder).join("/"))
}

impl<H: Host> Room<H> {
    /// Looks through all that is here, once.
    pub(super) fn facts(&self) -> Result<Facts, Error> {
        self.judge_manager()?;
        let view = self.view();
        let state = self.state.borrow();
        let now = self.now();
        let target = Target::of(&state, now);
        let mut all: BTreeMap<ScopeId, FolderFacts> = BTreeMap::new();
        // where each document is shown, and each scope of its own
        let mut homes: BTreeMap<Hash, ScopeId> = BTreeMap::new();
        let mut scopes: BTreeMap<ScopeId, BTreeSet<ScopeId>> = BTreeMap::new();
        for folder in view.folders.iter().filter(|folder| !folder.loose) {
            let facts = FolderFacts {
                path: path(&view, &folder.id),
                ..FolderFacts::default()
            };
            all.insert(folder.id, facts);
            scopes.entry(folder.id).or_default().insert(folder.id);
        }
        for doc in &view.docs {
            let Some(facts) = all.get_mut(&doc.folder) else {
                continue;
            };
            let [marking, _] = target.gate.classified(&state, &state.plan, &doc.at);
            facts.hear(&marking);
            let rule = marking.tier().and_then(|tier| state.plan.tiers.get(&tier));
            let days = rule.and_then(|ruled| ruled.rule.retention_days);
            facts.retention = [facts.retention, days].into_iter().flatten().min();
            scopes.entry(doc.folder).or_default().insert(doc.at.scope);
            homes.insert(state.origin_at(&doc.at), doc.folder);
        }
        let recipients = self.recipients(&state, &target, &homes);
        for (folder, scopes) in &scopes {
            let Some(facts) = all.get_mut(folder) else {
                continue;
            };
            let named = scopes.iter().filter_map(|scope| recipients.get(scope));
            facts.recipients.extend(named.flatten().cloned());
        }
        let mut covers = BTreeMap::new();
        for (id, known) in &state.plan.bases {
            let live = known.is_live(now);
            let mut words = Vec::new();
            for cover in &known.basis.covers {
                words.push(cover_name(&view, &state, &homes, cover));
                if !live {
                    continue;
                }
                match cover {
                    Cover::Folder(top) => {
                        let below = |id: &ScopeId| target.gate.path(id).contains(top);
                        let all = all.iter_mut().filter(|(id, _)| below(id));
                        all.for_each(|(_, facts)| facts.rest_on(known));
                    }
                    Cover::Doc(origin) => {
                        let home = homes.get(origin).and_then(|home| all.get_mut(home));
                        home.into_iter().for_each(|facts| facts.rest_on(known));
                    }
                }
            }
            covers.insert(*id, words);
        }
        let measures = measures(&state, &all, now);
        let order = view.folders.iter();
        Ok(Facts {
            folders: order.filter_map(|folder| all.remove(&folder.id)).collect(),
            measures,
            covers,
        })
    }

    /// Who reads which scope, by what they are called: a group's members by the group. Who manages is left out.
    fn recipients(
        &self,
        state: &State,
        target: &Target,
        homes: &BTreeMap<Hash, ScopeId>,
    ) -> BTreeMap<ScopeId, BTreeSet<String>> {
        let mut all: BTreeMap<ScopeId, BTreeSet<String>> = BTreeMap::new();
        let now = self.now();
        let head = state.front.head();
        let groups: Vec<_> = state.plan.groups.iter().collect();
        let held: Vec<_> = groups.iter().map(|(id, _)| target.of_group(**id)).collect();
        let here: Vec<ScopeId> = state.scopes.keys().copied().collect();
        let others = |member: &&RosterMember| {
            let id = &member.member.member;
            state.is_open(member, now) && !state.front.is_manager(id, &head)
        };
        for member in state.roster.members().values().filter(others) {
            let id = member.member.member;
            let own: BTreeSet<_> = state.plan.groups_of(&id).collect();
            let name = self.member_name(state, &id);
            for scope in here.iter().filter(|scope| target.reads(&id, scope)) {
                let by = groups.iter().zip(&held).filter(|((group, _), held)| {
                    own.contains(*group)
                        && held
                            .get(scope)
                            .is_some_and(|level| *level >= crate::body::Level::Read)
                });
                let mut by: Vec<String> =
                    by.map(|((_, name), _)| crate::names::shown(name)).collect();
                if by.is_empty() {
                    by.push(name.clone());
                }
                all.entry(*scope).or_default().extend(by);
            }
            // copies of single documents, which lie beside the folders
            for scope in member
                .grants
                .keys()
                .filter(|id| state.selections.contains(id))
            {
                let docs = state.scopes.get(scope).into_iter();
                let docs = docs.flat_map(|scope| scope.docs.values());
                for home in docs.filter_map(|copy| homes.get(&copy.origin())) {
                    all.entry(*home).or_default().insert(name.clone());
                }
            }
        }
        all
    }
}

fn cover_name(
    view: &View,
    state: &State,
    homes: &BTreeMap<Hash, ScopeId>,
    cover: &Cover,
) -> String {
    let there = match cover {
        Cover::Folder(id) => view
            .folders
            .iter()
            .any(|folder| folder.id == *id)
            .then(|| path(view, id)),
        Cover::Doc(origin) => homes.get(origin).and_then(|home| {
            let mut docs = view.docs.iter().filter(|doc| doc.folder == *home);
            let is = |doc: &&Doc| state.origin_at(&doc.at) == *origin;
            let name = docs.find(is).map(|doc| doc.name.clone())?;
            Some(format!("{}/{name}", path(view, home).trim_end_matches('/')))
        }),
    };
    there.unwrap_or_else(|| match cover {
        Cover::Folder(id) => format!("folder:{id}"),
        Cover::Doc(origin) => format!("doc:{origin}"),
    })
}

fn measures(state: &State, all: &BTreeMap<ScopeId, FolderFacts>, now: u64) -> Vec<&'static str> {
    let rules = || state.plan.tiers.values().map(|ruled| &ruled.rule);
    let mut members = state.roster.members().values();
    let audited = members.any(|one| one.member.manner.audits && state.is_open(one, now));
    let held = [
        ("encryption", true),
        ("access", true),
        ("record", true),
        ("basis", true),
        ("two-persons", state.plan.takes_two()),
        ("view-only", rules().any(|rule| rule.view_only)),
        ("agreement", !state.texts.0.is_empty()),
        (
            "retention",
            rules().any(|rule| rule.retention_days.is_some()),
        ),
        (
            "classified",
            all.values().any(|facts| facts.level.is_some()),
        ),
        ("auditor", audited),
    ];
    let held = held.into_iter().filter(|(_, holds)| *holds);
    held.map(|(code, _)| code).collect()
}
