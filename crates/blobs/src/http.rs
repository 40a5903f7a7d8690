//! The requests over HTTP.
//!
//! [`HttpApi`] knows paths, headers, digests, the server's clock and when to try again; a
//! [`Transport`] only sends one request. There is one in the browser (fetch), one in the command
//! line, and one in `server::local` that needs no socket.
//!
//! Every request may be sent twice without harm (creates are if-absent, and an entry that is there
//! already is answered as stored), so an answer that was lost is simply asked for again.

mod api;
mod store;

use core::future::Future;
use core::sync::atomic::{AtomicI64, Ordering};
use core::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use minicbor::{Decode, Encode};
use sha2::{Digest as _, Sha256};

use crate::api::{ApiError, Signer, Unsigned};
use crate::wire::{self, CBOR, Code, ErrorBody, TOKEN_HEADER};

pub use store::{HomeStore, UrlStore};

/// How often a request is sent at most.
const ATTEMPTS: u32 = 4;

/// One HTTP request.
#[derive(Clone)]
pub struct Request {
    /// `GET`, `POST`, `PUT` or `HEAD`.
    pub method: &'static str,
    /// Absolute.
    pub url: String,
    /// Names in lowercase.
    pub headers: Vec<(&'static str, String)>,
    /// Empty where there is none.
    pub body: Bytes,
}

/// One HTTP answer.
#[derive(Clone)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The header `content-length`, which for HEAD is the object's and not the body's.
    pub length: Option<u64>,
    /// The whole body.
    pub body: Bytes,
}

/// No answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(pub String);

/// Sends requests, and knows the time.
pub trait Transport {
    /// Sends one request and reads the whole answer, which is bounded by the limits of [`wire`].
    fn send(&self, request: Request) -> impl Future<Output = Result<Response, Unreachable>>;

    /// This machine's clock, in milliseconds since 1970.
    fn now(&self) -> u64;

    /// Waits before attempt `n` (from 1), for about [`backoff`] of it.
    fn pause(&self, n: u32) -> impl Future<Output = ()>;
}

/// How long to wait before attempt `n` (from 1): doubling from a quarter of a second up to eight,
/// of which `jitter` (0 to 255, random) takes away up to a half, so that clients do not come back in step.
#[must_use]
pub fn backoff(n: u32, jitter: u8) -> Duration {
    let full = 250u64 << n.saturating_sub(1).min(5);
    Duration::from_millis(full - full * u64::from(jitter) / 510)
}

/// A gate at an origin.
pub struct HttpApi<T> {
    transport: T,
    origin: String,
    /// Server's clock minus ours, in milliseconds.
    offset: AtomicI64,
}

impl<T: Transport> HttpApi<T> {
    /// A gate at `origin`: scheme, host and port, without a slash at the end.
    pub fn new(transport: T, origin: impl Into<String>) -> Self {
        let origin: String = origin.into();
        Self {
            transport,
            origin: origin.trim_end_matches('/').to_owned(),
            offset: AtomicI64::new(0),
        }
    }

    /// The origin.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What sends.
    pub fn transport(&self) -> &T {
        &self.transport
    }

    /// The server's clock as far as it is known, in milliseconds since 1970.
    pub fn server_now(&self) -> u64 {
        self.transport
            .now()
            .saturating_add_signed(self.offset.load(Ordering::Relaxed))
    }

    fn learn_time(&self, server: u64) {
        let offset = i128::from(server) - i128::from(self.transport.now());
        self.offset
            .store(i64::try_from(offset).unwrap_or(0), Ordering::Relaxed);
    }

    /// Posts a message, signed, and reads the answer's.
    async fn call<Q, A>(&self, by: &dyn Signer, path: &str, message: &Q) -> Result<A, ApiError>
    where
        Q: Encode<()>,
        A: for<'b> Decode<'b, ()> + Encode<()>,
    {
        let answer = self
            .signed(by, "POST", path, wire::encode(message).into(), None)
            .await?;
        wire::decode(&answer.body).map_err(|_| ApiError::Nonsense)
    }

