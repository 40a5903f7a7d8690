//! Folders: their names, descriptions, and the order and index numbers of what lies in them.
//!
//! Numbers (1.2.3) are counted by each reader among what it sees, so that nothing undisclosed leaves a
//! gap. First comes what the folder's order lists, then the rest by the time at which it came, then by name.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Public;
use ledger::ids::{ChainId, DocId, ScopeId};
use seal::context::{Context, Kind};

use super::Crossed;
use super::edit::{check_text, is_taken};
use crate::body::{self, Label, MAX_ORDER, PlaceId};
use crate::chains::append::Draft;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::{Scope, Shown, Spot, State};
use crate::room::Room;

impl<H: Host> Room<H> {
    /// Gives a folder another name. Answers a name that somebody else gave meanwhile.
    pub async fn rename_folder(
        &self,
        folder: &ScopeId,
        seen: &str,
        name: &str,
    ) -> Result<Option<Crossed>, Error> {
        let name = name.trim();
        names::check(name)?;
        let mut begun = None;
        let mut crossed = None;
        self.judge_manager()?;
        let own = self.own_key()?;
        self.append(|state| {
            let scope = state.scope(folder)?;
            // the room's title is the root's name
            if state.root.is_some_and(|(_, root)| root == *folder) {
                return Err(Error::NotAllowed);
            }
            let parent = scope.fold.parent();
            let from = *begun.get_or_insert(scope.fold.tip().head().next);
            let mut labels = scope.labels.iter().rev();
            let newest = labels.find(|one| {
                let other = one.said.name.as_deref().filter(|other| *other != name);
                other.is_some_and(|other| one.seq >= from || other != seen)
            });
            let unseen = newest.filter(|one| one.seq >= from || state.folder_name(folder) != seen);
            if let (Some(one), None) = (unseen, &crossed) {
                crossed = one.said.name.clone().map(|name| (name, one.author));
            }
            let written = scope.labels.iter().any(|one| {
                one.seq >= from && one.author == own && one.said.name.as_deref() == Some(name)
            });
            if written || state.folder_name(folder) == name {
                return Ok(Vec::new());
            }
            // one that is called so but for the case is the folder itself
            let own_name = names::fold(&state.folder_name(folder)) == names::fold(name);
            let taken = parent.is_some_and(|above| is_taken(state, &above, name, None));
            if !own_name && taken {
                return Err(Error::NameTaken);
            }
            let label = Label {
                name: Some(name.to_owned()),
                ..Label::default()
            };
            Ok(vec![self.label_draft(state, *folder, &label)?])
        })
        .await?;
        let state = self.state.borrow();
        Ok(crossed.map(|(other, by)| Crossed {
            name: names::safe(&other),
            by: self.author(&state, &by, ""),
            holds: names::safe(&state.folder_name(folder)),
        }))
    }

    /// Says something of a folder; nothing, if the text is empty.
    pub async fn describe_folder(&self, folder: &ScopeId, text: &str) -> Result<(), Error> {
        let label = Label {
            description: Some(check_text(text)?),
            ..Label::default()
        };
        self.label(&[(*folder, label)]).await
    }

    /// Puts what lies in these folders into an order. What an order does not list comes after it; what
    /// has a key of its own is not listed, for the folder's readers read the order.
    pub async fn set_order(&self, orders: &[(ScopeId, Vec<PlaceId>)]) -> Result<(), Error> {
        if orders.iter().any(|(_, order)| order.len() > MAX_ORDER) {
            return Err(Error::TooLarge);
        }
        let labels: Vec<(ScopeId, Label)> = {
            let state = self.state.borrow();
            let label = |(folder, order): &(ScopeId, Vec<PlaceId>)| {
                let scope = state.scopes.get(folder);
                let read = |place: &&PlaceId| {
                    scope.is_some_and(|scope| {
                        scope.docs.contains_key(&DocId(place.0))
                            || scope.children.contains_key(&ChainId(place.0))
                    })
                };
                let label = Label {
                    order: Some(order.iter().filter(read).copied().collect()),
                    ..Label::default()
                };
                (*folder, label)
            };
            orders.iter().map(label).collect()
        };
        self.label(&labels).await
    }

