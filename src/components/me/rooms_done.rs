//! How far something is that goes room by room.

use leptos::prelude::*;

use crate::i18n::lang;
use crate::tasks::app::use_app;

/// Nothing while no such thing runs.
#[component]
pub(crate) fn RoomsProgress() -> impl IntoView {
    let done = use_app().rooms_done;
    view! {
        <div aria-live="polite" data-test="rooms-done">
            {move || {
                done.get().map(|(done, total)| view! {
                    <p class="me__progress">
                        <progress max=total.to_string() value=done.to_string()></progress>
                        <span>{move || lang().rooms_done(&done.to_string(), &total.to_string())}</span>
                    </p>
                })
            }}
        </div>
    }
}
