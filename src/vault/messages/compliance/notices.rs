//! Notices to many, of which nothing leaves the machine.

use serde::{Deserialize, Serialize};

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
