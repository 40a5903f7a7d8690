//! A room that is open: its state, and how it is brought up to date.
//!
//! [`Room::refresh`] reads what is new in every chain that is known, then the chains
//! that this makes known, level by level, each level in one request if it fits. What
//! was seen is pinned on this device; a store that serves less later is refused.

use core::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use blobs::Api;
use blobs::wire::{Id, Read, ReadFrom, limits};
use futures::lock::Mutex;
use ledger::entry::Public;
use ledger::ids::{ChainId, RoomId};
use seal::grant::Grant;
use seal::identity::LocalKey;

use crate::append::Draft;
use crate::error::{Error, What};
use crate::host::Host;
use crate::replay::{State, Taken, start, tampered};
use crate::session::{KeySigner, Session, Who};
use crate::shelf::RoomShelf;

/// An open room. Every method takes `&self`; what writes waits for its turn.
pub struct Room<H: Host> {
    pub(crate) host: Rc<H>,
    pub(crate) session: Session,
    pub(crate) state: RefCell<State>,
    pub(crate) local: LocalKey,
    /// The server's clock minus this device's.
    pub(crate) skew: Cell<i64>,
    pub(crate) turn: Mutex<()>,
}

impl<H: Host> Room<H> {
    /// Reads everything that this session may read.
    pub(crate) async fn load(
        host: Rc<H>,
        session: Session,
        local: LocalKey,
        kept: RoomShelf,
    ) -> Result<Self, Error> {
        let info = host.api().server().await?;
        let skew = i64::try_from(i128::from(info.time) - i128::from(host.now())).unwrap_or(0);
        let state = Self::first(&host, &session, &kept).await?;
        let (state, skew, turn) = (RefCell::new(state), Cell::new(skew), Mutex::new(()));
        let room = Self {
            host,
            session,
            state,
            local,
            skew,
            turn,
        };
        {
            let _turn = room.turn.lock().await;
            room.fetch(vec![ChainId::FRONT, room.session.chain]).await?;
            room.state.borrow().judge_pins()?;
            room.certify_device().await?;
            room.release().await?;
            room.read_on().await?;
        }
        Ok(room)
    }

    /// The room's id.
    pub fn id(&self) -> RoomId {
        self.session.room
    }

    /// The time, by this device's clock corrected by the server's.
    pub fn now(&self) -> u64 {
        self.host.now().saturating_add_signed(self.skew.get())
    }

