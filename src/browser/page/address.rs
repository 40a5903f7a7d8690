//! The address bar: the path that says which screen is shown, and the fragment that may hold a
//! secret. The fragment is read once and taken out of the address and its history at once.

use gloo::events::EventListener;
use wasm_bindgen::JsValue;

fn window() -> web_sys::Window {
    gloo::utils::window()
}

/// The path that is shown.
pub(crate) fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

/// `https://host`, in front of paths that are handed to others.
pub(crate) fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// Takes what follows `#` out of the address, the history entry included.
pub(crate) fn take_fragment() -> Option<String> {
    let fragment = window().location().hash().ok()?;
    let fragment = fragment.strip_prefix('#')?.to_owned();
    replace(&path());
    (!fragment.is_empty()).then_some(fragment)
}

/// Shows another path as a new step of the history.
pub(crate) fn push(path: &str) {
    if let Ok(history) = window().history() {
        // it fails only when called far too often, and then the old path stays
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// Shows another path in place of this one.
pub(crate) fn replace(path: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

/// Calls when the person goes back or forth, or pastes a link with another fragment.
pub(crate) fn on_change(call: impl Fn() + 'static) {
    // a pasted fragment fires both events; the second finds nothing new
    let call = std::rc::Rc::new(call);
    for event in ["popstate", "hashchange"] {
        let call = std::rc::Rc::clone(&call);
        EventListener::new(&window(), event, move |_| call()).forget();
    }
}

/// Scrolls to the top, as after loading a page.
pub(crate) fn scroll_to_top() {
    window().scroll_to_with_x_and_y(0.0, 0.0);
}

/// Loads the app anew.
pub(crate) fn reload() {
    let _ = window().location().reload();
}

/// Opens the browser's print dialog.
pub(crate) fn print() {
    let _ = window().print();
}

/// Is this a secure context, in which ciphers and workers are given?
pub(crate) fn is_secure() -> bool {
    window().is_secure_context()
}
