//! Reports to the auditors alone, and their answers. Nothing is kept on the device: whoever reports gets the key for the
//! answer as a file.

use std::rc::Rc;

use js_sys::Array;
use room::artefact::Artefact;
use room::{CHANNEL_MIME, Error, REPORT_MIME, ReplyKey, Room, channel_text, open_answer};
use zeroize::Zeroizing;

use super::super::messages::compliance::{
    ChannelReply, ChannelRequest, ChannelView, ComplianceReply, ReportAnswer, ReportPlaces,
    ReportView,
};
use super::super::messages::{Failure, Reply};
use super::super::rooms::{doc_at, doc_ref, folder_id};
use super::super::session::Vault;
use super::kept::{self, File, Put};
use super::{buffer, told};
use crate::browser::host::Device;

/// Bytes of a channel's file, and of the file with a key.
const CHANNEL: u64 = 1 << 20;
const KEY: u64 = 4 << 10;

/// Answers one request.
pub(super) async fn answer(
    vault: &Rc<Vault>,
    request: ChannelRequest,
    files: &Array,
) -> Result<(Reply, Array), Failure> {
    let (reply, beside) = match request {
        ChannelRequest::Places { room } => {
            let places = places(&*vault.room(&room)?);
            (ChannelReply::Places(places), Array::new())
        }
        ChannelRequest::OpenChannel {
            room,
            text,
            folder,
            name,
        } => {
            let open = vault.room(&room)?;
            let channel = open.open_channel(&text)?;
            let bytes = channel.encode().map_err(Error::from)?;
            let file = File {
                name: &name,
                mime: CHANNEL_MIME,
                bytes: &bytes,
            };
            hand_on(vault, &open, folder, file).await?
        }
        ChannelRequest::Publish { room, folder, name } => {
            publish(vault, &room, &folder, &name, files).await?;
            return Ok((Reply::Done, Array::new()));
        }
        ChannelRequest::ReadChannel { room, channel } => {
            let open = vault.room(&room)?;
            let found = channel_at(vault, &open, &channel).await?;
            let view = ChannelView {
                text: channel_text(&found)?,
                signers: found.signers().iter().map(kept::signer).collect(),
            };
            (ChannelReply::Channel(view), Array::new())
        }
        ChannelRequest::Write {
            room,
            channels,
            text,
            named,
            to,
            name,
        } => {
            let open = vault.room(&room)?;
            let channels = channels_at(vault, &open, &channels).await?;
            let text = Zeroizing::new(text);
            write(vault, &open, &channels, &text, named, to, &name).await?
        }
        ChannelRequest::Read { room, report } => {
            let open = vault.room(&room)?;
            (
                ChannelReply::Report(read(vault, &open, &report).await?.1),
                Array::new(),
            )
        }
        ChannelRequest::Answer {
            room,
            report,
            text,
            folder,
            name,
        } => {
            let open = vault.room(&room)?;
            let (report, _) = read(vault, &open, &report).await?;
            let answer = open.answer_report(&report, &text)?;
            let file = File {
                name: &name,
                mime: REPORT_MIME,
                bytes: &answer,
            };
            hand_on(vault, &open, folder, file).await?
        }
        ChannelRequest::ReadAnswer {
            room,
            answer,
            channels,
        } => {
            let open = vault.room(&room)?;
            let reply = read_answer(vault, &open, &answer, &channels, files).await?;
            (ChannelReply::Answer(reply), Array::new())
        }
    };
    Ok((told(ComplianceReply::Channel(reply)), beside))
}

/// What there is, by the types of documents: to open one leaves a receipt, so none is opened for a list.
fn places(open: &Room<Device>) -> ReportPlaces {
    let docs = open.view().docs;
    let of = |mime: &'static str| docs.iter().filter(move |doc| doc.record.mime == mime);
    let channels = of(CHANNEL_MIME).map(|doc| (doc_ref(&doc.at), doc.name.clone()));
    let sealed = of(REPORT_MIME);
    let sealed = sealed.map(|doc| (doc_ref(&doc.at), doc.name.clone(), doc.changed as f64));
    ReportPlaces {
        channels: channels.collect(),
        sealed: sealed.collect(),
    }
}

