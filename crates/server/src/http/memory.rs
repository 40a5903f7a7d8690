//! What bodies and answers may hold in memory at once.
//!
//! Three pools, so that who fills one does not stop the others: bodies of those who are somebody in
//! a room, bodies of strangers, and what is on its way out. Of each pool one holder (a key, or an
//! address where keys cost nothing) has a quarter at most. Who does not get memory soon is told
//! [`Code::Rate`], upon which clients come again: nobody waits for long while holding something.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use blobs::wire::Code;
use ledger::PublicKey;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

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
    /// Parts and other long answers on their way out.
    pub answers: Pool,
}

impl Default for Memory {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self {
            bodies: Pool::new(448 * MIB, seconds(30), seconds(600)),
            strangers: Pool::new(64 * MIB, seconds(10), seconds(60)),
            answers: Pool::new(512 * MIB, seconds(60), seconds(3600)),
        }
    }
}

/// Memory that is taken and given back, and how patient one is with those who have some of it.
#[derive(Clone)]
pub struct Pool {
    kib: Arc<Semaphore>,
    shares: Arc<Mutex<HashMap<Holder, Arc<Semaphore>>>>,
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
    holder: Option<(Holder, Arc<Semaphore>)>,
    of_share: Option<OwnedSemaphorePermit>,
    of_pool: Option<OwnedSemaphorePermit>,
}

impl Pool {
    /// So many KiB.
    pub fn new(kib: u32, silence: Duration, whole: Duration) -> Self {
        Self {
            kib: Arc::new(Semaphore::new(kib as usize)),
            shares: Arc::default(),
            share: kib / SHARES,
            silence,
            whole,
        }
    }

    /// Nothing yet. Whoever holds nothing by name has no share to keep to.
    pub(super) fn claim(&self, holder: Option<Holder>) -> Claim {
        let share = |holder: Holder| {
            let mut shares = self.shares();
            let share = shares
                .entry(holder)
                .or_insert_with(|| Arc::new(Semaphore::new(self.share as usize)));
            (holder, Arc::clone(share))
        };
        Claim {
            pool: self.clone(),
            holder: holder.map(share),
            of_share: None,
            of_pool: None,
        }
    }

    fn shares(&self) -> MutexGuard<'_, HashMap<Holder, Arc<Semaphore>>> {
        // a panic between two map operations cannot leave the map half-changed
        self.shares.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Claim {
    pub(super) fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Grows the claim to so many bytes in all, or says that there is too much to do.
    pub(super) async fn grow(&mut self, bytes: usize) -> Result<(), Denial> {
        let busy = || Denial::new(Code::Rate, "the server has much to do; later again");
        let wanted = u32::try_from(bytes.div_ceil(1024)).map_err(|_| busy())?;
        let more = wanted.saturating_sub(self.kib());
        if more == 0 {
            return Ok(());
        }
        let end = Instant::now() + TURN;
        let take = async |from: &Arc<Semaphore>| {
            let permits = timeout_at(end, Arc::clone(from).acquire_many_owned(more)).await;
            permits.ok().and_then(Result::ok).ok_or_else(busy)
        };
        let of_share = match &self.holder {
            Some(_) if wanted > self.pool.share => return Err(busy()),
            Some((_, share)) => Some(take(share).await?),
            None => None,
        };
        let of_pool = take(&self.pool.kib).await?;
        merge(&mut self.of_share, of_share);
        merge(&mut self.of_pool, Some(of_pool));
        Ok(())
    }

    /// Gives back what is more than so many bytes.
    pub(super) fn shrink(&mut self, bytes: usize) {
        let less = self.kib() as usize;
        let less = less.saturating_sub(bytes.div_ceil(1024));
        for permits in [&mut self.of_share, &mut self.of_pool] {
            drop(permits.as_mut().and_then(|permits| permits.split(less)));
        }
    }

    fn kib(&self) -> u32 {
        let taken = self.of_pool.as_ref().map_or(0, |taken| taken.num_permits());
        u32::try_from(taken).unwrap_or(u32::MAX)
    }
}

fn merge(held: &mut Option<OwnedSemaphorePermit>, more: Option<OwnedSemaphorePermit>) {
    match (held.as_mut(), more) {
        (Some(held), Some(more)) => held.merge(more),
        (None, more) => *held = more,
        (Some(_), None) => {}
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.of_share = None;
        let Some((holder, share)) = self.holder.take() else {
            return;
        };
        let mut shares = self.pool.shares();
        // the map's own and this one: nobody else holds or waits for anything of it
        if Arc::strong_count(&share) == 2 {
            shares.remove(&holder);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_share_is_forgotten_with_its_last_claim() {
        let pool = Pool::new(64, TURN, TURN);
        let holder = Some(Holder::Peer([127, 0, 0, 1].into()));
        let (mut first, mut second) = (pool.claim(holder), pool.claim(holder));
        assert!(first.grow(10 << 10).await.is_ok());
        assert!(second.grow(10 << 10).await.is_err(), "16 for both");
        first.shrink(4 << 10);
        assert!(second.grow(10 << 10).await.is_ok());
        drop(first);
        assert_eq!(pool.shares().len(), 1);
        drop(second);
        assert_eq!(pool.shares().len(), 0);
        assert_eq!(pool.kib.available_permits(), 64);
        assert!(pool.claim(holder).grow(17 << 10).await.is_err());
        assert!(pool.claim(None).grow(64 << 10).await.is_ok());
    }
}
