//! Who may see what: groups, the matrix, offices, approval, and the room as another one sees it.

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Reply;
use super::{DocRef, FolderRef, Invitation, MemberRef, Millis, RoomRef, RoomView};

/// A group's or a member's id in hex.
pub type WhoRef = String;

/// What the page asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum AccessRequest {
    /// Answers [`AccessReply::Matrix`].
    Matrix { room: RoomRef },
    /// What changes would give and take; answers [`AccessReply::Outcomes`].
    Preview { room: RoomRef, changes: Vec<Change> },
    /// Decides and brings it about, if it is what the preview has shown.
    Apply {
        room: RoomRef,
        changes: Vec<Change>,
        shown: Vec<Outcome>,
    },
    /// A new group; answers [`AccessReply::Group`].
    MakeGroup { room: RoomRef, name: String },
    /// Answers [`AccessReply::Seen`].
    ViewAs { room: RoomRef, member: MemberRef },
    /// Gives a person an office, or takes it away.
    Appoint {
        room: RoomRef,
        member: MemberRef,
        office: Option<OfficeKind>,
    },
    /// Gives a newcomer what is planned for it, if it is still the one of these safety words.
    Approve {
        room: RoomRef,
        member: MemberRef,
        words: Vec<String>,
    },
    /// Answers [`Reply::Url`].
    Invite { room: RoomRef, terms: InviteWish },
    /// What was proposed; answers [`AccessReply::Proposals`].
    Proposals { room: RoomRef },
    /// Proposes; answers [`AccessReply::Proposals`].
    Propose { room: RoomRef, wishes: Wishes },
    /// Takes an own proposal back; answers [`AccessReply::Proposals`].
    TakeBack { room: RoomRef, proposal: String },
    /// Accepts a proposal or refuses it; answers [`AccessReply::Answered`].
    Answer {
        room: RoomRef,
        proposal: String,
        yes: bool,
        reason: String,
        /// What the preview has shown of one that is accepted.
        shown: Vec<Outcome>,
        /// What each invite that is wished is to be.
        invites: Vec<InviteWish>,
    },
    /// A folder of its own kind; answers [`Reply::Room`].
    MakeFolder {
        room: RoomRef,
        parent: FolderRef,
        name: String,
        kind: FolderKind,
        /// Of one that is prepared.
        stage: Option<u32>,
    },
    /// Who would gain and lose by taking a document's own rights; answers [`AccessReply::Outcomes`].
    PreviewTaking { room: RoomRef, doc: DocRef },
    /// Answers [`Reply::Room`].
    MoveFolder {
        room: RoomRef,
        folder: FolderRef,
        to: FolderRef,
    },
}

/// What an invite is to give.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct InviteWish {
    pub label: String,
    pub folders: Vec<FolderRef>,
    pub groups: Vec<WhoRef>,
    pub approval: bool,
    pub audits: bool,
    pub view_only: bool,
    pub join_by: Millis,
    pub expires: Option<Millis>,
}

/// What the vault answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum AccessReply {
    Matrix(Matrix),
    Outcomes(Vec<Outcome>),
    Group(WhoRef),
    Seen(Box<Seen>),
    Proposals(Vec<Proposal>),
    /// The proposals by now, and the invites that were made.
    Answered(Vec<Proposal>, Vec<Invitation>),
}

/// What is proposed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Wishes {
    pub note: String,
    /// Of groups and who is in them.
    pub changes: Vec<Change>,
    /// Who is to be invited, and into which groups.
    pub invites: Vec<(String, Vec<WhoRef>)>,
    /// Until when members are to be let in.
    pub dates: Vec<(MemberRef, Option<Millis>)>,
}

/// A proposal, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    pub id: String,
    pub by: String,
    pub mine: bool,
    pub time: Millis,
    pub wishes: Wishes,
    pub state: ProposalState,
    /// Who answered, when, and why.
    pub answer: Option<(String, Millis, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProposalState {
    Open,
    Accepted,
    Refused,
    Withdrawn,
    /// Its author holds no office any more.
    Void,
}

/// A change of who may do what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// A group is called otherwise; without a name it is dissolved.
    Group { group: WhoRef, name: Option<String> },
    /// A member comes into a group or leaves it.
    Belongs {
        member: MemberRef,
        group: WhoRef,
        yes: bool,
    },
    /// A rule in a folder and below; none: what holds above. And whether files may be sent in for it; none:
    /// as it is.
    Access {
        who: WhoRef,
        folder: FolderRef,
        level: Option<Level>,
        sends: Option<bool>,
    },
    /// Whether nothing passes in from above.
    Closed { folder: FolderRef, yes: bool },
    /// The stage in which a folder is disclosed.
    Stage {
        folder: FolderRef,
        stage: Option<u32>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    Nothing,
    Read,
    Write,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum OfficeKind {
    Coordinator,
    Manager,
    Owner,
}

/// How a folder is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FolderKind {
    /// Whoever holds the folder above holds it too.
    Plain,
    /// Nobody but managers until it is disclosed.
    Prepared,
    /// Who makes it, and whom it is granted to; no other manager.
    Clean,
}

/// Everybody by everything. A row names one of `levels`, which are in the order of `folders`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matrix {
    pub folders: Vec<MatrixFolder>,
    pub rows: Vec<MatrixRow>,
    pub levels: Vec<Vec<Level>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixFolder {
    pub folder: FolderRef,
    pub parent: Option<FolderRef>,
    pub name: String,
    pub closed: bool,
    pub clean: bool,
    /// It is a document that has rights of its own.
    pub doc: bool,
    pub stage: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixRow {
    pub who: WhoRef,
    pub group: bool,
    /// Holds every folder but a clean team's by its office.
    pub manages: bool,
    pub name: String,
    /// A member's groups; a group's members.
    pub with: Vec<WhoRef>,
    pub rules: Vec<(FolderRef, Level)>,
    pub levels: usize,
    /// Where it may send files in: by its own rules, and at all.
    pub sends: Vec<FolderRef>,
    pub may_send: Vec<FolderRef>,
}

/// What a change gives and takes, the same to each of these members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    pub members: Vec<MemberRef>,
    pub lines: Vec<Difference>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub folder: FolderRef,
    pub before: Level,
    pub after: Level,
    /// Whether files may be sent in for the folder now, and then.
    pub sends: (bool, bool),
}

/// The room with another one's keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    pub view: RoomView,
    pub mismatches: Vec<Mismatch>,
}

/// What differs, and in which folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    pub kind: MismatchKind,
    pub folder: FolderRef,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MismatchKind {
    Unknown,
    Different,
    Unverified,
    Missing,
    TooMuch,
    TooLittle,
}
