//! Reports to the auditors.

use js_sys::Array;

use super::{Followed, ask, follow};
use crate::browser::page::content;
use crate::i18n::{Text, lang_now};
use crate::tasks::room::Room;
use crate::vault::messages::compliance::{
    ChannelReply, ChannelRequest, ChannelView, ComplianceReply, ComplianceRequest, ReportAnswer,
    ReportPlaces, ReportView,
};
use crate::vault::messages::{DocRef, Failure, FolderRef, Reply, Request};

const SEALED: &str = "application/octet-stream";

/// Channels and sealed files that one sees, read again whenever the room was.
pub(crate) fn use_reports(room: Room) -> Followed<ReportPlaces> {
    follow(room, move || async move {
        let request = ChannelRequest::Places { room: room.id() };
        match tell(room, request, Array::new()).await?.0 {
            ChannelReply::Places(places) => Ok(places),
            _ => Err(Failure::Internal),
        }
    })
}

/// What an auditor says in a channel. It is opened for that, which leaves a receipt.
pub(crate) async fn channel(room: Room, channel: DocRef) -> Result<ChannelView, Failure> {
    let request = ChannelRequest::ReadChannel {
        room: room.id(),
        channel,
    };
    match tell(room, request, Array::new()).await?.0 {
        ChannelReply::Channel(view) => Ok(view),
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
    let request = ChannelRequest::Write {
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
        (ChannelReply::Made(sent), files) => Ok(Written { sent, files }),
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
    let request = ChannelRequest::OpenChannel {
        room: room.id(),
        text,
        folder,
        name: name.to_owned(),
    };
    hand_on(room, request, name).await
}

/// Puts an auditor's channel where people read it.
pub(crate) async fn publish(room: Room, folder: FolderRef, file: Array) -> Result<(), Failure> {
    let request = ChannelRequest::Publish {
        room: room.id(),
        folder,
        name: lang_now().text(Text::ChannelFile).to_owned(),
    };
    let request = Request::Compliance(ComplianceRequest::Channel(request));
    let done = room.app().vault.ask_with(request, file).await;
    room.load();
    match done?.0 {
        Reply::Done => Ok(()),
        _ => Err(Failure::Internal),
    }
}

/// Opens a report that is sealed to oneself.
pub(crate) async fn read(room: Room, report: DocRef) -> Result<ReportView, Failure> {
    let request = ChannelRequest::Read {
        room: room.id(),
        report,
    };
    match tell(room, request, Array::new()).await?.0 {
        ChannelReply::Report(view) => Ok(view),
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
    let request = ChannelRequest::Answer {
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
    let request = ChannelRequest::ReadAnswer {
        room: room.id(),
        answer,
        channels,
    };
    match tell(room, request, key).await?.0 {
        ChannelReply::Answer(answer) => Ok(answer),
        _ => Err(Failure::Internal),
    }
}

async fn hand_on(room: Room, request: ChannelRequest, name: &str) -> Result<(), Failure> {
    let made = tell(room, request, Array::new()).await;
    room.load();
    match made? {
        (ChannelReply::Made(true), _) => Ok(()),
        (ChannelReply::Made(false), files) => {
            let saved = content::save_bytes(&files.get(0), SEALED, name);
            saved.then_some(()).ok_or(Failure::Internal)
        }
        _ => Err(Failure::Internal),
    }
}

async fn tell(
    room: Room,
    request: ChannelRequest,
    beside: Array,
) -> Result<(ChannelReply, Array), Failure> {
    let request = ComplianceRequest::Channel(request);
    match ask(room.app(), request, beside).await? {
        (ComplianceReply::Channel(reply), beside) => Ok((reply, beside)),
        _ => Err(Failure::Internal),
    }
}
