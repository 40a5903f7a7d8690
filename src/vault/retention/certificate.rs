//! Certificates of destruction: opened, verified, signed as well.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use ledger::entry::Action;
use ledger::evidence::erasure::{EngineFacts, Fact as Says};
use room::artefact::{Artefact, LIMIT};
use room::retention::certificate::Code;
use room::retention::verify::{Report, verify_artefact};
use room::{Control, Room};

use super::doom::{put, read};
use super::shown::{count, left};
use crate::browser::host::Device;
use crate::browser::sink::{Finished, Sink};
use crate::vault::messages::{
    Cause, CertificateView, EngineView, Event, Fact, Failure, Reply, RetentionReply,
};
use crate::vault::rooms::doc_at;
use crate::vault::session::Vault;
use crate::vault::verify::signer;

/// Documents that are shown of one.
const SHOWN: usize = 100;

/// Opens one that is in the room, and signs it as well if that is asked for.
pub(super) async fn look(
    vault: &Rc<Vault>,
    room: &str,
    doc: &str,
    sign: bool,
) -> Result<(Reply, Array), Failure> {
    let (open, at) = (vault.room(room)?, doc_at(doc)?);
    let mut artefact = read(&fetch(vault, &open, doc).await?)?;
    let known = open.doc(at)?;
    if sign {
        // nobody signs what does not hold
        report(&artefact)?;
        artefact = open.countersign_artefact(&artefact)?;
        let file = artefact.encode().map_err(room::Error::from)?;
        put(vault, &open, at.scope, &known.name, &file, Some(at)).await?;
        vault.tell(Event::RoomChanged {
            room: room.to_owned(),
        });
    }
    let found = report(&artefact)?;
    let mut shown = view(&found);
    shown.name = known.name;
    shown.awaits_me = open.awaits_signature(&found)?;
    let file = artefact.encode().map_err(room::Error::from)?;
    let bytes = Uint8Array::from(file.as_slice());
    let reply = RetentionReply::Certificate(Box::new(shown));
    Ok((Reply::Retention(reply), Array::of1(&bytes.buffer())))
}

async fn fetch(vault: &Vault, open: &Room<Device>, doc: &str) -> Result<Vec<u8>, Failure> {
    let (mover, at) = (vault.mover()?, doc_at(doc)?);
    let size = open.doc(at)?.record.size;
    if size > LIMIT as u64 {
        return Err(Failure::Artefact);
    }
    // below 32 MiB
    let mut sink = Sink::buffer(size as u32);
    open.open_doc(
        &*mover,
        at,
        Action::View,
        &mut sink,
        &Control::new(),
        &|_| {},
    )
    .await?;
    match sink.finish().await? {
        Finished::Buffer(bytes) => Ok(bytes.to_vec()),
        _ => Err(Failure::Internal),
    }
}

/// What a certificate proves to a stranger.
pub(crate) fn report(artefact: &Artefact) -> Result<Report, Failure> {
    verify_artefact(artefact, None).map_err(|_| Failure::Artefact)
}

/// The same, to be shown.
pub(crate) fn view(report: &Report) -> CertificateView {
    let said = &report.said;
    let text = |text: &str| room::names::text(text);
    let name = |name: &str| room::names::shown(name);
    let document = |one: &room::retention::certificate::Document| {
        let named = one.name.as_deref().map(name);
        (named, one.level.as_deref().map(name), one.persons)
    };
    let versions = said.documents.iter().map(|one| one.versions.len());
    let request = said.decided.request.as_ref();
    CertificateView {
        name: String::new(),
        title: name(&said.room.title),
        room: report.room.to_string(),
        whole: said.what == room::retention::certificate::What::Room,
        why: cause(said.why.code),
        words: text(&said.why.words),
        by: name(&said.decided.by.name),
        two: request.map(|two| (name(&two.asked_by.name), name(&two.approved_by.name))),
        destroyed: report.destroyed as f64,
        erased: report.erased as f64,
        count: count(said.documents.len()),
        docs: said.documents.iter().take(SHOWN).map(document).collect(),
        versions: count(versions.sum()),
        gone: count(report.gone),
        shared: count(report.shared),
        unlisted: u32::try_from(report.unlisted).unwrap_or(u32::MAX),
        still_served: {
            let words = u32::try_from(said.looked.words_still_served).unwrap_or(u32::MAX);
            count(said.looked.still_served.len()).saturating_add(words)
        },
        complete: report.complete(),
        countersigned: report.countersigned,
        awaits_me: false,
        signers: report.signers.iter().map(signer).collect(),
        store: report.server.to_string(),
        engines: report.engines.iter().map(engine).collect(),
        left: left(report.uncovered()),
    }
}

fn engine(facts: &EngineFacts) -> EngineView {
    let fact = |said: Says| match said {
        Says::Unknown => Fact::Unknown,
        Says::No => Fact::No,
        Says::Yes => Fact::Yes,
        Says::SaidNo => Fact::SaidNo,
        Says::SaidYes => Fact::SaidYes,
    };
    EngineView {
        kind: room::names::shown(&facts.kind),
        versions: fact(facts.versions),
        locks: fact(facts.locks),
        copies: fact(facts.replicas),
        words: facts
            .words
            .as_deref()
            .map(room::names::text)
            .unwrap_or_default(),
    }
}

fn cause(code: Code) -> Cause {
    match code {
        Code::PurposeMet => Cause::PurposeMet,
        Code::PeriodOver => Cause::PeriodOver,
        Code::ConsentWithdrawn => Cause::ConsentWithdrawn,
        Code::Statutory => Cause::Statutory,
        Code::Contract => Cause::Contract,
        Code::AskedFor => Cause::AskedFor,
        Code::Other => Cause::Other,
    }
}
