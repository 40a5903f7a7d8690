//! Where notes appear and are read out.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::i18n::{Text, tr};
use crate::tasks::app::use_app;
use crate::tasks::toasts::{Toast, Tone};

/// The live region.
#[component]
pub(crate) fn Toaster() -> impl IntoView {
    let toasts = use_app().toasts;
    let line = move |toast: Toast| {
        let (class, glyph) = match toast.tone {
            Tone::Good => ("toast", Glyph::Check),
            Tone::Bad => ("toast toast--bad", Glyph::Warning),
        };
        view! {
            <div class=class data-test="toast">
                <Icon glyph=glyph />
                <span class="toast__text">{toast.text}</span>
                {toast.act.map(|(act, on_act)| view! {
                    <button
                        type="button"
                        class="toast__act"
                        data-test="toast-act"
                        on:click=move |_| {
                            toasts.dismiss(toast.id);
                            on_act.run(());
                        }
                    >
                        {tr(act)}
                    </button>
                })}
                <button
                    type="button"
                    class="icon-button"
                    aria-label=tr(Text::Close)
                    on:click=move |_| toasts.dismiss(toast.id)
                >
                    <Icon glyph=Glyph::Close />
                </button>
            </div>
        }
    };
    view! {
        <div class="toasts" role="status" aria-live="polite" data-test="toasts">
            <For each=move || toasts.list() key=|toast| toast.id children=line />
        </div>
    }
}