    async fn signed(
        &self,
        by: &dyn Signer,
        method: &'static str,
        path: &str,
        body: Bytes,
        token: Option<&str>,
    ) -> Result<Response, ApiError> {
        let mut corrected = false;
        loop {
            let request = self.sign(by, method, path, &body, token);
            match self.send(request).await {
                // the refusal has taught us the server's clock
                Err(ApiError::Refused {
                    code: Code::Clock, ..
                }) if !corrected => corrected = true,
                done => return done,
            }
        }
    }

    fn sign(
        &self,
        by: &dyn Signer,
        method: &'static str,
        path: &str,
        body: &Bytes,
        token: Option<&str>,
    ) -> Request {
        let url = format!("{}{path}", self.origin);
        let digest = (!body.is_empty()).then(|| content_digest(body));
        let unsigned = Unsigned {
            method,
            target_uri: &url,
            authority: authority(&self.origin),
            content_digest: digest.as_deref(),
            created: self.server_now() / 1000,
        };
        let (input, signature) = by.sign(&unsigned);
        let mut headers = vec![("signature-input", input), ("signature", signature)];
        if let Some(digest) = digest {
            headers.push(("content-digest", digest));
            headers.push(("content-type", CBOR.to_owned()));
        }
        if let Some(token) = token {
            headers.push((TOKEN_HEADER, token.to_owned()));
        }
        Request {
            method,
            url,
            headers,
            body: body.clone(),
        }
    }

    /// Sends a request, again and again if need be, and turns refusals into errors.
    async fn send(&self, request: Request) -> Result<Response, ApiError> {
        let mut attempt = 1;
        loop {
            let answer = self.transport.send(request.clone()).await;
            let again = match &answer {
                Ok(answer) => matches!(answer.status, 429 | 502 | 503 | 504),
                Err(_) => true,
            };
            if !again || attempt == ATTEMPTS {
                return match answer {
                    Ok(answer) if answer.status < 300 => Ok(answer),
                    Ok(answer) => Err(self.refusal(&answer)),
                    Err(Unreachable(why)) => Err(ApiError::Unreachable(why)),
                };
            }
            self.transport.pause(attempt).await;
            attempt += 1;
        }
    }

    fn refusal(&self, answer: &Response) -> ApiError {
        match serde_json::from_slice::<ErrorBody>(&answer.body) {
            Ok(body) => {
                if body.code == Code::Clock {
                    self.learn_time(body.time);
                }
                ApiError::Refused {
                    code: body.code,
                    message: body.message,
                }
            }
            Err(_) if answer.status >= 500 => {
                ApiError::Unreachable(format!("status {}", answer.status))
            }
            Err(_) => ApiError::Nonsense,
        }
    }
}

impl<T: Transport> HttpApi<T> {
    /// A gate's own URLs are paths; an engine's are absolute.
    fn absolute(&self, url: &str) -> String {
        if url.starts_with('/') {
            format!("{}{url}", self.origin)
        } else {
            url.to_owned()
        }
    }
}

/// The value of the header `content-digest` for a body (RFC 9530).
#[must_use]
pub fn content_digest(body: &[u8]) -> String {
    format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(body)))
}

fn authority(origin: &str) -> &str {
    origin.split_once("://").map_or(origin, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_never_fall_below_half() {
        assert_eq!(backoff(1, 0), Duration::from_millis(250));
        assert_eq!(backoff(1, 255), Duration::from_millis(125));
        assert_eq!(backoff(3, 0), Duration::from_millis(1000));
        assert_eq!(backoff(100, 0), Duration::from_millis(8000));
    }

    #[test]
    fn a_digest_is_the_one_of_the_standard() {
        // RFC 9530, appendix B
        assert_eq!(
            content_digest(b"{\"hello\": \"world\"}\n"),
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
        );
    }

    #[test]
    fn the_authority_is_host_and_port() {
        assert_eq!(authority("http://localhost:8080"), "localhost:8080");
    }
}
