//! Copies a text and says so.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Glyph, Icon};
use crate::browser::page::clipboard;
use crate::i18n::{Text, lang_now, tr};
use crate::tasks::app::use_app;

/// The text stays in a plain value until it is asked for.
#[component]
pub(crate) fn CopyButton(text: String, label: Text, test: &'static str) -> impl IntoView {
    let toasts = use_app().toasts;
    let text = StoredValue::new(text);
    let copy = move |_| {
        spawn_local(async move {
            let said = if clipboard::copy(&text.get_value()).await {
                Text::Copied
            } else {
                Text::NotCopied
            };
            toasts.good(lang_now().text(said));
        });
    };
    view! {
        <button type="button" class="button" data-test=test on:click=copy>
            <Icon glyph=Glyph::Copy />
            {tr(label)}
        </button>
    }
}