    /// Orders a folder, and what is below it, by name: folders first, and 2 before 10.
    pub async fn renumber(&self, folder: &ScopeId) -> Result<(), Error> {
        let orders: Vec<(ScopeId, Vec<PlaceId>)> = {
            let state = self.state.borrow();
            state.scope(folder)?;
            let below = state.subtree(folder);
            let order = |id: ScopeId| {
                let below = state.scopes.get(&id).into_iter();
                let below = below.flat_map(|scope| scope.children.keys().copied());
                let below: Vec<ScopeId> = below.collect();
                let mut all = placed(&state, &id, &below, &[]);
                all.sort_by(|a, b| (a.doc.cmp(&b.doc)).then_with(|| natural(&a.name, &b.name)));
                (id, all.into_iter().map(|one| one.place).collect())
            };
            below.into_iter().map(order).collect()
        };
        self.set_order(&orders).await
    }

    async fn label(&self, labels: &[(ScopeId, Label)]) -> Result<(), Error> {
        self.judge_manager()?;
        let own = self.own_key()?;
        let mut begun: BTreeMap<ScopeId, u64> = BTreeMap::new();
        self.append(|state| {
            let mut drafts = Vec::new();
            for (folder, label) in labels {
                let scope = state.scope(folder)?;
                let end = scope.fold.tip().head().next;
                let from = *begun.entry(*folder).or_insert(end);
                let mut later = scope.labels.iter().filter(|one| one.seq >= from);
                if !later.any(|one| one.author == own && one.said == *label) {
                    drafts.push(self.label_draft(state, *folder, label)?);
                }
            }
            Ok(drafts)
        })
        .await
    }

    pub(crate) fn label_draft(
        &self,
        state: &State,
        folder: ScopeId,
        label: &Label,
    ) -> Result<Draft, Error> {
        let (epoch, key) = state.current(&folder)?;
        let context = Context::new(Kind::Label, self.session.room.0, folder.0, epoch);
        let sealed = key.seal(&context, &body::encode(label), &mut self.host.rng());
        Ok(Draft::new(folder, epoch, Public::Label, Some(sealed)))
    }
}

/// Something in a folder, with what it is ordered by.
struct Placed {
    place: PlaceId,
    /// What its number is kept by: an id is its author's choice, so a document's counts in its scope only.
    at: (ScopeId, Option<DocId>),
    doc: bool,
    name: String,
    since: u64,
}

/// A folder's documents, and of its folders those that are said: what managers see below it may have a
/// key of its own, and is no part of the order that its holders read. `apart`: the own scopes of documents
/// that lie here.
fn placed(state: &State, folder: &ScopeId, below: &[ScopeId], apart: &[ScopeId]) -> Vec<Placed> {
    let here = state.scopes.get(folder);
    let aparts = apart.iter().filter_map(|id| state.scopes.get(id));
    let child = |id: &ScopeId| {
        // one that is not read is not shown, and takes no number
        let made = state
            .scopes
            .get(id)
            .filter(|one| one.fold.epoch().is_some())?;
        Some(Placed {
            place: PlaceId(id.0),
            at: (*id, None),
            doc: false,
            name: state.folder_name(id),
            since: made.made,
        })
    };
    let doc = |scope: &Scope, id: &DocId, since: u64| Placed {
        place: PlaceId(id.0),
        at: (scope.fold.scope(), Some(*id)),
        doc: true,
        name: scope.said(id).name,
        since,
    };
    let docs = here.into_iter().flat_map(|scope| {
        let all = scope.docs.iter();
        all.map(|(id, shown)| doc(scope, id, shown.added))
    });
    // one that got rights of its own stays where it was
    let since = |shown: &Shown| {
        let first = shown.versions.first();
        let moved = first.and_then(|first| first.record.added);
        moved.unwrap_or(shown.added)
    };
    let own = aparts.flat_map(|scope| {
        let all = scope.docs.iter();
        all.map(move |(id, shown)| doc(scope, id, since(shown)))
    });
    below
        .iter()
        .filter_map(child)
        .chain(docs)
        .chain(own)
        .collect()
}

