//! Who opened what, how often and how long, as sums. Line by line it is in [`Room::activity_csv`].

use serde::{Deserialize, Serialize};

use super::head::{Made, Period, RoomNamed, Span};
use crate::activity::{Filter, Opened, Sum};
use crate::dates::utc;
use crate::error::Error;
use crate::host::Host;
use crate::people::members::Role;
use crate::room::Room;

/// Who opened what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct ActivityReport {
    /// The room.
    pub room: RoomNamed,
    /// By whom, and when.
    pub made: Made,
    /// Of when.
    pub period: Span,
    /// `everybody`, or `own`.
    pub of: String,
    /// All together.
    pub totals: Totals,
    /// Whoever opened most first.
    pub people: Vec<Opener>,
    /// What was opened most first.
    pub documents: Vec<OpenedDoc>,
}

/// All together.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Totals {
    /// People, and devices of links.
    pub people: usize,
    /// Documents.
    pub documents: usize,
    /// Shown.
    pub views: u64,
    /// Saved.
    pub downloads: u64,
    /// Printed.
    pub prints: u64,
    /// Seconds on the screen, as the readers' programs say.
    pub seconds: u64,
}

/// Somebody who opened something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Opener {
    /// The name; of who came by a link what it said of itself, which nobody verified.
    pub name: String,
    /// `owner`, `person`, `invite` or `link`.
    pub kind: String,
    /// What a manager calls it, or the link.
    pub label: String,
    /// Different documents.
    pub documents: u32,
    /// Shown.
    pub views: u32,
    /// Saved.
    pub downloads: u32,
    /// Printed.
    pub prints: u32,
    /// Seconds on the screen.
    pub seconds: u64,
    /// The last time.
    pub last: String,
}

/// A document that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct OpenedDoc {
    /// Its name.
    pub document: String,
    /// The folders above.
    pub folder: String,
    /// Whether it is still there.
    pub there: bool,
    /// Different people.
    pub people: u32,
    /// Shown.
    pub views: u32,
    /// Saved.
    pub downloads: u32,
    /// Printed.
    pub prints: u32,
    /// Seconds on the screen.
    pub seconds: u64,
    /// The last time.
    pub last: String,
}

impl<H: Host> Room<H> {
    pub(super) fn activity_report(&self, period: &Period) -> Result<ActivityReport, Error> {
        let (room, made) = self.report_head()?;
        let opened = self.openings(&Filter {
            from: period.from,
            until: period.until,
            ..Filter::default()
        });
        let everybody = self.is_manager(&self.state.borrow());
        let sums = || opened.by_person.iter().map(|(_, sum)| sum);
        Ok(ActivityReport {
            room,
            made,
            period: period.said(),
            of: if everybody { "everybody" } else { "own" }.to_owned(),
            totals: Totals {
                people: opened.by_person.len(),
                documents: opened.by_doc.len(),
                views: sums().map(|sum| u64::from(sum.views)).sum(),
                downloads: sums().map(|sum| u64::from(sum.downloads)).sum(),
                prints: sums().map(|sum| u64::from(sum.prints)).sum(),
                seconds: sums().map(|sum| sum.seconds).sum(),
            },
            people: people(&opened),
            documents: documents(&opened),
        })
    }
}

fn people(opened: &Opened) -> Vec<Opener> {
    let one = |(who, sum): &(_, Sum)| {
        let someone = opened.people.get(who)?;
        let kind = match someone.kind {
            Role::Owner => "owner",
            Role::Person => "person",
            Role::Invite => "invite",
            Role::Link => "link",
        };
        Some(Opener {
            name: someone.name.clone(),
            kind: kind.to_owned(),
            label: someone.label.clone(),
            documents: sum.different,
            views: sum.views,
            downloads: sum.downloads,
            prints: sum.prints,
            seconds: sum.seconds,
            last: utc(sum.last),
        })
    };
    opened.by_person.iter().filter_map(one).collect()
}

fn documents(opened: &Opened) -> Vec<OpenedDoc> {
    let one = |(spot, sum): &(_, Sum)| {
        let place = opened.places.get(spot)?;
        Some(OpenedDoc {
            document: place.name.clone(),
            folder: place.folder.clone(),
            there: place.there,
            people: sum.different,
            views: sum.views,
            downloads: sum.downloads,
            prints: sum.prints,
            seconds: sum.seconds,
            last: utc(sum.last),
        })
    };
    opened.by_doc.iter().filter_map(one).collect()
}
