//! Handing a room over at closing. The papers that both sides sign travel as files, as they do with the command line;
//! here are those of each open room for as long as the identity is unlocked, and nothing is signed that was not read
//! from one of them.

mod binders;
mod view;

use core::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use ledger::ids::Hash;
use room::artefact::{Artefact, LIMIT, MIME};
use room::handover::{
    Deviation, HandoverProgress, LIST, OFFER, REFUSAL, Stay, names_list, read_list, read_offer,
    read_refusal,
};
use room::{Control, MemberId, Office, Room, ScopeId};

use self::binders::Hashing;
pub(super) use self::binders::Zipping;
use super::messages::{
    ClosingFar, ClosingPaper, ClosingRequest, Content, Event, Failure, Reply, RoomRef, Stays,
};
use super::session::Vault;
use super::transfer;
use crate::browser::clock;
use crate::browser::file::Picked;
use crate::browser::host::Device;

/// Milliseconds between two tellings of how far it is.
const RHYTHM: u64 = 200;

/// Papers by their rooms, and the list or check that runs.
#[derive(Default)]
pub(crate) struct Closing {
    running: RefCell<(f64, Control)>,
    papers: RefCell<HashMap<RoomRef, Papers>>,
}

/// The papers of a room.
#[derive(Default, Clone)]
pub(super) struct Papers {
    pub(super) list: Option<Artefact>,
    /// What was found against the list with this text.
    pub(super) checked: Option<(Hash, Vec<Deviation>)>,
    pub(super) refusal: Option<Artefact>,
    pub(super) offer: Option<Artefact>,
}

impl Closing {
    /// Forgets them, and stops what runs.
    pub(crate) fn clear(&self) {
        self.running.borrow().1.cancel();
        self.papers.borrow_mut().clear();
    }

    pub(super) fn of(&self, room: &str) -> Papers {
        let papers = self.papers.borrow();
        papers.get(room).cloned().unwrap_or_default()
    }

    fn change(&self, room: &str, change: impl FnOnce(&mut Papers)) {
        let mut papers = self.papers.borrow_mut();
        change(papers.entry(room.to_owned()).or_default());
    }

    fn begin(&self, run: f64) -> Control {
        let control = Control::new();
        self.running.replace((run, control.clone()));
        control
    }
}

impl Papers {
    fn list(&self) -> Result<&Artefact, Failure> {
        self.list.as_ref().ok_or(Failure::ClosingNoList)
    }

    fn offer(&self) -> Result<&Artefact, Failure> {
        self.offer.as_ref().ok_or(Failure::NotFound)
    }

    /// What a check found against this very list.
    pub(super) fn found(&self) -> Option<&[Deviation]> {
        let (text, found) = self.checked.as_ref()?;
        let list = self.list.as_ref()?;
        (list.hash() == *text).then_some(found)
    }

    /// Another list: what was said of the one before is of no use.
    fn take_list(&mut self, list: Artefact) {
        let same = self.list.as_ref().filter(|old| old.hash() == list.hash());
        match same {
            // the one with both signatures stays
            Some(old) if old.signers().len() > list.signers().len() => {}
            Some(_) => self.list = Some(list),
            None => {
                *self = Self {
                    list: Some(list),
                    offer: self.offer.take(),
                    ..Self::default()
                }
            }
        }
    }
}

/// Answers one request.
pub(crate) async fn answer(
    vault: &Rc<Vault>,
    request: ClosingRequest,
    files: &Array,
) -> Result<(Reply, Array), Failure> {
    let room = match request {
        ClosingRequest::Stop { run } => {
            let (running, control) = &*vault.closing.running.borrow();
            if *running == run {
                control.cancel();
            }
            return Ok((Reply::Done, Array::new()));
        }
        ClosingRequest::Save { room, paper } => return save(vault, &room, paper),
        ClosingRequest::Bind {
            room,
            member,
            papers,
            name,
        } => {
            let member = member.as_deref().map(member_of).transpose()?;
            let papers = match papers {
                true => vault.closing.of(&room),
                false => Papers::default(),
            };
            let reply = transfer::bind(vault, &room, member, papers, &name)?;
            return Ok((reply, Array::new()));
        }
        ClosingRequest::State { room } => room,
        other => act(vault, other, files).await?,
    };
    let open = vault.room(&room)?;
    let view = view::view(&open, &vault.closing.of(&room))?;
    Ok((Reply::Closing(Box::new(view)), Array::new()))
}

