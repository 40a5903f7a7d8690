//! What happened in a room: who opened what, and who changed what.
//!
//! Whoever manages reads everybody's chains, a reader only its own: the same use-case shows the one
//! the whole history and the other what it opened itself. A history is sorted when it is asked for
//! and shown in pieces; sums and maps are counted in one pass over the receipts.

pub(crate) mod csv;
mod history;
pub(crate) mod looks;
pub(crate) mod people;
mod places;
pub(crate) mod receipts;
mod sums;

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::{Action, Office, Policy};
use ledger::ids::{ChainId, MemberId};

use crate::error::Error;
use crate::host::Host;
use crate::people::members::Role;
use crate::replay::{GapKind, Spot, Wanted};
use crate::room::Room;

pub use csv::CSV_COLUMNS;
use history::History;
pub(crate) use history::Shelf;
pub(crate) use people::People;
pub(crate) use places::Places;
use sums::Sums;

/// The most people, documents and days that a map or a table shows.
const TABLE: usize = 1_000;
const MAP: usize = 24;
const DAYS: usize = 31;

/// What is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only what this member or visitor did, or what was done with it; of a link, its visitors too.
    pub person: Option<ChainId>,
    /// Only what was done with this document, wherever it lay.
    pub doc: Option<Wanted>,
    /// From this millisecond on.
    pub from: Option<u64>,
    /// Before this millisecond.
    pub until: Option<u64>,
    /// Only these; all if there is none.
    pub groups: Vec<Group>,
    /// Where the reader's days begin: minutes east of Greenwich.
    pub offset: i32,
}

/// Kinds of happenings that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Documents were shown, saved or printed.
    Opened,
    /// Documents were added or deleted.
    Documents,
    /// Who is in the room, and what they may do.
    People,
    /// How the room stands.
    Room,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// A receipt.
    Receipt(Action),
    /// Somebody accepted an invite.
    Joined,
    /// A device came by a link for the first time.
    Visited,
    /// A person, invite or link was entered.
    Entered(Role),
    /// Somebody was given access to something.
    Granted,
    /// Somebody's access, an invite or a link was ended.
    Ended,
    /// Somebody was kept out for now, or let in again.
    Suspended(bool),
    /// Somebody's time was changed.
    Dated(Option<u64>),
    /// An office was given, or taken away.
    Office(Option<Office>),
    /// The room's state or its end was changed.
    Policy(Policy),
    /// A document was added.
    Added,
    /// A new version of one.
    Versioned,
    /// It was put into another folder.
    Moved,
    /// It was deleted.
    Deleted,
    /// Documents were handed in.
    Dropped,
    /// A text was agreed to.
    Agreed,
    /// A change was proposed.
    Proposed,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The server's time.
    pub time: u64,
    /// What.
    pub what: Happening,
    /// Who did it: a member or a visitor.
    pub who: Option<ChainId>,
    /// The member that it was done to.
    pub about: Option<ChainId>,
    /// With which documents, at most [`Event::SHOWN`] of them.
    pub docs: Vec<Touched>,
    /// With how many in all.
    pub count: usize,
    /// For how long it was shown, as the reader's program says.
    pub seconds: u32,
    /// The device, counted from 1, and the number that it gave the receipt, from 1.
    pub receipt: Option<(usize, u64)>,
}

impl Event {
    /// Documents that one event names.
    pub const SHOWN: usize = 8;
}

/// A document that something was done with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touched {
    /// Which, as [`Place::at`] calls it.
    pub doc: Spot,
    /// Which version of it, counted from 1.
    pub version: Option<usize>,
}

/// A member or a visitor, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Someone {
    /// Its chain.
    pub id: ChainId,
    /// What it is; a visitor is a link's.
    pub kind: Role,
    /// The link that a visitor came by.
    pub link: Option<MemberId>,
    /// The name on a person's card. What a visitor says of itself nobody has verified.
    pub name: String,
    /// What a manager calls it; of a visitor, what its link is called.
    pub label: String,
    /// Is it oneself?
    pub me: bool,
}

/// A document as it is called now, or was last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where it is, or was last: one place for each document.
    pub at: Spot,
    /// Its name.
    pub name: String,
    /// The folders above it, the top one left out.
    pub folder: String,
    /// Whether it is still there.
    pub there: bool,
}

/// How often and how long something was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    /// Shown on the screen.
    pub views: u32,
    /// Saved.
    pub downloads: u32,
    /// Printed.
    pub prints: u32,
    /// Seconds on the screen, as the readers' programs say.
    pub seconds: u64,
    /// Different documents, or different people.
    pub different: u32,
    /// The server's time of the last opening.
    pub last: u64,
}

impl Sum {
    /// Openings of any kind.
    pub fn opens(&self) -> u32 {
        self.views + self.downloads + self.prints
    }
}

/// Openings by two things at once: a row a person, a column a document or a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Map<C> {
    /// Those who opened most, first.
    pub rows: Vec<ChainId>,
    /// What was opened most, first; days in their order.
    pub columns: Vec<C>,
    /// Openings, row by row.
    pub cells: Vec<Vec<u32>>,
}

