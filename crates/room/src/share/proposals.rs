//! Proposals: what a coordinator would have changed, and what those who manage say to it.
//!
//! ```text
//! coordinator   Propose: wishes in the roster, sealed for those in office under its author's name
//! manager       Plan: the changes, if any, and Answered(proposal, yes, reason) in one entry
//! coordinator   Propose that withdraws an own one
//! ```
//!
//! A coordinator knows people and groups and no folder, so that is what it proposes; whatever else it
//! wants it says in words. Everything stays: who proposed what, and who answered why.

use std::collections::BTreeSet;

use ledger::entry::Public;
use ledger::ids::{ChainId, Hash, MemberId, PublicKey};

use crate::access::plan::{Difference, check, in_order};
use crate::body::{self, MAX_DESCRIPTION, Op, Propose, Wishes};
use crate::chains::append::Draft;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::{Answer, Proposed, State, is_proposal, proposal_place};
use crate::room::Room;
use crate::share::invite::{InviteTerms, plans};
use crate::share::{Invitation, NewMember, check_label};

/// Changes, invites and dates of one proposal at most.
const MOST: usize = 256;

/// A proposal as those in office see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalView {
    /// Its entry's hash.
    pub id: Hash,
    /// Who made it.
    pub by: String,
    /// One made it oneself.
    pub mine: bool,
    /// The server's time.
    pub time: u64,
    /// What is wished.
    pub wishes: Wishes,
    /// How it stands.
    pub standing: ProposalStanding,
    /// What was answered.
    pub answer: Option<AnswerView>,
}

/// An answer to a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerView {
    /// Who answered.
    pub by: String,
    /// The server's time.
    pub time: u64,
    /// Why; may be empty.
    pub reason: String,
}

/// How a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProposalStanding {
    /// Waits for an answer.
    Open,
    /// Those who manage accepted it.
    Accepted,
    /// Those who manage refused it.
    Refused,
    /// Its author took it back.
    Withdrawn,
    /// Its author holds no office any more.
    Void,
}

impl<H: Host> Room<H> {
    /// Every proposal, the newest first; for those in office.
    pub fn proposals(&self) -> Result<Vec<ProposalView>, Error> {
        let state = self.state.borrow();
        if !self.is_officer(&state) {
            return Err(Error::NotAllowed);
        }
        let all = state.proposals.made.iter();
        let mut views: Vec<ProposalView> = all
            .map(|(id, made)| self.proposal_view(&state, id, made))
            .collect();
        views.sort_by_key(|view| core::cmp::Reverse((view.time, view.id)));
        Ok(views)
    }

    fn proposal_view(&self, state: &State, id: &Hash, made: &Proposed) -> ProposalView {
        let mut wishes = made.wishes.clone();
        wishes.note = names::text(&wishes.note);
        for invite in &mut wishes.invites {
            invite.name = names::shown(&invite.name);
        }
        let answer = |answer: &Answer| AnswerView {
            by: self.officer_name(state, &answer.by),
            time: answer.time,
            reason: names::text(&answer.reason),
        };
        ProposalView {
            id: *id,
            by: self.officer_name(state, &made.by),
            mine: self.own_key().is_ok_and(|own| own == made.by),
            time: made.time,
            wishes,
            standing: state.standing(id).unwrap_or(ProposalStanding::Void),
            answer: state.proposals.answer(id).map(answer),
        }
    }

    /// Proposes. By those in office.
    pub async fn propose(&self, wishes: &Wishes) -> Result<(), Error> {
        judge(wishes)?;
        self.say_proposal(&Propose {
            wishes: wishes.clone(),
            withdraws: None,
        })
        .await
    }

    /// Takes an own proposal back that nobody answered.
    pub async fn withdraw_proposal(&self, id: &Hash) -> Result<(), Error> {
        {
            let state = self.state.borrow();
            let made = state.proposals.made.get(id).ok_or(Error::NotFound)?;
            if made.by != self.own_key()? {
                return Err(Error::NotAllowed);
            }
        }
        let withdraws = Propose {
            wishes: Wishes::default(),
            withdraws: Some(*id),
        };
        self.say_proposal(&withdraws).await
    }

