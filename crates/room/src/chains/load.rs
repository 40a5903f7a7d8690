//! Opening a room: the front and one's own chain first, then a certificate for this device, then
//! everything that its grants lead to.

use core::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use blobs::Api;
use blobs::wire::{Id, Read, ReadFrom, Stored};
use futures::future::LocalBoxFuture;
use futures::lock::Mutex;
use ledger::entry::Public;
use ledger::ids::ChainId;
use seal::identity::LocalKey;

use crate::chains::append::Draft;
use crate::error::Error;
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::replay::{State, start};
use crate::restore::lineage::{Known, judge_lineage};
use crate::room::Room;
use crate::session::{Session, Who};

impl<H: Host> Room<H> {
    /// Reads everything that this session may read.
    pub(crate) async fn load(
        host: Rc<H>,
        session: Session,
        local: LocalKey,
        kept: RoomShelf,
    ) -> Result<Self, Error> {
        let own = Box::pin(Self::load_own(host, session, local, kept));
        let mut room = own.await?;
        room.renew_device()?;
        room.certify_device().await?;
        room.release().await?;
        room.read_on().await?;
        Ok(room)
    }

    /// Reads the front and one's own chain, and writes nothing: enough for what one says there.
    pub(crate) async fn load_own(
        host: Rc<H>,
        session: Session,
        local: LocalKey,
        kept: RoomShelf,
    ) -> Result<Self, Error> {
        let info = host.api().server().await?;
        let skew = i64::try_from(i128::from(info.time) - i128::from(host.now())).unwrap_or(0);
        let (mut state, stored) = Self::first(&host, &session, &kept).await?;
        let mut kept = kept;
        let asks = match judge_lineage(&state.front, &kept)? {
            Known::Same => None,
            Known::Fresh => {
                kept.lineage = state.front.lineage().map(|lineage| lineage.entry);
                None
            }
            Known::Other { newer } => Some(newer),
        };
        if asks.is_none() {
            state.pins = kept.pins();
            let read = state.front.head().next;
            let pin = kept.front().filter(|pin| pin.next <= read);
            if pin.is_some_and(|pin| !state.front.knows(&pin)) {
                return Err(Error::RolledBack);
            }
        }
        let room = Self {
            host,
            session,
            state: RefCell::new(state),
            local,
            skew: Cell::new(skew),
            turn: Mutex::new(()),
            settling: Cell::new(false),
            read_at: Cell::new(0),
            kept: RefCell::new(kept),
            looks: RefCell::default(),
            keeping: Mutex::new(()),
            audited: RefCell::default(),
            auditing: Mutex::new(()),
            noted: Cell::new(0),
        };
        if let Some(newer) = asks {
            let asks = room.ask_to_confirm(newer, &stored).await?;
            return Err(Error::Restored(Box::new(asks)));
        }
        room.read_at.set(room.now());
        let first = room.first_chains();
        room.fetch(first.clone()).await?;
        room.state
            .borrow()
            .judge_pins(|chain| first.contains(chain))?;
        Ok(room)
    }

    /// Brings everything up to date; a manager's also finishes what is pending (see [`Room::settle`]).
    pub async fn refresh(&self) -> Result<(), Error> {
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        self.settle_soon().await
    }

    /// The whole front, before anything that was seen of the room is held against it; and what is sealed in it.
    fn first<'a>(
        host: &'a Rc<H>,
        session: &'a Session,
        kept: &'a RoomShelf,
    ) -> LocalBoxFuture<'a, Result<(State, Vec<Stored>), Error>> {
        // on the heap: every use-case begins with it
        Box::pin(async move {
            let chain = Id(ChainId::FRONT.0);
            let ask = async |certified, from| {
                let signer = Self::reader(session, certified);
                let chains = vec![ReadFrom { chain, from }];
                let room = Id(session.room.0);
                let reading = host.api().read(&signer, &room, &Read { chains }).await;
                reading.map_err(Error::from)
            };
            let mut certified = kept.certified;
            let mut reading = match ask(certified, 0).await {
                // this device may have been revoked: the room key itself can ask
                Err(Error::NotFound) if certified => {
                    certified = false;
                    ask(certified, 0).await?
                }
                answer => answer?,
            };
            let first = reading.chains.first();
            let first = first.and_then(|part| part.entries.first());
            let front = start(&session.room, first.ok_or(Error::NotFound)?)?;
            let mut state = State::new(front, session.chain, BTreeMap::new());
            (state.unproven, state.given) = (kept.unproven, kept.given());
            let mut stored = Vec::new();
            loop {
                let before = state.front.head().next;
                if let Some(part) = reading.chains.first() {
                    state.take(session, part)?;
                    stored.extend(part.entries.iter().cloned());
                }
                let now = state.front.head().next;
                if !reading.more || (now == before && before > 1) {
                    return Ok((state, stored));
                }
                reading = ask(certified, now).await?;
            }
        })
    }

    /// A device that was revoked, perhaps to make room for another, becomes a new one: whoever has
    /// opened the seed may certify as many as there is room for.
    fn renew_device(&mut self) -> Result<(), Error> {
        let device = self.session.device_key();
        let state = self.state.get_mut();
        let known = state.own.devices().get(&device);
        if known.is_some_and(|device| device.revoked.is_some()) {
            let kept = self.kept.get_mut();
            kept.renew(&*self.host);
            self.session.device = kept.device()?;
        }
        Ok(())
    }

    /// A person on a new device certifies its key first; when there are too many, the oldest goes.
    async fn certify_device(&self) -> Result<(), Error> {
        let Who::Person { .. } = &self.session.who else {
            return Ok(());
        };
        let device = self.session.device_key();
        self.write_all(|state| {
            if state.own.device(&device).is_some() {
                return Ok(Vec::new());
            }
            let oldest = state.own.oldest_of_full().map(Public::Undevice);
            let drafts = oldest.into_iter().chain([Public::Device(device)]);
            let draft = |public| Draft::new(self.session.chain, 0, public, None);
            Ok(drafts.map(draft).collect())
        })
        .await
    }
}
