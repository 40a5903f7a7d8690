//! The record of a room: who did what and when, without names and content.

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Reply;
use super::{MemberRef, Millis, OfficeKind, RoomRef};

/// What the page asks of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum AuditRequest {
    /// May I read it? Answers [`AuditReply::May`].
    May { room: RoomRef },
    /// The newest entries, so many at most. Reads what is new first, if asked to, and tells how far it is: `fresh` is
    /// the page's number for that reading.
    Show {
        room: RoomRef,
        filter: AuditFilter,
        most: u32,
        fresh: Option<f64>,
    },
    /// Stops the reading of this number. What was read stays, and the next one goes on there.
    Stop { reading: f64 },
    /// All of it as a table, as it was read last; answers [`Reply::Content`] with an ArrayBuffer attachment.
    Table {
        room: RoomRef,
        filter: AuditFilter,
        /// Minutes east of Greenwich.
        offset: i32,
        words: AuditWords,
    },
    /// What the store signed of the room's index, as it was read last; answers [`AuditReply::Index`].
    Index { room: RoomRef },
    /// Whether the index goes on from a checkpoint that rides beside it.
    Compare { room: RoomRef },
    /// One entry, by its chain and its number in it, with its proof; answers [`Reply::Content`] with an ArrayBuffer.
    Disclose {
        room: RoomRef,
        chain: String,
        entry: f64,
    },
}

impl AuditRequest {
    /// Does it show that somebody is there?
    pub(super) fn is_sign(&self) -> bool {
        // the page asks for these by itself
        !matches!(
            self,
            Self::May { .. } | Self::Show { .. } | Self::Index { .. }
        )
    }
}

/// What the vault answers to it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum AuditReply {
    May(bool),
    Record(Box<RecordView>),
    Index(IndexView),
}

/// What the store signed last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IndexView {
    /// How many entries it has.
    pub size: f64,
    /// The store's key in hex.
    pub key: String,
    /// The checkpoint, as a signed note.
    pub note: String,
}

/// What of the record is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    pub group: Option<RecordGroup>,
    /// Only what this one did, or what was done with it.
    pub party: Option<MemberRef>,
}

/// Acts that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordGroup {
    Room,
    People,
    Documents,
    Opened,
    Texts,
    Keys,
}

/// The words of the table, in the reader's language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditWords {
    /// The file's name.
    pub name: String,
    pub columns: Vec<String>,
    pub acts: Vec<(RecordAct, String)>,
    pub parties: Vec<(PartyKind, String)>,
    pub places: Vec<(PlaceKind, String)>,
}

/// A room's record, as far as it is looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordView {
    pub chains: u32,
    pub entries: u32,
    /// When the last reading of all of it began.
    pub read_at: Millis,
    /// The server's time of the newest entry.
    pub last: Millis,
    pub findings: Vec<RecordFinding>,
    /// Newest first.
    pub lines: Vec<RecordLine>,
    pub total: u32,
    /// Those whom the lines name, and those who did anything.
    pub parties: Vec<RecordParty>,
}

/// One entry. People are named by their place in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordLine {
    pub time: Millis,
    pub place: RecordPlace,
    /// Which entry of its chain, from 1.
    pub entry: f64,
    /// The chain's id in hex.
    pub chain: String,
    pub by: Option<u32>,
    pub act: RecordAct,
    pub about: Option<u32>,
    pub people: u32,
    pub docs: u32,
    pub folders: u32,
    pub seconds: u32,
    pub until: Option<Millis>,
}

/// A chain, as it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPlace {
    pub kind: PlaceKind,
    /// From 1; 0 where there is one only.
    pub number: u32,
    /// The begin of its id.
    pub id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlaceKind {
    Front,
    Roster,
    Desk,
    Folder,
    Inbox,
    Person,
    Link,
    Visitor,
}

