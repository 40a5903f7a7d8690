//! The gate without a socket: for tests, with a clock that they set.
//!
//! Requests go through the same routes, signatures and rules as over a network.
//!
//! ```
//! # use std::sync::Arc;
//! use blobs::{Api, Memory};
//! use server::local::Local;
//!
//! # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
//! let local = Local::new(Arc::new(Memory::new()), 1_800_000_000_000);
//! let api = local.api();
//! assert_eq!(api.server().await.unwrap().time, 1_800_000_000_000);
//! # });
//! ```

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::header;
use blobs::Engine;
use blobs::http::{HttpApi, Request, Response, Transport, Unreachable};
use http_body_util::BodyExt;
use ledger::PublicKey;
use tower::ServiceExt;

use crate::clock::{Clock, ManualClock};
use crate::gate::{Gate, Quotas, ServerKey};
use crate::http::{Rates, Site, router};
use crate::notify::{Desk, Settings, Unusable};
use crate::stamps::Stamper;

/// A server inside the process.
#[derive(Clone)]
pub struct Local {
    router: Router,
    gate: Arc<Gate>,
    clock: Arc<ManualClock>,
}

impl Local {
    /// The origin by which requests call it.
    pub const ORIGIN: &str = "http://localhost:8080";
    /// The operator's token.
    pub const TOKEN: &str = "local";

    /// A server over an engine, at this time, with a key that is always the same.
    pub fn new(engine: Arc<dyn Engine>, now: u64) -> Self {
        Self::with(engine, now, Quotas::default(), &[7; 32])
    }

    /// The same, with these limits and the key of this seed.
    pub fn with(engine: Arc<dyn Engine>, now: u64, quotas: Quotas, seed: &[u8; 32]) -> Self {
        Self::changed(engine, now, quotas, seed, |_| {})
    }

    /// The same, with a site that is changed before it serves.
    pub fn changed(
        engine: Arc<dyn Engine>,
        now: u64,
        quotas: Quotas,
        seed: &[u8; 32],
        change: impl FnOnce(&mut Site),
    ) -> Self {
        Self::made(engine, now, quotas, seed, |gate| gate, change)
    }

    /// The same, which has people told outside the app. Nothing leaves before [`crate::notify::round`].
    pub fn telling(
        engine: Arc<dyn Engine>,
        now: u64,
        settings: &Settings,
    ) -> Result<Self, Unusable> {
        let desk = Desk::new(settings, Self::ORIGIN)?;
        let quotas = Quotas::default();
        let telling = |gate: Gate| gate.telling(desk);
        Ok(Self::made(engine, now, quotas, &[7; 32], telling, |_| {}))
    }

    /// The same, which has checkpoints stamped. Nobody is asked before [`crate::stamps::round`].
    pub fn stamping(engine: Arc<dyn Engine>, now: u64, stamper: Stamper) -> Self {
        let quotas = Quotas::default();
        let stamping = |gate: Gate| gate.stamping(stamper);
        Self::made(engine, now, quotas, &[7; 32], stamping, |_| {})
    }

    fn made(
        engine: Arc<dyn Engine>,
        now: u64,
        quotas: Quotas,
        seed: &[u8; 32],
        gate: impl FnOnce(Gate) -> Gate,
        change: impl FnOnce(&mut Site),
    ) -> Self {
        let clock = Arc::new(ManualClock::new(now));
        let shared: Arc<dyn Clock> = Arc::<ManualClock>::clone(&clock);
        let key = ServerKey::from_seed(seed);
        let made = Gate::new(engine, shared, key, quotas);
        let facts = ledger::evidence::erasure::EngineFacts::unknown("memory");
        let gate = Arc::new(gate(made.with_facts(facts)));
        let mut site = Site::new(Arc::clone(&gate), Self::TOKEN);
        site.rates = Rates::unlimited();
        change(&mut site);
        let router = router(Arc::new(site));
        Self {
            router,
            gate,
            clock,
        }
    }

    /// A client of it.
    pub fn api(&self) -> HttpApi<Self> {
        HttpApi::new(self.clone(), Self::ORIGIN)
    }

    /// Its clock.
    pub fn clock(&self) -> &ManualClock {
        &self.clock
    }

    /// Its gate.
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// The key that wraps its entries.
    pub fn key(&self) -> PublicKey {
        self.gate.key()
    }
}

impl Transport for Local {
    async fn send(&self, request: Request) -> Result<Response, Unreachable> {
        let unreachable = |error: &dyn std::fmt::Display| Unreachable(error.to_string());
        let path = request
            .url
            .strip_prefix(Self::ORIGIN)
            .ok_or_else(|| Unreachable("another origin".to_owned()))?;
        let mut asked = axum::http::Request::builder()
            .method(request.method)
            .uri(path);
        asked = asked.header(header::HOST, Self::ORIGIN.trim_start_matches("http://"));
        for (name, value) in request.headers {
            asked = asked.header(name, value);
        }
        let asked = asked
            .body(Body::from(request.body))
            .map_err(|error| unreachable(&error))?;
        // a task of its own: a server goes on with a request whose client looks elsewhere, and a request
        // that is not polled must not hold up the next
        let answer = tokio::spawn(self.router.clone().oneshot(asked))
            .await
            .map_err(|error| unreachable(&error))?
            .map_err(|error| unreachable(&error))?;
        let status = answer.status().as_u16();
        let length = answer.headers().get(header::CONTENT_LENGTH);
        let length = length.and_then(|value| value.to_str().ok()?.parse().ok());
        let body = answer
            .into_body()
            .collect()
            .await
            .map_err(|error| unreachable(&error))?
            .to_bytes();
        Ok(Response {
            status,
            length,
            body,
        })
    }

    fn now(&self) -> u64 {
        self.clock.now()
    }

    async fn pause(&self, _: u32) {}
}
