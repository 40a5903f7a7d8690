//! Who plays: each a browser of their own, and how all of them are compared with a table at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use e2e::{
    Done, Language, Person, World, fault,
    sight::{Sight, gaps},
    together,
};

use crate::table::{self, Party, Row, Table};

pub(crate) const PASSPHRASE: &str = "saffron-orchard-2218-anvil";

/// What somebody decided takes so long at most until others have it.
const ARRIVES: Duration = Duration::from_secs(30);

/// How a party comes back to what it was given.
pub(crate) enum Way {
    /// Loads the page again and unlocks.
    Unlocks,
    /// Goes to the link's address.
    Link(String),
}

/// A party in front of its browser.
pub(crate) struct Seat {
    pub(crate) person: Person,
    pub(crate) way: Way,
}

/// All who are there.
#[derive(Default)]
pub(crate) struct Cast(BTreeMap<Party, Seat>);

/// Name and language of those who have an identity.
const fn of(party: Party) -> (&'static str, Language) {
    match party {
        Party::Owner => ("王芳", Language::Chinese),
        Party::Manager => ("李明", Language::Chinese),
        Party::BidderA => ("Anna Price", Language::English),
        Party::CounselA => ("Conrad Lloyd", Language::English),
        Party::BidderB => ("陈博", Language::Chinese),
        Party::CleanTeam => ("Clea Marsh", Language::English),
        Party::Coordinator => ("赵静", Language::Chinese),
        Party::Auditor => ("Otto Brandt", Language::English),
        Party::Link1 => ("", Language::English),
        Party::Link2 => ("", Language::Chinese),
    }
}

/// What somebody is called in the room.
pub(crate) fn name(party: Party) -> &'static str {
    of(party).0
}

impl Cast {
    /// Opens browsers for some, at once.
    pub(crate) async fn seat(&mut self, world: &World, parties: &[Party]) -> Done {
        let open = |party: &Party| world.person(party.head(), of(*party).1);
        let opened = together(parties.iter().map(open)).await;
        for (party, person) in parties.iter().zip(opened) {
            let seat = Seat {
                person: person?,
                way: Way::Unlocks,
            };
            self.0.insert(*party, seat);
        }
        Ok(())
    }

    /// Somebody's browser.
    pub(crate) fn of(&self, party: Party) -> &Person {
        &self.0[&party].person
    }

    /// From now on the party comes back by this link.
    pub(crate) fn comes_by(&mut self, party: Party, link: &str) {
        if let Some(seat) = self.0.get_mut(&party) {
            seat.way = Way::Link(link.to_owned());
        }
    }

    /// Everybody looks at the room anew: what each sees is what its row says, nothing more and nothing less.
    pub(crate) async fn check(&self, step: &str, table: &str) -> Done {
        let table = table::parse(table)?;
        // whoever manages hands out what newcomers are to get
        let (first, then): (Vec<_>, Vec<_>) = table
            .iter()
            .partition(|(party, _)| matches!(party, Party::Owner | Party::Manager));
        let mut wrong = Vec::new();
        for parties in [first, then] {
            let checks = parties
                .into_iter()
                .map(|(party, row)| self.check_one(*party, row));
            wrong.extend(together(checks).await.into_iter().filter_map(Result::err));
        }
        if wrong.is_empty() {
            return Ok(());
        }
        let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        fault(format!("after \"{step}\":\n{}", wrong.join("\n")))
    }

    async fn check_one(&self, party: Party, row: &Row) -> Done {
        let (seat, expected) = match (self.0.get(&party), &row.sees) {
            (None, None) => return Ok(()),
            (Some(seat), Some(expected)) => (seat, expected),
            (seat, _) => return fault(format!("{party:?} is there: {}", seat.is_some())),
        };
        let until = Instant::now() + ARRIVES;
        loop {
            let (seen, numbers) = seat.look().await?;
            let seen = match party.has_no_folders() {
                true => without_top(seen),
                false => seen,
            };
            if let Some(more) = more(&seen, expected) {
                return fault(format!(
                    "{party:?} sees too much: {more}\n  seen: {seen}\n  expected: {expected}"
                ));
            }
            if seen == *expected {
                let gaps = gaps(&numbers);
                if !gaps.is_empty() {
                    return fault(format!("{party:?} sees gaps in {numbers:?}: {gaps:?}"));
                }
                break;
            }
            if Instant::now() > until {
                return fault(format!("{party:?} sees: {seen}\n  expected: {expected}"));
            }
        }
        if !matches!(expected, Sight::Room(_)) {
            return nothing_else(&seat.person).await;
        }
        for reads in &row.reads {
            if !reads.folder.is_empty() && row.names.contains(&reads.folder) {
                seat.person.open_tree(reads.folder).await?;
            }
            let text = seat.person.preview_text(reads.document).await?;
            if !text.contains(reads.says) {
                return fault(format!("{party:?} reads in {}: {text}", reads.document));
            }
        }
        Ok(())
    }

    /// The owner sees the room with somebody's keys: it is that one's row.
    pub(crate) async fn seen_as(&self, table: &str, party: Party) -> Done {
        let table: Table = table::parse(table)?;
        let owner = self.of(Party::Owner);
        owner.act_on(name(party), "see-as").await?;
        owner.see_within("seen-proven", ARRIVES).await?;
        let seen = owner.read_all("[data-test=seen] li bdi").await?;
        let seen: BTreeSet<&str> = seen.iter().map(String::as_str).collect();
        let expected: BTreeSet<&str> = table[&party].names.iter().copied().collect();
        if seen != expected {
            return fault(format!("as {party:?}: {seen:?}\n  expected: {expected:?}"));
        }
        Ok(())
    }

    /// Closes every browser.
    pub(crate) async fn leave(self) -> Done {
        let left = together(self.0.into_values().map(|seat| seat.person.leave())).await;
        left.into_iter().collect()
    }
}

impl Seat {
    /// What is seen after reading the room again. One who was shown the door tries it once more.
    async fn look(&self) -> Done<(Sight, BTreeSet<String>)> {
        let person = &self.person;
        if person.sees("room-over").await || person.sees("dead-end").await {
            match &self.way {
                Way::Unlocks => {
                    person.reload().await?;
                    person.unlock(PASSPHRASE).await?;
                    person.see_one_of(&["room-over", "page-room"]).await?;
                }
                Way::Link(link) => {
                    person.go(link).await?;
                    person.see_one_of(&["dead-end", "page-link"]).await?;
                }
            }
        }
        person.sight().await
    }
}

/// A selection's documents by themselves: what holds them is called after them.
fn without_top(seen: Sight) -> Sight {
    let Sight::Room(all) = seen else { return seen };
    let below = |path: &String| match path.split_once('/') {
        Some((_, "")) | None => "/".to_owned(),
        Some((_, below)) => below.to_owned(),
    };
    Sight::Room(all.iter().map(below).collect())
}

/// What is seen that must not be.
fn more(seen: &Sight, expected: &Sight) -> Option<String> {
    match (seen, expected) {
        (Sight::Room(seen), Sight::Room(expected)) => {
            let more: Vec<&str> = seen.difference(expected).map(String::as_str).collect();
            (!more.is_empty()).then(|| more.join(", "))
        }
        (Sight::Room(_), _) => Some("the room".to_owned()),
        _ => None,
    }
}

/// No word on the page tells of what is hidden.
async fn nothing_else(person: &Person) -> Done {
    let page = person.page_text().await;
    match table::names().find(|name| page.contains(name)) {
        Some(name) => fault(format!(
            "{} reads {name} on a page that hides it",
            person.name
        )),
        None => Ok(()),
    }
}
