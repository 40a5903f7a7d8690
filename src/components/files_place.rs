//! A place that takes files: by choosing them, or by dropping them on it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Glyph, Icon};
use crate::browser::page::dialog::click;
use crate::browser::page::files::{self, Picked};
use crate::i18n::{Text, tr};

/// The place, with what it is for.
#[component]
pub(crate) fn FilesPlace(
    /// Tells its field from another one's on the page.
    id: String,
    glyph: Glyph,
    #[prop(into)] title: Signal<String>,
    text: Text,
    /// Who sees what is taken.
    hint: Text,
    /// Its name for the end-to-end tests; its field and its button are named after it.
    test: &'static str,
    /// Gets what was chosen or dropped; never nothing.
    on_picked: Callback<Picked>,
) -> impl IntoView {
    let hovering = RwSignal::new(false);
    let field = StoredValue::new(id.clone());
    let take = move |picked: Picked| {
        if !picked.files.is_empty() {
            on_picked.run(picked);
        }
    };
    let over = move |event: leptos::ev::DragEvent| {
        if files::has_files(&event) {
            event.prevent_default();
            hovering.set(true);
        }
    };
    let drop = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        hovering.set(false);
        let dropped = files::of_drop(&event);
        spawn_local(async move { take(files::walk(dropped).await) });
    };
    view! {
        <section
            class="drop-in"
            class:drop-in--over=move || hovering.get()
            data-test=test
            on:dragover=over
            on:dragleave=move |_| hovering.set(false)
            on:drop=drop
        >
            <Icon glyph=glyph />
            <h2>{move || title.get()}</h2>
            <p>{tr(text)}</p>
            <input
                class="hidden"
                id=id
                type="file"
                multiple=true
                tabindex="-1"
                aria-hidden="true"
                data-test=format!("{test}-files")
                on:change=move |event| take(files::of_input(&event))
            />
            <button
                type="button"
                class="button button--primary"
                data-test=format!("{test}-pick")
                on:click=move |_| field.with_value(|id| click(id))
            >
                <Icon glyph=Glyph::FileAdd />
                {tr(Text::ChooseFiles)}
            </button>
            <p class="field__hint">{tr(hint)}</p>
        </section>
    }
}
