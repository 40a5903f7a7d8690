//! A part on its way out: read piece by piece as the client takes it.
//!
//! A client that takes nothing holds a piece and not a part, and not for ever: after a while its
//! memory is given to others, and what it is sent ends early. The connection under it ends by
//! itself (see [`connections`](crate::connections)), but one connection of HTTP/2 carries many answers.

use std::io;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use axum::body::Body;
use blobs::Bytes;
use futures::stream;
use tokio::time::Instant;

use super::memory::{Claim, Holder};
use super::{Site, rates};
use crate::gate::{Denial, StoredPart};

/// One piece; another one may be on its way while it is read.
const PIECE: u64 = 256 << 10;

/// The bytes of a range of a part.
pub(super) async fn begin(
    site: &Arc<Site>,
    part: StoredPart,
    range: Range<u64>,
    peer: Option<IpAddr>,
) -> Result<Body, Denial> {
    let pool = &site.memory.downloads;
    let mut claim = pool.claim(peer.map(rates::household).map(Holder::Peer));
    let most = (range.end - range.start).min(2 * PIECE);
    claim
        .grow(usize::try_from(most).map_err(Denial::internal)?)
        .await?;
    let (silence, end) = (pool.silence, Instant::now() + pool.whole);
    let progress = Arc::new(Progress {
        pieces: AtomicU64::new(0),
        claim: Mutex::new(Some(claim)),
    });
    tokio::spawn(watch(Arc::downgrade(&progress), silence));
    let download = Download {
        site: Arc::clone(site),
        part,
        rest: range,
        progress,
        end,
    };
    Ok(Body::from_stream(stream::unfold(download, Download::next)))
}

struct Download {
    site: Arc<Site>,
    part: StoredPart,
    rest: Range<u64>,
    progress: Arc<Progress>,
    end: Instant,
}

/// How far a download is, for whoever watches it.
struct Progress {
    pieces: AtomicU64,
    /// None once the client was silent for too long.
    claim: Mutex<Option<Claim>>,
}

impl Download {
    async fn next(mut self) -> Option<(io::Result<Bytes>, Self)> {
        let Range { start, end } = self.rest;
        if start >= end {
            return None;
        }
        let piece = start..end.min(start + PIECE);
        self.rest.start = piece.end;
        self.progress.pieces.fetch_add(1, Ordering::Relaxed);
        let read = if self.progress.is_over() || Instant::now() >= self.end {
            Err(io::ErrorKind::TimedOut.into())
        } else {
            let read = self.site.gate.read_part(&self.part, piece).await;
            // what failed is in the log
            read.map_err(|_| io::ErrorKind::Other.into())
        };
        if read.is_err() {
            self.rest.start = end;
        }
        Some((read, self))
    }
}

impl Progress {
    fn is_over(&self) -> bool {
        let claim = self.claim.lock().unwrap_or_else(PoisonError::into_inner);
        claim.is_none()
    }

    fn give_up(&self) {
        let mut claim = self.claim.lock().unwrap_or_else(PoisonError::into_inner);
        claim.take();
    }
}

/// Gives the memory back if nothing was taken for so long; ends with the download.
async fn watch(download: Weak<Progress>, silence: Duration) {
    let mut seen = 0;
    loop {
        tokio::time::sleep(silence).await;
        let Some(progress) = download.upgrade() else {
            return;
        };
        let pieces = progress.pieces.load(Ordering::Relaxed);
        if pieces == seen {
            progress.give_up();
            return;
        }
        seen = pieces;
    }
}
