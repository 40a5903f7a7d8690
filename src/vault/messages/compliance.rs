//! Forms of the law, registers, notices to many, and reports to the auditors.

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Reply;
use super::{DocRef, FolderRef, Marked, MemberRef, Millis, RoomRef, VersionRef};

/// What the page asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ComplianceRequest {
    Forms(FormsRequest),
    Registers(RegistersRequest),
    Notices(NoticesRequest),
    Channel(ChannelRequest),
}

/// What the vault answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ComplianceReply {
    Forms(FormsReply),
    Registers(Box<Registers>),
    Notices(NoticesReply),
    Channel(ChannelReply),
}

/// About forms.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum FormsRequest {
    /// Answers [`FormsReply::List`].
    List { room: RoomRef },
    /// A new one, as the room fills it, or the next version of one that is there. Answers [`FormsReply::Paper`].
    Draft {
        room: RoomRef,
        kind: String,
        after: Option<DocRef>,
    },
    /// One that lies in the room. Answers [`FormsReply::Paper`].
    Open {
        room: RoomRef,
        doc: DocRef,
        version: Option<VersionRef>,
    },
    /// Keeps a draft as a document. Answers [`FormsReply::Kept`].
    Save { room: RoomRef, wish: FormWish },
    /// Signs it, and files it. Answers [`FormsReply::Kept`] or [`FormsReply::Wrong`].
    Sign { room: RoomRef, wish: FormWish },
    /// Signs what others signed. Answers [`Reply::Done`].
    Cosign { room: RoomRef, doc: DocRef },
    /// How a document is named as evidence. Answers [`FormsReply::Evidence`].
    Evidence { room: RoomRef, doc: DocRef },
}

/// What the vault answers about forms.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum FormsReply {
    List(Vec<FormKindView>),
    Paper(Box<Paper>),
    Kept(DocRef),
    Wrong(FormWrong),
    Evidence(String),
}

/// What is to be kept or signed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormWish {
    pub kind: String,
    pub said: Vec<FormSaid>,
    /// The day on which it is to be looked at again.
    pub review: Option<String>,
    /// The signed form of which it is the next version.
    pub after: Option<DocRef>,
    /// The draft that it was so far.
    pub draft: Option<DocRef>,
    /// Where a new document goes, and what it is called.
    pub folder: Option<FolderRef>,
    pub name: String,
}

/// A place of a form that is not as it has to be: `field`, or `field[row].field`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormWrong {
    pub place: String,
    pub why: FormWhy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormWhy {
    Missing,
    Kind,
    Long,
    /// It is not likelihood times impact.
    Level,
    /// There is no such document or entry.
    Evidence,
    /// Somebody filed a version meanwhile.
    NotTheNext,
}

/// Words in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

/// A day as it is written, in UTC, and how many days are left until then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDay {
    pub day: String,
    pub left: i32,
}

