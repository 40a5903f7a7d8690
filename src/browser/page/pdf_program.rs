//! The PDF reader's script: fetched when the first PDF is opened, and kept for the next.
//!
//! `<meta name="sealroom-pdf">` names its address and its integrity value. `new Worker` knows no
//! integrity, so the script is fetched with that value and started from the verified bytes.

use std::cell::RefCell;

use js_sys::{Array, Promise};
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, RequestCache, RequestInit, Response, Url};

use crate::browser::js::wait;

thread_local! {
    static KEPT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// An address from which the reader starts.
pub(super) async fn address() -> Option<String> {
    if let Some(kept) = KEPT.with_borrow(Clone::clone) {
        return Some(kept);
    }
    let fetched = match fetch(RequestCache::Default).await {
        Some(fetched) => fetched,
        // what was changed once on its way must not stay in the browser's cache for ever
        None => fetch(RequestCache::Reload).await?,
    };
    KEPT.set(Some(fetched.clone()));
    Some(fetched)
}

async fn fetch(cache: RequestCache) -> Option<String> {
    let meta = gloo::utils::document()
        .query_selector("meta[name=sealroom-pdf]")
        .ok()??;
    let named = |name: &str| meta.get_attribute(name).filter(|value| !value.is_empty());
    let request = RequestInit::new();
    request.set_cache(cache);
    request.set_integrity(&named("data-integrity")?);
    let window = gloo::utils::window();
    let answer: Response = wait(Ok(
        window.fetch_with_str_and_init(&named("content")?, &request)
    ))
    .await
    .ok()?;
    let script: Promise = answer.ok().then(|| answer.array_buffer())?.ok()?;
    let script = wait::<wasm_bindgen::JsValue>(Ok(script)).await.ok()?;
    let options = BlobPropertyBag::new();
    options.set_type("text/javascript");
    let blob =
        Blob::new_with_buffer_source_sequence_and_options(&Array::of1(&script), &options).ok()?;
    Url::create_object_url_with_blob(blob.unchecked_ref()).ok()
}
