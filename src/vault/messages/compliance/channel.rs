//! Reports to the auditors, and their answers.

use serde::{Deserialize, Serialize};

use super::PaperSigner;
#[cfg(doc)]
use crate::vault::messages::Reply;
use crate::vault::messages::{DocRef, FolderRef, Millis, RoomRef};

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