/// A form that there is, and what of it lies in the room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormKindView {
    pub kind: String,
    pub title: Bilingual,
    pub about: Bilingual,
    pub law: Vec<String>,
    pub keep_years: u32,
    pub lines: Vec<FormLine>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormLine {
    /// The document; none if it is not to be seen any more.
    pub doc: Option<DocRef>,
    pub name: String,
    pub state: FormState,
    pub versions: u32,
    pub by: String,
    pub time: Millis,
    pub review: Option<OnDay>,
    pub keep_until: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FormState {
    /// It is to be looked at again.
    Due,
    Draft,
    Signed,
}

/// A form, with all that shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Paper {
    pub kind: String,
    pub title: Bilingual,
    pub about: Bilingual,
    pub law: Vec<String>,
    pub keep_years: u32,
    pub fields: Vec<FormField>,
    /// What stands in each field, in their order.
    pub said: Vec<FormSaid>,
    /// What the room says for each by now; of one that is not to be changed nothing.
    pub known: Vec<FormSaid>,
    pub review: Option<String>,
    pub keep_until: Option<String>,
    /// Places in which the room said something else when it was signed.
    pub changed: Vec<String>,
    /// When it was made, and by whom.
    pub made: (String, String),
    pub signers: Vec<PaperSigner>,
    /// How it stands to what was filed; none of a draft, or for one who does not manage.
    pub standing: Option<PaperStanding>,
    /// Of a draft: the signed form whose next version it is.
    pub after: Option<DocRef>,
    /// What the documents that are named as evidence are called.
    pub evidence: Vec<(String, String)>,
    /// Whether the room lets one sign it beside the others and keep that.
    pub may_cosign: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperSigner {
    pub name: String,
    /// Safety words of who that is.
    pub words: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PaperStanding {
    Newest,
    Older,
    Unknown,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FormField {
    pub name: String,
    pub is: FieldIs,
    pub required: bool,
    /// The room fills it.
    pub filled: bool,
    pub law: Vec<String>,
    pub label: Bilingual,
    pub help: Bilingual,
    /// Of a choice: codes and what they are called.
    pub choices: Vec<(String, Bilingual)>,
    pub least: Option<u64>,
    pub most: Option<u64>,
    /// Of rows.
    pub fields: Vec<FormField>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FieldIs {
    Text,
    Texts,
    Number,
    YesNo,
    Date,
    Choice,
    Choices,
    Rows,
}

/// What stands in a field. A day and a code are texts, several codes are texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormSaid {
    #[default]
    Nothing,
    Text(String),
    Texts(Vec<String>),
    Number(u64),
    Yes(bool),
    Rows(Vec<Vec<FormSaid>>),
}

/// About registers. What changes one answers all of them as they are then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum RegistersRequest {
    Read {
        room: RoomRef,
    },
    Raise {
        room: RoomRef,
        text: String,
        law: String,
        responsible: MemberRef,
        /// `2027-01-15`, as every day here.
        due: String,
    },
    Finding {
        room: RoomRef,
        finding: String,
        step: FindingWish,
    },
    LogRight {
        room: RoomRef,
        reference: String,
        kind: RightKind,
        law: String,
        received: String,
    },
    Right {
        room: RoomRef,
        right: String,
        step: RightWish,
    },
    /// When something is to be looked at again; no day: no more.
    SetReview {
        room: RoomRef,
        of: Marked,
        next: Option<String>,
        every_days: Option<u32>,
    },
    /// It was looked at.
    Reviewed {
        room: RoomRef,
        of: Marked,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum FindingWish {
    Assigned(MemberRef, String),
    Remedy(String),
    Evidence(DocRef, String),
    Closed(String),
    Reopened(String),
}

/// What a person asks for by its rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RightKind {
    Access,
    Copy,
    Correction,
    Deletion,
    Restriction,
    Portability,
    Withdrawal,
    Explanation,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum RightWish {
    Verified(bool, String),
    Extended(String, String),
    Answered(String),
    Refused(String),
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Registers {
    pub findings: Vec<FindingLine>,
    pub rights: Vec<RightLine>,
    pub reviews: Vec<ReviewLine>,
    /// Rules by which the time for an answer is counted: code, name, where that stands.
    pub laws: Vec<(String, Bilingual, Bilingual)>,
    /// Who can be made responsible.
    pub people: Vec<(MemberRef, String)>,
    /// Documents of which somebody opened an older version and not the newest.
    pub outdated: Vec<OutdatedLine>,
    /// The signed forms that are registers themselves: risks, the checklist.
    pub papers: Vec<FormKindView>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingLine {
    pub finding: String,
    pub text: String,
    pub law: String,
    pub responsible: (MemberRef, String),
    pub due: OnDay,
    /// What was said of it: what, by whom, when.
    pub raised: (String, Millis),
    pub remedies: Vec<(String, String, Millis)>,
    /// The document, what it is called, and whether it is there; of an entry none.
    pub evidence: Vec<(Option<DocRef>, String, bool)>,
    pub state: FindingState,
    pub closed: Option<(String, String, Millis)>,
    pub may_close: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FindingState {
    Open,
    Shown,
    Closed,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RightLine {
    pub right: String,
    pub reference: String,
    pub kind: RightKind,
    pub law: String,
    pub received: String,
    pub due: OnDay,
    pub latest: String,
    /// Whether it can be put off now.
    pub extends: bool,
    pub extended: Option<String>,
    pub verified: Option<bool>,
    /// Whether it was answered and not refused, when, what was said, and by whom.
    pub done: Option<(bool, Millis, String, String)>,
    pub late: bool,
    pub by: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewLine {
    pub of: Marked,
    pub name: String,
    pub day: OnDay,
    pub every_days: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutdatedLine {
    pub doc: DocRef,
    pub name: String,
    /// Who, the newest version that this one opened, how many there are, and whether it was saved.
    pub readers: Vec<(String, u32, u32, bool)>,
}

/// About notices. The table rides beside the request, and is put nowhere.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum NoticesRequest {
    /// Answers [`NoticesReply::Templates`].
    Templates,
    /// Answers [`NoticesReply::Places`].
    Places { subject: String, text: String },
    /// Answers [`NoticesReply::Looked`] or [`NoticesReply::Wrong`].
    Look(NoticeWish),
    /// Answers [`NoticesReply::Merged`]; bytes ride beside, piece by piece.
    Merge {
        wish: NoticeWish,
        /// What two columns more are called; none: letters one behind the other.
        columns: Option<(String, String)>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoticeWish {
    pub subject: String,
    pub text: String,
    /// What is the same in every notice.
    pub said: Vec<(String, String)>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum NoticesReply {
    Templates(Vec<NoticeTemplate>),
    Places(Option<Vec<String>>),
    Looked(NoticeLook),
    Wrong(NoticeWrong),
    Merged(u32),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoticeTemplate {
    pub kind: NoticeKind,
    pub chinese: bool,
    pub law: Vec<String>,
    pub subject: String,
    pub text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeKind {
    Transfer,
    Change,
    Breach,
}

/// What a table would become.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NoticeLook {
    pub columns: Vec<String>,
    pub rows: u32,
    pub skipped: u32,
    /// The first rows that are left out, and the column that is empty.
    pub lacks: Vec<(u32, String)>,
    /// The first letters: row, subject, text.
    pub letters: Vec<(u32, String, String)>,
}

/// Why nothing is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeWrong {
    Template,
    TooLarge,
    NotUtf8,
    Empty,
    Twice(String),
    Missing(Vec<String>),
    Row(u32),
}

/// About reports. A file that was handed over rides beside the request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ChannelRequest {
    /// Answers [`ChannelReply::Places`].
    Places { room: RoomRef },
    /// For an auditor. Answers [`ChannelReply::Made`]; without a folder the file rides beside.
    OpenChannel {
        room: RoomRef,
        text: String,
        folder: Option<FolderRef>,
        name: String,
    },
    /// Puts an auditor's channel where people read it; the file rides beside. Answers [`Reply::Done`].
    Publish {
        room: RoomRef,
        folder: FolderRef,
        name: String,
    },
    /// Answers [`ChannelReply::Channel`].
    ReadChannel { room: RoomRef, channel: DocRef },
    /// Seals a report. Answers [`ChannelReply::Made`]; the key for the answer rides beside, and the file unless it was
    /// sent.
    Write {
        room: RoomRef,
        channels: Vec<DocRef>,
        text: String,
        named: bool,
        /// Where it is sent to: a folder; and whether one may not read there.
        to: Option<(FolderRef, bool)>,
        name: String,
    },
    /// For an auditor. Answers [`ChannelReply::Report`].
    Read { room: RoomRef, report: DocRef },
    /// The same, and answers it. Answers [`ChannelReply::Made`]; without a folder the file rides beside.
    Answer {
        room: RoomRef,
        report: DocRef,
        text: String,
        folder: Option<FolderRef>,
        name: String,
    },
    /// Reads an answer; the key that was kept rides beside. Answers [`ChannelReply::Answer`].
    ReadAnswer {
        room: RoomRef,
        answer: DocRef,
        channels: Vec<DocRef>,
    },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ChannelReply {
    Places(ReportPlaces),
    Channel(ChannelView),
    /// Whether it is in the room by now.
    Made(bool),
    Report(ReportView),
    Answer(ReportAnswer),
}

/// What there is of reports, by names alone: nothing is opened for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReportPlaces {
    pub channels: Vec<(DocRef, String)>,
    /// Sealed files: reports, and answers.
    pub sealed: Vec<(DocRef, String, Millis)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelView {
    pub text: String,
    pub signers: Vec<PaperSigner>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportView {
    pub text: String,
    /// Who signed it; nobody, if it came without a name.
    pub from: Option<PaperSigner>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportAnswer {
    pub text: String,
    pub by: PaperSigner,
}
