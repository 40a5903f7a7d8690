//! Ending someone's access, and rotating what they held.
//!
//! The End entry binds the gate at once. What the member held is then given new keys, from
//! the top down. The order is such that a crash at any point loses no key and leaves only
//! work that [`Room::settle`] finds again:
//!
//! ```text
//! 1  the new key, sealed for those above (the parent's Children, or the roster's Keys)
//! 2  the scope's Epoch, which names the new key and seals the old one under it
//! 3  the new key for each who stays: a grant
//! ```

use core::cell::Cell;

use ledger::entry::{Public, ScopeEpoch};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, MemberId, ScopeId};

use crate::chains::append::Draft;
use crate::chains::care::Care;
use crate::chains::reconcile::{handed, with_below};
use crate::chains::rotate::{Rotation, pending};
use crate::error::Error;
use crate::host::Host;
use crate::replay::State;
use crate::room::Room;

/// Says that it is over, also where somebody stops waiting for it.
struct Settling<'r>(&'r Cell<bool>);

impl Drop for Settling<'_> {
    fn drop(&mut self) {
        self.0.set(false);
    }
}

impl<H: Host> Room<H> {
    /// Ends a person's, invite's or link's access at once, and rotates what it held.
    pub async fn end(&self, member: &MemberId) -> Result<(), Error> {
        self.judge_manager()?;
        // nothing that waits for its turn comes in between, and is sealed under what is taken away
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        self.write_all(|state| self.end_drafts(state, member))
            .await?;
        self.settle_now().await
    }

