//! Forms: drafted, signed, filed.

use serde::{Deserialize, Serialize};

use super::{Bilingual, OnDay};
#[cfg(doc)]
use crate::vault::messages::Reply;
use crate::vault::messages::{DocRef, FolderRef, Millis, RoomRef, VersionRef};

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
