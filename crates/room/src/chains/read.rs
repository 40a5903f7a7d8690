//! Reading: what is new in every chain that is known, then in the chains that this makes known,
//! level by level, each level in one request if it fits.
//!
//! What was seen is pinned on this device; a store that serves less later is refused.

use core::cell::RefCell;
use std::collections::BTreeSet;

use blobs::Api;
use blobs::wire::{ChainPart, Id, Read, ReadFrom, Visitor, Visitors, limits};
use ledger::entry::{MemberKind, Office};
use ledger::ids::ChainId;
use seal::grant::Grant;

use crate::error::{Error, What};
use crate::host::Host;
use crate::replay::{Source, State, Taken, tampered};
use crate::room::Room;
use crate::session::{Session, Who};

/// Chains that are asked for at once: one place is left for the front, which may have to be read again.
pub(crate) const LEVEL: usize = limits::CHAINS - 1;

/// What takes chains in as they are read: a room as this session sees it, or the record of all of it.
pub(crate) trait Chains {
    /// The number of a chain's next entry.
    fn next(&self, chain: &ChainId) -> u64;

    /// Takes in a chain's next entries.
    fn take(&mut self, session: &Session, part: &ChainPart) -> Result<Taken, Error>;
}

impl Chains for State {
    fn next(&self, chain: &ChainId) -> u64 {
        self.head(chain).next
    }

    fn take(&mut self, session: &Session, part: &ChainPart) -> Result<Taken, Error> {
        Self::take(self, session, part)
    }
}

impl<H: Host> Room<H> {
    /// As [`Room::refresh`], for one who has the turn already.
    pub(crate) async fn catch_up(&self) -> Result<(), Error> {
        let began = self.now();
        self.fetch(self.first_chains()).await?;
        // restored while it is open: who was not asked does not slip into another lineage
        let lineage = self.state.borrow().front.lineage().map(|it| it.entry);
        if lineage != self.kept.borrow().lineage {
            return Err(Error::RolledBack);
        }
        self.release().await?;
        self.read_on().await?;
        self.read_at.set(began);
        Ok(())
    }

    /// What is read before anything is released: the front, the own chain, and a visitor's link's.
    pub(crate) fn first_chains(&self) -> Vec<ChainId> {
        let mut chains = vec![ChainId::FRONT, self.session.chain];
        if let Who::Visitor { .. } = &self.session.who {
            chains.push(self.session.member);
        }
        chains
    }

    /// Reads what is new in these chains.
    pub(crate) async fn fetch(&self, chains: Vec<ChainId>) -> Result<(), Error> {
        // what one answer says is taken in at once
        self.fetch_into(&self.state, chains, usize::MAX, async || Ok(()))
            .await
    }

    /// Reads what is new in these chains, so many entries at once; `between` comes after each of these pieces.
    pub(crate) async fn fetch_into(
        &self,
        into: &RefCell<impl Chains>,
        mut chains: Vec<ChainId>,
        piece: usize,
        between: impl AsyncFn() -> Result<(), Error>,
    ) -> Result<(), Error> {
        for _ in 0..10_000 {
            if chains.is_empty() {
                return Ok(());
            }
            let before: Vec<u64> = {
                let into = into.borrow();
                chains.iter().map(|chain| into.next(chain)).collect()
            };
            let ask = |(chain, from): (&ChainId, &u64)| ReadFrom {
                chain: Id(chain.0),
                from: *from,
            };
            let read = Read {
                chains: chains.iter().zip(&before).map(ask).collect(),
            };
            let reading = self
                .host
                .api()
                .read(&self.signer(), &Id(self.session.room.0), &read)
                .await?;
            let asked = |part: &ChainPart| chains.contains(&ChainId(part.chain.0));
            if !reading.chains.iter().all(asked) {
                return Err(tampered(What::Answer));
            }
            let served = reading.chains.iter();
            let served = served.filter(|part| !part.entries.is_empty());
            let answered: BTreeSet<ChainId> = served.map(|part| ChainId(part.chain.0)).collect();
            let mut needs_front = false;
            for mut part in reading.chains {
                loop {
                    let rest = part.entries.split_off(piece.min(part.entries.len()));
                    let taken = into.borrow_mut().take(&self.session, &part)?;
                    needs_front |= taken == Taken::NeedsFront;
                    if rest.is_empty() || taken == Taken::NeedsFront {
                        break;
                    }
                    part.entries = rest;
                    between().await?;
                }
            }
            between().await?;
            if !reading.more && !needs_front {
                return Ok(());
            }
            // a chain that was answered and did not move is stuck, and has its alarm
            let now = into.borrow();
            let moved = |(chain, before): (&ChainId, &u64)| now.next(chain) > *before;
            let stays: Vec<bool> = chains
                .iter()
                .zip(&before)
                .map(|pair| needs_front || moved(pair) || !answered.contains(pair.0))
                .collect();
            let nothing = !chains.iter().zip(&before).any(moved);
            drop(now);
            let mut stays = stays.into_iter();
            chains.retain(|_| stays.next().unwrap_or(false));
            if needs_front && !chains.contains(&ChainId::FRONT) {
                chains.insert(0, ChainId::FRONT);
            } else if nothing {
                return Err(tampered(What::MissingEntry));
            }
        }
        Err(tampered(What::Answer))
    }

