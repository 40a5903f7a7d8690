//! What the page asks of the vault.

use serde::{Deserialize, Serialize};

use super::compliance::{ChannelRequest, ComplianceRequest, FormsRequest, RegistersRequest};
use super::{
    AccessRequest, ActivityRequest, AuditRequest, ClosingRequest, DocRef, DocsRequest, FolderRef,
    IncidentRequest, InfoRequest, LinksRequest, MeRequest, MemberRef, Millis, ReportsRequest,
    RestoreRequest, RetentionRequest, RoomRef, ToldRequest, TransferId, TrusteesRequest,
    VerifyRequest,
};
#[cfg(doc)]
use super::{Event, Reply};

/// What the page asks.
#[derive(Clone, Serialize, Deserialize)]
pub enum Request {
    /// Is there an identity on this device, and is it open?
    Status,
    /// Somebody is there: puts off the vault's own lock, as most requests do.
    Active,
    /// A new identity. Answers [`Reply::Words`]; nothing is stored until `ConfirmIdentity`.
    MakeIdentity {
        name: String,
        passphrase: String,
    },
    /// The person has confirmed the recovery words.
    ConfirmIdentity,
    /// The person left before that: the offered identity is forgotten.
    WithdrawIdentity,
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
    /// About the person's own place.
    Me(MeRequest),
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
    /// Takes a room that somebody else owns off the list of rooms.
    ForgetRoom {
        room: RoomRef,
    },
    /// The page left what a link opened.
    CloseVisit,
    /// Answers [`Reply::Room`].
    CreateFolder {
        room: RoomRef,
        parent: FolderRef,
        name: String,
    },
    /// Folders of these paths below a folder, as far as they are not there; answers [`Reply::Room`].
    CreateFolders {
        room: RoomRef,
        parent: FolderRef,
        paths: Vec<String>,
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
    /// The whole room into an archive; archives that ride as attachments are left out of it. Answers [`Reply::Transfer`].
    BackUp {
        room: RoomRef,
    },
    /// Rooms that go on from their backups.
    Restore(RestoreRequest),
    /// Shares of identities.
    Trustees(TrusteesRequest),
    /// Checks what needs no key.
    Verify(VerifyRequest),
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
    /// Versions, names, places, order.
    Docs(DocsRequest),
    /// Answers [`Reply::Url`].
    CreateInvite {
        room: RoomRef,
        folder: FolderRef,
        label: String,
        join_by: Millis,
        expires: Option<Millis>,
    },
    /// Links, texts to be agreed to, files that are sent in.
    Links(LinksRequest),
    /// People, invites and links of a room; answers [`Reply::Members`]. Owner only.
    Members {
        room: RoomRef,
    },
    /// Who may see what.
    Access(AccessRequest),
    /// How the room stands, what happened in it, and what of it is news.
    Activity(ActivityRequest),
    /// The record of everything that was done, for those who audit.
    Audit(AuditRequest),
    /// Reports of the room.
    Reports(ReportsRequest),
    /// Handing the room over.
    Closing(ClosingRequest),
    /// How documents are classified, and what that asks for.
    Info(InfoRequest),
    /// Incidents and drills.
    Incident(IncidentRequest),
    /// Where the person is told outside the app.
    Told(ToldRequest),
    /// Clocks, holds, what is due, and destroying.
    Retention(RetentionRequest),
    /// Forms, registers, notices, reports to auditors.
    Compliance(ComplianceRequest),
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
}

impl Request {
    /// Does it show that somebody is there? The page reads a room again by itself.
    #[must_use]
    pub fn is_sign(&self) -> bool {
        match self {
            Self::Activity(request) => request.is_sign(),
            Self::Audit(request) => request.is_sign(),
            Self::Me(MeRequest::LookOffered | MeRequest::LookAnswered) => false,
            Self::Links(request) => request.is_sign(),
            Self::OpenRoom { .. }
            | Self::Members { .. }
            | Self::Status
            | Self::Access(AccessRequest::Matrix { .. } | AccessRequest::Proposals { .. }) => false,
            Self::Info(request) => !matches!(
                request,
                InfoRequest::Overview { .. } | InfoRequest::Marks { .. }
            ),
            Self::Incident(request) => !matches!(request, IncidentRequest::List { .. }),
            Self::Closing(request) => !matches!(request, ClosingRequest::State { .. }),
            Self::Retention(request) => !matches!(request, RetentionRequest::Overview { .. }),
            Self::Compliance(request) => !matches!(
                request,
                ComplianceRequest::Forms(FormsRequest::List { .. })
                    | ComplianceRequest::Registers(RegistersRequest::Read { .. })
                    | ComplianceRequest::Channel(ChannelRequest::Places { .. })
            ),
            Self::Docs(request) => !matches!(request, DocsRequest::Details { .. }),
            _ => true,
        }
    }
}

/// What a link shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shared {
    Folder(FolderRef),
    Docs(Vec<DocRef>),
    Several(Vec<FolderRef>, Vec<DocRef>),
    /// Nothing is shown: files are asked for, into this folder.
    Requests(FolderRef),
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
