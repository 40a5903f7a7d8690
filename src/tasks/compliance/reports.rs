//! Reports to the auditors.

use js_sys::Array;

use super::{Followed, ask, follow};
use crate::browser::page::content;
use crate::i18n::{Text, lang_now};
use crate::tasks::room::Room;
use crate::vault::messages::compliance::{
    ChannelView, ComplianceReply, ComplianceRequest, ReportAnswer, ReportPlaces, ReportView,
    ReportsReply, ReportsRequest,
};
use crate::vault::messages::{DocRef, Failure, FolderRef, Reply, Request};

const SEALED: &str = "application/octet-stream";

/// Channels and sealed files that one sees, read again whenever the room was.
pub(crate) fn use_reports(room: Room) -> Followed<ReportPlaces> {
    follow(room, move || async move {
        let request = ReportsRequest::Places { room: room.id() };
        match tell(room, request, Array::new()).await?.0 {
            ReportsReply::Places(places) => Ok(places),
            _ => Err(Failure::Internal),
        }
    })
}

/// What an auditor says in a channel. It is opened for that, which leaves a receipt.
pub(crate) async fn channel(room: Room, channel: DocRef) -> Result<ChannelView, Failure> {
    let request = ReportsRequest::ReadChannel {
        room: room.id(),
        channel,
    };
    match tell(room, request, Array::new()).await?.0 {
        ReportsReply::Channel(view) => Ok(view),
        _ => Err(Failure::Internal),
    }
}

/// What came of a report: whether it was sent, and what is still to be saved.
pub(crate) struct Written {
    pub(crate) sent: bool,
    /// The key for the answer, and the sealed report where it was not sent.
    pub(crate) files: Array,
}

/// Seals a report, and sends it if it is said where to.
pub(crate) async fn write(
    room: Room,
    channels: Vec<DocRef>,
    text: String,
    named: bool,
    to: Option<(FolderRef, bool)>,
) -> Result<Written, Failure> {
    let request = ReportsRequest::Write {
        room: room.id(),
        channels,
        text,
        named,
        to,
        name: lang_now().text(Text::ReportFile).to_owned(),
    };
    let answer = tell(room, request, Array::new()).await;
    room.load();
    match answer? {
        (ReportsReply::Made(sent), files) => Ok(Written { sent, files }),
        _ => Err(Failure::Internal),
    }
}

/// Saves the key for the answer.
pub(crate) fn save_key(files: &Array) -> bool {
    content::save_bytes(
        &files.get(0),
        "text/plain",
        lang_now().text(Text::ReportKeyFile),
    )
}

/// Saves the sealed report, to be handed over in another way.
pub(crate) fn save_report(files: &Array) -> bool {
    content::save_bytes(&files.get(1), SEALED, lang_now().text(Text::ReportFile))
}

/// Says, as an auditor, that one takes reports; without a folder the file is saved.
pub(crate) async fn open_channel(
    room: Room,
    text: String,
    folder: Option<FolderRef>,
) -> Result<(), Failure> {
    let name = lang_now().text(Text::ChannelFile);
    let request = ReportsRequest::OpenChannel {
        room: room.id(),
        text,
        folder,
        name: name.to_owned(),
    };
    hand_on(room, request, name).await
}

/// Puts an auditor's channel where people read it.
pub(crate) async fn publish(room: Room, folder: FolderRef, file: Array) -> Result<(), Failure> {
    let request = ReportsRequest::Publish {
        room: room.id(),
        folder,
        name: lang_now().text(Text::ChannelFile).to_owned(),
    };
    let request = Request::Compliance(ComplianceRequest::Reports(request));
    let done = room.app().vault.ask_with(request, file).await;
    room.load();
    match done?.0 {
        Reply::Done => Ok(()),
        _ => Err(Failure::Internal),
    }
}

/// Opens a report that is sealed to oneself.
pub(crate) async fn read(room: Room, report: DocRef) -> Result<ReportView, Failure> {
    let request = ReportsRequest::Read {
        room: room.id(),
        report,
    };
    match tell(room, request, Array::new()).await?.0 {
        ReportsReply::Report(view) => Ok(view),
        _ => Err(Failure::Internal),
    }
}

/// Answers one; without a folder the file is saved.
pub(crate) async fn answer(
    room: Room,
    report: DocRef,
    text: String,
    folder: Option<FolderRef>,
) -> Result<(), Failure> {
    let name = lang_now().text(Text::ReportAnswerFile);
    let request = ReportsRequest::Answer {
        room: room.id(),
        report,
        text,
        folder,
        name: name.to_owned(),
    };
    hand_on(room, request, name).await
}

/// Reads an answer with the key that was saved.
pub(crate) async fn read_answer(
    room: Room,
    answer: DocRef,
    channels: Vec<DocRef>,
    key: Array,
) -> Result<ReportAnswer, Failure> {
    let request = ReportsRequest::ReadAnswer {
        room: room.id(),
        answer,
        channels,
    };
    match tell(room, request, key).await?.0 {
        ReportsReply::Answer(answer) => Ok(answer),
        _ => Err(Failure::Internal),
    }
}

async fn hand_on(room: Room, request: ReportsRequest, name: &str) -> Result<(), Failure> {
    let made = tell(room, request, Array::new()).await;
    room.load();
    match made? {
        (ReportsReply::Made(true), _) => Ok(()),
        (ReportsReply::Made(false), files) => {
            let saved = content::save_bytes(&files.get(0), SEALED, name);
            saved.then_some(()).ok_or(Failure::Internal)
        }
        _ => Err(Failure::Internal),
    }
}

async fn tell(
    room: Room,
    request: ReportsRequest,
    beside: Array,
) -> Result<(ReportsReply, Array), Failure> {
    let request = ComplianceRequest::Reports(request);
    match ask(room.app(), request, beside).await? {
        (ComplianceReply::Reports(reply), beside) => Ok((reply, beside)),
        _ => Err(Failure::Internal),
    }
}
