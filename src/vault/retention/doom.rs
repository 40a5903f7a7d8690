//! Destroying, and its certificate: made, put into the room, handed to the page.

use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use ledger::ids::ScopeId;
use room::artefact::{Artefact, MIME};
use room::retention::{Destroying, Destruction, Wishes};
use room::{Control, Hash, Keep, Room, Spot, Why};

use super::shown::{begin, count, paper_of, papers};
use crate::browser::file::Picked;
use crate::browser::host::Device;
use crate::vault::messages::{
    CertificatePaper, DestroyStep, Destroyed, Event, Failure, Reply, RetentionReply,
};
use crate::vault::rooms::doc_ref;
use crate::vault::session::Vault;

/// By which right, and what.
pub(super) enum By {
    /// One alone.
    One(Vec<Keep>, Why, String),
    /// Two, by this request.
    Two(Hash),
    /// It was decided before, and its certificate was lost.
    Late(Hash),
}

/// Destroys, and answers when the certificate is in the room. One that does not get there is handed over all the same.
pub(super) async fn destroy(
    vault: &Rc<Vault>,
    room: &str,
    by: By,
    paper: &CertificatePaper,
) -> Result<(Reply, Array), Failure> {
    let open = vault.room(room)?;
    let say = |step: DestroyStep| {
        // it is a sign of somebody who waits
        vault.sign_of_life();
        vault.tell(Event::Destroying {
            room: room.to_owned(),
            step,
        });
    };
    let watch = |step| say(step_of(step));
    let wishes = Wishes {
        names: paper.names,
        people: paper.people,
    };
    let done = match by {
        By::One(what, why, words) => {
            open.destroy_watched(&what, &why, &words, wishes, &watch)
                .await?
        }
        By::Two(request) => {
            open.destroy_approved_watched(&request, wishes, &watch)
                .await?
        }
        By::Late(decision) => open.certify_destruction(&decision).await?,
    };
    say(DestroyStep::Storing);
    let name = name_of(&done, &paper.file);
    let file = done.certificate.encode().map_err(room::Error::from)?;
    let stored = store(vault, &open, &done, paper, &name, &file).await;
    vault.tell(Event::RoomChanged {
        room: room.to_owned(),
    });
    let second = done.said.decided.request.is_some();
    let reply = RetentionReply::Destroyed(Destroyed {
        docs: count(done.said.documents.len()),
        complete: done.complete,
        doc: stored.ok().flatten().map(|spot| doc_ref(&spot)),
        name,
        second,
    });
    let bytes = Uint8Array::from(file.as_slice());
    Ok((Reply::Retention(reply), Array::of1(&bytes.buffer())))
}

/// What the file is called: what it is, its day, and by what it was decided.
fn name_of(done: &Destruction, what: &str) -> String {
    let day: String = done.said.made.at.chars().take(10).collect();
    let decision = done.decision.as_ref().map(begin).unwrap_or_default();
    format!("{what} {day} {decision}.json")
}

/// Puts it where those who manage find it, and nobody else.
async fn store(
    vault: &Vault,
    open: &Room<Device>,
    done: &Destruction,
    paper: &CertificatePaper,
    name: &str,
    file: &[u8],
) -> Result<Option<Spot>, Failure> {
    let known = done.decision.as_ref().and_then(|decision| {
        let papers = papers(open);
        paper_of(&papers, decision).copied()
    });
    let folder = match known {
        Some(spot) => spot.scope,
        None => folder(open, &paper.folder).await?,
    };
    put(vault, open, folder, name, file, known).await?;
    let papers = papers(open);
    let there = done.decision.as_ref();
    Ok(there.and_then(|decision| paper_of(&papers, decision).copied()))
}

/// Adds a file, or a new version of one.
pub(super) async fn put(
    vault: &Vault,
    open: &Room<Device>,
    folder: ScopeId,
    name: &str,
    file: &[u8],
    onto: Option<Spot>,
) -> Result<(), Failure> {
    let mover = vault.mover()?;
    let source = Picked::of_bytes(name, file).ok_or(Failure::Internal)?;
    let files = [room::Picked {
        path: name.to_owned(),
        mime: MIME.to_owned(),
        source,
    }];
    let onto: BTreeMap<usize, Spot> = onto.map(|spot| (0, spot)).into_iter().collect();
    let sent = open
        .upload_onto(&*mover, folder, &files, &onto, &Control::new(), &|_| {})
        .await?;
    match sent.failed.into_iter().next() {
        Some((_, error)) => Err(error.into()),
        None => Ok(()),
    }
}

/// The folder of certificates: where others are, else a new one that is prepared, so that names of what was destroyed are
/// shown to nobody who does not manage.
async fn folder(open: &Room<Device>, name: &str) -> Result<ScopeId, Failure> {
    let papers = papers(open);
    let done = open.destructions()?;
    let mut other = done.iter().filter_map(|one| paper_of(&papers, &one.id));
    if let Some(spot) = other.next() {
        return Ok(spot.scope);
    }
    let view = open.view();
    let root = view.folders.iter().find(|folder| folder.parent.is_none());
    let root = root.ok_or(Failure::NotFound)?.id;
    // another folder of this name may be somebody's to read
    Ok(open.prepare_stage(root, name, None).await?)
}

/// Opens what is to be a certificate.
pub(super) fn read(bytes: &[u8]) -> Result<Artefact, Failure> {
    Ok(Artefact::parse(bytes).map_err(room::Error::from)?)
}

fn step_of(step: Destroying) -> DestroyStep {
    match step {
        Destroying::Writing => DestroyStep::Writing,
        Destroying::Keys => DestroyStep::Keys,
        Destroying::Erasing { done, of } => DestroyStep::Erasing {
            done: count(done),
            of: count(of),
        },
        Destroying::Looking { done, of } => DestroyStep::Looking {
            done: count(done),
            of: count(of),
        },
        Destroying::Certifying => DestroyStep::Certifying,
    }
}
