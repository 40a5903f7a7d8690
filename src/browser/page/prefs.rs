//! The two choices that are kept in the open on this device: language and colours.

use gloo::utils::window;

const LANGUAGE: &str = "sealroom.language";
const THEME: &str = "sealroom.theme";

/// The stored language, then the browser's, best first.
pub(crate) fn languages() -> Vec<String> {
    let stored = read(LANGUAGE);
    let spoken = window().navigator().languages();
    stored
        .into_iter()
        .chain(spoken.iter().filter_map(|tag| tag.as_string()))
        .collect()
}

/// Keeps the chosen language.
pub(crate) fn keep_language(tag: &str) {
    write(LANGUAGE, tag);
}

/// The stored colours: `light` or `dark`; none means the system's.
pub(crate) fn theme() -> Option<String> {
    read(THEME)
}

/// Keeps the chosen colours.
pub(crate) fn keep_theme(theme: &str) {
    write(THEME, theme);
}

/// Asks the browser not to throw away what is stored here; it may ask the person.
pub(crate) async fn keep_storage() -> bool {
    match window().navigator().storage().persist() {
        Ok(asked) => wasm_bindgen_futures::JsFuture::from(asked)
            .await
            .is_ok_and(|answer| answer.is_truthy()),
        Err(_) => false,
    }
}

/// Does the system ask for dark colours?
pub(crate) fn system_is_dark() -> bool {
    let query = window().match_media("(prefers-color-scheme: dark)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

// A private window may refuse storage: then the choice lasts as long as the page.

fn read(key: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(key).ok()?
}

#[allow(
    clippy::disallowed_methods,
    reason = "language and colours are no secret"
)]
fn write(key: &str, value: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.set_item(key, value);
    }
}
