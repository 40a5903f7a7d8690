//! Copying a text.

use wasm_bindgen_futures::JsFuture;

/// Puts a text on the clipboard; false when the browser refuses.
pub(crate) async fn copy(text: &str) -> bool {
    let promise = gloo::utils::window()
        .navigator()
        .clipboard()
        .write_text(text);
    JsFuture::from(promise).await.is_ok()
}
