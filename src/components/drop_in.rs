//! Sending files to somebody whose room one does not read.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::{Glyph, Icon};
use crate::browser::page::dialog::click;
use crate::browser::page::files::{self, Picked};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::room::Room;

/// Where to, the way to choose files, and what was sent from this page.
#[component]
pub(crate) fn DropIn(room: Room) -> impl IntoView {
    let transfers = use_app().transfers;
    let sent = RwSignal::new(Vec::<(String, f64)>::new());
    let hovering = RwSignal::new(false);
    let to = move || room.view().and_then(|view| view.drops.first().cloned());
    let send = Callback::new(move |picked: Picked| {
        let Some((scope, _)) = untrack(to).filter(|_| !picked.files.is_empty()) else {
            return;
        };
        sent.update(|sent| {
            let names = picked.files.iter();
            sent.extend(names.map(|file| (file.path.clone(), file.size)));
        });
        transfers.send_in(room.id(), scope, picked);
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
            <h2>{move || lang().send_into(&to().map(|to| to.1).unwrap_or_default())}</h2>
            <p>{tr(Text::DropInText)}</p>
            <input
                class="hidden"
                id="drop-in-files"
                type="file"
                multiple=true
                tabindex="-1"
                aria-hidden="true"
                data-test="drop-in-files"
                on:change=move |event| send.run(files::of_input(&event))
            />
            <button type="button" class="button button--primary" data-test="drop-in-pick" on:click=move |_| click("drop-in-files")>
                <Icon glyph=Glyph::FileAdd />
                {tr(Text::ChooseFiles)}
            </button>
            <p class="field__hint">{tr(Text::DropInSeen)}</p>
        </section>
        <Show when=move || !sent.with(Vec::is_empty)>
            <h3 class="drop-in__head">{tr(Text::SentFiles)}</h3>
            <ul class="members" data-test="sent-files" aria-live="polite">
                {move || sent.get().into_iter().map(|(name, size)| view! {
                    <li class="member">
                        <Icon glyph=Glyph::File />
                        <div class="member__what">
                            <p class="member__name"><bdi>{name}</bdi></p>
                            <p class="member__under">{move || format::size(size)}</p>
                        </div>
                    </li>
                }).collect_view()}
            </ul>
            <p class="field__hint">{tr(Text::SentHint)}</p>
        </Show>
    }
}
