//! Who shares a room, and behind the name the words to make sure of it.

use leptos::prelude::*;

use super::dialog::Dialog;
use super::safety_words::SafetyWords;
use crate::i18n::{Text, lang};

/// The name, which opens the words.
#[component]
pub(crate) fn SharedBy(
    owner: String,
    /// The owner's safety words.
    words: Vec<String>,
) -> impl IntoView {
    let (open, words) = (RwSignal::new(false), StoredValue::new(words));
    let close = Callback::new(move |()| open.set(false));
    let said = Signal::derive(move || lang().shared_by(&owner));
    view! {
        <button type="button" class="shared-by" data-test="shared-by" on:click=move |_| open.set(true)>
            <bdi>{said}</bdi>
        </button>
        <Show when=move || open.get()>
            <Dialog title=said close=close test="shared-by-dialog">
                <SafetyWords words=words.get_value() hint=Text::OwnerWordsHint />
            </Dialog>
        </Show>
    }
}
