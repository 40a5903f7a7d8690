//! Legal holds of one chain: what stands, and by whose word it is lifted.

use std::collections::{BTreeMap, BTreeSet};

use super::front::FrontFold;
use crate::entry::{Entry, Head, Hold, Office};
use crate::ids::{DocId, HoldId, MemberId, PublicKey};
use crate::refusal::Refusal;

/// The holds of a chain, those that were lifted, too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Holds(BTreeMap<HoldId, Held>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Held {
    /// None: everything.
    docs: BTreeSet<DocId>,
    /// Who is for lifting it, with the front head that each saw.
    lifts: Vec<(PublicKey, Head)>,
}

impl Held {
    /// Whether it stands for one who has seen the front up to there: an owner's word lifts it, of managers it takes
    /// two, who are two members.
    fn stands(&self, front: &FrontFold, at: &Head) -> bool {
        let mut by = BTreeSet::<MemberId>::new();
        for (key, said) in self.lifts.iter().filter(|(_, said)| said.next <= at.next) {
            match front.officer(key, said) {
                Some((_, Office::Owner)) => return false,
                Some((member, Office::Manager)) => _ = by.insert(member),
                _ => {}
            }
        }
        by.len() < 2
    }
}

impl Holds {
    /// One begins once; each is for lifting it once, while it stands.
    pub(super) fn judge(
        &self,
        hold: &Hold,
        entry: &Entry,
        front: &FrontFold,
    ) -> Result<(), Refusal> {
        match (self.0.get(&hold.hold), hold.stands) {
            (None, true) => Ok(()),
            (None, false) => Err(Refusal::NotFound),
            (Some(_), true) => Err(Refusal::Exists),
            (Some(held), false) => {
                let said = held.lifts.iter().any(|(key, _)| *key == entry.author);
                match said || !held.stands(front, &entry.front) {
                    true => Err(Refusal::Exists),
                    false => Ok(()),
                }
            }
        }
    }

    pub(super) fn apply(&mut self, hold: &Hold, entry: &Entry) {
        let held = self.0.entry(hold.hold).or_default();
        match hold.stands {
            true => held.docs.extend(&hold.docs),
            false => held.lifts.push((entry.author, entry.front)),
        }
    }

    /// Whether one stands that covers this document.
    pub(super) fn covers(&self, doc: &DocId, front: &FrontFold, at: &Head) -> bool {
        self.0
            .values()
            .any(|held| (held.docs.is_empty() || held.docs.contains(doc)) && held.stands(front, at))
    }

    /// Whether one stands that covers everything.
    pub(super) fn whole(&self, front: &FrontFold, at: &Head) -> bool {
        let mut all = self.0.values();
        all.any(|held| held.docs.is_empty() && held.stands(front, at))
    }

    /// Whether any stands.
    pub(super) fn any(&self, front: &FrontFold, at: &Head) -> bool {
        self.0.values().any(|held| held.stands(front, at))
    }

    /// Those that stand, with what they name.
    pub(super) fn named<'h>(
        &'h self,
        front: &'h FrontFold,
        at: Head,
    ) -> impl Iterator<Item = (HoldId, &'h BTreeSet<DocId>)> {
        let stands = move |(_, held): &(&HoldId, &Held)| held.stands(front, &at);
        let all = self.0.iter().filter(stands);
        all.map(|(id, held)| (*id, &held.docs))
    }

    /// Whether one was ever put here.
    pub(super) fn knows(&self, id: &HoldId) -> bool {
        self.0.contains_key(id)
    }

    /// Whether one stands, and this key was not for lifting it yet.
    pub(super) fn awaits(&self, id: &HoldId, key: &PublicKey, front: &FrontFold) -> bool {
        self.0.get(id).is_some_and(|held| {
            let said = held.lifts.iter().any(|(by, _)| by == key);
            !said && held.stands(front, &front.head())
        })
    }

    /// Those that stand.
    pub(super) fn standing<'h>(
        &'h self,
        front: &'h FrontFold,
        at: Head,
    ) -> impl Iterator<Item = HoldId> + 'h {
        self.named(front, at).map(|(id, _)| id)
    }
}
