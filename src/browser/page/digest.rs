//! What a file is known by, without keeping it.

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use web_sys::{Blob, SubtleCrypto};

use super::files::Picked;
use crate::browser::js::wait;

/// What is larger would fill the page's memory.
const LARGEST: f64 = 256.0 * 1024.0 * 1024.0;

/// SHA-256 of the first file that was picked, in hex.
pub(crate) async fn sha256(picked: &Picked) -> Option<String> {
    let file: Blob = picked.handles.get(0).dyn_into().ok()?;
    if file.size() > LARGEST {
        return None;
    }
    let bytes: ArrayBuffer = wait(Ok(file.array_buffer())).await.ok()?;
    let subtle: SubtleCrypto = gloo::utils::window().crypto().ok()?.subtle();
    let digest = subtle.digest_with_str_and_buffer_source("SHA-256", &bytes);
    let digest: ArrayBuffer = wait(digest).await.ok()?;
    let bytes = Uint8Array::new(&digest).to_vec();
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
