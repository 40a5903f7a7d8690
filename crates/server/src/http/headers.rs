//! Headers that every answer carries, so that a browser keeps the app to itself.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::Site;

/// No script or style but our own files, no frame but our own, nothing sent elsewhere. The one
/// worker starts from bytes that the page has verified, which makes its address a `blob:`.
const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src blob:; frame-src 'self'; \
    manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const EVERYWHERE: [(&str, &str); 8] = [
    ("content-security-policy", CSP),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), \
         microphone=(), midi=(), payment=(), usb=()",
    ),
];

/// Adds what is not there yet.
pub(super) async fn everywhere(
    State(site): State<Arc<Site>>,
    request: Request,
    next: Next,
) -> Response {
    // a browser would keep localhost to TLS on every port
    let host = request
        .headers()
        .get(header::HOST)
        .and_then(|host| host.to_str().ok());
    let host = request.uri().host().or(host).unwrap_or_default();
    let named = !host.starts_with("localhost") && !host.starts_with("127.");
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    for (name, value) in EVERYWHERE {
        let value = HeaderValue::from_static(value);
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(value);
    }
    let secure = site.tls
        || site
            .public
            .as_ref()
            .is_some_and(|(scheme, _)| scheme == "https");
    if secure && named {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    answer
}

/// The protocol: not to be kept by caches, and open to an app that is served from elsewhere. It
/// knows no cookies, only signatures, so that no page gains anything by asking.
pub(super) async fn api(request: Request, next: Next) -> Response {
    let preflight = request.method() == Method::OPTIONS;
    let mut answer = if preflight {
        StatusCode::NO_CONTENT.into_response()
    } else {
        next.run(request).await
    };
    let headers = answer.headers_mut();
    set(headers, "cache-control", "no-store");
    set(headers, "access-control-allow-origin", "*");
    set(
        headers,
        "access-control-expose-headers",
        "content-range, content-length",
    );
    set(headers, "cross-origin-resource-policy", "cross-origin");
    if preflight {
        set(
            headers,
            "access-control-allow-methods",
            "GET, HEAD, POST, PUT",
        );
        set(
            headers,
            "access-control-allow-headers",
            "content-type, content-digest, signature, signature-input, sealroom-token, range, if-none-match",
        );
        set(headers, "access-control-max-age", "86400");
    }
    answer
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.insert(
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    );
}