    /// Brings everything up to date; a manager's also finishes what is pending (see [`Room::settle`]).
    pub async fn refresh(&self) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        self.settle_now().await
    }

    /// As [`Room::refresh`], for one who has the turn already.
    pub(crate) async fn catch_up(&self) -> Result<(), Error> {
        self.fetch(vec![ChainId::FRONT, self.session.chain]).await?;
        self.release().await?;
        self.read_on().await
    }

    /// Refuses when the time of what was granted is over.
    pub(crate) fn judge_time(&self) -> Result<(), Error> {
        let over = self
            .state
            .borrow()
            .expires
            .is_some_and(|end| self.now() >= end);
        if over { Err(Error::Expired) } else { Ok(()) }
    }

    async fn first(host: &Rc<H>, session: &Session, kept: &RoomShelf) -> Result<State, Error> {
        let chain = Id(ChainId::FRONT.0);
        let read = Read {
            chains: vec![ReadFrom { chain, from: 0 }],
        };
        let signer = Self::reader(session, kept.certified);
        let reading = host.api().read(&signer, &Id(session.room.0), &read).await?;
        let first = reading
            .chains
            .first()
            .and_then(|part| part.entries.first())
            .ok_or(Error::NotFound)?;
        let mut state = State::new(start(&session.room, first)?, session.chain, kept.pins());
        state.unproven = kept.unproven;
        if let Some(body) = reading.chains.first() {
            state.take(session, body)?;
        }
        Ok(state)
    }

    /// A device that is not certified yet cannot ask; the room key itself can.
    fn reader(session: &Session, certified: bool) -> KeySigner<'_> {
        match &session.who {
            Who::Person { keys, .. } if !certified => KeySigner::member(session.chain, &keys.sign),
            _ => session.signer(),
        }
    }

    pub(crate) fn signer(&self) -> KeySigner<'_> {
        let certified = self
            .state
            .borrow()
            .own
            .device(&self.session.device_key())
            .is_some();
        Self::reader(&self.session, certified)
    }

    /// Reads what is new in these chains.
    async fn fetch(&self, mut chains: Vec<ChainId>) -> Result<(), Error> {
        for _ in 0..10_000 {
            chains.truncate(limits::CHAINS);
            if chains.is_empty() {
                return Ok(());
            }
            let before: Vec<u64> = chains
                .iter()
                .map(|chain| self.state.borrow().head(chain).next)
                .collect();
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
            let mut needs_front = false;
            {
                let mut state = self.state.borrow_mut();
                for part in &reading.chains {
                    if !chains.contains(&ChainId(part.chain.0)) {
                        return Err(tampered(What::Answer));
                    }
                    needs_front |= state.take(&self.session, part)? == Taken::NeedsFront;
                }
            }
            if !reading.more && !needs_front {
                return Ok(());
            }
            // a chain that was answered and did not move is stuck, and has its alarm
            let moved =
                |(chain, before): (&ChainId, &u64)| self.state.borrow().head(chain).next > *before;
            let answered = |chain: &ChainId| {
                reading
                    .chains
                    .iter()
                    .any(|part| part.chain.0 == chain.0 && !part.entries.is_empty())
            };
            let stays: Vec<bool> = chains
                .iter()
                .zip(&before)
                .map(|pair| needs_front || moved(pair) || !answered(pair.0))
                .collect();
            let nothing = !chains.iter().zip(&before).any(moved);
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
    async fn read_on(&self) -> Result<(), Error> {
        if let Who::Invite { .. } = &self.session.who {
            // an invite reads the front and its own chain only
            self.state.borrow_mut().unlock();
            return Ok(());
        }
        let mut asked: BTreeSet<ChainId> = [ChainId::FRONT, self.session.chain].into();
        loop {
            let new: Vec<ChainId> = {
                let mut state = self.state.borrow_mut();
                let unread = state.unlock();
                let mut all = state.reachable();
                all.extend(unread);
                if self.is_manager(&state) {
                    all.insert(ChainId::ROSTER);
                    all.extend(state.roster.members().keys().copied());
                }
                all.difference(&asked).copied().collect()
            };
            if new.is_empty() {
                break;
            }
            for level in new.chunks(limits::CHAINS) {
                self.fetch(level.to_vec()).await?;
            }
            asked.extend(new);
        }
        {
            let mut state = self.state.borrow_mut();
            state.judge_tree();
            state.take_stock();
            state.judge_pins()?;
        }
        self.keep().await
    }

    /// A person on a new device certifies its key first.
    async fn certify_device(&self) -> Result<(), Error> {
        let Who::Person { .. } = &self.session.who else {
            return Ok(());
        };
        let device = self.session.device_key();
        self.write_all(|state| {
            let known = state.own.device(&device).is_some();
            let draft = || Draft::new(self.session.chain, 0, Public::Device(device), None);
            Ok(if known { Vec::new() } else { vec![draft()] })
        })
        .await
    }

    /// Refuses one who does not manage, before anything is asked of the store.
    pub(crate) fn judge_manager(&self) -> Result<(), Error> {
        if self.is_manager(&self.state.borrow()) {
            Ok(())
        } else {
            Err(Error::NotAllowed)
        }
    }

    /// Whether this session's key is the owner's or a manager's, by the front.
    pub(crate) fn is_manager(&self, state: &State) -> bool {
        match &self.session.who {
            Who::Person { keys, .. } => state
                .front
                .manages(&ledger::PublicKey(keys.sign.public()), &state.front.head()),
            Who::Visitor { .. } | Who::Invite { .. } => false,
        }
    }

    /// Takes the grants that the gate releases, each checked and opened.
    async fn release(&self) -> Result<(), Error> {
        let released = self
            .host
            .api()
            .release(&self.signer(), &Id(self.session.room.0))
            .await?;
        let now = self.now();
        let mut state = self.state.borrow_mut();
        let (mut any, mut live, mut ends) = (false, false, Vec::new());
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
            let (scope, epoch) = (ChainId(grant.terms().scope), grant.terms().epoch);
            state.granted.push((scope, epoch, grant.terms().expires));
            if scope == ChainId::FRONT {
                state.keys.hold(scope, epoch, key);
                continue;
            }
            if scope != ChainId::ROSTER {
                state.tops.insert(scope);
                ends.push(grant.terms().expires.unwrap_or(u64::MAX));
            }
            if state
                .keys
                .newest(&scope)
                .is_none_or(|newest| newest < epoch)
            {
                state.keys.offer(scope, epoch, key);
            }
        }
        match (any, live) {
            (false, _) => return Err(Error::NotAllowed),
            // when it ended stays known
            (_, false) => return Err(Error::Expired),
            _ => {}
        }
        state.expires = ends.into_iter().max().filter(|end| *end < u64::MAX);
        Ok(())
    }

    /// By the owner or one who was a manager, or one's own join.
    fn judge_granter(&self, state: &State, grant: &Grant) -> Result<(), Error> {
        let granter = ledger::PublicKey(*grant.granter());
        let manager = granter == state.front.owner_key()
            || state
                .front
                .certificates()
                .iter()
                .any(|certificate| certificate.key == granter);
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