/// Does it, and answers the room.
async fn act(
    vault: &Rc<Vault>,
    request: ClosingRequest,
    files: &Array,
) -> Result<RoomRef, Failure> {
    match request {
        ClosingRequest::List {
            room,
            to,
            folders,
            run,
        } => {
            let open = vault.room(&room)?;
            let (to, folders) = (member_of(&to)?, scopes(&folders)?);
            let (control, watch) = (vault.closing.begin(run), watch(vault, &room));
            let mover = vault.mover()?;
            let list = open
                .handover_list(&*mover, &mut Hashing, (&folders, &to), &control, &watch)
                .await?;
            let signed = open.sign_artefact(LIST, &list)?;
            vault.closing.change(&room, |kept| kept.take_list(signed));
            Ok(room)
        }
        ClosingRequest::Take { room } => {
            take(vault, &room, files).await?;
            Ok(room)
        }
        ClosingRequest::Check { room, run } => {
            let open = vault.room(&room)?;
            let kept = vault.closing.of(&room);
            let list = kept.list()?;
            let (said, _) = read_list(list).map_err(room::Error::from)?;
            let (control, watch) = (vault.closing.begin(run), watch(vault, &room));
            let mover = vault.mover()?;
            let found = open
                .check_handover(&said, &*mover, &mut Hashing, &control, &watch)
                .await?;
            let text = list.hash();
            let keep = |kept: &mut Papers| kept.checked = Some((text, found));
            vault.closing.change(&room, keep);
            Ok(room)
        }
        ClosingRequest::Sign { room } => {
            let kept = vault.closing.of(&room);
            let list = kept.list()?;
            if kept.found().is_none_or(|found| !found.is_empty()) {
                return Err(Failure::ClosingUnchecked);
            }
            let signed = vault.room(&room)?.sign_handover_list(list)?;
            let keep = |kept: &mut Papers| {
                kept.list = Some(signed);
                kept.refusal = None;
            };
            vault.closing.change(&room, keep);
            Ok(room)
        }
        ClosingRequest::Refuse { room, reason } => {
            let kept = vault.closing.of(&room);
            let found = kept.found().unwrap_or_default();
            let open = vault.room(&room)?;
            let refusal = open.refuse_handover_list(kept.list()?, &reason, found)?;
            vault
                .closing
                .change(&room, |kept| kept.refusal = Some(refusal));
            Ok(room)
        }
        ClosingRequest::Offer { room, stays } => {
            let open = vault.room(&room)?;
            let offered = offer(&open, &vault.closing.of(&room), stays).await?;
            vault
                .closing
                .change(&room, |kept| kept.offer = Some(offered));
            Ok(room)
        }
        ClosingRequest::Accept { room } => {
            let kept = vault.closing.of(&room);
            let (offer, list) = (kept.offer()?, kept.list()?);
            let open = vault.room(&room)?;
            let signed = open.accept_listed_handover(offer, list).await?;
            vault
                .closing
                .change(&room, |kept| kept.offer = Some(signed));
            Ok(room)
        }
        // answered before
        ClosingRequest::State { .. }
        | ClosingRequest::Save { .. }
        | ClosingRequest::Bind { .. }
        | ClosingRequest::Stop { .. } => Err(Failure::Internal),
    }
}

