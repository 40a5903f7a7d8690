//! Sending in without reading, for members: who may is decided in the plan, and brought about here.
//!
//! ```text
//! inbox     one for each folder for which somebody may send in, made once; the desk keeps its key
//! Drops     in the roster: the inboxes of a member, by which the gate judges
//! Sendto    in the member's own chain: their names and public halves, sealed to its card
//! ```
//!
//! A link says in its first entry where it takes files to; when such an inbox got a new key it is told of
//! that like a person. See [`crate::intake::drops`] for what becomes of the files.

use std::collections::{BTreeMap, BTreeSet};

use ledger::MemberFold;
use ledger::entry::{MemberKind, Public, ScopeEpoch};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, DocId, MemberId, ScopeId};
use seal::sealbox;

use crate::access::{Target, takes_in};
use crate::body::{self, DropTo, SendTo};
use crate::chains::append::Draft;
use crate::chains::reconcile::person_key;
use crate::chains::rotate::Rotation;
use crate::error::Error;
use crate::home::shelf::SentNote;
use crate::host::Host;
use crate::names;
use crate::replay::{Done, State, sendto_place};
use crate::room::Room;

/// A document that one sent in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentView {
    /// The document.
    pub doc: DocId,
    /// The folder for which it was sent, as it is called to those who send; if that is still known.
    pub folder: String,
    /// Its name; known on the device that sent it.
    pub name: Option<String>,
    /// Its size, or what it takes in the store.
    pub size: u64,
    /// The server's time at which it was sent.
    pub sent: u64,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a document that was sent in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Nobody decided yet, or the answer was not told yet.
    Waits,
    /// It is in the folder, or was.
    TakenIn,
    /// It was not wanted.
    Refused,
    /// Those who manage have it, and it was not told what they decided.
    Untold,
}

impl<H: Host> Room<H> {
    /// What one sent in here, the newest first: by the own chain, which shows it to nobody else but those
    /// in office.
    pub fn sent(&self) -> Vec<SentView> {
        let (state, kept) = (self.state.borrow(), self.kept.borrow());
        let noted: BTreeMap<DocId, &SentNote> =
            kept.sent().iter().map(|note| (note.doc, note)).collect();
        let times: BTreeMap<u64, u64> = state
            .log
            .iter()
            .filter(|deed| matches!(deed.what, Done::Dropped(..)))
            .filter(|deed| deed.place.0 == self.session.chain)
            .map(|deed| (deed.place.1, deed.time))
            .collect();
        let mut out: Vec<SentView> = state
            .own
            .dropped()
            .iter()
            .map(|(doc, dropped)| {
                let note = noted.get(doc);
                let to = state.send_to(&dropped.scope).map(|to| to.name.as_str());
                let first = dropped.versions.first();
                let stored = first.map_or(0, |it| it.parts.iter().map(|part| part.len).sum());
                SentView {
                    doc: *doc,
                    folder: to
                        .or(note.map(|note| note.to.as_str()))
                        .map(names::shown)
                        .unwrap_or_default(),
                    name: note.map(|note| names::shown(&note.name)),
                    size: note.map_or(stored, |note| note.size),
                    sent: first
                        .and_then(|it| times.get(&it.seq))
                        .copied()
                        .unwrap_or_default(),
                    fate: match (dropped.discarded, state.answers.get(doc)) {
                        (None, _) => Fate::Waits,
                        (Some(_), Some(true)) => Fate::TakenIn,
                        (Some(_), Some(false)) => Fate::Refused,
                        (Some(_), None) => Fate::Untold,
                    },
                }
            })
            .collect();
        out.sort_by_key(|one| core::cmp::Reverse(one.sent));
        out
    }

    /// Keeps on this device what was sent: the room has it sealed to others.
    pub(crate) async fn note_sent(&self, notes: Vec<SentNote>) -> Result<(), Error> {
        if notes.is_empty() {
            return Ok(());
        }
        let (room, member) = (&self.session.room, &self.session.member);
        let mut kept = self.kept.borrow().clone();
        kept.note_sent(notes);
        kept.save(&*self.host, &self.local, room, member).await?;
        *self.kept.borrow_mut() = kept;
        Ok(())
    }

