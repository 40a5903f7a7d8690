//! The customers' information in a room: how documents are classified, what that asks for, on what basis they are given.

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Reply;
use super::{Change, DocRef, FolderRef, Millis, Outcome, RoomRef, WhoRef};

/// What the page asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum InfoRequest {
    /// Answers [`InfoReply::Overview`].
    Overview { room: RoomRef },
    /// How each of these is classified; answers [`InfoReply::Marks`].
    Marks { room: RoomRef, of: Vec<Marked> },
    /// What labels would give and take; answers [`InfoReply::Outcomes`].
    PreviewMarks {
        room: RoomRef,
        marks: Vec<(Marked, Marks)>,
    },
    /// Classifies; answers [`InfoReply::Waiting`].
    Classify {
        room: RoomRef,
        marks: Vec<(Marked, Marks)>,
    },
    /// Suggests, for one who manages to decide; answers [`Reply::Done`].
    Suggest {
        room: RoomRef,
        marks: Vec<(DocRef, Marks)>,
    },
    /// Says what a level asks for; answers [`Reply::Done`].
    SetTier { room: RoomRef, rule: TierRule },
    /// Records a legal basis; answers [`Reply::Done`].
    Record { room: RoomRef, basis: NewBasis },
    /// Withdraws one; answers [`Reply::Done`].
    Withdraw {
        room: RoomRef,
        basis: String,
        reason: String,
    },
    /// What is against changes; answers [`InfoReply::Against`].
    Objections { room: RoomRef, changes: Vec<Change> },
    /// Asks a second manager for changes; answers [`Reply::Done`].
    Ask {
        room: RoomRef,
        asked: AskedFor,
        note: String,
    },
    /// What a request would give and take now; answers [`InfoReply::Outcomes`].
    PreviewAsked { room: RoomRef, request: String },
    /// Approves a request or refuses it; answers [`Reply::Done`].
    Decide {
        room: RoomRef,
        request: String,
        yes: bool,
        reason: String,
    },
    /// Applies an approved one; answers [`Reply::Done`].
    CarryOut { room: RoomRef, request: String },
}

/// What a second manager is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum AskedFor {
    Changes(Vec<Change>),
    Tier(TierRule),
    /// What rules give already, and only a second manager's word keeps back.
    KeptBack,
}

/// What the vault answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum InfoReply {
    Overview(Box<Overview>),
    Marks(Vec<MarksView>),
    Outcomes(Vec<Outcome>),
    /// How many labels wait for a second manager.
    Waiting(u32),
    Against(Against),
}

/// What has a label.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Marked {
    Folder(FolderRef),
    Doc(DocRef),
}

/// How carefully something is to be handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Tier {
    Public,
    Internal,
    Sensitive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Subject {
    Individuals,
    Companies,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Matter {
    Sales,
    Service,
    Contract,
    Finance,
    Other,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Whether {
    #[default]
    Unknown,
    No,
    Yes,
}

/// A kind of data, in the order of `room::DataKind`.
pub type KindRef = u8;

/// Kinds of data that were found.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FoundKinds {
    /// Which, how many values, how many different ones.
    pub kinds: Vec<(KindRef, u64, u64)>,
    /// Not everything could be read.
    pub partial: bool,
}

/// What is said of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said<T> {
    /// As the folder above says.
    Above,
    Is(T),
}

/// A label; what is left out stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Marks {
    pub tier: Option<Said<Tier>>,
    pub subjects: Option<Said<Vec<Subject>>>,
    pub matters: Option<Said<Vec<Matter>>>,
    pub personal: Option<Said<Whether>>,
    pub sensitive: Option<Said<Whether>>,
    pub found: Option<Said<FoundKinds>>,
    pub persons: Option<Said<u64>>,
    pub source: Option<Said<String>>,
    pub owner: Option<Said<String>>,
    pub purpose: Option<Said<String>>,
    /// The document of which it is the variant that tells no person apart.
    pub variant_of: Option<Said<DocRef>>,
}

