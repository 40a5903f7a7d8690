//! The app inside the binary.
//!
//! Files with a hash in their names are immutable; `index.html` is asked for again each time, and
//! answers every path that belongs to the app. Compressed once, in the background, and then kept.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;
use std::sync::OnceLock;

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

static COMPRESSED: OnceLock<HashMap<String, Bytes>> = OnceLock::new();

/// Compresses the files, which takes some seconds; until then they are served as they are.
pub fn compress() {
    let compressed = Dist::iter().filter_map(|name| {
        let file = Dist::get(&name)?;
        let small = brotli_of(&name, &file.data)?;
        Some((name.into_owned(), small))
    });
    // whoever was first has done the same
    let _ = COMPRESSED.set(compressed.collect());
}

/// The file of a path, or the app's page.
pub(crate) async fn serve(request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let name = request.uri().path().trim_start_matches('/');
    match Dist::get(name) {
        Some(file) => answer(name, file, request.headers()),
        None if is_place(name) || name == INDEX => page(request.headers()),
        None => StatusCode::NOT_FOUND.into_response(),
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
    let small = COMPRESSED
        .get()
        .and_then(|all| all.get(name))
        .filter(|_| has(header::ACCEPT_ENCODING, "br"));
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
    let body = match small {
        Some(small) => {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
            Body::from(small.clone())
        }
        None => match file.data {
            Cow::Borrowed(bytes) => Body::from(Bytes::from_static(bytes)),
            Cow::Owned(bytes) => Body::from(bytes),
        },
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

/// Brotli, where it is worth it.
fn brotli_of(name: &str, data: &[u8]) -> Option<Bytes> {
    let worth = !matches!(kind(name), "image/png" | "font/woff2") && data.len() > 1024;
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 1 << 16, 9, 22);
    if !worth
        || writer
            .write_all(data)
            .and_then(|()| writer.flush())
            .is_err()
    {
        return None;
    }
    drop(writer);
    (out.len() < data.len()).then(|| out.into())
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
