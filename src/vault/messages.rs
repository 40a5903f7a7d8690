//! What page and vault say to each other.
//!
//! The vault is a worker: it alone holds keys and runs the use-cases of `room`.
//! The page asks with a [`Request`] and gets one [`Reply`]; what happens without
//! being asked arrives as an [`Event`]. Messages are serde values; `File`s,
//! file handles and byte buffers travel beside them (see [`Attachment`]), so that
//! content is neither copied nor kept in a wasm memory.
//!
//! A passphrase and recovery words cross this seam because a person types and reads
//! them on the page; no key does. Ids are opaque hex, safe in a path.

#![allow(missing_docs)] // what is not said below, a name says

use serde::{Deserialize, Serialize};

/// A room's id in hex.
pub type RoomRef = String;
/// A folder's scope id in hex.
pub type FolderRef = String;
/// A document's id in hex.
pub type DocRef = String;
/// A member's chain id in hex: a person, an invite or a link.
pub type MemberRef = String;
/// Names a running transfer.
pub type TransferId = u32;
/// Milliseconds since 1970.
pub type Millis = f64;

/// JavaScript values that ride beside a request, in the order in which it names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attachment {
    /// `File` objects, as many as `Upload::files` has items.
    Files,
    /// A `FileSystemFileHandle` or a `WritableStream`'s port, for `Download`.
    Sink,
}

/// What the page asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Request {
    /// Is there an identity on this device, and is it open?
    Status,
    /// Somebody is there: puts off the vault's own lock, as every request does.
    Active,
    /// A new identity. Answers [`Reply::Words`]; nothing is stored until `ConfirmIdentity`.
    MakeIdentity {
        name: String,
        passphrase: String,
    },
    /// The person has confirmed the recovery words.
    ConfirmIdentity,
    /// Restores from 24 words; rooms come back from the home object.
    RestoreIdentity {
        words: String,
        name: String,
        passphrase: String,
    },
    Unlock {
        passphrase: String,
    },
    Lock,
    /// Removes the sealed identity from this device.
    ForgetIdentity,
    /// Answers [`Reply::Rooms`].
    Rooms,
    /// Answers [`Reply::Room`]. The token is the operator's.
    CreateRoom {
        title: String,
        token: String,
    },
    /// Replays the room's chains; answers [`Reply::Room`].
    OpenRoom {
        room: RoomRef,
    },
    /// Answers [`Reply::Room`].
    CreateFolder {
        room: RoomRef,
        parent: FolderRef,
        name: String,
    },
    /// Answers [`Reply::Transfer`]; progress comes as events. Files ride as attachments, same order.
    Upload {
        room: RoomRef,
        folder: FolderRef,
        files: Vec<PickedFile>,
    },
    /// Answers [`Reply::Transfer`]. Without a sink attachment the bytes come back in `Event::Saved` as a Blob attachment.
    Download {
        room: RoomRef,
        docs: Vec<DocRef>,
        zip: bool,
    },
    Pause {
        transfer: TransferId,
    },
    Resume {
        transfer: TransferId,
    },
    Cancel {
        transfer: TransferId,
    },
    /// Decrypts up to 64 MiB for showing; answers [`Reply::Content`] with an ArrayBuffer attachment.
    View {
        room: RoomRef,
        doc: DocRef,
    },
    /// Answers [`Reply::Room`].
    DeleteDocs {
        room: RoomRef,
        docs: Vec<DocRef>,
    },
    /// Answers [`Reply::Url`].
    CreateInvite {
        room: RoomRef,
        folder: FolderRef,
        label: String,
        join_by: Millis,
        expires: Option<Millis>,
    },
    /// Answers [`Reply::Url`].
    CreateLink {
        room: RoomRef,
        what: Shared,
        label: String,
        expires: Millis,
        passphrase: Option<String>,
        opens: Option<u32>,
    },
    /// People, invites and links of a room; answers [`Reply::Members`]. Owner only.
    Members {
        room: RoomRef,
    },
    /// Ends a link, an invite or a person's access, and rotates what it held.
    EndMember {
        room: RoomRef,
        member: MemberRef,
    },
    /// What an invite's or a link's fragment leads to; answers [`Reply::Peek`]. Counts as no opening.
    Peek {
        fragment: String,
    },
    /// Joins by an invite; answers [`Reply::Room`].
    Join {
        fragment: String,
    },
    /// Opens a link (counts as an opening); answers [`Reply::Room`].
    OpenLink {
        fragment: String,
        passphrase: Option<String>,
    },
}

/// What a link shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shared {
    Folder(FolderRef),
    Docs(Vec<DocRef>),
}

