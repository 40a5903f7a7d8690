//! What is due to be destroyed, what comes due, and what is held: worked out from the state and the time alone.

use std::collections::BTreeMap;

use ledger::ids::{Hash, HoldId, ScopeId};

use super::Holds;
use crate::body::{Clock, ClockFrom, ClockLasts, Kept, Tier, Why};
use crate::error::Error;
use crate::host::Host;
use crate::information::gate::{DAY, Gate, since};
use crate::names;
use crate::replay::{Plan, SetClock, Shown, Spot, State};
use crate::room::Room;

/// What is to be known of how long things are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// What is due, or comes due within the days that were asked for, or is held. What is due longest comes first.
    pub docs: Vec<Due>,
    /// Documents of which no clock runs.
    pub without: usize,
    /// All documents that one sees, those in the bin, too.
    pub of: usize,
    /// Whether the room's own clock is over.
    pub room: Option<u64>,
}

/// A document that is due, or comes due, or is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Where it lies.
    pub doc: Spot,
    /// Fit to be shown.
    pub name: String,
    /// When it is due, and by which clock.
    pub due: Option<(u64, DueBy)>,
    /// The holds that cover it.
    pub held: Vec<HoldId>,
    /// How it stands.
    pub standing: Standing,
    /// Its level takes two to destroy it.
    pub takes_two: bool,
}

/// How a document stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is to be destroyed.
    Due,
    /// It comes due within the days that were asked for.
    Soon,
    /// A legal hold covers it, whatever its clock says.
    Held,
}

/// The clock that decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueBy {
    /// Whose clock it is; none: the level's.
    pub of: Option<Kept>,
    /// The level.
    pub tier: Option<Tier>,
    /// Why what is older is destroyed.
    pub why: Why,
}

/// A clock that applies, with whose it is.
type Applies<'s> = (Kept, &'s SetClock);

/// What is looked up for every document.
struct Clocks<'s> {
    plan: &'s Plan,
    gate: &'s Gate,
    /// By folder, as it is planned to lie, the room's own included.
    here: BTreeMap<ScopeId, Vec<Applies<'s>>>,
    /// Where documents lay before, until when.
    before: BTreeMap<Hash, Vec<(ScopeId, u64)>>,
}

impl<H: Host> Room<H> {
    /// What is due, what comes due within so many days, and what is held.
    pub fn retention(&self, within_days: u32) -> Result<Retention, Error> {
        self.judge_manager()?;
        Ok(self.retention_in(&self.state.borrow(), within_days))
    }

    /// The same of a state, for those who manage.
    pub(crate) fn retention_in(&self, state: &State, within_days: u32) -> Retention {
        let now = self.now();
        let soon = now.saturating_add(u64::from(within_days) * DAY);
        let gate = Gate::of(state, &state.plan, &state.tree(), &[]);
        let mut clocks = Clocks::of(state, &gate);
        let holds = Holds::of(state);
        let (mut docs, mut without, mut of) = (Vec::new(), 0, 0);
        let bins = state.bins.iter().copied();
        let scopes: Vec<ScopeId> = gate.folders.keys().copied().chain(bins).collect();
        for id in scopes {
            let Some(scope) = state.scopes.get(&id) else {
                continue;
            };
            for (doc, shown) in &scope.docs {
                let spot = Spot {
                    scope: id,
                    doc: *doc,
                };
                of += 1;
                let folder = shown.record.from.filter(|_| state.bins.contains(&id));
                let tier = gate.level_of(state, &spot);
                let due = clocks.due(folder.unwrap_or(id), shown, tier);
                let held = holds.covering(state, &spot, shown);
                without += usize::from(due.is_none());
                let standing = match &due {
                    _ if !held.is_empty() => Standing::Held,
                    Some((end, _)) if *end <= now => Standing::Due,
                    Some((end, _)) if *end <= soon => Standing::Soon,
                    _ => continue,
                };
                docs.push(Due {
                    doc: spot,
                    name: names::safe(&scope.said(doc).name),
                    due,
                    held,
                    standing,
                    takes_two: state.plan.is_second(tier),
                });
            }
        }
        docs.sort_by_key(|one| {
            let end = one.due.as_ref().map_or(u64::MAX, |(end, _)| *end);
            (end, one.doc)
        });
        let room = state.plan.retention.clocks.get(&Kept::Room);
        let room = room.and_then(|set| end(&set.clock, None, state.plan.retention.closing));
        Retention {
            docs,
            without,
            of,
            room: room.filter(|end| *end <= soon),
        }
    }
}

