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

#[cfg(test)]
mod tests {
    use axum::http::Uri;
    use blobs::{Engine, Key};
    use http_body_util::BodyExt;
    use ledger::{Hash, RoomId};

    use super::super::Pool;
    use super::*;
    use crate::clock::ManualClock;
    use crate::gate::{Gate, Op, Quotas, ServerKey, Ticket};

    /// A site with memory for one download, and a part of this length in it.
    async fn site(len: u64, silence: u64) -> (Arc<Site>, Ticket) {
        let (room, part) = (RoomId([1; 32]), Hash([2; 32]));
        let engine: Arc<dyn Engine> = Arc::new(blobs::Memory::new());
        let place = Key::parse(format!("rooms/{room}/parts/{part}")).expect("a key");
        let bytes = vec![7; usize::try_from(len).expect("a length")];
        engine.create(&place, bytes.into()).await.expect("stored");
        let clock = Arc::new(ManualClock::new(0));
        let key = ServerKey::from_seed(&[7; 32]);
        let gate = Arc::new(Gate::new(engine, clock, key, Quotas::default()));
        let mut site = Site::new(Arc::clone(&gate), "token");
        let seconds = Duration::from_secs;
        site.memory.downloads = Pool::new(768, seconds(silence), seconds(3600));
        let url: Uri = gate
            .url(&room, Op::Get, &part, 60_000)
            .parse()
            .expect("a URL");
        let mac = url.query().and_then(|query| query.split("mac=").nth(1));
        let mac = Hash::parse(mac.expect("a MAC")).expect("hex").0.to_vec();
        let ticket = Ticket {
            room,
            part,
            op: Op::Get,
            until: 60_000,
            mac,
        };
        (Arc::new(site), ticket)
    }

    async fn ask(site: &Arc<Site>, ticket: &Ticket) -> Result<Body, Denial> {
        let part = site.gate.part(ticket).await?;
        let range = 0..part.len();
        begin(site, part, range, None).await
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_gives_its_memory_to_others() {
        let (site, ticket) = site(4 * PIECE, 60).await;
        let mut stalled = ask(&site, &ticket).await.expect("a body");
        assert!(stalled.frame().await.is_some_and(|frame| frame.is_ok()));
        let told = ask(&site, &ticket).await.err();
        assert_eq!(
            told.map(|denial| denial.code),
            Some(blobs::wire::Code::Rate)
        );
        tokio::time::sleep(Duration::from_secs(120)).await;
        let other = ask(&site, &ticket).await.expect("a body");
        let other = other.collect().await.expect("whole").to_bytes();
        assert_eq!(other.len() as u64, 4 * PIECE);
        // what the other one is sent now ends early
        assert!(stalled.frame().await.is_some_and(|frame| frame.is_err()));
        assert!(stalled.frame().await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_slow_gets_it_all_in_an_hour_or_not() {
        for (pause, whole) in [(50, true), (1000, false)] {
            let (site, ticket) = site(6 * PIECE, pause + 10).await;
            let mut body = ask(&site, &ticket).await.expect("a body");
            let mut taken = 0;
            while let Some(Ok(frame)) = body.frame().await {
                taken += frame.into_data().expect("bytes").len() as u64;
                tokio::time::sleep(Duration::from_secs(pause)).await;
            }
            assert_eq!(taken == 6 * PIECE, whole, "{pause} seconds a piece");
        }
    }
}
