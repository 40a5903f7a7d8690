//! Documents once they are there: versions, names, places, order.

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::{Content, Reply};
use super::{DocRef, FolderRef, Millis, PickedFile, RoomRef, RoomView};

/// A version's id in hex.
pub type VersionRef = String;

/// What the page asks about documents of a room that is open.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum DocsRequest {
    /// Versions and history of a document; answers [`DocsReply::Details`].
    Details { room: RoomRef, doc: DocRef },
    /// What was said of a folder; answers [`DocsReply::History`].
    FolderHistory { room: RoomRef, folder: FolderRef },
    /// Renames, describes, tags; answers [`DocsReply::Changed`].
    Change {
        room: RoomRef,
        changes: Vec<DocChange>,
    },
    /// Answers [`DocsReply::Changed`].
    RenameFolder {
        room: RoomRef,
        folder: FolderRef,
        seen: String,
        name: String,
    },
    /// Answers [`DocsReply::Changed`].
    DescribeFolder {
        room: RoomRef,
        folder: FolderRef,
        text: String,
    },
    /// Answers [`DocsReply::Moved`].
    Move {
        room: RoomRef,
        docs: Vec<DocRef>,
        to: FolderRef,
    },
    /// Each to a folder of its own, to take a move back; answers [`DocsReply::Moved`].
    MoveBack {
        room: RoomRef,
        docs: Vec<(DocRef, FolderRef)>,
    },
    /// Into the bin; answers [`DocsReply::Moved`].
    Bin { room: RoomRef, docs: Vec<DocRef> },
    /// Out of the bin, each to where it was; answers [`DocsReply::Moved`].
    Unbin { room: RoomRef, docs: Vec<DocRef> },
    /// Gives a document rights of its own, or takes them; answers [`DocsReply::Moved`].
    OwnRights {
        room: RoomRef,
        doc: DocRef,
        yes: bool,
    },
    /// Puts folders into an order, by ids of folders and documents; answers [`DocsReply::Changed`].
    Order {
        room: RoomRef,
        orders: Vec<(FolderRef, Vec<String>)>,
    },
    /// Answers [`DocsReply::Changed`].
    RestoreVersion {
        room: RoomRef,
        doc: DocRef,
        version: VersionRef,
    },
    /// Decrypts a version for showing; answers [`Reply::Content`] with an ArrayBuffer attachment.
    ViewVersion {
        room: RoomRef,
        doc: DocRef,
        version: VersionRef,
    },
    /// Saves a version; answers [`Reply::Transfer`].
    SaveVersion {
        room: RoomRef,
        doc: DocRef,
        version: VersionRef,
    },
    /// As an upload; those files for which a document is named become new versions of it. Files ride as
    /// attachments, same order. Answers [`Reply::Transfer`].
    Upload {
        room: RoomRef,
        folder: FolderRef,
        files: Vec<PickedFile>,
        onto: Vec<Option<DocRef>>,
    },
    /// Those of the documents whose keys others may have kept; answers [`DocsReply::Aged`].
    Aged { room: RoomRef, docs: Vec<DocRef> },
    /// Encrypts documents again under new keys; answers [`Reply::Transfer`].
    EncryptAgain { room: RoomRef, docs: Vec<DocRef> },
}

/// What is to change of a document; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocChange {
    pub doc: DocRef,
    pub name: Option<String>,
    /// The name that the person saw.
    pub seen: Option<String>,
    pub description: Option<String>,
    pub tag: Vec<String>,
    pub untag: Vec<String>,
}

/// What the vault answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum DocsReply {
    Details(Box<DocDetails>),
    History(Vec<HistoryEvent>),
    /// The room as it is then, and names that others gave meanwhile.
    Changed(Box<RoomView>, Vec<Crossed>),
    /// The room as it is then, and what was moved: by its id now, and where it was.
    Moved(Box<RoomView>, Vec<(DocRef, FolderRef)>),
    Aged(Vec<DocRef>),
}

/// Somebody else named the same thing at the same time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossed {
    pub name: String,
    pub by: String,
    /// The name that holds.
    pub holds: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocDetails {
    /// Oldest first.
    pub versions: Vec<VersionView>,
    /// Oldest first.
    pub history: Vec<HistoryEvent>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VersionView {
    pub version: VersionRef,
    /// The file's name as it was picked.
    pub name: String,
    pub size: f64,
    pub added: Millis,
    pub by: String,
    /// A card that is known here says who that is.
    pub sure: bool,
    /// The version whose content it has again, counted from 1.
    pub restored: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryEvent {
    pub time: Millis,
    pub by: String,
    pub what: DocDeed,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DocDeed {
    Added,
    Version,
    Restored,
    Named(String),
    Described(String),
    Tagged(Vec<String>),
    Moved(String),
    Apart,
    Binned,
    Ordered,
}
