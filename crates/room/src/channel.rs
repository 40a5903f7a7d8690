//! A channel for reports: what somebody says to the auditors alone.
//!
//! ```text
//! an auditor   Room::open_channel   an artefact with its card: "write to me"; it is put where people read it
//! anybody      Room::seal_report    words, sealed to the auditors' cards; signed, or without a name
//!              send_in, or upload   a file as others: those who manage see that there is one, and not what it says
//! an auditor   Room::open_report, Room::answer_report
//! the reporter open_answer          with the key that it kept
//! ```
//!
//! No entry and no right is made for it. Who wants to stay unknown sends it by a link that was made for reports, from a
//! browser that has nothing of its own in the room: then nothing in the room connects the two. The store sees what it
//! sees of any visitor: an address, a time, a padded length.

use ledger::ids::Hash;
use minicbor::{Decode, Encode};
use seal::context::Kind;
use seal::kem::KemPublic;
use seal::report::{self, ReplyKey};
use serde::{Deserialize, Serialize};

use crate::artefact::{Artefact, Signer};
use crate::body;
use crate::error::{Error, What};
use crate::forms::{Made, RoomOf};
use crate::host::Host;
use crate::names;
use crate::room::Room;

/// The kind of artefact by which an auditor says that it takes reports,
pub const CHANNEL: &str = "report-channel";
/// the media type of its file in a room, by which it is found without being opened: opening leaves a receipt,
pub const CHANNEL_MIME: &str = "application/vnd.sealroom.artefact+json;kind=report-channel";
/// and of what a person signs who reports under its name,
const SIGNED: &str = "report";
/// and of an answer.
const ANSWER: &str = "report-answer";
/// The media type of a sealed report or answer.
pub const REPORT_MIME: &str = "application/vnd.sealroom.report";
/// The longest report or answer, in bytes.
pub const MAX_REPORT: usize = 64 * 1024;

/// A report as it is handed over.
#[derive(Debug, Clone)]
pub struct SealedReport {
    /// The file; its hash is what an answer names.
    pub file: Vec<u8>,
    /// Opens the answer. Nobody else has it.
    pub reply: ReplyKey,
}

/// A report as an auditor reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportView {
    /// SHA-256 of its file.
    pub id: Hash,
    /// The words.
    pub text: String,
    /// Who signed it; nobody, if it came without a name.
    pub from: Option<Signer>,
    reply: Vec<u8>,
}

/// What an auditor answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportAnswer {
    /// SHA-256 of the report's file.
    pub report: Hash,
    /// The words.
    pub text: String,
    /// Who.
    pub by: Signer,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChannelSays {
    room: RoomOf,
    made: Made,
    text: String,
}

/// Report, under its seal: words, the key for an answer, and what was signed by who gives its name.
#[derive(Debug, Encode, Decode)]
struct ReportBody {
    #[n(0)]
    text: String,
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    reply: Vec<u8>,
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    signed: Option<Vec<u8>>,
}

/// What a person signs of a report: the words by their hash, and for whom an answer is.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignedSays {
    room: RoomOf,
    made: Made,
    text: String,
    reply: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswerSays {
    room: RoomOf,
    made: Made,
    report: String,
    text: String,
}

impl<H: Host> Room<H> {
    /// Says, signed, that one takes reports for this room. For an auditor; whoever reads it compares the safety words.
    pub fn open_channel(&self, text: &str) -> Result<Artefact, Error> {
        let says = ChannelSays {
            room: self.room_of(),
            made: self.made()?,
            text: check(text)?,
        };
        self.sign_artefact(CHANNEL, &says)
    }

    /// Whether everybody whom a channel names audits this room now; for managers, before they put it where people read it.
    pub fn is_channel(&self, channel: &Artefact) -> Result<bool, Error> {
        self.judge_manager()?;
        channel.read::<ChannelSays>(CHANNEL)?;
        let (state, now) = (self.state.borrow(), self.now());
        let audits = |signer: &Signer| {
            let mut all = state.roster.members().iter();
            all.any(|(id, member)| {
                let card = state.card(id);
                let own = card.is_some_and(|card| *card.sign_key() == signer.key.0);
                own && member.member.manner.audits && state.is_open(member, now)
            })
        };
        Ok(channel.room() == self.session.room && channel.signers().iter().all(audits))
    }

