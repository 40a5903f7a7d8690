//! The link in a message by which there are no more of them. Its token stands in the query, which no log has.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, Uri, header};
use axum::response::{Html, IntoResponse, Response};

use super::Site;
use crate::gate::Denial;
use crate::notify::page;

/// The page may send its one form here, and do nothing else.
const CSP: &str = "default-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// `GET /v1/unsubscribe?t=…`: changes nothing, because programs look at links before people do.
pub(super) async fn ask() -> Response {
    answer(false)
}

/// `POST /v1/unsubscribe?t=…`, by the page or by a mail program (RFC 8058).
pub(super) async fn stop(State(site): State<Arc<Site>>, uri: Uri) -> Response {
    let query = uri.query().unwrap_or_default();
    let mut words = query.split('&');
    let token = words.find_map(|word| word.strip_prefix("t="));
    let stopped = match token {
        Some(token) => site.gate.stop_telling(token).await,
        None => Err(Denial::malformed()),
    };
    match stopped {
        Ok(()) => answer(true),
        Err(denial) => site.refuse(&denial),
    }
}

fn answer(done: bool) -> Response {
    let mut answer = Html(page(done)).into_response();
    let headers = answer.headers_mut();
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(CSP),
    );
    answer
}
