//! What bodies and answers may hold in memory at once.
//!
//! Three pools, so that who fills one does not stop the others: bodies of those who are somebody in
//! a room, bodies of strangers, and parts on their way out. Of each pool one holder (a key, or an
//! address where keys cost nothing) has a quarter at most. Who does not get memory soon is told
//! [`Code::Rate`], upon which clients come again: nobody waits for long while holding something.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use blobs::wire::Code;
use ledger::PublicKey;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::gate::Denial;

const MIB: u32 = 1024;
/// How long a request waits for memory.
const TURN: Duration = Duration::from_secs(5);
/// A holder has one of so many shares of a pool.
const SHARES: u32 = 4;

/// The pools of a server.
pub struct Memory {
    /// Bodies of members' requests, and parts on their way in.
    pub bodies: Pool,
    /// Bodies of everybody else's: first entries of visitors, joins, homes.
    pub strangers: Pool,
    /// Parts on their way out.
    pub downloads: Pool,
}

impl Default for Memory {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            bodies: Pool::new(448 * MIB, seconds(30), seconds(600)),
            strangers: Pool::new(64 * MIB, seconds(10), seconds(60)),
            downloads: Pool::new(512 * MIB, seconds(60), seconds(3600)),
        }
    }
}

/// Memory that is taken and given back, and how patient one is with those who have some of it.
#[derive(Clone)]
pub struct Pool {
    kib: Arc<Semaphore>,
    held: Arc<Mutex<HashMap<Holder, u32>>>,
    share: u32,
    /// How long a client may neither send nor take anything.
    pub(super) silence: Duration,
    /// How long one transfer may take in all.
    pub(super) whole: Duration,
}

/// Who has some of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Holder {
    Key(PublicKey),
    Peer(IpAddr),
}

/// A piece of a pool, given back when dropped.
pub(super) struct Claim {
    pool: Pool,
    holder: Option<Holder>,
    taken: Option<OwnedSemaphorePermit>,
}

impl Pool {
    /// So many KiB.
    pub fn new(kib: u32, silence: Duration, whole: Duration) -> Self {
        Self {
            kib: Arc::new(Semaphore::new(kib as usize)),
            held: Arc::default(),
            share: kib / SHARES,
            silence,
            whole,
        }
    }

    /// Nothing yet. Whoever holds nothing by name has no share to keep to.
    pub(super) fn claim(&self, holder: Option<Holder>) -> Claim {
        Claim {
            pool: self.clone(),
            holder,
            taken: None,
        }
    }
}

impl Claim {
    pub(super) fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Grows the claim to so many bytes in all.
    pub(super) async fn grow(&mut self, bytes: usize) -> Result<(), Denial> {
        let busy = || Denial::new(Code::Rate, "the server has much to do; later again");
        let wanted = u32::try_from(bytes.div_ceil(1024)).map_err(|_| busy())?;
        let more = wanted.saturating_sub(self.kib());
        if more == 0 {
            return Ok(());
        }
        if !self.book(more) {
            return Err(busy());
        }
        let permits = Arc::clone(&self.pool.kib).acquire_many_owned(more);
        match timeout(TURN, permits).await {
            Ok(Ok(permits)) => match &mut self.taken {
                Some(taken) => taken.merge(permits),
                None => self.taken = Some(permits),
            },
            _ => {
                self.strike(more);
                return Err(busy());
            }
        }
        Ok(())
    }

    fn kib(&self) -> u32 {
        let taken = self.taken.as_ref().map_or(0, |taken| taken.num_permits());
        u32::try_from(taken).unwrap_or(u32::MAX)
    }

    /// Books more for the holder, unless that were over its share.
    fn book(&self, more: u32) -> bool {
        let Some(holder) = self.holder else {
            return true;
        };
        let mut all = self.pool.held();
        let held = all.entry(holder).or_default();
        let fits = held.saturating_add(more) <= self.pool.share;
        if fits {
            *held += more;
        } else if *held == 0 {
            all.remove(&holder);
        }
        fits
    }

    fn strike(&self, less: u32) {
        let Some(holder) = self.holder else { return };
        let mut all = self.pool.held();
        if let Some(held) = all.get_mut(&holder) {
            *held = held.saturating_sub(less);
            if *held == 0 {
                all.remove(&holder);
            }
        }
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.strike(self.kib());
    }
}

impl Pool {
    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<Holder, u32>> {
        // a panic between two map operations cannot leave the map half-changed
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
