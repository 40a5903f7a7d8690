//! How a room stands, what happened in it, and what of it is news.

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Reply;
use super::{DocRef, Failure, MemberKind, MemberRef, Millis, RoomRef};

/// What the page asks of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ActivityRequest {
    /// Locks the room, makes it read only, or opens it again; answers the room.
    SetStanding {
        room: RoomRef,
        standing: RoomStanding,
    },
    /// Sets when the room ends, or that it does not; answers the room.
    SetEnd { room: RoomRef, ends: Option<Millis> },
    /// Keeps a member out for now, or lets it in again.
    Suspend {
        room: RoomRef,
        member: MemberRef,
        on: bool,
    },
    /// Until when a member's access lasts.
    SetDates {
        room: RoomRef,
        member: MemberRef,
        expires: Option<Millis>,
    },
    /// What happened: so many events after the first `skip`. Reads what is new first, if asked to.
    Timeline {
        room: RoomRef,
        filter: ActivityFilter,
        skip: u32,
        most: u32,
        fresh: bool,
    },
    /// What a member, or the visitors of a link, had opened.
    OpenedBy { room: RoomRef, member: MemberRef },
    /// The whole history as a table; answers [`Reply::Content`] with an ArrayBuffer attachment.
    Table {
        room: RoomRef,
        filter: ActivityFilter,
        words: TableWords,
    },
    /// A document has been on the screen for so long, and still is, if it is not `over`. `look` is the page's
    /// number for this time.
    Looked {
        room: RoomRef,
        doc: DocRef,
        look: u32,
        seconds: u32,
        over: bool,
    },
    /// What is new in my rooms. Reads what is new first, if asked to.
    AllNews { fresh: bool },
    /// What is new in one that is open.
    News { room: RoomRef },
    /// I have seen what is new; answers what still is.
    MarkRead { room: RoomRef },
    /// A document is about to be printed.
    Printed { room: RoomRef, doc: DocRef },
}

/// What the vault answers to it, where it is not the room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ActivityReply {
    Timeline(Box<Timeline>),
    Opened(Vec<OpenedDoc>),
    AllNews(Vec<NewsOf>),
    News(NewsOf),
}

/// What is new in a room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewsOf {
    pub room: RoomRef,
    pub title: String,
    pub items: Vec<NewsItem>,
    /// Why the room could not be read.
    pub failure: Option<Failure>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewsItem {
    pub kind: NewsKind,
    pub time: Millis,
    pub names: Vec<String>,
    pub count: u32,
    pub until: Option<Millis>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewsKind {
    Documents,
    Versions,
    /// One keeps a version that is not the newest.
    Outdated,
    Dropped,
    Joined,
    Proposed,
    Text,
    EndsMine,
    EndsMember,
    EndsRoom,
    ReadOnly,
    Answered,
    Due,
    DueSoon,
    Asked,
}

/// What of the history is looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ActivityFilter {
    pub person: Option<MemberRef>,
    pub doc: Option<DocRef>,
    pub from: Option<Millis>,
    pub until: Option<Millis>,
    pub groups: Vec<ActivityGroup>,
    /// Where the reader's days begin: minutes east of Greenwich.
    pub offset: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ActivityGroup {
    Opened,
    Documents,
    People,
    Room,
}

/// The words of the table, in the reader's language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TableWords {
    /// The file's name.
    pub name: String,
    pub columns: Vec<String>,
    pub deeds: Vec<(Deed, String)>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    Viewed,
    Downloaded,
    Completed,
    Printed,
    Closed,
    Joined,
    Visited,
    MadePerson,
    MadeInvite,
    MadeLink,
    Granted,
    Ended,
    Suspended,
    Resumed,
    Dated,
    MadeOwner,
    MadeManager,
    MadeCoordinator,
    NoOffice,
    Opened,
    Frozen,
    Locked,
    Added,
    Versioned,
    Moved,
    Deleted,
    Dropped,
    Agreed,
    Proposed,
}

impl Deed {
    /// Every one of them.
    pub const ALL: [Self; 29] = [
        Self::Viewed,
        Self::Downloaded,
        Self::Completed,
        Self::Printed,
        Self::Closed,
        Self::Joined,
        Self::Visited,
        Self::MadePerson,
        Self::MadeInvite,
        Self::MadeLink,
        Self::Granted,
        Self::Ended,
        Self::Suspended,
        Self::Resumed,
        Self::Dated,
        Self::MadeOwner,
        Self::MadeManager,
        Self::MadeCoordinator,
        Self::NoOffice,
        Self::Opened,
        Self::Frozen,
        Self::Locked,
        Self::Added,
        Self::Versioned,
        Self::Moved,
        Self::Deleted,
        Self::Dropped,
        Self::Agreed,
        Self::Proposed,
    ];
}

/// What happened, as far as it was asked for. People and documents are named once, and referred to by
/// their place in `people` and `docs`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Timeline {
    /// Is it everybody's, or only my own?
    pub everybody: bool,
    pub events: Vec<Happened>,
    pub total: u32,
    pub people: Vec<Someone>,
    pub docs: Vec<NamedDoc>,
    pub by_person: Vec<(u32, Opens)>,
    pub by_doc: Vec<(u32, Opens)>,
    /// A row a person, a column a document.
    pub map: HeatMap<u32>,
    /// A row a person, a column a day, by its begin.
    pub days: HeatMap<Millis>,
    pub gaps: Vec<(u32, Gap)>,
    /// How many chains that were seen before are not served any more.
    pub lost: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Happened {
    pub time: Millis,
    pub deed: Deed,
    pub who: Option<u32>,
    pub about: Option<u32>,
    /// The first of them.
    pub docs: Vec<u32>,
    /// How many in all.
    pub count: u32,
    /// The version, where one document is named.
    pub version: Option<u32>,
    pub seconds: u32,
    /// An end that was set.
    pub until: Option<Millis>,
    /// Device and number of a receipt, from 1.
    pub receipt: Option<(u32, f64)>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Someone {
    pub id: MemberRef,
    pub kind: MemberKind,
    /// Came by a link: nobody has verified the name.
    pub visitor: bool,
    pub name: String,
    pub label: String,
    pub me: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NamedDoc {
    pub id: DocRef,
    pub name: String,
    pub folder: String,
    /// Is it still there?
    pub there: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Opens {
    pub views: u32,
    pub downloads: u32,
    pub prints: u32,
    pub seconds: f64,
    /// Different documents, or different people.
    pub different: u32,
    pub last: Millis,
}

impl Opens {
    /// Openings of any kind.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.views + self.downloads + self.prints
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HeatMap<C> {
    pub rows: Vec<u32>,
    pub columns: Vec<C>,
    pub cells: Vec<Vec<u32>>,
}

/// Where receipts may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Gap {
    Skipped { expected: f64, found: f64 },
    Missing,
    Forged,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenedDoc {
    pub name: String,
    pub opens: Opens,
}

impl ActivityRequest {
    /// Does it show that somebody is there?
    pub(super) fn is_sign(&self) -> bool {
        // the page asks for these by itself
        !matches!(
            self,
            Self::Timeline { .. } | Self::Looked { .. } | Self::AllNews { .. } | Self::News { .. }
        )
    }
}

/// How a room stands for all but its owners.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RoomStanding {
    Open,
    ReadOnly,
    Locked,
}
