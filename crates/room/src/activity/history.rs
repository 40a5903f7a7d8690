//! The lines of a history: receipts and deeds in the order of the server's time.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use ledger::MemberFold;
use ledger::entry::{MemberKind, Opened};
use ledger::ids::{ChainId, DocId, Hash, PublicKey, ScopeId, VersionId};

use super::people::People;
use super::places::Places;
use super::{Event, Filter, Group, Happening};
use crate::people::members::Role;
use crate::replay::{Deed, Done, Spot, State};

/// The lines that were asked for, newest first.
pub(super) struct History<'s> {
    lines: Vec<Line<'s>>,
}

/// A document of a line: where it was opened, if it was, and which version.
pub(crate) type Named = (Spot, Option<VersionId>);

/// One line, with what it is told from.
pub(super) struct Line<'s> {
    pub(super) time: u64,
    /// The chain from which it is told, and the place there: the order of what has the same time.
    place: (ChainId, u64),
    pub(super) what: Happening,
    pub(super) who: Option<ChainId>,
    pub(super) about: Option<ChainId>,
    docs: Docs<'s>,
    pub(super) seconds: u32,
    receipt: Option<(&'s MemberFold, PublicKey, u64)>,
}

enum Docs<'s> {
    Opened(&'s [Opened]),
    Named(Cow<'s, [Named]>),
    /// So many, which have no name here.
    Count(usize),
}

impl<'s> History<'s> {
    pub(super) fn of(
        state: &'s State,
        people: &People,
        places: &Places<'_>,
        everybody: bool,
        filter: &Filter,
    ) -> Self {
        let mut lines = Vec::new();
        let wanted = filter.doc.as_ref().map(|asked| places.wanted(asked));
        let asked = |line: &Line<'s>| {
            wanted.is_none_or(|asked| line.docs().any(|(at, _)| Some(places.now(at)) == asked))
        };
        let mut add = |line: Line<'s>| {
            if filter.takes(people, &line) && asked(&line) {
                lines.push(line);
            }
        };
        for (chain, fold) in people.chains(state, everybody) {
            receipts(chain, fold).for_each(&mut add);
        }
        if everybody {
            for (id, visitor) in &state.visitors {
                let opened = visitor.first.into_iter();
                opened.for_each(|time| {
                    add(Line::new(time, (*id, 0), Happening::Visited).by(Some(*id)))
                });
            }
            let mut deeds: Vec<&Deed> = state.log.iter().collect();
            deeds.sort_by_key(|deed| deed.order());
            let mut shelf = Shelf::default();
            for deed in deeds {
                shelf.lines(state, people, deed, &mut add);
            }
        }
        lines.sort_by_key(|line| core::cmp::Reverse((line.time, line.place)));
        Self { lines }
    }

    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &Line<'s>> {
        self.lines.iter()
    }

    /// Some of the lines, told in full.
    pub(super) fn events(&self, places: &Places<'_>, skip: usize, most: usize) -> Vec<Event> {
        let lines = self.lines.iter().skip(skip).take(most);
        let event = |line: &Line<'s>| Event {
            time: line.time,
            what: line.what,
            who: line.who,
            about: line.about,
            docs: line
                .docs()
                .take(Event::SHOWN)
                .map(|named| places.touched(named))
                .collect(),
            count: line.count(),
            seconds: line.seconds,
            receipt: line.receipt(),
        };
        lines.map(event).collect()
    }
}

impl<'s> Line<'s> {
    fn new(time: u64, place: (ChainId, u64), what: Happening) -> Self {
        Self {
            time,
            place,
            what,
            who: None,
            about: None,
            docs: Docs::Count(0),
            seconds: 0,
            receipt: None,
        }
    }

    fn by(self, who: Option<ChainId>) -> Self {
        Self { who, ..self }
    }

    fn about(self, about: ChainId) -> Self {
        Self {
            about: Some(about),
            ..self
        }
    }

    pub(super) fn docs(&self) -> impl Iterator<Item = Named> + '_ {
        let (opened, named) = match &self.docs {
            Docs::Opened(opened) => (*opened, &[] as &[Named]),
            Docs::Named(named) => (&[] as &[Opened], &**named),
            Docs::Count(_) => (&[] as &[Opened], &[] as &[Named]),
        };
        let opened = opened.iter().map(|one| (place(one), Some(one.version)));
        opened.chain(named.iter().copied())
    }

    fn count(&self) -> usize {
        match &self.docs {
            Docs::Opened(opened) => opened.len(),
            Docs::Named(named) => named.len(),
            Docs::Count(count) => *count,
        }
    }

    /// The device, counted from 1 in the order of their certificates, and the receipt's number from 1.
    pub(super) fn receipt(&self) -> Option<(usize, u64)> {
        let (fold, key, n) = self.receipt?;
        let from = fold.devices().get(&key)?.from;
        let before = fold.devices().values().filter(|one| one.from < from);
        Some((before.count() + 1, n + 1))
    }
}

/// Where a document was opened.
pub(super) fn place(opened: &Opened) -> Spot {
    Spot {
        scope: opened.scope,
        doc: opened.doc,
    }
}