/// What happened, as far as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// Whether it is everybody's, or only one's own.
    pub everybody: bool,
    /// Newest first.
    pub events: Vec<Event>,
    /// How many there are in all.
    pub total: usize,
    /// Everybody who ever did anything, and whom the events name.
    pub people: Vec<Someone>,
    /// Every document that was ever opened, and those that the events name.
    pub places: Vec<Place>,
    /// What each person opened, whoever opened most first.
    pub by_person: Vec<(ChainId, Sum)>,
    /// How each document was opened, the one that was opened most first.
    pub by_doc: Vec<(Spot, Sum)>,
    /// People and documents.
    pub map: Map<Spot>,
    /// People and days, each day by the millisecond at which it begins.
    pub days: Map<u64>,
    /// Chains in which receipts may be missing.
    pub gaps: Vec<(ChainId, GapKind)>,
    /// How many chains that were seen before are not served any more.
    pub lost: usize,
}

/// What was opened, without an end of the lists.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    pub(crate) by_person: Vec<(ChainId, Sum)>,
    pub(crate) by_doc: Vec<(Spot, Sum)>,
    pub(crate) people: BTreeMap<ChainId, Someone>,
    pub(crate) places: BTreeMap<Spot, Place>,
}

impl<H: Host> Room<H> {
    /// Who opened what, and how often, as far as one may see it.
    pub(crate) fn openings(&self, filter: &Filter) -> Opened {
        let state = self.state.borrow();
        let everybody = self.is_manager(&state);
        let (people, places) = (People::of(self, &state), Places::of(self, &state));
        let sums = Sums::of(&state, &people, &places, everybody, filter);
        let (by_person, by_doc) = (sums.by_person(usize::MAX), sums.by_doc(usize::MAX));
        let someone = |(id, _): &(ChainId, Sum)| Some((*id, people.show(id)?));
        let place = |(doc, _): &(Spot, Sum)| Some((*doc, places.show(doc)?));
        Opened {
            people: by_person.iter().filter_map(someone).collect(),
            places: by_doc.iter().filter_map(place).collect(),
            by_person,
            by_doc,
        }
    }

    /// Reads what is new, and finishes nothing: for one who only wants to know what happened.
    pub async fn read_activity(&self) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        self.catch_up().await
    }

    /// What happened, by what was read last ([`Room::read_activity`]): so many of the events after
    /// the first `skip`, and everything else whole.
    pub fn activity(&self, filter: &Filter, skip: usize, most: usize) -> Activity {
        let state = self.state.borrow();
        let everybody = self.is_manager(&state);
        let (people, places) = (People::of(self, &state), Places::of(self, &state));
        let history = History::of(&state, &people, &places, everybody, filter);
        let sums = Sums::of(&state, &people, &places, everybody, filter);
        let events = history.events(&places, skip, most);
        let mut named: BTreeSet<Spot> = sums.ever().take(TABLE).collect();
        named.extend(
            events
                .iter()
                .flat_map(|event| &event.docs)
                .map(|one| one.doc),
        );
        let mut who: BTreeSet<ChainId> = people.active(&state);
        for event in &events {
            who.extend(event.who.into_iter().chain(event.about));
        }
        let gaps: Vec<(ChainId, GapKind)> = match everybody {
            true => state.gaps.iter().map(|(id, kind)| (*id, *kind)).collect(),
            false => Vec::new(),
        };
        who.extend(gaps.iter().map(|(chain, _)| *chain));
        Activity {
            everybody,
            total: history.len(),
            people: who.iter().filter_map(|id| people.show(id)).collect(),
            places: named.iter().filter_map(|doc| places.show(doc)).collect(),
            by_person: sums.by_person(TABLE),
            by_doc: sums.by_doc(TABLE),
            map: sums.map(MAP, MAP),
            days: sums.days(MAP, DAYS),
            lost: if everybody { state.lost() } else { 0 },
            gaps,
            events,
        }
    }

    /// What a member, or the visitors of a link, had opened, the last first: for who is about to end it.
    pub fn opened_by(&self, member: &MemberId) -> Result<Vec<(Place, Sum)>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let filter = Filter {
            person: Some(*member),
            ..Filter::default()
        };
        let (people, places) = (People::of(self, &state), Places::of(self, &state));
        let sums = Sums::of(&state, &people, &places, true, &filter);
        let mut opened = sums.by_doc(usize::MAX);
        opened.sort_by_key(|(_, sum)| core::cmp::Reverse(sum.last));
        let named = opened.into_iter();
        Ok(named
            .filter_map(|(doc, sum)| Some((places.show(&doc)?, sum)))
            .collect())
    }

    /// The same history as a table for a spreadsheet, one line for each document of a receipt. The
    /// words come from outside: the head of the table, and how each happening is called.
    pub fn activity_csv(
        &self,
        filter: &Filter,
        head: &[String; CSV_COLUMNS],
        word: &dyn Fn(&Happening) -> String,
    ) -> String {
        self.activity_within(filter, head, word, None)
    }

    /// The same; with `within` only what was done with these documents, without where they lie.
    pub(crate) fn activity_within(
        &self,
        filter: &Filter,
        head: &[String; CSV_COLUMNS],
        word: &dyn Fn(&Happening) -> String,
        within: Option<&BTreeSet<Spot>>,
    ) -> String {
        let state = self.state.borrow();
        let everybody = self.is_manager(&state);
        let (people, places) = (People::of(self, &state), Places::of(self, &state));
        let history = History::of(&state, &people, &places, everybody, filter);
        csv::write(
            &history,
            &people,
            &places,
            filter.offset,
            (head, word),
            within,
        )
    }
}
