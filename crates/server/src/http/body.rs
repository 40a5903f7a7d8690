//! Bodies: read whole, but bounded each and in all, and not for ever.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use blobs::Bytes;
use blobs::wire::Code;
use bytes::BytesMut;
use http_body_util::BodyExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::gate::Denial;

/// How long a client may say nothing in the middle of a body.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a body may take in all.
const WHOLE: Duration = Duration::from_secs(600);

/// Reads a body of at most `limit` bytes. Memory is taken from the common budget as bytes arrive,
/// so a client that sends nothing holds nothing.
pub(super) async fn read(
    body: Body,
    limit: usize,
    memory: &Arc<Semaphore>,
) -> Result<Bytes, Denial> {
    let slow = |_| Denial::new(Code::Malformed, "the body did not arrive in time");
    timeout(WHOLE, collect(body, limit, memory))
        .await
        .map_err(slow)?
}

async fn collect(mut body: Body, limit: usize, memory: &Arc<Semaphore>) -> Result<Bytes, Denial> {
    let mut bytes = BytesMut::new();
    let mut held: Option<OwnedSemaphorePermit> = None;
    let broken = || Denial::new(Code::Malformed, "the body ended early");
    while let Some(frame) = timeout(SILENCE, body.frame()).await.map_err(|_| broken())? {
        let Ok(data) = frame.map_err(|_| broken())?.into_data() else {
            continue;
        };
        if bytes.len() + data.len() > limit {
            return Err(Denial::new(Code::TooLarge, "the body is too large"));
        }
        let kib = u32::try_from(data.len().div_ceil(1024)).unwrap_or(u32::MAX);
        let more = Arc::clone(memory)
            .acquire_many_owned(kib)
            .await
            .map_err(Denial::internal)?;
        match &mut held {
            Some(held) => held.merge(more),
            None => held = Some(more),
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.freeze())
}