impl PlaceKind {
    /// Every one of them.
    pub const ALL: [Self; 8] = [
        Self::Front,
        Self::Roster,
        Self::Desk,
        Self::Folder,
        Self::Inbox,
        Self::Person,
        Self::Link,
        Self::Visitor,
    ];
}

/// Somebody whom the record names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordParty {
    pub id: MemberRef,
    pub kind: PartyKind,
    pub number: u32,
    /// The number of the link that a visitor came by.
    pub link: Option<u32>,
    /// Where I know it.
    pub name: Option<String>,
    pub office: Option<OfficeKind>,
    pub me: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartyKind {
    Person,
    Link,
    Visitor,
}

impl PartyKind {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Person, Self::Link, Self::Visitor];
}

/// Something that is wrong with the record, or unfinished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecordFinding {
    pub place: RecordPlace,
    /// Which entry, from 1.
    pub entry: f64,
    pub kind: FindingKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum FindingKind {
    Missing,
    Forged,
    Void,
    /// Receipts by their numbers, from 0.
    Skipped {
        expected: f64,
        found: f64,
    },
    Unserved,
    Shortened {
        seen: f64,
    },
    Unindexed,
    Otherwise,
    Withheld {
        indexed: f64,
    },
    Disorder,
    Unlogged,
    Shrunk {
        seen: f64,
    },
    Forked,
    Unfinished,
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum RecordAct {
    RoomOpened,
    Titled,
    MadeOwner,
    MadeManager,
    MadeCoordinator,
    NoOffice,
    Unlocked,
    Frozen,
    Locked,
    MadePerson,
    MadeInvite,
    MadeLink,
    Issued,
    Granted,
    Withdrawn,
    Ended,
    Suspended,
    Resumed,
    Dated,
    MaySend,
    Told,
    Joined,
    Visited,
    DeviceAdded,
    DeviceRevoked,
    Disowned,
    WriterMade,
    WriterGone,
    Proposed,
    Planned,
    FolderMade,
    FoldersListed,
    FoldersUnlisted,
    Labelled,
    Added,
    Versioned,
    Edited,
    Deleted,
    Destroyed,
    RoomDestroyed,
    Held,
    HoldLifted,
    SentIn,
    Received,
    TakenIn,
    Refused,
    Viewed,
    Downloaded,
    Completed,
    Printed,
    Closed,
    Asked,
    Agreed,
    Turned,
    Renewed,
    KeysKept,
    GrantersNamed,
}

impl RecordAct {
    /// Every one of them.
    pub const ALL: [Self; 57] = [
        Self::RoomOpened,
        Self::Titled,
        Self::MadeOwner,
        Self::MadeManager,
        Self::MadeCoordinator,
        Self::NoOffice,
        Self::Unlocked,
        Self::Frozen,
        Self::Locked,
        Self::MadePerson,
        Self::MadeInvite,
        Self::MadeLink,
        Self::Issued,
        Self::Granted,
        Self::Withdrawn,
        Self::Ended,
        Self::Suspended,
        Self::Resumed,
        Self::Dated,
        Self::MaySend,
        Self::Told,
        Self::Joined,
        Self::Visited,
        Self::DeviceAdded,
        Self::DeviceRevoked,
        Self::Disowned,
        Self::WriterMade,
        Self::WriterGone,
        Self::Proposed,
        Self::Planned,
        Self::FolderMade,
        Self::FoldersListed,
        Self::FoldersUnlisted,
        Self::Labelled,
        Self::Added,
        Self::Versioned,
        Self::Edited,
        Self::Deleted,
        Self::Destroyed,
        Self::RoomDestroyed,
        Self::Held,
        Self::HoldLifted,
        Self::SentIn,
        Self::Received,
        Self::TakenIn,
        Self::Refused,
        Self::Viewed,
        Self::Downloaded,
        Self::Completed,
        Self::Printed,
        Self::Closed,
        Self::Asked,
        Self::Agreed,
        Self::Turned,
        Self::Renewed,
        Self::KeysKept,
        Self::GrantersNamed,
    ];
}