/// How something is classified.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct MarksView {
    /// With what it inherits.
    pub holds: Marks,
    /// What was decided of itself.
    pub own: Marks,
    /// What others suggest.
    pub suggested: Marks,
    /// Who decided anything of it last, and when.
    pub by: Option<(String, Millis)>,
}

/// What levels ask for, what is against it, on what bases what is given rests, what waits for a second manager.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Overview {
    /// Documents of each level, and of none: public, internal, sensitive, none.
    pub tiers: [u32; 4],
    /// Documents with personal information, with sensitive, and those at which nobody has looked.
    pub personal: u32,
    pub sensitive: u32,
    pub unknown: Vec<DocRef>,
    /// About how many persons, all documents together; one may stand in two.
    pub persons: u64,
    pub rules: Vec<TierRule>,
    pub bases: Vec<BasisView>,
    pub countries: Vec<CountryCount>,
    pub requests: Vec<RequestView>,
    /// What members hold against the policy.
    pub granted: Against,
    /// What rules give them, and is kept from them for it.
    pub held_back: Against,
    /// Whether a second manager's word alone would give some of that.
    pub by_two: bool,
}

/// What a level asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierRule {
    pub tier: Tier,
    /// What the room calls it.
    pub name: Option<String>,
    /// To whom alone; none: to anybody.
    pub only: Option<Vec<Allowed>>,
    pub view_only: bool,
    /// Not without a second manager.
    pub second: bool,
    pub retention_days: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Allowed {
    People,
    Links,
    Group(WhoRef),
}

/// Kinds of legal basis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum BasisKind {
    /// The SHA-256 of the evidence, in hex.
    Consent(String),
    Contract,
    Duty,
    Public,
    Merger,
    Other(String),
}

/// A legal basis that is to be recorded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewBasis {
    pub kind: BasisKind,
    pub recipient: WhoRef,
    pub purpose: String,
    pub method: String,
    pub kinds: Vec<KindRef>,
    pub sensitive: bool,
    pub folders: Vec<FolderRef>,
    pub docs: Vec<DocRef>,
    pub from: Millis,
    pub until: Option<Millis>,
    pub country: String,
    pub abroad: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BasisView {
    pub basis: String,
    pub kind: BasisKind,
    pub recipient: String,
    pub purpose: String,
    pub method: String,
    pub kinds: Vec<KindRef>,
    pub sensitive: bool,
    /// Folders by their ids, and how many documents.
    pub folders: Vec<FolderRef>,
    pub docs: u32,
    pub from: Millis,
    pub until: Option<Millis>,
    pub country: String,
    pub abroad: Option<String>,
    pub by: String,
    pub time: Millis,
    pub live: bool,
    /// Who withdrew it, when, and why.
    pub withdrawn: Option<(String, Millis, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryCount {
    pub country: String,
    pub abroad: bool,
    pub docs: u32,
    pub persons: u64,
    pub sensitive: u64,
    pub uncounted: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    Open,
    Approved,
    Refused,
    Applied,
    Expired,
    Void,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestView {
    pub request: String,
    pub by: String,
    pub time: Millis,
    pub until: Millis,
    pub note: String,
    /// Rules of levels among the changes.
    pub rules: Vec<TierRule>,
    /// It destroys documents, and nothing else.
    pub destroys: bool,
    pub standing: Standing,
    pub decision: Option<(String, Millis, String)>,
    pub applied: Option<(String, Millis)>,
    pub mine: bool,
}

/// Why something is not to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Why {
    NoBasis,
    NotForSensitive,
    KindsNotNamed,
    NotForThem,
    MaySave,
    TakesTwo,
    TooOld,
    Loosens,
    RuleTakesTwo,
    NobodyElse,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Objection {
    /// Whose, by name; none if it is about nobody in particular.
    pub member: Option<String>,
    /// Of the document, or of the folder.
    pub name: String,
    pub doc: bool,
    pub why: Why,
    pub suggested: bool,
    /// A variant that may be given instead, by its name.
    pub variant: Option<String>,
}

/// What is not to be given: the first of it, and how much it is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Against {
    pub list: Vec<Objection>,
    pub count: u32,
}
