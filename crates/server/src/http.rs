//! The protocol over HTTP: thin handlers over the gate, and the app beside it.
//!
//! A handler authenticates, decodes, asks the gate and encodes. What the answers' headers must be
//! stands in [`headers`], what a peer may ask how often in [`rates`].

mod blob;
mod body;
mod download;
pub(crate) mod headers;
mod import;
mod memory;
mod names;
mod rates;
mod rooms;
mod sending;
mod signed;
mod unsubscribe;

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post, put};
use blobs::wire::{Code, ErrorBody};
use ledger::Hash;

use crate::gate::{Denial, Gate};

pub use memory::{Memory, Pool};
pub use names::{Names, listening, parse_name};
pub use rates::Rates;

/// What the handlers share.
pub struct Site {
    /// Judges.
    pub gate: Arc<Gate>,
    /// SHA-256 of the operator's token.
    pub token: Hash,
    /// Scheme and authority by which clients call this server, if they are not the request's own.
    pub public: Option<(String, String)>,
    /// Whether this server speaks TLS itself.
    pub tls: bool,
    /// By which names clients may call it, if there is no public URL.
    pub names: Names,
    /// Whether a proxy stands before it, which says in `x-forwarded-for` who asks.
    pub behind_proxy: bool,
    /// How often a peer and a key may ask.
    pub rates: Rates,
    /// What bodies and answers may hold in memory.
    pub memory: Memory,
}

impl Site {
    /// A site over a gate, with the limits of a small server.
    pub fn new(gate: Arc<Gate>, token: &str) -> Self {
        Self {
            gate,
            token: Hash::of(token.as_bytes()),
            public: None,
            tls: false,
            names: Names::default(),
            behind_proxy: false,
            rates: Rates::default(),
            memory: Memory::default(),
        }
    }

    fn refuse(&self, denial: &Denial) -> Response {
        let status =
            StatusCode::from_u16(denial.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = ErrorBody {
            code: denial.code,
            message: denial.message.clone(),
            time: self.gate.now(),
        };
        let mut answer = (status, axum::Json(body)).into_response();
        if matches!(denial.code, Code::Rate | Code::Locked) {
            answer
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        answer
    }

    fn answer(&self, done: Result<Response, Denial>) -> Response {
        done.unwrap_or_else(|denial| self.refuse(&denial))
    }
}

/// All routes.
pub fn router(site: Arc<Site>) -> Router {
    let api = Router::new()
        .route("/v1/server", get(server))
        .route("/v1/rooms", post(rooms::make))
        .route(
            "/v1/rooms/{room}/links/{link}/state",
            post(rooms::link_state),
        )
        .route("/v1/rooms/{room}/import", post(import::import))
        .route("/v1/rooms/{room}/restore", post(import::restore))
        .route("/v1/rooms/{room}/{verb}", post(rooms::request))
        .route(
            "/v1/unsubscribe",
            get(unsubscribe::ask).post(unsubscribe::stop),
        )
        .route("/v1/home/{key}", get(rooms::newest_home))
        .route("/v1/home/{key}/{n}", put(rooms::put_home).get(rooms::home))
        .route("/v1/blob/{room}/{part}", get(blob::get).put(blob::put))
        .route("/v1/{*rest}", any(nowhere))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&site),
            rates::limit,
        ))
        .layer(middleware::from_fn(headers::api));
    Router::new()
        .merge(api)
        .route("/healthz", get(|| async { "ok" }))
        .fallback(crate::app::serve)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&site),
            headers::everywhere,
        ))
        .layer(middleware::from_fn(log))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&site),
            rates::identify,
        ))
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(site)
}

async fn server(State(site): State<Arc<Site>>) -> Response {
    axum::Json(site.gate.info()).into_response()
}

async fn nowhere(State(site): State<Arc<Site>>) -> Response {
    site.refuse(&Denial::absent())
}

/// One line a request: never a query (URLs of parts carry their MAC there), a header or a body.
async fn log(request: Request, next: Next) -> Response {
    let peer = rates::peer(&request);
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let began = Instant::now();
    let answer = next.run(request).await;
    let (status, took) = (answer.status().as_u16(), began.elapsed().as_millis());
    let peer = peer.map(tracing::field::display);
    if path.starts_with("/v1/") {
        tracing::info!(%method, %path, status, took, peer, "request");
    } else {
        tracing::debug!(%method, %path, status, took, peer, "request");
    }
    answer
}
