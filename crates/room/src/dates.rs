//! Keeping a member out for now, and giving it other dates.
//!
//! Neither turns a key: a suspended member is served nothing until it is let in again, and dates bind
//! the gate at once. The member's own grants say until when they hold, so they are sealed again with
//! the new date: that is how the member reads it, and how a later date opens anything at all.

use ledger::entry::{Dates, GrantRef, MemberGrant, Public};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, MemberId};
use seal::grant::{self, Terms};

use crate::append::Draft;
use crate::error::Error;
use crate::host::Host;
use crate::make::{refer, rights};
use crate::replay::State;
use crate::room::Room;

impl<H: Host> Room<H> {
    /// Keeps a person, invite or link out for now, or lets it in again. Nothing of it is lost, and
    /// nothing is given new keys.
    pub async fn suspend(&self, member: &MemberId, on: bool) -> Result<(), Error> {
        self.append(|state| {
            let known = state.roster.member(member).ok_or(Error::NotFound)?;
            if known.ended.is_some() {
                return Err(Error::Ended);
            }
            if known.suspended == on {
                return Ok(Vec::new());
            }
            if !self.is_coordinator(state, member) {
                self.judge_below(state, member)?;
            }
            let (epoch, _) = state.current(&ChainId::ROSTER)?;
            let suspend = Public::Suspend(*member, on);
            Ok(vec![Draft::new(ChainId::ROSTER, epoch, suspend, None)])
        })
        .await
    }

    /// Sets until when a person's, invite's or link's access lasts; a link always has an end. What was
    /// given to it for as long as it may be there, or for longer, is given anew with the new date.
    pub async fn set_dates(&self, member: &MemberId, expires: Option<u64>) -> Result<(), Error> {
        self.judge_manager()?;
        if expires.is_some_and(|end| end <= self.now()) {
            return Err(Error::Expired);
        }
        let before = {
            let state = self.state.borrow();
            let known = state.roster.member(member).ok_or(Error::NotFound)?;
            known.member.expires
        };
        self.judge_longer(member, expires).await?;
        self.append(|state| {
            let known = state.roster.member(member).ok_or(Error::NotFound)?;
            if known.ended.is_some() {
                return Err(Error::Ended);
            }
            self.judge_below(state, member)?;
            let (epoch, _) = state.current(&ChainId::ROSTER)?;
            let dates = Public::Dates(Dates {
                member: *member,
                expires,
                join_by: known.member.join_by,
            });
            let dates = Draft::new(ChainId::ROSTER, epoch, dates, None);
            let other = known.member.expires != expires;
            // in one request: a crash in between would leave the grants with the date before
            let mut drafts: Vec<Draft> = other.then_some(dates).into_iter().collect();
            drafts.extend(self.dated_grants(state, known, before, expires)?);
            Ok(drafts)
        })
        .await
    }

    /// Before a member's time gets longer, what it holds is proved; a shorter one is no gift, and a store that
    /// lies is no reason to put it off.
    pub(crate) async fn judge_longer(
        &self,
        member: &MemberId,
        expires: Option<u64>,
    ) -> Result<(), Error> {
        let end = |date: Option<u64>| date.unwrap_or(u64::MAX);
        let longer = {
            let state = self.state.borrow();
            let known = state.roster.member(member).ok_or(Error::NotFound)?;
            end(expires) > end(known.member.expires)
        };
        match longer {
            true => self.judge_grants(&[*member]).await,
            false => Ok(()),
        }
    }

    /// Whether a coordinator speaks, of one who holds no office.
    fn is_coordinator(&self, state: &State, member: &MemberId) -> bool {
        let office = state.front.office(member, &state.front.head());
        self.is_officer(state) && office.is_none()
    }

    /// Officers are above all but owners, and an owner above all who are none.
    fn judge_below(&self, state: &State, member: &MemberId) -> Result<(), Error> {
        let head = state.front.head();
        let below = match state.front.office(member, &head) {
            Some(_) => self.is_owner(state) && !state.front.is_owner(member, &head),
            None => self.is_manager(state),
        };
        if below {
            Ok(())
        } else {
            Err(Error::NotAllowed)
        }
    }

    /// What the member holds, sealed again until the new date: what ended with its time before, or
    /// would last longer than it may be there.
    fn dated_grants(
        &self,
        state: &State,
        member: &RosterMember,
        before: Option<u64>,
        expires: Option<u64>,
    ) -> Result<Vec<Draft>, Error> {
        let end = |date: Option<u64>| date.unwrap_or(u64::MAX);
        let other = |held: &GrantRef| {
            let tied = held.expires == before || end(held.expires) > end(expires);
            tied && held.expires != expires
        };
        let id = member.member.member;
        let held = member.grants.values().map(|given| given.grant);
        let held: Vec<GrantRef> = held.filter(other).collect();
        if held.is_empty() {
            return Ok(Vec::new());
        }
        let to = self.card_of(state, member)?;
        let by = &self.session.keys()?.sign;
        let (mut given, mut sealed) = (Vec::new(), Vec::new());
        for grant in held {
            let (epoch, key) = state.current(&grant.scope)?;
            let most = grant.rights.min(state.most(&id));
            let terms = Terms {
                room: self.session.room.0,
                scope: grant.scope.0,
                epoch,
                recipient: id.0,
                rights: rights(most),
                expires,
            };
            let fresh = grant::seal(&terms, key, &to, by);
            given.push(MemberGrant {
                member: id,
                grant: refer(&fresh, most),
            });
            sealed.push(fresh);
        }
        let (epoch, _) = state.current(&ChainId::ROSTER)?;
        let draft = Draft::new(ChainId::ROSTER, epoch, Public::Grants(given), None);
        let draft = sealed.iter().fold(draft, |draft, one| draft.with(id, one));
        Ok(vec![draft])
    }
}