    /// Who may send to less than before: binds the gate at once.
    pub(crate) fn unsend_drafts(
        &self,
        state: &State,
        target: &Target,
    ) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        for member in self.senders(state) {
            let wanted = inboxes(state, target, &member.member.member);
            let left: Vec<ScopeId> = member
                .drops
                .iter()
                .filter(|scope| wanted.contains(scope))
                .copied()
                .collect();
            if left.len() < member.drops.len() {
                drafts.push(drops_draft(state, &member.member.member, left)?);
            }
        }
        Ok(drafts)
    }

    /// Inboxes that are missing.
    pub(crate) fn missing_inbox_drafts(
        &self,
        state: &State,
        target: &Target,
        rotation: &mut Rotation,
    ) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        for folder in missing(state, target, self.senders(state)) {
            let made = match rotation.inboxes.remove(&folder) {
                Some(made) => made,
                None => self.make_inbox(state, &folder)?,
            };
            drafts.extend(self.inbox_drafts(state, &made, true)?);
            rotation.inboxes.insert(folder, made);
        }
        Ok(drafts)
    }

    /// Who may send to which inbox, as far as they are there.
    pub(crate) fn sender_drafts(
        &self,
        state: &State,
        target: &Target,
    ) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        for member in self.senders(state) {
            let id = member.member.member;
            let wanted = inboxes(state, target, &id);
            if wanted != member.drops.iter().copied().collect() {
                drafts.push(drops_draft(state, &id, wanted.into_iter().collect())?);
            }
        }
        Ok(drafts)
    }

    /// That they may, and where.
    pub(crate) fn tell_drafts(&self, state: &State) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        for member in state.roster.members().values() {
            drafts.extend(self.tell_draft(state, member)?);
        }
        Ok(drafts)
    }

    /// Persons who are let in: a link's inbox is its own.
    fn senders<'s>(&self, state: &'s State) -> impl Iterator<Item = &'s RosterMember> + use<'s, H> {
        let now = self.now();
        state.roster.members().values().filter(move |member| {
            let id = &member.member.member;
            member.member.kind != MemberKind::Link
                && state.is_open(member, now)
                && person_key(state, id).is_some()
        })
    }

    /// What a member was not told yet: other inboxes, other keys, or by one who does not manage any more.
    fn tell_draft(&self, state: &State, member: &RosterMember) -> Result<Option<Draft>, Error> {
        let id = member.member.member;
        let link = member.member.kind == MemberKind::Link;
        let Some(chain) = state.person(&id) else {
            return Ok(None);
        };
        let begun = chain.tip().head().next > 0;
        if !begun
            || !state.is_open(member, self.now())
            || !(link || person_key(state, &id).is_some())
        {
            return Ok(None);
        }
        let epoch = |scope: &ScopeId| Some((*scope, state.scope(scope).ok()?.fold.epoch()?));
        let due: Vec<(ScopeId, u32)> = member.drops.iter().filter_map(epoch).collect();
        if is_told(state, chain, &due, link) {
            return Ok(None);
        }
        // one whose card the store keeps back has an alarm
        let Ok(card) = self.card_of(state, member) else {
            return Ok(None);
        };
        let to: Vec<DropTo> = due
            .iter()
            .filter_map(|(scope, epoch)| self.drop_to(state, scope, *epoch))
            .collect();
        let scopes = to.iter().map(|to| ScopeEpoch {
            scope: to.scope,
            epoch: to.epoch,
        });
        let public = Public::Sendto(scopes.collect());
        let body = (!to.is_empty()).then(|| {
            let context = sendto_place(&self.session.room, &id);
            let said = body::encode(&SendTo { to });
            sealbox::seal(&card, &context, &said, &mut self.host.rng())
        });
        Ok(Some(Draft::new(id, 0, public, body)))
    }

    fn drop_to(&self, state: &State, scope: &ScopeId, epoch: u32) -> Option<DropTo> {
        let inbox = state.scope(scope).ok()?;
        let folder = inbox.inbox?;
        Some(DropTo {
            scope: *scope,
            name: called(state, &folder),
            epoch,
            kem: inbox.fold.kem(epoch)?.to_vec(),
        })
    }
}

/// What a folder is called to those who send in for it; the root as the room.
pub(crate) fn called(state: &State, folder: &ScopeId) -> String {
    match state.folder_name(folder) {
        name if name.is_empty() => state.title.clone().unwrap_or_default(),
        name => names::safe(&name),
    }
}

fn drops_draft(state: &State, id: &MemberId, scopes: Vec<ScopeId>) -> Result<Draft, Error> {
    let (epoch, _) = state.current(&ChainId::ROSTER)?;
    let drops = Public::Drops(*id, scopes);
    Ok(Draft::new(ChainId::ROSTER, epoch, drops, None))
}

/// The inboxes to which a person may send, as far as they are there.
fn inboxes(state: &State, target: &Target, id: &MemberId) -> BTreeSet<ScopeId> {
    let there = |folder: &ScopeId| state.inbox_of(folder);
    target.sends(id).filter_map(there).collect()
}

/// Folders for which one of these may send in, and that have no inbox.
fn missing<'s>(
    state: &State,
    target: &Target,
    senders: impl Iterator<Item = &'s RosterMember>,
) -> BTreeSet<ScopeId> {
    let wanted = senders.flat_map(|member| target.sends(&member.member.member));
    let unlisted = |folder: &&ScopeId| {
        !state.inboxes.contains_key(*folder) && takes_in(state, &target.tree, folder)
    };
    wanted.filter(unlisted).copied().collect()
}

fn is_told(state: &State, chain: &MemberFold, due: &[(ScopeId, u32)], link: bool) -> bool {
    let manages = |by| state.front.manages(by, &state.front.head());
    match chain.sendto() {
        // what a link says from its beginning is of its inbox's first key
        None if link => due.iter().all(|(_, epoch)| *epoch == 0),
        None => due.is_empty(),
        Some(told) => {
            let same = told.scopes.iter().map(|one| (one.scope, one.epoch));
            same.eq(due.iter().copied()) && (due.is_empty() || manages(&told.by))
        }
    }
}

impl State {
    /// The inbox of a folder for which members may send in, once it is there whole.
    pub(crate) fn inbox_of(&self, folder: &ScopeId) -> Option<ScopeId> {
        let (_, id) = self.inboxes.get(folder)?;
        let known = self.scope(id).ok()?;
        (known.inbox == Some(*folder) && self.current(id).is_ok()).then_some(*id)
    }

    /// Whether somebody may have dropped something into this scope, now or before: it is an inbox, and the
    /// roster says so of the one whose chain this is, or of the link by which it came.
    pub(crate) fn may_have_dropped(&self, chain: &ChainId, scope: &ScopeId) -> bool {
        let member = self.visitors.get(chain).map_or(*chain, |it| it.link);
        let entered = self.roster.member(&member);
        let inbox = self.scopes.get(scope).is_some_and(|it| it.inbox.is_some());
        inbox && entered.is_some_and(|entered| entered.dropped_ever.contains(scope))
    }
}