/// Reads a paper that was handed over. One of another room, or in another one's name, is not kept.
async fn take(vault: &Vault, room: &str, files: &Array) -> Result<(), Failure> {
    let file = Picked::parse(&files.get(0)).ok_or(Failure::NothingChosen)?;
    if file.size() > LIMIT as u64 {
        return Err(Failure::Artefact);
    }
    let bytes = file.read(0..file.size()).await?.to_vec();
    let paper = Artefact::parse(&bytes).map_err(room::Error::from)?;
    if paper.room() != vault.room(room)?.id() {
        return Err(Failure::ClosingOther);
    }
    match paper.kind() {
        LIST => {
            let (_, signed) = read_list(&paper).map_err(|_| Failure::ClosingForeign)?;
            if !signed.from || !signed.others.is_empty() {
                return Err(Failure::ClosingForeign);
            }
            vault.closing.change(room, |kept| kept.take_list(paper));
        }
        REFUSAL => {
            let refusal = read_refusal(&paper).map_err(|_| Failure::ClosingForeign)?;
            let kept = vault.closing.of(room);
            let list = kept.list()?;
            let (said, _) = read_list(list).map_err(room::Error::from)?;
            if refusal.list != list.hash().to_string() || refusal.made.by != said.to {
                return Err(Failure::ClosingOther);
            }
            vault
                .closing
                .change(room, |kept| kept.refusal = Some(paper));
        }
        OFFER => {
            let (_, signed) = read_offer(&paper).map_err(|_| Failure::ClosingForeign)?;
            if !signed.others.is_empty() {
                return Err(Failure::ClosingForeign);
            }
            vault.closing.change(room, |kept| kept.offer = Some(paper));
        }
        _ => return Err(Failure::ClosingOther),
    }
    Ok(())
}

/// Whoever takes the room over has its keys before that.
async fn offer(
    open: &Room<Device>,
    kept: &Papers,
    stays: Option<Stays>,
) -> Result<Artefact, Failure> {
    let list = kept.list()?;
    let (said, signed) = read_list(list).map_err(room::Error::from)?;
    if !signed.is_complete() || !open.is_me(&said.from)? {
        return Err(Failure::ClosingNoList);
    }
    let to = member_of(&said.to.member)?;
    let members = open.members().await?;
    let known = members.iter().find(|one| one.member == to);
    if known.and_then(|one| one.office) < Some(Office::Manager) {
        open.appoint(&to, Office::Manager).await?;
    }
    let folders = match &stays {
        Some(stays) => scopes(&stays.folders)?,
        None => Vec::new(),
    };
    let stay = match &stays {
        Some(stays) => Stay::Reads {
            until: stays.until as u64,
            folders: &folders,
            reason: &stays.reason,
        },
        None => Stay::Ends,
    };
    Ok(open.offer_handover(&to, Some(list), stay).await?)
}

fn save(vault: &Vault, room: &str, paper: ClosingPaper) -> Result<(Reply, Array), Failure> {
    let kept = vault.closing.of(room);
    let paper = match paper {
        ClosingPaper::List => kept.list,
        ClosingPaper::Refusal => kept.refusal,
        ClosingPaper::Offer => kept.offer,
    };
    let bytes = paper.ok_or(Failure::NotFound)?.encode();
    let bytes = bytes.map_err(room::Error::from)?;
    let content = Content {
        // the page knows its language
        name: String::new(),
        mime: MIME.to_owned(),
        size: bytes.len() as f64,
    };
    let bytes = Uint8Array::from(bytes.as_slice());
    Ok((Reply::Content(content), Array::of1(&bytes.buffer().into())))
}

/// Says how far it is. It is a sign of somebody who waits.
fn watch(vault: &Rc<Vault>, room: &str) -> impl Fn(HandoverProgress) + use<> {
    let (vault, room, next) = (Rc::clone(vault), room.to_owned(), Cell::new(0));
    move |at: HandoverProgress| {
        vault.sign_of_life();
        if clock::now() < next.get() {
            return;
        }
        next.set(clock::now() + RHYTHM);
        vault.tell(Event::Closing(ClosingFar {
            room: room.clone(),
            docs: at.docs as u32,
            of: at.of as u32,
            bytes: at.bytes as f64,
            total: at.total as f64,
        }));
    }
}

/// Whether an offer is about the list that is here.
pub(super) fn is_listed(kept: &Papers) -> bool {
    let names = |offer: &Artefact, list: &Artefact| {
        let terms = read_offer(offer).ok()?.0;
        names_list(&terms, list).ok()
    };
    let both = kept.offer.as_ref().zip(kept.list.as_ref());
    both.and_then(|(offer, list)| names(offer, list)).is_some()
}

pub(super) fn member_of(id: &str) -> Result<MemberId, Failure> {
    MemberId::parse(id).map_err(|_| Failure::NotFound)
}

fn scopes(ids: &[String]) -> Result<Vec<ScopeId>, Failure> {
    let parse = |id: &String| ScopeId::parse(id).map_err(|_| Failure::NotFound);
    ids.iter().map(parse).collect()
}
