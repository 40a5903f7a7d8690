//! A choice that is on or off, with what it means.

use leptos::prelude::*;

use crate::i18n::{Text, tr};

/// The box, its label and a hint below.
#[component]
pub(crate) fn CheckField(
    label: Text,
    on: RwSignal<bool>,
    id: &'static str,
    #[prop(optional)] hint: Option<Text>,
) -> impl IntoView {
    let hint_id = hint.map(|_| format!("{id}-hint"));
    view! {
        <div class="check">
            <input
                class="check__input"
                type="checkbox"
                id=id
                data-test=id
                aria-describedby=hint_id.clone()
                prop:checked=move || on.get()
                on:change=move |event| on.set(event_target_checked(&event))
            />
            <label class="check__label" for=id>{tr(label)}</label>
            {hint.map(|hint| view! { <p class="field__hint check__hint" id=hint_id>{tr(hint)}</p> })}
        </div>
    }
}
