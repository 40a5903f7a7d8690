//! The worker's own end of the line to the page.

use gloo::events::EventListener;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Posts a value to the page, moving the buffers in `transfer`. A page that is gone does not matter.
pub fn post(message: &JsValue, transfer: &Array) {
    let _ = scope().post_message_with_transfer(message, transfer);
}

/// Hands over every value that the page posts, for as long as the worker lives.
pub fn listen(mut hear: impl FnMut(JsValue) + 'static) {
    EventListener::new(&scope(), "message", move |event| {
        if let Some(message) = event.dyn_ref::<MessageEvent>() {
            hear(message.data());
        }
    })
    .forget();
}

/// Scheme, host and port from which this worker was served.
pub fn origin() -> String {
    scope().location().origin()
}

/// May the browser throw this site's storage away? Only a page may ask it not to.
pub async fn is_persisted() -> bool {
    let Some(storage) =
        super::js::global("navigator").and_then(|it| super::js::field(&it, "storage"))
    else {
        return false;
    };
    let storage: web_sys::StorageManager = storage.unchecked_into();
    super::js::wait::<JsValue>(storage.persisted())
        .await
        .is_ok_and(|answer| answer.is_truthy())
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