/// A file that was picked or dropped. Its path below the drop names the folders to make.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PickedFile {
    /// `a/b/c.pdf`, or the bare name.
    pub path: String,
    pub size: f64,
    pub modified: Millis,
    pub mime: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Reply {
    Done,
    Status(Status),
    /// The recovery words, to be shown once.
    Words(Vec<String>),
    Rooms(Vec<RoomSummary>),
    Room(Box<RoomView>),
    Transfer(TransferId),
    Content(Content),
    Url(Invitation),
    Members(Vec<MemberView>),
    Peek(Peek),
    Failed(Failure),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub identity: IdentityState,
    /// The name on the card, when unlocked.
    pub name: Option<String>,
    /// Safety words of the own fingerprint, when unlocked.
    pub safety_words: Vec<String>,
    /// May the browser throw the storage away?
    pub persisted: bool,
    /// Is storage refused altogether (some private windows)?
    pub storage: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdentityState {
    None,
    Locked,
    Unlocked,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoomSummary {
    pub room: RoomRef,
    pub title: String,
    /// Made here, or shared with me.
    pub mine: bool,
    /// Who owns it, if not me.
    pub owner: String,
    pub expires: Option<Millis>,
    pub last_opened: Millis,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoomView {
    pub room: RoomRef,
    pub title: String,
    pub owner: String,
    /// Safety words of the owner's fingerprint.
    pub owner_words: Vec<String>,
    /// May I add, delete, invite, link?
    pub manage: bool,
    pub expires: Option<Millis>,
    /// Server time of the newest entry that was replayed.
    pub as_of: Millis,
    /// Freshness is unproven (just restored by words).
    pub unproven: bool,
    /// Parents before children. The first one is the root, or there are several tops for one who holds parts.
    pub folders: Vec<FolderView>,
    pub docs: Vec<DocView>,
    /// Signed records whose entry or body is missing or broken: an alarm, in one sentence each by kind.
    pub alarms: Vec<Alarm>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FolderView {
    pub folder: FolderRef,
    pub parent: Option<FolderRef>,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocView {
    pub doc: DocRef,
    pub folder: FolderRef,
    pub name: String,
    pub mime: String,
    pub size: f64,
    pub modified: Millis,
    pub added: Millis,
    pub added_by: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alarm {
    MissingEntry,
    MissingBody,
    BrokenRecord,
    ForgedEntry,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub name: String,
    pub mime: String,
    pub size: f64,
}

/// An invite or link that was just made.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Invitation {
    pub member: MemberRef,
    /// Path and fragment on this origin: `/i#...` or `/l#...`.
    pub url: String,
    pub expires: Option<Millis>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberView {
    pub member: MemberRef,
    pub kind: MemberKind,
    pub label: String,
    pub name: Option<String>,
    pub safety_words: Vec<String>,
    pub state: MemberState,
    pub what: String,
    pub added: Millis,
    pub expires: Option<Millis>,
    pub opens: Option<u32>,
    pub opened: u32,
    pub passphrase: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberKind {
    Owner,
    Person,
    Invite,
    Link,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MemberState {
    Live,
    Expired,
    Ended,
    UsedUp,
}

/// What a fragment leads to, before it is joined or opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Peek {
    pub kind: MemberKind,
    pub state: PeekState,
    pub room: RoomRef,
    /// Absent when the passphrase is needed to read the note.
    pub title: Option<String>,
    pub sender: Option<String>,
    /// Safety words of the sender's fingerprint.
    pub sender_words: Vec<String>,
    pub contents: Option<String>,
    pub needs_passphrase: bool,
    pub expires: Option<Millis>,
    pub opens_left: Option<u32>,
    /// This identity is in the room already.
    pub joined: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PeekState {
    Live,
    Expired,
    Ended,
    UsedUp,
    /// A wrong passphrase was tried too often; wait.
    Locked,
}

/// What happens without being asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Event {
    /// The vault has started.
    Ready,
    Transfer {
        transfer: TransferId,
        state: TransferState,
    },
    /// A download without a sink: a Blob rides beside it.
    Saved { transfer: TransferId, name: String },
    /// A room changed (an upload's entry was written, a pending rotation finished).
    RoomChanged { room: RoomRef },
    /// Locked after idling.
    Locked,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum TransferState {
    Running(Progress),
    Paused(Progress),
    /// The connection is lost; it goes on by itself.
    Waiting(Progress),
    Done(Progress),
    Cancelled,
    Failed(Failure, Progress),
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    pub files: Vec<FileProgress>,
    pub bytes: f64,
    pub total: f64,
    pub files_done: u32,
    pub files_total: u32,
    /// Bytes per second over the last seconds.
    pub speed: f64,
    pub seconds_left: Option<f64>,
}

/// The files that move now, and those that failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileProgress {
    pub name: String,
    pub bytes: f64,
    pub total: f64,
    pub failure: Option<Failure>,
}

/// Why something did not happen. The person's sentence is made in one place, from this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Failure {
    WrongPassphrase,
    WrongWords,
    Locked,
    NoIdentity,
    LinkDamaged,
    LinkTruncated,
    LinkNewer,
    NotALink,
    ForeignInvite,
    Expired,
    Ended,
    UsedUp,
    TriedTooOften,
    NotFound,
    NotAllowed,
    WrongToken,
    Unreachable,
    ServerBusy,
    StoreFull,
    DiskFull,
    QuotaReached,
    TooLarge,
    FileChanged,
    FileVanished,
    BadName,
    DuplicateName,
    StorageRefused,
    InsecureContext,
    /// Bytes that the store serves are not what was signed.
    Tampered,
    /// The store serves an older or another history than was seen before.
    RolledBack,
    Incomplete,
    /// The other party's key changed.
    KeyChanged,
    Cancelled,
    TooManyFiles,
    Internal,
}