/// Index numbers of folders and documents.
#[derive(Debug, Default)]
pub(crate) struct Numbers(BTreeMap<(ScopeId, Option<DocId>), String>);

impl Numbers {
    /// Counts what lies in a folder, whose own number is known already if it has one.
    pub(crate) fn count(
        &mut self,
        state: &State,
        folder: &ScopeId,
        below: &[ScopeId],
        apart: &[ScopeId],
    ) {
        let above = self.0.get(&(*folder, None)).cloned();
        let mut all = placed(state, folder, below, apart);
        let order = state.scopes.get(folder).map(|scope| scope.order());
        let places = order.unwrap_or_default().iter().zip(0_usize..);
        let mut listed: BTreeMap<PlaceId, usize> = BTreeMap::new();
        let mut taken: BTreeSet<PlaceId> = BTreeSet::new();
        places.for_each(|(place, at)| _ = listed.entry(*place).or_insert(at));
        // a document that has a folder's id does not come to stand where the folder does
        let folders = all.iter().filter(|one| !one.doc).map(|one| one.place);
        folders.for_each(|place| _ = taken.insert(place));
        let at = |one: &Placed| match one.doc && taken.contains(&one.place) {
            true => usize::MAX,
            false => listed.get(&one.place).copied().unwrap_or(usize::MAX),
        };
        all.sort_by(|a, b| {
            let order = (at(a), a.since).cmp(&(at(b), b.since));
            order.then_with(|| natural(&a.name, &b.name))
        });
        for (one, n) in all.iter().zip(1_usize..) {
            let number = match &above {
                Some(above) => format!("{above}.{n}"),
                None => n.to_string(),
            };
            self.0.insert(one.at, number);
        }
    }

    /// Counts folders that lie in no other that one sees, by their names.
    pub(crate) fn count_tops(&mut self, state: &State, tops: &[ScopeId]) {
        let name = |id: &ScopeId| (state.folder_name(id), *id);
        let mut all: Vec<(String, ScopeId)> = tops.iter().map(name).collect();
        all.sort_by(|a, b| natural(&a.0, &b.0).then_with(|| a.1.cmp(&b.1)));
        for ((_, id), n) in all.into_iter().zip(1_usize..) {
            self.0.insert((id, None), n.to_string());
        }
    }

    /// Gives a number that was counted elsewhere.
    pub(crate) fn set(&mut self, folder: &ScopeId, number: usize) {
        self.0.insert((*folder, None), number.to_string());
    }

    pub(crate) fn of(&self, folder: &ScopeId) -> String {
        self.0.get(&(*folder, None)).cloned().unwrap_or_default()
    }

    pub(crate) fn of_doc(&self, at: &Spot) -> String {
        let number = self.0.get(&(at.scope, Some(at.doc)));
        number.cloned().unwrap_or_default()
    }
}

/// Names as people order them: case does not count, and 2 comes before 10.
pub(crate) fn natural(a: &str, b: &str) -> Ordering {
    let (a, b) = (names::fold(a), names::fold(b));
    let (mut left, mut right) = (a.as_str(), b.as_str());
    while let (Some(x), Some(y)) = (left.chars().next(), right.chars().next()) {
        let order = if x.is_ascii_digit() && y.is_ascii_digit() {
            let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
            let (one, rest) = left.split_at(digits(left));
            let (two, other) = right.split_at(digits(right));
            (left, right) = (rest, other);
            let (one, two) = (one.trim_start_matches('0'), two.trim_start_matches('0'));
            one.len().cmp(&two.len()).then_with(|| one.cmp(two))
        } else {
            (left, right) = (&left[x.len_utf8()..], &right[y.len_utf8()..]);
            x.cmp(&y)
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    left.len().cmp(&right.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_comes_before_ten() {
        let mut names = [
            "b 10", "B 2", "a", "b 2 x", "b 010", "合同", "a2", "a10b", "a10a",
        ];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(
            names,
            [
                "a", "a2", "a10a", "a10b", "B 2", "b 2 x", "b 10", "b 010", "合同"
            ]
        );
    }
}
