//! The worker's own end of the line to the page.

use gloo::events::EventListener;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, DedicatedWorkerGlobalScope, MessageEvent};

/// Where the workers of this origin hear each other.
const TABS: &str = "sealroom";

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

/// What this device is called until the person names it: browser and system, as far as it says.
pub fn device_name() -> String {
    let agent = super::js::global("navigator")
        .and_then(|it| super::js::field(&it, "userAgent"))
        .and_then(|agent| agent.as_string())
        .unwrap_or_default();
    let first = |known: &[(&str, &'static str)], other| {
        let found = known.iter().find(|(mark, _)| agent.contains(mark));
        found.map_or(other, |(_, name)| *name)
    };
    // the order matters: most browsers say that they are several
    let browser = first(
        &[
            ("Edg", "Edge"),
            ("Firefox", "Firefox"),
            ("Chrome", "Chrome"),
            ("Safari", "Safari"),
        ],
        "Browser",
    );
    let system = first(
        &[
            ("Android", "Android"),
            ("iPhone", "iPhone"),
            ("iPad", "iPad"),
            ("Windows", "Windows"),
            ("Mac OS", "macOS"),
            ("CrOS", "ChromeOS"),
            ("Linux", "Linux"),
        ],
        "",
    );
    format!("{browser} {system}").trim_end().to_owned()
}

/// Tells the other tabs of this browser that the identity is gone from this device.
pub fn tell_tabs() {
    if let Ok(channel) = BroadcastChannel::new(TABS) {
        let _ = channel.post_message(&JsValue::TRUE);
        channel.close();
    }
}

/// Hears that from another tab, for as long as the worker lives.
pub fn hear_tabs(mut hear: impl FnMut() + 'static) {
    let Ok(channel) = BroadcastChannel::new(TABS) else {
        return;
    };
    EventListener::new(&channel, "message", move |_| hear()).forget();
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
