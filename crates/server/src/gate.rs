//! The gate: who may have or add what, in every room of this server.
//!
//! Each method is one request of the protocol, already authenticated: it gets a [`KeyId`] whose
//! signature held. It looks for newer entries before it releases anything, so that no process
//! acts on what was true earlier, and every write is a create-if-absent, so that a replayed
//! request changes nothing and any number of processes may share an engine and a key.
//!
//! What one may not know of is answered like what does not exist.

mod append;
mod copies;
mod denial;
pub(crate) mod erase;
mod home;
mod import;
mod index;
pub(crate) mod key;
pub(crate) mod layout;
pub(crate) mod lease;
mod link;
mod log;
mod make;
mod notify;
mod opens;
mod quota;
mod read;
mod restore;
mod rooms;
mod stamps;
pub(crate) mod tries;
mod urls;
mod view;
mod who;

use std::sync::Arc;

use blobs::Engine;
use blobs::wire::{ServerInfo, ServerLimits, limits};
use ledger::PublicKey;
use ledger::evidence::erasure::EngineFacts;

use crate::clock::Clock;
use crate::notify::Desk;
use crate::stamps::Stamper;

pub use denial::Denial;
pub use key::ServerKey;
pub use ledger::KeyId;
pub use quota::Quotas;
pub use urls::{Op, StoredPart, Ticket};
pub use who::Standing;

pub(crate) use layout::Layout;
pub(crate) use rooms::Room;
pub(crate) use stamps::Newest;

/// How long an upload that no entry names yet is kept.
pub(crate) const LEASE_MS: u64 = 48 * 3600 * 1000;

/// A gate over an engine.
pub struct Gate {
    engine: Arc<dyn Engine>,
    clock: Arc<dyn Clock>,
    key: ServerKey,
    quotas: Quotas,
    facts: EngineFacts,
    rooms: rooms::Rooms,
    homes: home::Homes,
    desk: Option<Desk>,
    stamper: Option<Stamper>,
}

impl Gate {
    /// A gate over an engine, wrapping entries with this key.
    pub fn new(
        engine: Arc<dyn Engine>,
        clock: Arc<dyn Clock>,
        key: ServerKey,
        quotas: Quotas,
    ) -> Self {
        Self {
            engine,
            clock,
            key,
            quotas,
            facts: EngineFacts::unknown("unknown"),
            rooms: rooms::Rooms::default(),
            homes: home::Homes::default(),
            desk: None,
            stamper: None,
        }
    }

    /// The same, which has people told outside the app.
    #[must_use]
    pub fn telling(mut self, desk: Desk) -> Self {
        self.desk = Some(desk);
        self
    }

    /// The same, which has checkpoints stamped by an authority.
    #[must_use]
    pub fn stamping(mut self, stamper: Stamper) -> Self {
        self.stamper = Some(stamper);
        self
    }

    /// Who asks an authority, if one is set.
    pub(crate) fn stamper(&self) -> Option<&Stamper> {
        self.stamper.as_ref()
    }

    /// Who tells people outside the app, if somebody does.
    pub(crate) fn desk(&self) -> Option<&Desk> {
        self.desk.as_ref()
    }

    pub(crate) fn private(&self) -> &crate::notify::Private {
        self.key.private()
    }

    /// The same, and what is known of its engine, for receipts.
    pub fn with_facts(self, facts: EngineFacts) -> Self {
        Self { facts, ..self }
    }

    /// The server's time, in milliseconds since 1970.
    pub fn now(&self) -> u64 {
        self.clock.now()
    }

    /// The key that wraps entries.
    pub fn key(&self) -> PublicKey {
        self.key.public()
    }

    /// What anybody may know of this server.
    pub fn info(&self) -> ServerInfo {
        ServerInfo {
            format: 1,
            key: self.key.public().to_string(),
            time: self.now(),
            limits: ServerLimits {
                entry: limits::ENTRY as u64,
                body: limits::BODY as u64,
                part: limits::PART,
                room: self.quotas.room,
                unfinished: self.quotas.unfinished,
            },
        }
    }

    pub(crate) fn engine(&self) -> &dyn Engine {
        &*self.engine
    }

    pub(crate) fn rooms(&self) -> &rooms::Rooms {
        &self.rooms
    }
}
