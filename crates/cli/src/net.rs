//! Requests over the network.

use core::time::Duration;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use blobs::http::{Request, Response, Transport, Unreachable, backoff};

use crate::error::Error;

/// Sends requests; clones share connections.
#[derive(Debug, Clone)]
pub(crate) struct Net(reqwest::Client);

impl Net {
    /// Trusts the system's certificates, and this one.
    pub(crate) fn new(ca: Option<&Path>) -> Result<Self, Error> {
        // there may be one already, which is as good
        _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .connect_timeout(Duration::from_secs(10))
            .read_timeout(Duration::from_secs(60))
            .redirect(reqwest::redirect::Policy::none());
        if let Some(ca) = ca {
            let pem = fs::read(ca)?;
            let more = reqwest::Certificate::from_pem_bundle(&pem);
            let more =
                more.map_err(|_| Error::usage("--ca names a file that holds no certificate"))?;
            builder = builder.tls_certs_merge(more);
        }
        builder
            .build()
            .map(Self)
            .map_err(|e| Error::usage(format!("no connections can be made: {e}")))
    }
}

impl Transport for Net {
    async fn send(&self, request: Request) -> Result<Response, Unreachable> {
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|e| Unreachable(e.to_string()))?;
        let mut builder = self.0.request(method, &request.url).body(request.body);
        for (name, value) in request.headers {
            builder = builder.header(name, value);
        }
        let answer = builder.send().await.map_err(unreachable)?;
        let (status, length) = (answer.status().as_u16(), answer.content_length());
        let body = answer.bytes().await.map_err(unreachable)?;
        Ok(Response {
            status,
            length,
            body,
        })
    }

    fn now(&self) -> u64 {
        now()
    }

    async fn pause(&self, n: u32) {
        tokio::time::sleep(backoff(n, (now() % 256) as u8)).await;
    }
}

/// This machine's clock, in milliseconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Why, without the URL, which may let someone in for a minute.
fn unreachable(e: reqwest::Error) -> Unreachable {
    Unreachable(e.without_url().to_string())
}
