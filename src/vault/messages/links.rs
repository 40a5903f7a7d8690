//! Links, texts to be agreed to, and files that are sent in.

use serde::{Deserialize, Serialize};

#[cfg(doc)]
use super::Reply;
use super::{
    DocRef, DocView, FolderRef, MemberRef, MemberState, Millis, PickedFile, RoomRef, Shared,
};

/// A group's id in hex.
pub type GroupRef = String;

#[derive(Clone, Serialize, Deserialize)]
pub enum LinksRequest {
    /// Every link of a room; answers [`LinksReply::List`]. Managers only.
    List { room: RoomRef },
    /// Answers [`Reply::Url`].
    Make { room: RoomRef, terms: LinkTerms },
    /// Another end for a link; answers [`Reply::Done`].
    SetEnd {
        room: RoomRef,
        member: MemberRef,
        expires: Millis,
    },
    /// Opens a link (counts as an opening); answers [`Reply::Room`].
    Open {
        fragment: String,
        passphrase: Option<String>,
        /// Name and e-mail address, where the link asks.
        says: Option<(String, String)>,
    },
    /// The text that is to be agreed to first; answers [`LinksReply::Asked`].
    Asked { room: RoomRef },
    /// Signs the text with this hash; answers [`Reply::Room`].
    Agree {
        room: RoomRef,
        hash: String,
        name: String,
    },
    /// Texts, and who agreed; answers [`LinksReply::Texts`]. Managers only.
    Texts { room: RoomRef },
    /// Another text for a group, or for everybody else; answers [`Reply::Done`].
    SetText {
        room: RoomRef,
        group: Option<GroupRef>,
        zh: String,
        en: String,
    },
    /// Signed copies: one's own, a manager's everybody's; answers [`LinksReply::Copies`].
    Copies { room: RoomRef },
    /// Sends files where one may not read; answers [`Reply::Transfer`]. Files ride as attachments.
    SendIn {
        room: RoomRef,
        to: FolderRef,
        files: Vec<PickedFile>,
    },
    /// What one sent; answers [`LinksReply::Sent`].
    Sent { room: RoomRef },
    /// What waits; answers [`LinksReply::Waiting`]. Managers only.
    Waiting { room: RoomRef },
    /// Puts what waits into its folder; answers [`Reply::Room`].
    TakeIn { room: RoomRef, docs: Vec<DocRef> },
    /// Deletes what waits; answers [`Reply::Room`].
    Refuse { room: RoomRef, docs: Vec<DocRef> },
}

impl LinksRequest {
    /// Does it show that somebody is there? Lists are read again by themselves.
    pub(super) fn is_sign(&self) -> bool {
        !matches!(
            self,
            Self::List { .. }
                | Self::Texts { .. }
                | Self::Waiting { .. }
                | Self::Asked { .. }
                | Self::Sent { .. }
        )
    }
}

/// What a link gives, and how it may be used.
#[derive(Clone, Serialize, Deserialize)]
pub struct LinkTerms {
    pub what: Shared,
    pub label: String,
    pub expires: Millis,
    pub passphrase: Option<String>,
    pub opens: Option<u32>,
    pub bound: bool,
    pub asks: bool,
    pub view_only: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum LinksReply {
    List(Vec<LinkView>),
    Asked(Option<Asked>),
    Texts(Texts),
    Copies(Vec<SignedCopy>),
    Waiting(Vec<WaitingDoc>),
    Sent(Vec<SentFile>),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkView {
    pub member: MemberRef,
    pub state: MemberState,
    pub label: String,
    pub what: String,
    pub added: Millis,
    pub expires: Option<Millis>,
    pub opens: Option<u32>,
    pub opened: u32,
    pub passphrase: bool,
    pub bound: bool,
    pub asks: bool,
    pub view_only: bool,
    /// It takes files instead of giving any.
    pub requests: bool,
    /// Newest first.
    pub visitors: Vec<VisitorView>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VisitorView {
    pub chain: String,
    pub came: Millis,
    /// None while it has only knocked.
    pub opened: Option<Millis>,
    /// As it says; nobody has checked it.
    pub name: String,
    pub email: String,
    /// Whether it agreed to the text that is asked for, if there is one.
    pub agreed: Option<bool>,
}

/// A text that is to be agreed to before anything else is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    pub hash: String,
    /// None until someone who manages the room was here.
    pub text: Option<AgreementText>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AgreementText {
    pub version: u32,
    pub zh: String,
    pub en: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Texts {
    pub texts: Vec<(Option<GroupRef>, AgreementText)>,
    pub list: Vec<Agreement>,
}

/// How it stands with one of whom a text is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    pub chain: String,
    /// Came by a link.
    pub visitor: bool,
    pub name: String,
    pub label: String,
    pub group: Option<GroupRef>,
    pub version: Option<u32>,
    /// When exactly the text that is asked for was agreed to.
    pub agreed: Option<Millis>,
    /// Versions that were signed, with their times.
    pub signed: Vec<(u32, Millis)>,
}

/// A signed text with its proof.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignedCopy {
    pub chain: String,
    pub hash: String,
    pub name: String,
    pub title: String,
    pub room: RoomRef,
    pub text: AgreementText,
    pub at: Millis,
    pub time: Millis,
    pub key: String,
    pub signature: String,
    /// The whole proof as a file.
    pub json: String,
}

/// A document that waits for a manager.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WaitingDoc {
    pub doc: DocView,
    /// The sender's chain; empty if it is not known.
    pub sender: String,
    /// Who the sender says that it is.
    pub from: String,
    /// The link's or the member's note.
    pub label: String,
    /// A member sent it: its name is the one on its card.
    pub member: bool,
}

/// A file that was sent in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SentFile {
    pub doc: DocRef,
    /// What the folder is called.
    pub folder: String,
    /// Known on the device that sent it.
    pub name: Option<String>,
    pub size: f64,
    pub sent: Millis,
    pub fate: Fate,
}

/// What became of a file that was sent in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fate {
    Waits,
    TakenIn,
    Refused,
    /// Those who manage have it, and did not say what they decided.
    Untold,
}
