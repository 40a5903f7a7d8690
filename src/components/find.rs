//! The field in which a list is searched by name.

use leptos::prelude::*;

use crate::i18n::{Text, tr};

/// What is typed is in the signal at once.
#[component]
pub(crate) fn Find(find: RwSignal<String>, test: &'static str) -> impl IntoView {
    view! {
        <input
            class="field__input find"
            type="search"
            aria-label=tr(Text::AccessFind)
            placeholder=tr(Text::AccessFind)
            data-test=test
            prop:value=move || find.get()
            on:input=move |event| find.set(event_target_value(&event))
        />
    }
}
