//! What is on its way out counts as long as it is in memory: until the last byte was handed on.
//!
//! Who takes nothing for a while does not get the rest, and loses the connection: only so the memory
//! is there for others. Over HTTP/2 one connection carries many answers, and each may stall alone.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use blobs::Bytes;

use super::memory::Claim;
use crate::connections::Cord;

/// An answer on its way out.
pub(super) struct Sending {
    /// Counts whatever shows that the client takes something.
    moved: AtomicU64,
    over: AtomicBool,
    _claim: Claim,
}

impl Sending {
    /// Begins to send; what it takes was claimed.
    pub(super) fn begin(claim: Claim, cord: Option<Cord>) -> Arc<Self> {
        let silence = claim.pool().silence;
        let sending = Arc::new(Self {
            moved: AtomicU64::new(0),
            over: AtomicBool::new(false),
            _claim: claim,
        });
        tokio::spawn(watch(Arc::downgrade(&sending), silence, cord));
        sending
    }

    /// Bytes of the answer: it lasts until they are gone.
    pub(super) fn bytes(self: &Arc<Self>, bytes: Bytes) -> Bytes {
        Bytes::from_owner(Held {
            bytes,
            sending: Arc::clone(self),
        })
    }

    /// The client has taken something.
    pub(super) fn moves(&self) {
        self.moved.fetch_add(1, Ordering::Relaxed);
    }

    /// Whether the client was silent for too long.
    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }
}

struct Held {
    bytes: Bytes,
    sending: Arc<Sending>,
}

impl AsRef<[u8]> for Held {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.sending.moves();
    }
}

/// Ends what does not move for so long; ends with it.
async fn watch(sending: Weak<Sending>, silence: Duration, cord: Option<Cord>) {
    let mut seen = 0;
    loop {
        tokio::time::sleep(silence).await;
        let Some(sending) = sending.upgrade() else {
            return;
        };
        let moved = sending.moved.load(Ordering::Relaxed);
        if moved == seen {
            sending.over.store(true, Ordering::Relaxed);
            if let Some(cord) = cord {
                cord.cut();
            }
            return;
        }
        seen = moved;
    }
}