    /// Finishes what is pending: ends those whose time has run out, rotates what they held, seals
    /// new keys for those who stay. Does nothing for one who does not manage. Opening a room and
    /// [`Room::refresh`] do it by themselves.
    pub async fn settle(&self) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        self.settle_now().await
    }

    /// As [`Room::settle_now`], beside something else: what can wait for another time, or for another
    /// manager, is no reason not to read. What is not finished is told in the view.
    pub(crate) async fn settle_soon(&self) -> Result<(), Error> {
        self.settle_stages().await.map(drop)
    }

    /// As [`Room::settle`], for one who has the turn and is up to date.
    pub(crate) async fn settle_now(&self) -> Result<(), Error> {
        self.settle_stages().await?.map_or(Ok(()), Err)
    }

    /// Nothing here hinders the next thing, and what concerns people comes first: documents are written by
    /// whoever may, also by strangers. An error is one that says that the store does not tell the truth;
    /// otherwise why something that concerns people was not finished.
    async fn settle_stages(&self) -> Result<Option<Error>, Error> {
        let able = {
            let state = self.state.borrow();
            // one who was certified and not given the roster's key and the desk's yet can do nothing
            let given = [ChainId::ROSTER, state.desk()]
                .iter()
                .all(|scope| state.current(scope).is_ok());
            let owes = state.owes().is_some();
            self.is_manager(&state) && given && !owes && self.may_write(&state)
        };
        if !able || self.settling.replace(true) {
            return Ok(None);
        }
        let _settling = Settling(&self.settling);
        // on the heap: it follows nearly everything
        Box::pin(self.settle_all()).await
    }

    async fn settle_all(&self) -> Result<Option<Error>, Error> {
        let lapsed: Vec<MemberId> = {
            let state = self.state.borrow();
            // an invite counts as left by the time of the last reading: who joined before that was read. An end is
            // for good: no store brings it about by its clock alone
            let sure = self.read_at.get().min(self.host.now());
            let lapsed = state.roster.lapsed(sure, |id| state.person(id));
            let lapsed = lapsed.map(|member| member.member.member);
            let (head, owns) = (state.front.head(), self.is_owner(&state));
            lapsed
                .filter(|id| owns || state.front.office(id, &head).is_none())
                .collect()
        };
        self.state.borrow_mut().unsettled.clear();
        let roster = ChainId::ROSTER;
        let mut people = Vec::new();
        for member in &lapsed {
            people.push(
                self.stage(roster, |state, _| self.end_drafts(state, member))
                    .await?,
            );
        }
        // before anything else is written: what is held is not taken away by what follows
        let held = self.stage(roster, |state, care| self.hold_drafts(state, care));
        people.push(held.await?);
        // what was agreed when the room was handed over, also where the taker's program stopped in the middle
        let handed = self.stage(roster, |state, _| self.handed_drafts(state));
        people.push(handed.await?);
        let mut rotation = Rotation::default();
        let reconciled = self.stage(roster, |state, care| {
            self.reconcile_drafts(state, &mut rotation, care)
        });
        people.push(reconciled.await?);
        // texts for those who came, or came into a group, since they were written
        let asked = self.stage(
            roster,
            |state, care| Ok(care.spare(self.nda_drafts(state)?)),
        );
        people.push(asked.await?);
        // what was dropped, into quarantine
        self.stage(roster, |state, care| self.collect_drafts(state, care))
            .await?;
        // copies are sealed under what is turned by now
        self.stage(roster, |state, care| self.copy_drafts(state, care))
            .await?;
        let mut state = self.state.borrow_mut();
        state.unlock();
        let manages = self.is_manager(&state);
        state.take_stock(self.now(), manages);
        Ok(people.into_iter().flatten().next())
    }

    /// Writes what a plan asks for, as far as it can be. What cannot be is told, and why the first of it.
    async fn stage(
        &self,
        of: ChainId,
        plan: impl FnMut(&State, &Care) -> Result<Vec<Draft>, Error>,
    ) -> Result<Option<Error>, Error> {
        let mut care = Care::sparing();
        let written = self.write_with(&mut care, plan).await;
        let mut chains = core::mem::take(&mut care.chains);
        let mut why = care.why.take();
        if let Err(e) = written {
            if matches!(e, Error::RolledBack | Error::Tampered(_)) && !care.unplanned {
                return Err(e);
            }
            if !e.passes() {
                chains.insert(of);
            }
            why.get_or_insert(e);
        }
        self.state.borrow_mut().unsettled.extend(chains);
        Ok(why)
    }

    /// What is still to be rotated.
    pub fn pending(&self) -> Vec<ScopeId> {
        let state = self.state.borrow();
        // a clean team's folder that one was taken out of is no longer one's to look after
        let mut mine = state.reachable();
        mine.extend([ChainId::ROSTER, state.desk()]);
        let all = pending(&state, self.now()).into_iter().map(|one| one.scope);
        all.filter(|scope| mine.contains(scope)).collect()
    }

    pub(crate) fn end_drafts(&self, state: &State, id: &MemberId) -> Result<Vec<Draft>, Error> {
        let member = state.roster.member(id).ok_or(Error::NotFound)?;
        if member.ended.is_some() {
            return Ok(Vec::new());
        }
        if state.front.office(id, &state.front.head()).is_some() {
            // an office goes first, and only owners take it; nobody ends oneself
            return if self.is_owner(state) && *id != self.session.member {
                let unmanage = Public::Unmanage(*id);
                Ok(vec![Draft::new(ChainId::FRONT, 0, unmanage, None)])
            } else {
                Err(Error::NotAllowed)
            };
        }
        let (epoch, _) = state.current(&ChainId::ROSTER)?;
        let end = Public::End(*id, self.held_by(state, member));
        Ok(vec![Draft::new(ChainId::ROSTER, epoch, end, None)])
    }

    /// What a member held, with everything below: what its end gives new keys to. A selection that
    /// nobody else holds gets none, for nothing is added to it any more; to an inbox it is.
    fn held_by(&self, state: &State, member: &RosterMember) -> Vec<ScopeEpoch> {
        let now = self.now();
        let others = |scope: &ScopeId| {
            let live = state.roster.members().values();
            live.filter(|other| other.member.member != member.member.member)
                .filter(|other| state.is_open(other, now))
                .any(|other| other.grants.contains_key(scope))
        };
        let mut tops = handed(state, member, None);
        let inbox = |scope: &ScopeId| {
            let known = state.scopes.get(scope);
            known.is_some_and(|known| known.inbox.is_some())
        };
        tops.retain(|scope| !state.selections.contains(scope) || inbox(scope) || others(scope));
        let mut all = with_below(state, &tops);
        all.retain(|one| state.current(&one.scope).is_ok());
        all
    }
}
