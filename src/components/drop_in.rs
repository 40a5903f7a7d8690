//! Sending files to where one does not read.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Glyph, Icon};
use crate::browser::page::dialog::click;
use crate::browser::page::files::{self, Picked};
use crate::i18n::{Text, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::room::Room;
use crate::vault::messages::FolderRef;

/// One place that takes files: by choosing them, or by dropping them on it.
#[component]
pub(crate) fn DropPlace(
    room: Room,
    /// Where to, and what it is called.
    to: (FolderRef, String),
    /// Tells its field from another one's on the page.
    id: String,
    /// Who sees what is sent.
    seen: Text,
) -> impl IntoView {
    let transfers = use_app().transfers;
    let hovering = RwSignal::new(false);
    let (scope, name) = to;
    let (scope, field) = (StoredValue::new(scope), StoredValue::new(id.clone()));
    let send = Callback::new(move |picked: Picked| {
        if picked.files.is_empty() {
            return;
        }
        transfers.send_in(room.id(), scope.get_value(), picked);
    });
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
        spawn_local(async move { send.run(files::walk(dropped).await) });
    };
    view! {
        <section
            class="drop-in"
            class:drop-in--over=move || hovering.get()
            data-test="drop-in"
            on:dragover=over
            on:dragleave=move |_| hovering.set(false)
            on:drop=drop
        >
            <Icon glyph=Glyph::Upload />
            <h2>{move || lang().send_into(&name)}</h2>
            <p>{tr(Text::DropInText)}</p>
            <input
                class="hidden"
                id=id
                type="file"
                multiple=true
                tabindex="-1"
                aria-hidden="true"
                data-test="drop-in-files"
                on:change=move |event| send.run(files::of_input(&event))
            />
            <button type="button" class="button button--primary" data-test="drop-in-pick" on:click=move |_| field.with_value(|id| click(id))>
                <Icon glyph=Glyph::FileAdd />
                {tr(Text::ChooseFiles)}
            </button>
            <p class="field__hint">{tr(seen)}</p>
        </section>
    }
}
