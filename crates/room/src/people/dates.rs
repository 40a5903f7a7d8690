//! Keeping a member out for now, and giving it other dates.
//!
//! Neither turns a key: a suspended member is served nothing until it is let in again, and dates bind
//! the gate at once. The member's own grants say until when they hold, so they are sealed again with
//! the new date: that is how the member reads it, and how a later date opens anything at all.

use ledger::Refusal;
use ledger::entry::{Dates, GrantRef, Public};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, MemberId};
use seal::grant::{self, Terms};

use crate::chains::append::Draft;
use crate::chains::reconcile::grants_drafts;
use crate::error::Error;
use crate::home::make::rights;
use crate::host::Host;
use crate::replay::State;
use crate::room::Room;

impl<H: Host> Room<H> {
    /// Keeps a person, invite or link out for now, or lets it in again. Nothing of it is lost, and
    /// nothing is given new keys. By coordinators, too.
    pub async fn suspend(&self, member: &MemberId, on: bool) -> Result<(), Error> {
        self.append(|state| {
            let known = state.roster.member(member).ok_or(Error::NotFound)?;
            if known.ended.is_some() {
                return Err(Error::Ended);
            }
            if known.suspended == on {
                return Ok(Vec::new());
            }
            self.judge_below(state, member)?;
            let (epoch, _) = state.current(&ChainId::ROSTER)?;
            let suspend = Public::Suspend(*member, on);
            Ok(vec![Draft::new(ChainId::ROSTER, epoch, suspend, None)])
        })
        .await
    }

    /// Sets until when a person's, invite's or link's access lasts; a link always has an end. What it holds
    /// is sealed to it again with that end, so that its own program knows it.
    ///
    /// A coordinator only brings an end nearer; it has no key to seal with, so those who manage do that
    /// when they come by. The gate knows the new end at once.
    pub async fn set_dates(&self, member: &MemberId, expires: Option<u64>) -> Result<(), Error> {
        if expires.is_some_and(|end| end <= self.now()) {
            return Err(Error::Expired);
        }
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        self.judge_longer(member, expires).await?;
        self.write_all(|state| {
            let known = state.roster.member(member).ok_or(Error::NotFound)?;
            // who is over has lost its keys already, or is about to
            known.judge_open(state.person(member), self.now()).map_err(
                |refusal| match refusal {
                    Refusal::Ended => Error::Ended,
                    _ => Error::Expired,
                },
            )?;
            self.judge_below(state, member)?;
            let mut drafts = Vec::new();
            drafts.extend(self.dates_draft(state, known, expires)?);
            // in one request: a crash in between would leave the grants with the date before
            if self.is_manager(state) {
                drafts.extend(self.dated_grants(state, known, expires)?);
            }
            Ok(drafts)
        })
        .await
    }

    /// Before a member's time gets longer, what it holds is proved; a shorter one is no gift, and a store that
    /// lies is no reason to put it off. Nobody but those who manage makes it longer.
    pub(crate) async fn judge_longer(
        &self,
        member: &MemberId,
        expires: Option<u64>,
    ) -> Result<(), Error> {
        let longer = {
            let state = self.state.borrow();
            let known = state.roster.member(member).ok_or(Error::NotFound)?;
            let longer = end(expires) > end(known.member.expires);
            if longer && !self.is_manager(&state) {
                return Err(Error::NotAllowed);
            }
            longer
        };
        match longer {
            true => self.judge_grants(&[*member]).await,
            false => Ok(()),
        }
    }

    /// Another end of a member's time, if it is another one.
    pub(crate) fn dates_draft(
        &self,
        state: &State,
        known: &RosterMember,
        expires: Option<u64>,
    ) -> Result<Option<Draft>, Error> {
        if known.member.expires == expires {
            return Ok(None);
        }
        if !self.is_manager(state) && end(expires) > end(known.member.expires) {
            return Err(Error::NotAllowed);
        }
        let (epoch, _) = state.current(&ChainId::ROSTER)?;
        let dates = Public::Dates(Dates {
            member: known.member.member,
            expires,
            join_by: known.member.join_by,
        });
        Ok(Some(Draft::new(ChainId::ROSTER, epoch, dates, None)))
    }

    /// Officers are above all who are none, and an owner above all other officers but owners.
    pub(crate) fn judge_below(&self, state: &State, member: &MemberId) -> Result<(), Error> {
        let head = state.front.head();
        let below = match state.front.office(member, &head) {
            Some(_) => self.is_owner(state) && !state.front.is_owner(member, &head),
            None => self.is_officer(state),
        };
        if below {
            Ok(())
        } else {
            Err(Error::NotAllowed)
        }
    }

    /// What the member holds under another end, sealed again until this one.
    fn dated_grants(
        &self,
        state: &State,
        member: &RosterMember,
        expires: Option<u64>,
    ) -> Result<Vec<Draft>, Error> {
        let id = member.member.member;
        let held = member.grants.values().map(|given| given.grant);
        let held: Vec<GrantRef> = held.filter(|held| held.expires != expires).collect();
        if held.is_empty() {
            return Ok(Vec::new());
        }
        let to = self.card_of(state, member)?;
        let by = &self.session.keys()?.sign;
        let mut sealed = Vec::new();
        for grant in held {
            // a clean team's is for those to seal who tend it
            let Ok((epoch, key)) = state.tended(&grant.scope) else {
                continue;
            };
            let most = grant.rights.min(state.most(&id));
            let terms = Terms {
                room: self.session.room.0,
                scope: grant.scope.0,
                epoch,
                recipient: id.0,
                rights: rights(most),
                expires,
            };
            sealed.push((id, most, grant::seal(&terms, key, &to, by)));
        }
        let (epoch, _) = state.current(&ChainId::ROSTER)?;
        Ok(grants_drafts(epoch, &sealed))
    }
}

/// When a time is over; one without an end never is.
fn end(date: Option<u64>) -> u64 {
    date.unwrap_or(u64::MAX)
}
