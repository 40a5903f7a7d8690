//! Clocks: for how long a document, what is in a folder, or the room is kept.
//!
//! The shortest clock that applies decides, unless a document has one of its own. A document that was moved keeps the
//! clocks of the folders in which it lay when they applied: what runs does not stop by being carried elsewhere.

use crate::body::{Clock, Keep, Kept, Op};
use crate::docs::Author;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::{Index, Spot, State};
use crate::room::Room;

/// A clock as it is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClockView {
    /// Of what.
    pub of: Kept,
    /// Of a document where it lies and what it is called; none of one that is not there any more.
    pub doc: Option<(Spot, String)>,
    /// For how long, and why.
    pub clock: Clock,
    /// Who set it last, and when.
    pub by: Option<Author>,
    /// The server's time.
    pub time: u64,
}

impl<H: Host> Room<H> {
    /// Says for how long something is kept; none: as what lies above it.
    pub async fn set_clock(&self, of: Keep, clock: Option<&Clock>) -> Result<(), Error> {
        self.judge_manager()?;
        let clock = clock.map(Clock::check).transpose()?.map(Box::new);
        let of = kept(&self.state.borrow(), of)?;
        self.decide(&[Op::Clock(of, clock)]).await
    }

    /// Says which day is the day of closing.
    pub async fn set_closing(&self, day: Option<u64>) -> Result<(), Error> {
        self.judge_manager()?;
        self.decide(&[Op::Closing(day)]).await
    }

    /// The day of closing.
    pub fn closing(&self) -> Result<Option<u64>, Error> {
        self.judge_manager()?;
        Ok(self.state.borrow().plan.retention.closing)
    }

    /// Every clock that is set; levels have theirs ([`Room::tiers`]).
    pub fn clocks(&self) -> Result<Vec<ClockView>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let all = state.plan.retention.clocks.iter();
        let index = state.index();
        let view = |(of, set): (&Kept, &crate::replay::SetClock)| ClockView {
            of: *of,
            doc: doc_of(&state, &index, of),
            clock: Clock {
                words: names::text(&set.clock.words),
                ..set.clock.clone()
            },
            by: set.by.map(|by| self.author(&state, &by, "")),
            time: set.time,
        };
        Ok(all.map(view).collect())
    }
}

/// The document that a clock or a hold is about, as it is to be shown.
pub(super) fn doc_of(state: &State, index: &Index, of: &Kept) -> Option<(Spot, String)> {
    let Kept::Doc(origin) = of else {
        return None;
    };
    let spot = index.places_of(*origin).next_back()?;
    let scope = state.scopes.get(&spot.scope)?;
    Some((spot, names::safe(&scope.said(&spot.doc).name)))
}

/// What is meant, if it is there.
pub(super) fn kept(state: &State, of: Keep) -> Result<Kept, Error> {
    match of {
        Keep::Room => Ok(Kept::Room),
        Keep::Folder(folder) => {
            let known = state.tree().knows(&folder);
            known.then_some(Kept::Folder(folder)).ok_or(Error::NotFound)
        }
        Keep::Doc(doc) => {
            let index = state.index();
            let origin = index.origin(doc).filter(|_| index.follow(doc).is_some());
            origin.map(Kept::Doc).ok_or(Error::NotFound)
        }
    }
}
