//! Requests: `blobs`' transport over fetch, and parts moved without touching wasm memory.
//!
//! A browser sends no cookie, no referrer and no cached answer with these. A request that
//! gets no answer in time is given up, so that a half-open connection shows as a lost one.

use core::cell::Cell;
use core::future::Future;
use core::time::Duration;

use blobs::Bytes;
use blobs::http::{Request, Response, Transport, Unreachable, backoff};
use blobs::wire::{Code, ErrorBody};
use futures::future::{Either, select};
use gloo::net::http::RequestBuilder;
use gloo::timers::future::TimeoutFuture;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use room::CarrierError;
use wasm_bindgen::JsValue;
use web_sys::{AbortController, Blob, RequestCache, RequestCredentials, RequestRedirect};

use super::clock;
use super::js;
use super::trouble::Trouble;

/// How long an API request may take; a batch of entries is a few MiB at most.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long one part of 8 MiB may take: 30 KiB/s is the slowest line that still works.
const PART_PATIENCE: Duration = Duration::from_secs(300);

/// From this length on a body is sent as a blob.
const LARGE: u32 = 64 << 10;

/// Fetch.
#[derive(Debug, Clone, Default)]
pub struct Fetch;

impl Transport for Fetch {
    async fn send(&self, request: Request) -> Result<Response, Unreachable> {
        let body = match request.body.len() {
            0 => None,
            _ => Some(
                body(&Uint8Array::from(&request.body[..]))
                    .map_err(|e| Unreachable(e.to_string()))?,
            ),
        };
        let answer = exchange(
            request.method,
            &request.url,
            &request.headers,
            body,
            PATIENCE,
        )
        .await
        .map_err(|trouble| Unreachable(trouble.to_string()))?;
        Ok(Response {
            status: answer.status,
            length: answer.length,
            body: Bytes::from(answer.body.to_vec()),
        })
    }

    fn now(&self) -> u64 {
        clock::now()
    }

    async fn pause(&self, n: u32) {
        wait(backoff(n, jitter())).await;
    }
}

/// An answer whose body is in JavaScript's heap.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header `content-length`.
    pub length: Option<u64>,
    /// The body.
    pub body: Uint8Array,
}

/// Puts a part.
pub async fn put(url: &str, part: &Uint8Array) -> Result<Answer, Trouble> {
    let headers = [
        ("if-none-match", "*".to_owned()),
        ("content-type", "application/octet-stream".to_owned()),
    ];
    exchange("PUT", url, &headers, Some(body(part)?), PART_PATIENCE).await
}

/// Gets a part of a known length; an answer that announces more is not read.
pub async fn get(url: &str, len: u64) -> Result<Answer, Trouble> {
    let answer = exchange("GET", url, &[], None, PART_PATIENCE).await?;
    if answer.status == 200 && u64::from(answer.body.length()) > len {
        Err(Trouble::Forged)
    } else {
        Ok(answer)
    }
}

/// What came of a PUT or GET of a part. That a part is there already is a success.
pub fn accepted(answer: &Answer) -> Result<(), CarrierError> {
    if (200..300).contains(&answer.status) {
        return Ok(());
    }
    match serde_json::from_slice::<ErrorBody>(&answer.body.to_vec()) {
        Ok(ErrorBody {
            code: Code::Exists, ..
        }) => Ok(()),
        Ok(ErrorBody { code, .. }) => Err(CarrierError::Refused(code)),
        // what stands between us and the store answers in its own words
        Err(_) if answer.status >= 429 => Err(CarrierError::Unreachable),
        Err(_) => Err(CarrierError::Broken),
    }
}

/// Waits.
pub async fn wait(time: Duration) {
    TimeoutFuture::new(u32::try_from(time.as_millis()).unwrap_or(u32::MAX)).await;
}

/// A request's body. As a blob a large one goes to the network beside the messages between
/// processes and not within them: in Chromium that is 50 ms for a part instead of 800, during
/// which the vault would stand still.
fn body(bytes: &Uint8Array) -> Result<JsValue, Trouble> {
    if bytes.length() < LARGE {
        return Ok(bytes.into());
    }
    Ok(Blob::new_with_u8_array_sequence(&Array::of1(bytes))?.into())
}

/// One request and its whole answer. Dropping the future aborts the request.
async fn exchange(
    method: &str,
    url: &str,
    headers: &[(&'static str, String)],
    body: Option<JsValue>,
    patience: Duration,
) -> Result<Answer, Trouble> {
    let abort = Abort::new()?;
    let mut builder = RequestBuilder::new(url)
        .method(method.parse().map_err(|_| Trouble::Other)?)
        .cache(RequestCache::NoStore)
        .credentials(RequestCredentials::Omit)
        .redirect(RequestRedirect::Error)
        .referrer("")
        .abort_signal(Some(&abort.0.signal()));
    for (name, value) in headers {
        builder = builder.header(name, value);
    }
    let request = match body {
        Some(body) => builder.body(body),
        None => builder.build(),
    };
    let request = request.map_err(|_| Trouble::Other)?;
    in_time(patience, async {
        let answer = request.send().await.map_err(|_| Trouble::Offline)?;
        let length = answer
            .headers()
            .get("content-length")
            .and_then(|length| length.parse().ok());
        let answer: web_sys::Response = answer.into();
        let body: ArrayBuffer = js::wait(answer.array_buffer())
            .await
            .map_err(|_| Trouble::Offline)?;
        Ok(Answer {
            status: answer.status(),
            length,
            body: Uint8Array::new(&body),
        })
    })
    .await
}

async fn in_time<T>(
    patience: Duration,
    work: impl Future<Output = Result<T, Trouble>>,
) -> Result<T, Trouble> {
    match select(core::pin::pin!(work), core::pin::pin!(wait(patience))).await {
        Either::Left((result, _)) => result,
        Either::Right(_) => Err(Trouble::Offline),
    }
}

/// Aborts when dropped; a request that is over does not mind.
struct Abort(AbortController);

impl Abort {
    fn new() -> Result<Self, Trouble> {
        Ok(Self(AbortController::new()?))
    }
}

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn jitter() -> u8 {
    thread_local!(static STATE: Cell<u32> = const { Cell::new(1) });
    // no secret depends on it: only that two browsers do not come back in step
    STATE.with(|state| {
        let next = state
            .get()
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223)
            ^ clock::now() as u32;
        state.set(next);
        (next >> 24) as u8
    })
}
