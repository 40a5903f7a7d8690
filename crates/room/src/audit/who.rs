//! How people and chains are called in a record: by kind and number, in the order in which they came. Ids are
//! random and say nothing, so a number says nothing more.

use std::collections::BTreeMap;

use ledger::entry::{MemberKind, Office};
use ledger::ids::{ChainId, MemberId};
use serde::{Deserialize, Serialize};

use super::chains::Everything;

/// Somebody whom a record names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its chain.
    pub id: ChainId,
    /// What it is.
    pub kind: PartyKind,
    /// Which of its kind, from 1, in the order in which they came.
    pub number: u32,
    /// The link that a visitor came by, by its number.
    pub link: Option<u32>,
    /// What it is called, where whoever reads the record knows: an auditor knows the founder, by the front.
    pub name: Option<String>,
    /// The office that it holds now.
    pub office: Option<Office>,
    /// Is it oneself?
    pub me: bool,
}

/// What somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyKind {
    /// A person, or an invite by which one is to come.
    Person,
    /// A link.
    Link,
    /// A device that came by a link.
    Visitor,
}

/// A chain, as it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Its id.
    pub chain: ChainId,
    /// What it is.
    pub kind: PlaceKind,
    /// Which of its kind, from 1; 0 where there is one only.
    pub number: u32,
}

/// What a chain is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceKind {
    /// The front.
    Front,
    /// The roster.
    Roster,
    /// The scope that keeps keys for those who manage.
    Desk,
    /// A folder, a selection, or a document with rights of its own: nobody without keys can tell.
    Folder,
    /// A scope for which files are sent in.
    Inbox,
    /// A person's or an invite's.
    Person,
    /// A link's.
    Link,
    /// A visitor's.
    Visitor,
}

/// What every chain is called.
pub(crate) struct Places(BTreeMap<ChainId, Place>);

impl Places {
    pub(super) fn of_all(read: &Everything) -> Self {
        let mut all = BTreeMap::new();
        let Some(fold) = &read.fold else {
            return Self(all);
        };
        let desk = ChainId::of_desk(&fold.room());
        for (chain, kind) in [
            (ChainId::FRONT, PlaceKind::Front),
            (ChainId::ROSTER, PlaceKind::Roster),
            (desk, PlaceKind::Desk),
        ] {
            let number = 0;
            all.insert(
                chain,
                Place {
                    chain,
                    kind,
                    number,
                },
            );
        }
        let mut numbers: BTreeMap<PlaceKind, u32> = BTreeMap::new();
        let mut add = |chain: ChainId, kind: PlaceKind| {
            all.entry(chain).or_insert_with(|| {
                let number = numbers.entry(kind).or_default();
                *number += 1;
                let number = *number;
                Place {
                    chain,
                    kind,
                    number,
                }
            });
        };
        add(fold.front().founder(), PlaceKind::Person);
        for id in &read.entered {
            let member = fold.roster().member(id).map(|one| one.member.kind);
            let link = member == Some(MemberKind::Link);
            add(
                *id,
                if link {
                    PlaceKind::Link
                } else {
                    PlaceKind::Person
                },
            );
        }
        // in the order in which they began; of those that are not served nobody knows when
        let mut others: Vec<(u64, ChainId)> = read
            .wanted()
            .into_iter()
            .map(|chain| (read.began.get(&chain).copied().unwrap_or(u64::MAX), chain))
            .collect();
        others.sort_unstable();
        let inboxes = read.inboxes();
        for (_, chain) in others {
            let kind = if read.link_of(&chain).is_some() {
                PlaceKind::Visitor
            } else if inboxes.contains(&chain) {
                PlaceKind::Inbox
            } else {
                PlaceKind::Folder
            };
            add(chain, kind);
        }
        Self(all)
    }

    pub(crate) fn of(&self, chain: &ChainId) -> Place {
        self.0.get(chain).copied().unwrap_or(Place {
            chain: *chain,
            kind: PlaceKind::Folder,
            number: 0,
        })
    }

    /// Everybody, by the name that `name` finds.
    pub(super) fn parties(
        &self,
        read: &Everything,
        me: &MemberId,
        name: impl Fn(&ChainId) -> Option<String>,
    ) -> BTreeMap<ChainId, Party> {
        let Some(fold) = &read.fold else {
            return BTreeMap::new();
        };
        let (front, head) = (fold.front(), fold.front().head());
        let party = |place: &Place| {
            let kind = match place.kind {
                PlaceKind::Person => PartyKind::Person,
                PlaceKind::Link => PartyKind::Link,
                PlaceKind::Visitor => PartyKind::Visitor,
                _ => return None,
            };
            let link = read.link_of(&place.chain);
            Some(Party {
                id: place.chain,
                kind,
                number: place.number,
                link: link.map(|link| self.of(&link).number),
                name: name(&place.chain),
                office: front.office(&place.chain, &head),
                me: place.chain == *me,
            })
        };
        let all = self.0.values();
        all.filter_map(|place| Some((place.chain, party(place)?)))
            .collect()
    }
}
