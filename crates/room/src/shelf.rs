//! What a device keeps of a room: its key, and the heads that it has seen.
//!
//! Sealed under a key that only the seed gives (for a link's visitor: only the link's
//! secret), so that storage that is read or copied is of no use.

use std::collections::BTreeMap;

use ledger::entry::Head;
use ledger::ids::{ChainId, MemberId, RoomId};
use minicbor::{Decode, Encode};
use seal::identity::LocalKey;
use seal::sign::SigningKey;

use crate::body::{self, KeyBytes, Pin};
use crate::error::{Error, What};
use crate::host::{Host, Shelf};
use crate::room::Room;
use crate::session::Who;

/// One room on one device.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct RoomShelf {
    #[n(0)]
    device: KeyBytes,
    #[n(1)]
    pub(crate) certified: bool,
    #[n(2)]
    pins: Vec<Pin>,
    /// This device was restored then, and nobody else's word from later has arrived yet.
    #[n(3)]
    pub(crate) unproven: Option<u64>,
}

impl RoomShelf {
    /// A new device.
    pub(crate) fn make(host: &impl Host) -> Self {
        let device = SigningKey::make(&mut host.rng());
        Self {
            device: KeyBytes::new(device.expose()),
            certified: false,
            pins: Vec::new(),
            unproven: None,
        }
    }

    /// What was kept, or a new device.
    pub(crate) async fn load(
        host: &impl Host,
        local: &LocalKey,
        room: &RoomId,
        member: &MemberId,
    ) -> Result<Self, Error> {
        let kept = Self::find(host, local, room, member).await?;
        Ok(kept.unwrap_or_else(|| Self::make(host)))
    }

    /// What was kept, if this device was in the room.
    pub(crate) async fn find(
        host: &impl Host,
        local: &LocalKey,
        room: &RoomId,
        member: &MemberId,
    ) -> Result<Option<Self>, Error> {
        let name = name(room, member);
        let Some(sealed) = host.shelf().get(&name).await? else {
            return Ok(None);
        };
        let plain = local
            .open(name.as_bytes(), &sealed)
            .map_err(Error::open(What::Shelf))?;
        body::decode(&plain)
            .map(Some)
            .map_err(|_| Error::Tampered(What::Shelf))
    }

    /// Forgets the room on this device.
    pub(crate) async fn remove(
        host: &impl Host,
        room: &RoomId,
        member: &MemberId,
    ) -> Result<(), Error> {
        host.shelf().remove(&name(room, member)).await
    }

    pub(crate) async fn save(
        &self,
        host: &impl Host,
        local: &LocalKey,
        room: &RoomId,
        member: &MemberId,
    ) -> Result<(), Error> {
        let name = name(room, member);
        let sealed = local.seal(name.as_bytes(), &body::encode(self), &mut host.rng());
        host.shelf().put(&name, sealed).await
    }

    pub(crate) fn device(&self) -> Result<SigningKey, Error> {
        SigningKey::parse(self.device.expose()).map_err(|_| Error::Tampered(What::Shelf))
    }

    pub(crate) fn pins(&self) -> BTreeMap<ChainId, Head> {
        self.pins.iter().map(|pin| (pin.chain, pin.head)).collect()
    }

    /// Adds pins from elsewhere; the farther one of a chain stays.
    pub(crate) fn pin(&mut self, pins: &[Pin]) {
        for pin in pins {
            match self.pins.iter_mut().find(|known| known.chain == pin.chain) {
                Some(known) if known.head.next >= pin.head.next => {}
                Some(known) => *known = *pin,
                None => self.pins.push(*pin),
            }
        }
    }
}

impl<H: Host> Room<H> {
    /// Pins what was read, here.
    pub(crate) async fn keep(&self) -> Result<(), Error> {
        if let Who::Invite { .. } = &self.session.who {
            return Ok(());
        }
        let (heads, certified, moved, unproven) = {
            let mut state = self.state.borrow_mut();
            let heads = state.heads();
            let moved = heads != state.pins;
            state.pins.clone_from(&heads);
            (
                heads,
                state.own.device(&self.session.device_key()).is_some(),
                moved,
                state.unproven,
            )
        };
        if !moved {
            return Ok(());
        }
        let pins = heads
            .into_iter()
            .map(|(chain, head)| Pin { chain, head })
            .collect();
        let kept = RoomShelf {
            device: KeyBytes::new(self.session.device.expose()),
            certified,
            pins,
            unproven,
        };
        kept.save(
            &*self.host,
            &self.local,
            &self.session.room,
            &self.session.member,
        )
        .await
    }
}

fn name(room: &RoomId, member: &MemberId) -> String {
    format!("room/{room}/{member}")
}
