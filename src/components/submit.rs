//! A form's main button: it says what it does, and that it is at it.

use leptos::prelude::*;

use crate::i18n::{Text, tr};
use crate::tasks::work::Work;

/// Starts the form's work.
#[component]
pub(crate) fn Submit(
    act: Text,
    /// What it says meanwhile.
    busy: Text,
    work: Work,
    test: &'static str,
    /// Not yet possible.
    #[prop(into, default = Signal::stored(false))]
    disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <button
            type="submit"
            class="button button--primary"
            data-test=test
            disabled=move || work.is_running() || disabled.get()
            aria-busy=move || work.is_running().to_string()
        >
            {move || if work.is_running() { tr(busy)() } else { tr(act)() }}
        </button>
    }
}
