//! A part on its way out: read piece by piece as the client takes it, so that one who takes nothing
//! holds a piece and not a part.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use axum::body::Body;
use blobs::Bytes;
use futures::stream;
use tokio::time::Instant;

use super::Site;
use super::sending::Sending;
use super::signed::Recipient;
use crate::gate::{Denial, StoredPart};

/// One piece; another one may be on its way while it is read.
const PIECE: u64 = 256 << 10;

/// The bytes of a range of a part.
pub(super) async fn begin(
    site: &Arc<Site>,
    part: StoredPart,
    range: Range<u64>,
    to: Recipient,
) -> Result<Body, Denial> {
    let pool = &site.memory.answers;
    let mut claim = pool.claim(to.holder());
    let most = (range.end - range.start).min(2 * PIECE);
    claim
        .grow(usize::try_from(most).map_err(Denial::internal)?)
        .await?;
    let download = Download {
        site: Arc::clone(site),
        part,
        rest: range,
        end: Instant::now() + pool.whole,
        sending: Sending::begin(claim, to.cord),
    };
    Ok(Body::from_stream(stream::unfold(download, Download::next)))
}

struct Download {
    site: Arc<Site>,
    part: StoredPart,
    rest: Range<u64>,
    end: Instant,
    sending: Arc<Sending>,
}

impl Download {
    async fn next(mut self) -> Option<(io::Result<Bytes>, Self)> {
        let Range { start, end } = self.rest;
        if start >= end {
            return None;
        }
        let piece = start..end.min(start + PIECE);
        self.rest.start = piece.end;
        self.sending.moves();
        let read = if self.sending.is_over() || Instant::now() >= self.end {
            Err(io::ErrorKind::TimedOut.into())
        } else {
            let read = self.site.gate.read_part(&self.part, piece).await;
            // what failed is in the log
            let read = read.map_err(|_| io::ErrorKind::Other.into());
            read.map(|bytes| self.sending.bytes(bytes))
        };
        if read.is_err() {
            self.rest.start = end;
        }
        Some((read, self))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::Uri;
    use blobs::{Engine, Key};
    use http_body_util::BodyExt;
    use ledger::{Hash, RoomId};

    use super::super::Pool;
    use super::*;
    use crate::clock::ManualClock;
    use crate::connections::Cord;
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
        site.memory.answers = Pool::new(768, seconds(silence), seconds(3600));
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

    async fn ask(site: &Arc<Site>, ticket: &Ticket, cord: &Cord) -> Result<Body, Denial> {
        let part = site.gate.part(ticket).await?;
        let range = 0..part.len();
        let to = Recipient {
            peer: None,
            cord: Some(cord.clone()),
        };
        begin(site, part, range, to).await
    }

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_gives_its_memory_to_others() {
        // many pieces; and one, which is all handed on at once and waits there
        for pieces in [4, 1] {
            let (site, ticket) = site(pieces * PIECE, 60).await;
            let (cord, other_cord) = (Cord::default(), Cord::default());
            let mut stalled = Vec::new();
            for _ in 0..if pieces == 1 { 3 } else { 1 } {
                let mut body = ask(&site, &ticket, &cord).await.expect("a body");
                let first = body.frame().await.expect("a frame").expect("bytes");
                stalled.push((first, Some(body).filter(|_| pieces > 1)));
            }
            let told = ask(&site, &ticket, &other_cord).await.err();
            let told = told.map(|denial| denial.code);
            assert_eq!(told, Some(blobs::wire::Code::Rate));
            assert!(!cord.is_cut());
            tokio::time::sleep(Duration::from_secs(120)).await;
            assert!(cord.is_cut() && !other_cord.is_cut());
            // with the connection goes what waited there
            for (_, body) in &mut stalled {
                if let Some(body) = body {
                    assert!(body.frame().await.is_some_and(|frame| frame.is_err()));
                }
            }
            drop(stalled);
            let other = ask(&site, &ticket, &other_cord).await.expect("a body");
            let other = other.collect().await.expect("whole").to_bytes();
            assert_eq!(other.len() as u64, pieces * PIECE);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_is_slow_gets_it_all_in_an_hour_or_not() {
        for (pause, whole) in [(50, true), (1000, false)] {
            let (site, ticket) = site(6 * PIECE, pause + 10).await;
            let mut body = ask(&site, &ticket, &Cord::default()).await.expect("a body");
            let mut taken = 0;
            while let Some(Ok(frame)) = body.frame().await {
                taken += frame.into_data().expect("bytes").len() as u64;
                tokio::time::sleep(Duration::from_secs(pause)).await;
            }
            assert_eq!(taken == 6 * PIECE, whole, "{pause} seconds a piece");
        }
    }
}