    /// Seals a report to those who signed these channels. `named`: one signs it; visitors of links cannot.
    pub fn seal_report(
        &self,
        channels: &[Artefact],
        text: &str,
        named: bool,
    ) -> Result<SealedReport, Error> {
        let text = check(text)?;
        let readers = readers(channels, &self.session.room)?;
        let mut rng = self.host.rng();
        let key = ReplyKey::make(&mut rng);
        let reply = key.kem().public();
        let signed = match named {
            false => None,
            true => {
                let says = SignedSays {
                    room: self.room_of(),
                    made: self.made()?,
                    text: text.clone(),
                    reply: Hash(reply.hash()).to_string(),
                };
                Some(self.sign_artefact(SIGNED, &says)?.encode()?)
            }
        };
        let said = body::encode(&ReportBody {
            text,
            reply: reply.as_bytes().to_vec(),
            signed,
        });
        let room = self.session.room.0;
        let file = report::seal(Kind::Report, room, &readers, &said, &mut rng);
        Ok(SealedReport {
            file: file.map_err(|_| Error::TooLarge)?,
            reply: key,
        })
    }

    /// Opens a report that was sealed to oneself. [`Error::NotFound`] if it was not.
    pub fn open_report(&self, file: &[u8]) -> Result<ReportView, Error> {
        let keys = self.session.keys()?;
        let plain = report::open(Kind::Report, self.session.room.0, &keys.kem, file);
        let plain = plain.map_err(not_mine)?;
        let broken = Error::Tampered(What::Report);
        let said: ReportBody = body::decode(&plain).map_err(|_| broken.clone())?;
        let reply = KemPublic::parse(&said.reply).map_err(|_| broken.clone())?;
        check(&said.text).map_err(|_| broken.clone())?;
        let from = match &said.signed {
            None => None,
            Some(signed) => {
                let signed = Artefact::parse(signed)?;
                let says: SignedSays = signed.read(SIGNED)?;
                let same = (says.text.as_str(), says.reply)
                    == (said.text.as_str(), Hash(reply.hash()).to_string());
                if !same || signed.room() != self.session.room {
                    return Err(broken);
                }
                signed.signers().into_iter().next()
            }
        };
        Ok(ReportView {
            id: Hash::of(file),
            text: said.text,
            from,
            reply: said.reply,
        })
    }

    /// Answers a report: a file that its writer opens, and nobody else.
    pub fn answer_report(&self, to: &ReportView, text: &str) -> Result<Vec<u8>, Error> {
        let says = AnswerSays {
            room: self.room_of(),
            made: self.made()?,
            report: to.id.to_string(),
            text: check(text)?,
        };
        let signed = self.sign_artefact(ANSWER, &says)?.encode()?;
        let reply = KemPublic::parse(&to.reply).map_err(|_| Error::Tampered(What::Report))?;
        let room = self.session.room.0;
        let sealed = report::seal(Kind::Reply, room, &[reply], &signed, &mut self.host.rng());
        sealed.map_err(|_| Error::TooLarge)
    }
}

/// What an auditor says in a channel of this room.
pub fn channel_text(channel: &Artefact) -> Result<String, Error> {
    Ok(channel.read::<ChannelSays>(CHANNEL)?.text)
}

/// Opens an answer with the key that was kept. It is signed by one of those to whom the report was sealed.
pub fn open_answer(
    file: &[u8],
    reply: &ReplyKey,
    channels: &[Artefact],
) -> Result<ReportAnswer, Error> {
    let room = channels.first().ok_or(Error::NotFound)?.room();
    readers(channels, &room)?;
    let plain = report::open(Kind::Reply, room.0, &reply.kem(), file).map_err(not_mine)?;
    let signed = Artefact::parse(&plain)?;
    let says: AnswerSays = signed.read(ANSWER)?;
    let mut signers = signed.signers().into_iter();
    let known = |one: &Signer| channels.iter().any(|channel| channel.signed_by(&one.key));
    let by = signers.find(known).filter(|_| signed.room() == room);
    Ok(ReportAnswer {
        report: Hash::parse(&says.report).map_err(|_| Error::Tampered(What::Report))?,
        text: says.text,
        by: by.ok_or(Error::Tampered(What::Report))?,
    })
}

/// The keys of those who signed channels of this room.
fn readers(channels: &[Artefact], room: &ledger::ids::RoomId) -> Result<Vec<KemPublic>, Error> {
    let mut all: Vec<KemPublic> = Vec::new();
    for channel in channels {
        channel.read::<ChannelSays>(CHANNEL)?;
        if channel.room() != *room {
            return Err(Error::NotFound);
        }
        for key in channel.keys() {
            if all.iter().all(|known| known.hash() != key.hash()) {
                all.push(key.clone());
            }
        }
    }
    match all.is_empty() {
        true => Err(Error::NotFound),
        false => Ok(all),
    }
}

fn check(text: &str) -> Result<String, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(names::BadName::Empty.into());
    }
    if text.len() > MAX_REPORT {
        return Err(Error::TooLarge);
    }
    match text.contains(|c| c != '\n' && names::hidden(c)) {
        true => Err(names::BadName::Control.into()),
        false => Ok(text.to_owned()),
    }
}

fn not_mine(error: seal::OpenError) -> Error {
    match error {
        seal::OpenError::NotMine => Error::NotFound,
        other => Error::open(What::Report)(other),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod samples;
