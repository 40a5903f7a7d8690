//! For how long documents are kept, what has to be kept, and destroying them for good.

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Reply;
use super::{DocRef, FolderRef, Millis, RoomRef, SignerView, Standing, Tier};

/// What the page asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum RetentionRequest {
    /// Answers [`RetentionReply::Overview`].
    Overview { room: RoomRef },
    /// Says for how long these are kept; none: as what lies above. Answers [`Reply::Done`].
    SetClock {
        room: RoomRef,
        of: Vec<KeepRef>,
        clock: Option<ClockSaid>,
    },
    /// Says which day is the day of closing.
    SetClosing { room: RoomRef, day: Option<Millis> },
    /// Holds these for a case. Answers [`Reply::Done`].
    Hold {
        room: RoomRef,
        of: Vec<KeepRef>,
        case: String,
        why: String,
    },
    /// Says that a hold is to be lifted. Answers [`Reply::Done`].
    Lift {
        room: RoomRef,
        hold: String,
        why: String,
    },
    /// What destroying would mean; answers [`RetentionReply::Doomed`].
    Preview { room: RoomRef, what: Vec<KeepRef> },
    /// The same of a request; answers [`RetentionReply::Doomed`].
    PreviewAsked { room: RoomRef, request: String },
    /// Asks a second manager. Answers [`Reply::Done`].
    Ask {
        room: RoomRef,
        what: Vec<KeepRef>,
        why: Cause,
        words: String,
        note: String,
    },
    /// Destroys; answers [`RetentionReply::Destroyed`], the certificate's file rides beside it.
    Destroy {
        room: RoomRef,
        what: Vec<KeepRef>,
        why: Cause,
        words: String,
        paper: CertificatePaper,
    },
    /// Destroys what was asked for and approved; answers the same.
    CarryOut {
        room: RoomRef,
        request: String,
        paper: CertificatePaper,
    },
    /// Makes a certificate of what was decided before, for the one that was lost; answers the same.
    Late {
        room: RoomRef,
        decision: String,
        paper: CertificatePaper,
    },
    /// Opens a certificate and verifies it; answers [`RetentionReply::Certificate`], its file rides beside it.
    Certificate { room: RoomRef, doc: DocRef },
    /// Signs one as well; answers the same.
    Countersign { room: RoomRef, doc: DocRef },
}

/// What the vault answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum RetentionReply {
    Overview(Box<RetentionView>),
    /// None: nothing of it is there any more.
    Doomed(Option<Box<DoomedView>>),
    Destroyed(Destroyed),
    Certificate(Box<CertificateView>),
}

/// What a clock or a hold is about, or is to be destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeepRef {
    Room,
    Folder(FolderRef),
    Doc(DocRef),
}

/// Why something is destroyed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cause {
    PurposeMet,
    PeriodOver,
    ConsentWithdrawn,
    Statutory,
    Contract,
    AskedFor,
    Other,
}

/// From when a clock counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum ClockFrom {
    Collected(Millis),
    Added,
    Closing,
    Given(Millis),
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum ClockLasts {
    Days(u32),
    Until(Millis),
}

/// For how long something is kept, and why no longer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClockSaid {
    pub from: ClockFrom,
    pub lasts: ClockLasts,
    pub why: Cause,
    pub words: String,
}

/// What the certificate tells, and where in the room it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificatePaper {
    /// What the documents were called.
    pub names: bool,
    /// Who saved or printed something of them.
    pub people: bool,
    /// What the folder of certificates is called if there is none yet,
    pub folder: String,
    /// and how the name of the file begins.
    pub file: String,
}

/// Everything about it that a page shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RetentionView {
    /// The day of closing.
    pub closing: Option<Millis>,
    pub clocks: Vec<ClockView>,
    /// Levels that have a period of their own, in days.
    pub levels: Vec<(Tier, Option<String>, u32, ClockMeans)>,
    /// The first of what is due, comes due, or is held.
    pub due: Vec<DueDoc>,
    /// Everything that is due now and no hold keeps.
    pub due_now: Vec<DocRef>,
    pub in_30_days: u32,
    /// Those within 30 days among them.
    pub in_90_days: u32,
    pub held: u32,
    /// Documents of which no clock runs.
    pub without: u32,
    pub of: u32,
    /// When the room's own clock is over, if it is within 90 days.
    pub room_due: Option<Millis>,
    pub holds: Vec<HoldView>,
    pub requests: Vec<AskedView>,
    pub done: Vec<DoneView>,
}

