//! Bodies: read whole, but bounded each and in all, and not for ever.

use axum::body::Body;
use axum::http::{HeaderMap, header};
use blobs::Bytes;
use blobs::wire::Code;
use http_body_util::BodyExt;
use tokio::time::timeout;

use super::memory::Claim;
use crate::gate::Denial;

/// What is claimed first; from there on a body's memory doubles.
const FIRST: usize = 16 << 10;

/// Reads a body of at most `limit` bytes. Memory is claimed for what the buffer takes, as bytes
/// arrive: a client that sends nothing holds nothing, and many small frames hold no more than one
/// large one. The claim is the caller's, who keeps it as long as it keeps the bytes.
pub(super) async fn read(
    body: Body,
    limit: usize,
    announced: Option<usize>,
    claim: &mut Claim,
) -> Result<Bytes, Denial> {
    let slow = |_| Denial::new(Code::Malformed, "the body did not arrive in time");
    timeout(claim.pool().whole, collect(body, limit, announced, claim))
        .await
        .map_err(slow)?
}

/// The length that a request announces.
pub(super) fn announced(headers: &HeaderMap) -> Option<usize> {
    headers
        .get(header::CONTENT_LENGTH)?
        .to_str()
        .ok()?
        .parse()
        .ok()
}

async fn collect(
    mut body: Body,
    limit: usize,
    announced: Option<usize>,
    claim: &mut Claim,
) -> Result<Bytes, Denial> {
    let most = announced.unwrap_or(limit).min(limit);
    let silence = claim.pool().silence;
    let mut bytes = Vec::new();
    let broken = || Denial::new(Code::Malformed, "the body ended early");
    while let Some(frame) = timeout(silence, body.frame()).await.map_err(|_| broken())? {
        let Ok(data) = frame.map_err(|_| broken())?.into_data() else {
            continue;
        };
        let len = bytes.len() + data.len();
        if len > limit {
            return Err(Denial::new(Code::TooLarge, "the body is too large"));
        }
        if len > bytes.capacity() {
            let room = (bytes.capacity() * 2).max(FIRST).min(most).max(len);
            claim.grow(room).await?;
            bytes.reserve_exact(room - bytes.len());
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;
    use std::time::Duration;

    use futures::future::join_all;
    use futures::stream::{self, StreamExt};

    use super::super::memory::{Holder, Pool};
    use super::*;

    fn pool(kib: u32) -> Pool {
        Pool::new(kib, Duration::from_secs(30), Duration::from_secs(600))
    }

    /// Frames of these sizes, and then nothing more, without an end.
    fn trickle(sizes: Vec<usize>) -> Body {
        let frames = stream::iter(sizes).map(|size| Ok::<_, Infallible>(vec![7; size]));
        Body::from_stream(frames.chain(stream::pending()))
    }

    async fn whole(pool: &Pool, body: Body) -> Result<Bytes, Denial> {
        read(body, 1 << 20, None, &mut pool.claim(None)).await
    }

    /// Half a million frames of one byte were half a gigabyte by count, and nobody else could post.
    #[tokio::test(start_paused = true)]
    async fn many_small_frames_hold_no_more_than_their_bytes() {
        let pool = pool(256);
        let attack = tokio::spawn({
            let pool = pool.clone();
            async move { whole(&pool, trickle(vec![1; 4_000])).await }
        });
        tokio::time::sleep(Duration::from_secs(1)).await;
        let other = whole(&pool, Body::from(vec![1; 200 << 10])).await;
        assert_eq!(other.map(|bytes| bytes.len()), Ok(200 << 10));
        attack.abort();
    }

    #[tokio::test(start_paused = true)]
    async fn who_gets_no_memory_is_told_so_soon() {
        let pool = pool(64);
        let holder = tokio::spawn({
            let pool = pool.clone();
            async move { whole(&pool, trickle(vec![60 << 10])).await }
        });
        tokio::time::sleep(Duration::from_secs(1)).await;
        let before = tokio::time::Instant::now();
        let other = whole(&pool, Body::from(vec![1; 20 << 10])).await;
        assert_eq!(other.map_err(|denial| denial.code), Err(Code::Rate));
        assert!(before.elapsed() < Duration::from_secs(6));
        // it says no more: that ends as well, and the memory is there again
        assert!(holder.await.expect("no panic").is_err());
        assert!(whole(&pool, Body::from(vec![1; 60 << 10])).await.is_ok());
    }

    /// Each holds a quarter and waits for what the others hold.
    #[tokio::test(start_paused = true)]
    async fn those_who_wait_for_each_other_come_to_an_end() {
        let pool = pool(64);
        let halves = || {
            stream::iter([16 << 10, 16 << 10]).then(|size| async move {
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok::<_, Infallible>(vec![1; size])
            })
        };
        let before = tokio::time::Instant::now();
        let all = (0..4).map(|_| whole(&pool, Body::from_stream(halves())));
        let done = join_all(all).await;
        assert!(before.elapsed() < Duration::from_secs(10));
        assert!(done.iter().any(Result::is_ok));
        let codes = done
            .into_iter()
            .filter_map(|one| one.err())
            .map(|denial| denial.code);
        assert!(codes.into_iter().all(|code| code == Code::Rate));
    }

    #[tokio::test(start_paused = true)]
    async fn one_holder_does_not_take_it_all() {
        let pool = pool(64);
        let peer = |n| Some(Holder::Peer([127, 0, 0, n].into()));
        let slow = (0..8).map(|_| {
            let mut claim = pool.claim(peer(1));
            tokio::spawn(async move {
                read(trickle(vec![8 << 10]), 1 << 20, Some(8 << 10), &mut claim).await
            })
        });
        let slow: Vec<_> = slow.collect();
        tokio::time::sleep(Duration::from_secs(1)).await;
        let mut claim = pool.claim(peer(2));
        let other = read(Body::from(vec![1; 16 << 10]), 1 << 20, None, &mut claim).await;
        assert!(other.is_ok(), "another one's share is its own");
        let refused = join_all(slow).await.into_iter().flatten();
        let refused = refused.filter(|one| matches!(one, Err(denial) if denial.code == Code::Rate));
        assert_eq!(refused.count(), 6, "two fit into the share");
    }
}