/// What a chain's receipts say, and how its member joined.
fn receipts(chain: ChainId, fold: &MemberFold) -> impl Iterator<Item = Line<'_>> {
    let joined = fold.joined().into_iter();
    let joined =
        joined.map(move |(_, time)| Line::new(time, (chain, 0), Happening::Joined).by(Some(chain)));
    let taken = fold.receipts().iter().map(move |(seq, taken)| Line {
        docs: Docs::Opened(&taken.receipt.docs),
        seconds: taken.receipt.seconds,
        receipt: Some((fold, taken.device, taken.receipt.n)),
        ..Line::new(
            taken.time,
            (chain, *seq),
            Happening::Receipt(taken.receipt.action),
        )
        .by(Some(chain))
    });
    joined.chain(taken)
}

/// Which document was where, by what was read up to some time: so a document that is put elsewhere is
/// told from one that is new, and from one that is gone.
#[derive(Default)]
pub(crate) struct Shelf {
    versions: BTreeSet<(Hash, VersionId)>,
    at: BTreeMap<Hash, BTreeSet<Spot>>,
}

impl Shelf {
    fn lines<'s>(
        &mut self,
        state: &'s State,
        people: &People,
        deed: &'s Deed,
        add: &mut impl FnMut(Line<'s>),
    ) {
        let by = people.by_key(&deed.by);
        let line = |what| Line::new(deed.time, deed.place, what).by(by);
        match &deed.what {
            // a selection holds copies
            Done::Docs(scope, _) | Done::Deleted(scope, _) if state.selections.contains(scope) => {}
            Done::Docs(scope, docs) => {
                for (what, docs) in self.put(state, *scope, docs) {
                    add(Line {
                        docs: Docs::Named(docs.into()),
                        ..line(what)
                    });
                }
            }
            Done::Deleted(scope, docs) => {
                let gone: Vec<Named> = docs
                    .iter()
                    .map(|doc| Spot {
                        scope: *scope,
                        doc: *doc,
                    })
                    .filter(|at| self.take(state, at))
                    .map(|at| (at, None))
                    .collect();
                if !gone.is_empty() {
                    add(Line {
                        docs: Docs::Named(gone.into()),
                        ..line(Happening::Deleted)
                    });
                }
            }
            Done::Entered(id, _) if *id == state.front.founder() => {}
            Done::Entered(id, kind) => add(line(Happening::Entered(role(*kind))).about(*id)),
            Done::Granted(to) => to
                .iter()
                .for_each(|id| add(line(Happening::Granted).about(*id))),
            Done::Ended(id) => add(line(Happening::Ended).about(*id)),
            Done::Suspended(id, on) => add(line(Happening::Suspended(*on)).about(*id)),
            Done::Dated(id, end) => add(line(Happening::Dated(*end)).about(*id)),
            Done::Office(id, office) => add(line(Happening::Office(*office)).about(*id)),
            Done::Policy(policy) => add(line(Happening::Policy(*policy))),
            Done::Proposed => add(line(Happening::Proposed)),
            Done::Dropped(chain, count) => add(Line {
                docs: Docs::Count(*count),
                ..line(Happening::Dropped).by(Some(*chain))
            }),
            Done::Agreed(chain) => add(line(Happening::Agreed).by(Some(*chain))),
        }
    }

    /// New documents, new versions, and what was there before.
    pub(crate) fn put(
        &mut self,
        state: &State,
        scope: ScopeId,
        docs: &[(DocId, VersionId)],
    ) -> impl Iterator<Item = (Happening, Vec<Named>)> + use<> {
        let (mut added, mut versioned, mut moved) = (Vec::new(), Vec::new(), Vec::new());
        for (doc, version) in docs {
            let at = Spot { scope, doc: *doc };
            let origin = state.origin_at(&at);
            let fresh = self.versions.insert((origin, *version));
            let known = self.at.contains_key(&origin);
            self.at.entry(origin).or_default().insert(at);
            let list = match (fresh, known) {
                (false, _) => &mut moved,
                (true, true) => &mut versioned,
                (true, false) => &mut added,
            };
            list.push((at, Some(*version)));
        }
        let all = [
            (Happening::Added, added),
            (Happening::Versioned, versioned),
            (Happening::Moved, moved),
        ];
        all.into_iter().filter(|(_, docs)| !docs.is_empty())
    }

    /// Whether the document is nowhere else.
    fn take(&mut self, state: &State, at: &Spot) -> bool {
        self.at.get_mut(&state.origin_at(at)).is_none_or(|all| {
            all.remove(at);
            all.is_empty()
        })
    }
}

fn role(kind: MemberKind) -> Role {
    match kind {
        MemberKind::Person => Role::Person,
        MemberKind::Invite => Role::Invite,
        MemberKind::Link => Role::Link,
    }
}

impl Filter {
    fn takes(&self, people: &People, line: &Line<'_>) -> bool {
        let group = group(&line.what);
        if !self.spans(line.time) || !(self.groups.is_empty() || self.groups.contains(&group)) {
            return false;
        }
        let mut who = line.who.iter().chain(&line.about);
        let person = |asked| who.any(|id| people.fits(id, &asked));
        self.person.is_none_or(person)
    }
}

fn group(what: &Happening) -> Group {
    match what {
        Happening::Receipt(_) => Group::Opened,
        Happening::Added
        | Happening::Versioned
        | Happening::Moved
        | Happening::Deleted
        | Happening::Dropped => Group::Documents,
        Happening::Policy(_) => Group::Room,
        Happening::Joined
        | Happening::Visited
        | Happening::Entered(_)
        | Happening::Granted
        | Happening::Ended
        | Happening::Suspended(_)
        | Happening::Dated(_)
        | Happening::Office(_)
        | Happening::Agreed
        | Happening::Proposed => Group::People,
    }
}