/// What a clock means for what lies under it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct ClockMeans {
    /// Documents for which it decides.
    pub docs: u32,
    /// Of those due now.
    pub due: u32,
    /// When the next of the others is due.
    pub next: Option<Millis>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClockView {
    pub of: KeepRef,
    /// Of a document what it is called.
    pub name: String,
    pub clock: ClockSaid,
    pub by: String,
    pub time: Millis,
    pub means: ClockMeans,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DueStanding {
    Due,
    In30,
    In90,
    Held,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DueDoc {
    pub doc: DocRef,
    pub folder: FolderRef,
    pub name: String,
    pub standing: DueStanding,
    pub due: Option<Millis>,
    /// Whose clock says so; none: the level's.
    pub of: Option<KeepRef>,
    pub tier: Option<Tier>,
    /// The cases for which it is held.
    pub cases: Vec<String>,
    pub takes_two: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HoldView {
    pub hold: String,
    pub of: KeepRef,
    pub name: String,
    pub case: String,
    pub why: String,
    pub by: String,
    pub time: Millis,
    pub stands: bool,
    /// My own word for lifting it is still to be said.
    pub awaits_me: bool,
    /// Who is for lifting it, when, and why.
    pub ends: Vec<(String, Millis, String)>,
}

/// A destruction for which a second manager is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedView {
    pub request: String,
    pub by: String,
    pub time: Millis,
    pub until: Millis,
    pub note: String,
    pub why: Cause,
    pub words: String,
    pub docs: u32,
    pub standing: Standing,
    pub decision: Option<(String, Millis, String)>,
    pub mine: bool,
}

/// What was destroyed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DoneView {
    pub decision: String,
    pub time: Millis,
    pub by: String,
    pub mine: bool,
    pub two: bool,
    /// None: the whole room.
    pub docs: u32,
    pub why: Cause,
    pub words: String,
    /// Its certificate in the room.
    pub certificate: Option<DocRef>,
}

/// What destroying something would mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DoomedView {
    /// What is to be asked for, so that exactly this goes.
    pub what: Vec<KeepRef>,
    /// The first of what goes: name, versions, persons.
    pub docs: Vec<(String, u32, Option<u64>)>,
    pub count: u32,
    pub versions: u32,
    /// Persons, all documents together; one may stand in two.
    pub persons: u64,
    /// Documents of which nobody said how many persons they are about.
    pub uncounted: u32,
    /// The first of what a hold keeps.
    pub held: Vec<String>,
    pub held_count: u32,
    pub people: u32,
    pub links: u32,
    pub takes_two: bool,
    pub left: Left,
}

/// What destroying does not reach.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Devices that saved or printed something of it.
    pub saved: u32,
    /// Devices to which something of it was shown.
    pub shown: u32,
    pub archives: u32,
    /// Senders' own entries of what they sent in.
    pub sent_in: u32,
    /// Who saved or printed it, if the certificate tells.
    pub people: Vec<String>,
}

/// It was destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destroyed {
    pub docs: u32,
    /// Nothing of it is served any more.
    pub complete: bool,
    /// The certificate in the room; none if it could not be put there.
    pub doc: Option<DocRef>,
    /// What its file is called.
    pub name: String,
    /// Who approved it is to sign it, too.
    pub second: bool,
}

/// How far destroying is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DestroyStep {
    Writing,
    Keys,
    Erasing { done: u32, of: u32 },
    Looking { done: u32, of: u32 },
    Certifying,
    Storing,
}

/// A certificate of destruction that holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CertificateView {
    /// What its file is called.
    pub name: String,
    pub title: String,
    /// The room's id in hex.
    pub room: String,
    /// The whole room, not documents.
    pub whole: bool,
    pub why: Cause,
    pub words: String,
    pub by: String,
    /// Who asked for it and who approved it.
    pub two: Option<(String, String)>,
    /// When the first entry destroyed, and when the store had looked for everything.
    pub destroyed: Millis,
    pub erased: Millis,
    pub count: u32,
    /// The first of them: name if it is told, level, persons.
    pub docs: Vec<(Option<String>, Option<String>, Option<u64>)>,
    pub versions: u32,
    pub gone: u32,
    pub shared: u32,
    pub unlisted: u32,
    pub still_served: u32,
    pub complete: bool,
    pub countersigned: bool,
    /// The person who looks approved it, and did not sign yet.
    pub awaits_me: bool,
    pub signers: Vec<SignerView>,
    /// The store's key in hex.
    pub store: String,
    pub engines: Vec<EngineView>,
    pub left: Left,
}

/// What a store's engine keeps, as it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngineView {
    pub kind: String,
    pub versions: Fact,
    pub locks: Fact,
    pub copies: Fact,
    pub words: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    Unknown,
    No,
    Yes,
    SaidNo,
    SaidYes,
}