/// Puts a file into a folder, or hands it to the person.
async fn hand_on(
    vault: &Vault,
    open: &Room<Device>,
    folder: Option<String>,
    file: File<'_>,
) -> Result<(ChannelReply, Array), Failure> {
    let Some(folder) = folder else {
        return Ok((ChannelReply::Made(false), Array::of1(&buffer(file.bytes))));
    };
    kept::put(vault, open, Put::Into(folder_id(&folder)?), file).await?;
    Ok((ChannelReply::Made(true), Array::new()))
}

/// Puts a channel where people read it, if those whom it names audit this room.
async fn publish(
    vault: &Vault,
    room: &str,
    folder: &str,
    name: &str,
    files: &Array,
) -> Result<(), Failure> {
    let open = vault.room(room)?;
    let bytes = kept::picked(&files.get(0), CHANNEL).await?;
    let channel = Artefact::parse(&bytes).map_err(Error::from)?;
    open.refresh().await?;
    if !open.is_channel(&channel)? {
        return Err(Failure::NotAllowed);
    }
    let file = File {
        name,
        mime: CHANNEL_MIME,
        bytes: &bytes,
    };
    kept::put(vault, &open, Put::Into(folder_id(folder)?), file).await?;
    Ok(())
}

async fn write(
    vault: &Vault,
    open: &Room<Device>,
    channels: &[Artefact],
    text: &str,
    named: bool,
    to: Option<(String, bool)>,
    name: &str,
) -> Result<(ChannelReply, Array), Failure> {
    let sealed = open.seal_report(channels, text, named)?;
    let file = File {
        name,
        mime: REPORT_MIME,
        bytes: &sealed.file,
    };
    let key = buffer(sealed.reply.encode().as_bytes());
    match to {
        None => Ok((
            ChannelReply::Made(false),
            Array::of2(&key, &buffer(&sealed.file)),
        )),
        Some((folder, blind)) => {
            let folder = folder_id(&folder)?;
            let to = match blind {
                true => Put::Sent(folder),
                false => Put::Into(folder),
            };
            kept::put(vault, open, to, file).await?;
            Ok((ChannelReply::Made(true), Array::of1(&key)))
        }
    }
}

async fn read(
    vault: &Vault,
    open: &Room<Device>,
    report: &str,
) -> Result<(room::ReportView, ReportView), Failure> {
    let (_, bytes) = kept::get(vault, open, doc_at(report)?, None).await?;
    let report = open.open_report(&bytes).map_err(not_mine)?;
    let view = ReportView {
        text: report.text.clone(),
        from: report.from.as_ref().map(kept::signer),
    };
    Ok((report, view))
}

async fn read_answer(
    vault: &Vault,
    open: &Room<Device>,
    answer: &str,
    channels: &[String],
    files: &Array,
) -> Result<ReportAnswer, Failure> {
    let key = Zeroizing::new(kept::picked(&files.get(0), KEY).await?);
    let key = core::str::from_utf8(&key).map_err(|_| Failure::NotForYou)?;
    let key = ReplyKey::decode(key).map_err(|_| Failure::NotForYou)?;
    let channels = channels_at(vault, open, channels).await?;
    let (_, bytes) = kept::get(vault, open, doc_at(answer)?, None).await?;
    let said = open_answer(&bytes, &key, &channels).map_err(not_mine)?;
    Ok(ReportAnswer {
        text: said.text,
        by: kept::signer(&said.by),
    })
}

async fn channels_at(
    vault: &Vault,
    open: &Room<Device>,
    docs: &[String],
) -> Result<Vec<Artefact>, Failure> {
    let mut all = Vec::new();
    for doc in docs {
        all.push(channel_at(vault, open, doc).await?);
    }
    Ok(all)
}

/// A channel of this very room.
async fn channel_at(vault: &Vault, open: &Room<Device>, doc: &str) -> Result<Artefact, Failure> {
    let (_, bytes) = kept::get(vault, open, doc_at(doc)?, None).await?;
    let channel = Artefact::parse(&bytes).map_err(Error::from)?;
    channel_text(&channel)?;
    match channel.room() == open.id() {
        true => Ok(channel),
        false => Err(Failure::NotFound),
    }
}

/// Sealed to others, or with another key.
fn not_mine(error: Error) -> Failure {
    match error {
        Error::NotFound => Failure::NotForYou,
        other => other.into(),
    }
}