    async fn say_proposal(&self, said: &Propose) -> Result<(), Error> {
        let me = self.own_key()?;
        let before: BTreeSet<Hash> = {
            let state = self.state.borrow();
            state.proposals.made.keys().copied().collect()
        };
        self.append(|state| {
            if !self.is_officer(state) {
                return Err(Error::NotAllowed);
            }
            // an answer that got lost: it is there since this began
            let same = |(id, made): (&Hash, &Proposed)| {
                !before.contains(id) && made.by == me && made.wishes == said.wishes
            };
            let there = match &said.withdraws {
                None => state.proposals.made.iter().any(same),
                Some(id) => match state.standing(id) {
                    Some(ProposalStanding::Open) => false,
                    Some(ProposalStanding::Withdrawn) => true,
                    _ => return Err(Error::Decided),
                },
            };
            if there {
                return Ok(Vec::new());
            }
            let (epoch, key) = state.current(&ChainId::ROSTER)?;
            let context = proposal_place(&self.session.room.0, epoch, &me);
            let sealed = key.seal(&context, &body::encode(said), &mut self.host.rng());
            let public = Public::Propose;
            Ok(vec![Draft::new(
                ChainId::ROSTER,
                epoch,
                public,
                Some(sealed),
            )])
        })
        .await
    }

    /// Accepts a proposal as it stands, or refuses it, and says why. What is accepted of groups and dates
    /// is brought about. One that wishes for invites is accepted by [`Room::accept_shown`].
    ///
    /// [`Error::Decided`] if it was answered, withdrawn, or is void.
    pub async fn answer(&self, id: &Hash, yes: bool, reason: &str) -> Result<(), Error> {
        self.answer_with(id, yes, reason, None, &[]).await.map(drop)
    }

