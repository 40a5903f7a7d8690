//! Counting without keeping: how many values there were, and how many different ones.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::Hasher,
};

use siphasher::sip::SipHasher24;
use zeroize::Zeroizing;

use super::kind::Kind;

/// So many different values are counted exactly; from there on the number is an estimate.
pub(crate) const EXACT: usize = 1 << 14;
/// Up to this rank of [`Kind::identifies`] a person seldom has two.
const GOOD: u8 = 3;

/// A key that is nobody else's: what it makes of a value says nothing of the value once it is gone.
pub(crate) struct Key(Zeroizing<[u8; 16]>);

impl Key {
    pub(crate) fn new(bytes: [u8; 16]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// What stands for a value: SipHash-2-4, a pseudo-random function of 64 bits, of it and its kind.
    pub(crate) fn mark(&self, kind: Kind, value: &str) -> u64 {
        let mut hasher = SipHasher24::new_with_key(&self.0);
        hasher.write_u8(kind as u8);
        hasher.write(value.as_bytes());
        hasher.finish()
    }

    /// What stands for somebody who is told by several things together.
    fn together(&self, marks: &[u64]) -> u64 {
        let mut hasher = SipHasher24::new_with_key(&self.0);
        // no kind has it
        hasher.write_u8(u8::MAX);
        for mark in marks {
            hasher.write_u64(*mark);
        }
        hasher.finish()
    }
}

/// A value, without the value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub(crate) kind: Kind,
    pub(crate) mark: u64,
    /// There is nothing else in the cell.
    pub(crate) whole: bool,
}

/// What was counted.
pub(crate) struct Tally {
    pub(crate) key: Key,
    pub(crate) kinds: BTreeMap<Kind, Count>,
    /// Values outside tables, by which persons are told apart.
    loose: BTreeMap<Kind, Distinct>,
    /// Rows of tables that are about somebody.
    pub(crate) rows: u64,
    people: Distinct,
}

/// How many values of a kind.
#[derive(Default)]
pub(crate) struct Count {
    pub(crate) all: u64,
    pub(crate) distinct: Distinct,
}

impl Tally {
    pub(crate) fn new(key: Key) -> Self {
        Self {
            key,
            kinds: BTreeMap::new(),
            loose: BTreeMap::new(),
            rows: 0,
            people: Distinct::default(),
        }
    }

    /// A value of a table's row, which is counted by [`Self::row`].
    pub(crate) fn cell(&mut self, kind: Kind, mark: u64) {
        let count = self.kinds.entry(kind).or_default();
        count.all += 1;
        count.distinct.insert(mark);
    }

    /// A value outside tables.
    pub(crate) fn loose(&mut self, kind: Kind, mark: u64) {
        self.cell(kind, mark);
        if kind == Kind::Name || kind.identifies().is_some() {
            self.loose.entry(kind).or_default().insert(mark);
        }
    }

    /// A row about whomever these marks tell.
    pub(crate) fn row(&mut self, marks: &[u64]) {
        self.rows += 1;
        let mark = self.key.together(marks);
        self.people.insert(mark);
    }

    /// How many persons there are: those of the tables, or those of the text if these are more. They are seldom others.
    ///
    /// Nobody has two resident numbers, but many have two cards; so cards are counted where there is nothing better.
    pub(crate) fn persons(&self) -> u64 {
        let most = |good: bool| {
            let told = |kind: &Kind| {
                *kind == Kind::Name || kind.identifies().is_some_and(|rank| rank <= GOOD)
            };
            let some = self.loose.iter().filter(|(kind, _)| told(kind) == good);
            some.map(|(_, distinct)| distinct.count()).max()
        };
        let loose = most(true).or_else(|| most(false)).unwrap_or_default();
        self.people.count().max(loose)
    }

    /// Whether no number is an estimate.
    pub(crate) fn is_exact(&self) -> bool {
        let all = self.kinds.values().map(|count| &count.distinct);
        self.people.is_exact() && all.chain(self.loose.values()).all(Distinct::is_exact)
    }
}

/// The number of different values.
///
/// It keeps the smallest marks. As long as there are few, these are all; later, how densely they lie tells how many
/// there are, to about one in a hundred.
#[derive(Default)]
pub(crate) struct Distinct {
    smallest: BTreeSet<u64>,
    more: bool,
}

impl Distinct {
    pub(crate) fn insert(&mut self, mark: u64) {
        if self.smallest.len() < EXACT {
            self.smallest.insert(mark);
        } else if self.smallest.last().is_some_and(|last| mark <= *last) {
            if self.smallest.insert(mark) {
                self.smallest.pop_last();
                self.more = true;
            }
        } else {
            self.more = true;
        }
    }

    pub(crate) fn count(&self) -> u64 {
        match (self.more, self.smallest.last()) {
            (true, Some(last)) => {
                let share = (*last as f64 + 1.0) / (u64::MAX as f64 + 1.0);
                ((EXACT - 1) as f64 / share) as u64
            }
            _ => self.smallest.len() as u64,
        }
    }

    /// Whether the number is no estimate.
    pub(crate) fn is_exact(&self) -> bool {
        !self.more
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(values: u64, times: u64) -> Distinct {
        let key = Key::new([7; 16]);
        let mut distinct = Distinct::default();
        for _ in 0..times {
            for n in 0..values {
                distinct.insert(key.mark(Kind::Name, &n.to_string()));
            }
        }
        distinct
    }

    #[test]
    fn few_are_counted_exactly() {
        for values in [0, 1, 1000, EXACT as u64] {
            let distinct = count(values, 2);
            assert_eq!(distinct.count(), values);
            assert!(distinct.is_exact());
        }
    }

    #[test]
    fn many_are_estimated_in_bounded_memory() {
        for values in [EXACT as u64 + 1, 50_000, 200_000] {
            let distinct = count(values, 1);
            assert!(!distinct.is_exact());
            let off = distinct.count().abs_diff(values);
            assert!(off * 25 < values, "{} for {values}", distinct.count());
            assert_eq!(distinct.smallest.len(), EXACT);
        }
    }

    #[test]
    fn marks_depend_on_key_kind_and_value() {
        let (one, other) = (Key::new([1; 16]), Key::new([2; 16]));
        let mark = one.mark(Kind::Name, "ab");
        assert_eq!(mark, one.mark(Kind::Name, "ab"));
        for another in [
            other.mark(Kind::Name, "ab"),
            one.mark(Kind::Email, "ab"),
            one.mark(Kind::Name, "ac"),
            one.together(&[mark]),
        ] {
            assert_ne!(mark, another);
        }
    }

    #[test]
    fn two_cards_are_two_persons_only_where_nothing_is_better() {
        let mut tally = Tally::new(Key::new([3; 16]));
        tally.loose(Kind::BankCard, 1);
        tally.loose(Kind::BankCard, 2);
        assert_eq!(tally.persons(), 2);
        tally.loose(Kind::Mobile, 3);
        assert_eq!(tally.persons(), 1);
    }
}