    /// Reads the roster, members and folders, level by level.
    pub(crate) async fn read_on(&self) -> Result<(), Error> {
        if let Who::Invite { .. } = &self.session.who {
            // an invite reads the front and its own chain only
            self.state.borrow_mut().unlock();
            return Ok(());
        }
        if self.is_manager(&self.state.borrow()) {
            self.state.borrow_mut().forget_partial();
        }
        let mut asked: BTreeSet<ChainId> = self.first_chains().into_iter().collect();
        let mut met = false;
        loop {
            let new: Vec<ChainId> = {
                let mut state = self.state.borrow_mut();
                let unread = state.open_up(&self.session);
                let mut all = state.reachable();
                if met && self.is_manager(&state) {
                    all.extend(state.unreached(&all));
                }
                all.extend(unread);
                if self.is_officer(&state) {
                    all.insert(ChainId::ROSTER);
                    all.extend(state.roster.members().keys().copied());
                    all.extend(state.visitors.keys().copied());
                }
                all.difference(&asked).copied().collect()
            };
            if new.is_empty() && met {
                break;
            }
            if new.is_empty() {
                met = true;
                self.meet_visitors().await?;
                continue;
            }
            for level in new.chunks(LEVEL) {
                self.fetch(level.to_vec()).await?;
            }
            asked.extend(new);
        }
        {
            let mut state = self.state.borrow_mut();
            // who has not agreed to a text reads the front and the own chain only
            let manages = self.is_manager(&state) && state.owes().is_none();
            state.judge_tree();
            state.take_stock(self.now(), manages);
            let folders = state.reachable();
            state.judge_pins(|chain| {
                let roster = *chain != ChainId::ROSTER || manages;
                folders.contains(chain) || (state.is_known(chain) && roster)
            })?;
            if manages {
                self.judge_roster_grant(&state)?;
            }
        }
        self.keep().await
    }

    /// Asks who came by the room's links.
    async fn meet_visitors(&self) -> Result<(), Error> {
        let wanted = {
            let state = self.state.borrow();
            let mut members = state.roster.members().values();
            let links = members.any(|member| member.member.kind == MemberKind::Link);
            links && self.is_manager(&state) && state.owes().is_none()
        };
        if !wanted {
            return Ok(());
        }
        self.ask_visitors(|visitor| {
            let (link, chain) = (ChainId(visitor.link.0), ChainId(visitor.chain.0));
            let mut state = self.state.borrow_mut();
            state.meet(link, chain, visitor.first);
        })
        .await
    }

    /// Every visitor that the gate tells of.
    pub(crate) async fn ask_visitors(&self, mut meet: impl FnMut(Visitor)) -> Result<(), Error> {
        let mut asked = Visitors::default();
        loop {
            let (signer, room) = (self.signer(), Id(self.session.room.0));
            let seen = self.host.api().visitors(&signer, &room, &asked).await?;
            let last = seen.visitors.last().map(|visitor| visitor.chain);
            seen.visitors.into_iter().for_each(&mut meet);
            if !seen.more {
                return Ok(());
            }
            // each answer goes on after the one before
            if last <= asked.after {
                return Err(tampered(What::Answer));
            }
            asked.after = last;
        }
    }