impl<'s> Clocks<'s> {
    fn of(state: &'s State, gate: &'s Gate) -> Self {
        let mut before: BTreeMap<Hash, Vec<(ScopeId, u64)>> = BTreeMap::new();
        // without any clock nothing has to be remembered
        if !state.plan.retention.clocks.is_empty() {
            for (id, scope) in &state.scopes {
                for (doc, shown) in &scope.gone {
                    let left = scope.deleted.get(doc).map_or(u64::MAX, |left| left.time);
                    before.entry(shown.origin()).or_default().push((*id, left));
                }
            }
        }
        Self {
            plan: &state.plan,
            gate,
            here: BTreeMap::new(),
            before,
        }
    }

    fn above(&mut self, folder: ScopeId) -> &[Applies<'s>] {
        let (gate, set) = (self.gate, &self.plan.retention.clocks);
        self.here.entry(folder).or_insert_with(|| {
            let path = gate.path(&folder);
            let path = path.iter().map(|id| Kept::Folder(*id));
            let all = path.chain([Kept::Room]);
            all.filter_map(|of| Some((of, set.get(&of)?))).collect()
        })
    }

    /// When a document is due, and by which clock.
    fn due(&mut self, folder: ScopeId, shown: &Shown, tier: Option<Tier>) -> Option<(u64, DueBy)> {
        let (closing, added) = (self.plan.retention.closing, since(shown));
        let by = |(of, set): &Applies<'_>| {
            let due = end(&set.clock, Some(added), closing)?;
            let why = set.clock.why.clone();
            let of = Some(*of);
            let tier = None;
            Some((due, DueBy { of, tier, why }))
        };
        let own = Kept::Doc(shown.origin());
        if let Some(set) = self.plan.retention.clocks.get(&own) {
            return by(&(own, set));
        }
        let mut all: Vec<(u64, DueBy)> = self.above(folder).iter().filter_map(by).collect();
        for (place, left) in self
            .before
            .get(&shown.origin())
            .cloned()
            .unwrap_or_default()
        {
            // what was said of the old place since it left is not about it
            let applied = self.above(place).iter().filter(|(_, set)| set.time < left);
            all.extend(applied.filter_map(by));
        }
        let rule = tier.and_then(|tier| self.plan.tiers.get(&tier));
        let days = rule.and_then(|ruled| ruled.rule.retention_days);
        all.extend(days.map(|days| {
            let of = None;
            let why = Why::PeriodOver;
            let by = DueBy { of, tier, why };
            (added.saturating_add(u64::from(days) * DAY), by)
        }));
        all.into_iter().min_by_key(|(due, _)| *due)
    }
}

/// When a clock is over; of one that counts from when something was added, for what was added then.
fn end(clock: &Clock, added: Option<u64>, closing: Option<u64>) -> Option<u64> {
    let from = match clock.from {
        ClockFrom::Collected(day) | ClockFrom::Given(day) => Some(day),
        ClockFrom::Added => added,
        ClockFrom::Closing => closing,
    };
    match clock.lasts {
        ClockLasts::Until(end) => Some(end),
        ClockLasts::Days(days) => from.map(|from| from.saturating_add(u64::from(days) * DAY)),
    }
}
