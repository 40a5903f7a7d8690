//! What a device keeps of a room: its key, the heads that it has seen, and what it was granted.
//!
//! Sealed under a key that only the seed gives (for a link's visitor: only the link's
//! secret), so that storage that is read or copied is of no use.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::Head;
use ledger::ids::{ChainId, DocId, Hash, MemberId, PublicKey, RoomId, ScopeId};
use minicbor::{Decode, Encode};
use seal::identity::LocalKey;
use seal::sign::SigningKey;

use crate::body::{self, DropTo, KeyBytes, Pin, Record};
use crate::error::{Error, What};
use crate::host::{Host, Shelf};

/// How many documents that were sent in are remembered by name.
const SENT: usize = 1000;

/// One room on one device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
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
    /// What was granted, so that a grant which is kept back is missed.
    #[n(4)]
    given: Vec<Given>,
    /// A text that was asked of the invite by which one came: no other key opens it.
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    pub(crate) text: Option<Vec<u8>>,
    /// What was sent in: the room has it sealed to others.
    #[n(6)]
    sent: Option<Vec<SentNote>>,
    /// The lineage of the pins: none before the room was ever restored.
    #[n(7)]
    pub(crate) lineage: Option<Hash>,
    /// The room keys of the owners, as last seen.
    #[n(8)]
    owners: Option<Vec<PublicKey>>,
}

/// A document that was sent in from this device.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub(crate) struct SentNote {
    #[n(0)]
    pub(crate) doc: DocId,
    #[n(1)]
    pub(crate) name: String,
    #[n(2)]
    pub(crate) size: u64,
    /// What the folder was called.
    #[n(3)]
    pub(crate) to: String,
}

impl SentNote {
    pub(crate) fn of(record: &Record, to: &DropTo) -> Self {
        Self {
            doc: record.doc,
            name: record.name.clone(),
            size: record.size,
            to: to.name.clone(),
        }
    }
}

/// A scope whose key was granted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
struct Given {
    #[n(0)]
    scope: ScopeId,
    /// Until when, as last seen.
    #[n(1)]
    until: Option<u64>,
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
            given: Vec::new(),
            text: None,
            sent: None,
            lineage: None,
            owners: None,
        }
    }

    /// The same room with the key of a new device, for one whose key was revoked.
    pub(crate) fn renew(&mut self, host: &impl Host) {
        (self.device, self.certified) = (Self::make(host).device, false);
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
        host.shelf().remove(&looks(room, member)).await?;
        host.shelf().remove(&audit(room, member)).await?;
        host.shelf().remove(&gone(room, member)).await?;
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

    pub(crate) fn given(&self) -> BTreeMap<ScopeId, Option<u64>> {
        self.given
            .iter()
            .map(|one| (one.scope, one.until))
            .collect()
    }

    /// Adds pins from elsewhere; the farther one of a chain stays.
    pub(crate) fn pin(&mut self, pins: &[Pin]) {
        let known = self.pins.iter().enumerate();
        let mut places: BTreeMap<ChainId, usize> = known.map(|(at, pin)| (pin.chain, at)).collect();
        for pin in pins {
            let known = places.get(&pin.chain).and_then(|at| self.pins.get_mut(*at));
            match known {
                Some(known) if known.head.next >= pin.head.next => {}
                Some(known) => *known = *pin,
                None => {
                    places.insert(pin.chain, self.pins.len());
                    self.pins.push(*pin);
                }
            }
        }
    }

    /// Whether nothing was ever seen of the room, here or as far as the home says.
    pub(crate) fn is_fresh(&self) -> bool {
        self.pins.is_empty()
    }

    /// The front as it was seen last.
    pub(crate) fn front(&self) -> Option<Head> {
        let mut pins = self.pins.iter();
        pins.find(|pin| pin.chain == ChainId::FRONT)
            .map(|pin| pin.head)
    }

    /// Who owned the room when it was seen last, by their keys.
    pub(crate) fn owners(&self) -> &[PublicKey] {
        self.owners.as_deref().unwrap_or_default()
    }

    pub(crate) fn see_owners(&mut self, owners: Vec<PublicKey>) {
        self.owners = Some(owners);
    }

    /// Begins again in another lineage: what was seen of the one before is held against nothing any more. This device
    /// may be unknown there.
    pub(crate) fn restart(&mut self, lineage: Option<Hash>) {
        self.lineage = lineage;
        (self.certified, self.owners) = (false, None);
        self.pins.clear();
        self.given.clear();
    }

    /// Takes in what the home knows of the room, if it is of the same lineage or of one that the person confirmed on
    /// another device.
    pub(crate) fn take_home(
        &mut self,
        lineage: Option<Hash>,
        pins: &[Pin],
        owners: Option<&Vec<PublicKey>>,
    ) {
        let confirmed = lineage.is_some() && (self.lineage.is_none() || self.is_fresh());
        if confirmed && lineage != self.lineage {
            self.restart(lineage);
        }
        if lineage == self.lineage {
            self.pin(pins);
            self.owners = self.owners.take().or_else(|| owners.cloned());
        }
    }

    /// Says that these scopes were granted.
    pub(crate) fn give(&mut self, scopes: &[ScopeId]) {
        for scope in scopes {
            if self.given.iter().all(|known| known.scope != *scope) {
                self.given.push(Given {
                    scope: *scope,
                    until: None,
                });
            }
        }
    }

    /// Takes in what a room has seen by now.
    pub(crate) fn see(
        &mut self,
        pins: &BTreeMap<ChainId, Head>,
        given: &BTreeMap<ScopeId, Option<u64>>,
    ) {
        let pins = pins.iter().map(|(chain, head)| Pin {
            chain: *chain,
            head: *head,
        });
        self.pin(&pins.collect::<Vec<_>>());
        self.given = given
            .iter()
            .map(|(scope, until)| Given {
                scope: *scope,
                until: *until,
            })
            .collect();
    }

    /// What was sent in from here.
    pub(crate) fn sent(&self) -> &[SentNote] {
        self.sent.as_deref().unwrap_or_default()
    }

    /// Notes what was sent in; of very many the newest stay.
    pub(crate) fn note_sent(&mut self, notes: Vec<SentNote>) {
        let mut all = self.sent.take().unwrap_or_default();
        let known: BTreeSet<DocId> = all.iter().map(|note| note.doc).collect();
        all.extend(notes.into_iter().filter(|note| !known.contains(&note.doc)));
        let over = all.len().saturating_sub(SENT);
        all.drain(..over);
        self.sent = Some(all).filter(|all| !all.is_empty());
    }

    /// Adds what another tab has seen.
    pub(crate) fn add(&mut self, other: &Self) {
        self.pin(&other.pins);
        self.note_sent(other.sent().to_vec());
        for one in &other.given {
            if self.given.iter().all(|known| known.scope != one.scope) {
                self.given.push(*one);
            }
        }
    }
}

/// Where a device keeps what was looked at and not told yet.
pub(crate) fn looks(room: &RoomId, member: &MemberId) -> String {
    format!("looks/{room}/{member}")
}

/// Where a device keeps how far it has read the room's record.
pub(crate) fn audit(room: &RoomId, member: &MemberId) -> String {
    format!("audit/{room}/{member}")
}

/// Where an owner's device keeps what was erased and who was ended, for a restored room to lose it again.
pub(crate) fn gone(room: &RoomId, member: &MemberId) -> String {
    format!("gone/{room}/{member}")
}

fn name(room: &RoomId, member: &MemberId) -> String {
    format!("room/{room}/{member}")
}
