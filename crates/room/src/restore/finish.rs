//! A restored room is made fit to be used: nothing that came to an end after its archive was made begins again.
//!
//! ```text
//! 1  End of every link and invite from before, and of whoever is known to have been ended
//! 2  Withdraw of nothing, which lists every key: each is turned, by any manager's program if this one breaks off
//! 3  Delete of what is known to have been erased
//! 4  Policy, as it was: the room is there for others again
//! ```
//!
//! Each step is worked out from the state, so one that broke off goes on.

use std::collections::BTreeSet;

use ledger::entry::{Head, Public, ScopeEpoch};
use ledger::ids::{ChainId, Hash, MemberId, ScopeId};

use super::gone::first_parts;
use crate::chains::append::Draft;
use crate::error::Error;
use crate::host::Host;
use crate::replay::{Spot, State};
use crate::room::Room;

/// Keys that one entry lists.
const LISTED: usize = 4096;

/// What came to an end after the archive was made, beside what this device remembers.
#[derive(Debug, Clone, Default)]
pub struct Repeat {
    /// Whose access was ended.
    pub members: Vec<MemberId>,
    /// What was erased.
    pub documents: Vec<Spot>,
}

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finished {
    /// Links and invites that were ended: new ones are to be made.
    pub links: Vec<MemberId>,
    /// Persons whose access was ended again.
    pub members: Vec<MemberId>,
    /// Documents that were erased again, as they were called.
    pub documents: Vec<String>,
    /// Scopes whose keys were turned.
    pub turned: usize,
    /// Scopes whose keys others have to turn: clean teams', of which one is no granter.
    pub left: Vec<ScopeId>,
}

impl<H: Host> Room<H> {
    /// Makes a restored room fit to be used, for owners; then it is there for others again. What came to an end after
    /// the archive was made, and neither this device nor the person knows of, is as it was then: who is in the room,
    /// what each is granted, and which documents there are is to be looked through.
    pub async fn finish_restore(&self, repeat: &Repeat) -> Result<Finished, Error> {
        let mut done = Finished::default();
        {
            let _turn = self.turn.lock().await;
            self.catch_up().await?;
            let (owns, restored) = {
                let state = self.state.borrow();
                (self.is_owner(&state), state.front.lineage().copied())
            };
            let lineage = restored.ok_or(Error::NotFound)?;
            if !owns {
                return Err(Error::NotAllowed);
            }
            let mut known = self.kept_gone().await?.members;
            known.extend(&repeat.members);
            let me = self.session.member;
            let due = |state: &State| -> (Vec<MemberId>, Vec<MemberId>) {
                let open = |id: &MemberId| {
                    let member = state.roster.member(id);
                    member.is_some_and(|member| member.ended.is_none())
                };
                let members = known.iter().copied().filter(|id| *id != me && open(id));
                let links = state.dangling(lineage.seq, self.now());
                let members = members.filter(|id| !links.contains(id)).collect();
                (links, members)
            };
            (done.links, done.members) = due(&self.state.borrow());
            self.write_all(|state| {
                let (links, members) = due(state);
                let mut drafts = Vec::new();
                for member in links.iter().chain(&members) {
                    drafts.extend(self.end_drafts(state, member)?);
                }
                Ok(drafts)
            })
            .await?;
            let old = |state: &State| state.unturned(lineage.seq);
            done.turned = old(&self.state.borrow()).len();
            self.write_all(|state| Ok(self.turn_drafts(state, lineage.seq)))
                .await?;
            Box::pin(self.settle_now()).await?;
            done.left = old(&self.state.borrow());
            done.turned -= done.left.len();
        }
        done.documents = Box::pin(self.erase_again(&repeat.documents)).await?;
        let before = Head {
            next: self.state.borrow().front.lineage().map_or(0, |one| one.seq),
            hash: Hash::ZERO,
        };
        let was = self.state.borrow().front.policy_at(&before);
        if self.state.borrow().is_unfinished() {
            self.set_policy(|_| was).await?;
        }
        let now = self.state.borrow().gone();
        self.save_gone(&now).await?;
        Ok(done)
    }

    /// Deletes what is known to have been erased.
    async fn erase_again(&self, more: &[Spot]) -> Result<Vec<String>, Error> {
        let parts = self.kept_gone().await?.parts;
        let (spots, names) = {
            let state = self.state.borrow();
            let (mut spots, mut names) = (Vec::new(), Vec::new());
            for (scope, held) in state.places() {
                for (doc, shown) in &held.docs {
                    let spot = Spot { scope, doc: *doc };
                    let erased = first_parts(shown).any(|part| parts.contains(&part));
                    if erased || more.contains(&spot) {
                        spots.push(spot);
                        names.push(held.said(doc).name);
                    }
                }
            }
            (spots, names)
        };
        if !spots.is_empty() {
            self.delete(&spots).await?;
        }
        Ok(names)
    }

    /// Says of every key from before that it is to be turned: nobody loses anything by it.
    fn turn_drafts(&self, state: &State, front: u64) -> Vec<Draft> {
        let waits = |one: &ScopeEpoch| state.roster.waits(&one.scope, one.epoch);
        let epoch = |scope: &ScopeId| state.current(scope).ok().map(|(epoch, _)| epoch);
        let old = state.unturned(front).into_iter();
        let old = old.filter_map(|scope| {
            let epoch = epoch(&scope)?;
            Some(ScopeEpoch { scope, epoch })
        });
        let old: Vec<ScopeEpoch> = old.filter(|one| !waits(one)).collect();
        let Some(roster) = epoch(&ChainId::ROSTER) else {
            return Vec::new();
        };
        let me = self.session.member;
        let drafts = old.chunks(LISTED).map(|some| {
            let public = Public::Withdraw(me, Vec::new(), some.to_vec());
            Draft::new(ChainId::ROSTER, roster, public, None)
        });
        drafts.collect()
    }
}

impl State {
    /// Whether the room was restored and is not there for others again.
    pub(crate) fn is_unfinished(&self) -> bool {
        let Some(lineage) = self.front.lineage() else {
            return false;
        };
        // an owner says how it stands once everything is done
        self.front.policy_since(lineage.seq + 1).is_none()
    }

    /// Links, and invites that nobody took, from before this entry of the front, that still let somebody in.
    fn dangling(&self, front: u64, now: u64) -> Vec<MemberId> {
        let members = self.roster.members().iter();
        let dangling = members.filter(|(id, one)| one.dangles(self.person(id), front, now));
        dangling.map(|(id, _)| *id).collect()
    }

    /// Scopes whose key is from before this entry of the front. A selection that nobody holds gets no new one, for
    /// nothing is added to it any more; to an inbox it is.
    fn unturned(&self, front: u64) -> Vec<ScopeId> {
        let mut all: BTreeSet<ScopeId> = self.reachable();
        all.insert(self.desk());
        all.extend(self.bins.iter().copied());
        let held = |id: &ScopeId| {
            let members = self.roster.members().values();
            let mut live = members.filter(|member| member.ended.is_none());
            live.any(|member| member.grants.contains_key(id))
        };
        let dead = |id: &ScopeId| {
            let inbox = self.scopes.get(id).is_some_and(|it| it.inbox.is_some());
            self.selections.contains(id) && !inbox && !held(id)
        };
        all.retain(|id| {
            let scope = self.scopes.get(id);
            scope.is_some_and(|it| !it.fold.follows(front)) && !dead(id)
        });
        let roster = (!self.roster.follows(front)).then_some(ChainId::ROSTER);
        roster.into_iter().chain(all).collect()
    }
}
