//! Opening a room: the front and one's own chain first, then a certificate for this device, then
//! everything that its grants lead to.

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use blobs::Api;
use blobs::wire::{Id, Read, ReadFrom};
use futures::lock::Mutex;
use ledger::entry::Public;
use ledger::ids::ChainId;
use seal::identity::LocalKey;

use crate::chains::append::Draft;
use crate::error::Error;
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::replay::{State, start};
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
        let mut room = Self::load_own(host, session, local, kept).await?;
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
        let state = Self::first(&host, &session, &kept).await?;
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
        };
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

    async fn first(host: &Rc<H>, session: &Session, kept: &RoomShelf) -> Result<State, Error> {
        let chain = Id(ChainId::FRONT.0);
        let read = Read {
            chains: vec![ReadFrom { chain, from: 0 }],
        };
        let ask = async |certified| {
            let signer = Self::reader(session, certified);
            let reading = host.api().read(&signer, &Id(session.room.0), &read).await;
            reading.map_err(Error::from)
        };
        let reading = match ask(kept.certified).await {
            // this device may have been revoked: the room key itself can ask
            Err(Error::NotFound) if kept.certified => ask(false).await?,
            answer => answer?,
        };
        let first = reading
            .chains
            .first()
            .and_then(|part| part.entries.first())
            .ok_or(Error::NotFound)?;
        let mut state = State::new(start(&session.room, first)?, session.chain, kept.pins());
        (state.unproven, state.given) = (kept.unproven, kept.given());
        if let Some(body) = reading.chains.first() {
            state.take(session, body)?;
        }
        Ok(state)
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
