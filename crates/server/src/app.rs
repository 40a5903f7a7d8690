//! The app inside the binary.
//!
//! Files with a hash in their names are immutable; `index.html` is asked for again each time, and
//! answers every path that belongs to the app. The build put a compressed twin (`.br`) beside what is
//! worth it.

use std::borrow::Cow;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use blobs::Bytes;
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../dist"]
#[allow_missing = true]
struct Dist;

const INDEX: &str = "index.html";
/// What is served where nobody built the app.
const NOT_BUILT: &str = "<!doctype html><html lang=en><meta charset=utf-8><title>Sealroom</title>\
    <h1>缄室 Sealroom</h1><p>This server was built without the app. <code>cargo xtask run</code> builds both.</p>\
    <p>此服务器构建时未包含应用。运行 <code>cargo xtask run</code> 会一并构建。</p></html>";

/// What the name of a compressed twin ends with.
const TWIN: &str = ".br";

/// The file of a path, or the app's page.
pub(crate) async fn serve(request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let name = request.uri().path().trim_start_matches('/');
    match Dist::get(name) {
        // a twin is no file of its own
        Some(file) if !name.ends_with(TWIN) => answer(name, file, request.headers()),
        None if is_place(name) || name == INDEX => page(request.headers()),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn page(asked: &HeaderMap) -> Response {
    match Dist::get(INDEX) {
        Some(file) => answer(INDEX, file, asked),
        None => {
            let headers = [
                (header::CONTENT_TYPE, "text/html; charset=utf-8"),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, NOT_BUILT).into_response()
        }
    }
}

fn answer(name: &str, file: EmbeddedFile, asked: &HeaderMap) -> Response {
    let hash: String = file
        .metadata
        .sha256_hash()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let has = |header: header::HeaderName, value: &str| {
        asked
            .get_all(header)
            .iter()
            .any(|held| held.to_str().is_ok_and(|held| held.contains(value)))
    };
    let small = has(header::ACCEPT_ENCODING, "br")
        .then(|| Dist::get(&format!("{name}{TWIN}")))
        .flatten();
    let tag = format!("\"{hash}{}\"", if small.is_some() { "-br" } else { "" });
    let mut headers = HeaderMap::new();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::ETAG, &tag);
    set(header::CONTENT_TYPE, kind(name));
    set(header::VARY, "accept-encoding");
    set(
        header::CACHE_CONTROL,
        if is_hashed(name) {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        },
    );
    if has(header::IF_NONE_MATCH, &tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    if small.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    }
    let body = match small.unwrap_or(file).data {
        Cow::Borrowed(bytes) => Body::from(Bytes::from_static(bytes)),
        Cow::Owned(bytes) => Body::from(bytes),
    };
    (headers, body).into_response()
}

/// Paths of screens have no dot; a missing file is a missing file.
fn is_place(name: &str) -> bool {
    !name.rsplit('/').next().unwrap_or(name).contains('.')
}

/// Whether a name holds a hash, as the build gives to what it writes: 16 hex digits or more in a row.
fn is_hashed(name: &str) -> bool {
    name.split(|c: char| !c.is_ascii_hexdigit() || c.is_ascii_uppercase())
        .any(|run| run.len() >= 16)
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_hashes_are_immutable() {
        assert!(is_hashed("sealroom-0123456789abcdef_bg.wasm"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("service-worker.js"));
    }

    #[test]
    fn screens_get_the_page_and_missing_files_do_not() {
        assert!(is_place("r/00ff/documents"));
        assert!(is_place("l"));
        assert!(!is_place("missing.js"));
    }
}
