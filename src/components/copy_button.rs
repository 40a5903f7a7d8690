//! Copies a text and says so, on the button itself: beside a dialog nothing is heard.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Glyph, Icon};
use crate::browser::page::{clipboard, time};
use crate::i18n::{Text, tr};

/// How long the button says it.
const STAY: Duration = Duration::from_secs(4);

/// The text stays in a plain value until it is asked for.
#[component]
pub(crate) fn CopyButton(text: String, label: Text, test: &'static str) -> impl IntoView {
    let text = StoredValue::new(text);
    let copied = RwSignal::new(None::<bool>);
    let copy = move |_| {
        spawn_local(async move {
            let done = clipboard::copy(&text.get_value()).await;
            copied.try_set(Some(done));
            if done {
                time::sleep(STAY).await;
                copied.try_set(None);
            }
        });
    };
    let done = move || copied.get() == Some(true);
    view! {
        <button type="button" class="button" data-test=test on:click=copy>
            {move || view! { <Icon glyph=if done() { Glyph::Check } else { Glyph::Copy } /> }}
            <span aria-live="polite">{move || if done() { tr(Text::Copied)() } else { tr(label)() }}</span>
        </button>
        <Show when=move || copied.get() == Some(false)>
            <p class="field__wrong" role="alert">{tr(Text::NotCopied)}</p>
        </Show>
    }
}
