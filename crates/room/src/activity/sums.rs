//! Sums and maps over receipts, counted in one pass.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Action;
use ledger::ids::ChainId;

use super::history::place;
use super::people::People;
use super::places::Places;
use super::{Filter, Map, Sum};
use crate::replay::{Spot, State};

const DAY: u64 = 86_400_000;

/// What was opened, by whom, and on which days.
pub(super) struct Sums {
    cells: BTreeMap<(ChainId, Spot), Sum>,
    /// By the number of the day, in the reader's time.
    days: BTreeMap<(ChainId, u64), u32>,
    ever: BTreeSet<Spot>,
    shift: i64,
}

impl Sums {
    pub(super) fn of(
        state: &State,
        people: &People,
        places: &Places<'_>,
        everybody: bool,
        filter: &Filter,
    ) -> Self {
        let wanted = filter.doc.as_ref().map(|asked| places.wanted(asked));
        let mut sums = Self {
            cells: BTreeMap::new(),
            days: BTreeMap::new(),
            ever: BTreeSet::new(),
            shift: i64::from(filter.offset) * 60_000,
        };
        for (chain, fold) in people.chains(state, everybody) {
            let asked = filter
                .person
                .is_none_or(|person| people.fits(&chain, &person));
            for taken in fold.receipts().values() {
                let said = &taken.receipt;
                let docs = said.docs.iter().map(|opened| places.now(place(opened)));
                let docs: BTreeSet<Spot> = docs.collect();
                sums.ever.extend(&docs);
                if !asked || !filter.spans(taken.time) {
                    continue;
                }
                for doc in docs {
                    if wanted.is_none_or(|asked| asked == Some(doc)) {
                        sums.count(chain, doc, said.action, said.seconds, taken.time);
                    }
                }
            }
        }
        sums
    }

    fn count(&mut self, who: ChainId, doc: Spot, action: Action, seconds: u32, time: u64) {
        if action == Action::Copy {
            // sealed as it was, and seen by nobody
            return;
        }
        let cell = self.cells.entry((who, doc)).or_default();
        match action {
            Action::View => cell.views += 1,
            Action::Download => cell.downloads += 1,
            Action::Print => cell.prints += 1,
            Action::Closed => cell.seconds += u64::from(seconds),
            // that it arrived is no further opening
            Action::Complete | Action::Copy => return,
        }
        if action.opens() {
            cell.last = cell.last.max(time);
            let day = time.saturating_add_signed(self.shift) / DAY;
            *self.days.entry((who, day)).or_default() += 1;
        }
    }

    /// Every document that anybody ever opened.
    pub(super) fn ever(&self) -> impl Iterator<Item = Spot> + '_ {
        self.ever.iter().copied()
    }

    pub(super) fn by_person(&self, most: usize) -> Vec<(ChainId, Sum)> {
        self.by(most, |(who, _)| *who)
    }

    pub(super) fn by_doc(&self, most: usize) -> Vec<(Spot, Sum)> {
        self.by(most, |(_, doc)| *doc)
    }

    fn by<K: Ord + Copy>(&self, most: usize, key: impl Fn(&(ChainId, Spot)) -> K) -> Vec<(K, Sum)> {
        let mut sums: BTreeMap<K, Sum> = BTreeMap::new();
        for (pair, cell) in self.cells.iter().filter(|(_, cell)| cell.opens() > 0) {
            let sum = sums.entry(key(pair)).or_default();
            sum.views += cell.views;
            sum.downloads += cell.downloads;
            sum.prints += cell.prints;
            sum.seconds += cell.seconds;
            sum.different += 1;
            sum.last = sum.last.max(cell.last);
        }
        let mut sums: Vec<(K, Sum)> = sums.into_iter().collect();
        sums.sort_by_key(|(_, sum)| core::cmp::Reverse((sum.opens(), sum.last)));
        sums.truncate(most);
        sums
    }

    /// People and documents.
    pub(super) fn map(&self, rows: usize, columns: usize) -> Map<Spot> {
        let rows: Vec<ChainId> = self
            .by_person(rows)
            .into_iter()
            .map(|(who, _)| who)
            .collect();
        let columns: Vec<Spot> = self
            .by_doc(columns)
            .into_iter()
            .map(|(doc, _)| doc)
            .collect();
        let opens = |who: &ChainId, doc: &Spot| self.cells.get(&(*who, *doc)).map_or(0, Sum::opens);
        let cells = rows
            .iter()
            .map(|who| columns.iter().map(|doc| opens(who, doc)).collect())
            .collect();
        Map {
            rows,
            columns,
            cells,
        }
    }

    /// People and days: the days up to the last one on which anything was opened.
    pub(super) fn days(&self, rows: usize, columns: usize) -> Map<u64> {
        let opened = self.days.keys().map(|(_, day)| *day);
        let Some((first, last)) = opened.clone().min().zip(opened.max()) else {
            return Map {
                rows: Vec::new(),
                columns: Vec::new(),
                cells: Vec::new(),
            };
        };
        // no map is as long as this
        let first = first.max(last.saturating_sub(columns.saturating_sub(1) as u64));
        let rows: Vec<ChainId> = self
            .by_person(rows)
            .into_iter()
            .map(|(who, _)| who)
            .collect();
        let days: Vec<u64> = (first..=last).collect();
        let opens = |who: &ChainId, day: &u64| self.days.get(&(*who, *day)).copied().unwrap_or(0);
        let cells = rows
            .iter()
            .map(|who| days.iter().map(|day| opens(who, day)).collect())
            .collect();
        let begins = |day: &u64| (day * DAY).saturating_add_signed(-self.shift);
        Map {
            rows,
            columns: days.iter().map(begins).collect(),
            cells,
        }
    }
}

impl Filter {
    /// Whether this time is looked at.
    pub(crate) fn spans(&self, time: u64) -> bool {
        self.from.is_none_or(|from| time >= from) && self.until.is_none_or(|until| time < until)
    }
}
