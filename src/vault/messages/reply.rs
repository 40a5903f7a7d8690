//! What the vault answers.

use serde::{Deserialize, Serialize};

use super::compliance::ComplianceReply;
use super::{
    AccessReply, ActivityReply, AuditReply, ClosingReply, DocRef, DocsReply, Failure, FolderRef,
    IncidentReply, InfoReply, LinksReply, MeReply, MemberRef, Millis, OfficeKind, ReportsReply,
    RestoreReply, RetentionReply, RoomRef, RoomStanding, ToldView, TransferId, TrusteesReply,
    Verified, WhoRef,
};

#[derive(Clone, Serialize, Deserialize)]
pub enum Reply {
    Done,
    Status(Status),
    /// The recovery words, to be shown once.
    Words(Vec<String>),
    Rooms(Vec<RoomSummary>),
    Room(Box<RoomView>),
    Docs(DocsReply),
    Transfer(TransferId),
    Content(Content),
    Url(Invitation),
    Members(Vec<MemberView>),
    Peek(Peek),
    Access(AccessReply),
    Activity(ActivityReply),
    Audit(AuditReply),
    Closing(Box<ClosingReply>),
    Info(InfoReply),
    Incident(IncidentReply),
    Told(ToldView),
    Reports(ReportsReply),
    Retention(RetentionReply),
    Compliance(ComplianceReply),
    Me(MeReply),
    Links(Box<LinksReply>),
    Verified(Box<Verified>),
    Restore(RestoreReply),
    Trustees(TrusteesReply),
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
    /// May I see who is in the room and keep people out, and open nothing?
    pub coordinates: bool,
    /// Am I an owner?
    pub owns: bool,
    /// How the room stands for all but its owners.
    pub standing: RoomStanding,
    /// Nobody but owners is served from then on.
    pub ends: Option<Millis>,
    /// The room's state lets me write nothing for now.
    pub frozen: bool,
    /// Nothing is to be saved or printed.
    pub view_only: bool,
    /// A text is to be agreed to before anything is shown.
    pub owes: bool,
    /// Where I may send files without reading: where to, and what it is called.
    pub drops: Vec<(FolderRef, String)>,
    pub expires: Option<Millis>,
    /// Server time of the newest entry that was replayed.
    pub as_of: Millis,
    /// The server's clock minus this device's, where they are far apart.
    pub clock: Option<Millis>,
    /// Freshness is unproven: restored by words, and no other person's word has arrived since.
    pub unproven: bool,
    /// It was restored, and is shut for everybody but owners until one of them finishes that.
    pub unfinished: bool,
    /// Parents before children. The first one is the root, or there are several tops for one who holds parts.
    pub folders: Vec<FolderView>,
    pub docs: Vec<DocView>,
    /// What is in the bin; for managers.
    pub bin: Vec<DocView>,
    /// Signed records whose entry or body is missing or broken: an alarm, in one sentence each by kind.
    pub alarms: Vec<Alarm>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FolderView {
    pub folder: FolderRef,
    pub parent: Option<FolderRef>,
    pub name: String,
    /// Its index number: `1.2`; empty at the top.
    pub number: String,
    pub description: String,
    /// May I add documents here?
    pub may_add: bool,
    /// It is no folder: the documents that were given one by one.
    pub loose: bool,
    /// The stage in which it is disclosed; for managers.
    pub stage: Option<u32>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DocView {
    pub doc: DocRef,
    pub folder: FolderRef,
    pub name: String,
    pub mime: String,
    pub size: f64,
    pub modified: Millis,
    pub added: Millis,
    /// Who added the newest version.
    pub added_by: String,
    /// A card that is known here says who that is.
    pub sure: bool,
    /// Its index number: `1.2.3`.
    pub number: String,
    pub description: String,
    pub tags: Vec<String>,
    pub versions: u32,
    /// When the newest version came.
    pub changed: Millis,
    /// May I rename, describe and tag it?
    pub may_edit: bool,
    /// May I add a version?
    pub may_add: bool,
    /// The line of the access table that is about it alone, if it has rights of its own.
    pub own: Option<FolderRef>,
    /// In the bin: the folder from which it came.
    pub from: Option<FolderRef>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Alarm {
    MissingEntry,
    MissingBody,
    BrokenRecord,
    MissingKey,
    ForgedEntry,
    Unsettled,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub name: String,
    pub mime: String,
    pub size: f64,
}

/// An invite or link that was just made.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
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
    /// When the member itself gave up its key.
    pub disowned: Option<Millis>,
    /// What it may do beyond reading.
    pub office: Option<OfficeKind>,
    /// Its groups, by id.
    pub groups: Vec<WhoRef>,
    /// It is to be approved before it is given anything.
    pub awaits: bool,
    pub audits: bool,
    pub view_only: bool,
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
    Suspended,
    Expired,
    Ended,
    UsedUp,
    /// Gave up its own key.
    Disowned,
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
    /// Whoever opens it is asked who that is; known once the note is read.
    pub asks: bool,
    /// It takes files instead of showing any.
    pub requests: bool,
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