    /// Whoever manages has the roster's key, unless the roster itself shows that it was not handed out
    /// yet; without it a manager would see an empty room.
    fn judge_roster_grant(&self, state: &State) -> Result<(), Error> {
        let released = |(scope, ..): &(ChainId, u32, Option<u64>)| *scope == ChainId::ROSTER;
        let me = &self.session.member;
        let given = |scope: &ChainId| {
            let member = state.roster.member(me);
            member.is_some_and(|member| member.grants.contains_key(scope))
        };
        let left = state.front.destroyed().is_none();
        let due = left && (*me == state.front.founder() || given(&ChainId::ROSTER));
        if due && !state.granted.iter().any(released) {
            Err(tampered(What::Grant))
        } else {
            Ok(())
        }
    }

    /// Takes the grants that the gate releases, each checked and opened.
    pub(crate) async fn release(&self) -> Result<(), Error> {
        let released = self
            .host
            .api()
            .release(&self.signer(), &Id(self.session.room.0))
            .await?;
        let now = self.latest();
        let mut state = self.state.borrow_mut();
        let (mut any, mut live, mut front, mut ends) = (false, false, false, Vec::new());
        let mut least = None;
        state.granted.clear();
        for sealed in &released.grants {
            let grant = Grant::parse(&sealed.0).map_err(Error::open(What::Grant))?;
            self.judge_granter(&state, &grant)?;
            any = true;
            if grant.terms().expired(now) {
                continue;
            }
            live = true;
            let key = grant
                .open(
                    &self.session.room.0,
                    &self.session.member.0,
                    self.session.kem(),
                )
                .map_err(Error::open(What::Grant))?;
            let terms = grant.terms();
            let (scope, epoch) = (ChainId(terms.scope), terms.epoch);
            state.granted.push((scope, epoch, terms.expires));
            if scope == ChainId::FRONT {
                (front, least) = (true, terms.expires);
                state.keys.hold(scope, epoch, key);
                continue;
            }
            if scope != ChainId::ROSTER {
                state.tops.insert(scope);
                state.given.insert(scope, terms.expires);
                ends.push(terms.expires.unwrap_or(u64::MAX));
            }
            let newest = state.keys.newest(&scope);
            if newest.is_none_or(|newest| newest <= epoch) {
                state.keys.offer(scope, epoch, key, Source::Handed);
            }
        }
        // what was withdrawn is there no more, once one was told; what is kept back has an alarm
        let manages = self.is_manager(&state);
        let State {
            tops,
            own,
            link,
            granted,
            listed,
            given,
            ..
        } = &mut *state;
        let released = |scope: &ChainId| granted.iter().any(|(there, ..)| there == scope);
        // a visitor is told in the chain of its link
        let link = link.as_ref().map(ledger::MemberFold::withdrawn);
        let told = |scope: &ChainId| {
            own.withdrawn().contains(scope) || link.is_some_and(|told| told.contains(scope))
        };
        let withdrawn = |scope: &ChainId| told(scope) && !released(scope);
        given.retain(|scope, _| !withdrawn(scope));
        // who manages holds what the desk has; who managed, no more
        let own = ChainId::of_desk(&self.session.room);
        let desk = |scope: &ChainId| manages && (*scope == own || listed.contains(scope));
        tops.retain(|scope| desk(scope) || released(scope) || given.contains_key(scope));
        match (any, live, front) {
            (false, ..) => return Err(Error::NotAllowed),
            // when it ended stays known
            (_, false, _) => return Err(Error::Expired),
            // everybody has the front's key: who gets others only is being kept from something
            (.., false) => return Err(tampered(What::Grant)),
            _ => {}
        }
        // one who is given no folder is there for as long as it has the front
        let longest = ends.into_iter().max().or(least);
        state.expires = longest.filter(|end| *end < u64::MAX);
        // a newcomer knows from its own entry what it was given
        let State { own, given, .. } = &mut *state;
        for grant in own.joined().into_iter().flat_map(|(join, _)| &join.grants) {
            let told = own.withdrawn().contains(&grant.scope);
            if grant.scope != ChainId::FRONT && !told {
                given.entry(grant.scope).or_insert(grant.expires);
            }
        }
        Ok(())
    }

    /// By the owner or one who was a manager, or one's own join.
    fn judge_granter(&self, state: &State, grant: &Grant) -> Result<(), Error> {
        let granter = ledger::PublicKey(*grant.granter());
        let mut managers = state.front.certificates().iter();
        let manager = managers.any(|held| held.key == granter && held.office >= Office::Manager);
        let joined = state
            .own
            .joined()
            .is_some_and(|(join, _)| join.grants.iter().any(|own| own.hash.0 == grant.hash()));
        if manager || joined {
            Ok(())
        } else {
            Err(tampered(What::Grant))
        }
    }
}