    /// Accepts a proposal as [`Room::answer`] does, if it gives and takes nothing but what [`Room::preview`] has
    /// shown: [`Error::Contended`] if it has to be looked at again. With it the invites that are wished are made:
    /// `invites` has what each of them is to be, in their order, and so has the answer.
    pub async fn accept_shown(
        &self,
        id: &Hash,
        reason: &str,
        shown: &[Difference],
        invites: &[InviteTerms<'_>],
    ) -> Result<Vec<Invitation>, Error> {
        self.answer_with(id, true, reason, Some(shown), invites)
            .await
    }

    async fn answer_with(
        &self,
        id: &Hash,
        yes: bool,
        reason: &str,
        shown: Option<&[Difference]>,
        invites: &[InviteTerms<'_>],
    ) -> Result<Vec<Invitation>, Error> {
        self.judge_manager()?;
        judge_text(reason)?;
        let wishes = {
            let state = self.state.borrow();
            let made = state.proposals.made.get(id).ok_or(Error::NotFound)?;
            made.wishes.clone()
        };
        // who is wished for is invited with the answer, or it is none
        if yes && invites.len() != wishes.invites.len() {
            return Err(Error::NotAllowed);
        }
        let new: Vec<NewMember> = invites
            .iter()
            .map(|terms| self.new_invite(terms))
            .collect::<Result<_, _>>()?;
        let mut changes = if yes { wishes.changes } else { Vec::new() };
        check(&changes)?;
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        let shown = shown.map(in_order);
        self.judge_shown(&self.state.borrow(), &changes, shown.as_ref())?;
        self.judge_changes(&changes).await?;
        let wished = changes.clone();
        for (new, terms) in new.iter().zip(invites) {
            changes.extend(plans(&new.id(), terms));
        }
        changes.push(Op::Answered(*id, yes, reason.to_owned()));
        let mut dates = if yes { wishes.dates } else { Vec::new() };
        {
            let state = self.state.borrow();
            dates.retain(|wanted| state.roster.member(&wanted.member).is_some());
        }
        for wanted in &dates {
            self.judge_longer(&wanted.member, wanted.expires).await?;
        }
        let from = self.state.borrow().roster.tip().head().next;
        let written = self.write_all(|state| {
            // an answer that got lost: the entry is there since this began
            let ours = state
                .plans
                .range(from..)
                .any(|(_, said)| said.ops == changes);
            let mut drafts = match state.standing(id) {
                Some(ProposalStanding::Open) => {
                    self.judge_gate(state, &wished)?;
                    self.judge_shown(state, &wished, shown.as_ref())?;
                    let mut drafts = Vec::new();
                    let all = new.iter().zip(invites);
                    for (new, terms) in all.filter(|(new, _)| !new.is_made(state)) {
                        self.judge_invite(state, new, terms)?;
                        drafts.extend(self.member_drafts(state, new)?);
                    }
                    drafts.push(self.plan_draft(state, changes.clone())?);
                    drafts
                }
                // by now it is known which text each is asked for
                Some(_) if ours => new
                    .iter()
                    .filter_map(|new| self.ask_new(state, &new.id(), &new.card.kem))
                    .collect(),
                Some(_) => return Err(Error::Decided),
                None => return Err(Error::NotFound),
            };
            // with it, so that what was accepted is not left half done
            for wanted in &dates {
                drafts.extend(self.wanted_date(state, &wanted.member, wanted.expires)?);
            }
            Ok(drafts)
        });
        if let Err(why) = written.await {
            // nobody was shown their links
            for id in new.iter().map(NewMember::id) {
                drop(self.write_all(|state| self.unmade_drafts(state, &id)).await);
            }
            return Err(why);
        }
        if new.is_empty() {
            self.settle_now().await?;
        } else {
            // a link is shown now or never
            self.settle_soon().await?;
        }
        new.iter().map(|new| self.invitation(new)).collect()
    }

    /// Ends an invite that was made for nothing.
    fn unmade_drafts(&self, state: &State, id: &MemberId) -> Result<Vec<Draft>, Error> {
        match state.roster.member(id) {
            Some(_) => self.end_drafts(state, id),
            None => Ok(Vec::new()),
        }
    }

    /// Another end, where that can be: of a member who is there still, and not in the past.
    fn wanted_date(
        &self,
        state: &State,
        member: &MemberId,
        expires: Option<u64>,
    ) -> Result<Option<Draft>, Error> {
        let known = state.roster.member(member);
        let known = known.filter(|known| state.is_open(known, self.now()));
        let past = expires.is_some_and(|end| end <= self.now());
        match known.filter(|_| !past) {
            Some(known) if self.judge_below(state, member).is_ok() => {
                self.dates_draft(state, known, expires)
            }
            _ => Ok(None),
        }
    }

    /// Whose key this is, who holds an office or held one.
    pub(crate) fn officer_name(&self, state: &State, key: &PublicKey) -> String {
        let mut held = state.front.certificates().iter();
        let member = held.find(|held| held.key == *key);
        member
            .map(|held| self.member_name(state, &held.member))
            .unwrap_or_default()
    }
}

impl State {
    /// How a proposal stands, if there is such a one.
    pub(crate) fn standing(&self, id: &Hash) -> Option<ProposalStanding> {
        let made = self.proposals.made.get(id)?;
        Some(match self.proposals.answer(id) {
            Some(answer) if answer.yes => ProposalStanding::Accepted,
            Some(_) => ProposalStanding::Refused,
            None if self.proposals.is_withdrawn(id) => ProposalStanding::Withdrawn,
            None if self.front.officer(&made.by, &self.front.head()).is_none() => {
                ProposalStanding::Void
            }
            None => ProposalStanding::Open,
        })
    }
}

fn judge(wishes: &Wishes) -> Result<(), Error> {
    judge_text(&wishes.note)?;
    check(&wishes.changes)?;
    if !is_proposal(wishes) {
        return Err(Error::NotAllowed);
    }
    let lists = [
        wishes.changes.len(),
        wishes.invites.len(),
        wishes.dates.len(),
    ];
    let nothing = wishes.note.trim().is_empty() && lists.iter().all(|len| *len == 0);
    if nothing {
        return Err(names::BadName::Empty.into());
    }
    if lists.iter().any(|len| *len > MOST) {
        return Err(Error::TooLarge);
    }
    for invite in &wishes.invites {
        if invite.name.trim().is_empty() {
            return Err(names::BadName::Empty.into());
        }
        check_label(&invite.name)?;
    }
    Ok(())
}

fn judge_text(text: &str) -> Result<(), Error> {
    if text.len() > MAX_DESCRIPTION {
        Err(Error::TooLarge)
    } else {
        Ok(())
    }
}
