//! Dates of review, and everything that is due.

use crate::body::{Cover, Op, Review};
use crate::error::Error;
use crate::forms::FormKind;
use crate::forms::dates::DAY;
use crate::host::Host;
use crate::information::classify::Labelled;
use crate::names;
use crate::registers::findings::FindingState;
use crate::replay::{Spot, State};
use crate::room::Room;

/// Something that has a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What.
    pub what: DueKind,
    /// What it is called.
    pub name: String,
    /// When it is due.
    pub day: u64,
    /// The document or folder, if it is one that is there.
    pub place: Option<DuePlace>,
}

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DueKind {
    /// A form is to be looked at again; none of a newer version of this program.
    Form(Option<FormKind>),
    /// A document or folder is to be looked at again.
    Review,
    /// A finding is to be remedied, or closed.
    Finding,
    /// A person's request is to be answered.
    Right,
}

/// Where something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DuePlace {
    /// A folder.
    Folder(ledger::ids::ScopeId),
    /// A document.
    Doc(Spot),
}

impl<H: Host> Room<H> {
    /// Says when a document or folder is to be looked at again, and how often from then on; none: no more.
    pub async fn set_review(&self, what: Labelled, review: Option<Review>) -> Result<(), Error> {
        self.judge_manager()?;
        if review.is_some_and(|review| review.every_days == Some(0)) {
            return Err(Error::NotAllowed);
        }
        let cover = self.cover_of(what)?;
        self.decide(&[Op::Review(cover, review)]).await
    }

    /// Says that a document or folder was looked at: the next time is so many days from now as was said, or there is none.
    pub async fn reviewed(&self, what: Labelled) -> Result<Option<u64>, Error> {
        self.judge_manager()?;
        let cover = self.cover_of(what)?;
        let known = self.state.borrow().plan.books.reviews.get(&cover).copied();
        let known = known.ok_or(Error::NotFound)?;
        let now = self.now();
        let next = known.every_days.map(|days| Review {
            next: now.saturating_add(u64::from(days) * DAY),
            ..known
        });
        self.decide(&[Op::Review(cover, next)]).await?;
        Ok(next.map(|review| review.next))
    }

    /// When something is to be looked at again.
    pub fn review(&self, what: Labelled) -> Result<Option<Review>, Error> {
        let cover = self.cover_of(what)?;
        let state = self.state.borrow();
        match self.is_officer(&state) {
            true => Ok(state.plan.books.reviews.get(&cover).copied()),
            false => Err(Error::NotAllowed),
        }
    }

    /// All that has a day until then: forms, documents and folders to be looked at, findings, persons' requests; what is
    /// due first comes first.
    pub fn due_until(&self, until: u64) -> Result<Vec<Due>, Error> {
        let mut all: Vec<Due> = Vec::new();
        for form in self.forms()? {
            all.extend(form.review.map(|day| Due {
                what: DueKind::Form(form.kind),
                name: form.name,
                day,
                place: form.doc.map(DuePlace::Doc),
            }));
        }
        all.extend(self.reviews());
        let findings = self.findings()?.into_iter();
        let open = findings.filter(|one| one.state != FindingState::Closed);
        all.extend(open.map(|one| Due {
            what: DueKind::Finding,
            name: one.text,
            day: one.due,
            place: None,
        }));
        let open = self.rights()?.into_iter().filter(|one| one.done.is_none());
        all.extend(open.map(|one| Due {
            what: DueKind::Right,
            name: one.reference,
            day: one.due,
            place: None,
        }));
        all.retain(|one| one.day <= until);
        all.sort_by(|a, b| (a.day, a.what, &a.name).cmp(&(b.day, b.what, &b.name)));
        Ok(all)
    }

    fn reviews(&self) -> Vec<Due> {
        let state = self.state.borrow();
        let index = state.index();
        let mut all = Vec::new();
        for (cover, review) in &state.plan.books.reviews {
            let place = match cover {
                Cover::Folder(id) => state.scope(id).ok().map(|_| DuePlace::Folder(*id)),
                Cover::Doc(origin) => index.places_of(*origin).next_back().map(DuePlace::Doc),
            };
            // what is gone is not looked at again
            let Some(place) = place else { continue };
            all.push(Due {
                what: DueKind::Review,
                name: called(&state, &place),
                day: review.next,
                place: Some(place),
            });
        }
        all
    }

    /// What names it wherever it lies.
    fn cover_of(&self, what: Labelled) -> Result<Cover, Error> {
        match what {
            Labelled::Folder(id) => {
                let state = self.state.borrow();
                state.scope(&id)?;
                let folder = !state.is_aside(&id);
                folder.then_some(Cover::Folder(id)).ok_or(Error::NotFound)
            }
            Labelled::Doc(doc) => Ok(Cover::Doc(self.origin_of(doc)?)),
        }
    }
}

fn called(state: &State, place: &DuePlace) -> String {
    match place {
        DuePlace::Folder(id) => match state.folder_name(id) {
            name if name.is_empty() => state.title.clone().unwrap_or_default(),
            name => names::safe(&name),
        },
        DuePlace::Doc(at) => {
            let scope = state.scopes.get(&at.scope);
            let name = scope.map(|scope| scope.said(&at.doc).name);
            names::safe(&name.unwrap_or_default())
        }
    }
}
