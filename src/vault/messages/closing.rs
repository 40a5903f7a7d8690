//! Handing a room over at closing: the list, the office that passes, and what each role takes along.

use serde::{Deserialize, Serialize};

use super::{FolderRef, MemberRef, Millis, RoomRef};

/// All but `Save`, `Bind` and `Stop` answer [`ClosingReply`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ClosingRequest {
    /// What is known of it here.
    State { room: RoomRef },
    /// Reads and hashes what these folders hold, for this person to take over, and signs the list.
    List {
        room: RoomRef,
        to: MemberRef,
        folders: Vec<FolderRef>,
        /// The page's number for it, by which it is stopped.
        run: f64,
    },
    /// A paper that was handed over rides beside it: a list, a refusal, an offer.
    Take { room: RoomRef },
    /// Opens every document of the list and compares.
    Check { room: RoomRef, run: f64 },
    /// Signs the list as the one who takes over. Only one that was checked here, and held.
    Sign { room: RoomRef },
    /// Says why it is not signed.
    Refuse { room: RoomRef, reason: String },
    /// Signs the room over to whom the list is for.
    Offer { room: RoomRef, stays: Option<Stays> },
    /// Takes the room over as it was offered, with the list that both have signed.
    Accept { room: RoomRef },
    /// Answers a paper's bytes, as a file.
    Save { room: RoomRef, paper: ClosingPaper },
    /// Everything that a role opens, in one file; its own without a member. Answers `Transfer`.
    Bind {
        room: RoomRef,
        member: Option<MemberRef>,
        /// The list and the offer go along.
        papers: bool,
        /// What the file is called.
        name: String,
    },
    /// Stops the list or the check of this number.
    Stop { run: f64 },
}

/// A paper of a handover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClosingPaper {
    List,
    Refusal,
    Offer,
}

/// What the former owner goes on reading.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stays {
    pub until: Millis,
    /// In a request their ids, in an answer their paths.
    pub folders: Vec<String>,
    pub reason: String,
}

/// What is known of a handover here.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ClosingReply {
    pub list: Option<ClosingList>,
    pub refusal: Option<ClosingRefusal>,
    pub offer: Option<ClosingOffer>,
    /// Handovers that came about, the newest first.
    pub handed: Vec<ClosingHanded>,
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosingParty {
    pub name: String,
    pub words: Vec<String>,
    pub signed: bool,
    pub me: bool,
}

/// A list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosingList {
    pub made: Millis,
    pub from: ClosingParty,
    pub to: ClosingParty,
    /// Their paths; one that is empty is the whole room.
    pub folders: Vec<String>,
    pub docs: Vec<ClosingDoc>,
    pub bytes: f64,
    pub persons: f64,
    /// Documents with personal information of nobody knows how many.
    pub uncounted: f64,
    /// What a check found here, where there was one.
    pub checked: Option<Vec<ClosingDeviation>>,
}

/// A document of a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosingDoc {
    pub path: String,
    pub number: String,
    pub size: f64,
    pub sha256: String,
    pub level: Option<ClosingLevel>,
    pub persons: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ClosingLevel {
    Public,
    Internal,
    Sensitive,
}

/// Where what is there is not what the list says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingDeviation {
    pub path: String,
    pub kind: DeviationKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeviationKind {
    Missing,
    Size,
    Content,
    Unreadable,
    Name,
    Unlisted,
    Totals,
}

/// Why a list was not signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosingRefusal {
    pub by: String,
    pub made: Millis,
    pub reason: String,
    pub differences: f64,
}

/// A room that is offered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosingOffer {
    pub made: Millis,
    pub from: ClosingParty,
    pub to: ClosingParty,
    /// Without it the former owner's access ends.
    pub stays: Option<Stays>,
    /// It is about the list that is here, which both have signed.
    pub listed: bool,
}

/// Ownership that passed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosingHanded {
    pub from: String,
    pub to: String,
    pub at: Millis,
    pub until: Option<Millis>,
}

/// How far a list, or a check, is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosingFar {
    pub room: RoomRef,
    pub docs: u32,
    pub of: u32,
    pub bytes: f64,
    pub total: f64,
}
